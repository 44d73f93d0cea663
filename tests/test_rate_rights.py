from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .rate_case import RateCase


@tagged("post_install", "-at_install")
class TestRateRights(RateCase):
    """Whose rates are whose: branches, collectors, other companies."""

    def branch(self):
        """A branch with an estate and a bill of 600, of which 150 were paid."""
        branch = self.new_company("Branch", parent_id=self.company.id)
        self.env = self.env(context={**self.env.context, **self.context_of(branch, self.company)})
        estate = self.env["arrears.estate"].create(
            {
                "name": "Hillside", "code": "HILL", "company_id": branch.id,
                "jurisdiction_id": self.estate.jurisdiction_id.id,
            }
        )  # fmt: skip
        flat = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "1", "area": 50})
        bill = self.bill(
            600, "2026-04-01", "2026-06-30", company_id=branch.id, arrears_unit_id=flat.id
        )
        self.assertEqual(bill.company_id, branch)
        money = self.entry(
            (self.bank.default_account_id, 150, {}),
            (self.receivable, -150, {"partner_id": self.owner.id}),
            when="2026-05-01",
            company_id=branch.id,
        )
        self.settle(bill, money)
        return branch

    def test_a_company_is_reported_with_its_branches(self):
        self.bill(400, "2026-04-01", "2026-06-30")
        branch = self.branch()
        report = self.report(company=self.company)
        self.assertFigures(report, due=1000, paid=150, rate_current=15.0)
        lines = {line.company_id: line.due for line in report.line_ids}
        self.assertEqual(lines, {self.company: 400, branch: 600})
        self.assertFigures(self.report(company=branch), due=600, rate_current=25.0)
        both = [("company_id", "in", (self.company | branch).ids), ("is_newest", "=", True)]
        newest = self.env["arrears.rate.line"].search(both)
        self.assertEqual(newest.report_id, report, "the branch does not show twice")

    def test_a_collector_sees_the_estates_he_works_and_no_report_of_the_whole(self):
        other = self.env["arrears.estate"].create(
            {"name": "Hill", "code": "HILL", "company_id": self.company.id,
             "jurisdiction_id": self.estate.jurisdiction_id.id}
        )  # fmt: skip
        flat = self.env["arrears.unit"].create({"estate_id": other.id, "number": "1"})
        self.bill(100, "2026-04-01", "2026-06-30")
        self.bill(300, "2026-04-01", "2026-06-30", arrears_unit_id=flat.id)
        report = self.report()
        lines = self.as_user(self.collector, self.env["arrears.rate.line"])
        self.assertEqual(lines.search([]).mapped("due"), [100])
        with self.assertRaises(AccessError):
            self.as_user(self.collector, report).read(["due"])
        manager = self.user("manager", "manager")
        self.assertEqual(sum(self.as_user(manager, lines).search([]).mapped("due")), 400)

    def test_other_companies_are_closed(self):
        self.bill(100, "2026-04-01", "2026-06-30")
        report = self.report()
        stranger = self.user("stranger", "accountant")
        elsewhere = self.new_company("Elsewhere")
        stranger.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        for model in ("arrears.rate.report", "arrears.rate.line"):
            found = self.env[model].with_user(stranger).with_context(allowed_company_ids=None)
            self.assertFalse(found.search([("company_id", "=", self.company.id)]), report)
