from odoo import fields, models


class ArrearsSaidByOwner(models.AbstractModel):
    """What an owner told us about himself on a card; it holds for the owner in the company."""

    _name = "arrears.said.by.owner"
    _description = "Said by an owner"
    _rec_name = "case_id"
    _check_company_auto = True

    case_id = fields.Many2one(
        "arrears.case", string="Said about", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    debtor_id = fields.Many2one(
        related="case_id.debtor_id", store=True, index=True, precompute=True
    )
    debtor_masked = fields.Char(related="case_id.debtor_masked")
