from odoo import fields, models


class ResCompany(models.Model):
    """How much work a run hands to one person, and what payment records go by."""

    _inherit = "res.company"

    arrears_calls_a_day = fields.Integer(
        string="Calls a collector and day",
        default=60,
        help="A run gives nobody more call tasks than this, the most important first; the others "
        "wait for a later night and say so. 0: no limit.",
    )
    arrears_record_grace_days = fields.Integer(
        string="Days of grace in payment records",
        help="A payment so many days after the due date still counts as on time.",
    )

    _arrears_calls_not_negative = models.Constraint(
        "CHECK (arrears_calls_a_day >= 0)", "The number of calls a day cannot be negative."
    )
    _arrears_record_grace = models.Constraint(
        "CHECK (COALESCE(arrears_record_grace_days, 0) BETWEEN 0 AND 60)",
        "Days of grace in payment records lie between 0 and 60.",
    )
