from odoo import fields, models


class ResCompany(models.Model):
    """From how many units on a debtor is worked as a whole, and how often a statement goes out."""

    _inherit = "res.company"

    arrears_large_units = fields.Integer(
        string="Units of a large debtor",
        default=20,
        help="With more units than this on open cards a debtor gets one statement over all of "
        "them and one named person, and the cards take no steps. 0: nobody is a large debtor.",
    )
    arrears_large_months = fields.Integer(
        string="Months between statements to large debtors", default=1
    )

    _arrears_large_units = models.Constraint(
        "CHECK (COALESCE(arrears_large_units, 0) >= 0)",
        "The number of units of a large debtor cannot be negative.",
    )
    _arrears_large_months = models.Constraint(
        "CHECK (COALESCE(arrears_large_months, 1) BETWEEN 1 AND 12)",
        "A large debtor gets a statement at least once in 12 months, and at most once a month.",
    )
