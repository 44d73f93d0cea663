from odoo import api, fields, models


class ArrearsCase(models.Model):
    """How long a card has stood in its stage: a board on which nothing moves is seen at once."""

    _inherit = "arrears.case"

    stage_since = fields.Date(string="In this stage since", readonly=True)
    stage_days = fields.Integer(
        string="Days in this stage", compute="_compute_stage_days", aggregator=False
    )

    @api.depends("stage_since", "state")
    @api.depends_context("arrears_today")
    def _compute_stage_days(self):
        for company, cases in self.grouped("company_id").items():
            today = (company or self.env.company)._arrears_today()
            for case in cases:
                since = case.state != "closed" and case.stage_since
                case.stage_days = (today - since).days if since else 0

    def write(self, vals):
        """Extended: a card that moves begins its days anew."""
        moving = self.browse()
        if "stage_id" in vals:
            moving = self.filtered(lambda case: case.stage_id.id != vals["stage_id"])
        result = super().write(vals)
        for company, cases in moving.grouped("company_id").items():
            today = company._arrears_today()
            cases._update_figures({case.id: {"stage_since": today} for case in cases})
        return result
