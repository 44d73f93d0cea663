from odoo import api, models


class ArrearsCase(models.Model):
    """Payment plans are looked at every morning."""

    _inherit = "arrears.case"

    @api.model
    def _morning_pieces(self):
        """Extended."""
        plans = self.env["arrears.plan"]
        return [*super()._morning_pieces(), plans._judge, plans._escalate]
