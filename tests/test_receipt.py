"""The counter: what is shown and proposed, what is booked, and what is refused."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .counter_case import CounterCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestReceipt(CounterCase):
    # ------------------------------------------------------------------
    # What is shown and proposed
    # ------------------------------------------------------------------

    def test_choosing_a_unit_shows_all_that_its_payer_owes_oldest_first(self):
        self.invoice(self.line(100), due="2026-04-30")
        self.invoice(self.line(30), due="2025-04-30", arrears_unit_id=self.garage.id)
        self.invoice(self.line(8, "late_fee"), due="2025-05-31")
        form = self.counter()
        form.unit_id = self.flat
        self.assertEqual(form.debtor_ids[:], self.owner)
        receipt = form.save()
        self.assertEqual(
            [(line.unit_id.number, line.amount_open) for line in receipt.line_ids],
            [("P7", 30), ("1501", 8), ("1501", 100)],
        )
        self.assertEqual((receipt.amount_owed, receipt.payer_name), (138, "Owner"))
        self.assertEqual(receipt.method_id, self.cash)

    def test_an_amount_is_spread_over_the_oldest_principal_first(self):
        self.invoice(self.line(100), due="2026-04-30")
        self.invoice(self.line(8, "late_fee"), due="2025-05-31")
        self.invoice(self.line(30), due="2025-04-30", arrears_unit_id=self.garage.id)
        receipt = self.receipt(120, confirm=False)
        self.assertEqual(receipt.line_ids.mapped("amount"), [30, 0, 90])
        self.assertEqual((receipt.amount_spread, receipt.amount_rest), (120, 0))

    def test_typing_the_amount_again_spreads_again_but_keeps_the_payers_choice(self):
        self.invoice(self.line(100), due="2025-04-30")
        self.invoice(self.line(100), due="2026-04-30")
        form = self.counter()
        form.unit_id = self.flat
        form.amount = 50
        form.amount = 150
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.amount, 100)
            line.chosen = False
        with form.line_ids.edit(1) as line:
            line.amount = 100
        form.amount = 100
        receipt = form.save()
        self.assertEqual(receipt.line_ids.mapped("amount"), [0, 100])

    def test_buttons_take_all_that_is_open_or_what_was_chosen(self):
        self.invoice(self.line(100), due="2025-04-30")
        self.invoice(self.line(70), due="2026-04-30")
        receipt = self.receipt(0, confirm=False)
        receipt.action_pay_all()
        self.assertEqual((receipt.amount, receipt.amount_rest), (170, 0))
        receipt.line_ids[0].amount = 0
        receipt.action_take_chosen()
        self.assertEqual(receipt.amount, 70)

    def test_where_the_owner_and_the_tenant_owe_the_cashier_picks(self):
        tenant = self.partner("Tenant")
        self.owns(tenant, self.flat, "tenant_payer")
        self.invoice(self.line(100))
        self.invoice(self.line(40, "pass_through"), partner_id=tenant.id)
        form = self.counter()
        form.unit_id = self.flat
        self.assertEqual(form.debtor_ids[:], tenant)
        self.assertIn("Owner", form.warning)
        form.debtor_ids.add(self.owner)
        form.amount = 140
        receipt = form.save()
        receipt.action_confirm()
        self.assertEqual(set(receipt.line_ids.debtor_id), {tenant, self.owner})
        credits = receipt.sudo().move_id.line_ids.filtered(lambda item: item.balance < 0)
        self.assertEqual(set(credits.partner_id), {tenant, self.owner})

    def test_showing_charges_again_reads_the_books_and_keeps_what_was_chosen(self):
        first = self.invoice(self.line(100), due="2025-04-30")
        receipt = self.receipt(60, confirm=False)
        self.pay(first, 70)
        self.invoice(self.line(20), due="2026-04-30")
        self.end_transaction()
        receipt.action_show_again()
        self.assertEqual(
            [(line.amount_open, line.amount) for line in receipt.line_ids], [(30, 30), (20, 0)]
        )

    # ------------------------------------------------------------------
    # What is booked
    # ------------------------------------------------------------------

    def test_one_entry_for_several_units_and_kinds(self):
        """Row 222."""
        fee = self.invoice(self.line(100), self.line(20, "late_fee"))
        water = self.invoice(self.line(15, "pass_through"), arrears_unit_id=self.garage.id)
        receipt = self.receipt(60, choose={0: 30, 1: 20, 2: 10})
        move = receipt.sudo().move_id
        self.assertEqual(move.state, "posted")
        self.assertEqual((move.journal_id, move.arrears_value_date), (self.cash_journal, TODAY))
        self.assertEqual(self.balance(self.cash.account_id), 60)
        left = self.remaining(fee) | self.remaining(water)
        self.assertEqual(left, self.left_by_kind(receipt))
        self.assertEqual(self.tie_out().state, "tied")

    def left_by_kind(self, receipt):
        """What a receipt says is left of each kind: the bills less its own lines."""
        owed = {"principal": 100, "late_fee": 20, "pass_through": 15}
        for line in receipt.line_ids:
            owed[line.kind] -= line.amount
        return owed

    def test_a_confirmed_receipt_is_numbered_without_gaps_and_names_what_is_left(self):
        self.invoice(self.line(100))
        first = self.receipt(30)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.receipt(500, prepayment_unit_id=self.env["arrears.unit"])
        second = self.receipt(20)
        self.assertEqual((first.name, second.name), ("RC/2026/00001", "RC/2026/00002"))
        self.assertEqual((first.amount_left, second.amount_left), (70, 50))
        self.assertEqual((first.state, first.cashier_id), ("confirmed", self.cashier))
        self.assertEqual((first.date, first.value_date), (TODAY, TODAY))

    def test_principal_alone_is_accepted(self):
        move = self.invoice(self.line(100), self.line(20, "late_fee"))
        self.receipt(100)
        self.assertEqual(self.remaining(move), {"principal": 0, "late_fee": 20})

    def test_the_payer_may_be_somebody_else(self):
        """Row 223."""
        self.invoice(self.line(100))
        son = self.partner("Son")
        receipt = self.receipt(100, payer_id=son)
        self.assertEqual((receipt.payer_name, receipt.payer_id), ("Son", son))
        waiting = receipt.sudo().move_id.line_ids.filtered(lambda item: item.balance > 0)
        self.assertEqual(waiting.partner_id, son)
        neighbour = self.receipt(5, payer_name="A neighbour")
        self.assertEqual(neighbour.payer_name, "A neighbour")

    def test_the_rest_is_a_prepayment_of_the_named_unit_and_kind(self):
        """Row 227."""
        self.invoice(self.line(100))
        receipt = self.receipt(130, prepayment_unit_id=self.garage)
        self.assertEqual(
            self.rows(receipt),
            [("1501", "principal", "charge", 100), ("P7", "principal", "prepayment", 30)],
        )
        self.assertEqual(self.prepayments(), [("P7", "principal", 30)])
        self.assertEqual(self.tie_out().state, "tied")

    def test_money_in_advance_alone_needs_no_charge(self):
        receipt = self.receipt(400, prepayment_kind="pass_through")
        self.assertEqual(self.rows(receipt), [("1501", "pass_through", "prepayment", 400)])
        self.assertEqual(self.prepayments(), [("1501", "pass_through", 400)])

    def test_what_was_paid_meanwhile_becomes_a_prepayment_and_is_told(self):
        move = self.invoice(self.line(100))
        receipt = self.receipt(100, confirm=False)
        self.pay(move, 60)
        self.end_transaction()
        receipt.action_confirm()
        self.assertEqual(
            self.rows(receipt),
            [("1501", "principal", "charge", 40), ("1501", "principal", "prepayment", 60)],
        )
        self.assertIn("paid meanwhile", receipt.remark)
        self.assertEqual(self.charges(move).state, "settled")
        self.assertEqual(self.prepayments(), [("1501", "principal", 60)])

    def test_a_debt_of_one_charge_is_not_paid_by_money_for_another_in_the_same_bill(self):
        move = self.invoice(self.line(100), self.line(20, "late_fee"))
        self.receipt(20, choose={0: 0, 1: 20})
        self.assertEqual(self.remaining(move), {"principal": 100, "late_fee": 0})

    def test_a_reversed_bill_that_a_receipt_helped_to_settle_is_paid(self):
        move = self.invoice(self.line(100))
        note = self.credit_note(self.line(20))
        self.receivables(move, note).reconcile()
        self.receipt(80)
        self.assertEqual(move.payment_state, "paid")

    def test_a_second_click_books_nothing(self):
        self.invoice(self.line(100))
        receipt = self.receipt(40)
        receipt.action_confirm()
        self.assertEqual(self.balance(self.cash.account_id), 40)
        self.assertEqual(len(receipt.sudo().day_id.receipt_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_a_receipt_from_being_booked_or_saved_twice(self):
        self.invoice(self.line(100))
        receipt = self.receipt(40).sudo()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            receipt.move_id.copy().arrears_receipt_id = receipt
            self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            receipt.create({"token": receipt.token})
            self.env.flush_all()

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------

    def refused(self, words, amount=100, **values):
        receipt = self.receipt(amount, confirm=False, **values)
        with self.assertRaisesRegex(UserError, words):
            receipt.action_confirm()
        self.assertEqual((receipt.state, receipt.name), ("draft", False))
        return receipt

    def test_what_cannot_be_is_refused_with_a_cure(self):
        self.invoice(self.line(100))
        self.refused("enter the amount", 0)
        self.refused("lower it to what is open", 150, choose={0: 150})
        self.refused("lower the amounts", 50, choose={0: 60})
        self.refused("below zero", 50, choose={0: -10})
        self.refused("name the unit and the kind", 130, prepayment_unit_id=self.env["arrears.unit"])
        self.assertFalse(self.env["arrears.cashier.day"].search([]))

    def test_a_bill_that_was_reset_meanwhile_is_refused(self):
        move = self.invoice(self.line(100))
        receipt = self.receipt(100, confirm=False)
        move.button_draft()
        self.end_transaction()
        with self.assertRaisesRegex(UserError, "Show charges again"):
            receipt.action_confirm()

    def test_a_cashier_never_backdates_and_an_accountant_may(self):
        self.invoice(self.line(100))
        earlier = TODAY - timedelta(days=3)
        receipt = self.receipt(50, confirm=False)
        receipt.value_date = earlier
        with self.assertRaisesRegex(UserError, "Only an accountant"):
            receipt.action_confirm()
        receipt.value_date = TODAY + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "in the future"):
            receipt.action_confirm()
        mine = self.receipt(50, user=self.accountant, value_date=earlier)
        self.assertEqual(mine.sudo().move_id.arrears_value_date, date(2026, 9, 12))
        self.assertEqual(mine.date, TODAY)

    def test_a_method_of_other_estates_is_refused(self):
        other = self.estate.copy({"name": "Hillside", "code": "HILL"})
        self.card.estate_ids = other
        self.invoice(self.line(100))
        self.refused("not for these estates", method_id=self.card)

    def test_a_charge_of_another_company_cannot_be_put_on_a_receipt(self):
        receipt = self.receipt(0, confirm=False)
        elsewhere = self.new_company("Elsewhere")
        self.env["account.chart.template"].try_loading("generic_coa", elsewhere, install_demo=False)
        product = self.products["principal"]
        move = (
            self.env["account.move"]
            .with_company(elsewhere)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.owner.id,
                    "invoice_date": "2026-04-01",
                    "company_id": elsewhere.id,
                    "journal_id": self.journal("sale", elsewhere).id,
                    "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 5})],
                }
            )
        )
        move.action_post()
        charge = self.charges(move)
        values = {"receipt_id": receipt.id, "charge_id": charge.id, "amount": 5}
        with self.assertRaises(UserError):
            receipt.line_ids.sudo().create(values)

    def test_a_receipt_that_was_handed_out_stands_still(self):
        self.invoice(self.line(100))
        receipt = self.receipt(40).sudo()
        for refused in (
            lambda: receipt.write({"amount": 1}),
            lambda: receipt.line_ids.write({"amount": 1}),
            lambda: receipt.line_ids.unlink(),
            lambda: receipt.unlink(),
            lambda: receipt.action_pay_all(),
            lambda: receipt.move_id.button_draft(),
        ):
            with self.assertRaisesRegex(UserError, "[Vv]oid"):
                refused()
        with self.assertRaisesRegex(UserError, "cannot be typed in"):
            receipt.write({"state": "draft"})

    def test_forms_that_nobody_confirmed_go_and_receipts_stay(self):
        self.invoice(self.line(100))
        draft, kept = self.receipt(40, confirm=False), self.receipt(40)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE arrears_receipt SET write_date = %s WHERE id IN %s",
            ["2026-01-01", (draft.id, kept.id)],
        )
        self.env["arrears.receipt"]._gc_drafts()
        self.assertEqual((draft.exists(), kept.exists()), (draft.browse(), kept))

    def test_a_line_takes_its_facts_from_the_charge_whatever_the_client_says(self):
        move = self.invoice(self.line(100))
        receipt = self.receipt(0, confirm=False)
        receipt.line_ids.unlink()
        receipt.write(
            {
                "line_ids": [
                    (0, 0, {"charge_id": self.charges(move).id, "kind": "late_fee",
                            "unit_id": self.garage.id, "amount_open": 9999, "amount": 10})
                ]
            }
        )  # fmt: skip
        line = receipt.line_ids
        self.assertEqual((line.kind, line.unit_id, line.amount_open), ("principal", self.flat, 100))
        with self.assertRaisesRegex(UserError, "Money in advance"):
            receipt.write({"line_ids": [(0, 0, {"kind": "principal", "amount": 10})]})
        with self.assertRaisesRegex(UserError, "only the amount"):
            line.write({"kind": "late_fee"})
