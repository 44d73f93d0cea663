"""Two owners in need, in the browser from the paper form to the end of the story."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .relief_scene import ReliefScene

ACTION = "/odoo/action-property_arrears."


@tagged("post_install", "-at_install")
class TestReliefStoryTour(ReliefScene, HttpCase):
    def setUp(self):
        super().setUp()
        self.bill, self.fee = self.arrears(10)

    def tour(self, path, name, user):
        self.end_transaction()
        self.start_tour(path, f"property_arrears_story_{name}", login=user.login)
        self.env.invalidate_all()

    def at_card(self, name):
        self.tour(f"{ACTION}action_arrears_case/{self.card().id}", name, self.collector)

    def at_applications(self, name, user):
        self.tour(f"{ACTION}action_arrears_hardship", name, user)

    def application(self):
        return self.env["arrears.hardship"].search([("debtor_id", "=", self.owner.id)])

    def paid(self, amount, day):
        self.pay(self.bill, amount).arrears_value_date = day
        self.end_transaction()

    def judged(self, day):
        company = self.company.with_context(arrears_today=day)
        self.env["arrears.plan"].with_context(arrears_today=day)._judge(company)

    def test_from_the_paper_form_over_token_payments_to_the_waived_fee(self):
        self.at_card("intake")
        application = self.application()
        self.assertEqual((application.owner_figure, application.opened_by_id), (5, self.collector))
        self.assertEqual(self.card().hold_ids.type, "hardship", "paused before anybody decided")
        self.at_applications("plan", self.other_reviewer)
        plan = application.plan_id
        self.assertEqual((plan.kind, plan.state), ("token", "running"))
        self.assertEqual(plan.fee_ids, self.charges(self.fee))
        for line in plan.line_ids.sorted("due_on"):
            self.paid(5, line.due_on)
            self.judged(line.due_on + timedelta(days=1))
            self.assertEqual((line.state, plan.state), ("paid", "running"))
        self.judged(plan.review_on)
        self.assertEqual(plan.state, "review", "after half a year a person looks")
        at_review = plan.with_user(self.reviewer).with_context(arrears_today=plan.review_on)
        at_review.review_note = "Still without work"
        at_review.action_go_on()
        self.assertEqual((plan.state, len(plan.line_ids)), ("running", 12))
        day = plan.line_ids.sorted("due_on")[6].due_on
        self.paid(self.charges(self.bill).amount_remaining, day)
        self.judged(day)
        waiver = self.env["arrears.waiver"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual((plan.state, waiver.state, waiver.reason_code),
                         ("completed", "applied", "plan_kept"))  # fmt: skip
        self.assertEqual(self.charges(self.fee).amount_remaining, 0)
        self.assertTiesOut()

    def test_a_refusal_with_an_appeal_that_is_granted(self):
        self.at_card("intake")
        self.at_applications("refusal", self.other_reviewer)
        application = self.application()
        self.assertEqual((application.state, bool(application.waiver_id)), ("refused", False))
        self.at_card("appeal")
        self.assertEqual((application.state, application.appeal_said),
                         ("appealed", "Here is the letter."))  # fmt: skip
        self.at_applications("last_word", self.manager)
        self.assertEqual((application.state, application.decision, application.appeal_decision),
                         ("approved", "refuse", "waive_full"))  # fmt: skip
        self.assertEqual(application.appeal_decided_by_id, self.manager)
        self.assertEqual(application.waiver_id.state, "approved")
