from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .rate_case import RateCase


@tagged("post_install", "-at_install")
class TestRateTarget(RateCase):
    """What was to be reached, beside what was."""

    def target(self, scope, current=0, **values):
        return self.env["arrears.rate.target"].create(
            {
                "company_id": self.company.id,
                "month": "2026-09-01",
                "scope": scope,
                "target_current": current,
                **values,
            }
        )

    def bills(self):
        """100 for the flat, of which 90 were paid; 300 for tower 3, of which 60."""
        tower = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "building": "3", "number": "201", "area": 60}
        )
        self.receive(self.bill(100, "2026-04-01", "2026-06-30"), 90, "2026-05-01")
        bill = self.bill(300, "2026-04-01", "2026-06-30", arrears_unit_id=tower.id)
        self.receive(bill, 60, "2026-05-01")

    def test_the_narrower_target_counts_and_each_stands_beside_what_was_reached(self):
        """Building 3 is to reach 30 % of 300, the rest of the estate 80 % of 100: 170 of 400."""
        self.bills()
        self.target("company", 95)
        self.target("region", 50, region="West")
        self.target("collector", 60, collector_id=self.collector.id)
        self.target("estate", 80, estate_id=self.estate.id)
        self.target("building", 30, estate_id=self.estate.id, building="3")
        self.target("region", 99, region="East")
        report = self.report()
        self.assertFigures(
            report, target_due=400, target_paid=170, rate_target=42.5, rate_current=37.5
        )
        goals = {goal.name: (goal.due, goal.paid, goal.rate_current, goal.is_reached)
                 for goal in report.goal_ids}  # fmt: skip
        self.assertEqual(
            goals,
            {
                "Ledger test": (400, 150, 37.5, False),
                "West": (400, 150, 37.5, False),
                "East": (0, 0, False, False),
                self.collector.name: (400, 150, 37.5, False),
                "Lakeside": (400, 150, 37.5, False),
                "Lakeside 3": (300, 60, 20.0, False),
            },
        )

    def test_units_paid_in_full_have_a_target_of_their_own(self):
        """Row 118: full pay is a target in the figures; part payments are taken all the same."""
        self.bills()
        self.target("company", target_units=50)
        self.target("estate", target_units=33.4, estate_id=self.estate.id)
        full = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "building": "3", "number": "301", "area": 60}
        )
        self.receive(
            self.bill(50, "2026-04-01", "2026-06-30", arrears_unit_id=full.id), 50, "2026-05-01"
        )
        report = self.report()
        goals = {goal.name: goal for goal in report.goal_ids}
        company = goals["Ledger test"]
        self.assertEqual((company.units_billed, company.units_paid), (3, 1))
        self.assertEqual((company.rate_units, company.is_reached), (33.33, False))
        self.assertFalse(goals["Lakeside"].is_reached, "33.33 is not 33.4")
        self.assertFigures(report, paid=200, units_paid=1)
        self.target("company", target_units=33, month="2026-08-01")
        [goal] = self.report("2026-08-31").goal_ids
        self.assertTrue(goal.is_reached)

    def test_a_month_without_target_has_no_target_rate(self):
        self.bills()
        self.target("company", 95, month="2026-08-01")
        report = self.report()
        self.assertFigures(report, target_due=0, rate_target=False)
        self.assertFalse(report.goal_ids)
        self.assertFigures(self.report("2026-08-31"), target_paid=380, rate_target=95.0)

    def test_a_part_without_target_is_in_no_target_rate(self):
        self.bills()
        self.target("building", 30, estate_id=self.estate.id, building="3")
        self.assertFigures(self.report(), due=400, target_due=300, target_paid=90, rate_target=30.0)

    def test_a_branch_follows_the_target_of_its_company(self):
        branch = self.new_company("Branch", parent_id=self.company.id)
        self.env = self.env(context={**self.env.context, **self.context_of(self.company, branch)})
        self.target("company", 50)
        self.bill(400, "2026-01-01", "2026-06-30", company_id=branch.id, arrears_unit_id=False)
        self.bill(100, "2026-01-01", "2026-06-30")
        self.assertFigures(self.report(), target_due=500, target_paid=250)
        self.assertFigures(self.report(company=branch), target_due=400, target_paid=200)

    def test_the_form_keeps_the_month_and_drops_what_does_not_belong(self):
        manager = self.user("manager", "manager")
        with Form(self.as_user(manager, self.env["arrears.rate.target"])) as form:
            form.month = "2026-09-17"
            form.scope = "building"
            form.estate_id = self.estate
            form.building = " 3 "
            form.target_current = 88.5
        target = form.save()
        self.assertEqual((str(target.month), target.building), ("2026-09-01", "3"))
        target.scope = "estate"
        self.assertFalse(target.building)
        self.assertEqual(target.display_name, "Lakeside · 2026-09")

    @mute_logger("odoo.sql_db")
    def test_a_target_without_its_subject_twice_or_above_the_whole_is_refused(self):
        for scope in ("region", "collector", "estate", "building"):
            with self.assertRaisesRegex(ValidationError, "Say which one"):
                self.target(scope, 50)
        self.target("estate", 50, estate_id=self.estate.id)
        for values in ({"estate_id": self.estate.id}, {"target_current": 101}, {"target_old": -1},
                       {"target_units": 100.01}):  # fmt: skip
            scope = "estate" if "estate_id" in values else "company"
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.target(scope, **values)

    def test_only_managers_set_targets(self):
        target = self.target("company", 50)
        accountant = self.user("accountant", "accountant")
        self.assertEqual(self.as_user(accountant, target).target_current, 50)
        with self.assertRaises(AccessError):
            self.as_user(accountant, target).target_current = 1
        with self.assertRaises(AccessError):
            self.as_user(self.collector, target).read(["target_current"])
