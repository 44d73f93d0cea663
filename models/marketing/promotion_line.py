from odoo import fields, models


class ArrearsPromotionLine(models.Model):
    """That one owner was told of one promotion, or why not."""

    _name = "arrears.promotion.line"
    _description = "Owner told of a promotion"
    _inherit = ["arrears.told.or.why"]
    _order = "id"
    _rec_name = "promotion_id"

    promotion_id = fields.Many2one(
        "arrears.promotion", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="promotion_id.company_id", store=True, index=True, precompute=True
    )
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    consent_id = fields.Many2one(
        "arrears.marketing.consent", required=True, readonly=True, ondelete="restrict"
    )

    _once = models.UniqueIndex(
        "(promotion_id, debtor_id)", "This owner was told of the promotion already."
    )
