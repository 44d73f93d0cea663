"""Offers to owners: with consent alone, with the way to refuse, and never beside a debt."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .stops_case import TODAY, StopsCase

WORDS = "{creditor}: the office of {estate} invites to a trial lesson. {opt_out} {office}"


@tagged("post_install", "-at_install")
class TestMarketing(StopsCase):
    def consent(self, case=None, **values):
        case = self.as_user(self.collector, case or self.case)
        return case.env["arrears.marketing.consent"].create(
            {"case_id": case.id, "told": True, "given_on": self.later(-3), **values}
        )

    def text(self, body=WORDS, **values):
        return self.env["arrears.template"].create(
            {"name": "Trial lesson", "channel": "email", "use": "promotion",
             "subject": "For residents", "body": body, **values}
        )  # fmt: skip

    def promotion(self, day=TODAY, text=None):
        promotions = self.as_user(self.manager, self.env["arrears.promotion"], day)
        return promotions.create(
            {"name": "Trial lesson", "estate_id": self.estate.id,
             "email_template_id": (text or self.text()).id}
        )  # fmt: skip

    def test_a_consent_has_its_day_its_way_and_its_end(self):
        """Row 84."""
        consent = self.consent(way="spoken")
        self.assertEqual((consent.given_on, consent.author_id), (self.later(-3), self.collector))
        with self.assertRaises(UserError):
            consent.write({"given_on": TODAY})
        with self.assertRaises(UserError):
            consent.sudo().unlink()
        consent.action_withdraw()
        self.assertEqual((consent.withdrawn_on, consent.withdrawn_way), (TODAY, "spoken"))
        self.consent(given_on=TODAY)

    @mute_logger("odoo.sql_db")
    def test_one_consent_stands_and_none_without_being_told(self):
        self.consent()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.consent()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.consent(told=False)

    def test_a_promotion_without_a_text_is_refused(self):
        promotions = self.as_user(self.manager, self.env["arrears.promotion"])
        with self.assertRaisesRegex(ValidationError, "a text for promotions"):
            promotions.create({"name": "Trial lesson", "estate_id": self.estate.id})

    def test_nobody_hears_of_an_offer_without_consent(self):
        with self.assertRaisesRegex(UserError, "No owner of this estate consented"):
            self.promotion().action_send()
        self.assertFalse(self.case.contact_ids)

    def test_who_consented_hears_of_it_once_with_the_way_to_refuse(self):
        self.consent()
        promotion = self.promotion()
        self.assertEqual(promotion.consent_count, 1)
        promotion.action_send()
        contact = self.case.contact_ids
        self.assertEqual((contact.contact_class, contact.amount), ("marketing", 0))
        self.assertIn("No more of these?", contact.text)
        self.assertNotIn("450", contact.text)
        self.assertNotIn(self.flat.name, contact.text)
        promotion.action_send()
        self.assertEqual(self.case.contact_ids, contact)
        self.send("11:05")
        self.assertEqual(contact.state, "sent")
        self.assertFalse(
            self.env["arrears.contact"]._past_contacts(self.owner.ids, [], self.moment("12:00")),
            "it counts for nothing in collection",
        )

    def test_a_consent_taken_back_stops_what_waits(self):
        consent = self.consent()
        self.promotion().action_send()
        consent.with_user(self.collector).action_withdraw()
        self.send("11:05")
        self.assertEqual(self.case.contact_ids.state, "refused")

    def test_the_next_offer_waits_thirty_days(self):
        self.consent()
        self.promotion().action_send()
        self.send("11:05")
        soon = self.promotion(self.later(20))
        soon.action_send()
        self.assertFalse(soon.line_ids.contact_id)
        self.assertIn("heard of an offer lately", soon.line_ids.reason_text)
        later = self.promotion(self.later(30))
        later.action_send()
        self.assertTrue(later.line_ids.contact_id)

    def test_who_is_left_alone_is_left_alone(self):
        self.consent()
        self.env["arrears.hold"].create(
            {"case_id": self.case.id, "type": "do_not_contact", "date_from": TODAY}
        )
        promotion = self.promotion()
        promotion.action_send()
        self.assertFalse(promotion.line_ids.contact_id)

    def test_a_text_without_the_way_to_refuse_or_with_a_bill_is_no_promotion(self):
        for body in ("{creditor} {office}", WORDS + " {amount}", WORDS + " {periods}"):
            with self.assertRaises(ValidationError):
                self.text(body)

    def test_a_text_that_waits_for_its_review_is_not_sent(self):
        self.consent()
        text = (
            self.env["arrears.template"]
            .with_user(self.manager)
            .create(
                {
                    "name": "New",
                    "channel": "email",
                    "use": "promotion",
                    "subject": "New",
                    "body": WORDS,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "waits for its review"):
            self.promotion(text=text).action_send()
