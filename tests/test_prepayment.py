"""The list of prepayments is the ledger; the cap warns; money moves by a document."""

import random

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..engine.money import total
from .counter_case import CounterCase
from .receipts_case import ReceiptsCase


@tagged("post_install", "-at_install")
class TestPrepaymentList(ReceiptsCase):
    def rows(self, *domain):
        self.end_transaction()
        self.env.invalidate_all()
        return self.env["arrears.prepayment"].search(
            [("company_id", "=", self.company.id), *domain]
        )

    def test_a_credit_with_unit_and_kind_is_a_prepayment(self):
        item = self.prepay(540, arrears_value_date="2026-05-03")
        self.money(70)
        row = self.rows()
        self.assertEqual(row.ids, item.ids)
        self.assertEqual(
            (row.unit_id, row.kind, row.amount, row.debtor_id),
            (self.flat, "principal", 540, self.owner),
        )
        self.assertEqual(row.paid_on, self.day("2026-05-03"))
        self.assertEqual((row.monthly_price, row.months_left), (180, 3))

    def test_a_price_for_the_usage_comes_before_one_for_all(self):
        self.prepay(75, unit=self.garage)
        row = self.rows()
        self.assertEqual((row.monthly_price, row.months_left), (50, 1.5))

    def test_covered_until_counts_from_the_last_bill_and_older_money_first(self):
        self.invoice(self.line(540))  # April to June
        self.prepay(360)
        self.prepay(180)
        self.assertEqual(
            self.rows().mapped("covered_until"), [self.day("2026-08-31"), self.day("2026-09-30")]
        )

    def test_what_a_bill_used_is_no_longer_there(self):
        item = self.prepay(300)
        bill = self.invoice(self.line(180))
        (self.receivables(bill) + item).reconcile()
        self.assertEqual(self.rows().amount, 120)

    def test_another_company_sees_nothing_of_it(self):
        self.prepay(300)
        other = self.new_company("Sister")
        rows = self.env["arrears.prepayment"].with_context(allowed_company_ids=other.ids)
        self.assertFalse(rows.search([]))

    def test_above_the_cap_is_marked_by_all_money_of_the_service(self):
        self.prepay(1100)
        self.prepay(1060)
        self.assertFalse(any(self.rows().mapped("is_above_cap")))
        self.prepay(1)
        self.assertTrue(all(self.rows().mapped("is_above_cap")))

    def test_roles(self):
        self.prepay(300)
        rows = self.rows()
        for role in ("cashier", "accountant"):
            rows.with_user(getattr(self, role)).read(["amount", "months_left", "covered_until"])
        with self.assertRaises(AccessError):
            rows.with_user(self.user("collector")).read(["amount"])
        with self.assertRaises(AccessError):
            rows.with_user(self.cashier).export_data(["amount"])

    def test_list_and_ledger_agree_after_some_hundred_random_operations(self):
        """Credits, bills, matches, undone matches, drafts and credit notes in any order."""
        dice = random.Random(4)
        credits, bills = [], []
        for turn in range(300):
            getattr(self, "step_" + dice.choice(STEPS))(dice, credits, bills)
            if turn % 60 == 59:
                self.assert_agrees()
        self.assert_agrees()
        self.assertTrue(self.rows())
        self.assertEqual(self.tie_out().unexplained, 0)

    def assert_agrees(self):
        check = self.check()
        self.assertEqual(check.prepayment_difference, 0)
        self.assertEqual(check.prepayment_list, total(self.rows().mapped("amount")))

    def step_prepay(self, dice, credits, _bills):
        unit = dice.choice((self.flat, self.garage))
        credits.append(self.prepay(dice.randint(1, 90_000) / 100, unit=unit))

    def step_credit(self, dice, credits, _bills):
        credits.append(self.receivables(self.money(dice.randint(1, 9000) / 100)))

    def step_bill(self, dice, _credits, bills):
        bills.append(self.receivables(self.invoice(self.line(dice.randint(1, 40_000) / 100))))

    def step_match(self, dice, credits, bills):
        open_credits = [
            one for one in credits if one.parent_state == "posted" and not one.reconciled
        ]
        open_bills = [one for one in bills if not one.reconciled]
        if open_credits and open_bills:
            (dice.choice(open_credits) + dice.choice(open_bills)).reconcile()

    def step_undo(self, dice, credits, _bills):
        matched = [c for c in credits if c.matched_debit_ids]
        if matched:
            dice.choice(matched).remove_move_reconcile()

    def step_draft(self, dice, credits, _bills):
        posted = [credit for credit in credits if credit.parent_state == "posted"]
        if posted:
            item = dice.choice(posted)
            item.remove_move_reconcile()
            item.move_id.button_draft()
            if dice.random() < 0.7:
                item.move_id.action_post()


STEPS = ["prepay"] * 3 + ["match"] * 3 + ["credit", "bill", "bill", "undo", "draft"]


