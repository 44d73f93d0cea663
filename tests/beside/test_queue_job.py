"""OCA's ``queue_job`` itself carries the pieces of a night: its keys, storage and arguments."""

import random

from odoo.addons.queue_job.job import Job
from odoo.tests import tagged

from ..pieces_case import PiecesCase


@tagged("post_install", "-at_install")
class TestQueueJob(PiecesCase):
    maxDiff = None

    def pending(self):
        return self.env["queue.job"].search(
            [("model_name", "in", ("arrears.run", "arrears.run.chunk")), ("state", "=", "pending")]
        )

    def handed_out(self):
        run = self.night()
        self.assertTrue(run._work_off())
        return run

    def work(self, seed=0):
        """What the queue's worker does with each job, in any order."""
        chance = random.Random(seed)
        while jobs := self.pending():
            # The clock of the test is in its context, which no job keeps.
            job = Job.load(self.env, chance.choice(jobs).uuid)
            job.recordset = job.recordset.with_context(**self.env.context)
            job.perform()
            job.set_done()
            job.store()
            self.env.flush_all()
            self.env.invalidate_all()

    def test_the_night_ends_like_one_without_a_queue(self):
        expected = self.in_one_go()
        run = self.handed_out()
        self.assertGreater(len(self.pending()), 3)
        self.work(seed=7)
        self.assertEqual(self.left_by(run), expected)

    def test_a_job_of_one_piece_waits_only_once(self):
        self.handed_out()
        waiting = self.pending()
        self.handed_out()
        self.assertEqual(self.pending(), waiting)

    def test_a_job_that_its_worker_gets_twice_does_nothing_twice(self):
        run = self.handed_out()
        jobs = self.pending()
        self.work()
        before = self.left_by(run)
        for uuid in jobs.mapped("uuid"):
            Job.load(self.env, uuid).perform()
        self.work()
        self.assertEqual(self.left_by(run), before)
