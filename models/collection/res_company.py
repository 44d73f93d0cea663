from odoo import fields, models


class ResCompany(models.Model):
    """What the payment record of a company's debtors goes by."""

    _inherit = "res.company"

    arrears_record_grace_days = fields.Integer(
        string="Days of grace in payment records",
        help="A payment so many days after the due date still counts as on time.",
    )

    _arrears_record_grace = models.Constraint(
        "CHECK (COALESCE(arrears_record_grace_days, 0) BETWEEN 0 AND 60)",
        "Days of grace in payment records lie between 0 and 60.",
    )
