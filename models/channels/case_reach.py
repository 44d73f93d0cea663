from odoo import api, models

from ..collection.decision import Reach


class ArrearsCase(models.Model):
    """How a debtor can be reached, in the order that the company has chosen."""

    _inherit = "arrears.case"

    @api.model
    def _reach_of(self, debtors, company):
        """Replaces e-mail, then SMS, by the company's own order."""
        order, wechat = self._order_and_wechat(debtors, company)
        return {
            debtor.id: next(self._ways_to(debtor, company, order, wechat), None)
            for debtor in debtors.sudo()
        }

    @api.model
    def _ways_of(self, debtor, company):
        """Every way to one debtor, first choice first."""
        order, wechat = self._order_and_wechat(debtor, company)
        return list(self._ways_to(debtor.sudo(), company, order, wechat))

    @api.model
    def _order_and_wechat(self, debtors, company):
        order = self.env["arrears.message.channel"]._order_of(company)
        known = self.env["arrears.wechat.contact"]
        return order, known._identifiers(company, debtors) if "wechat" in order else {}

    @api.model
    def _ways_to(self, debtor, company, order, wechat):
        contact = self.env["arrears.contact"]
        for channel in order:
            if channel == "email":
                address = debtor.email_normalized
            elif channel == "sms":
                address = self._sms_number(debtor, company)
            else:
                address = wechat.get(debtor.id)
            if address:
                yield Reach(channel, address, contact._key_on(channel, address))
