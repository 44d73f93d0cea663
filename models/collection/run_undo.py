from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.reason import Reason, as_json
from ...engine.undo import DONE, LEFT, OPEN, TRIED, WAITING, TakenStep, undo

# States of a message that never left and never will.
CAME_TO_NOTHING = ("refused", "cancelled")


class ArrearsRun(models.Model):
    """Undoing a run: what waits is taken back, what happened stays as evidence."""

    _inherit = "arrears.run"

    undone_by_id = fields.Many2one("res.users", string="Undone by", readonly=True)
    undone_at = fields.Datetime(string="Undone at", readonly=True)
    undo_reason = fields.Text(string="Reason for undoing", readonly=True)
    undone_count = fields.Integer(string="Steps undone", readonly=True)
    kept_count = fields.Integer(
        string="Steps kept", readonly=True, help="Their message had left, or their task was done."
    )

    def action_undo(self):
        """Open the window that says what undoing would take back. Managers only.

        :raises AccessError: the user is no manager
        :raises UserError: the run is a preview, is still at work, or was undone already
        """
        self.ensure_one()
        self._check_manager()
        self.check_access("read")
        self._check_undoable()
        window = self.env["arrears.run.undo"].create({"run_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo the run of %(date)s", date=self.name),
            "res_model": "arrears.run.undo",
            "res_id": window.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_undoable(self):
        if self.state != "done":
            raise UserError(
                self.env._(
                    "Only a finished run that took effect can be undone, and only once. Wait until "
                    "it is done."
                )
            )

    def _undo(self, reason):
        """Take back what waits; note on each line what was undone or why it stays.

        :param reason: why, in the manager's words
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_undoable()
        claims = self._claims_to_undo()
        answers = {claim: undo(step) for claim, step in self._taken_steps(claims).items()}
        undone = claims.filtered(lambda claim: answers[claim].undone)
        self._take_back(undone)
        self._move_back(claims.filtered(lambda claim: answers[claim].moves_back))
        lines = {line.case_id: line for line in self.line_ids}
        for claim, answer in answers.items():
            lines[claim.case_id].write({"undo_reasons": as_json(answer.reasons)})
        self.write(
            {
                "state": "rolled_back",
                "undone_by_id": self.env.uid,
                "undone_at": fields.Datetime.now(),
                "undo_reason": reason,
                "undone_count": len(undone),
                "kept_count": len(claims) - len(undone),
            }
        )

    def _claims_to_undo(self):
        """The steps of this run that are in force. Messages among them are locked, so that none
        leaves meanwhile."""
        claims = self.env["arrears.step.claim"].sudo()
        found = claims.search([("run_id", "=", self.id), ("voided", "=", False)])
        found.contact_id.filtered(lambda contact: contact.state == "queued").lock_for_update()
        return found

    def _taken_steps(self, claims):
        """What each step did, and what came after it.

        :return: ``{claim: TakenStep}``
        """
        cases = claims.case_id
        followed = self._later_steps(cases)
        spoken = self._spoken_since(cases)
        later = cases.browse()
        for together in claims.grouped(lambda claim: claim._shared()).values():
            if together.case_id & followed:
                later |= together.case_id
        return {
            claim: TakenStep(
                message=self._message_state(claim.contact_id),
                moved=bool(claim.from_stage_id),
                touched=claim.case_id in spoken or claim.case_id.stage_id != claim.step_id.stage_id,
                later_step=claim.case_id in later,
                **self._more_of_step(claim),
            )
            for claim in claims
        }

    def _more_of_step(self, claim):
        """What a step did besides a message, as values of ``TakenStep``; rooms add theirs."""
        return {"task": self._task_state(claim.activity_id)}

    def _message_state(self, contact):
        if not contact or contact.state in CAME_TO_NOTHING:
            return None
        if contact.state == "failed":
            return TRIED
        return WAITING if contact.state == "queued" and not contact.leaving_at else LEFT

    def _task_state(self, task):
        if not task:
            return None
        return OPEN if task.active else DONE

    def _later_steps(self, cases):
        """Those of these cards on which another run took a step since."""
        claims = self.env["arrears.step.claim"].sudo()
        return claims.search(
            [("case_id", "in", cases.ids), ("run_id", ">", self.id), ("voided", "=", False)]
        ).case_id

    def _spoken_since(self, cases):
        """Those of these cards with a contact since that this run did not make."""
        contacts = self.env["arrears.contact"].sudo()
        found = contacts.search(
            [
                ("case_ids", "in", cases.ids),
                ("create_date", ">", self.started_at),
                ("state", "not in", ("refused", "cancelled")),
                "|", ("run_id", "=", False), ("run_id", "!=", self.id),
            ]
        )  # fmt: skip
        return found.case_ids

    def _take_back(self, claims):
        """Cancel the messages, remove the tasks, and let the steps come again."""
        reason = Reason("cancelled_by_undo", {"user": self.env.user.name})
        waiting = claims.contact_id.filtered(lambda contact: contact.state == "queued")
        waiting.write({"state": "cancelled", "reasons": as_json([reason])})
        claims.activity_id.unlink()
        claims.write({"voided": True})
        nothing = {"next_action": "none", "next_action_date": None}
        self.env["arrears.case"].sudo()._update_figures(dict.fromkeys(claims.case_id.ids, nothing))

    def _move_back(self, claims):
        """Put the cards back where the run found them; going back meets no gate."""
        for stage, of_stage in claims.grouped("from_stage_id").items():
            of_stage.case_id.with_context(tracking_disable=True).write({"stage_id": stage.id})
