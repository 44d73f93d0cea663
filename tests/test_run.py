"""Runs: preview, switch, one step a case, one conversation a debtor, each thing once."""

from calendar import monthrange

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestRun(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gentle = cls.env.ref("property_arrears.policy_default").step_ids[0]
        cls.call = cls.env.ref("property_arrears.policy_default").step_ids[1]

    # Installing sends nothing; the switch

    def test_while_escalation_is_off_nothing_happens_and_the_line_says_so(self):
        self.owing(450)
        run = self.run_on()
        line = self.line_of(run, self.case_of())
        self.assertEqual((line.outcome, self.codes(line)), ("stopped", ["escalation_off"]))
        self.assertFalse(self.contacts())
        self.assertFalse(self.case_of().activity_ids)

    def test_a_debt_without_a_unit_is_never_escalated(self):
        nowhere = self.env["arrears.unit"]
        self.owing(450, unit=nowhere)
        self.switch_on()
        line = self.line_of(self.run_on(), self.case_of(unit=nowhere))
        self.assertEqual(self.codes(line), ["escalation_off_no_unit"])

    def test_a_preview_shows_who_why_and_with_which_words_and_changes_nothing(self):
        self.owing(450)
        run = self.env["arrears.run"]._preview_of(self.estate)
        line = self.line_of(run, self.case_of())
        self.assertEqual((run.state, line.outcome, line.step_id), ("preview", "step", self.gentle))
        self.assertIn("450.00", line.text)
        self.assertEqual((run.step_count, run.message_count), (1, 1))
        self.assertFalse(self.contacts())
        self.assertFalse(self.env["arrears.step.claim"].search([("run_id", "=", run.id)]))
        self.assertEqual(self.case_of().next_action, "none")
        self.assertFalse(self.case_of().run_line_ids)

    def test_switching_on_needs_a_manager_and_a_preview_of_today(self):
        estate = self.estate.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Preview the first run"):
            estate.action_switch_on()
        with self.assertRaises(UserError):
            self.estate.write({"escalation_enabled": True})
        self.on("2026-09-14", estate).action_preview_first_run()
        with self.assertRaises(UserError):
            estate.action_switch_on()
        estate.action_preview_first_run()
        with self.assertRaises(AccessError):
            self.estate.with_user(self.collector).action_switch_on()
        estate.action_switch_on()
        self.assertTrue(estate.escalation_enabled)
        self.assertEqual(estate.escalation_enabled_on, TODAY)
        self.assertIn("Escalation switched on", str(estate.message_ids[0].body))

    def test_a_new_estate_can_not_begin_with_escalation_on(self):
        with self.assertRaises(UserError):
            self.estate.create({"name": "New", "code": "NEW", "escalation_enabled": True})

    # Steps

    def test_the_first_step_is_a_message_that_waits_for_its_hour(self):
        self.owing(450)
        self.switch_on()
        run = self.run_on()
        case, contact = self.case_of(), self.contacts()
        self.assertEqual(self.line_of(run, case).outcome, "step")
        self.assertEqual((contact.state, contact.channel), ("queued", "email"))
        self.assertEqual(contact.case_ids, case)
        self.assertEqual(contact.amount, 450)
        self.assertEqual(contact.scheduled_at, self.moment("10:00"))
        self.assertEqual((case.next_action, case.next_action_date), ("message", TODAY))
        self.assertEqual(case.policy_id, self.gentle.policy_id)

    def test_a_message_decided_at_night_leaves_in_the_morning(self):
        self.owing(450)
        self.switch_on()
        runs = self.env["arrears.run"].with_context(arrears_now=self.clock_at("06:00"))
        run = runs.create({"company_id": self.company.id, "date": TODAY})
        run._look_at(run._debtors_left())
        self.assertEqual(self.contacts().scheduled_at, self.moment("09:00"))

    def test_a_second_run_on_the_same_day_does_nothing(self):
        self.owing(450)
        self.switch_on()
        self.run_on()
        again = self.run_on()
        self.assertEqual(len(self.contacts()), 1)
        self.assertEqual(again.step_count, 0)
        self.assertEqual(self.codes(self.line_of(again, self.case_of())), ["next_step_later"])
        third = self.run_on()
        self.assertFalse(third.line_ids, "the same verdict again is no line")

    def test_the_ladder_over_three_weeks(self):
        self.owing(450, due="2026-09-14")
        self.switch_on()
        steps = []
        for day in range(0, 22):
            run = self.run_on(self.later(day))
            self.send("10:00", self.later(day))
            steps += [(day, line.step_id) for line in run.line_ids if line.outcome == "step"]
        # Day 0 is one day overdue: the message; the call on the fifteenth day overdue; the next
        # message fourteen days after the first, kept three days apart from the call.
        self.assertEqual(steps, [(0, self.gentle), (14, self.call), (17, self.gentle)])
        task = self.case_of().activity_ids
        self.assertEqual(task.user_id, self.collector)
        self.assertEqual(task.activity_type_id, self.env.ref("property_arrears.activity_type_call"))
        self.assertEqual(self.case_of().stage_id, self.stage("call"))

    def test_days_off_are_not_made_up_for(self):
        self.owing(450, due="2026-09-14")
        self.switch_on()
        self.run_on(self.later(0))
        self.run_on(self.later(40))
        self.run_on(self.later(40))
        claims = self.case_of().claim_ids
        self.assertEqual(sorted(claims.mapped("taken_on")), [TODAY, self.later(40)])

    def test_no_task_is_mailed_to_anybody(self):
        before = self.env["mail.mail"].search_count([])
        self.owner.email = False
        self.owing(450)
        self.switch_on()
        self.run_on()
        self.assertTrue(self.case_of().activity_ids, "without a channel the call comes first")
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_a_paid_card_loses_its_task(self):
        self.owner.email = False
        bill = self.owing(450)
        self.switch_on()
        self.run_on()
        self.pay(bill, 450)
        self.end_transaction()
        self.assertFalse(self.case_of().activity_ids)

    # One conversation

    def test_all_units_of_a_debtor_are_named_in_one_message(self):
        self.switch_on()
        self.owing(450)
        self.owing(80, unit=self.garage)
        run = self.run_on()
        contact = self.contacts()
        self.assertEqual(len(contact), 1)
        self.assertEqual(contact.amount, 530)
        self.assertEqual(contact.case_ids, self.case_of() | self.case_of(unit=self.garage))
        self.assertEqual(set(run.line_ids.mapped("outcome")), {"step"})

    def test_a_unit_that_is_further_is_named_along_with_the_one_that_is_new(self):
        self.switch_on()
        self.owing(450, due="2026-09-01")
        self.run_on()
        self.send()
        self.owing(80, unit=self.garage, due="2026-09-15")
        day = self.later(4)
        run = self.run_on(day)
        flat, garage = self.case_of(), self.case_of(unit=self.garage)
        self.assertEqual(self.line_of(run, garage).outcome, "step")
        self.assertEqual(self.line_of(run, flat).outcome, "named")
        newest = self.contacts()[0]
        self.assertEqual(newest.case_ids, flat | garage)

    def test_a_couple_with_one_phone_gets_one_message(self):
        self.switch_on()
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        wife = self.partner("Wife", phone="13812345678", country_id=self.env.ref("base.cn").id)
        self.owing(450)
        self.owing(80, partner=wife, unit=self.garage)
        run = self.run_on()
        self.assertEqual(len(self.contacts()), 1)
        outcomes = {line.outcome: self.codes(line) for line in run.line_ids}
        self.assertEqual(outcomes, {"step": [], "waiting": ["contact_cap_number"]})

    # Once, and in one piece

    def test_the_database_lets_a_step_happen_once(self):
        self.switch_on()
        self.owing(450)
        self.run_on()
        claim = self.case_of().claim_ids
        row = {
            "case_id": claim.case_id.id,
            "step_id": claim.step_id.id,
            "anchor_date": claim.anchor_date,
            "taken_on": TODAY,
        }
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                claim.create(row)
        claim.write({"voided": True})
        claim.flush_recordset()
        claim.create(row)

    def test_of_two_runs_at_one_moment_one_takes_the_step(self):
        self.switch_on()
        self.owing(450)
        runs = self.env["arrears.run"]
        now = runs.env["arrears.contact"]._now(self.company)
        first, second = (
            runs.create({"company_id": self.company.id, "date": TODAY}) for _n in range(2)
        )
        decided = [run._decide(self.case_of(), now) for run in (first, second)]
        first._act(decided[0])
        second._act(decided[1])
        self.assertEqual(len(self.contacts()), 1)
        self.assertEqual(self.codes(second.line_ids), ["already_taken"])

    def test_a_run_goes_on_where_it_stopped(self):
        self.switch_on()
        owners = self.env["res.partner"].create(
            [{"name": f"O{n}", "email": f"o{n}@example.com"} for n in range(3)]
        )
        for owner, unit in zip(owners, (self.flat, self.garage, self.flat), strict=True):
            self.owing(100, partner=owner, unit=unit)
        run = self.env["arrears.run"].create({"company_id": self.company.id, "date": TODAY})
        debtors = run._debtors_left()
        run._look_at(debtors[:1])
        self.assertEqual(run._debtors_left(), debtors[1:])
        run._look_at(run._debtors_left())
        self.assertEqual(len(self.contacts()), 3)
        self.assertFalse(run._debtors_left())

    def test_what_fails_for_one_debtor_does_not_stop_the_others(self):
        self.switch_on()
        other = self.partner("Other", email="other@example.com")
        self.owing(450)
        self.owing(80, partner=other, unit=self.garage)
        create = type(self.env["arrears.contact"]).create
        owner = self.owner

        def failing(contacts, vals_list):
            if any(values["debtor_id"] == owner.id for values in vals_list):
                raise ValueError("broken on purpose")
            return create(contacts, vals_list)

        self.patch(type(self.env["arrears.contact"]), "create", failing)
        with mute_logger("odoo.addons.property_arrears.models.collection.run_job"):
            run = self.run_on()
        self.assertEqual(self.line_of(run, self.case_of()).outcome, "failed")
        self.assertIn("broken on purpose", self.line_of(run, self.case_of()).reason_text)
        self.assertEqual(self.line_of(run, self.case_of(other, self.garage)).outcome, "step")
        self.assertFalse(self.case_of().claim_ids)

    def test_one_scheduled_run_a_company_and_day(self):
        self.owing(450)
        runs = self.env["arrears.run"]
        first = runs._nightly_of(self.company)
        self.assertEqual(runs._nightly_of(self.company), first)
        first._finish()
        self.assertFalse(runs._nightly_of(self.company))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                runs.create({"company_id": self.company.id, "date": TODAY, "nightly": True})

    def test_a_run_and_its_lines_are_kept_as_they_were(self):
        self.owing(450)
        run = self.run_on()
        with self.assertRaises(UserError):
            run.line_ids.write({"outcome": "step"})
        with self.assertRaises(UserError):
            run.line_ids.unlink()
        with self.assertRaises(UserError):
            run.unlink()

    def test_the_answer_for_any_night_can_be_read(self):
        self.owing(450)
        off = self.run_on()
        self.run_on(self.later(1))
        self.switch_on(day=self.later(2))
        on = self.run_on(self.later(2))
        first = self.line_of(off, self.case_of())
        self.assertEqual(first.until_run_id, on)
        standing = self.env["arrears.run.line"]._standing_verdicts(self.case_of())
        self.assertEqual(standing[self.case_of().id].run_id, on)
        self.assertEqual(self.line_of(off, self.case_of()).reason_text,
                         "Escalation is off for this estate.")  # fmt: skip

    # Policies

    def refused(self, change):
        """The message with which a change is refused."""
        with self.assertRaises(ValidationError) as refusal:
            change()
        return str(refusal.exception)

    def test_a_policy_that_makes_no_sense_is_refused(self):
        policies = self.env["arrears.policy"]
        for change, word in (
            (lambda: policies.create({"name": "Empty"}), "has no step"),
            (lambda: self.call.write({"channel": "message"}), "choose a text"),
            (lambda: self.gentle.write({"tone": "firm"}), "everybody may have forgotten"),
            (lambda: self.call.write({"stage_id": self.stage("legal").id}), "opens the law"),
            (lambda: self.gentle.write({"repeat_days": 3}), "after 7 days at the earliest"),
            (lambda: self.gentle.write({"min_days_overdue": 60}), "due earlier"),
        ):
            self.assertIn(word, self.refused(change))

    def bills_of_two_years(self, last_day):
        """Twenty-four monthly bills; ``last_day`` of (year, month) ends each period."""
        for month in range(24):
            year, number = 2024 + month // 12, month % 12 + 1
            first = f"{year}-{number:02d}-01"
            self.owing(
                100,
                due=f"{year}-{number:02d}-28",
                invoice_date=first,
                arrears_period_from=first,
                arrears_period_to=f"{year}-{number:02d}-{last_day(year, number):02d}",
            )

    def previewed_line(self):
        self.switch_on()
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        return self.line_of(self.env["arrears.run"]._preview_of(self.estate), self.case_of())

    def test_an_sms_joins_periods_that_follow_each_other_when_there_are_many(self):
        self.bills_of_two_years(lambda year, month: monthrange(year, month)[1])
        line = self.previewed_line()
        self.assertLessEqual(len(line.text), 500)
        self.assertIn("2024-01–2025-12 (24 bills)", line.text)

    def test_a_debtor_whose_periods_fit_no_sms_is_called_instead(self):
        self.bills_of_two_years(lambda _year, _month: 20)
        self.assertEqual(self.previewed_line().step_id, self.call)

    def test_a_manager_runs_now_from_the_list_with_nothing_selected(self):
        self.owing(450)
        self.switch_on()
        runs = self.env["arrears.run"].with_user(self.manager)
        action = call_kw(runs, "action_run_now", [[]], {})
        run = runs.browse(action["res_id"])
        self.assertEqual((run.state, run.step_count, run.user_id), ("done", 1, self.manager))
