from odoo import models


class AccountAccount(models.Model):
    _inherit = "account.account"

    def write(self, vals):
        """Extended: an account that becomes, or stops being, a trade receivable moves charges."""
        if "account_type" in vals or "non_trade" in vals:
            self.env["arrears.refresh"]._want_complete()
        return super().write(vals)