@tagged("post_install", "-at_install")
class TestPrepaymentCap(ReceiptsCase):
    def problem(self, amount, unit=None):
        return self.env["arrears.prepayment"]._prepayment_cap_problem(
            unit or self.flat, "principal", amount
        )

    def test_twelve_months_together_with_what_is_there_are_the_most(self):
        self.assertFalse(self.problem(216_000))
        self.prepay(180)
        self.assertRegex(self.problem(216_000), "more than 12 months.*2,160.*180")

    def test_the_jurisdiction_sets_the_cap(self):
        self.estate.jurisdiction_id.prepayment_cap_months = 3
        self.assertFalse(self.problem(54_000))
        self.assertRegex(self.problem(54_001), "more than 3 months")
        self.estate.jurisdiction_id.prepayment_cap_months = 0
        self.assertFalse(self.problem(999_999))

    def test_beyond_the_contract_is_warned_of(self):
        self.estate.write({"contract_from": "2020-01-01", "contract_to": "2026-12-31"})
        self.assertFalse(self.problem(18_000))
        self.assertRegex(self.problem(180_000), "12/31/2026")


@tagged("post_install", "-at_install")
class TestPrepaymentAtTheCounter(CounterCase):
    def test_more_than_may_be_taken_in_advance_is_warned_of(self):
        ReceiptsCase.create_prices.__func__(type(self))
        form = self.counter()
        form.unit_id = self.flat
        form.amount = 180
        self.assertNotIn("in advance", form.warning or "")
        form.amount = 2500
        self.assertIn("more than 12 months", form.warning)
        receipt = form.save()
        receipt.action_confirm()
        self.assertEqual(receipt.state, "confirmed")


@tagged("post_install", "-at_install")
class TestPrepaymentTransfer(ReceiptsCase):
    def transfer(self, item, unit=None, user=None, **values):
        return (
            self.env["arrears.prepayment.transfer"]
            .with_user(user or self.accountant)
            .create(
                {
                    "item_id": item.id,
                    "unit_id": (unit or self.garage).id,
                    "reason": "He sold the flat and keeps the garage",
                    **values,
                }
            )
        )

    def test_a_part_moves_and_keeps_its_value_date(self):
        item = self.prepay(500, arrears_value_date="2026-05-03")
        transfer = self.transfer(item, amount=200)
        transfer.action_done()
        self.assertEqual(item.amount_residual, -300)
        moved = self.env["arrears.prepayment"].search([("unit_id", "=", self.garage.id)])
        self.assertEqual((moved.amount, moved.paid_on), (200, self.day("2026-05-03")))
        self.assertEqual(
            (transfer.from_unit_id, transfer.from_kind, transfer.done_by_id),
            (self.flat, "principal", self.accountant),
        )
        self.assertEqual(self.tie_out().unexplained, 0)
        self.assertEqual(self.check().prepayment_difference, 0)

    def test_money_without_a_unit_gets_one(self):
        item = self.receivables(self.money(80))
        self.transfer(item).action_done()
        self.assertTrue(item.reconciled)
        rows = self.env["arrears.prepayment"].search([("company_id", "=", self.company.id)])
        self.assertEqual((rows.unit_id, rows.amount), (self.garage, 80))

    def test_the_form_offers_all_that_is_left(self):
        item = self.prepay(500)
        action = self.env["arrears.prepayment"].browse(item.id).action_move()
        with Form(
            self.env["arrears.prepayment.transfer"]
            .with_user(self.accountant)
            .with_context(**action["context"])
        ) as form:
            self.assertEqual(form.amount, 500)
            form.unit_id = self.garage
            form.reason = "Asked for"

    def test_done_once_and_kept(self):
        transfer = self.transfer(self.prepay(500))
        transfer.action_done()
        with self.refused(UserError, "moved already"):
            transfer.action_done()
        with self.refused(UserError, "took effect"):
            transfer.amount = 1
        with self.refused(UserError, "took effect"):
            transfer.unlink()

    def test_not_to_a_stranger_nor_to_where_it_is(self):
        item = self.prepay(500)
        strange = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "9"})
        with self.refused(ValidationError, "neither owns nor pays"):
            self.transfer(item, strange)
        with self.refused(ValidationError, "already"):
            self.transfer(item, self.flat)

    def test_a_deposit_never_becomes_a_prepayment(self):
        """domain.md 2.4, row 228: never offset against fees without written consent."""
        item = self.prepay(500, kind="deposit")
        with self.refused(ValidationError, "consent"):
            self.transfer(item)
        with self.refused(ValidationError, "charged and paid"):
            self.transfer(self.prepay(10), kind="deposit")

    def test_more_than_is_left_is_refused(self):
        item = self.prepay(500)
        transfer = self.transfer(item)
        (self.receivables(self.invoice(self.line(100))) + item).reconcile()
        with self.refused(UserError, "400"):
            transfer.action_done()

    def test_only_accountants_move(self):
        item = self.prepay(500)
        transfer = self.transfer(item)
        with self.refused(AccessError):
            transfer.with_user(self.manager).action_done()
        with self.refused(AccessError):
            self.transfer(item, user=self.cashier)

    def test_the_next_bill_of_the_new_unit_uses_it(self):
        self.transfer(self.prepay(500)).action_done()
        run = self.env["arrears.billing.run"].create(
            {"estate_id": self.estate.id, "date_from": "2026-07-01", "date_to": "2026-07-31"}
        )
        run.action_preview()
        run.action_bill()
        self.end_transaction()
        rows = self.env["arrears.prepayment"].search([("unit_id", "=", self.garage.id)])
        self.assertEqual(rows.mapped("amount"), [450])
