from odoo import fields, models


class ArrearsReason(models.Model):
    """Reasons that something sent answers."""

    _inherit = "arrears.reason"

    action = fields.Selection(
        selection_add=[
            ("bill_again", "Send the bill again"),
            ("fee_sheet", "Send what the fee pays for"),
        ],
        ondelete={"bill_again": "set null", "fee_sheet": "set null"},
    )
