from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsPolicyChange(models.Model):
    """A card came under another policy: when, from which to which, and why. Kept for ever."""

    _name = "arrears.policy.change"
    _description = "Change of policy on a card"
    _order = "id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one("arrears.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    changed_on = fields.Date(string="Changed on", required=True, readonly=True)
    run_id = fields.Many2one("arrears.run", readonly=True, index=True, ondelete="restrict")
    before_id = fields.Many2one(
        "arrears.policy", string="Policy before", readonly=True, ondelete="set null"
    )
    policy_id = fields.Many2one(
        "arrears.policy", string="Policy since", readonly=True, ondelete="set null"
    )
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for change in self:
            change.reason_text = wording._word(change.reasons)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: what happened is kept as it was written."""
        raise UserError(self.env._("A change of policy is kept as it was written."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A change of policy is kept as it was written."))
