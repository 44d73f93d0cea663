"""Call tasks up to a collector's day, the most important first."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestRunCapacity(CollectionCase):
    def setUp(self):
        super().setUp()
        self.switch_on()
        owners = self.env["res.partner"].create([{"name": f"Owner {n}"} for n in range(3)])
        units = self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "number": f"C{n}"} for n in range(3)]
        )
        self.debts = list(zip(owners, units, (300, 9000, 4000), strict=True))
        for owner, unit, amount in self.debts:
            self.owing(amount, partner=owner, unit=unit)

    def outcomes(self, run):
        return [self.line_of(run, self.case_of(o, u)).outcome for o, u, _amount in self.debts]

    def test_the_most_important_calls_are_given_and_the_rest_wait_with_the_reason(self):
        self.company.arrears_calls_a_day = 2
        run = self.run_on()
        self.assertEqual(run.task_count, 2)
        self.assertEqual(self.outcomes(run), ["waiting", "step", "step"])
        owner, unit, _amount = self.debts[0]
        line = self.line_of(run, self.case_of(owner, unit))
        self.assertEqual(self.codes(line), ["collector_day_full"])
        self.assertIn("limit 2", line.reason_text)
        self.assertEqual(self.case_of(owner, unit).next_action_date, self.later(1))

    def test_what_waits_comes_when_the_list_is_worked_off(self):
        self.company.arrears_calls_a_day = 2
        self.run_on()
        self.assertEqual(self.run_on(self.later(1)).task_count, 0, "two calls are open still")
        tasks = self.env["mail.activity"].search([("user_id", "=", self.collector.id)])
        tasks.action_feedback()
        tasks.write({"date_done": TODAY})
        self.assertEqual(self.run_on(self.later(2)).task_count, 1)

    def test_calls_done_today_count_as_work_of_today(self):
        self.company.arrears_calls_a_day = 2
        self.run_on()
        tasks = self.env["mail.activity"].search([("user_id", "=", self.collector.id)])
        tasks.action_feedback()
        tasks.write({"date_done": TODAY})
        self.assertEqual(self.run_on().task_count, 0)

    def test_the_order_holds_across_the_pieces_of_a_night(self):
        self.company.arrears_calls_a_day = 1
        run = self.env["arrears.run"].create({"company_id": self.company.id, "date": TODAY})
        debtors = run._debtors_left()
        self.assertEqual(debtors[0], self.debts[1][0].id)
        for debtor in debtors:
            run._look_at([debtor])
        self.assertEqual(self.outcomes(run), ["waiting", "step", "waiting"])

    def test_a_preview_shows_the_same(self):
        self.company.arrears_calls_a_day = 1
        run = self.env["arrears.run"]._preview_of(self.estate)
        self.assertEqual(self.outcomes(run), ["waiting", "step", "waiting"])

    def test_without_a_limit_everybody_is_called(self):
        self.company.arrears_calls_a_day = 0
        self.assertEqual(self.run_on().task_count, 3)

    def test_a_collector_may_have_a_number_of_the_own(self):
        """Row 239: for calls here, for visits in the plan of visits."""
        self.company.arrears_calls_a_day = 2
        capacity = self.env["arrears.capacity"].with_user(self.manager)
        own = capacity.create({"user_id": self.collector.id})
        self.assertEqual(own.calls_a_day, 2, "from the company until somebody changes it")
        self.assertEqual(own.visits_a_day, self.company.arrears_visits_a_day)
        own.calls_a_day = 1
        run = self.run_on()
        self.assertEqual(self.outcomes(run), ["waiting", "step", "waiting"])
        owner, unit, _amount = self.debts[0]
        self.assertIn("limit 1", self.line_of(run, self.case_of(owner, unit)).reason_text)
        with self.assertRaises(AccessError):
            own.with_user(self.collector).calls_a_day = 99
