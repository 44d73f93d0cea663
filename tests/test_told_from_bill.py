"""What is sent from a bill with Odoo's own buttons counts like any other contact."""

from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestToldFromBill(CollectionCase):
    def post(self, bill, clock="11:00", partner=None):
        bill = bill.with_context(arrears_today=TODAY, arrears_now=self.clock_at(clock))
        return bill.message_post(
            body="Please look at this bill.", subject="Your bill",
            partner_ids=(partner or self.owner).ids, message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )  # fmt: skip

    def test_a_reminder_from_an_overdue_bill_is_a_contact_that_counts(self):
        bill = self.owing(450)
        case = self.case_of()
        self.post(bill)
        contact = self.contacts()
        self.assertEqual(contact.case_ids, case)
        self.assertEqual((contact.channel, contact.contact_class, contact.state),
                         ("email", "dunning", "sent"))  # fmt: skip
        self.assertEqual((contact.amount, contact.breach), (450, False))
        self.assertIn("look at this bill", contact.text)
        self.assertEqual(case.contact_count, 1)
        codes = {
            reason.code
            for reason in contact._contact_reasons(
                case, "email", self.moment("12:00"), contact.address_key
            )
        }
        self.assertTrue(codes, "the cap has heard of it")

    def test_against_the_rules_it_is_a_breach_that_a_manager_sees(self):
        bill = self.owing(450)
        self.env["arrears.hold"].create({"case_id": self.case_of().id, "type": "dispute"})
        self.post(bill, clock="23:00")
        contact = self.contacts()
        self.assertTrue(contact.breach)
        codes = {reason["code"] for reason in contact.reasons}
        self.assertIn("hold_dispute", codes)
        self.assertGreater(len(codes), 1, "and the hour")

    def test_a_bill_that_is_not_due_is_a_service(self):
        bill = self.owing(450, due="2027-01-31")
        self.post(bill, clock="23:00")
        contact = self.contacts()
        self.assertEqual((contact.contact_class, contact.breach), ("service", False))
        self.assertFalse(contact.case_ids)

    def test_odoos_own_sending_of_the_bill_counts(self):
        bill = self.owing(450)
        wizard = self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=bill.ids,
            arrears_today=TODAY, arrears_now=self.clock_at("11:00"),
        ).create({"move_id": bill.id, "sending_methods": ["email"]})  # fmt: skip
        wizard.action_send_and_print(allow_fallback_pdf=True)
        self.assertEqual(self.contacts().contact_class, "dunning")

    def test_word_among_colleagues_and_to_others_is_none(self):
        bill = self.owing(450)
        bill.message_post(body="Internal", partner_ids=self.collector.partner_id.ids)
        self.post(bill, partner=self.partner("Friend", email="friend@example.com"))
        self.assertFalse(self.contacts())
