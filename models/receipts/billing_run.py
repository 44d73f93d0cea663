from odoo import models


class ArrearsBillingRun(models.Model):
    """Bills leave alone what a refund has reserved."""

    _inherit = "arrears.billing.run"

    def _open_prepayments(self, unit_ids):
        """Extended: without credits that are about to be refunded."""
        rows = super()._open_prepayments(unit_ids)
        reserved = self.env["arrears.refund.line"]._reserved([row[0] for row in rows])
        return [row for row in rows if row[0] not in reserved]
