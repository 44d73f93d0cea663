from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.undo import undo


class ArrearsRunUndo(models.TransientModel):
    """Asks why a run is undone, and says before what can be taken back and what stays."""

    _name = "arrears.run.undo"
    _description = "Undo a collection run"

    run_id = fields.Many2one("arrears.run", required=True, readonly=True, ondelete="cascade")
    back_count = fields.Integer(string="Steps taken back", compute="_compute_counts")
    moved_count = fields.Integer(string="Cards moved back", compute="_compute_counts")
    stay_count = fields.Integer(
        string="Steps that stay",
        compute="_compute_counts",
        help="Their message has left, their task is done, or another step followed.",
    )
    reason = fields.Text(string="Reason for undoing")

    @api.depends("run_id")
    def _compute_counts(self):
        for window in self:
            run = window.run_id.sudo()
            claims = self.env["arrears.step.claim"].sudo()
            claims = claims.search([("run_id", "=", run.id), ("voided", "=", False)])
            answers = [undo(step) for step in run._taken_steps(claims).values()]
            window.back_count = sum(answer.undone for answer in answers)
            window.moved_count = sum(answer.moves_back for answer in answers)
            window.stay_count = len(answers) - window.back_count

    def action_undo(self):
        """Undo the run.

        :raises AccessError: the user is no manager
        :raises UserError: the reason is missing, or the run was undone meanwhile
        """
        self.ensure_one()
        self.env["arrears.run"]._check_manager()
        self.check_access("write")
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write why the run is undone."))
        self.run_id.check_access("read")
        self.run_id.sudo()._undo(reason)
        return self.run_id._open()
