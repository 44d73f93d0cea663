from odoo import fields, models


class ResCompany(models.Model):
    """The company's own limits on late fees, lower than the contract if it wants to."""

    _inherit = "res.company"

    arrears_late_fee_cap_permille = fields.Float(
        string="Highest late fee (‰ a day)",
        digits=(8, 4),
        default=0.5,
        help="No late fee of the company is higher, whatever a contract says.",
    )
    arrears_late_fee_cap_ids = fields.One2many(
        "arrears.late.fee.cap", "company_id", string="Later limits"
    )
    arrears_late_fee_cap_percent = fields.Float(
        string="At most (% of the unpaid fee)",
        digits=(6, 2),
        default=100,
        help="A late fee never exceeds this share of what is unpaid of the same period.",
    )
    arrears_late_fee_product_id = fields.Many2one(
        "product.product",
        string="Product of late fees",
        check_company=True,
        domain="[('arrears_kind', '=', 'late_fee')]",
        help="Its income account is used on bills of late fees. Taxes follow the fee that was "
        "paid late. Empty: the account of that fee.",
    )
    arrears_late_fee_payment_days = fields.Integer(string="Days to pay a late fee", default=15)

    _arrears_late_fee_limits = models.Constraint(
        "CHECK (COALESCE(arrears_late_fee_cap_permille, 0) >= 0"
        " AND COALESCE(arrears_late_fee_cap_percent, 0) >= 0"
        " AND COALESCE(arrears_late_fee_payment_days, 0) >= 0)",
        "Limits of late fees and days to pay cannot be negative.",
    )
