"""A counter with a cash drawer and a card machine, and cashiers who work at it."""

from odoo import Command
from odoo.tests import Form, new_test_user

from .consent import confirmed
from .ledger_case import LedgerCase


class CounterCase(LedgerCase):
    """Amounts in the company's currency; the clock stands at ``TODAY``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash_journal = cls.env["account.journal"].create(
            {"name": "Drawer", "code": "DRAW", "type": "cash", "company_id": cls.company.id}
        )
        accounts = cls.env["account.account"].create(
            [
                {
                    "name": name, "code": code, "reconcile": reconcile,
                    "account_type": account_type,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for name, code, account_type, reconcile in (
                    ("Cards under way", "109910", "asset_current", True),
                    ("Cash over or short", "690010", "expense", False),
                    ("Cash to the bank", "109911", "asset_current", True),
                )
            ]
        )  # fmt: skip
        cls.card_account, cls.difference_account, cls.transit_account = accounts
        cls.company.write(
            {
                "arrears_cash_difference_account_id": cls.difference_account.id,
                "arrears_cash_difference_limit": 1,
                "arrears_cash_transit_account_id": cls.transit_account.id,
            }
        )
        cls.cash, cls.card = cls.env["arrears.payment.method"].create(
            [
                {
                    "name": "Cash", "way": "cash", "company_id": cls.company.id,
                    "journal_id": cls.cash_journal.id,
                    "account_id": cls.cash_journal.default_account_id.id,
                },
                {
                    "name": "Card", "way": "card", "company_id": cls.company.id,
                    "journal_id": cls.bank.id, "account_id": cls.card_account.id,
                },
            ]
        )  # fmt: skip
        cls.cashier = cls.worker("cashier")
        cls.other_cashier = cls.worker("cashier", login="counter-second")
        cls.accountant = cls.worker("accountant")
        cls.manager = cls.worker("manager")
        cls.collector = cls.worker("collector")
        cls.estate.collector_ids = cls.collector
        for unit in cls.flat | cls.garage:
            cls.owns(cls.owner, unit)

    @classmethod
    def worker(cls, group, login=None):
        """A user of one group in this company."""
        return new_test_user(
            cls.env,
            login=login or f"counter-{group}",
            groups=f"property_arrears.group_{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def owns(cls, partner, unit, role="owner", **values):
        return confirmed(cls.env["arrears.ownership"].create(
            {
                "unit_id": unit.id, "partner_id": partner.id, "role": role,
                "date_from": "2020-01-01", **values,
            }
        ))  # fmt: skip

    def as_of(self, user):
        """The environment of somebody at work in this company on ``TODAY``."""
        return self.env(user=user.id, context=self.context_of(self.company))

    def counter(self, user=None):
        """A form of the counter as a cashier opens it."""
        self.end_transaction()
        env = self.as_of(user or self.cashier)
        return Form(env["arrears.receipt"], "property_arrears.view_arrears_receipt_form")

    def receipt(self, amount, unit=None, user=None, confirm=True, choose=None, **values):
        """A receipt over what is open, spread as proposed.

        :param choose: ``{row: amount}`` to put by hand, after the amount was typed
        """
        form = self.counter(user)
        form.unit_id = unit or self.flat
        form.amount = amount
        for name, value in values.items():
            setattr(form, name, value)
        for row, part in (choose or {}).items():
            with form.line_ids.edit(row) as line:
                line.amount = part
        receipt = form.save()
        if confirm:
            receipt.action_confirm()
            self.end_transaction()
        return receipt

    def void(self, receipt, user=None, reason="Wrong unit"):
        made = self.as_of(user or self.cashier)["arrears.receipt.void"].create(
            {"receipt_id": receipt.id, "reason": reason}
        )
        self.end_transaction()
        return made

    def rows(self, receipt):
        """What is on a receipt: (unit, kind, purpose, amount)."""
        return [
            (line.unit_id.number, line.kind, line.purpose, line.amount)
            for line in receipt.line_ids.sorted("id")
        ]

    def balance(self, account):
        """Balance of an account in posted entries."""
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("balance"))

    def prepayments(self):
        """Open credits that name a unit and a kind: (unit, kind, amount)."""
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("arrears_unit_id", "!=", False),
                ("arrears_kind", "!=", False),
                ("amount_residual", "<", 0),
            ]
        )
        return [
            (item.arrears_unit_id.number, item.arrears_kind, -item.amount_residual)
            for item in items.sorted("id")
        ]
