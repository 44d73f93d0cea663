from odoo import api, models

from .decision import Reach


class ArrearsCase(models.Model):
    """How a debtor can be reached: e-mail first, else SMS."""

    _inherit = "arrears.case"

    def _reach(self):
        """The channel of a message for each debtor of these cases.

        :return: ``{debtor id: Reach or None}``
        """
        return self._reach_of(self.sudo().debtor_id, self.company_id[:1])

    @api.model
    def _reach_of(self, debtors, company):
        """The channel of a message for each of these debtors of a company.

        :return: ``{debtor id: Reach or None}``
        """
        contact = self.env["arrears.contact"]
        found = {}
        for debtor in debtors.sudo():
            address, channel = debtor.email_normalized, "email"
            if not address:
                address, channel = self._sms_number(debtor, company), "sms"
            key = contact._address_key(address)
            found[debtor.id] = Reach(channel, address, key) if address else None
        return found

    def _phone_number(self):
        """The debtor's number in international form where it can be one, else as it was typed."""
        debtor = self.sudo().debtor_id
        return self._sms_number(debtor, self.company_id[:1]) or debtor.phone

    @api.model
    def _sms_number(self, debtor, company):
        """The debtor's number in international form; False when it can't be one."""
        if not debtor.phone:
            return False
        country = debtor.country_id or company.country_id
        return debtor._phone_format(number=debtor.phone, country=country)
