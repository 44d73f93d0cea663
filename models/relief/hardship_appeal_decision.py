from odoo import fields, models

from .hardship import DECISIONS


class ArrearsHardshipAppealDecision(models.TransientModel):
    """The last word on an application, by a manager."""

    _name = "arrears.hardship.appeal.decision"
    _description = "Decide the appeal"

    application_id = fields.Many2one("arrears.hardship", required=True, readonly=True)
    currency_id = fields.Many2one(related="application_id.currency_id")
    decision = fields.Selection(DECISIONS, required=True)
    part = fields.Monetary(string="Amount to waive")
    reason = fields.Text(string="Reasons given", required=True, help="As the owner will read them.")

    def action_decide(self):
        """Decide for good.

        :raises AccessError: the user is no manager
        :raises UserError: see ``_decide_appeal`` of the application
        """
        self.ensure_one()
        self.check_access("write")
        self.application_id._decide_appeal(self.decision, self._amount_decided(), self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _amount_decided(self):
        """The amount that belongs to the decision. Rooms with decisions of their own extend it."""
        return self.part
