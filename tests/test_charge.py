"""Charges from invoices: split, waterfall, credit, discounts, due dates, currencies."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.limitation import limitation_date
from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestChargeOfInvoice(LedgerCase):
    def test_each_unit_period_and_kind_of_a_bill_is_a_charge(self):
        charges = self.charges(
            self.invoice(
                self.line(300),
                self.line(50, "pass_through"),
                self.line(80, arrears_unit_id=self.garage.id),
                self.line(100, arrears_period_from="2026-01-01", arrears_period_to="2026-03-31"),
            )
        )
        found = {
            (c.unit_id.number, str(c.period_from), c.kind): c.amount_remaining for c in charges
        }
        self.assertEqual(
            found,
            {
                ("1501", "2026-04-01", "principal"): 300,
                ("1501", "2026-04-01", "pass_through"): 50,
                ("P7", "2026-04-01", "principal"): 80,
                ("1501", "2026-01-01", "principal"): 100,
            },
        )
        self.assertEqual(charges.estate_id, self.estate)
        self.assertEqual(charges.debtor_id, self.owner)
        self.assertEqual(set(charges.mapped("state")), {"open"})

    def test_lines_of_one_kind_are_one_charge_with_their_price_bases(self):
        charge = self.charges(
            self.invoice(
                self.line(100, arrears_price_basis="2.80 a m²"),
                self.line(30, arrears_price_basis="Contract 4.2"),
            )
        )
        self.assertEqual(charge.amount_original, 130)
        self.assertEqual(charge.price_basis, "2.80 a m²; Contract 4.2")

    def test_one_line_without_a_basis_leaves_the_charge_without_one(self):
        charge = self.charges(
            self.invoice(self.line(100, arrears_price_basis="2.80 a m²"), self.line(30))
        )
        self.assertFalse(charge.price_basis)

    def test_the_nearest_category_says_what_a_product_does_not(self):
        inner = self.env["product.category"].create(
            {"name": "Water", "parent_id": self.category.id}
        )
        self.category.arrears_kind = "cost"
        move = self.invoice(self.line(10, None))
        self.assertEqual(self.charges(move).kind, "cost")
        inner.arrears_kind = "pass_through"
        self.products[None].categ_id = inner
        self.env["arrears.charge"]._rebuild(self.company)
        self.assertEqual(self.charges(move).kind, "pass_through")

    def test_a_line_may_say_its_kind_itself_and_unknown_is_unclassified(self):
        charges = self.charges(
            self.invoice(self.line(10, None), self.line(20, "principal", arrears_kind="deposit"))
        )
        self.assertEqual(
            {c.kind: c.amount_original for c in charges}, {"unclassified": 10, "deposit": 20}
        )

    def test_taxes_are_part_of_what_is_owed(self):
        tax = self.env["account.tax"].create(
            {"name": "Six", "amount": 6, "company_id": self.company.id}
        )
        move = self.invoice(
            self.line(33.33, tax_ids=[Command.set(tax.ids)]),
            self.line(33.33, "pass_through", tax_ids=[Command.set(tax.ids)]),
            self.line(33.34, "cost", tax_ids=[Command.set(tax.ids)]),
        )
        charges = self.charges(move)
        self.assertEqual(sum(charges.mapped("amount_original")), move.amount_total)

    def test_every_due_date_carries_its_share_of_every_charge(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "In three",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": p, "nb_days": d})
                    for p, d in ((33.33, 0), (33.33, 30), (33.34, 60))
                ],
            }
        )
        move = self.invoice(
            self.line(100), self.line(50.01, "pass_through"), invoice_payment_term_id=term.id
        )
        charges = self.charges(move)
        self.assertEqual(charges.mapped("due_rank"), [1, 1, 2, 2, 3, 3])
        for line in self.receivables(move):
            parts = charges.filtered(lambda c, line=line: c.line_id == line)
            self.assertEqual(len(parts), 2)
            self.assertAlmostEqual(sum(parts.mapped("amount_original")), line.balance, 2)
            self.assertEqual(set(parts.mapped("due_date")), {line.date_maturity})

    def test_a_part_payment_reduces_principal_first_and_the_older_period_before(self):
        move = self.invoice(
            self.line(40, "late_fee"),
            self.line(100),
            self.line(100, arrears_period_from="2026-01-01", arrears_period_to="2026-03-31"),
        )
        self.pay(move, 130)
        left = {
            (c.kind, str(c.period_from)): (c.amount_allocated, c.amount_remaining)
            for c in self.charges(move)
        }
        self.assertEqual(left["principal", "2026-01-01"], (100, 0))
        self.assertEqual(left["principal", "2026-04-01"], (30, 70))
        self.assertEqual(left["late_fee", "2026-04-01"], (0, 40))

    def test_a_payment_may_say_which_charge_it_is_for(self):
        move = self.invoice(self.line(100), self.line(40, "pass_through"))
        self.pay(
            move,
            60,
            arrears_kind="pass_through",
            arrears_unit_id=self.flat.id,
            arrears_period_from="2026-04-01",
            arrears_period_to="2026-06-30",
        )
        self.assertEqual(self.remaining(move), {"principal": 80, "pass_through": 0})

    def test_a_credit_note_over_a_late_fee_leaves_principal_alone(self):
        move = self.invoice(self.line(1000), self.line(80, "late_fee"))
        note = self.credit_note(self.line(80, "late_fee"))
        self.receivables(move, note).reconcile()
        self.pay(move, 300)
        by_kind = {charge.kind: charge for charge in self.charges(move)}
        late_fee, principal = by_kind["late_fee"], by_kind["principal"]
        self.assertEqual((late_fee.amount_credited, late_fee.amount_remaining), (80, 0))
        self.assertEqual((principal.amount_allocated, principal.amount_remaining), (300, 700))
        self.assertFalse(self.charges(note))

    def test_a_credit_note_over_two_kinds_reduces_each_by_its_own_lines(self):
        move = self.invoice(self.line(1000), self.line(80, "late_fee"))
        note = self.credit_note(self.line(80, "late_fee"), self.line(20))
        self.receivables(move, note).reconcile()
        credited = {c.kind: c.amount_credited for c in self.charges(move)}
        self.assertEqual(credited, {"principal": 20, "late_fee": 80})

    def test_a_plain_credit_note_follows_the_waterfall(self):
        move = self.invoice(self.line(100), self.line(80, "late_fee"))
        note = self.credit_note(self.line(120, None, arrears_unit_id=self.garage.id))
        self.receivables(move, note).reconcile()
        by_kind = {charge.kind: charge for charge in self.charges(move)}
        self.assertEqual(by_kind["principal"].amount_credited, 100)
        self.assertEqual(by_kind["late_fee"].amount_credited, 20)

    def test_a_reward_on_the_bill_reduces_the_charge_it_rewards(self):
        move = self.invoice(
            self.line(300), self.line(-15), self.line(80, arrears_unit_id=self.garage.id)
        )
        found = {c.unit_id: c.amount_original for c in self.charges(move)}
        self.assertEqual(found, {self.flat: 285, self.garage: 80})

    def test_a_discount_of_no_kind_reduces_its_own_unit_and_then_the_rest(self):
        move = self.invoice(
            self.line(100),
            self.line(30, "pass_through", arrears_unit_id=self.garage.id),
            self.line(-50, None, arrears_unit_id=self.garage.id),
        )
        charge = self.charges(move)
        self.assertEqual((charge.unit_id, charge.amount_original), (self.flat, 80))

    def test_an_invoice_in_another_currency_is_charged_in_the_companys(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [
                    Command.create({"name": "2026-01-01", "rate": 0.7}),
                    Command.create({"name": "2026-05-01", "rate": 0.9}),
                ],
            }
        )
        move = self.invoice(
            self.line(70), self.line(35.35, "pass_through"), currency_id=currency.id
        )
        charges = self.charges(move)
        line = self.receivables(move)
        self.assertAlmostEqual(sum(charges.mapped("amount_original")), line.balance, 2)
        payment = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"payment_date": "2026-05-05"})
            ._create_payments()
        )
        self.assertTrue(payment)
        self.assertEqual(set(self.charges(move).mapped("state")), {"settled"})

    def test_excluding_an_invoice_from_follow_up_shows_at_once(self):
        move = self.invoice(self.line(100))
        self.assertFalse(self.charges(move).no_followup)
        move.no_followup = True
        self.assertTrue(self.charges(move).no_followup)

    def test_what_is_too_old_is_time_barred_from_the_day_after_the_last(self):
        move = self.invoice(self.line(100), invoice_date="2023-01-01", due="2023-09-13")
        charge = self.charges(move)
        self.assertEqual(str(charge.limitation_date), "2026-09-14")
        self.assertTrue(charge.time_barred)
        other = self.invoice(self.line(100), invoice_date="2023-01-01", due="2023-09-14")
        self.assertFalse(self.charges(other).time_barred)
        self.pay(move, 100)
        self.assertFalse(self.charges(move).time_barred)

    def test_the_database_counts_limitation_as_the_engine_does(self):
        for due in ("2024-02-28", "2024-02-29", "2023-12-31", "2025-03-31"):
            charge = self.charges(self.invoice(self.line(1), invoice_date="2023-01-01", due=due))
            self.assertEqual(charge.limitation_date, limitation_date(self.day(due)))

    def test_nobody_writes_a_charge_by_hand(self):
        charge = self.charges(self.invoice(self.line(100)))
        with self.assertRaisesRegex(UserError, "read from the ledger"):
            charge.amount_remaining = 1
        with self.assertRaisesRegex(UserError, "read from the ledger"):
            charge.unlink()
        with self.assertRaisesRegex(UserError, "read from the ledger"):
            charge.copy()

    def test_a_second_rebuild_writes_nothing(self):
        self.pay(self.invoice(self.line(100), self.line(7, "cost")), 30)
        self.opening(55)
        self.end_transaction()
        self.assertEqual(self.env["arrears.charge"]._rebuild(self.company), 0)
        self.assertEqual(self.env["arrears.charge"]._rebuild(self.company, only_open=True), 0)
