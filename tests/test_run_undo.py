"""Undoing a run: what waits is taken back, what happened stays, and it happens once."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestRunUndo(CollectionCase):
    def setUp(self):
        super().setUp()
        self.switch_on()

    def undo(self, run, reason="The bank file was missing"):
        run = run.with_user(self.manager)
        window = self.env["arrears.run.undo"].with_user(self.manager)
        window = window.browse(run.action_undo()["res_id"])
        with Form(window) as form:
            form.reason = reason
        window.action_undo()
        return window

    def call_run(self):
        """A run that moves the card and gives its collector a call."""
        self.owner.email = False
        self.owing(450)
        return self.run_on()

    def test_a_message_that_waits_is_cancelled_and_its_step_can_come_again(self):
        self.owing(450)
        run = self.run_on()
        self.undo(run)
        contact, claim = self.contacts(), self.case_of().claim_ids
        self.assertEqual((contact.state, contact.run_id), ("cancelled", run))
        self.assertIn("undone by Manager", contact.reason_text)
        self.assertTrue(claim.voided)
        self.assertEqual((run.state, run.undone_count, run.kept_count), ("rolled_back", 1, 0))
        self.assertEqual(self.line_of(run, self.case_of()).undo_text, "Undone.")
        self.assertEqual(
            (run.undone_by_id, run.undo_reason), (self.manager, "The bank file was missing")
        )
        self.assertEqual(self.case_of().next_action, "none")
        again = self.run_on()
        self.assertEqual(again.step_count, 1)
        self.assertEqual(self.contacts().mapped("state").count("queued"), 1)

    def test_nothing_of_it_leaves_afterwards(self):
        self.owing(450)
        self.undo(self.run_on())
        self.assertFalse(self.send("10:00"))

    def test_a_message_that_left_stays_and_so_does_its_step(self):
        self.owing(450)
        run = self.run_on()
        self.send("10:00")
        self.undo(run)
        self.assertEqual(self.contacts().state, "sent")
        self.assertFalse(self.case_of().claim_ids.voided)
        self.assertEqual((run.undone_count, run.kept_count), (0, 1))
        self.assertIn("has left", self.line_of(run, self.case_of()).undo_text)
        self.assertEqual(self.run_on().step_count, 0, "the step is not repeated")

    def test_an_open_task_is_removed_and_the_card_goes_back(self):
        run = self.call_run()
        self.assertEqual(self.case_of().stage_id, self.stage("call"))
        self.undo(run)
        self.assertFalse(self.case_of().activity_ids)
        self.assertEqual(self.case_of().stage_id, self.stage("reminder"))

    def test_a_done_task_stays_with_its_step_and_stage(self):
        run = self.call_run()
        self.case_of().activity_ids.action_feedback()
        self.undo(run)
        self.assertEqual(self.case_of().stage_id, self.stage("call"))
        self.assertFalse(self.case_of().claim_ids.voided)
        self.assertIn("task is done", self.line_of(run, self.case_of()).undo_text)

    def test_a_card_somebody_moved_keeps_its_place(self):
        run = self.call_run()
        self.case_of().stage_id = self.stage("visit")
        self.undo(run)
        self.assertEqual(self.case_of().stage_id, self.stage("visit"))
        self.assertTrue(self.case_of().claim_ids.voided)
        self.assertIn("somebody worked on it", self.line_of(run, self.case_of()).undo_text)

    def test_a_card_whose_debtor_was_spoken_with_keeps_its_place(self):
        run = self.call_run()
        self.env["arrears.contact"].sudo().create(
            {
                "company_id": self.company.id,
                "debtor_id": self.owner.id,
                "case_ids": [(6, 0, self.case_of().ids)],
                "channel": "call",
                "direction": "in",
                "state": "connected",
                "outcome": "connected",
            }
        ).flush_recordset()
        self.env.cr.execute("UPDATE arrears_run SET started_at = started_at - INTERVAL '1 hour'")
        run.invalidate_recordset()
        self.undo(run)
        self.assertEqual(self.case_of().stage_id, self.stage("call"))

    def test_a_step_that_another_run_followed_stays(self):
        run = self.call_run()
        self.owner.email = "owner@example.com"
        self.run_on(self.later(20))
        self.assertEqual(len(self.case_of().claim_ids), 2)
        self.undo(run)
        self.assertFalse(any(self.case_of().claim_ids.mapped("voided")))
        self.assertIn("another step followed", self.line_of(run, self.case_of()).undo_text)

    def test_a_message_of_which_nobody_knows_whether_it_left_stays(self):
        """Undoing must never lead to writing to somebody twice."""
        self.owing(450)
        run = self.run_on()
        self.contacts().write({"state": "failed"})
        self.undo(run)
        self.assertFalse(self.case_of().claim_ids.voided)
        self.assertIn("tried and failed", self.line_of(run, self.case_of()).undo_text)

    def test_cards_of_one_message_are_undone_together_or_not_at_all(self):
        self.owing(450)
        self.owing(80, unit=self.garage)
        run = self.run_on()
        claims = self.env["arrears.step.claim"].search([("run_id", "=", run.id)])
        self.assertEqual((len(claims), len(claims.contact_id)), (2, 1))
        later = self.env["arrears.run"].create({"company_id": self.company.id, "date": TODAY})
        claims[:1].copy({"run_id": later.id, "anchor_date": self.later(5)})
        self.undo(run)
        self.assertFalse(any(claims.mapped("voided")))
        self.assertEqual(self.contacts().state, "queued")
        self.assertEqual((run.undone_count, run.kept_count), (0, 2))

    def test_the_window_says_before_what_it_will_do(self):
        run = self.call_run().with_user(self.manager)
        window = self.env["arrears.run.undo"].with_user(self.manager)
        window = window.browse(run.action_undo()["res_id"])
        self.assertEqual((window.back_count, window.moved_count, window.stay_count), (1, 1, 0))
        with self.assertRaisesRegex(UserError, "Write why"):
            window.action_undo()

    def test_it_is_undone_once_and_never_as_a_preview(self):
        self.owing(450)
        run = self.run_on()
        window = self.undo(run)
        with self.assertRaisesRegex(UserError, "only once"):
            run.with_user(self.manager).action_undo()
        with self.assertRaisesRegex(UserError, "only once"):
            window.action_undo()
        preview = self.env["arrears.run"]._preview_of(self.estate)
        with self.assertRaises(UserError):
            preview.with_user(self.manager).action_undo()

    def test_only_managers_undo(self):
        self.owing(450)
        run = self.run_on()
        with self.assertRaises(AccessError):
            run.with_user(self.collector).action_undo()
        with self.assertRaises(AccessError):
            self.env["arrears.run.undo"].with_user(self.collector).create({"run_id": run.id})

    def test_the_night_of_an_undone_run_is_not_run_again_by_itself(self):
        self.owing(450)
        run = self.env["arrears.run"]._nightly_of(self.company)
        run._look_at(run._debtors_left())
        run._finish()
        self.undo(run)
        self.assertFalse(self.env["arrears.run"]._nightly_of(self.company))
        tomorrow = self.run_on(self.later(1))
        self.assertEqual(self.line_of(tomorrow, self.case_of()).outcome, "step")

    def test_an_undone_run_says_nothing_about_a_card_any_more(self):
        self.owing(450)
        self.undo(self.run_on())
        standing = self.env["arrears.run.line"]._standing_verdicts(self.case_of())
        self.assertFalse(standing)
        self.assertEqual(TODAY, self.company._arrears_today())
