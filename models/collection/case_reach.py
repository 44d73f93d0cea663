from odoo import api, models

from .decision import Reach


class ArrearsCase(models.Model):
    """How a debtor can be reached; where no room says otherwise e-mail first, else SMS."""

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
        orders, known = self._orders_for(debtors, company), self._known_addresses(debtors, company)
        return {
            debtor.id: next(self._ways_to(debtor, company, orders[debtor.id], known), None)
            for debtor in debtors.sudo()
        }

    @api.model
    def _ways_of(self, debtor, company):
        """Every way to one debtor, first choice first."""
        order = self._orders_for(debtor, company)[debtor.id]
        known = self._known_addresses(debtor, company)
        return list(self._ways_to(debtor.sudo(), company, order, known))

    @api.model
    def _orders_for(self, debtors, company):
        """Hook: ``{debtor id: channels of messages, first choice first}``."""
        return dict.fromkeys(debtors.ids, self._channel_order(company))

    @api.model
    def _ways_to(self, debtor, company, order, known):
        for channel in order:
            address = self._address_on(channel, debtor, company, known)
            if address:
                key = self.env["arrears.contact"]._key_on(channel, address)
                yield Reach(channel, address, key)

    @api.model
    def _channel_order(self, company):
        """Hook: the channels of a company's messages, first choice first."""
        return ("email", "sms")

    @api.model
    def _known_addresses(self, debtors, company):
        """Hook: addresses that are kept elsewhere: ``{channel: {debtor id: address}}``."""
        return {}

    @api.model
    def _address_on(self, channel, debtor, company, known):
        if channel in known:
            return known[channel].get(debtor.id)
        return debtor.email_normalized if channel == "email" else self._sms_number(debtor, company)

    @api.model
    def _ids_with_phone(self, debtors, company):
        """Ids of those of these debtors who can be called. Rooms with numbers of theirs extend it.

        :rtype: set of int
        """
        return set(debtors.sudo().filtered("phone").ids)

    def _shown_ways(self):
        """``{case id: (phone, e-mail)}`` of the debtors, in full. Rooms extend it."""
        debtors = {case.id: case.sudo().debtor_id for case in self}
        return {key: (one.phone or "", one.email or "") for key, one in debtors.items()}

    def _phone_number(self):
        """The debtor's number in international form where it can be one, else as it was typed."""
        debtor = self.sudo().debtor_id
        return self._sms_number(debtor, self.company_id[:1]) or debtor.phone

    @api.model
    def _sms_number(self, debtor, company):
        return self._international(debtor.phone, debtor, company)

    @api.model
    def _international(self, number, debtor, company):
        """A number of the debtor in international form; False when it can't be one."""
        country = debtor.country_id or company.country_id
        return debtor._phone_format(number=number, country=country) if number else False
