from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ArrearsReceipt(models.Model):
    """A receipt of a deposit that went back, or is about to, stays in the books."""

    _inherit = "arrears.receipt"

    def _check_untouched(self, entry):
        """Extended: what was returned cannot be taken out of the till once more."""
        result = super()._check_untouched(entry)
        charges = self.line_ids.charge_id.filtered(lambda charge: charge.kind == "deposit")
        deposits = self.env["arrears.deposit"].sudo().with_company(self.company_id)
        returned = Domain("refund_id", "!=", False) | Domain("amount_returned", ">", 0)
        if deposits.search(Domain("move_id", "in", charges.move_id.ids) & returned, limit=1):
            raise UserError(
                self.env._(
                    "The deposit of %(receipt)s was returned, or its refund is under way: void or "
                    "cancel the refund first.",
                    receipt=self.name,
                )
            )
        return result
