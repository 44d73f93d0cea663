"""Money that somebody else brought to the counter goes back to whoever brought it."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.debit import account_vault
from .counter_case import CounterCase
from .debit_case import KEY, DebitCase

WIFES = "6222000011112225555"


@tagged("post_install", "-at_install")
class TestRefundPayer(CounterCase):
    """Row 223."""

    @classmethod
    def setUpClass(cls):
        DebitCase.use_key.__func__(cls, KEY)
        super().setUpClass()
        cls.wife = cls.partner("Wang Wu")

    def paid_in_advance(self, amount=300, payer=None, **values):
        """A receipt whose whole money is kept in advance; its credit."""
        receipt = self.receipt(amount, payer_id=payer or self.wife, **values)
        items = receipt.sudo().move_id.line_ids
        return items.filtered(lambda item: item.account_id.account_type == "asset_receivable")

    def asked(self, *items, **values):
        refund = self.as_of(self.cashier)["arrears.refund"].create(
            {
                "company_id": self.company.id, "debtor_id": self.owner.id,
                "line_ids": [Command.create({"item_id": item.id}) for item in items], **values,
            }
        )  # fmt: skip
        refund.action_request()
        return refund

    def shown_by_the_bank(self, item, payer="", kind="merchant"):
        """The bank line that brings the money of a receipt, claimed."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id, "amount": item.balance, "date": "2026-09-15",
                "payment_ref": "Transfer", "partner_name": payer,
                "arrears_payer_hash": account_vault.fingerprints(self.env, WIFES)[0],
                "arrears_payer_last4": WIFES[-4:],
                "arrears_payer_cipher": account_vault.encrypt(self.env, WIFES.encode()).decode(),
            }
        )  # fmt: skip
        self.end_transaction()
        claim = self.env["arrears.claim"]._make_for(line).sudo(False).with_user(self.accountant)
        claim.write({"kind": kind, "item_ids": item.ids})
        claim.action_confirm()
        self.end_transaction()

    def test_cash_goes_back_to_the_payer_out_of_the_drawer(self):
        credit = self.paid_in_advance()
        refund = self.asked(credit, destination="cash")
        self.assertEqual(refund.holder_name, "Wang Wu")
        self.assertEqual(refund.line_ids.payer_name, "Wang Wu")
        refund.with_user(self.manager).action_approve()
        paid = refund.with_user(self.accountant)
        paid.write({"journal_id": self.cash_journal.id, "day_id": self.drawer_of_today().id})
        paid.action_pay()
        self.assertTrue(credit.reconciled)
        self.assertEqual(self.balance(self.cash.account_id), 0)
        self.assertEqual(self.tie_out().unexplained, 0)

    def drawer_of_today(self):
        return self.env["arrears.cashier.day"].search([("cashier_id", "=", self.cashier.id)])

    def test_cash_of_two_payers_is_two_refunds(self):
        hers, his = self.paid_in_advance(), self.paid_in_advance(payer=self.owner)
        with self.assertRaisesRegex(UserError, "one refund for each"):
            self.asked(hers, his, destination="cash")
        self.asked(hers, self.paid_in_advance(50), destination="cash")

    def test_a_transfer_goes_back_to_the_account_it_came_from(self):
        method = self.env["arrears.payment.method"].create(
            {
                "name": "Transfer", "way": "transfer", "company_id": self.company.id,
                "journal_id": self.bank.id, "account_id": self.card_account.id,
            }
        )  # fmt: skip
        credit = self.paid_in_advance(method_id=method)
        waiting = credit.move_id.line_ids - credit
        self.shown_by_the_bank(waiting)
        refund = self.asked(credit)
        self.assertEqual((refund.account_last4, refund.holder_name), (WIFES[-4:], "Wang Wu"))

    def test_the_name_of_the_bank_line_is_the_holder_of_its_account(self):
        method = self.env["arrears.payment.method"].create(
            {
                "name": "Transfer", "way": "transfer", "company_id": self.company.id,
                "journal_id": self.bank.id, "account_id": self.card_account.id,
            }
        )  # fmt: skip
        credit = self.paid_in_advance(method_id=method)
        self.shown_by_the_bank(credit.move_id.line_ids - credit, payer="Wang Wu Foods")
        self.assertEqual(self.asked(credit).holder_name, "Wang Wu Foods")

    def test_a_card_names_the_payer_and_asks_for_the_account(self):
        credit = self.paid_in_advance(method_id=self.card)
        self.shown_by_the_bank(credit.move_id.line_ids - credit, payer="Some acquirer")
        with self.assertRaisesRegex(UserError, "not known which account"):
            self.asked(credit)
        line = self.env["arrears.refund.line"].new({"item_id": credit.id})
        self.assertEqual((line.origin_text, line.payer_name), ("Not known", "Wang Wu"))
