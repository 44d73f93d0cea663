"""What a manager is told of without asking: a breach of the rules, a calendar that is missing."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase, date


class AlertCase(CollectionCase):
    def setUp(self):
        super().setUp()
        self.owing()
        self.case = self.case_of()

    def tasks_of(self, user, record=None):
        domain = [("user_id", "=", user.id), ("res_model", "=", (record or self.case)._name)]
        return self.env["mail.activity"].search(domain)


@tagged("post_install", "-at_install")
class TestBreachAlert(AlertCase):
    def call(self, clock, user=None, **values):
        log = self.env["arrears.contact.log"].with_user(user or self.collector)
        log = log.with_context(arrears_today=TODAY, arrears_now=self.clock_at(clock))
        values = {"case_id": self.case.id, "happened_at": self.moment(clock), **values}
        return log.create(values).action_no_answer()

    def test_a_breach_reaches_a_manager_once_with_the_reason(self):
        """Row 242: recorded, and told."""
        self.call("23:00", breach=True)
        task = self.tasks_of(self.manager)
        self.assertEqual(len(task), 1)
        self.assertEqual((task.res_id, task.date_deadline), (self.case.id, TODAY))
        self.assertIn("outside the rules", task.summary)
        self.assertIn("hour", str(task.note).lower())
        self.assertNotIn(self.owner.name, f"{task.summary}{task.note}")
        self.contacts().write({"state": "failed"})
        self.assertEqual(len(self.tasks_of(self.manager)), 1)
        self.call("23:10", breach=True)
        self.assertEqual(len(self.tasks_of(self.manager)), 2, "each breach is told")

    def test_a_contact_within_the_rules_tells_nobody(self):
        self.call("10:00")
        self.assertFalse(self.tasks_of(self.manager))

    def test_a_manager_who_broke_the_rules_is_read_by_another(self):
        second = self.user("second", "group_manager")
        self.estate.manager_id = self.manager
        self.call("23:00", breach=True)
        self.assertTrue(self.tasks_of(self.manager), "the manager of the estate comes first")
        self.call("23:10", self.manager, breach=True)
        self.assertEqual(len(self.tasks_of(second)), 1)


@tagged("post_install", "-at_install")
class TestHolidayGap(AlertCase):
    def setUp(self):
        super().setUp()
        self.place = self.estate.jurisdiction_id
        self.holidays = self.env["arrears.holiday"]
        self.holidays.search([("jurisdiction_id", "=", self.place.id)]).unlink()
        self.add("2026-10-01")
        self.add("2026-10-10", "working_day")
        self.company.invalidate_recordset()

    def add(self, day, kind="holiday"):
        self.holidays.create(
            {"jurisdiction_id": self.place.id, "date": day, "name": "Day", "kind": kind}
        )

    def watch(self, day):
        gaps = self.on(day, self.env["arrears.holiday.gap"])
        gaps._watch(self.on(day, self.company))
        return gaps.search([("company_id", "=", self.company.id), ("resolved_on", "=", False)])

    def test_managers_are_told_once_while_next_year_is_missing(self):
        """Row 243."""
        self.assertFalse(self.watch(date(2026, 11, 14)))
        gap = self.watch(date(2026, 11, 15))
        self.assertEqual(gap.mapped("year"), ["2027"])
        self.assertEqual(len(self.tasks_of(self.manager, gap)), 1)
        self.assertIn("2027", self.tasks_of(self.manager, gap).summary)
        self.watch(date(2026, 11, 16))
        self.assertEqual(len(self.tasks_of(self.manager, gap)), 1)

    def test_days_by_law_alone_are_not_the_calendar_and_the_task_ends_with_it(self):
        self.add("2027-10-01")
        gap = self.watch(date(2026, 12, 1))
        self.assertTrue(gap)
        self.add("2027-10-09", "working_day")
        self.assertFalse(self.watch(date(2026, 12, 2)))
        self.assertEqual(gap.resolved_on, date(2026, 12, 2))
        self.assertFalse(self.tasks_of(self.manager, gap))

    def test_the_list_is_read_by_the_office_and_written_by_nobody(self):
        gap = self.watch(date(2026, 12, 1)).with_user(self.manager)
        self.assertTrue(gap.year)
        self.assertEqual(gap.action_open_holidays()["res_model"], "arrears.holiday")
        with self.assertRaises(AccessError):
            gap.resolved_on = TODAY
