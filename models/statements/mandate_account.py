from odoo import api, models

from ..debit import account_vault


class ArrearsMandate(models.Model):
    """A changed key reaches statements, bank lines and what was learnt from them too."""

    _inherit = "arrears.mandate"

    @api.model
    def _rotate_account_key(self):
        """Extended: statements, movements that wait, and the payers of bank lines follow."""
        done = super()._rotate_account_key()
        self.env["arrears.statement.file"]._rotate_account_key()
        moved = {}
        for model, cipher, keyed in (
            ("arrears.statement.row", "payer_cipher", "payer_hash"),
            ("account.bank.statement.line", "arrears_payer_cipher", "arrears_payer_hash"),
        ):
            for record in self.env[model].sudo().search([(cipher, "!=", False)]):
                number = account_vault.decrypt(self.env, record[cipher].encode())
                current = account_vault.fingerprints(self.env, number.decode())[0]
                moved[record[keyed]] = current
                record.write(
                    {cipher: account_vault.encrypt(self.env, number).decode(), keyed: current}
                )
        self._move_payer_accounts(
            {old: current for old, current in moved.items() if old and old != current}
        )
        return done

    @api.model
    def _move_payer_accounts(self, moved):
        """Let the accounts that paid before be found by their new hashes.

        They keep no number; the bank lines that taught them do. What was learnt under the new key
        already is joined with what the old one knew.

        :param moved: ``{old hash: new hash}``
        """
        accounts = self.env["arrears.payer.account"].sudo()
        known = {
            self._payer_key(account, account.account_hash): account
            for account in accounts.search([("account_hash", "in", list(moved.values()))])
        }
        doubles = accounts.browse()
        for account in accounts.search([("account_hash", "in", list(moved))], order="id"):
            current = moved[account.account_hash]
            kept = known.setdefault(self._payer_key(account, current), account)
            if kept == account:
                account.account_hash = current
            else:
                kept.claim_ids |= account.claim_ids
                doubles |= account
        doubles.unlink()

    @api.model
    def _payer_key(self, account, fingerprint):
        return account.company_id, account.partner_id, fingerprint
