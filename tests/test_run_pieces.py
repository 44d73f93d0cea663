"""A night handed to a queue in pieces ends like a night done in one go, whatever the order.

The queue here is a list: ``tests/beside`` does the same with OCA's ``queue_job`` itself, and with
two workers at the same moment.
"""

import random
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.outside.run import PATIENCE
from .pieces_case import PiecesCase


class Delayed:
    """What ``with_delay`` gives: a call that is kept instead of done."""

    def __init__(self, jobs, record, key):
        self.jobs, self.record, self.key = jobs, record, key

    def __getattr__(self, name):
        def later(*arguments):
            if not self.key or self.key not in [key for key, __ in self.jobs]:
                self.jobs.append((self.key, lambda: getattr(self.record, name)(*arguments)))

        return later


@tagged("post_install", "-at_install")
class TestRunPieces(PiecesCase):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.jobs = jobs = []

        def with_delay(record, description=None, identity_key=None):
            return Delayed(jobs, record, identity_key)

        for name in ("arrears.run", "arrears.run.chunk"):
            model = self.env.registry[name]
            self.startPatcher(patch.object(model, "with_delay", with_delay, create=True))
        self.has_queue(True)

    def has_queue(self, answer):
        model = self.env.registry["arrears.run"]
        self.startPatcher(patch.object(model, "_has_queue", lambda _run: answer))

    def work(self, shuffle=lambda jobs: None):
        """The queue's worker, until nothing waits."""
        while self.jobs:
            shuffle(self.jobs)
            self.jobs.pop(0)[1]()

    def handed_out(self):
        run = self.night()
        self.assertTrue(run._work_off())
        return run

    def test_it_ends_like_a_night_in_one_go_in_any_order(self):
        expected = self.in_one_go()
        self.assertTrue(expected["contacts"] and expected["tasks"])
        for seed in range(4):
            with self.env.cr.savepoint() as savepoint:
                run = self.handed_out()
                self.assertGreater(len(self.jobs), 3)
                self.work(random.Random(seed).shuffle)
                self.assertEqual(self.left_by(run), expected)
                savepoint.rollback()
            self.env.invalidate_all(flush=False)

    def test_a_collectors_day_is_kept_and_the_most_important_are_called(self):
        run = self.handed_out()
        self.work(lambda jobs: jobs.reverse())
        self.assertEqual(run.task_count, 2)
        tasks = run.line_ids.filtered(lambda line: line.outcome == "step" and not line.contact_id)
        self.assertEqual(sorted(tasks.mapped("amount_pursued")), [4000, 9000])

    def test_two_people_with_one_mailbox_get_one_message(self):
        run = self.handed_out()
        self.work()
        sent = run.line_ids.contact_id.filtered(lambda one: one.address == "home@example.com")
        self.assertEqual(len(sent), 1)

    def test_every_job_done_twice_does_nothing_twice(self):
        run = self.handed_out()
        jobs = list(self.jobs)
        self.work()
        before = self.left_by(run)
        for _key, job in jobs:
            job()
        run._close()
        self.assertEqual(self.left_by(run), before)

    def test_a_worker_that_was_killed_leaves_its_piece_to_the_next(self):
        expected = self.in_one_go()
        run = self.handed_out()
        with self.env.cr.savepoint() as savepoint:
            self.jobs[0][1]()
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        del self.jobs[1 + len(run.chunk_ids) :]
        self.work()
        self.assertEqual(self.left_by(run), expected)

    def test_runs_beside_each_other_end_in_the_order_in_which_they_began(self):
        first = self.handed_out()
        second = first.create({"company_id": self.company.id, "date": first.date})
        earlier, self.jobs[:] = list(self.jobs), []
        second._work_off()
        self.work()
        self.assertEqual((second.state, second.task_count), ("running", 0))
        self.jobs += earlier
        self.work()
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual(first.task_count + second.task_count, 2, "one day of the collector")

    def test_handing_out_again_adds_only_what_the_queue_lost(self):
        run = self.handed_out()
        count = len(self.jobs)
        self.handed_out()
        self.assertEqual(len(self.jobs), count)
        self.jobs.pop()
        self.handed_out()
        self.assertEqual(len(self.jobs), count)
        self.work()
        self.assertEqual(run.state, "done")

    def test_a_queue_that_nobody_works_does_not_cost_the_night(self):
        expected = self.in_one_go()
        run = self.handed_out()
        self.jobs.clear()
        later = fields.Datetime.now() + PATIENCE + timedelta(minutes=1)
        with patch.object(fields.Datetime, "now", lambda *_args: later):
            self.assertTrue(run._work_off())
        self.assertEqual(self.left_by(run), expected)

    def test_where_the_queue_was_removed_meanwhile_the_pieces_are_done_all_the_same(self):
        expected = self.in_one_go()
        run = self.handed_out()
        self.has_queue(False)
        self.jobs.clear()
        run._work_off()
        self.assertEqual(self.left_by(run), expected)

    def test_without_a_queue_nothing_is_cut(self):
        self.has_queue(False)
        run = self.night()
        run._work_off()
        self.assertEqual((run.state, run.chunk_ids.ids), ("done", []))

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_a_piece_twice(self):
        run = self.handed_out()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            run.chunk_ids[0].copy()
