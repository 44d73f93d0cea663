import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import account_numbers, account_vault

# What the scheme takes for the number of a mandate.
NUMBER = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]{1,35}")


class ArrearsMandate(models.Model):
    """What the law or a scheme asks of a mandate, said when it is entered or set going and not when
    the file of a whole batch cannot be made."""

    _inherit = "arrears.mandate"

    missing_parts = fields.Char(string="Not named", compute="_compute_missing_parts")

    @api.depends("purpose", "cycle", "date_to", "channel_id.creditor_identifier")
    def _compute_missing_parts(self):
        """What the payer's bank may ask for and the authority does not name.

        PBoC 银发〔2020〕248号: purpose, cycle or conditions, and term, besides payee and account.
        """
        for mandate in self:
            wanted = {
                self.env._("purpose"): mandate.purpose,
                self.env._("how often"): mandate.cycle,
                self.env._("term"): mandate.date_to,
            }
            by_scheme = mandate.channel_id.sudo().creditor_identifier
            missing = [name for name, value in wanted.items() if not value and not by_scheme]
            mandate.missing_parts = ", ".join(missing)

    def _check_complete(self):
        """Extended: a number of the mandate and an IBAN, where the channel has a creditor
        identifier."""
        result = super()._check_complete()
        if self.channel_id.creditor_identifier and not self._fits_sepa():
            raise UserError(
                self.env._(
                    "Mandate %(name)s goes through %(channel)s: it needs the number of the "
                    "agreement, of at most 35 Latin letters, digits and simple signs, and an IBAN.",
                    name=self.name,
                    channel=self.channel_id.name,
                )
            )
        return result

    def _fits_sepa(self):
        cipher = self.sudo().account_cipher
        number = account_vault.decrypt(self.env, cipher.encode()).decode() if cipher else ""
        named = bool(NUMBER.fullmatch(self.agreement_number or ""))
        return named and account_numbers.is_iban(number)
