from odoo import fields, models


class ArrearsReason(models.Model):
    """A reason may lead straight to instalments."""

    _inherit = "arrears.reason"

    action = fields.Selection(
        selection_add=[("plan", "Offer instalments")], ondelete={"plan": "set null"}
    )
