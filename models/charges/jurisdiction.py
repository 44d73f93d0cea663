from odoo import fields, models


class ArrearsJurisdiction(models.Model):
    """Dated caps on late fees, and what courts of the place measure them by."""

    _inherit = "arrears.jurisdiction"

    late_fee_cap_ids = fields.One2many(
        "arrears.late.fee.cap", "jurisdiction_id", string="Later caps on late fees"
    )
    reference_rate_ids = fields.One2many(
        "arrears.reference.rate", "jurisdiction_id", string="Reference rates"
    )
    court_multiple = fields.Float(
        string="Courts allow (times the reference rate)",
        digits=(6, 3),
        default=1.3,
        help="Shown to approvers of waivers, and used for nothing else.",
    )

    late_fee_per_reminder = fields.Boolean(
        string="Fixed amount per reminder",
        help="Contracts may ask a fixed amount for each reminder instead of a daily rate. Not in "
        "China, where a late fee is agreed damages for the delay.",
    )

    _court_multiple_sane = models.Constraint(
        "CHECK (court_multiple IS NULL OR court_multiple >= 0)",
        "The multiple of the reference rate cannot be negative.",
    )
