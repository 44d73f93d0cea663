from odoo import fields, models


class ResCompany(models.Model):
    """How long a demand leaves to pay, and how many visits a day holds."""

    _inherit = "res.company"

    arrears_demand_days = fields.Integer(
        string="Days to pay after a demand",
        default=15,
        help="From the day a demand letter is printed. Less than seven days is no reasonable "
        "period and cannot be set.",
    )
    arrears_visits_a_day = fields.Integer(
        string="Visits a collector and day",
        default=12,
        help="A run plans no more visits than this for one person and day, the most important "
        "first; the others wait for a later night and say so. 0: no limit.",
    )

    _arrears_demand_days_floor = models.Constraint(
        "CHECK (COALESCE(arrears_demand_days, 15) BETWEEN 7 AND 60)",
        "A demand leaves between 7 and 60 days to pay.",
    )
    _arrears_visits_not_negative = models.Constraint(
        "CHECK (COALESCE(arrears_visits_a_day, 0) >= 0)",
        "The number of visits a day cannot be negative.",
    )
