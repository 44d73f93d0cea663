"""Books for tests of collection rates: bills of any period, money by value date."""

from odoo import Command
from odoo.tests import new_test_user

from .ledger_case import TODAY, LedgerCase

ADDON = "property_arrears"


class RateCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Not the account of cash discounts: those lower the price, they are no loss.
        cls.expense = cls.env["account.account"].search(
            [
                ("account_type", "=", "expense"),
                ("company_ids", "in", cls.company.ids),
                ("id", "!=", cls.company.account_journal_early_pay_discount_loss_account_id.id),
            ],
            limit=1,
        )
        cls.collector = cls.user("collector", "collector")
        cls.estate.write(
            {
                "region": "West",
                "default_collector_id": cls.collector.id,
                "collector_ids": [Command.set(cls.collector.ids)],
            }
        )

    @classmethod
    def user(cls, name, *groups):
        return new_test_user(
            cls.env,
            login=f"rates-{name}",
            groups=",".join(f"{ADDON}.group_{group}" for group in groups),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def as_user(self, user, records):
        """The records as this user meets them, on ``TODAY``."""
        return records.with_user(user).with_context(**self.context_of(self.company))

    def bill(self, amount, first, last, issued=None, kind="principal", **values):
        """A bill of the flat for a service period, issued on its first day."""
        issued = issued or first
        return self.invoice(
            self.line(amount, kind=kind),
            due=values.pop("due", issued),
            invoice_date=issued,
            arrears_period_from=first,
            arrears_period_to=last,
            **values,
        )

    def receive(self, move, amount, value_date, posted=None):
        """Money for a bill that the bank moved on a day, booked on that day or later."""
        entry = self.entry(
            (self.bank.default_account_id, amount, {}),
            (
                self.receivable,
                -amount,
                {"partner_id": move.partner_id.id, "arrears_value_date": value_date},
            ),
            when=posted or value_date,
        )
        self.settle(move, entry)
        return entry

    def settle(self, *moves):
        """Reconcile what is open of these documents with each other."""
        lines = self.receivables(*moves)
        lines.filtered(lambda line: not line.reconciled).reconcile()

    def give_up(self, move, amount, when):
        """Write a part of a bill off to an expense."""
        entry = self.entry(
            (self.expense, amount, {}),
            (self.receivable, -amount, {"partner_id": move.partner_id.id}),
            when=when,
        )
        self.settle(move, entry)
        return entry

    def note(self, move, amount, when, **values):
        """A credit note for a part of a bill."""
        credit = self.credit_note(
            self.line(amount),
            partner_id=move.partner_id.id,
            invoice_date=when,
            due=when,
            arrears_period_from=move.arrears_period_from,
            arrears_period_to=move.arrears_period_to,
            arrears_unit_id=move.arrears_unit_id.id,
            **values,
        )
        self.settle(move, credit)
        return credit

    def take_over(self, move, amount, heir, when):
        """Move a part of a bill's debt to another debtor, as a signed agreement says."""
        entry = self.entry(
            (self.receivable, -amount, {"partner_id": move.partner_id.id}),
            (
                self.receivable,
                amount,
                {
                    "partner_id": heir.id,
                    "arrears_kind": "principal",
                    "arrears_unit_id": move.arrears_unit_id.id,
                    "arrears_period_from": move.arrears_period_from,
                    "arrears_period_to": move.arrears_period_to,
                },
            ),
            when=when,
        )
        credit = entry.line_ids.filtered(lambda line: line.balance < 0)
        (self.receivables(move) + credit).reconcile()
        return entry

    def report(self, day=TODAY, year=None, company=None):
        """A kept report; ``day`` may be a text."""
        self.end_transaction()
        day = self.day(day)
        return self.env["arrears.rate.report"]._make(company or self.company, day, year)

    def close(self, year, company=None):
        """Close a year, as the finance director does."""
        self.end_transaction()
        close = self.env["arrears.year.close"].create(
            {"company_id": (company or self.company).id, "year": year}
        )
        close.action_close()
        return close

    def figures(self, report, names):
        """Some figures of a report, by name."""
        return {name: report[name] for name in names.split()}

    def assertFigures(self, report, **expected):
        found = {name: report[name] for name in expected}
        self.assertEqual(found, expected)
