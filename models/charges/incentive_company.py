from odoo import fields, models


class ResCompany(models.Model):
    """How much an owner may be given in a year."""

    _inherit = "res.company"

    arrears_gift_cap = fields.Monetary(
        string="Gifts to an owner a year",
        default=200,
        help="The value of all gifts that one owner may be given in a calendar year. 0: none.",
    )

    _arrears_gift_cap_kept = models.Constraint(
        "CHECK (arrears_gift_cap >= 0)", "The limit for gifts cannot be negative."
    )
