"""Bank days of a batch: run days, cut-off, second run, and an answer that does not come."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestDebitDays(DebitCase):
    def at(self, day):
        self.env = self.env(context={**self.env.context, "arrears_today": day})
        return self

    def test_a_batch_is_proposed_for_the_next_run_of_the_bank(self):
        self.channel.write({"first_run_day": 10, "second_run_day": 20})
        self.assertEqual(self.batch(collect=False).collection_date, date(2026, 9, 20))
        self.channel.lead_days = 6
        self.assertEqual(self.batch(collect=False).collection_date, date(2026, 10, 10))

    def test_nothing_is_selected_for_a_day_on_which_the_bank_is_closed(self):
        self.channel.working_days_only = True
        sunday = date(2026, 9, 13)
        self.env["arrears.holiday"].search([("date", "=", sunday)]).unlink()
        self.at(date(2026, 9, 10))
        with self.refused(UserError, "does not work on this day.*09/14/2026"):
            self.batch(collection_date=sunday)

    def test_what_missed_the_cut_off_is_neither_selected_nor_approved(self):
        self.household("1")
        self.channel.write({"lead_days": 1, "cut_off_hour": 8.5})
        with self.refused(UserError, "cut-off.*09/17/2026"):
            self.batch(collection_date=TODAY + timedelta(days=1))
        self.channel.cut_off_hour = 9
        batch = self.batch(collection_date=TODAY + timedelta(days=1))
        self.channel.cut_off_hour = 8.5
        with self.refused(UserError, "cut-off"):
            batch.with_user(self.second).action_approve()
        self.channel.cut_off_hour = 9
        batch.with_user(self.second).action_approve()

    def test_the_clock_is_that_of_the_company(self):
        company = self.company.with_context(arrears_today=None)
        company.partner_id.tz = "Asia/Shanghai"
        self.env.registry.clear_cache()
        with patch("odoo.fields.Datetime.now", lambda: datetime(2026, 9, 15, 20, 30)):
            self.assertEqual(company._arrears_clock(), datetime(2026, 9, 16, 4, 30))

    def test_the_second_run_presents_what_failed_on_the_banks_day_once(self):
        self.channel.write({"first_run_day": 15, "second_run_day": 25})
        for number in ("1", "2", "3"):
            self.household(number)
        batch = self.exported()
        first, second, __ = batch.line_ids.sorted("sequence")
        self.answered(batch, **{first.reference: "funds", second.reference: "account"})
        action = batch.with_user(self.treasurer).action_second_run()
        again = self.env["arrears.debit.batch"].browse(action["res_id"])
        self.assertEqual((again.collection_date, again.state), (date(2026, 9, 25), "draft"))
        self.assertEqual(again.line_ids.mandate_id, first.mandate_id, "not the others")
        self.assertNotEqual(again.line_ids.reference, first.reference)
        same = batch.with_user(self.treasurer).action_second_run()
        self.assertEqual(same["res_id"], again.id)

    def test_a_batch_without_anything_to_present_again_has_no_second_run(self):
        self.household("1")
        batch = self.exported()
        self.answered(batch)
        with self.refused(UserError, "can be presented again"):
            batch.with_user(self.treasurer).action_second_run()

    def test_an_unknown_outcome_is_never_presented_again_by_itself(self):
        self.household("1")
        batch = self.exported()
        self.answered(batch, **{batch.line_ids.reference: "unknown"})
        with self.refused(UserError, "can be presented again"):
            batch.with_user(self.treasurer).action_second_run()
        later = self.batch(collection_date=TODAY + timedelta(days=40))
        self.assertFalse(later.line_ids)
        self.assertEqual(later.omission_ids.reasons[0]["code"], "debit_in_flight")

    def watch(self, day):
        self.at(day).env["arrears.debit.batch"]._cron_watch_answers()
        self.env.invalidate_all()

    def test_an_answer_past_its_day_is_told_once_to_treasurer_and_managers(self):
        self.household("1")
        batch = self.exported()
        self.assertEqual(batch.answer_due, TODAY + timedelta(days=3))
        self.watch(batch.answer_due)
        self.assertFalse(batch.activity_ids)
        for __ in range(2):
            self.watch(batch.answer_due + timedelta(days=1))
        people = batch.activity_ids.user_id
        self.assertIn(self.treasurer, people)
        self.assertIn(self.manager, people)
        self.assertEqual(len(batch.activity_ids), len(people))
        self.assertIn("do not send again", batch.activity_ids[0].summary)

    def test_days_for_the_answer_are_the_banks_days(self):
        self.channel.working_days_only = True
        self.household("1")
        friday = date(2026, 9, 18)
        batch = self.batch(collect=False, collection_date=friday)
        calendar = self.company._arrears_calendar(self.estate)
        self.assertEqual(batch.answer_due, calendar.working_days_after(friday, 3))

    def test_an_answered_batch_is_not_told_of(self):
        self.household("1")
        batch = self.exported()
        self.answered(batch)
        self.watch(TODAY + timedelta(days=30))
        self.assertFalse(batch.activity_ids)

    def test_an_answer_after_its_day_is_booked_like_any_other(self):
        __, bill = self.household("1")
        batch = self.exported()
        self.watch(TODAY + timedelta(days=30))
        self.answered(batch.with_env(self.env))
        self.assertEqual((bill.payment_state, batch.state), ("paid", "closed"))
