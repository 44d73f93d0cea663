from odoo import fields, models

from ...engine.money import amount as money


class ArrearsEstate(models.Model):
    """What the owners of an estate scan to pay."""

    _inherit = "arrears.estate"

    payment_code_ids = fields.One2many("arrears.payment.code", "estate_id", string="Payment codes")

    def _payment_codes(self, reference=""):
        """The codes of these estates as papers and pages show them.

        :param reference: number of the paper, for codes that carry one
        """
        return self.sudo().payment_code_ids._as_shown(reference)

    def _transfer_code(self, minor, currency, debtor, reference):
        """A code that fills in a bank transfer, where a standard of the country has one.

        Odoo's own (SEPA, EMV and the like), of the account that is paid into today. The amount is
        what the ledger says at this moment. Nothing where the company does not print such codes
        or no standard fits, as in China.

        :param minor: minor units of ``currency``
        :return: as an entry of ``_payment_codes``, or None
        """
        account = self[:1].sudo()._general_account()
        bank = account.journal_id.bank_account_id
        if not account.company_id.qr_code or not bank or minor <= 0 or not reference:
            return None
        picture = bank.build_qr_code_base64(
            money(minor, currency.decimal_places), reference, "", currency, debtor
        )
        _ = self.env._
        how = _("Scan with your bank's app")
        name = _("Bank transfer")
        return picture and {"name": name, "how": how, "link": "", "picture": picture}
