"""What an owner asked for: sent by one click, as a contact within the caps, and never pressing."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .stops_case import TODAY, StopsCase


@tagged("post_install", "-at_install")
class TestAsked(StopsCase):
    def card(self, clock="11:00", day=TODAY):
        return self.as_user(self.collector, self.case, day, clock)

    def sent(self, kind):
        return self.case.contact_ids.filtered(lambda contact: contact.asked_for == kind)

    def debit_offer(self, **when):
        self.card(**when).action_offer_debit()
        return self.sent("debit_offer")[:1]

    def test_the_bill_goes_out_again_with_its_paper(self):
        """Row 158."""
        self.card().action_send_bill_again()
        contact = self.sent("bill_again")
        self.assertEqual((contact.state, contact.contact_class), ("queued", "dunning"))
        self.assertEqual((contact.amount, contact.charge_ids), (450, self.case.charge_ids))
        self.assertEqual(contact.document_ids.document_type, "bill_statement")
        self.send("11:05")
        self.assertEqual(contact.state, "sent")
        mail = contact.mail_id
        self.assertEqual(mail.attachment_ids.mapped("mimetype"), ["application/pdf"])
        self.assertTrue(mail.attachment_ids.raw.startswith(b"%PDF"))
        self.assertIn("450", contact.text)

    def test_it_counts_in_the_caps_like_any_other_message(self):
        """Row 169: one message a day, two a fortnight, whatever they are about."""
        self.debit_offer()
        self.send("11:05")
        with self.assertRaisesRegex(UserError, "can't be sent now"):
            self.card("12:00").action_send_payment_link()
        self.card("11:00", self.later(1)).action_send_payment_link()
        self.send("11:05", self.later(1))
        with self.assertRaisesRegex(UserError, "can't be sent now"):
            self.card("11:00", self.later(2)).action_send_bill_again()
        self.assertEqual(len(self.case.contact_ids), 2)

    def test_outside_the_hours_it_waits_for_the_morning(self):
        contact = self.debit_offer(clock="21:30")
        local = contact._to_local(contact.scheduled_at, self.owner, self.company)
        self.assertEqual((local.date(), local.hour), (self.later(1), 9))

    def test_the_reason_forgot_sends_the_offer_of_direct_debit(self):
        """Row 169: by one click, and it names no money."""
        self.logged(reason_id=self.reason("forgot").id)
        self.card().action_do_what_helps()
        contact = self.sent("debit_offer")
        self.assertEqual((contact.amount, len(contact.charge_ids)), (0, 0))
        self.assertIn("end it at any time", contact.text)
        self.assertNotIn("450", contact.text)

    def test_who_pays_by_direct_debit_is_offered_none(self):
        clearing = self.env["account.account"].create(
            {"name": "Debits under way", "code": "109902", "account_type": "asset_current",
             "reconcile": True, "company_ids": [(6, 0, self.company.ids)]}
        )  # fmt: skip
        channel = self.env["arrears.bank.channel"].create(
            {"name": "CCB", "code": "ccb_asked", "profile": "ccb_batch", "summary": "物业费",
             "company_id": self.company.id, "journal_id": self.bank.id,
             "clearing_account_id": clearing.id, "estate_ids": [(6, 0, self.estate.ids)]}
        )  # fmt: skip
        mandate = self.env["arrears.mandate"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "signed_date": TODAY,
             "channel_id": channel.id, "holder_name": self.owner.name}
        )  # fmt: skip
        self.env.cr.execute(
            "UPDATE arrears_mandate SET state = 'active' WHERE id = %s", [mandate.id]
        )
        mandate.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "direct debit already"):
            self.card().action_offer_debit()

    def test_the_reason_not_understood_sends_the_sheet_on_the_fee(self):
        """Row 170: prices, what they cover and the budget; no cost of the books."""
        self.logged(reason_id=self.reason("not_understood").id)
        self.card().action_do_what_helps()
        contact = self.sent("fee_sheet")
        paper = contact.document_ids
        self.assertEqual((paper.document_type, paper.res_id), ("fee_use", self.estate.id))
        self.assertNotIn("450", contact.text)
        printed = self.card().action_print_fee_sheet()
        self.assertEqual(printed["res_id"], paper.id, "the same sheet, not a second one")

    def test_a_promise_keeps_back_nothing_that_helps_to_keep_it(self):
        """Row 95: the ways to pay after a day was agreed."""
        self.logged(reason_id=self.reason("busy_away").id, promise_date=self.later(5))
        self.card().action_send_payment_link()
        self.send("11:05")
        self.assertEqual(self.sent("payment_link").state, "sent")

    def test_every_other_stop_keeps_it_back(self):
        self.env["arrears.grievance"].with_user(self.collector).create(
            {"case_id": self.case.id, "subject": "A wet wall"}
        )
        for send in ("action_send_bill_again", "action_send_payment_link", "action_offer_debit",
                     "action_send_fee_sheet"):  # fmt: skip
            with self.assertRaisesRegex(UserError, "can't be sent now"):
                getattr(self.card(), send)()
        self.assertFalse(self.case.contact_ids)

    def test_it_is_asked_again_as_it_leaves(self):
        self.card().action_send_bill_again()
        self.pay(self.bill, 100)
        self.end_transaction()
        self.send("11:05")
        contact = self.sent("bill_again")
        self.assertEqual(contact.state, "refused")
        self.assertIn("changed_since", [reason["code"] for reason in contact.reasons])

    def test_a_text_that_waits_for_its_review_is_not_sent(self):
        text = self.env.ref("property_arrears.template_email_debit_offer")
        text.with_user(self.manager).body += "\nYours"
        with self.assertRaisesRegex(UserError, "can't be sent now"):
            self.card().action_offer_debit()

    def test_without_an_address_a_treasurer_hands_the_offer_over(self):
        self.owner.write({"email": False, "phone": False})
        treasurer = self.user("treasurer", "group_treasurer")
        self.case.reason_id = self.reason("forgot")
        self.card().action_do_what_helps()
        self.assertEqual(len(self.tasks(self.case, treasurer)), 1)
        with self.assertRaisesRegex(UserError, "neither an e-mail address"):
            self.card().action_send_bill_again()

    def test_who_may_not_work_the_card_sends_nothing(self):
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            self.as_user(stranger, self.case).action_send_bill_again()

    def test_the_ways_from_anywhere_stand_beside_the_talk(self):
        """Row 151."""
        self.env["arrears.payment.code"].create(
            {"estate_id": self.estate.id, "app": "page", "link": "https://pay.example/{reference}"}
        )
        logs = self.as_user(self.collector, self.env["arrears.contact.log"])
        log = logs.create({"case_id": self.case.id, "reason_id": self.reason("busy_away").id})
        self.assertFalse(log.ways_from_anywhere, "until it is known who is speaking")
        log.identity_checked = True
        self.assertIn("on your own telephone", log.ways_from_anywhere)
        self.assertIn("number of the bill", log.ways_from_anywhere)
