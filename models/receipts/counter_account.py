from odoo import models


class AccountAccount(models.Model):
    """Accounts where money waits until the bank shows it."""

    _inherit = "account.account"

    def _arrears_is_clearing(self):
        """Whether money can wait here and be matched with the bank line that brings it."""
        return self.account_type == "asset_current" and self.reconcile
