from odoo import api, models

from ...engine.reason import Reason


class ArrearsReceiptVoid(models.Model):
    """A payment that is voided takes the rewards with it that it earned."""

    _inherit = "arrears.receipt.void"

    @api.model
    def _take_back(self, receipt, reason):
        """Extended: read what the receipt paid before its entry is taken apart."""
        items = receipt.sudo().move_id.line_ids
        charges = self.env["arrears.charge"].sudo().search(
            [("line_id", "in", items.matched_debit_ids.debit_move_id.ids)]
        )  # fmt: skip
        values = super()._take_back(receipt, reason)
        awards = self.env["arrears.incentive.award"].sudo()
        awards._take_back_for(charges, Reason("receipt_voided"))
        awards._take_back_for_items(items, Reason("receipt_voided"))
        return values
