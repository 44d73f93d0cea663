"""What is too little to ask for waits, whole and visible."""

from odoo.tests import tagged

from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestSmallSum(CollectionCase):
    def setUp(self):
        super().setUp()
        self.company.arrears_smallest_amount = 20
        self.switch_on()

    def first_line(self):
        return self.line_of(self.run_on(), self.case_of())

    def test_a_sum_below_the_smallest_amount_waits_with_the_reason_and_keeps_its_card(self):
        self.owing(19.99)
        line = self.first_line()
        self.assertEqual((line.outcome, self.codes(line)), ("waiting", ["below_smallest_amount"]))
        self.assertIn("20.00", line.reason_text)
        self.assertFalse(self.contacts())
        case = self.case_of()
        self.assertEqual(
            (case.state, case.amount_overdue, case.age_91_180 > 0), ("open", 19.99, True)
        )
        self.assertEqual((case.next_action, case.verdict_text), ("none", line.reason_text))

    def test_the_smallest_amount_itself_is_pursued(self):
        self.owing(20)
        self.assertEqual(self.first_line().outcome, "step")

    def test_all_cards_of_a_debtor_count_together(self):
        self.owing(11)
        self.owing(11, unit=self.garage)
        run = self.run_on()
        outcomes = {line.case_id.unit_id: line.outcome for line in run.line_ids}
        self.assertEqual(outcomes, {self.flat: "step", self.garage: "step"})

    def test_without_a_limit_every_sum_is_pursued(self):
        self.company.arrears_smallest_amount = 0
        self.owing(0.62)
        self.assertEqual(self.first_line().outcome, "step")

    def test_a_preview_says_the_same(self):
        self.owing(5)
        run = self.env["arrears.run"]._preview_of(self.estate)
        self.assertEqual(self.codes(self.line_of(run, self.case_of())), ["below_smallest_amount"])

    def test_it_is_asked_for_once_there_is_more(self):
        self.owing(12)
        self.run_on()
        self.owing(12, due="2026-05-31")
        self.assertEqual(self.line_of(self.run_on(self.later(1)), self.case_of()).outcome, "step")
