from odoo import fields, models


class ArrearsPaymentMethod(models.Model):
    """What a payment firm keeps of card and code payments."""

    _inherit = "arrears.payment.method"

    fee_rate = fields.Float(
        string="Highest fee in percent",
        digits=(6, 3),
        default=0,
        help="As agreed with the payment firm, e.g. 0.6. A settlement that lacks more than this is "
        "not proposed.",
    )
    fee_account_id = fields.Many2one(
        "account.account",
        string="Account for the fee",
        check_company=True,
        ondelete="restrict",
        domain="[('account_type', 'in', ('expense', 'expense_direct_cost', 'asset_current'))]",
        help="Proposed when a settlement is claimed.",
    )

    _fee_rate_is_small = models.Constraint(
        "CHECK (fee_rate IS NULL OR (fee_rate >= 0 AND fee_rate <= 20))",
        "The fee is a percentage between 0 and 20, e.g. 0.6.",
    )
