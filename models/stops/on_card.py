from odoo import fields, models


class ArrearsOnCard(models.AbstractModel):
    """What is written down about one card, and belongs to its company, estate and collector."""

    _name = "arrears.on.card"
    _description = "Written down about a card"

    case_id = fields.Many2one("arrears.case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    debtor_masked = fields.Char(related="case_id.debtor_masked")
    estate_id = fields.Many2one(related="case_id.estate_id", store=True, precompute=True)
    user_id = fields.Many2one(related="case_id.user_id", string="Collector")

    def _debtors_of(self):
        return self.sudo().case_id.debtor_id
