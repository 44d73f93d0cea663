"""Promises: a word the day before, a question after, limits of the firm, a job that resumes."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.collection import promise_judge
from .collection_case import TODAY
from .stops_case import StopsCase


class PromiseTaskCase(StopsCase):
    def promise(self, days=7, made=0, case=None):
        hold = self.env["arrears.hold"].create(
            {
                "case_id": (case or self.case).id,
                "type": "promise",
                "date_from": self.later(made),
                "date_until": self.later(made + days),
            }
        )
        return hold.promise_ids

    def night(self, days=0, left=lambda *_a, **_k: 99):
        promises = self.on(self.later(days), self.env["arrears.promise"])
        company = self.on(self.later(days), self.company)
        with patch.object(type(self.env["res.company"]), "search", lambda *_a, **_k: company):
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", left):
                promises._cron_judge()

    def calls(self, words=""):
        return self.tasks(self.case).filtered(lambda task: words in task.summary)


@tagged("post_install", "-at_install")
class TestPromiseTask(PromiseTaskCase):
    def test_the_day_before_its_collector_gets_one_task(self):
        promise = self.promise(7)
        self.morning(5)
        self.assertFalse(self.calls())
        self.morning(6)
        self.morning(6)
        self.morning(7)
        task = self.calls("Promise of tomorrow")
        self.assertEqual((len(task), task.user_id), (1, self.collector))
        self.assertEqual(task.date_deadline, self.later(6))
        self.assertNotIn("450", task.summary)
        self.assertEqual(promise.task_ids.activity_id, task)

    def test_a_promise_that_was_lifted_or_kept_is_not_confirmed(self):
        self.promise(7).hold_id.with_user(self.collector).action_lift()
        self.morning(6)
        self.assertFalse(self.calls())

    @mute_logger("odoo.sql_db")
    def test_the_database_gives_a_task_once(self):
        values = {"promise_id": self.promise(7).id, "kind": "confirm", "day": TODAY}
        self.env["arrears.promise.task"].create(values)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["arrears.promise.task"].create(values)

    def test_the_agreed_call_may_be_made_and_stays_inside_the_caps(self):
        self.promise(3)
        log = {"case_id": self.case.id, "channel": "call"}
        early = self.as_user(self.collector, self.env["arrears.contact.log"], self.later(1))
        self.assertIn("promised", early.create(log).warning)
        self.morning(2)
        logs = self.as_user(self.collector, self.env["arrears.contact.log"], self.later(2))
        self.assertFalse(logs.create(log).warning)
        night = logs.create(log | {"happened_at": self.moment("21:00", self.later(2))})
        self.assertIn("allowed hours", night.warning)
        self.assertIn("promised", logs.create(log | {"channel": "visit"}).warning)

    def test_a_broken_promise_is_asked_about_once_after_it_was_judged(self):
        promise = self.promise(3)
        self.morning(7)
        self.assertFalse(self.calls("not arrived"))
        self.night(7)
        self.assertEqual(promise.state, "broken")
        self.morning(7)
        self.morning(8)
        self.assertEqual(len(self.calls("not arrived")), 1)

    def test_nobody_is_asked_while_his_money_may_lie_unidentified(self):
        promise = self.promise(3)
        line = self.bank_line(450, self.later(3))
        self.env.cr.execute(
            "UPDATE account_bank_statement_line SET create_date = %s WHERE id = %s",
            (self.later(6), line.id),
        )
        self.night(7)
        self.assertEqual(promise.state, "open")
        self.morning(7)
        self.assertFalse(self.calls("not arrived"))

    def test_nobody_broke_his_word_while_the_statement_is_too_old(self):
        self.bank_line(1, TODAY)
        promise = self.promise(10)
        self.night(15)
        self.assertEqual(promise.state, "open")
        self.assertIn("too old", promise.reason_text)
        self.bank_line(1, self.later(15))
        self.night(15)
        self.assertEqual(promise.state, "broken")

    def test_a_card_that_is_disputed_is_not_asked_about_its_promise(self):
        self.promise(3)
        self.night(7)
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "dispute"})
        self.morning(7)
        self.assertFalse(self.calls("not arrived"))


@tagged("post_install", "-at_install")
class TestPromiseTerms(PromiseTaskCase):
    def give(self, user, days):
        return self.env["arrears.hold"].with_user(user).create(
            {"case_id": self.case.id, "type": "promise", "date_until": self.later(days)}
        )  # fmt: skip

    def test_the_firms_own_limits_hold(self):
        self.company.write({"arrears_promise_days": 5, "arrears_promise_leader_days": 10})
        with self.assertRaisesRegex(ValidationError, "5 days"):
            self.give(self.collector, 6)
        with self.assertRaisesRegex(ValidationError, "at most 10"):
            self.give(self.manager, 11)
        self.assertTrue(self.give(self.collector, 5).promise_ids)

    def test_grace_and_percent_are_the_firms(self):
        self.company.write({"arrears_promise_grace_days": 3, "arrears_promise_kept_percent": 80})
        promise = self.promise(7)
        self.assertEqual(promise.grace_end, self.later(13), "Friday is Mid-Autumn, so Monday")
        self.pay(self.bill, 360, arrears_value_date=self.later(7))
        self.end_transaction()
        self.night(14)
        self.assertEqual(promise.state, "kept")

    @mute_logger("odoo.sql_db")
    def test_terms_have_bounds(self):
        for values in (
            {"arrears_promise_days": 31},
            {"arrears_promise_leader_days": 13},
            {"arrears_promise_kept_percent": 49},
            {"arrears_promise_grace_days": 0},
            {"arrears_ledger_days": 11},
            {"arrears_grievance_quiet_days": 6},
            {"arrears_extension_days": 61},
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.company.write(values)
                self.env.flush_all()

    def test_judging_goes_on_where_the_time_was_up(self):
        garage = self.owing(80, unit=self.garage) and self.case_of(unit=self.garage)
        promises = self.promise(3) | self.promise(3, case=garage)
        looked_at = []
        judge = type(promises)._judge

        def seen(records, today):
            looked_at.extend(records.ids)
            return judge(records, today)

        with patch.object(promise_judge, "CHUNK", 1), patch.object(type(promises), "_judge", seen):
            self.night(7, left=lambda *a, **_k: 0 if a[1:] else 99)
            self.assertEqual(looked_at, promises.sorted("id")[:1].ids)
            self.night(7)
            self.assertEqual(looked_at, promises.sorted("id").ids)
            self.night(7)
            self.assertEqual(looked_at, promises.sorted("id").ids * 2, "all over again once done")
        self.assertEqual(set(promises.mapped("state")), {"broken"})
