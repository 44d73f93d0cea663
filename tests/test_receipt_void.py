"""Voiding a receipt: who may, what it does to the books, and what stands against it."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .counter_case import CounterCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestReceiptVoid(CounterCase):
    def test_voiding_opens_the_charges_and_keeps_number_name_and_reason(self):
        """Row 221."""
        move = self.invoice(self.line(100), self.line(20, "late_fee"))
        receipt = self.receipt(110)
        void = self.void(receipt, reason="Paid for the wrong unit")
        self.assertEqual((receipt.state, receipt.name), ("void", "RC/2026/00001"))
        self.assertEqual(
            (void.voided_by_id, void.reason), (self.cashier, "Paid for the wrong unit")
        )
        self.assertEqual((void.date, void.day_id), (TODAY, receipt.day_id))
        self.assertEqual(self.remaining(move), {"principal": 100, "late_fee": 20})
        self.assertEqual(self.balance(self.cash.account_id), 0)
        self.assertEqual(move.payment_state, "not_paid")
        self.assertEqual(self.tie_out().state, "tied")

    def test_what_takes_the_money_back_is_no_new_debt_of_the_unit(self):
        self.invoice(self.line(100))
        void = self.void(self.receipt(100))
        items = void.sudo().move_id.line_ids
        self.assertFalse(items.arrears_unit_id)
        made = self.env["arrears.charge"].search([("move_id", "=", void.sudo().move_id.id)])
        self.assertEqual(set(made.mapped("state")), {"settled"})
        self.assertEqual(set(made.mapped("kind")), {"unclassified"})

    def test_the_same_money_can_be_taken_again(self):
        move = self.invoice(self.line(100))
        self.void(self.receipt(100))
        again = self.receipt(100)
        self.assertEqual(again.name, "RC/2026/00002")
        self.assertEqual(self.charges(move).state, "settled")
        self.assertEqual(self.tie_out().state, "tied")

    def test_a_receipt_is_voided_once_and_for_a_reason(self):
        self.invoice(self.line(100))
        receipt = self.receipt(100)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.void(receipt, reason="  ")
        void = self.void(receipt)
        with self.assertRaisesRegex(UserError, "only once"):
            self.void(receipt, self.manager)
        draft = self.receipt(1, confirm=False)
        with self.assertRaisesRegex(UserError, "handed out"):
            self.void(draft, self.manager)
        for refused in (lambda: void.sudo().write({"reason": "x"}), void.sudo().unlink):
            with self.assertRaisesRegex(UserError, "is kept"):
                refused()

    def test_a_cashier_voids_own_receipts_of_today_while_the_day_is_open(self):
        self.invoice(self.line(100))
        receipt = self.receipt(30)
        with self.assertRaises(AccessError):
            self.void(receipt, self.other_cashier)
        with self.assertRaises(AccessError):
            self.void(receipt, self.collector)
        tomorrow = self.as_of(self.cashier)(context={"arrears_today": date(2026, 9, 16)})
        with self.assertRaisesRegex(AccessError, "accountant or a manager"):
            tomorrow["arrears.receipt.void"].create({"receipt_id": receipt.id, "reason": "x"})
        day = receipt.sudo().day_id
        day.line_ids.filtered(lambda line: line.way == "cash").counted = 30
        day.with_env(self.as_of(self.cashier)).action_close()
        with self.assertRaises(AccessError):
            self.void(receipt)

    def test_after_closing_the_office_pays_back_from_its_own_drawer(self):
        self.invoice(self.line(100))
        receipt = self.receipt(30)
        day = receipt.sudo().day_id
        day.line_ids.filtered(lambda line: line.way == "cash").counted = 30
        day.with_env(self.as_of(self.cashier)).action_close()
        void = self.void(receipt, self.manager)
        self.assertEqual(void.day_id.cashier_id, self.manager)
        self.assertEqual(void.sudo().day_id.line_ids.paid_back, 30)
        self.assertEqual(day.line_ids.mapped("paid_back"), [0])

    def test_a_void_is_dated_into_the_day_of_its_receipt_while_that_is_open(self):
        self.invoice(self.line(100))
        receipt = self.receipt(30)
        later = self.as_of(self.manager)(context={"arrears_today": date(2026, 9, 18)})
        with Form(
            later["arrears.receipt.void"].with_context(default_receipt_id=receipt.id)
        ) as form:
            self.assertIn("is open", form.which_day)
            form.reason = "Paid twice"
        void = form.record.sudo()
        self.assertEqual((void.date, void.move_id.date), (TODAY, TODAY))
        self.assertEqual(void.day_id, receipt.sudo().day_id)
        self.assertEqual(void.move_id.arrears_value_date, TODAY)

    def test_after_the_day_is_closed_a_void_is_dated_today_and_says_why(self):
        self.invoice(self.line(100))
        receipt = self.receipt(30)
        day = receipt.sudo().day_id
        day.line_ids.filtered(lambda line: line.way == "cash").counted = 30
        day.with_env(self.as_of(self.cashier)).action_close()
        later = self.as_of(self.manager)(context={"arrears_today": date(2026, 9, 18)})
        void = later["arrears.receipt.void"].create({"receipt_id": receipt.id, "reason": "x"})
        self.assertEqual(str(void.date), "2026-09-18")
        self.assertEqual(str(void.sudo().move_id.date), "2026-09-18")
        self.assertIn("is closed", void.which_day)
        self.assertEqual(void.sudo().day_id.cashier_id, self.manager)

    def test_a_prepayment_that_a_bill_has_used_names_the_bill(self):
        receipt = self.receipt(400)
        bill = self.invoice(self.line(300), due="2026-10-31")
        credit = receipt.sudo().move_id.line_ids.filtered(lambda item: item.balance < 0)
        (credit | self.receivables(bill)).reconcile()
        with self.assertRaisesRegex(UserError, bill.name):
            self.void(receipt)
        (credit | self.receivables(bill)).remove_move_reconcile()
        self.void(receipt)
        self.assertFalse(self.prepayments())

    def test_money_that_the_bank_has_shown_is_refunded_and_not_voided(self):
        self.invoice(self.line(100))
        receipt = self.receipt(100, method_id=self.card)
        shown = self.entry((self.bank.default_account_id, 100, {}), (self.card_account, -100, {}))
        waiting = receipt.sudo().move_id.line_ids | shown.line_ids
        waiting.filtered(lambda item: item.account_id == self.card_account).reconcile()
        with self.assertRaisesRegex(UserError, "refund it"):
            self.void(receipt)

    def test_a_card_receipt_that_was_voided_leaves_nothing_waiting(self):
        self.invoice(self.line(100))
        self.void(self.receipt(100, method_id=self.card))
        items = self.env["account.move.line"].search([("account_id", "=", self.card_account.id)])
        self.assertEqual((len(items), set(items.mapped("reconciled"))), (2, {True}))
        self.assertEqual(self.balance(self.card_account), 0)

    def test_a_deposit_paid_in_part_by_card_can_be_voided(self):
        self.products["deposit"].property_account_income_id = self.env["account.account"].create(
            {"name": "Deposits", "code": "219903", "account_type": "liability_current",
             "reconcile": True, "company_ids": [Command.set(self.company.ids)]}
        )  # fmt: skip
        bill = self.invoice(self.line(100, "deposit"))
        receipt = self.receipt(60, method_id=self.card)
        self.assertEqual(self.remaining(bill), {"deposit": 40})
        self.void(receipt)
        self.assertEqual(self.remaining(bill), {"deposit": 100})
        self.assertEqual(self.tie_out().state, "tied")
