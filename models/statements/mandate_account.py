from odoo import api, models

from ..debit import account_vault


class ArrearsMandate(models.Model):
    """A changed key reaches statements and bank lines too."""

    _inherit = "arrears.mandate"

    @api.model
    def _rotate_account_key(self):
        """Extended: statements, movements that wait, and the payers of bank lines follow."""
        done = super()._rotate_account_key()
        self.env["arrears.statement.file"]._rotate_account_key()
        for model, cipher, keyed in (
            ("arrears.statement.row", "payer_cipher", "payer_hash"),
            ("account.bank.statement.line", "arrears_payer_cipher", "arrears_payer_hash"),
        ):
            for record in self.env[model].sudo().search([(cipher, "!=", False)]):
                number = account_vault.decrypt(self.env, record[cipher].encode())
                record.write(
                    {
                        cipher: account_vault.encrypt(self.env, number).decode(),
                        keyed: account_vault.fingerprints(self.env, number.decode())[0],
                    }
                )
        return done
