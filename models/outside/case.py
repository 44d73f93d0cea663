from odoo import api, models


class ArrearsCase(models.Model):
    """Every morning, whoever got a card is taken off another follow-up."""

    _inherit = "arrears.case"

    @api.model
    def _morning_pieces(self):
        """Extended: reminders of another follow-up become manual."""
        return [*super()._morning_pieces(), self.env["res.partner"]._arrears_take_over]
