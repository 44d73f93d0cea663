"""Books with money in advance, deposits and people who refund them."""

from odoo import Command

from .debit_case import DebitCase

FILE = "c2lnbmVk"


class ReceiptsCase(DebitCase):
    """The flat and the garage belong to the owner; the fee is 2.00 a m² and 50.00 a space."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.liability = cls.env["account.account"].create(
            {
                "name": "Deposits received",
                "code": "219901",
                "account_type": "liability_current",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.products["deposit"].property_account_income_id = cls.liability
        cls.cash = cls.env["account.journal"].create(
            {"name": "Till", "code": "TILL", "type": "cash", "company_id": cls.company.id}
        )
        cls.env["arrears.ownership"].create(
            [
                {"unit_id": unit.id, "partner_id": cls.owner.id, "date_from": "2020-01-01"}
                for unit in (cls.flat, cls.garage)
            ]
        )
        cls.create_prices()
        cls.cashier = cls.user("cashier")
        cls.accountant = cls.user("accountant")
        cls.director = cls.user("finance_director")

    @classmethod
    def create_prices(cls):
        common = {"estate_id": cls.estate.id, "date_from": "2020-01-01", "legal_basis": "Clause 1"}
        cls.env["arrears.fee.standard"].create(
            [
                {**common, "basis": "per_area_month", "price": 2},
                {**common, "basis": "fixed_month", "price": 50, "usage": "parking"},
            ]
        )

    # Money

    def prepay(self, amount, unit=None, kind="principal", partner=None, **values):
        """Money in advance by an entry; gives its receivable item."""
        unit = unit or self.flat
        entry = self.money(
            amount, partner=partner, arrears_unit_id=unit.id, arrears_kind=kind, **values
        )
        return self.receivables(entry)

    def cash_in(self, amount, unit=None, kind="principal"):
        """Money in advance, paid in cash."""
        unit = unit or self.flat
        entry = self.entry(
            (self.cash.default_account_id, amount, {}),
            (
                self.receivable,
                -amount,
                {"partner_id": self.owner.id, "arrears_unit_id": unit.id, "arrears_kind": kind},
            ),
            journal_id=self.cash.id,
            when="2026-05-05",
        )
        return self.receivables(entry)

    def bank_in(self, amount, account="6222000011112222333", unit=None, kind="principal", **more):
        """Money in advance, from a known bank account: a bank line and its entry."""
        from ..models.debit import account_vault

        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-05-05",
                "payment_ref": "transfer",
                "amount": amount,
                "partner_name": "Zhang San",
                "arrears_payer_hash": account_vault.fingerprints(self.env, account)[0],
                "arrears_payer_last4": account[-4:],
                "arrears_payer_cipher": account_vault.encrypt(self.env, account.encode()).decode(),
            }
        )
        suspense = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.bank.suspense_account_id
        )
        values = {"partner_id": self.owner.id, **more}
        if kind:
            values |= {"arrears_unit_id": (unit or self.flat).id, "arrears_kind": kind}
        self.bank.suspense_account_id.reconcile = True
        entry = self.entry(
            (self.bank.suspense_account_id, amount, {}),
            (self.receivable, -amount, values),
            when="2026-05-05",
        )
        (
            entry.line_ids.filtered(lambda i: i.account_id == suspense.account_id) + suspense
        ).reconcile()
        return self.receivables(entry)

    # Deposits

    def deposit(self, amount, pay=None, unit=None):
        """A deposit that was charged and, with ``pay`` (a receivable credit), paid."""
        bill = self.invoice(
            self.line(amount, "deposit"), arrears_unit_id=(unit or self.flat).id, due="2026-05-01"
        )
        if pay:
            (self.receivables(bill) + pay).reconcile()
        return bill

    def held(self, bill):
        """The row of a deposit bill in the list."""
        self.end_transaction()
        self.env.invalidate_all()
        items = bill.line_ids.filtered(lambda item: item.account_id == self.liability)
        return self.env["arrears.deposit"].search([("id", "in", items.ids)])

    # Refunds

    def refund(self, *items, user=None, deductions=(), **values):
        """A draft of the cashier out of some journal items, unless said otherwise.

        :param items: items, or (item, amount)
        """
        pairs = [item if isinstance(item, tuple) else (item, None) for item in items]
        lines = [
            Command.create({"item_id": item.id, **({"amount": amount} if amount else {})})
            for item, amount in pairs
        ]
        kept = [
            Command.create({"charge_id": charge.id, "amount": amount})
            for charge, amount in deductions
        ]
        self.end_transaction()
        refund = (
            self.env["arrears.refund"]
            .with_user(user or self.cashier)
            .create(
                {
                    "company_id": self.company.id,
                    "debtor_id": self.owner.id,
                    "line_ids": lines,
                    "deduction_ids": kept,
                    **values,
                }
            )
        )
        return refund

    def other_account(self, account="6217000099998888777"):
        """What a refund to another account says."""
        return {
            "destination": "other",
            "holder_name": "Zhang San",
            "account_entry": account,
            "other_account_reason": "The old account is closed",
            "other_account_document": FILE,
        }

    def approved(self, *items, **values):
        """A refund that was asked for by the cashier and approved by the manager."""
        refund = self.refund(*items, **values)
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        return refund

    def pay_out(self, refund, journal=None):
        """Pay an approved refund as the accountant does."""
        refund = refund.with_user(self.accountant)
        refund.journal_id = journal or self.bank
        refund.action_pay()
        self.end_transaction()
        return refund.move_id

    def check(self):
        """The lists against the ledger."""
        self.end_transaction()
        self.env.invalidate_all()
        return self.env["arrears.held.check"].create({"company_id": self.company.id})
