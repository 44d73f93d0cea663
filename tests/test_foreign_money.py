"""Money in another currency: where the user stands, a word says that Odoo reconciles it."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .claim_case import ClaimCase
from .counter_case import CounterCase


def dollar(env):
    """A currency that is worth half of the company's."""
    return env["res.currency"].create(
        {
            "name": "XTS", "symbol": "T", "rounding": 0.01, "active": True,
            "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2})],
        }
    )  # fmt: skip


@tagged("post_install", "-at_install")
class TestForeignBillAtTheCounter(CounterCase):
    def test_it_shows_its_currency_and_takes_nothing_of_what_is_received(self):
        bill = self.invoice(self.line(70), due="2026-01-31", currency_id=dollar(self.env).id)
        own = self.invoice(self.line(100))
        receipt = self.receipt(100, confirm=False)
        by_bill = {line.charge_id.move_id: line for line in receipt.line_ids}
        self.assertEqual(by_bill[bill].currency_note, "XTS: reconcile in Odoo")
        self.assertFalse(by_bill[own].currency_note)
        self.assertEqual((by_bill[bill].amount, by_bill[own].amount), (0, 100))
        self.assertTrue(receipt.has_foreign)
        self.assertIn("In another currency", receipt.warning)
        receipt.action_confirm()
        self.assertEqual(self.charges(own).state, "settled")
        self.assertEqual(self.charges(bill).state, "open")
        self.assertEqual(self.tie_out().state, "tied")

    def test_everything_that_is_open_leaves_it_out(self):
        self.invoice(self.line(70), currency_id=dollar(self.env).id)
        self.invoice(self.line(100))
        receipt = self.receipt(0, confirm=False)
        receipt.action_pay_all()
        self.assertEqual(receipt.amount, 100)

    def test_choosing_it_all_the_same_is_refused_with_the_cure(self):
        self.invoice(self.line(70), currency_id=dollar(self.env).id)
        receipt = self.receipt(10, confirm=False)
        receipt.line_ids.write({"amount": 10})
        with self.assertRaisesRegex(UserError, "register its payment on the invoice"):
            receipt.action_confirm()


@tagged("post_install", "-at_install")
class TestForeignBankLine(ClaimCase):
    def test_a_line_in_another_currency_says_where_it_is_reconciled(self):
        currency = dollar(self.env)
        line = self.bank_line(50, foreign_currency_id=currency.id, amount_currency=100)
        self.bank_line(60)
        self.end_transaction()
        self.Claim.action_find_lines()
        rows = self.env["arrears.unidentified"].with_user(self.accountant).search(
            [("company_id", "=", self.company.id)]
        )  # fmt: skip
        foreign = rows.filtered("foreign_currency_id")
        self.assertEqual(foreign.statement_line_id, line)
        self.assertEqual(foreign.currency_note, "XTS: reconcile in Odoo")
        self.assertFalse((rows - foreign).currency_note)
        with self.assertRaisesRegex(UserError, "reconciled in Odoo itself"):
            foreign.action_open_claim()
        self.assertEqual(foreign.action_open_entry()["res_id"], line.move_id.id)
        self.assertEqual(self.waiting().difference, 0)

    def test_a_bank_account_in_another_currency_says_so_too(self):
        currency = dollar(self.env)
        bank = self.env["account.journal"].create(
            {"name": "Dollars", "code": "BXTS", "type": "bank", "company_id": self.company.id,
             "currency_id": currency.id}
        )  # fmt: skip
        line = self.bank_line(100, journal_id=bank.id)
        self.end_transaction()
        row = self.env["arrears.unidentified"].search([("statement_line_id", "=", line.id)])
        self.assertEqual((row.foreign_currency_id, row.amount), (currency, 50))

    def test_a_bill_in_another_currency_is_not_proposed_and_refused_by_hand(self):
        bill = self.invoice(self.line(70), currency_id=dollar(self.env).id)
        claim = self.claim(35, "3-2-1501", "张三")
        self.assertFalse(claim.line_ids.charge_id)
        claim.write(
            {
                "debtor_id": self.owner.id,
                "line_ids": [
                    Command.clear(),
                    Command.create(
                        {"debtor_id": self.owner.id, "charge_id": self.charges(bill).id,
                         "amount": 35}
                    ),
                ],
            }
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "billed in another currency"):
            claim.action_confirm()
