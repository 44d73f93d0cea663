from odoo import models


class ArrearsCreditAllocation(models.Model):
    """An offer leaves alone what a refund has reserved."""

    _inherit = "arrears.credit.allocation"

    def _open_items(self):
        """Extended: without credits that are about to be refunded."""
        items = super()._open_items()
        reserved = self.env["arrears.refund.line"]._reserved(items.ids)
        return items.filtered(lambda item: item.id not in reserved)
