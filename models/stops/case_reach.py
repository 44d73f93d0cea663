from odoo import api, models


class ArrearsCase(models.Model):
    """A channel that an owner asked for comes first, where the firm uses it."""

    _inherit = "arrears.case"

    @api.model
    def _orders_for(self, debtors, company):
        """Extended: the preferred channel before the others; it opens no new one."""
        orders = super()._orders_for(debtors, company)
        wanted = self.env["arrears.preference"]._channels(company, debtors)
        for debtor_id, channel in wanted.items():
            order = orders[debtor_id]
            if channel in order:
                orders[debtor_id] = (channel, *(one for one in order if one != channel))
        return orders
