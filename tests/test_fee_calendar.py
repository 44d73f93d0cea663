"""The fee calendar of an estate, and prices that share an amount."""

from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .billing_case import BillingCase


@tagged("post_install", "-at_install")
class TestFeeCalendar(BillingCase):
    def test_bill_day_and_due_day_of_an_estate(self):
        self.estate.write(
            {"billing_cycle": "month", "bill_day": 25, "bill_in": "before",
             "due_rule": "day_of_month", "due_day": 10, "due_months": 1}
        )  # fmt: skip
        self.assertEqual(self.estate.next_bill_date, date(2026, 8, 25))
        self.assertEqual(self.estate.next_period_from, date(2026, 9, 1))
        run = self.run_of(date_from="2026-10-01", date_to="2026-10-31", invoice_date="2026-09-25")
        self.assertEqual(run.due_date, date(2026, 10, 10))

    def test_next_period_follows_the_last_bill_whoever_made_it(self):
        self.invoice(self.line(756))
        self.end_transaction()
        self.estate.invalidate_recordset()
        self.assertEqual(
            (self.estate.next_period_from, self.estate.next_period_to),
            (date(2026, 7, 1), date(2026, 9, 30)),
        )

    def test_form_of_the_estate_shows_the_calendar(self):
        with Form(self.estate) as form:
            form.due_rule = "day_of_month"
            form.due_day = 10
            form.due_months = 1
        self.assertEqual(self.estate._due_date(date(2026, 4, 1)), date(2026, 5, 10))

    def test_the_calendar_shows_each_day_and_who_sees_to_it(self):
        """Acceptance 121."""
        self.env["arrears.notice.rule"].search([]).active = False
        self.env["arrears.notice.rule"].create(
            {"name": "Eight days before", "days_before": 8, "company_id": self.company.id,
             "email_template_id": self.env.ref("property_arrears.template_email_coming").id}
        )  # fmt: skip
        self.estate.sudo().notices_enabled = True
        self.estate.write(
            {"billing_cycle": "month", "bill_day": 25, "bill_in": "before",
             "due_rule": "day_of_month", "due_day": 10, "due_months": 1,
             "debit_day": 5, "billing_user_id": self.env.user.id}
        )  # fmt: skip
        days = [
            (str(day), what)
            for day, what, _who in sorted(
                self.estate._calendar_rows(date(2026, 8, 25), date(2026, 9, 10)),
                key=lambda row: row[0],
            )
        ]
        self.assertEqual(
            days,
            [
                ("2026-08-25", "Bills are made"),
                ("2026-09-02", "Eight days before"),
                ("2026-09-10", "Last day to pay"),
                ("2026-09-11", "First day overdue: the card appears"),
                ("2026-10-05", "The bank collects by direct debit"),
            ],
        )
        self.assertIn(self.env.user.name, self.estate.calendar_table)
        self.assertIn("Eight days before", self.estate.calendar_table)

    def test_a_debit_day_beyond_the_month_is_its_last(self):
        self.estate.debit_day = 31
        self.assertEqual(self.estate._next_debit_day(date(2026, 9, 10)), date(2026, 9, 30))
        self.assertEqual(self.estate._next_debit_day(date(2026, 9, 30)), date(2026, 9, 30))
        self.assertEqual(self.estate._next_debit_day(date(2026, 10, 1)), date(2026, 10, 31))

    def test_day_beyond_a_month_is_refused(self):
        with self.assertRaisesRegex(Exception, "bill_day_in_month"), mute_logger("odoo.sql_db"):
            self.estate.bill_day = 32
            self.estate.flush_recordset()

    def test_button_of_the_estate_opens_a_run_for_it(self):
        context = self.estate.action_new_billing_run()["context"]
        form = Form(self.env["arrears.billing.run"].with_context(**context))
        self.assertEqual(form.estate_id, self.estate)
        self.assertTrue(form.date_from)


@tagged("post_install", "-at_install")
class TestSharedAmount(BillingCase):
    def _shared(self, **values):
        return self.standard(
            kind="pass_through",
            **{
                "basis": "share_of_amount",
                "total_amount": 1200,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                **values,
            },
        )

    def test_price_basis_names_the_amount_its_days_and_the_key(self):
        self.assertEqual(
            self._shared()._price_basis_text(),
            "share of 1200.00 for 2026-01–2026-12 by area, clause 12",
        )
        self.assertIn(
            "equal share of 1200.00",
            self._shared(share_by="unit", usage="shop")._price_basis_text(),
        )

    def test_amount_without_an_end_is_refused(self):
        with self.assertRaisesRegex(Exception, "amount_to_share"), mute_logger("odoo.sql_db"):
            self._shared(date_to=False)

    def test_whole_months_are_shared_over_whole_months(self):
        self.estate.part_month = "whole_month"
        with self.assertRaisesRegex(ValidationError, "share the amount over whole months"):
            self._shared(date_from="2026-01-15")

    def test_two_products_of_a_kind_may_have_prices_on_the_same_days(self):
        self._shared()
        other = self.products["pass_through"].copy({"name": "Lift"})
        self._shared(product_id=other.id)
        with self.assertRaises(ValidationError):
            self._shared(product_id=other.id, date_from="2026-12-31")

    def test_equal_shares(self):
        self.hold(self.unit("1601", area=10), self.owner)
        self._shared(share_by="unit")
        run = self.previewed(with_principal=False)
        self.assertEqual(run.bill_line_ids.mapped("amount"), [150, 150])

    def test_form_of_a_price(self):
        form = Form(self.env["arrears.fee.standard"])
        form.estate_id = self.estate
        form.kind = "pass_through"
        form.basis = "share_of_amount"
        form.total_amount = 500
        form.date_from, form.date_to = "2026-01-01", "2026-12-31"
        form.legal_basis = "owners' resolution"
        self.assertEqual(form.save().share_by, "area")
