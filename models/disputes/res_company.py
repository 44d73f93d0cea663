from odoo import fields, models


class ResCompany(models.Model):
    """How long a dispute may take."""

    _inherit = "res.company"

    arrears_dispute_days = fields.Integer(
        string="Working days to decide a dispute",
        default=10,
        help="Who disputes a bill is owed a decision after so many working days.",
    )

    _arrears_dispute_bounds = models.Constraint(
        "CHECK (arrears_dispute_days BETWEEN 1 AND 30)",
        "A dispute is decided within 1 to 30 working days.",
    )
