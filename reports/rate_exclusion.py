from odoo import fields, models

REASONS = [
    ("developer", "Unit of the developer"),
    ("dispute", "In dispute"),
    ("litigation", "Before a court"),
]


class ArrearsRateExclusion(models.Model):
    """A unit that the rate after exclusions leaves out, with what it would have added."""

    _name = "arrears.rate.exclusion"
    _inherit = ["arrears.kept.line"]
    _description = "Unit excluded from the adjusted rate"
    _order = "report_id, reason, due desc, id"

    report_id = fields.Many2one(
        "arrears.rate.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one("arrears.unit", required=True, readonly=True, ondelete="restrict")
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Selection(REASONS, required=True, readonly=True)
    due = fields.Monetary(string="Due to date", readonly=True)
    paid = fields.Monetary(string="Paid to date", readonly=True)
