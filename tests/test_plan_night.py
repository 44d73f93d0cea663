"""The night's look at running plans: told once, time to catch up, then a person, never the law."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_case import PlanCase

# Two working days after the first instalment: the first week of October is a holiday.
FIRST_LATE = "2026-10-10"


@tagged("post_install", "-at_install")
class TestPlanNight(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.with_user(cls.manager).notices_enabled = True

    def night(self, day):
        self.morning(self.days_to(day))

    def states(self, plan):
        return plan.line_ids.sorted("due_on").mapped("state")

    def test_money_by_value_date_fulfils_the_oldest_first_in_any_amount(self):
        plan = self.running()
        self.paid(60, "2026-09-20")
        self.paid(70, "2026-09-28")
        self.night("2026-10-10")
        self.assertEqual(self.states(plan), ["paid", "part", "due", "due", "due"])
        first = plan.line_ids.sorted("due_on")[0]
        self.assertEqual(first.paid_on, self.day("2026-09-28"))
        self.assertEqual((plan.state, plan.amount_paid, plan.next_amount), ("running", 130, 70))
        self.assertFalse(self.contacts())

    def test_a_missed_instalment_brings_one_friendly_notice_and_time(self):
        plan = self.running()
        self.night("2026-10-01")
        self.assertEqual(plan.state, "running", "a transfer of the last evening is on its way")
        self.night(FIRST_LATE)
        self.assertEqual(plan.state, "late")
        contact = self.contacts()
        self.assertEqual((contact.contact_class, contact.tone, contact.amount),
                         ("service", "gentle", 100))  # fmt: skip
        self.assertIn("10/25/2026", contact.text, "until then there is time")
        self.assertEqual(plan.cure_until, self.day("2026-10-25"))
        self.night(FIRST_LATE)
        self.night("2026-10-17")
        self.assertEqual(len(self.contacts()), 1, "once")
        self.assertEqual(plan.cure_until, self.day("2026-10-25"))
        codes = self.codes_of(day=self.day("2026-10-17"))
        self.assertEqual(codes, ["escalation_off", "part_held"], "nothing is asked for meanwhile")

    def test_who_pays_before_the_notice_leaves_gets_none(self):
        self.running()
        self.night(FIRST_LATE)
        self.paid(100, "2026-10-09")
        self.send(day=self.day(FIRST_LATE))
        self.assertEqual(self.contacts().state, "refused")

    def test_the_notice_leaves_while_it_is_true(self):
        self.running()
        self.night(FIRST_LATE)
        self.send(day=self.day(FIRST_LATE))
        self.assertEqual(self.contacts().state, "sent")

    def test_where_no_message_can_be_sent_the_collector_is_asked(self):
        self.estate.with_user(self.manager).notices_enabled = False
        plan = self.running()
        self.night(FIRST_LATE)
        self.assertFalse(self.contacts())
        self.assertEqual(self.tasks(plan).user_id, self.collector)
        self.assertTrue(plan.notice_ids.by_task)
        self.night("2026-10-11")
        self.assertEqual(len(self.tasks(plan)), 1)

    def test_days_off_leave_the_whole_time_to_catch_up(self):
        plan = self.running()
        self.night("2026-10-28")
        self.assertEqual((plan.state, plan.cure_until), ("late", self.day("2026-11-12")))

    def test_after_the_time_a_person_looks_and_nothing_else_happens(self):
        plan = self.running()
        self.night(FIRST_LATE)
        self.night("2026-10-25")
        self.assertEqual(plan.state, "late")
        self.night("2026-10-26")
        self.assertEqual(plan.state, "review")
        self.assertEqual(self.tasks(plan).user_id, self.manager)
        self.night("2026-10-27")
        self.assertEqual(len(self.tasks(plan)), 1)
        self.assertFalse(plan.hold_ids.lifted_on, "nothing is pursued until somebody decides")
        self.paid(100, "2026-10-27")
        self.night("2026-10-28")
        self.assertEqual(plan.state, "running", "caught up before anybody decided")
        self.assertFalse(self.tasks(plan))

    def test_a_review_lets_it_go_on_with_words(self):
        plan = self.running()
        self.night(FIRST_LATE)
        self.night("2026-10-26")
        review = self.on("2026-10-27", plan.with_user(self.manager))
        with self.assertRaisesRegex(UserError, "Write down why"):
            review.action_go_on()
        review.review_note = "Wages come on the 25th"
        with self.assertRaises(AccessError):
            plan.with_user(self.collector).action_go_on()
        review.action_go_on()
        self.night("2026-10-28")
        self.assertEqual((plan.state, plan.cure_until), ("late", self.day("2026-11-11")))
        self.night("2026-11-12")
        self.assertEqual(plan.state, "review")

    def test_a_new_plan_takes_the_place_of_the_old_one(self):
        plan = self.running()
        self.paid(100, "2026-09-29")
        action = self.on("2026-10-10", plan.with_user(self.collector)).action_replan()
        new = self.on("2026-10-10", self.env["arrears.plan"].with_user(self.collector)).browse(
            action["res_id"]
        )
        new.write({"owner_figure": 50, "consent_how": "call", "consent_on": "2026-10-10"})
        new.line_ids.unlink()
        new.write({"line_ids": new._scheduled()})
        new.action_propose()
        new.with_user(self.manager).action_approve()
        self.assertEqual((plan.state, new.state), ("replaced", "running"))
        self.assertTrue(plan.hold_ids.lifted_on)
        self.assertEqual((new.amount, len(new.line_ids)), (350, 7))

    def test_an_ended_plan_frees_its_charges_and_the_owner_hears_of_it(self):
        plan = self.running()
        self.night(FIRST_LATE)
        end = self.on("2026-10-22", plan.with_user(self.manager))
        end.review_note = "The owner asked for it"
        end.action_end()
        self.assertEqual(plan.state, "ended")
        self.assertEqual(self.case.amount_pursued, 450)
        self.assertEqual(self.tasks(plan).user_id, self.collector)
        pauses = self.charges(self.bill)._late_fee_pauses()[self.charges(self.bill).id]
        paused = [(one.first_day, one.last_day) for one in pauses if one.code == "plan"]
        self.assertEqual(paused, [(self.later(0), self.day("2026-10-21"))], "not asked for later")

    def test_current_bills_are_part_of_the_bargain(self):
        plan = self.running()
        current = self.owing(150, due="2026-10-10")
        self.paid(100, "2026-09-29")
        self.night("2026-10-12")
        self.assertEqual(plan.state, "running")
        self.night("2026-10-16")
        self.assertEqual(plan.state, "late")
        self.assertEqual(plan.notice_ids.charge_id, self.charges(current))
        self.assertEqual(self.contacts().amount, 150)
        self.paid(150, "2026-10-17", current)
        self.night("2026-10-18")
        self.assertEqual(plan.state, "running")

    def test_a_plan_kept_to_the_end_waives_its_late_fees_for_good(self):
        fee = self.late_fee()
        plan = self.running()
        self.assertEqual(plan.fee_ids, self.charges(fee))
        self.assertEqual(self.case.amount_pursued, 0, "the fee is frozen, too")
        self.paid(450, "2026-12-01")
        self.night("2026-12-02")
        self.assertEqual((plan.state, set(self.states(plan))), ("completed", {"paid"}))
        waiver = self.env["arrears.waiver"].search([("plan_id", "=", plan.id)])
        self.assertEqual((waiver.state, waiver.reason_code), ("applied", "plan_kept"))
        self.assertEqual((waiver.requested_by_id, waiver.approved_by_id),
                         (self.collector, self.manager))  # fmt: skip
        self.assertEqual(self.charges(fee).state, "settled")
        self.assertTrue(plan.hold_ids.lifted_on)
        self.night("2026-12-03")
        self.assertEqual(self.env["arrears.waiver"].search_count([("plan_id", "=", plan.id)]), 1)

    def test_a_payment_that_is_returned_takes_its_instalment_back(self):
        plan = self.running()
        payment = self.paid(100, "2026-09-29")
        self.night("2026-10-10")
        self.assertEqual(self.states(plan)[0], "paid")
        payment.line_ids.remove_move_reconcile()
        self.end_transaction()
        self.night("2026-10-11")
        self.assertEqual((self.states(plan)[0], plan.state), ("missed", "late"))

    def test_while_the_statements_are_too_old_nobody_is_called_late(self):
        plan = self.running()
        stale = type("Stale", (), {"since": self.day("2026-10-01")})
        gaps = type(self.env["arrears.ledger.gap"])
        with patch.object(gaps, "_stale_accounts", lambda *_a: {self.estate.id: stale}):
            plans = self.on(FIRST_LATE, self.env["arrears.plan"])
            plans._judge(self.on(FIRST_LATE, self.company))
        self.assertEqual((plan.state, self.states(plan)[0]), ("running", "due"))
        self.night(FIRST_LATE)
        self.assertEqual(plan.state, "late")

    def test_token_payments_are_looked_at_every_six_months(self):
        token = self.proposed(10, explanation="Works two days a week now")
        token.with_user(self.reviewer).action_approve()
        self.paid(60, "2026-09-29")
        self.night("2027-03-29")
        self.assertEqual(token.state, "running")
        self.night("2027-03-30")
        self.assertEqual(token.state, "review")
        self.assertEqual(self.tasks(token).user_id, self.reviewer)
        review = self.on("2027-03-30", token.with_user(self.reviewer))
        review.review_note = "Still two days a week"
        review.action_go_on()
        self.assertEqual((len(token.line_ids), sum(token.line_ids.mapped("amount"))), (12, 120))
        self.assertEqual(token.review_on, self.day("2027-10-30"))
        self.assertEqual(min(token.line_ids[6:].mapped("due_on")), self.day("2027-04-30"))
        self.night("2027-03-31")
        self.assertEqual(token.state, "running")
