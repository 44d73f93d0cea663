from odoo import api, fields, models
from odoo.fields import Domain

from . import account_numbers, account_vault


class ArrearsMandate(models.Model):
    """The account of a mandate: written once, found by its hash, shown by four digits."""

    _inherit = "arrears.mandate"

    account_entry = fields.Char(
        string="Account number",
        compute="_compute_account_entry",
        inverse="_inverse_account_entry",
        search="_search_account_entry",
        exportable=False,
        copy=False,
        help="Can be entered and replaced; it is stored encrypted and never shown again.",
    )
    account_cipher = fields.Char(groups=fields.NO_ACCESS, copy=False)
    account_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    account_last4 = fields.Char(string="Last four digits", readonly=True, copy=False)
    account_doubtful = fields.Boolean(
        string="Check digit does not fit",
        readonly=True,
        copy=False,
        help="It looks like a card number, and its check digit says that a digit is wrong.",
    )

    def _compute_account_entry(self):
        """Nothing comes back out of this field."""
        self.account_entry = False

    def _inverse_account_entry(self):
        for mandate in self.filtered("account_entry"):
            number = account_vault.normalised(self.env, mandate.account_entry)
            account_numbers.check(self.env, number)
            mandate.sudo().write(
                {
                    "account_cipher": account_vault.encrypt(self.env, number.encode()).decode(),
                    "account_hash": account_vault.fingerprints(self.env, number)[0],
                    "account_last4": number[-4:],
                    "account_doubtful": account_numbers.is_doubtful(number),
                }
            )
        # The entered text must not stay in the cache, where the same request could read it.
        self.invalidate_recordset(["account_entry"], flush=False)

    @api.model
    def _search_account_entry(self, operator, value):
        """Find a mandate by the whole number; parts of a number find nothing."""
        if operator != "in":
            return NotImplemented
        hashes = [
            fingerprint
            for number in value
            if number
            for fingerprint in account_vault.fingerprints(self.env, number)
        ]
        return Domain("id", "in", self.sudo()._search([("account_hash", "in", hashes)]))

    @api.model
    def _rotate_account_key(self):
        """Write everything with the current key, after a new one was put in front of the old.

        Afterwards the old key is no longer needed. Instructions keep accounts of their own and
        files hold them too, so both follow.
        """
        for mandate in self.sudo().search([("account_cipher", "!=", False)]):
            number = account_vault.decrypt(self.env, mandate.account_cipher.encode())
            mandate.write(
                {
                    "account_cipher": account_vault.encrypt(self.env, number).decode(),
                    "account_hash": account_vault.fingerprints(self.env, number.decode())[0],
                }
            )
        self.env["arrears.debit.line"]._rotate_account_key()
        self.env["arrears.bank.file"]._rotate_account_key()
