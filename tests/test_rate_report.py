from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .ledger_case import TODAY
from .rate_case import RateCase


@tagged("post_install", "-at_install")
class TestRateReport(RateCase):
    """Small books whose rates were reckoned by hand; TODAY is 15 September 2026."""

    def test_the_prepared_example_over_the_books(self):
        """Opening 1,000, recovered 300, waived 100: 30.00 %, and 600 are left."""
        old = self.bill(1000, "2025-01-01", "2025-12-31")
        self.receive(old, 300, "2026-03-02")
        self.note(old, 100, "2026-04-01", arrears_reduction="waiver")
        report = self.report()
        self.assertFigures(
            report, opening=1000, correction=0, recovered=300, old_waived=100, old_written_off=0,
            old_remaining=600, rate_old=30.0,
        )  # fmt: skip
        self.assertEqual(report.opening_source, "books")

    def test_a_quarter_with_credit_waiver_write_off_and_money(self):
        """Billed 300, credited 20, waived 30: 250 due, 175 paid, 25 written off, 50 left."""
        bill = self.bill(300, "2026-04-01", "2026-06-30")
        self.note(bill, 20, "2026-04-10")
        self.note(bill, 30, "2026-05-10", arrears_reduction="waiver")
        self.receive(bill, 175, "2026-06-01")
        self.give_up(bill, 25, "2026-08-01")
        self.assertFigures(
            self.report(), billed=300, credited=20, waived=30, due=250, paid=175, written_off=25,
            remaining=50, rate_current=70.0, cash=175, units_billed=1, units_paid=0,
        )  # fmt: skip

    def test_a_year_s_bill_counts_by_whole_months_to_date(self):
        """1,200 for 2026; on 15 September nine months are due. 1,000 paid: 100 in advance."""
        bill = self.bill(1200, "2026-01-01", "2026-12-31")
        self.receive(bill, 1000, "2026-02-01")
        report = self.report()
        self.assertFigures(
            report, due=900, paid=900, prepaid=100, year_due=1200, year_paid=1000,
            rate_current=100.0, rate_year=83.33, rate_cash=111.11, units_paid=1, rate_area=100.0,
            area_paid=90,
        )  # fmt: skip

    def test_money_of_last_year_for_this_year_is_paid_and_no_cash(self):
        """Paid in December for the first quarter, which was billed in December."""
        bill = self.bill(300, "2026-01-01", "2026-03-31", issued="2025-12-20")
        self.receive(bill, 300, "2025-12-28")
        self.assertFigures(
            self.report(), due=300, paid=300, cash=0, opening=0, rate_current=100.0, rate_cash=0.0
        )
        self.assertFigures(self.report("2025-12-31"), due=0, prepaid=300, cash=300)

    def test_a_bill_over_new_year_belongs_to_both_years(self):
        """December to February at 100 a month: 150 paid in December, 50 in January."""
        bill = self.bill(300, "2025-12-01", "2026-02-28")
        self.receive(bill, 60, "2025-12-20")
        self.receive(bill, 90, "2026-01-20")
        self.assertFigures(
            self.report(), opening=40, recovered=40, old_remaining=0, due=200, paid=50, cash=90,
            rate_old=100.0, rate_current=25.0, rate_combined=37.5,
        )  # fmt: skip

    def test_money_counts_by_value_date_where_a_lock_date_moved_the_books(self):
        """The bank moved it on 28 December; January was locked, so it was booked in February."""
        bill = self.bill(500, "2025-07-01", "2025-12-31")
        self.company.fiscalyear_lock_date = "2026-01-31"
        entry = self.receive(bill, 200, "2025-12-28", posted="2025-12-28")
        self.assertEqual(entry.date, date(2026, 2, 28), "the lock date moved the entry")
        self.assertFigures(self.report(), opening=300, recovered=0, old_remaining=300, cash=0)
        self.assertFigures(self.report("2025-12-31"), due=500, paid=200, rate_current=40.0)

    def test_a_part_payment_in_the_year_by_its_value_date(self):
        bill = self.bill(500, "2025-07-01", "2025-12-31")
        self.company.fiscalyear_lock_date = "2026-03-31"
        self.receive(bill, 200, "2026-01-05", posted="2026-01-05")
        self.assertFigures(self.report("2026-01-04"), recovered=0, old_remaining=500)
        self.assertFigures(self.report("2026-01-05"), recovered=200, old_remaining=300)

    def test_a_debt_that_was_moved_to_an_heir_is_due_once(self):
        bill = self.bill(300, "2026-04-01", "2026-06-30")
        heir = self.partner("Heir")
        moved = self.take_over(bill, 300, heir, "2026-07-01")
        receivable = moved.line_ids.filtered(lambda line: line.balance > 0)
        money = self.entry(
            (self.bank.default_account_id, 120, {}),
            (self.receivable, -120, {"partner_id": heir.id}),
            when="2026-08-01",
        )
        (receivable + self.receivables(money)).reconcile()
        self.assertFigures(self.report(), billed=300, due=300, paid=120, units_billed=1)

    def test_other_kinds_are_in_no_rate(self):
        self.bill(100, "2026-04-01", "2026-06-30")
        for kind in ("late_fee", "pass_through", "deposit", "cost", None):
            self.bill(70, "2026-04-01", "2026-06-30", kind=kind)
        self.assertFigures(self.report(), billed=100, due=100)

    def test_blank_without_anything_to_divide_by(self):
        report = self.report()
        for name in report._ratios:
            self.assertIs(report[name], False, name)
        self.assertFalse(report.line_ids)

    def test_a_bill_without_period_and_credits_without_bill_are_shown_apart(self):
        self.invoice(
            self.line(80), arrears_period_from=False, arrears_period_to=False,
            invoice_date="2026-02-01",
        )  # fmt: skip
        self.money(33)
        self.assertFigures(self.report(), unplaced=80, due=0, unapplied=33)

    def test_beside_last_week_and_the_same_day_last_year(self):
        for year, paid in ((2025, 120), (2026, 60)):
            bill = self.bill(300, f"{year}-07-01", f"{year}-09-30")
            self.receive(bill, paid, f"{year}-09-01")
            self.receive(bill, 75, f"{year}-09-12")
        report = self.report()
        self.assertEqual(report.week_date, date(2026, 9, 8))
        self.assertEqual(report.last_year_date, date(2025, 9, 15))
        self.assertFigures(
            report, due=300, paid=135, rate_current=45.0, week_due=300, week_paid=60,
            week_rate_current=20.0, last_year_due=300, last_year_paid=195,
            last_year_rate_current=65.0,
        )  # fmt: skip
        self.assertFigures(report, week_old_due=105, last_year_old_due=0)

    def test_in_january_last_week_is_of_last_year(self):
        """On 3 January 2026 a week before is 27 December, in the rates of 2025."""
        bill = self.bill(400, "2025-01-01", "2025-12-31", issued="2025-01-01")
        self.receive(bill, 100, "2025-06-01")
        self.receive(bill, 200, "2025-12-30")
        self.assertFigures(
            self.report("2026-01-03"), due=0, rate_current=False, week_due=400, week_paid=100,
            week_rate_current=25.0, opening=100, rate_old=0.0, last_year_due=33.33,
        )  # fmt: skip

    def test_developer_and_dispute_leave_the_adjusted_rate_and_are_listed(self):
        villa = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "number": "V1", "usage": "villa", "area": 200}
        )
        self.env["arrears.ownership"].create(
            {"unit_id": villa.id, "partner_id": self.partner("Developer").id, "role": "developer",
             "date_from": "2020-01-01"}
        )  # fmt: skip
        good = self.bill(100, "2026-04-01", "2026-06-30")
        self.receive(good, 90, "2026-05-01")
        self.bill(400, "2026-04-01", "2026-06-30", arrears_unit_id=villa.id)
        disputed = self.bill(500, "2026-04-01", "2026-06-30", arrears_unit_id=self.garage.id)
        self.receive(disputed, 10, "2026-05-01")
        self.end_transaction()
        case = self.env["arrears.case"].search([("unit_id", "=", self.garage.id)])
        self.env["arrears.hold"].create({"case_id": case.id, "type": "dispute"})
        report = self.report()
        self.assertFigures(
            report, due=1000, paid=100, excluded_due=900, excluded_paid=10, rate_current=10.0,
            rate_adjusted=90.0,
        )  # fmt: skip
        listed = {one.unit_id: (one.reason, one.due, one.paid) for one in report.exclusion_ids}
        self.assertEqual(listed, {villa: ("developer", 400, 0), self.garage: ("dispute", 500, 10)})

    def test_every_unit_is_in_one_line_by_estate_building_use_and_collector(self):
        tower = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "building": "3", "number": "201", "area": 60}
        )
        self.bill(100, "2026-04-01", "2026-06-30")
        self.bill(200, "2026-04-01", "2026-06-30", arrears_unit_id=tower.id)
        self.bill(50, "2026-04-01", "2026-06-30", arrears_unit_id=False)
        self.end_transaction()
        other = self.user("other", "collector")
        self.env["arrears.case"].search([("unit_id", "=", tower.id)]).user_id = other
        lines = self.report().line_ids
        found = {(line.building, line.usage, line.collector_id.login): line.due for line in lines}
        self.assertEqual(
            found,
            {
                (False, "residential", "rates-collector"): 100,
                ("3", "residential", "rates-other"): 200,
                (False, False, False): 50,
            },
        )
        self.assertEqual(lines.estate_id.mapped("region"), ["West"])
        self.assertEqual(set(lines.mapped("region")), {"West", False})

    def test_a_group_s_rate_is_that_of_its_sums(self):
        """90 of 100 and 0 of 900: 9 %, not the mean of 90 and 0."""
        paid = self.bill(100, "2026-04-01", "2026-06-30")
        self.receive(paid, 90, "2026-05-01")
        self.bill(900, "2026-04-01", "2026-06-30", arrears_unit_id=self.garage.id)
        lines = self.report().line_ids
        domain = [("id", "in", lines.ids)]
        [(estate, rate)] = lines._read_group(domain, ["estate_id"], ["rate_current:avg"])
        self.assertEqual((estate, rate), (self.estate, 9.0))
        [group] = lines.formatted_read_group(domain, ["region"], ["rate_current:avg", "due:sum"])
        self.assertEqual((group["rate_current:avg"], group["due:sum"]), (9.0, 1000))
        by_use = dict(lines._read_group(domain, ["usage"], ["rate_current:avg"]))
        self.assertEqual(by_use, {"residential": 90.0, "parking": 0.0})
        [(blank,)] = lines._read_group(domain, [], ["rate_old:avg"])
        self.assertIs(blank, False)
        self.assertEqual(lines.fields_get(["rate_current"])["rate_current"]["aggregator"], "avg")

    def test_there_is_no_rate_over_several_currencies(self):
        self.bill(100, "2026-04-01", "2026-06-30")
        line = self.report().line_ids
        other = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", line.currency_id.id)], limit=1)
        )
        foreign = self.report("2026-09-14").line_ids
        self.env.cr.execute(
            "UPDATE arrears_rate_line SET currency_id = %s WHERE id = %s", [other.id, foreign.id]
        )
        found = line._read_group(
            [("id", "in", (line | foreign).ids)], [], ["rate_current:avg", "rate_units:avg"]
        )
        self.assertEqual(found, [(False, 0.0)])

    def test_a_report_is_kept_for_everybody(self):
        self.bill(100, "2026-04-01", "2026-06-30")
        report = self.report()
        line = report.line_ids
        for records in (report.sudo(), line.sudo()):
            with self.assertRaisesRegex(UserError, "kept|typed"):
                records.write({"due": 1})
            with self.assertRaisesRegex(UserError, "kept|took effect"):
                records.unlink()
        with self.assertRaisesRegex(UserError, "kept"):
            line.sudo().copy()
        smuggled = self.env["arrears.rate.line"].sudo().with_context(default_report_id=report.id)
        with self.assertRaisesRegex(UserError, "kept"):
            smuggled.create({"company_id": self.company.id, "date": TODAY, "year": 2026})
        with self.assertRaisesRegex(UserError, "took effect"):
            report.sudo().date = "2026-01-01"
        with self.assertRaisesRegex(UserError, "kept"):
            report.action_compute()
        later = self.bill(40, "2026-07-01", "2026-09-30")
        self.assertEqual(report.due, 100, "a later bill shows in the next report")
        self.assertEqual(self.report().due, 140, later.name)

    def test_nobody_types_figures_into_a_draft(self):
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            self.env["arrears.rate.report"].create({"due": 5})
        report = self.env["arrears.rate.report"].with_context(default_due=5).create({})
        self.assertEqual((report.due, report.state), (0, "draft"))
        report.unlink()

    def test_the_form_makes_a_report_of_another_day_and_year(self):
        self.bill(100, "2025-04-01", "2025-06-30")
        with Form(self.env["arrears.rate.report"]) as form:
            self.assertEqual((form.date, form.year), (TODAY, 2026))
            form.date = "2026-01-10"
            form.year = 2025
        report = form.save()
        report.action_compute()
        self.assertFigures(report, due=100, paid=0, state="kept")
        self.assertEqual(report.action_open_lines()["domain"], [("report_id", "=", report.id)])

    def test_a_day_before_the_year_or_in_the_future_is_refused(self):
        reports = self.env["arrears.rate.report"]
        with self.assertRaisesRegex(ValidationError, "before the year"):
            reports.create({"date": "2026-03-01", "year": 2027})
        with self.assertRaisesRegex(ValidationError, "not come yet"):
            reports.create({"date": "2026-09-16"})

    def test_the_schedule_makes_a_day_s_report_once(self):
        reports = self.env["arrears.rate.report"]
        first = reports._make(self.company, TODAY, scheduled=True)
        self.assertEqual(reports._make(self.company, TODAY, scheduled=True), first)
        self.assertNotEqual(reports._make(self.company, TODAY), first, "by hand: a further one")
        other = reports._make(self.company, TODAY)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE arrears_rate_report SET is_scheduled = TRUE WHERE id = %s", [other.id]
            )

    def test_the_button_reports_the_company_one_works_in(self):
        self.bill(100, "2026-04-01", "2026-06-30")
        self.end_transaction()
        accountant = self.user("accountant", "accountant")
        reports = self.as_user(accountant, self.env["arrears.rate.report"])
        action = reports.action_report_now()
        report = reports.browse(action["res_id"])
        self.assertEqual((report.date, report.due, report.company_id), (TODAY, 100, self.company))
        self.assertEqual(report.computed_by_id, accountant)

    def test_the_newest_report_of_each_company(self):
        self.bill(100, "2026-04-01", "2026-06-30")
        old, new = self.report("2026-08-01"), self.report()
        lines = self.env["arrears.rate.line"]
        mine = [("company_id", "=", self.company.id)]
        self.assertEqual(lines.search([*mine, ("is_newest", "=", True)]).report_id, new)
        self.assertEqual(lines.search([*mine, ("is_newest", "!=", True)]).report_id, old)
        self.assertEqual(new.line_ids.mapped("is_newest"), [True])
        self.report(year=2025)
        self.assertEqual(lines.search([*mine, ("is_newest", "=", True)]).report_id, new)
