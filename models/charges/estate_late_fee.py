from odoo import fields, models


class ArrearsEstate(models.Model):
    """What an estate's contract says about late payment."""

    _inherit = "arrears.estate"

    late_fee_clause_ids = fields.One2many(
        "arrears.late.fee.clause", "estate_id", string="Late fee clauses"
    )
