"""The quarterly report on relief: of every quarter once, and nobody can be told from it."""

import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook
from psycopg2.errors import UniqueViolation

from .relief_scene import ReliefScene


@tagged("post_install", "-at_install")
class TestReliefReport(ReliefScene):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["arrears.relief.report"]

    def at(self, day, records):
        return records.with_context(arrears_today=self.day(day))

    def applied(self, count, ground, day="2026-05-04"):
        """Applications of as many owners."""
        made = self.env["arrears.hardship"]
        for number in range(count):
            owner = self.partner(f"{ground} {number}")
            applications = self.at(day, self.env["arrears.hardship"].with_user(self.reviewer))
            made |= applications.create(
                {"company_id": self.company.id, "debtor_id": owner.id, "category": ground}
            )
        return made

    def refused(self, applications, day="2026-05-12"):
        for application in applications:
            self.decide(self.at(day, application), "refuse")

    def night(self, day):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            self.at(day, self.reports)._cron_make()
        return self.reports.search([("company_id", "=", self.company.id)], order="date_from")

    def table(self, report, dimension):
        lines = report.line_ids.filtered(lambda line: line.dimension == dimension)
        return [(line.label, line.applications) for line in lines]

    def test_counts_by_ground_and_decision_without_a_small_group(self):
        self.refused(self.applied(6, "illness"))
        self.applied(2, "disaster")
        self.applied(5, "income_loss")
        self.assertFalse(self.night("2026-06-30"), "the quarter is not over")
        report = self.night("2026-07-01")
        self.assertEqual(str(report.date_to), "2026-06-30")
        self.assertEqual(
            self.table(report, "ground"),
            [("Illness or hospital", 6), ("Disaster · Loss of income", 7)],
        )
        self.assertEqual(self.table(report, "decision"), [("Refuse", 6)])
        [line] = report.line_ids.filtered(lambda line: line.dimension == "time")
        self.assertEqual((line.label, line.median_days), ("Within two weeks", 8))
        self.assertFalse(self.table(report, "appeal"))

    def test_fewer_than_five_are_not_shown_at_all(self):
        self.applied(4, "illness")
        report = self.night("2026-07-01")
        [line] = report.line_ids
        self.assertTrue(line.is_hidden)
        self.assertEqual((line.applications, line.keys or ""), (0, ""))
        self.assertIn("not shown", line.label)

    def test_what_was_granted_is_added_up(self):
        self.arrears(10)
        application = self.decide(self.apply_for_relief(), "waive_full")
        self.assertEqual(application.waiver_id.amount_total, 10.60)
        self.refused(self.applied(4, "illness", day="2026-09-15"), day="2026-09-20")
        report = self.night("2026-10-01")
        [row] = report.line_ids.filtered(lambda line: line.dimension == "decision")
        self.assertEqual((row.applications, row.amount), (5, 10.60))
        self.assertEqual(row.label, "Refuse · Waive all late fees")

    def test_days_off_are_made_up_for_and_no_quarter_is_reported_twice(self):
        self.applied(5, "illness", day="2026-02-02")
        self.assertEqual(len(self.night("2026-10-05")), 3)
        reports = self.night("2026-10-06")
        self.assertEqual([str(one.date_from) for one in reports],
                         ["2026-01-01", "2026-04-01", "2026-07-01"])  # fmt: skip
        self.assertFalse(reports[1].line_ids, "a quarter without applications says so")
        with (
            mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):  # fmt: skip
            reports[0].copy({"date_from": "2026-01-01", "company_id": self.company.id})

    def test_once_made_it_stands(self):
        self.applied(5, "illness")
        report = self.night("2026-07-01")
        before = self.table(report, "ground")
        self.applied(5, "disaster")
        self.assertEqual(self.table(self.night("2026-07-02"), "ground"), before)
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            report.date_to = "2026-07-01"
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            report.line_ids.applications = 1

    def test_reviewers_and_managers_read_it_and_nobody_else(self):
        self.applied(5, "illness")
        report = self.night("2026-07-01")
        for user in (self.reviewer, self.manager):
            self.assertEqual(report.with_user(user).line_ids[0].applications, 5)
            self.assertFalse(report.with_user(user).has_access("write"))
        for user in (self.collector, self.accountant):
            with self.assertRaises(AccessError):
                report.with_user(user).line_ids.read(["applications"])
            with self.assertRaises(AccessError):
                report.with_user(user).action_spreadsheet()

    def test_the_workbook_holds_the_tables_and_no_name(self):
        self.refused(self.applied(6, "illness"))
        report = self.night("2026-07-01").with_user(self.manager)
        action = report.action_spreadsheet()
        attachment = int(action["url"].split("/web/content/")[1].split("?")[0])
        raw = self.env["ir.attachment"].browse(attachment).raw
        book = load_workbook(io.BytesIO(raw))
        cells = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
        self.assertIn("Illness or hospital", cells)
        self.assertIn("Refuse", cells)
        self.assertFalse([text for text in cells if text.startswith("illness ")])
