"""A scheduled job whose time ends with its last piece closes what it worked on all the same."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.collection import run_job
from ..models.estate import billing_job
from ..models.golive import golive_booking
from .billing_case import BillingCase
from .debit_case import DebitCase
from .golive_case import GoliveCase
from .hurried_clock import HurriedClock
from .pieces_case import TODAY, PiecesCase
from .test_debit_job import ITEMS
from .test_promise import PromiseCase


@tagged("post_install", "-at_install")
class TestHurriedAnswer(DebitCase):
    def test_an_answer_is_booked_and_its_batch_closed(self):
        for number in range(5):
            self.household(str(number), 10)
        batch = self.exported()
        __, file = self.seal(batch, self.answer_rows(batch))
        clock = HurriedClock(self.env)
        with patch(ITEMS, 3):
            clock.run(self.env["arrears.bank.file"]._cron_book_sealed_files)
        self.assertEqual((file.state, batch.state, len(batch.move_ids)), ("booked", "closed", 3))
        self.assertGreater(clock.calls, 3, "it was stopped after each entry")

    def test_several_answers_are_all_booked_without_waiting_for_the_next_turn(self):
        files = self.env["arrears.bank.file"]
        for number in range(3):
            self.household(str(number), 10)
            batch = self.exported(collection_date=f"2026-09-{15 + number}")
            files |= self.seal(batch, self.answer_rows(batch))[1]
        HurriedClock(self.env).run(files._cron_book_sealed_files)
        self.assertEqual(files.mapped("state"), ["booked"] * 3)


@tagged("post_install", "-at_install")
class TestHurriedNight(PiecesCase):
    def test_a_night_is_done_and_was_not_cut_off(self):
        self.startPatcher(patch.object(run_job, "CHUNK", 3))
        model = self.env.registry["arrears.run"]
        self.startPatcher(patch.object(model, "_has_queue", lambda _run: False))
        HurriedClock(self.env).run(self.on(TODAY, self.env["arrears.run"])._cron_nightly)
        run = self.env["arrears.run"].search(
            [("company_id", "=", self.company.id), ("date", "=", TODAY), ("nightly", "=", True)]
        )
        self.assertEqual((run.state, run.cut_off, run.position), ("done", False, 7))


@tagged("post_install", "-at_install")
class TestHurriedPromises(PromiseCase):
    def test_judging_is_done_for_the_day(self):
        promise = self.promise()
        self.paid(450, days=1)
        HurriedClock(self.env).run(self.on(self.later(2), self.env["arrears.promise"])._cron_judge)
        self.assertEqual(promise.state, "kept")
        self.assertTrue(self.company.arrears_judged_done)


@tagged("post_install", "-at_install")
class TestHurriedBilling(BillingCase):
    def test_a_run_of_bills_is_done(self):
        for position in range(5):
            self.hold(self.unit(f"L{position}"), self.partner(f"Owner {position}"))
        run = self.previewed()
        with patch.object(billing_job, "CHUNK", 2):
            run.action_bill()
            self.assertEqual(run.state, "running")
            HurriedClock(self.env).run(self.env["arrears.billing.run"]._cron_bill)
        self.assertEqual((run.state, run.billed_count), ("done", 6))


@tagged("post_install", "-at_install")
class TestHurriedGolive(GoliveCase):
    def test_a_go_live_is_booked_to_its_end(self):
        self.upload(
            "open_item",
            self.item(),
            self.item(unit="P7", person_name="李雷", amount=100, document_number="B9"),
        )
        self.golive.action_check()
        with patch.object(golive_booking, "CHUNK", 1), patch.object(golive_booking, "AT_ONCE", 1):
            self.golive.action_book()
            self.assertEqual(self.golive.state, "booking")
            HurriedClock(self.env).run(self.env["arrears.golive"]._cron_book)
        self.golive.invalidate_recordset()
        self.assertEqual((self.golive.state, self.golive.booked_count), ("booked", 2))
