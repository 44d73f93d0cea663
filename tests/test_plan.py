"""Payment plans: proposed by one, decided by another, over what one owner owes and no more."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .plan_case import PlanCase


@tagged("post_install", "-at_install")
class TestPlan(PlanCase):
    def lines(self, plan):
        return [(str(line.due_on), line.amount) for line in plan.line_ids.sorted("due_on")]

    def test_the_form_starts_from_what_the_owner_can_pay(self):
        action = self.case.with_user(self.collector).action_instalments()
        records = self.env["arrears.plan"].with_user(self.collector)
        with Form(records.with_context(**action["context"])) as form:
            self.assertEqual(form.total, 450)
            self.assertEqual(form.first_on, self.later(15))
            form.owner_figure = 200
            self.assertEqual(len(form.line_ids), 3)
            form.owner_figure = 100
            form.consent_how = "call"
            form.consent_on = TODAY
        plan = form.record
        self.assertEqual(
            self.lines(plan),
            [("2026-09-30", 100), ("2026-10-30", 100), ("2026-11-30", 100), ("2026-12-30", 100),
             ("2027-01-30", 50)],
        )  # fmt: skip
        self.assertEqual(plan.kind, "standard")
        again = self.case.with_user(self.collector).action_instalments()
        self.assertEqual(again["res_id"], plan.id, "the open one")

    def test_an_empty_form_asks_for_the_card_first(self):
        with Form(self.env["arrears.plan"].with_user(self.collector)) as form:
            self.assertEqual(form.total, 0)
            form.case_id = self.case
            self.assertEqual(form.total, 450)
            form.months = 5
            self.assertEqual(len(form.line_ids), 5)

    def test_the_last_instalment_takes_the_rounding(self):
        self.owing(550, due="2026-07-31")
        plan = self.draft(0, months=3)
        self.assertEqual([amount for _day, amount in self.lines(plan)], [333.33, 333.33, 333.34])

    def test_one_plan_is_over_all_units_of_the_owner(self):
        self.owing(80, unit=self.garage)
        plan = self.running()
        self.assertEqual(plan.amount, 530)
        self.assertEqual(plan.hold_ids.case_id, self.case | self.case_of(unit=self.garage))
        self.assertEqual(self.case_of(unit=self.garage).plan_id, plan)

    def test_another_person_decides_and_only_these_charges_are_on_hold(self):
        plan = self.proposed()
        self.assertEqual(self.tasks(plan).user_id, self.manager)
        self.assertEqual(self.codes_of(), ["escalation_off"], "proposing alone stops nothing")
        with self.assertRaises(AccessError):
            plan.action_approve()
        plan.with_user(self.manager).action_approve()
        self.assertEqual(plan.state, "running")
        self.assertEqual(self.codes_of(), ["escalation_off", "part_held"])
        self.assertEqual(self.case.amount_pursued, 0)
        self.assertEqual(self.case.badges[0]["code"], "plan")
        self.assertFalse(self.tasks(plan))
        self.owing(70, due="2026-09-10")
        self.assertEqual(self.case.amount_pursued, 70, "what is not in the plan is pursued")

    def test_no_way_leads_to_the_law_while_a_plan_runs(self):
        self.running()
        self.owing(2000, due="2026-09-10")
        codes = [one.code for one in self.case._legal_gate_reasons()[self.case.id]]
        self.assertIn("hold_plan", codes)
        run = self.env["arrears.run"].new({"company_id": self.company.id})
        obstacles = run._legal_obstacles(self.case, self.env["arrears.policy"].search([]))
        self.assertEqual(obstacles[self.case.id].code, "hold_plan")

    def test_who_proposes_does_not_decide(self):
        plan = self.proposed(user=self.manager)
        with self.assertRaisesRegex(UserError, "asked for it yourself"):
            plan.with_user(self.manager).action_approve()
        plan.with_user(self.reviewer).action_approve()
        self.assertEqual(plan.decided_by_id, self.reviewer)

    def test_a_cashier_proposes_too(self):
        action = self.case.with_user(self.cashier).action_instalments()
        self.assertEqual(action["res_model"], "arrears.plan")
        plan = self.proposed(user=self.cashier)
        self.assertEqual(plan.proposed_by_id, self.cashier)

    def test_the_agreement_is_an_event_of_limitation_for_its_charges(self):
        before = self.charges(self.bill).limitation_date
        plan = self.running()
        event = plan.limitation_event_id
        self.assertEqual((event.type, event.state), ("plan", "recorded"))
        self.assertEqual(event.date, TODAY)
        self.assertEqual(event.charge_link_ids.charge_id, self.charges(self.bill))
        self.assertGreater(self.charges(self.bill).limitation_date, before)

    def test_nobody_is_asked_to_acknowledge_what_is_time_barred(self):
        old = self.charges(
            self.owing(60, due="2020-04-30", arrears_period_from="2020-01-01",
                       arrears_period_to="2020-03-31")
        )  # fmt: skip
        self.assertTrue(old.time_barred)
        plan = self.draft()
        self.assertNotIn(old, plan.charge_ids)
        plan.write({"charge_ids": [Command.link(old.id)]})
        with self.assertRaisesRegex(UserError, "time-barred"):
            plan.action_propose()

    def test_without_the_owners_agreement_there_is_no_plan(self):
        plan = self.draft(consent_how=False)
        with self.assertRaisesRegex(UserError, "who agreed"):
            plan.action_propose()
        with self.assertRaisesRegex(ValidationError, "lies ahead"):
            plan.consent_on = self.later(1)

    def test_bad_instalments_are_refused_in_words(self):
        plan = self.draft()
        plan.line_ids[-1:].amount = 40
        with self.assertRaisesRegex(UserError, "do not add up"):
            plan.action_propose()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                plan.line_ids[-1:].amount = -50
                self.env.flush_all()
        plan.line_ids[-1:].amount = 50
        plan.line_ids.sorted("due_on")[:1].due_on = TODAY
        with self.assertRaisesRegex(UserError, "must lie ahead"):
            plan.action_propose()
        with self.assertRaisesRegex(UserError, "no instalments yet"):
            self.draft(0).action_propose()
        with self.assertRaisesRegex(UserError, "at least 3"):
            self.draft(300).action_propose()

    def test_charges_of_others_and_paid_ones_are_refused(self):
        stranger = self.partner("Stranger")
        other = self.charges(self.owing(30, partner=stranger, unit=self.garage))
        plan = self.draft()
        plan.write({"charge_ids": [Command.set(other.ids)]})
        with self.assertRaisesRegex(UserError, "another owner"):
            plan.action_propose()
        paid = self.owing(90, due="2026-05-31")
        self.pay(paid, 90)
        self.end_transaction()
        plan.write({"charge_ids": [Command.set(self.charges(paid).ids)]})
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            plan.action_propose()
        plan.write({"charge_ids": [Command.clear()]})
        with self.assertRaisesRegex(UserError, "Choose the charges"):
            plan.action_propose()

    def test_what_is_in_dispute_is_settled_first(self):
        plan = self.draft()
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "dispute"})
        self.assertFalse(self.draft().charge_ids)
        with self.assertRaisesRegex(UserError, "in dispute"):
            plan.action_propose()

    def test_money_that_came_between_proposal_and_decision_asks_for_a_new_one(self):
        plan = self.proposed()
        self.paid(100, "2026-09-16")
        with self.assertRaisesRegex(UserError, "is left of it"):
            plan.with_user(self.manager).action_approve()
        plan.action_withdraw()
        self.running()

    def test_one_a_year_for_who_is_not_in_hardship(self):
        plan = self.running()
        plan.with_user(self.manager).review_note = "Moved away"
        plan.with_user(self.manager).action_end()
        with self.assertRaisesRegex(UserError, "within twelve months"):
            self.proposed(day=self.later(40), first_on=self.later(60))
        later = self.later(370)
        self.assertEqual(self.proposed(day=later, first_on=self.later(390)).state, "proposed")

    @mute_logger("odoo.sql_db")
    def test_an_owner_has_one_plan_at_a_time(self):
        self.proposed()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.proposed()

    def test_longer_than_a_year_says_why_and_longest_are_token_payments(self):
        plan = self.draft(33)
        self.assertEqual((len(plan.line_ids), plan.kind), (14, "long"))
        with self.assertRaisesRegex(UserError, "write down why"):
            plan.action_propose()
        plan.explanation = "Works two days a week now"
        plan.action_propose()
        plan.action_withdraw()
        token = self.draft(10, explanation="Works two days a week now")
        self.assertEqual((len(token.line_ids), token.kind), (6, "token"))
        token.action_propose()
        self.assertEqual(self.tasks(token).user_id, self.reviewer)
        with self.assertRaisesRegex(AccessError, "reviewer"):
            token.with_user(self.manager).action_approve()
        token.with_user(self.reviewer).action_approve()
        self.assertEqual(token.review_on, self.day("2027-03-30"))

    def test_what_was_proposed_stays_as_it_was(self):
        plan = self.proposed()
        with self.assertRaisesRegex(UserError, "took effect"):
            plan.write({"owner_figure": 50})
        with self.assertRaisesRegex(UserError, "took effect"):
            plan.line_ids[:1].write({"amount": 50})
        with self.assertRaisesRegex(UserError, "took effect"):
            plan.line_ids.create({"plan_id": plan.id, "due_on": "2028-01-01", "amount": 5})
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            plan.write({"state": "running"})
        with self.assertRaisesRegex(UserError, "kept"):
            plan.with_user(self.env.user).unlink()

    def test_a_refusal_takes_words(self):
        plan = self.proposed().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "the owner will ask"):
            plan.action_refuse()
        plan.decision_note = "Pay half of it first"
        plan.action_refuse()
        self.assertEqual((plan.state, self.codes_of()), ("refused", ["escalation_off"]))

    def test_the_hold_of_a_plan_is_not_set_or_lifted_by_hand(self):
        plan = self.running()
        with self.assertRaisesRegex(ValidationError, "where it came from"):
            plan.hold_ids.with_user(self.manager).action_lift()
        with self.assertRaisesRegex(ValidationError, "Instalments"):
            self.env["arrears.hold"].with_user(self.manager).create(
                {"case_id": self.case.id, "type": "plan"}
            )

    def test_a_collector_sees_the_plans_of_his_cards_only(self):
        plan = self.running()
        stranger = self.user("stranger", "group_collector")
        self.assertFalse(self.env["arrears.plan"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            plan.with_user(stranger).read(["amount"])
        self.assertEqual(plan.with_user(self.cashier).amount, 450)

    def test_contacts_with_two_plans_are_not_merged_blindly(self):
        self.proposed()
        other = self.partner("Other")
        self.owing(300, partner=other, unit=self.garage)
        self.proposed(case=self.case_of(partner=other, unit=self.garage))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "payment plan"):
            wizard._merge((self.owner | other).ids, self.owner)

    def test_the_printed_agreement_says_what_signing_means(self):
        plan = self.proposed()
        page = self.env["arrears.document"]._page(
            plan, "plan_agreement", {"currency": plan.currency_id}, self.company
        )
        html = self.env["arrears.document.render"]._html(
            "property_arrears.plan_agreement_document", {**page, "number": "", "issued_on": None}
        )
        self.assertIn("acknowledges that the charges listed above are owed", html)
        self.assertIn("time limit for claiming them in court starts anew", html)
        self.assertIn("2026-04–2026-06", html)
        for day in ("09/30/2026", "10/30/2026", "11/30/2026", "12/30/2026", "01/30/2027"):
            self.assertIn(day, html)
        self.assertIn("If you cannot pay", html)

    def test_the_owner_sees_the_plan_and_the_next_instalment(self):
        self.running()
        (part,) = self.env["arrears.owner.page"]._page(self.owner)
        self.assertIn("09/30/2026", part["plan"]["next"])
        self.assertEqual(len(part["plan"]["rows"]), 5)
