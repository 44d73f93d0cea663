"""A night that was cut off and not resumed on its day: the next night closes it for good."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.collection import run_job
from .collection_case import TODAY
from .pieces_case import PiecesCase


@tagged("post_install", "-at_install")
class TestRunLeftOver(PiecesCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(run_job, "CHUNK", 1))
        model = self.env.registry["arrears.run"]
        self.startPatcher(patch.object(model, "_has_queue", lambda _run: False))

    def nightly(self, day=TODAY, seconds=100.0):
        """The scheduled action of a day, with so much time left after each piece."""
        cron = self.env.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", lambda *a, **k: seconds):
            self.on(day, self.env["arrears.run"])._cron_nightly()

    def run_of(self, day):
        return self.env["arrears.run"].search(
            [("company_id", "=", self.company.id), ("date", "=", day), ("nightly", "=", True)]
        )

    def steps(self):
        return sorted(
            (claim.case_id.id, claim.step_id.id)
            for claim in self.env["arrears.step.claim"].search(
                [("company_id", "=", self.company.id)]
            )
        )

    def cut_off_tonight(self):
        """A night that had no time for more than its first debtor."""
        self.nightly(seconds=0)
        run = self.run_of(TODAY)
        self.assertEqual((run.state, run.position), ("running", 1))
        return run

    def test_the_same_day_it_goes_on_where_it_stopped(self):
        run = self.cut_off_tonight()
        self.nightly()
        self.assertEqual((run.state, run.cut_off, run.position), ("done", False, 7))

    def test_the_next_night_closes_it_and_takes_no_step_twice(self):
        run = self.cut_off_tonight()
        first = self.steps()
        self.assertEqual(len(first), 1)
        self.nightly(self.later(1))
        self.assertEqual((run.state, run.cut_off, run.position), ("done", True, 1))
        self.assertTrue(run.finished_at)
        self.assertEqual(run.debtor_count, 7)
        later = self.run_of(self.later(1))
        self.assertEqual((later.state, later.cut_off, later.position), ("done", False, 7))
        steps = self.steps()
        self.assertGreater(len(steps), 1)
        self.assertEqual(len(steps), len(set(steps)), "a step that came twice")
        self.nightly(self.later(1))
        self.assertEqual(self.steps(), steps)

    def test_what_it_did_can_still_be_undone(self):
        run = self.cut_off_tonight()
        self.nightly(self.later(1))
        run.with_user(self.manager).sudo()._undo("began by mistake")
        self.assertEqual(run.state, "rolled_back")

    def test_a_run_by_hand_of_another_day_does_not_stay_open_either(self):
        by_hand = self.env["arrears.run"].create({"company_id": self.company.id, "date": TODAY})
        self.nightly(self.later(1))
        self.assertEqual((by_hand.state, by_hand.cut_off), ("done", True))

    def test_a_run_of_today_is_not_closed(self):
        run = self.cut_off_tonight()
        self.assertFalse(self.env["arrears.run"]._close_left_over(self.company))
        self.assertEqual(run.state, "running")

    def test_pieces_of_a_queue_bring_what_they_counted(self):
        run = self.night()
        run._cut()
        self.assertEqual(run.state, "running")
        for chunk in run.chunk_ids.filtered(lambda one: one.state == "waiting")[:2]:
            chunk._work()
        counted = sum((chunk.figures or {}).get("case_count", 0) for chunk in run.chunk_ids)
        dealt = sum(len(chunk._dealt_with()) for chunk in run.chunk_ids
                    if chunk.state == "done")  # fmt: skip
        self.nightly(self.later(1))
        self.assertEqual((run.state, run.cut_off), ("done", True))
        self.assertEqual((run.case_count, run.position), (counted, dealt))
        waiting = run.chunk_ids.filtered(lambda one: one.state == "waiting")
        before = self.steps()
        waiting[:1]._work()
        self.assertEqual(self.steps(), before, "a piece of a closed run does nothing any more")
