"""What a billing run shows before anything is booked: who, how much, and what not and why."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .billing_case import BillingCase


@tagged("post_install", "-at_install")
class TestBillingPreview(BillingCase):
    def test_area_times_price_times_months(self):
        run = self.previewed()
        self.assertEqual(self.shown(run), [("1501", "Owner", "2026-04-01", "2026-06-30", 756)])
        [line] = run.bill_line_ids
        self.assertEqual((line.area, line.price, line.months), (90, 2.8, 3))
        self.assertEqual(line.price_basis, "2.80 a m² and month, clause 12")
        self.assertEqual(line.name, "principal 1501, 2026-04–2026-06: 90 m² × 2.8 × 3 months")
        self.assertEqual((run.to_bill_count, run.amount_to_bill), (1, 756))
        self.assertFalse(self.bills(run), "a preview books nothing")

    def test_unit_sold_within_the_period_is_cut_by_days(self):
        buyer = self.partner("Buyer")
        self.flat.ownership_ids.date_to = "2026-05-10"
        self.hold(self.flat, buyer, first="2026-05-11")
        run = self.previewed()
        self.assertEqual(
            self.shown(run),
            [
                ("1501", "Owner", "2026-04-01", "2026-05-10", 333.29),
                ("1501", "Buyer", "2026-05-11", "2026-06-30", 422.71),
            ],
        )

    def test_unit_sold_within_a_month_goes_to_its_end_where_the_estate_says_so(self):
        buyer = self.partner("Buyer")
        self.estate.part_month = "whole_month"
        self.flat.ownership_ids.date_to = "2026-05-10"
        self.hold(self.flat, buyer, first="2026-05-11")
        self.assertEqual(
            self.shown(self.previewed()),
            [
                ("1501", "Owner", "2026-04-01", "2026-05-31", 504),
                ("1501", "Buyer", "2026-06-01", "2026-06-30", 252),
            ],
        )

    def test_price_that_changes_within_the_period_makes_two_lines(self):
        self.price.date_to = "2026-05-15"
        self.standard(3, date_from="2026-05-16")
        run = self.previewed()
        self.assertEqual(
            [(line.price, line.amount) for line in run.bill_line_ids],
            [(2.8, 373.94), (3, 409.35)],
        )

    def test_tenant_pays_one_kind_and_the_owner_the_rest(self):
        tenant = self.partner("Tenant")
        self.hold(self.flat, tenant, "tenant_payer", pays="principal", first="2026-04-01")
        self.standard(1, "pass_through")
        run = self.previewed()
        self.assertEqual(
            [(line.kind, line.payer_id.name, line.amount) for line in run.bill_line_ids],
            [("principal", "Tenant", 756), ("pass_through", "Owner", 270)],
        )

    def test_developer_pays_through_the_month_of_delivery(self):
        developer = self.partner("Developer")
        flat = self.unit("1601", handover_date="2026-05-10")
        self.hold(flat, developer, "developer", last="2026-05-09")
        self.hold(flat, self.partner("Buyer"), first="2026-05-10")
        shown = [row for row in self.shown(self.previewed()) if row[0] == "1601"]
        self.assertEqual(
            shown,
            [
                ("1601", "Developer", "2026-04-01", "2026-05-31", 504),
                ("1601", "Buyer", "2026-06-01", "2026-06-30", 252),
            ],
        )

    def test_promised_reduction_goes_to_the_developer(self):
        developer = self.partner("Developer")
        self.reduction(50, developer)
        run = self.previewed()
        self.assertEqual(
            [(line.payer_id.name, line.amount, line.is_difference) for line in run.bill_line_ids],
            [("Owner", 378, False), ("Developer", 378, True)],
        )
        self.assertIn("50 % to pay", run.bill_line_ids[0].name)

    def test_reduction_that_is_not_approved_yet_reduces_nothing(self):
        self.reduction(60)._record_effect({"state": "inspected"})
        self.assertEqual(self.previewed().bill_line_ids.amount, 756)

    def test_reduction_never_touches_water_and_power(self):
        self.reduction(60)
        self.standard(1, "pass_through")
        run = self.previewed()
        self.assertEqual(run.bill_line_ids.mapped("amount"), [453.6, 270])

    def test_what_is_not_billed_says_why(self):
        self.unit("nobody")
        self.hold(self.unit("small", area=0), self.owner)
        self.hold(self.unit("P9", usage="parking"), self.owner)
        self.price.usage = "residential"
        self.assertEqual(
            self.left_out(self.previewed()),
            [
                ("P9", "principal", ["no_price"]),
                ("nobody", "principal", ["no_payer"]),
                ("small", "principal", ["zero_area"]),
            ],
        )

    def test_reasons_are_sentences_with_a_cure(self):
        self.unit("nobody")
        [line] = self.previewed().omitted_line_ids
        self.assertEqual(line.reason_text, "Nobody is known to pay on these days: enter the owner.")

    def test_price_of_a_usage_replaces_the_one_for_all_of_the_same_product(self):
        self.standard(5, usage="residential")
        lift = self.products["principal"].copy({"name": "Lift"})
        self.standard(10, basis="fixed_month", product_id=lift.id)
        self.assertEqual(sorted(self.previewed().bill_line_ids.mapped("amount")), [30, 90 * 5 * 3])

    def test_usable_area_counts_where_the_price_says_so(self):
        self.flat.usable_area = 72.5
        self.price.area_basis = "usable"
        run = self.previewed()
        self.assertEqual(run.bill_line_ids.amount, 609)
        self.assertIn("usable area", run.bill_line_ids.price_basis)

    def test_amount_is_shared_by_area_and_adds_up_over_the_year(self):
        flats = self.unit("1601") | self.unit("1701", area=61.37)
        for flat in flats:
            self.hold(flat, self.owner)
        self.standard(
            kind="pass_through",
            basis="share_of_amount",
            total_amount=1000,
            date_from="2026-01-01",
            date_to="2026-12-31",
        )
        billed = 0
        for first, last in (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "12-31")):
            run = self.billed(
                date_from=f"2026-{first}", date_to=f"2026-{last}", with_principal=False
            )
            billed += run.amount_to_bill
        self.assertEqual(billed, 1000)

    # ------------------------------------------------------------------
    # Refused as a whole
    # ------------------------------------------------------------------

    def test_period_that_ends_before_it_starts_is_refused(self):
        with self.assertRaisesRegex(Exception, "in_order"), mute_logger("odoo.sql_db"):
            self.run_of(date_from="2026-07-01")

    def test_period_after_the_contract_is_refused_with_its_day(self):
        self.estate.contract_to = "2026-03-31"
        with self.assertRaisesRegex(UserError, "ended on 03/31/2026"):
            self.previewed()

    def test_nothing_is_billed_after_the_estate_was_handed_over(self):
        self.estate.handover_date = "2026-05-31"
        run = self.previewed()
        self.assertEqual(run.bill_line_ids.date_to, date(2026, 5, 31))
        [outside] = run.omitted_line_ids
        self.assertEqual(
            (outside.date_from, outside.date_to), (date(2026, 6, 1), date(2026, 6, 30))
        )
        self.assertIn("contract does not cover", outside.reason_text)

    def test_period_that_overlaps_one_billed_is_refused(self):
        self.billed()
        with self.assertRaisesRegex(UserError, "overlaps one that is billed already"):
            self.previewed(date_from="2026-05-01", date_to="2026-07-31")
        self.previewed(date_from="2026-07-01", date_to="2026-07-31")

    def test_part_of_a_month_is_refused_where_whole_months_are_billed(self):
        self.estate.part_month = "whole_month"
        with self.assertRaisesRegex(UserError, "bills whole months"):
            self.previewed(date_to="2026-06-15")
        self.estate.contract_to = "2026-06-15"
        run = self.previewed(date_to="2026-06-30")
        self.assertEqual(run.bill_line_ids.filtered("price").months, 3)

    # ------------------------------------------------------------------
    # Made elsewhere
    # ------------------------------------------------------------------

    def test_invoice_made_elsewhere_is_seen(self):
        bill = self.invoice(self.line(756))
        [line] = self.previewed().omitted_line_ids
        self.assertEqual(line.reason_text, f"Billed already by {bill.name}.")

    def test_draft_invoice_made_elsewhere_is_seen_too(self):
        self.invoice(self.line(756), post=False)
        self.assertEqual(self.left_out(self.previewed()), [("1501", "principal", ["billed"])])

    def test_invoice_that_bills_a_part_of_the_days_is_named(self):
        bill = self.invoice(
            self.line(252), arrears_period_from="2026-05-01", arrears_period_to="2026-05-31"
        )
        [line] = self.previewed().omitted_line_ids
        self.assertEqual(line.reason_text, f"{bill.name} bills a part of these days (2026-05).")

    def test_invoice_of_another_kind_or_cancelled_or_taken_back_does_not_count(self):
        self.invoice(self.line(80, "pass_through"))
        self.invoice(self.line(756)).button_cancel()
        taken_back = self.invoice(self.line(756))
        taken_back._reverse_moves([{"invoice_date": "2026-05-01"}])._post()
        self.assertEqual(len(self.previewed().bill_line_ids), 1)

    def test_what_was_waived_is_not_billed_again(self):
        bill = self.invoice(self.line(756))
        note = bill._reverse_moves([{"invoice_date": "2026-05-01"}])
        note.arrears_reduction = "waiver"
        note._post()
        self.assertEqual(self.left_out(self.previewed()), [("1501", "principal", ["billed"])])

    # ------------------------------------------------------------------
    # The form
    # ------------------------------------------------------------------

    def test_form_proposes_period_and_dates_by_the_fee_calendar(self):
        self.estate.payment_days = 20
        form = Form(self.env["arrears.billing.run"])
        form.estate_id = self.estate
        self.assertEqual((form.date_from, form.date_to), (date(2026, 7, 1), date(2026, 9, 30)))
        self.assertEqual((form.invoice_date, form.due_date), (date(2026, 9, 15), date(2026, 10, 5)))
        run = form.save()
        run.action_preview()
        self.assertEqual(run.state, "previewed")

    def test_period_of_a_preview_is_fixed_until_it_is_a_draft_again(self):
        run = self.previewed()
        with self.assertRaisesRegex(UserError, "back to draft"):
            run.date_to = "2026-07-31"
        run.action_back_to_draft()
        self.assertFalse(run.line_ids)
        run.date_to = "2026-07-31"

    def test_preview_asks_no_query_a_unit(self):
        self._units(3)
        run = self.previewed()
        few = self._queries(run)
        self._units(20)
        self.assertLessEqual(self._queries(run), few + 2)

    def _units(self, number):
        for position in range(number):
            self.hold(self.unit(f"{number}-{position}"), self.owner)

    def _queries(self, run):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        run.action_preview()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
