"""Decisions on an application for relief: instalments, more time, help by somebody else."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .relief_scene import ReliefScene
from .test_hardship_appeal import AppealScene


@tagged("post_install", "-at_install")
class TestPlanRelief(ReliefScene):
    def setUp(self):
        super().setUp()
        self.bill, self.fee = self.arrears(40)
        self.application = self.apply_for_relief(owner_figure=30)

    def test_a_plan_comes_from_the_owners_figure_and_runs_at_once(self):
        self.decide(self.application, "plan")
        plan = self.application.plan_id
        self.assertEqual((self.application.state, plan.state), ("approved", "running"))
        self.assertEqual(sum(plan.line_ids.mapped("amount")), plan.amount)
        self.assertEqual(plan.line_ids[:1].amount, 30)
        self.assertEqual((plan.proposed_by_id, plan.decided_by_id),
                         (self.reviewer, self.other_reviewer))  # fmt: skip
        self.assertEqual(plan.charge_ids, self.charges(self.bill))
        self.assertEqual(plan.limitation_event_id.state, "recorded")
        self.assertEqual(plan.hold_ids.type, "plan")

    def test_the_ground_is_told_nowhere(self):
        self.decide(self.application, "plan")
        plan = self.application.plan_id.with_user(self.collector)
        seen = plan.read()[0]
        self.assertNotIn("hardship_id", seen)
        told = " ".join(str(value) for value in seen.values())
        for word in ("illness", "hospital", "ardship"):
            self.assertNotIn(word, told)

    def test_without_a_figure_there_is_no_plan(self):
        self.application.owner_figure = 0
        with self.assertRaisesRegex(UserError, "what the owner can pay"):
            self.decide(self.application, "plan")
        self.assertEqual(self.application.state, "applied")

    def test_no_limit_a_year_holds_in_hardship(self):
        self.decide(self.application, "plan")
        first = self.application.plan_id.with_user(self.manager)
        first.review_note = "New hardship"
        first.action_end()
        again = self.apply_for_relief(owner_figure=20, is_new_event=True)
        self.decide(again, "plan")
        self.assertEqual(again.plan_id.state, "running")

    def test_a_new_hardship_replaces_the_plan_that_is_running(self):
        self.decide(self.application, "plan")
        again = self.apply_for_relief(owner_figure=20, is_new_event=True)
        self.decide(again, "plan")
        self.assertEqual(self.application.plan_id.state, "replaced")
        self.assertEqual((again.plan_id.state, again.plan_id.replaces_id),
                         ("running", self.application.plan_id))  # fmt: skip
        self.assertEqual(again.plan_id.amount, 106)

    def test_more_time_holds_every_card_until_the_day(self):
        self.decide(self.application, "extension", more_time_until="2026-12-31")
        extension = self.card().extension_ids
        self.assertEqual((extension.state, str(extension.until)), ("granted", "2026-12-31"))
        self.assertEqual(extension.requested_by_id, self.reviewer)
        self.assertIn("extension", self.card().hold_ids.mapped("type"))

    def test_a_referral_names_who_helps(self):
        with self.assertRaisesRegex(UserError, "to whom"):
            self.decide(self.application, "referral")
        self.decide(self.application, "referral", referral="Legal aid of the district")
        self.assertEqual(self.application.state, "approved")
        self.assertFalse(self.application.waiver_id)
        self.assertFalse(self.application.plan_id)

    def test_the_envelope_takes_the_figure_along(self):
        self.application.action_withdraw()
        intake = self.env["arrears.hardship.intake"].with_user(self.collector).create(
            {"case_id": self.card().id, "owner_figure": 25, "statement": "Ill"}
        )  # fmt: skip
        intake.action_hand_over()
        application = self.env["arrears.hardship"].search(
            [("debtor_id", "=", self.owner.id), ("state", "=", "applied")]
        )
        self.assertEqual(application.owner_figure, 25)


@tagged("post_install", "-at_install")
class TestPlanOnAppeal(AppealScene):
    def test_the_answer_to_an_appeal_may_be_a_plan_from_the_owners_figure(self):
        application = self.appeal(self.refused(owner_figure=30))
        window = self.env["arrears.hardship.appeal.decision"].with_user(self.manager)
        with Form(window.with_context(default_application_id=application.id)) as form:
            form.decision = "plan"
            self.assertEqual(form.owner_figure, 30, "filled in")
            form.reason = "In instalments it is possible."
        form.record.action_decide()
        plan = application.plan_id
        self.assertEqual((application.state, application.appeal_decision), ("approved", "plan"))
        self.assertEqual((plan.state, plan.line_ids[0].amount), ("running", 30))
        self.assertEqual((plan.proposed_by_id, plan.decided_by_id), (self.reviewer, self.manager))
        self.assertEqual(application.decision, "refuse", "the first decision stays")

    def test_without_a_figure_the_appeal_stays_open(self):
        application = self.appeal(self.refused())
        with self.assertRaisesRegex(UserError, "what the owner can pay"):
            application.with_user(self.manager)._decide_appeal("plan", 0, "In instalments.")
        self.assertEqual(application.state, "appealed")
