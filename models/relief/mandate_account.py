from odoo import api, models


class ArrearsMandate(models.Model):
    """The key changes for copies of proofs too."""

    _inherit = "arrears.mandate"

    @api.model
    def _rotate_account_key(self):
        """Extended: copies that are kept are written with the current key."""
        result = super()._rotate_account_key()
        self.env["arrears.hardship.consent"]._rotate_account_key()
        return result
