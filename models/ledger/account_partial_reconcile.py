from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: what was paid refreshes its charges."""
        partials = super().create(vals_list)
        partials._arrears_touch()
        return partials

    def unlink(self):
        """Extended: what is unpaid again refreshes its charges."""
        self._arrears_touch()
        return super().unlink()

    def _arrears_touch(self):
        """Ask for a refresh of both sides: the debt, and the debtor the credit belongs to."""
        lines = self.debit_move_id | self.credit_move_id
        lines.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )._arrears_touch()
