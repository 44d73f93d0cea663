"""The firm of ``CollectionCase`` with an accountant, bank lines, and the jobs of the morning."""

from unittest.mock import patch

from odoo import fields

from .collection_case import TODAY, CollectionCase


class StopsCase(CollectionCase):
    """A card of 450; the scheduled actions do not commit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.user("accountant", "group_accountant")
        cls.second_manager = cls.user("second", "group_manager")

    def setUp(self):
        super().setUp()
        self.bill = self.owing(450)
        self.case = self.case_of()

    def bank_line(self, amount, day, journal=None, **values):
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": (journal or self.bank).id, "amount": amount, "date": day,
             "payment_ref": "转账", **values}
        )  # fmt: skip
        self.end_transaction()
        return line

    def codes_of(self, case=None, day=TODAY):
        case = case or self.case
        return [reason.code for reason in case._stop_reasons(day)[case.id]]

    def as_user(self, user, records, day=TODAY, clock="11:00"):
        """Records as a user meets them on a day; ten in the morning is long over."""
        return records.with_user(user).with_context(
            arrears_today=day, arrears_now=self.clock_at(clock, day)
        )

    def morning(self, days=0):
        """The scheduled tasks, on another day; only this company's."""
        cases = self.on(self.later(days), self.env["arrears.case"])
        company = self.on(self.later(days), self.company)
        with patch.object(type(self.env["res.company"]), "search", lambda *_a, **_k: company):
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
                cases._cron_morning()

    def tasks(self, record, user=None):
        found = self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        )
        return found.filtered(lambda task: user in (None, task.user_id))

    def logged(self, outcome="connected", **values):
        """A call of the collector, written down."""
        case = self.as_user(self.collector, self.case)
        values = {"case_id": case.id, "identity_checked": True, **values}
        log = case.env["arrears.contact.log"].create(values)
        log._log(outcome)
        return log

    def reason(self, code):
        return self.env.ref(f"property_arrears.reason_{code}")

    def day(self, text):
        return fields.Date.to_date(text)
