from odoo import api, models


class ArrearsMandate(models.Model):
    _inherit = "arrears.mandate"

    @api.model
    def _rotate_account_key(self):
        """Extended: refunds keep accounts of their own."""
        result = super()._rotate_account_key()
        self.env["arrears.refund"]._rotate_account_key()
        return result
