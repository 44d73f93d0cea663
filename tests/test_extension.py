"""More time to pay: asked for, agreed with the owner, granted by somebody else."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .stops_case import StopsCase

AGREED = {"consent_party": "owner", "consent_how": "call", "consent_on": "2026-09-15"}


@tagged("post_install", "-at_install")
class TestExtension(StopsCase):
    def extension(self, days=15, user=None, case=None, **values):
        return self.env["arrears.extension"].with_user(user or self.collector).create(
            {"case_id": (case or self.case).id, "until": self.later(days), "reason": "Salary",
             **AGREED, **values}
        )  # fmt: skip

    def test_the_card_asks_a_manager_grants_and_no_due_date_moves(self):
        due = self.bill.invoice_date_due
        action = self.case.with_user(self.collector).action_ask_extension()
        records = self.env["arrears.extension"].with_user(self.collector)
        with Form(records.with_context(**action["context"])) as form:
            self.assertEqual(form.until, self.later(15), "the firm's length")
            form.reason = "Salary comes on the 25th"
            form.consent_how = "call"
            form.consent_on = TODAY
        extension = self.case.extension_ids
        self.assertEqual(self.tasks(extension).user_id, self.manager)
        self.assertEqual(self.codes_of(), ["escalation_off"], "asking alone stops nothing")
        extension.with_user(self.manager).action_grant()
        self.assertEqual(self.codes_of(), ["escalation_off", "hold_extension"])
        self.assertEqual(self.case.badges[0]["code"], "extension")
        self.assertEqual(self.bill.invoice_date_due, due)
        self.assertEqual(self.charges(self.bill).due_date, due)
        self.assertIn("hold_extension", self.codes_of(day=self.later(15)))
        self.assertEqual(self.codes_of(day=self.later(16)), ["escalation_off"])
        self.assertFalse(self.tasks(extension))

    def test_the_agreement_is_recorded_as_an_acknowledgement(self):
        before = self.charges(self.bill).limitation_date
        extension = self.extension(consent_on="2026-09-14")
        extension.with_user(self.manager).action_grant()
        event = extension.limitation_event_id
        self.assertEqual((event.type, event.state), ("acknowledgement", "recorded"))
        self.assertEqual(event.date, self.day("2026-09-14"))
        self.assertEqual(event.charge_link_ids.charge_id, self.charges(self.bill))
        self.assertGreater(self.charges(self.bill).limitation_date, before)

    def test_without_the_owners_agreement_nobody_grants_it(self):
        extension = self.extension(consent_how=False)
        with self.assertRaisesRegex(UserError, "who agreed"):
            extension.with_user(self.manager).action_grant()
        with self.assertRaisesRegex(ValidationError, "lies ahead"):
            extension.consent_on = self.later(1)

    def test_who_asks_does_not_grant(self):
        extension = self.extension(user=self.manager)
        self.assertEqual(self.tasks(extension).user_id, self.second_manager)
        with self.assertRaisesRegex(UserError, "Somebody else"):
            extension.with_user(self.manager).action_grant()
        with self.assertRaises(AccessError):
            self.extension(case=self.garage_case()).with_user(self.collector).action_grant()
        extension.with_user(self.second_manager).action_grant()

    def garage_case(self):
        self.owing(80, unit=self.garage)
        return self.case_of(unit=self.garage)

    def test_one_a_year_hardship_excepted(self):
        self.extension().with_user(self.manager).action_grant()
        again = self.on(self.later(30), self.extension(40))
        with self.assertRaisesRegex(UserError, "within twelve months"):
            again.with_user(self.manager).action_grant()
        self.env["arrears.hold"].create(
            {"case_id": self.garage_case().id, "type": "hardship", "date_until": self.later(5)}
        )
        again.with_user(self.manager).action_grant()
        self.assertEqual(again.state, "granted")

    def test_longer_than_the_firm_allows_is_refused(self):
        extension = self.extension(16)
        with self.assertRaisesRegex(UserError, "at most 15 days"):
            extension.with_user(self.manager).action_grant()
        self.company.arrears_extension_days = 16
        extension.with_user(self.manager).action_grant()

    def test_a_refusal_takes_words_and_stops_nothing(self):
        extension = self.extension()
        with self.assertRaisesRegex(UserError, "the owner will ask"):
            extension.with_user(self.manager).action_refuse()
        extension.with_user(self.manager).decision_note = "Third time"
        extension.with_user(self.manager).action_refuse()
        self.assertEqual(self.codes_of(), ["escalation_off"])
        with self.assertRaisesRegex(UserError, "took effect"):
            extension.write({"until": self.later(3)})

    @mute_logger("odoo.sql_db")
    def test_one_request_of_a_card_at_a_time(self):
        first = self.extension()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.extension()
        first.action_withdraw()
        self.extension()

    def test_paying_ends_it(self):
        extension = self.extension()
        extension.with_user(self.manager).action_grant()
        self.pay(self.bill, 450)
        self.end_transaction()
        self.assertEqual(self.case.state, "closed")
        self.assertTrue(extension.hold_id.lifted_on)

    def test_an_agreed_extension_is_not_broken_by_a_collector(self):
        extension = self.extension()
        extension.with_user(self.manager).action_grant()
        with self.assertRaises(ValidationError):
            extension.hold_id.with_user(self.collector).action_lift()
        extension.hold_id.with_user(self.second_manager).action_lift()
        self.assertEqual(self.codes_of(), ["escalation_off"])
