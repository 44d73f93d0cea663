from odoo import fields, models


class ArrearsIncentiveProgram(models.Model):
    """A convenience that goes with a reward."""

    _inherit = "arrears.incentive.program"

    fewer_notices = fields.Boolean(
        string="With one notice a bill",
        help="While the programme runs, whoever was rewarded hears of a coming bill once, not by "
        "every notice, as long as nothing is overdue. The owner may ask for every notice.",
    )
