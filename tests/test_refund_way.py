"""The way of a refund: from which account it came, out of which one it is paid, what it books."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.debit import account_vault
from .receipts_case import ReceiptsCase

OTHERS = "6222999988887777000"


@tagged("post_install", "-at_install")
class TestRefundOrigin(ReceiptsCase):
    def handed_on(self, amount, remark="", payer="", **values):
        """The confirmed claim of a lump sum that came from somebody's own account."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id, "amount": amount, "date": "2026-09-20",
                "payment_ref": remark or "Lump sum", "partner_name": payer,
                "arrears_payer_hash": account_vault.fingerprints(self.env, OTHERS)[0],
                "arrears_payer_last4": OTHERS[-4:],
                "arrears_payer_cipher": account_vault.encrypt(self.env, OTHERS.encode()).decode(),
            }
        )  # fmt: skip
        self.end_transaction()
        claim = self.env["arrears.claim"]._make_for(line).sudo(False).with_user(self.accountant)
        if values:
            claim.write(values)
        claim.action_confirm()
        self.end_transaction()
        return claim

    def test_the_lump_sum_of_a_debit_batch_is_not_where_its_money_came_from(self):
        mandate, bill = self.household("801", amount=100)
        batch = self.exported()
        self.pay(bill, 100)
        self.answered(batch)
        self.end_transaction()
        self.handed_on(100, f"代扣 {batch.name}")
        excess = self.env["account.move.line"].search(
            [("move_id.arrears_debit_batch_id", "=", batch.id), ("amount_residual", "<", 0)]
        )
        refund = self.approved(excess, debtor_id=mandate.debtor_id.id)
        self.assertEqual(refund.account_last4, mandate.account_last4)
        self.assertNotEqual(refund.account_last4, OTHERS[-4:])

    def test_what_a_payment_firm_handed_on_did_not_come_from_the_firm(self):
        waiting = self.env["account.account"].create(
            {"name": "Codes", "code": "109956", "account_type": "asset_current",
             "reconcile": True, "company_ids": [(6, 0, self.company.ids)]}
        )  # fmt: skip
        entry = self.entry(
            (waiting, 60, {}),
            (self.receivable, -60, {"partner_id": self.owner.id}),
        )
        item = entry.line_ids.filtered(lambda one: one.account_id == waiting)
        self.handed_on(60, payer="Some acquirer", kind="merchant", item_ids=item.ids)
        self.assertTrue(item.reconciled)
        with self.refused(UserError, "not known which account"):
            self.refund(self.receivables(entry)).action_request()

    def test_a_bank_line_of_a_payment_firm_names_no_payer(self):
        item = self.bank_in(60)
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.bank.id)], order="id desc", limit=1
        )
        lines.partner_name = "财付通支付科技有限公司"
        self.assertEqual(self.refund(item).line_ids.origin_text, "Not known")


@tagged("post_install", "-at_install")
class TestRefundPaidOut(ReceiptsCase):
    def test_the_payment_sheet_waits_for_the_approval_of_another_account(self):
        refund = self.approved(self.prepay(500), **self.other_account())
        accountant = refund.with_user(self.accountant)
        with self.refused(UserError, "second approval"):
            accountant.action_payment_sheet()
        refund.with_user(self.director).action_approve_account()
        self.assertIn("refund_sheet", accountant.action_payment_sheet()["url"])

    def test_the_bank_line_of_a_payment_meets_it_as_a_transfer(self):
        move = self.pay_out(self.approved(self.bank_in(500)))
        transfer = self.company.transfer_account_id
        waiting = move.line_ids.filtered(lambda item: item.account_id == transfer)
        self.assertEqual((waiting.balance, waiting.reconciled), (-500, False))
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": -500, "date": "2026-09-16",
             "payment_ref": "Refund"}
        )  # fmt: skip
        self.end_transaction()
        claim = self.env["arrears.claim"]._make_for(line).sudo(False).with_user(self.accountant)
        claim.kind = "transfer"
        claim.action_confirm()
        self.assertTrue(waiting.reconciled)

    def test_without_an_account_to_wait_on_the_cure_is_named(self):
        refund = self.approved(self.bank_in(500))
        self.company.transfer_account_id = False
        with self.refused(UserError, "Give .* an account for outstanding payments first"):
            self.pay_out(refund)

    def test_what_goes_back_is_no_charge_of_a_service(self):
        move = self.pay_out(self.approved(self.bank_in(500)))
        debit = self.receivables(move)
        self.assertFalse(debit.arrears_unit_id or debit.arrears_kind)
        self.assertNotIn("principal", self.charges(move).mapped("kind"))


