from odoo import api, fields, models


class ArrearsHardshipAppealDecision(models.TransientModel):
    """The answer to an appeal may be instalments, from what the owner said that he can pay."""

    _inherit = "arrears.hardship.appeal.decision"

    decision = fields.Selection(
        selection_add=[("plan", "Payment plan from the owner's figure"), ("refuse",)],
        ondelete={"plan": "cascade"},
    )
    owner_figure = fields.Monetary(
        string="The owner can pay a month",
        compute="_compute_owner_figure",
        store=True,
        readonly=False,
        precompute=True,
        help="As the owner named it. Where it changes, agree on it with the owner first.",
    )

    @api.depends("application_id")
    def _compute_owner_figure(self):
        for window in self:
            window.owner_figure = window.application_id.owner_figure

    def _amount_decided(self):
        """Extended."""
        return self.owner_figure if self.decision == "plan" else super()._amount_decided()
