"""Charging late fees: a preview, bills that lead to their source, once, and no other way."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .late_fee_scene import LateFeeScene


@tagged("post_install", "-at_install")
class TestLateFeeRun(LateFeeScene):
    def test_the_preview_books_nothing_and_names_what_is_not_charged(self):
        self.owing(1000, due="2026-08-31")
        self.owing(50, due="2026-09-20")
        self.owing(500, due="2026-08-31", kind="pass_through")
        run = self.run_until()
        self.assertEqual((run.line_count, run.amount_total, run.state), (1, 7.5, "previewed"))
        self.assertFalse(run.line_ids.move_id)

    def test_a_bill_names_source_days_period_and_clause(self):
        source = self.charges(self.owing(1000, due="2026-08-31"))
        bill = self.charge_until()
        line = bill.invoice_line_ids
        fee = line.arrears_late_fee_id
        self.assertEqual((bill.state, bill.amount_total), ("posted", 7.5))
        self.assertEqual((fee.charge_id, fee.date_from, fee.date_until),
                         (source, date(2026, 9, 1), date(2026, 9, 15)))  # fmt: skip
        self.assertEqual(line.arrears_price_basis, "Contract 2020, clause 18")
        charge = self.charges(bill)
        self.assertEqual((charge.kind, charge.unit_id, charge.period_from),
                         ("late_fee", self.flat, source.period_from))  # fmt: skip
        self.assertEqual(len(fee.stretches), 1)

    def test_running_twice_charges_nothing_twice(self):
        self.owing(1000, due="2026-08-31")
        self.charge_until()
        again = self.run_until()
        self.assertEqual(again.line_count, 0)
        self.assertIn("already", again.other_line_ids.reason_text)
        with self.assertRaises(UserError):
            again.action_charge()

    def test_a_later_run_charges_the_days_since(self):
        self.owing(1000, due="2026-08-31")
        self.assertEqual(self.charge_until("2026-09-10").amount_total, 5)
        later = self.charge_until("2026-09-15")
        self.assertEqual(later.amount_total, 2.5)
        self.assertEqual(later.invoice_line_ids.arrears_late_fee_id.date_from, date(2026, 9, 11))

    def test_two_previews_of_one_day_make_one_bill(self):
        self.owing(1000, due="2026-08-31")
        first, second = self.run_until(), self.run_until()
        first.action_charge()
        with self.assertRaises(UserError):
            second.action_charge()

    def test_the_database_keeps_a_source_and_a_day_once(self):
        self.owing(1000, due="2026-08-31")
        first, second = self.run_until(), self.run_until()
        first.line_ids.sudo()._record_effect({"state": "charged"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            second.line_ids.sudo()._record_effect({"state": "charged"})
            self.env.flush_all()

    def test_a_payment_after_the_preview_asks_for_another_look(self):
        bill = self.owing(1000, due="2026-08-31")
        run = self.run_until()
        self.pay(bill, 600, arrears_value_date="2026-09-02")
        with self.assertRaisesRegex(UserError, "Preview again"):
            run.action_charge()
        self.assertFalse(run.line_ids.move_id)

    def test_what_was_paid_late_is_charged_on_demand_alone(self):
        bill = self.owing(1000, due="2026-08-31")
        self.pay(bill, 1000, arrears_value_date="2026-09-10")
        self.end_transaction()
        self.assertFalse(self.run_until().line_ids)
        self.assertEqual(self.charge_until(with_paid=True).amount_total, 5)

    def test_taxes_follow_the_fee_and_the_whole_is_the_late_fee(self):
        self.invoice(self.with_vat(1000), due="2026-08-31")
        self.end_transaction()
        bill = self.charge_until()
        self.assertEqual(bill.amount_total, 7.95)  # 15 days of 0.5 ‰ on 1,060
        self.assertEqual((bill.amount_untaxed, bill.amount_tax), (7.5, 0.45))

    def test_an_opening_item_takes_product_and_taxes_from_the_settings(self):
        self.opening(1000, arrears_kind="principal", arrears_unit_id=self.flat.id,
                     date_maturity="2026-08-31")  # fmt: skip
        self.end_transaction()
        with self.assertRaisesRegex(UserError, "product of late fees"):
            self.charge_until()
        self.with_vat(0)
        product = self.products["late_fee"]
        product.taxes_id = [Command.set(self.vat.ids)]
        self.company.arrears_late_fee_product_id = product
        self.assertEqual(self.charge_until().amount_total, 7.5)

    def test_a_cancelled_bill_frees_its_days(self):
        self.owing(1000, due="2026-08-31")
        bill = self.charge_until()
        bill.button_draft()
        bill.button_cancel()
        self.end_transaction()
        self.assertEqual(self.charge_until().amount_total, 7.5)
        bill.button_draft()
        with self.assertRaises(ValidationError):
            bill.action_post()

    def test_a_waived_fee_is_not_charged_again(self):
        self.owing(1000, due="2026-08-31")
        bill = self.charge_until()
        note = bill._reverse_moves([{"invoice_date": "2026-09-15", "date": "2026-09-15"}])
        note.action_post()
        self.assertEqual(self.run_until().line_count, 0)

    def test_a_lock_date_moves_the_booking_and_not_the_days(self):
        self.owing(1000, due="2026-08-31")
        self.company.fiscalyear_lock_date = "2026-09-20"
        bill = self.charge_until()
        self.assertGreater(bill.date, date(2026, 9, 20))
        self.assertEqual(bill.amount_total, 7.5)

    def test_an_archived_account_is_named_and_nothing_is_half_charged(self):
        """Two owners, one of them with an income account that nobody books on any more."""
        other = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "Z9"})
        self.owing(1000, due="2026-08-31")
        old = self.owing(1000, due="2026-08-31", unit=other, partner=self.partner("Other"))
        gone = self.income.copy({"code": "GONE9", "company_ids": self.company.ids})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET account_id = %s WHERE id = %s",
            [gone.id, old.invoice_line_ids.id],
        )
        self.env.invalidate_all()
        gone.active = False
        run = self.run_until()
        self.assertEqual(run.line_count, 2)
        with self.assertRaisesRegex(UserError, "GONE9.*archived"):
            with self.env.cr.savepoint():
                run.action_charge()
        self.assertEqual(run.state, "previewed")
        self.assertFalse(run.line_ids.move_id)
        gone.active = True
        run.action_charge()
        self.assertEqual(len(run.line_ids.move_id), 2)

    def test_the_smallest_fee_waits(self):
        self.owing(1000, due="2026-08-31")
        run = self.run_until(least=10)
        self.assertEqual((run.line_count, run.other_line_ids.state), (0, "omitted"))

    def test_a_day_ahead_is_refused(self):
        with self.assertRaises(UserError):
            self.run_until("2026-09-16")

    def test_the_books_tie_out(self):
        self.owing(1000, due="2026-08-31")
        self.charge_until()
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_the_page_of_a_collector_shows_no_runs(self):
        with self.assertRaises(AccessError):
            self.env["arrears.late.fee.run"].with_user(self.collector).search([])

    # No other door

    def test_a_typed_late_fee_is_refused(self):
        self.owing(1000, due="2026-08-31")
        with self.assertRaisesRegex(ValidationError, "typed in"):
            self.owing(5, kind="late_fee")

    def test_the_kind_of_the_product_alone_is_no_way_around(self):
        with self.assertRaisesRegex(ValidationError, "typed in"):
            self.invoice(self.line(5, "late_fee", arrears_kind=False))

    def test_an_entry_is_no_way_around(self):
        with self.assertRaisesRegex(ValidationError, "typed in"):
            self.opening(5, arrears_kind="late_fee", arrears_unit_id=self.flat.id)

    def test_naming_kind_or_unit_afterwards_is_no_way_around(self):
        bill = self.invoice(self.line(5, None))
        with self.assertRaisesRegex(ValidationError, "typed in"):
            bill.invoice_line_ids.arrears_kind = "late_fee"
        loose = self.invoice(self.line(5, "late_fee"), arrears_unit_id=False)
        with self.assertRaisesRegex(ValidationError, "typed in"):
            loose.arrears_unit_id = self.flat

    def test_more_than_accrued_is_refused(self):
        self.owing(1000, due="2026-08-31")
        bill = self.charge_until()
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 8
        with self.assertRaisesRegex(ValidationError, "leave is"):
            bill.action_post()

    def test_what_a_pause_took_since_is_refused_at_posting_again(self):
        source = self.charges(self.owing(1000, due="2026-08-31"))
        bill = self.charge_until()
        bill.button_draft()
        self.env["arrears.late.fee.pause"].create(
            {"charge_id": source.id, "date_from": "2026-09-01", "note": "Never delivered"}
        )
        with self.assertRaisesRegex(ValidationError, "leave is"):
            bill.action_post()

    def test_the_fee_of_another_owner_is_refused(self):
        self.owing(1000, due="2026-08-31")
        bill = self.charge_until()
        bill.button_draft()
        bill.partner_id = self.partner("Somebody else")
        with self.assertRaises(ValidationError):
            bill.action_post()

    def test_late_fees_of_books_older_than_the_estate_stay(self):
        self.estate_is_older(-2)
        bill = self.owing(5, kind="late_fee")
        self.assertEqual(self.charges(bill).kind, "late_fee")

    def test_a_bill_without_a_unit_is_nobodys_late_fee(self):
        bill = self.invoice(self.line(5, "late_fee"), arrears_unit_id=False)
        self.assertEqual(bill.state, "posted")

    def test_giving_back_a_payment_of_a_late_fee_is_no_new_one(self):
        self.owing(1000, due="2026-08-31")
        bill = self.charge_until()
        payment = self.pay(bill, 7.5, arrears_kind="late_fee", arrears_unit_id=self.flat.id)
        back = payment._reverse_moves([{"date": "2026-09-15"}], cancel=True)
        self.assertEqual(back.state, "posted")
        self.assertEqual(self.charges(bill).amount_remaining, 7.5)