@tagged("post_install", "-at_install")
class TestRefundOutOfTheDrawer(ReceiptsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.env["arrears.payment.method"].create(
            {
                "name": "Cash", "way": "cash", "company_id": cls.company.id,
                "journal_id": cls.cash.id, "account_id": cls.cash.default_account_id.id,
            }
        )  # fmt: skip

    def day(self, user):
        day = self.env["arrears.cashier.day"].with_user(user).create({})
        self.assertEqual(day.company_id, self.company)
        return day.sudo()

    def drawer(self, day):
        day.line_ids.invalidate_recordset()
        line = day.line_ids.filtered(lambda one: one.method_id == self.method)
        return line.paid_back, line.expected

    def test_a_cash_refund_leaves_the_drawer_of_the_day_that_pays_it(self):
        day = self.day(self.cashier)
        day.line_ids.opening = 200
        refund = self.approved(self.cash_in(90), destination="cash").with_user(self.accountant)
        with self.refused(UserError, "Choose the open cashier's day"):
            self.pay_out(refund, self.cash)
        refund.day_id = day
        self.assertEqual(self.drawer(day), (0, 200), "nothing before it is paid")
        self.pay_out(refund, self.cash)
        self.assertEqual(self.drawer(day), (90, 110))
        refund.void_reason = "He did not come"
        refund.action_void()
        self.assertEqual(refund.void_day_id, day)
        self.assertEqual(self.drawer(day), (0, 200))

    def test_cash_leaves_and_comes_back_on_the_days_of_the_drawers(self):
        day = self.day(self.cashier)
        refund = self.approved(self.cash_in(90), destination="cash").with_user(self.accountant)
        later = refund.with_context(arrears_today=date(2026, 9, 20))
        with Form(later) as form:
            form.journal_id = self.cash
            form.day_id = day.with_user(self.accountant)
            self.assertEqual(form.value_date, day.date)
        later.value_date = "2026-09-20"
        later.action_pay()
        self.assertEqual((later.value_date, later.paid_on), (day.date, day.date))
        self.assertEqual((later.move_id.date, later.move_id.arrears_value_date), (day.date,) * 2)
        later.void_reason = "He did not come"
        later.action_void()
        self.assertEqual(later.void_move_id.date, day.date)
        self.assertEqual(str(later.voided_on), "2026-09-20")

    def test_a_closed_day_pays_nothing_and_takes_nothing_back(self):
        day = self.day(self.cashier)
        refund = self.approved(self.cash_in(90), destination="cash").with_user(self.accountant)
        refund.day_id = day
        self.pay_out(refund, self.cash)
        day._record_effect({"state": "closed"})
        second = self.approved(self.cash_in(10), destination="cash").with_user(self.accountant)
        second.day_id = day
        with self.refused(UserError, "is closed"):
            self.pay_out(second, self.cash)
        refund.void_reason = "He did not come"
        with self.refused(UserError, "takes the money of .* back"):
            refund.action_void()
        refund.void_day_id = later = self.day(self.accountant)
        refund.action_void()
        self.assertEqual(self.drawer(day)[0], 90)
        self.assertEqual(self.drawer(later), (-90, 90))
