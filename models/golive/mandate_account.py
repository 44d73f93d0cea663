from odoo import api, models

from ..debit import account_vault


class ArrearsMandate(models.Model):
    """A changed key reaches the mandates that a go-live reads or has booked."""

    _inherit = "arrears.mandate"

    @api.model
    def _rotate_account_key(self):
        """Extended: accounts of rows that wait, and the keys by which booked rows are known."""
        before = {
            mandate: mandate.account_hash
            for mandate in self.sudo().search([("account_hash", "!=", False)])
        }
        done = super()._rotate_account_key()
        rows = self.env["arrears.golive.row"].sudo()
        for row in rows.search([("account_cipher", "!=", False)]):
            number = account_vault.decrypt(self.env, row.account_cipher.encode())
            current = account_vault.fingerprints(self.env, number.decode())[0]
            row._follow_account_key(
                row.account_hash,
                current,
                account_cipher=account_vault.encrypt(self.env, number).decode(),
                account_hash=current,
            )
        for row in rows.search([("account_cipher", "=", False), ("mandate_id", "!=", False)]):
            row._follow_account_key(before.get(row.mandate_id), row.mandate_id.account_hash)
        return done


class ArrearsGoliveRow(models.Model):
    _inherit = "arrears.golive.row"

    def _follow_account_key(self, old, current, **values):
        """Put the new hash of an account in place of the old one, also in the row's key."""
        if old and self.row_key:
            values["row_key"] = self.row_key.replace(old, current)
        if values:
            self._record_effect(values)
