from odoo import api, models


class ArrearsCase(models.Model):
    """How a debtor can be reached, in the order that the company has chosen."""

    _inherit = "arrears.case"

    @api.model
    def _channel_order(self, company):
        """Extended: the company's own order."""
        return self.env["arrears.message.channel"]._order_of(company)

    @api.model
    def _known_addresses(self, debtors, company):
        """Extended: those who agreed to be reached on WeChat, and nobody else there."""
        known = super()._known_addresses(debtors, company)
        if "wechat" not in self._channel_order(company):
            return known
        return known | {"wechat": self.env["arrears.wechat.contact"]._identifiers(company, debtors)}
