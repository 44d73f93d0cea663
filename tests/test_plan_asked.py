"""An owner's own request for instalments: nothing is asked for while it waits, and not for ever."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .collection_case import TODAY
from .plan_case import PlanCase


@tagged("post_install", "-at_install")
class TestPlanAsked(PlanCase):
    def setUp(self):
        super().setUp()
        self.portal = new_test_user(
            self.env, login="owner-portal", groups="base.group_portal",
            partner_id=self.owner.id, company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )  # fmt: skip

    def ask(self, day=TODAY, figure="100"):
        """As the owner's page does; the plan that waits."""
        requests = self.on(day, self.env["arrears.owner.request"].with_user(self.portal))
        first = fields.Date.add(day, days=20)
        posted = {"case_id": str(self.case.id), "amount": figure, "agreed": "1",
                  "first_on": fields.Date.to_string(first)}  # fmt: skip
        self.assertTrue(requests._ask("instalments", self.owner, posted))
        self.end_transaction()
        return self.env["arrears.plan"].search([("state", "=", "proposed")])

    def decided(self, plan, day, method, note="Two bills are corrected first."):
        plan = self.on(day, plan.with_user(self.manager))
        if method == "action_refuse":
            plan.decision_note = note
        getattr(plan, method)()
        self.refresh(day)

    def about(self, plan, day=TODAY):
        """What the owner reads of it on the own page."""
        requests = self.on(day, self.env["arrears.owner.request"].with_user(self.portal)).sudo()
        return requests._about_plan(self.on(day, plan).with_env(requests.env))[1]

    def test_what_it_is_about_is_on_hold_until_it_is_decided(self):
        self.late_fee()
        plan = self.ask()
        self.assertEqual(plan.answer_by, self.day("2026-09-29"))
        self.assertEqual(self.codes_of(), ["escalation_off", "part_held"])
        self.assertEqual((self.case.state, self.case.amount_pursued), ("held", 0))
        self.assertEqual(self.case.badges[0]["code"], "plan_asked")
        self.assertIn("Until then we do not ask you", self.about(plan))
        self.owing(70, due="2026-09-10")
        self.assertEqual(self.case.amount_pursued, 70, "what is not in the request is pursued")

    def test_no_message_leaves_meanwhile_and_one_may_once_it_is_refused_and_quiet_is_over(self):
        self.switch_on()
        plan = self.ask()
        self.run_on()
        self.assertFalse(self.contacts())
        refused = self.later(3)
        self.decided(plan, refused, "action_refuse")
        last = self.later(3 + self.company.arrears_quiet_days)
        self.assertEqual(plan.hold_ids.date_until, last)
        for day, expected in ((last, 0), (fields.Date.add(last, days=1), 1)):
            self.refresh(day)
            self.run_on(day)
            self.assertEqual(len(self.contacts()), expected, day)

    def test_approved_it_becomes_the_hold_of_the_plan(self):
        plan = self.ask()
        self.decided(plan, self.later(2), "action_approve")
        holds = {hold.type: hold.lifted_on for hold in plan.hold_ids}
        self.assertEqual(holds, {"plan_asked": self.later(2), "plan": False})
        self.assertEqual(self.on(self.later(2), self.case).badges[0]["code"], "plan")

    def test_withdrawn_it_pauses_no_longer(self):
        plan = self.ask()
        self.on(self.later(1), plan.with_user(self.collector)).action_withdraw()
        self.assertEqual(plan.hold_ids.lifted_on, self.later(1))
        self.assertEqual(self.case.amount_pursued, 450)

    def test_asked_again_at_once_it_is_examined_but_pauses_nothing(self):
        """domain.md 4.2, point 10: no endless pausing."""
        self.decided(self.ask(), TODAY, "action_refuse")
        again = fields.Date.add(TODAY, days=self.company.arrears_quiet_days + 1)
        plan = self.ask(again)
        self.refresh(again)
        self.assertFalse(plan.hold_ids)
        self.assertTrue(plan.answer_by)
        self.assertTrue(self.tasks(plan))
        self.assertEqual(self.case.amount_pursued, 450)
        self.assertNotIn("Until then", self.about(plan, again))

    def test_a_quarter_of_a_year_later_it_pauses_again(self):
        self.decided(self.ask(), TODAY, "action_refuse")
        plan = self.ask(self.later(self.company.arrears_quiet_days + 91))
        self.assertEqual(plan.hold_ids.type, "plan_asked")

    def test_one_that_waits_refuses_another(self):
        self.ask()
        with self.assertRaisesRegex(UserError, "waits for a decision already"):
            self.ask(self.later(1))
        self.assertEqual(len(self.case.hold_ids), 1)

    def test_a_late_decision_goes_to_a_manager_once_and_the_pause_goes_on(self):
        plan = self.ask()
        late = (plan.answer_by - TODAY).days + 1
        self.morning(late - 1)
        self.assertFalse(plan.escalated_on)
        before = self.tasks(plan)
        for days in (late, late, late + 1):
            self.morning(days)
        self.assertEqual(plan.escalated_on, self.later(late))
        told = self.tasks(plan) - before
        self.assertEqual(len(told), 1)
        self.assertIn(plan.name, told.summary)
        self.refresh(self.later(late))
        self.assertEqual(self.case.amount_pursued, 0)

    def test_the_late_fee_runs_on_and_no_way_leads_to_the_law(self):
        plan = self.ask()
        self.owing(2000, due="2026-09-10")
        codes = [one.code for one in self.case._legal_gate_reasons()[self.case.id]]
        self.assertIn("hold_plan_asked", codes)
        run = self.env["arrears.run"].new({"company_id": self.company.id})
        policies = self.env["arrears.policy"].search([])
        obstacles = run._legal_obstacles(self.case, policies)
        self.assertEqual(obstacles[self.case.id].code, "hold_plan_asked")
        self.assertNotIn("plan_asked", self.charges(self.bill)._late_fee_hold_types())
        self.decided(plan, TODAY, "action_refuse")
        after = run._legal_obstacles(self.case, policies).values()
        self.assertNotIn("hold_plan_asked", [one.code for one in after])

    def test_nobody_sets_such_a_hold_by_hand(self):
        with self.assertRaisesRegex(UserError, "Instalments"):
            self.env["arrears.hold"].with_user(self.manager).create(
                {"case_id": self.case.id, "type": "plan_asked", "date_from": TODAY}
            )
