"""Promises: made with their hold, judged by value dates, and limits to who may accept them."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY, CollectionCase


class PromiseCase(CollectionCase):
    """A card of 450 whose debtor promises to pay in a week: Tuesday, so until Thursday counts."""

    def setUp(self):
        super().setUp()
        self.bill = self.owing(450)
        self.case = self.case_of()

    def promise(self, days=7, made=0, case=None, **values):
        """A promise given ``made`` days from today, to pay ``days`` after that."""
        given = self.later(made)
        hold = self.env["arrears.hold"].create(
            {
                "case_id": (case or self.case).id,
                "type": "promise",
                "date_from": given,
                "date_until": self.later(made + days),
                **values,
            }
        )
        return hold.promise_ids

    def paid(self, amount, days, bill=None):
        """Money whose value date is ``days`` from today, whatever day it is booked."""
        payment = self.pay(bill or self.bill, amount, arrears_value_date=self.later(days))
        self.end_transaction()
        return payment

    def judged(self, promise, days):
        promise._judge(self.later(days))
        return promise.state

    def night(self, days=0):
        """The scheduled action, on another day."""
        promises = self.on(self.later(days), self.env["arrears.promise"])
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            promises._cron_judge()


@tagged("post_install", "-at_install")
class TestPromise(PromiseCase):
    def test_a_hold_makes_one_promise_of_all_that_was_pursued(self):
        promise = self.promise()
        self.assertEqual(self.case.amount_pursued, 0, "now it is on hold")
        self.assertEqual((promise.amount, promise.state), (450, "open"))
        self.assertEqual((promise.made_on, promise.promised_by), (TODAY, self.later(7)))
        self.assertEqual(promise.grace_end, self.later(9))
        self.assertEqual(promise.company_id, self.company)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["arrears.promise"].create(promise.copy_data()[0])

    def test_a_part_or_named_charges_are_promised_as_they_are(self):
        self.assertEqual(self.promise(amount=100).amount, 100)
        other = self.owing(200, due="2026-05-31")
        named = [Command.set(self.charges(other).ids)]
        self.assertEqual(self.promise(charge_ids=named).amount, 200)

    def test_other_holds_promise_nothing(self):
        hold = self.env["arrears.hold"].create({"case_id": self.case.id, "type": "dispute"})
        self.assertFalse(hold.promise_ids)

    def test_grace_counts_working_days_of_the_estates_calendar(self):
        """Mid-Autumn 2026 is Friday 25 September; Wednesday 23 and two working days more."""
        china = self.estate.jurisdiction_id
        holiday = self.env["arrears.holiday"]
        self.assertTrue(
            holiday.search([("jurisdiction_id", "=", china.id), ("date", "=", "2026-09-25")])
        )
        self.assertEqual(self.promise(8).grace_end, self.day("2026-09-28"))

    def test_money_in_time_keeps_it_by_value_date(self):
        promise = self.promise()
        self.paid(430, 9)
        self.assertEqual(self.judged(promise, 10), "kept")
        self.assertEqual((promise.amount_paid, promise.judged_on), (430, self.later(10)))
        self.assertIn("in time", promise.reason_text)

    def test_late_money_or_a_part_is_told_apart(self):
        promise = self.promise()
        self.assertEqual(self.judged(promise, 9), "open")
        self.assertEqual(self.judged(promise, 10), "broken")
        self.paid(100, 10)
        self.assertEqual(self.judged(promise, 11), "broken")
        self.paid(100, 9)
        self.assertEqual(self.judged(promise, 11), "part")
        self.assertEqual(promise.amount_paid, 100)

    def test_a_returned_payment_un_keeps_it(self):
        promise = self.promise()
        payment = self.paid(450, 5)
        self.assertEqual(self.judged(promise, 6), "kept")
        self.receivables(payment).remove_move_reconcile()
        self.end_transaction()
        self.assertEqual(self.judged(promise, 30), "broken")

    def test_a_returned_payment_un_keeps_what_was_promised_before_it_was_overdue(self):
        other = self.owing(80, due=self.later(3), unit=self.garage)
        self.owing(20, due="2026-05-31", unit=self.garage)
        named = self.promise(
            case=self.case_of(unit=self.garage), charge_ids=[Command.set(self.charges(other).ids)]
        )
        self.pay(self.bill, 450)
        later = self.owing(300, due=self.later(4))
        everything = self.promise(amount=300)
        for promise, bill in ((named, other), (everything, later)):
            payment = self.paid(bill.amount_total, 5, bill)
            self.assertEqual(self.judged(promise, 6), "kept")
            self.receivables(payment).remove_move_reconcile()
            self.end_transaction()
            self.assertEqual(self.judged(promise, 30), "broken")

    def test_a_credit_note_or_a_write_off_keeps_no_promise(self):
        promise = self.promise()
        note = self.credit_note(self.line(200), invoice_date="2026-09-18")
        self.receivables(self.bill, note).reconcile()
        gone = self.entry(
            (self.account("expense"), 100, {}),
            (self.receivable, -100, {"partner_id": self.owner.id}),
            when="2026-09-18",
        )
        self.receivables(self.bill, gone).reconcile()
        self.end_transaction()
        self.assertEqual(self.judged(promise, 10), "broken")

    def test_a_card_that_was_paid_keeps_it_and_one_that_was_credited_ends_it(self):
        promise = self.promise()
        self.pay(self.bill, 450)
        self.end_transaction()
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(self.judged(promise, 20), "kept")
        unit = self.garage
        bill = self.owing(80, unit=unit)
        promise = self.promise(case=self.case_of(unit=unit))
        note = self.credit_note(self.line(80), arrears_unit_id=unit.id)
        self.receivables(bill, note).reconcile()
        self.end_transaction()
        self.assertEqual(self.judged(promise, 20), "ended")

    def test_only_named_charges_count_where_some_are_named(self):
        other = self.owing(200, due="2026-05-31")
        promise = self.promise(charge_ids=[Command.set(self.charges(other).ids)])
        self.paid(450, 3)
        self.assertEqual(self.judged(promise, 10), "broken")
        self.paid(200, 3, other)
        self.assertEqual(self.judged(promise, 10), "kept")

    def test_money_for_another_unit_or_company_does_not_count(self):
        promise = self.promise()
        self.paid(80, 3, self.owing(80, unit=self.garage))
        self.assertEqual(self.judged(promise, 10), "broken")

    def test_a_hold_lifted_by_hand_before_its_day_ends_it(self):
        promise = self.promise()
        promise.hold_id.with_user(self.collector).action_lift()
        self.assertEqual(promise.state, "ended")
        self.assertEqual(self.judged(promise, 20), "ended")

    def test_an_unidentified_receipt_of_the_amount_keeps_it_open(self):
        promise = self.promise()
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": 450, "date": self.later(9), "payment_ref": "x"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_bank_statement_line SET create_date = %s WHERE id = %s",
            (self.later(9), line.id),
        )
        self.assertEqual(self.judged(promise, 10), "open")
        self.assertIn("nobody has identified", promise.reason_text)
        self.assertEqual(self.judged(promise, 20), "broken")

    def test_the_night_judges_lets_the_cards_follow_and_changes_nothing_twice(self):
        promise, open_promise = self.promise(7), self.promise(14)
        self.night(9)
        self.assertEqual(promise.state, "open")
        self.refresh(self.later(15))
        before = self.case.priority_score
        self.night(15)
        self.assertEqual((promise.state, open_promise.state), ("broken", "open"))
        self.assertEqual(self.case.priority_score, before + 15)
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(type(promise), "write") as write:
            self.night(15)
        write.assert_not_called()

    def test_days_off_are_caught_up(self):
        promise = self.promise()
        self.paid(450, 8)
        self.night(40)
        self.assertEqual(promise.state, "kept")

    def test_another_companys_promises_are_not_seen(self):
        promise = self.promise()
        other = self.new_company("Other firm")
        self.assertFalse(self.env["arrears.promise"]._to_judge(other, TODAY))
        reader = self.user("promise-reader", "group_reader")
        self.assertFalse(
            self.env["arrears.promise"].with_user(reader).search([("id", "=", promise.id)])
        )


@tagged("post_install", "-at_install")
class TestPromiseLimits(PromiseCase):
    def test_nobody_types_changes_or_deletes_a_promise(self):
        promise = self.promise()
        for user in (self.collector, self.manager):
            self.assertEqual(promise.with_user(user).state, "open")
            with self.assertRaises(AccessError):
                promise.with_user(user).write({"state": "kept"})
            with self.assertRaises(AccessError):
                promise.with_user(user).create(promise.copy_data()[0])
        with self.assertRaises(UserError):
            promise.unlink()
        for values in ({"date_until": self.later(9)}, {"amount": 5}, {"type": "manual"}):
            with self.assertRaisesRegex(UserError, "stays as it was given"):
                promise.hold_id.with_user(self.manager).write(values)

    def give(self, user, days):
        return self.env["arrears.hold"].with_user(user).create(
            {"case_id": self.case.id, "type": "promise", "date_until": self.later(days)}
        )  # fmt: skip

    def test_a_collector_accepts_fourteen_days_and_a_manager_thirty(self):
        with self.assertRaisesRegex(ValidationError, "manager"):
            self.give(self.collector, 15)
        self.give(self.collector, 14).action_lift()
        with self.assertRaisesRegex(ValidationError, "at most"):
            self.give(self.manager, 31)
        self.assertTrue(self.give(self.manager, 30).promise_ids)

    def test_after_two_broken_promises_a_manager_accepts_the_next(self):
        for made in (-40, -20):
            self.assertEqual(self.promise(7, made=made).state, "broken")
        with self.assertRaisesRegex(ValidationError, "2 promises"):
            self.give(self.collector, 5)
        self.assertTrue(self.give(self.manager, 5).promise_ids)

    def test_the_log_of_a_talk_is_named_by_its_promise(self):
        case = self.case.with_user(self.collector).with_context(arrears_now=self.clock_at("11:00"))
        log = case.env["arrears.contact.log"].create(
            {"case_id": case.id, "identity_checked": True, "promise_date": self.later(10),
             "reason_id": self.env.ref("property_arrears.reason_forgot").id}
        )  # fmt: skip
        log.action_connected()
        promise = self.case.promise_ids
        self.assertEqual(promise.contact_id, self.case.contact_ids)
        self.assertEqual(promise.author_id, self.collector)
        far = log.copy({"promise_date": self.later(15), "direction": "in"})
        with self.assertRaisesRegex(ValidationError, "manager"):
            far.action_connected()
