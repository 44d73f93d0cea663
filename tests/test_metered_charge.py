"""Readings and amounts become pass-through lines of the next run, at cost."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import ExclusionViolation

from .billing_case import BillingCase

COLUMNS = [
    "unit_id", "product_id", "date_from", "date_to", "reading_from", "reading_to", "price",
    "amount", "price_basis",
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestMeteredCharge(BillingCase):
    def test_readings_make_consumption_and_amount(self):
        charge = self.metered()
        self.assertEqual((charge.quantity, charge.amount), (15, 43.5))

    def test_amount_alone_is_taken_as_it_is(self):
        charge = self.metered(reading_from=0, reading_to=0, price=0, amount=88.2)
        self.assertEqual(charge.amount, 88.2)

    def test_handling_fee_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "43.5, not 45.*no handling fee"):
            self.metered(amount=45)

    def test_meter_that_runs_backwards_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "last reading is below the first"):
            self.metered(reading_to=100)

    def test_neither_readings_nor_amount_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "two readings and a price"):
            self.metered(reading_from=0, reading_to=0, price=0)

    def test_same_days_twice_are_refused_in_words(self):
        self.metered()
        with self.assertRaisesRegex(ValidationError, "charged twice on the same days"):
            self.metered(date_from="2026-04-30", date_to="2026-05-31", reading_to=200)

    def test_same_days_twice_are_refused_by_the_database(self):
        charge = self.metered()
        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO arrears_metered_charge (unit_id, product_id, date_from, date_to,"
                " price_basis) SELECT unit_id, product_id, date_to, date_to, 'x'"
                " FROM arrears_metered_charge WHERE id = %s",
                [charge.id],
            )
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_next_run_passes_it_through(self):
        charge = self.metered()
        run = self.billed()
        [line] = run.bill_line_ids.filtered("metered_charge_id")
        self.assertEqual((line.kind, line.amount, line.quantity), ("pass_through", 43.5, 15))
        self.assertEqual(line.name, "pass_through 1501, 2026-04: 15 × 2.9")
        item = line.move_line_id
        self.assertEqual(
            (item.quantity, item.price_unit, item.arrears_kind), (15, 2.9, "pass_through")
        )
        self.assertEqual(item.arrears_price_basis, "Water tariff 2026")
        self.assertEqual(str(item.arrears_period_to), "2026-04-30")
        self.assertEqual(charge.bill_id, line.move_id)

    def test_it_is_billed_once_and_again_when_its_bill_is_cancelled(self):
        charge = self.metered()
        run = self.billed()
        later = self.previewed(date_from="2026-07-01", date_to="2026-09-30")
        self.assertFalse(later.line_ids.metered_charge_id)
        bill = self.bills(run)
        bill.button_draft()
        bill.button_cancel()
        self.assertFalse(charge.bill_id)
        self.assertEqual(self.previewed().line_ids.metered_charge_id, charge)

    def test_readings_of_before_the_period_come_along_and_later_ones_wait(self):
        early = self.metered(date_from="2026-03-01", date_to="2026-03-31")
        self.metered(date_from="2026-07-01", date_to="2026-07-31")
        self.assertEqual(self.previewed().bill_line_ids.metered_charge_id, early)

    def test_payer_who_changed_within_the_days_needs_another_reading(self):
        self.flat.ownership_ids.date_to = "2026-04-15"
        self.hold(self.flat, self.partner("Buyer"), first="2026-04-16")
        self.metered()
        [line] = self.previewed(with_principal=False).omitted_line_ids
        self.assertIn("enter a reading for the day of the change", line.reason_text)

    def test_billed_charge_can_neither_be_changed_nor_deleted(self):
        charge = self.metered()
        self.billed()
        with self.assertRaisesRegex(UserError, "cancel or credit that bill first"):
            charge.reading_to = 140
        with self.assertRaisesRegex(UserError, "cancel or credit that bill first"):
            charge.unlink()

    def test_charge_of_a_preview_can_still_be_deleted(self):
        charge = self.metered()
        self.previewed()
        charge.unlink()

    def test_spreadsheet_is_imported_and_a_wrong_row_named(self):
        product = self.products["pass_through"].name
        good = ["Lakeside 1501", product, "2026-04-01", "2026-04-30", "120", "135", "2.9", "",
                "Water tariff 2026"]  # fmt: skip
        bad = ["Lakeside 1501", product, "2026-05-01", "2026-05-31", "150", "135", "2.9", "",
               "Water tariff 2026"]  # fmt: skip
        with mute_logger("odoo.sql_db"):
            result = self.env["arrears.metered.charge"].load(COLUMNS, [good, bad])
        self.assertFalse(result["ids"])
        # Odoo repeats the first error at the top of what it says about single rows.
        message = result["messages"][-1]
        self.assertEqual(message["rows"]["from"], 1)
        self.assertIn("last reading is below the first", message["message"])
        self.assertTrue(self.env["arrears.metered.charge"].load(COLUMNS, [good])["ids"])

    def test_form_reckons_while_it_is_filled_in(self):
        form = Form(self.env["arrears.metered.charge"])
        form.unit_id = self.flat
        form.product_id = self.products["pass_through"]
        form.date_from, form.date_to = "2026-04-01", "2026-04-30"
        form.reading_from, form.reading_to = 120, 135
        form.price = 2.9
        form.price_basis = "Water tariff 2026"
        self.assertEqual(form.amount, 43.5)
        form.save()
