from odoo import fields, models


class ResCompany(models.Model):
    """How much work a run hands to one person."""

    _inherit = "res.company"

    arrears_calls_a_day = fields.Integer(
        string="Calls a collector and day",
        default=60,
        help="A run gives nobody more call tasks than this, the most important first; the others "
        "wait for a later night and say so. 0: no limit.",
    )

    _arrears_calls_not_negative = models.Constraint(
        "CHECK (arrears_calls_a_day >= 0)", "The number of calls a day cannot be negative."
    )
