"""Deposits: charged, held, returned, and never used for fees without written consent."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..engine.money import total
from .counter_case import CounterCase
from .receipts_case import FILE, ReceiptsCase


@tagged("post_install", "-at_install")
class TestDeposit(ReceiptsCase):
    def take(self, user=None, **values):
        form = Form(self.env["arrears.deposit.take"].with_user(user or self.cashier))
        form.unit_id = self.flat
        form.product_id = self.products["deposit"]
        form.amount = 2000
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def test_a_cashier_charges_one_in_the_payers_name(self):
        action = self.take(note="Decoration").action_take()
        self.end_transaction()
        row = self.env["arrears.deposit"].search(action["domain"])
        self.assertEqual(
            (row.debtor_id, row.unit_id, row.amount, row.amount_unpaid, row.amount_held),
            (self.owner, self.flat, 2000, 2000, 0),
        )
        charge = self.charges(row.move_id)
        self.assertEqual((charge.kind, charge.amount_remaining), ("deposit", 2000))

    def test_a_product_that_books_to_income_is_refused(self):
        self.products["deposit"].property_account_income_id = self.income
        with self.refused(UserError, "no income"):
            self.take().action_take()

    def test_an_account_without_matching_is_refused(self):
        self.liability.reconcile = False
        with self.refused(UserError, "Allow Reconciliation"):
            self.take().action_take()

    def test_collectors_charge_none(self):
        with self.assertRaises(AccessError):
            self.env["arrears.deposit.take"].with_user(self.user("collector")).create({})

    def test_held_is_what_was_paid_and_not_returned(self):
        bill = self.deposit(2000)
        self.assertEqual(self.held(bill).amount_held, 0)
        self.pay(bill, 1500)
        row = self.held(bill)
        self.assertEqual((row.amount_unpaid, row.amount_held), (500, 1500))
        self.pay(bill, 500)
        item = self.env["account.move.line"].browse(row.id)
        self.pay_out(self.approved((item, 600), **self.other_account(), account=True))
        row = self.held(bill)
        self.assertEqual((row.amount_returned, row.amount_held), (600, 1400))
        self.assert_ties()

    def approved(self, *items, account=False, **values):
        refund = super().approved(*items, **values)
        if account:
            refund.with_user(self.director).action_approve_account()
        return refund

    def assert_ties(self):
        check = self.check()
        self.assertEqual((check.deposit_difference, check.prepayment_difference), (0, 0))
        rows = self.env["arrears.deposit"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            check.deposit_ledger, total(rows.mapped("amount_held") + rows.mapped("amount_unpaid"))
        )

    def test_two_deposits_on_one_bill_fill_one_after_the_other(self):
        bill = self.invoice(self.line(300, "deposit"), self.line(200, "deposit"))
        self.pay(bill, 350)
        self.assertEqual(self.held(bill).mapped("amount_held"), [300, 50])
        self.assert_ties()

    def test_a_credit_note_lowers_what_can_be_returned(self):
        bill = self.deposit(1000)
        self.pay(bill, 1000)
        note = self.credit_note(self.line(400, "deposit"))
        self.assert_ties()
        item = self.env["account.move.line"].browse(self.held(bill).id)
        with self.refused(UserError, "600"):
            self.refund(item, **self.other_account()).action_request()
        self.assertEqual(self.held(note).amount_held, -400)

    def test_what_nobody_knows_as_a_deposit_is_the_difference(self):
        self.pay(self.deposit(1000), 1000)
        self.entry((self.bank.default_account_id, 77, {}), (self.liability, -77, {}))
        check = self.check()
        self.assertEqual((check.deposit_held, check.deposit_difference), (1000, 77))
        unknown = self.env["account.move.line"].search(check.action_open_unknown()["domain"])
        self.assertEqual(unknown.mapped("balance"), [-77])

    def test_another_companys_sums_are_not_shown(self):
        other = self.new_company("Other")
        checks = self.env["arrears.held.check"].with_user(self.accountant)
        check = checks.create({"company_id": other.id})
        for name in ("deposit_held", "prepayment_list"):
            with self.refused(AccessError, "companies that you work in"):
                check.read([name])

    def test_a_deposit_goes_back_to_the_account_that_paid_it(self):
        bill = self.deposit(800, pay=self.bank_in(800, kind=None))
        item = self.env["account.move.line"].browse(self.held(bill).id)
        refund = self.approved(item, reason_code="deposit_due")
        self.assertEqual(refund.account_last4, "2333")
        self.pay_out(refund)
        self.assertEqual(self.held(bill).amount_held, 0)
        self.assert_ties()

    def test_what_is_unpaid_is_not_returned(self):
        bill = self.deposit(800)
        self.pay(bill, 100)
        item = self.env["account.move.line"].browse(self.held(bill).id)
        with self.refused(UserError, "only .*100"):
            self.refund((item, 800), **self.other_account()).action_request()

    def test_voiding_a_return_holds_it_again(self):
        bill = self.deposit(800, pay=self.bank_in(800, kind=None))
        item = self.env["account.move.line"].browse(self.held(bill).id)
        refund = self.approved(item)
        self.pay_out(refund)
        refund = refund.with_user(self.accountant)
        refund.void_reason = "Wrong account"
        refund.action_void()
        self.assertEqual(self.held(bill).amount_held, 800)
        self.assert_ties()


@tagged("post_install", "-at_install")
class TestDepositIsThePayers(ReceiptsCase):
    """Row 228 and domain.md 2.4: never offset against fees without written consent."""

    def setUp(self):
        super().setUp()
        self.bill = self.deposit(1000, pay=self.bank_in(1000, kind=None))
        self.item = self.env["account.move.line"].browse(self.held(self.bill).id)
        # Without a period its charge is named after the bill, which a cashier may not read.
        self.fee = self.invoice(
            self.line(300, "cost"), arrears_period_from=False, arrears_period_to=False
        )
        self.charge = self.charges(self.fee)

    def papers(self):
        return {"consent": FILE, "consent_on": "2026-09-10", "proof": FILE}

    def test_a_part_is_kept_with_consent_and_document(self):
        refund = self.refund(self.item, deductions=[(self.charge, 300)])
        self.assertEqual((refund.amount_kept, refund.amount), (300, 700))
        with self.refused(UserError, "(?s)signed consent.*Attach the document"):
            refund.action_request()
        refund.write(self.papers())
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        move = self.pay_out(refund)
        self.assertEqual(self.charges(self.fee).amount_remaining, 0)
        self.assertEqual(self.held(self.bill).amount_held, 0)
        waiting = self.company.transfer_account_id
        paid = move.line_ids.filtered(lambda line: line.account_id == waiting)
        self.assertEqual(paid.balance, -700)
        self.assertEqual(self.tie_out().unexplained, 0)
        self.assertEqual(self.check().deposit_difference, 0)

    def test_kept_whole_it_needs_no_account(self):
        refund = self.refund((self.item, 300), deductions=[(self.charge, 300)], **self.papers())
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        refund.with_user(self.accountant).action_pay()
        self.assertEqual(self.charges(self.fee).amount_remaining, 0)
        self.assertEqual(self.held(self.bill).amount_held, 700)

    def test_other_money_and_other_peoples_debts_are_not_for_it(self):
        credit = self.bank_in(50)
        refund = self.refund(credit, deductions=[(self.charge, 50)], **self.papers())
        with self.refused(UserError, "Only of a deposit"):
            refund.action_request()
        stranger = self.partner("Stranger")
        debt = self.charges(self.invoice(self.line(10), partner_id=stranger.id))
        with self.refused(ValidationError, "its own payer owes"):
            self.refund(self.item, deductions=[(debt, 10)])

    def test_what_was_paid_since_is_not_kept(self):
        refund = self.refund(self.item, deductions=[(self.charge, 300)], **self.papers())
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        self.pay(self.fee, 100)
        self.end_transaction()
        with self.refused(UserError, "no longer owed"):
            self.pay_out(refund)

    def test_what_one_charge_lost_is_not_kept_for_another_of_its_bill(self):
        bill = self.invoice(
            self.line(300, "cost"),
            self.line(200, "late_fee"),
            arrears_period_from=False,
            arrears_period_to=False,
        )
        cost = self.charges(bill).filtered(lambda charge: charge.kind == "cost")
        refund = self.refund(self.item, deductions=[(cost, 300)], **self.papers())
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        self.pay(bill, 100, arrears_unit_id=self.flat.id, arrears_kind="cost")
        self.end_transaction()
        self.assertEqual(cost.amount_remaining, 200)
        with self.refused(UserError, "no longer owed"):
            self.pay_out(refund)

    def test_no_allocation_and_no_money_in_reaches_it(self):
        allocation = self.env["arrears.credit.allocation"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id}
        )
        allocation.action_offer()
        self.assertNotIn(self.item, allocation.line_ids.credit_line_id)
        self.assertNotIn(self.item, allocation.credit_line_ids)
        books = self.env["arrears.money.in"]
        out = books._prepare_item(self.company, self.liability, 30_000)
        rows = books._money_rows(self.company, {self.charge.id: 30_000})
        receivables = books._lock_rows(rows)
        residuals = books._residuals(receivables, self.company)
        applied = books._apply_rows(self.company, 30_000, rows, residuals)
        credits = books._credits(self.company, rows, applied, residuals, receivables, "x")
        with self.refused(UserError, "payer's money"):
            books._book_money(
                self.company,
                self.misc,
                "2026-09-15",
                [],
                [(self.item.id, 30_000, out), *credits],
                {},
            )

    def test_a_journal_entry_does_not_match_it(self):
        entry = self.entry(
            (self.liability, 300, {"partner_id": self.owner.id}),
            (self.receivable, -300, {"partner_id": self.owner.id}),
        )
        debit = entry.line_ids.filtered(lambda line: line.account_id == self.liability)
        with self.refused(UserError, "payer's money"):
            (debit + self.item).reconcile()
        self.assertEqual(self.check().deposit_difference, -300)

    def test_money_paid_as_a_deposit_pays_no_fee(self):
        paid = self.prepay(300, kind="deposit")
        with self.refused(UserError, "payer's money"):
            (paid + self.receivables(self.fee)).reconcile()
        deposit = self.deposit(300)
        (paid + self.receivables(deposit)).reconcile()
        self.assertTrue(paid.reconciled)

    def test_its_credit_note_meets_it(self):
        note = self.bill._reverse_moves([{"invoice_date": "2026-09-15"}])
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_money_paid_as_a_deposit_may_leave_by_an_ordinary_payment(self):
        paid = self.prepay(300, kind="deposit")
        entry = self.entry(
            (self.receivable, 300, {"partner_id": self.owner.id}),
            (self.bank.default_account_id, -300, {}),
        )
        (paid + self.receivables(entry)).reconcile()
        self.assertTrue(paid.reconciled)


@tagged("post_install", "-at_install")
class TestDepositAtTheCounter(CounterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products["deposit"].property_account_income_id = cls.env["account.account"].create(
            {"name": "Deposits", "code": "219902", "account_type": "liability_current",
             "reconcile": True, "company_ids": [Command.set(cls.company.ids)]}
        )  # fmt: skip

    def test_its_receipt_is_not_voided_while_it_goes_back(self):
        bill = self.invoice(self.line(200, "deposit"))
        receipt = self.receipt(200)
        held = self.env["arrears.deposit"].search([("move_id", "=", bill.id)])
        refund = self.as_of(self.cashier)["arrears.refund"].create(
            {
                "company_id": self.company.id,
                "debtor_id": self.owner.id,
                "destination": "cash",
                "line_ids": [Command.create({"item_id": held.id})],
            }
        )
        refund.action_request()
        with self.assertRaisesRegex(UserError, "returned, or its refund is under way"):
            self.void(receipt)
        refund.cancel_reason = "He stays"
        refund.action_cancel()
        self.void(receipt)
        self.assertEqual(receipt.state, "void")
