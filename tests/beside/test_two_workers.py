"""Two workers of the queue at the same moment, each on a connection of its own, really committing.

The books stay in the database, which is made anew for each run of this lane; so this file is the
last of its folder. The night in one go is reckoned first and taken back.
"""

# pylint: disable=invalid-commit
import threading
from contextlib import suppress
from datetime import date

from odoo import api
from odoo.addons.queue_job.job import Job
from odoo.modules.registry import Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import BaseCase, get_db_name, tagged

from ...bench import books, nightly_run
from ...models.collection.run_job import CHUNK

DEBTORS = 900
A_DAY = 40
CLOCK = {"arrears_today": date(2026, 9, 15)}


@tagged("post_install", "-at_install")
class TestTwoWorkers(BaseCase):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.cr = self.registry.cursor()
        self.addCleanup(self.cr.close)
        self.env = api.Environment(self.cr, api.SUPERUSER_ID, CLOCK)
        books.make(self.env, debtors=DEBTORS, bills=2)
        nightly_run._people(self.env)
        self.env["arrears.refresh"]._build_all()
        self.env.company.arrears_calls_a_day = A_DAY
        self.cr.commit()  # pylint: disable=invalid-commit

    def night(self, env):
        return env["arrears.run"]._nightly_of(env.company)

    def in_one_go(self):
        run = self.night(self.env)
        debtors = run._debtors_left()
        for start in range(0, len(debtors), CHUNK):
            run._look_at(debtors[start : start + CHUNK])
        run._finish()
        left = self.left_by(run)
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        return left

    def left_by(self, run):
        env = run.env
        env.flush_all()
        claims = env["arrears.step.claim"].search([("run_id", "=", run.id)])
        contacts = env["arrears.contact"].search([("run_id", "=", run.id)])
        tasks = env["mail.activity"].search([("res_model", "=", "arrears.case")])
        return {
            "claims": sorted((c.case_id.id, c.step_id.id, c.anchor_date) for c in claims),
            "contacts": sorted((c.debtor_id.id, c.channel, c.address) for c in contacts),
            "tasks": sorted((t.res_id, t.user_id.id, t.date_deadline) for t in tasks),
            "lines": sorted((x.case_id.id, x.verdict_key) for x in run.line_ids),
            "figures": [run.case_count, run.step_count, run.message_count, run.task_count,
                        run.waiting_count, run.stopped_count, run.position, run.state],
        }  # fmt: skip

    def worker(self, name, failures):
        """Take jobs until none waits, as the queue's worker does, conflicts put back."""
        try:
            while True:
                with self.registry.cursor() as cr, suppress(*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    cr.execute(
                        "UPDATE queue_job SET state = 'started', worker_pid = %s WHERE id = (SELECT"
                        " id FROM queue_job WHERE state = 'wait_dependencies'"
                        " AND model_name LIKE 'arrears.%%' ORDER BY random() LIMIT 1"
                        " FOR UPDATE SKIP LOCKED) RETURNING uuid",
                        (name,),
                    )
                    taken = cr.fetchone()
                    cr.commit()  # pylint: disable=invalid-commit
                    if not taken:
                        return
                    self.do(cr, taken[0], name)
        except Exception as error:
            failures.append(error)
            raise

    def do(self, cr, uuid, name):
        env = api.Environment(cr, api.SUPERUSER_ID, CLOCK)
        job = Job.load(env, uuid)
        job.recordset = job.recordset.with_context(**CLOCK)
        try:
            job.perform()
            env.flush_all()
            job.set_done()
            job.store()
            env.flush_all()
            self.keep_from_the_runner(cr)
            cr.commit()  # pylint: disable=invalid-commit
            self.done.append(name)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            cr.rollback()
            cr.execute("UPDATE queue_job SET state = 'wait_dependencies' WHERE uuid = %s", (uuid,))
            cr.commit()  # pylint: disable=invalid-commit
            self.conflicts += 1

    def keep_from_the_runner(self, cr):
        """The tests' own server may run the queue too, with the clock of today."""
        cr.execute("UPDATE queue_job SET state = 'wait_dependencies' WHERE state = 'pending'")

    def jobs_of(self, cr):
        cr.execute("SELECT method_name, state, worker_pid FROM queue_job ORDER BY id")
        return cr.fetchall()

    def test_they_end_where_one_alone_ends(self):
        expected = self.in_one_go()
        self.assertEqual(expected["figures"][3], A_DAY)
        self.assertGreater(len(expected["contacts"]), 200)
        run = self.night(self.env)
        run._cut()
        run._hand_out()
        self.env.flush_all()
        self.keep_from_the_runner(self.cr)
        self.cr.commit()  # pylint: disable=invalid-commit
        self.done, self.conflicts, failures = [], 0, []
        workers = [threading.Thread(target=self.worker, args=(n, failures)) for n in (1, 2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(failures, [])
        self.assertEqual(set(self.done), {1, 2}, "both had something to do")
        with self.registry.cursor() as cr:
            seen = run.with_env(api.Environment(cr, api.SUPERUSER_ID, CLOCK))
            self.assertEqual(seen.state, "done", self.jobs_of(cr))
            self.assertEqual(self.left_by(seen), expected)
        self.assertLess(self.conflicts, len(self.done))
