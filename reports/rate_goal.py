from odoo import api, fields, models

from .rate_field import Rate
from .rate_target import SCOPES


class ArrearsRateGoal(models.Model):
    """A target of the month beside what was reached, as a report found it."""

    _name = "arrears.rate.goal"
    _inherit = ["arrears.kept.line", "arrears.rate.ratios"]
    _description = "Target and rate reached"
    _order = "report_id, scope, name, id"

    _ratios = {
        "rate_current": (("paid",), ("due",)),
        "rate_old": (("recovered",), ("old_due",)),
        "rate_units": (("units_paid",), ("units_billed",)),
    }

    report_id = fields.Many2one(
        "arrears.rate.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    name = fields.Char(string="Target of", required=True, readonly=True)
    scope = fields.Selection(SCOPES, string="Target for", required=True, readonly=True)
    target_current = fields.Float("Target rate (%)", digits=(5, 2), readonly=True, aggregator=False)
    target_old = fields.Float(
        "Target recovery rate (%)", digits=(5, 2), readonly=True, aggregator=False
    )
    target_units = fields.Float(
        "Target of units paid in full (%)", digits=(5, 2), readonly=True, aggregator=False
    )
    due = fields.Monetary("Due to date", readonly=True)
    paid = fields.Monetary("Paid to date", readonly=True)
    old_due = fields.Monetary("Old arrears", readonly=True)
    recovered = fields.Monetary("Old arrears recovered", readonly=True)
    units_billed = fields.Integer("Units billed", readonly=True)
    units_paid = fields.Integer("Units paid in full", readonly=True)
    rate_current = Rate("Collection rate to date (%)", compute="_compute_rates")
    rate_old = Rate("Recovery rate of old arrears (%)", compute="_compute_rates")
    rate_units = Rate("Collection rate by units (%)", compute="_compute_rates")
    is_reached = fields.Boolean(string="Target reached", compute="_compute_is_reached")

    @api.depends("due", "paid", "old_due", "recovered", "units_billed", "units_paid")
    def _compute_rates(self):
        return super()._compute_rates()

    @api.depends(
        *("target_current", "target_old", "target_units"),
        *("rate_current", "rate_old", "rate_units"),
    )
    def _compute_is_reached(self):
        for goal in self:
            pairs = (
                (goal.target_current, goal.rate_current),
                (goal.target_old, goal.rate_old),
                (goal.target_units, goal.rate_units),
            )
            goal.is_reached = all(
                not target or (rate is not False and rate >= target) for target, rate in pairs
            )
