from odoo import fields, models


class ArrearsJurisdiction(models.Model):
    _inherit = "arrears.jurisdiction"

    prepayment_cap_months = fields.Integer(
        string="Prepayment (months)",
        default=12,
        required=True,
        help="Whoever takes more than so many months in advance is warned. 0: no cap.",
    )

    _prepayment_cap_positive = models.Constraint(
        "CHECK (prepayment_cap_months >= 0)", "A cap on prepayments cannot be negative."
    )
