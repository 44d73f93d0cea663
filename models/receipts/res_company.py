from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    arrears_refund_limit = fields.Monetary(
        string="Refunds approved by managers up to",
        help="Above this the finance director approves. 0: no limit.",
    )
