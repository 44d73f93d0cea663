from odoo import api, fields, models

from ..engine.ageing import month_before
from .ageing_axes import BASES


class ArrearsRollMake(models.TransientModel):
    """Asks for company and month, and makes a roll rate report."""

    _name = "arrears.roll.make"
    _description = "New roll rate report"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )
    date_to = fields.Date(
        string="To the end of",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
    )
    date_from = fields.Date(
        string="From the end of",
        required=True,
        compute="_compute_date_from",
        precompute=True,
        store=True,
        readonly=False,
        help="A month before, unless you choose otherwise. From a month's last day, the last day "
        "of the month before.",
    )
    basis = fields.Selection(BASES, string="Money counts by", required=True, default="ledger")

    @api.depends("date_to")
    def _compute_date_from(self):
        for wizard in self:
            wizard.date_from = wizard.date_to and month_before(wizard.date_to)

    def action_make(self):
        """Make the report and open it."""
        self.ensure_one()
        self.env["arrears.roll.report"].check_access("read")
        report = self.env["arrears.roll.report"]._make(
            self.company_id, self.date_from, self.date_to, self.basis
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": report._name,
            "res_id": report.id,
            "view_mode": "form",
        }
