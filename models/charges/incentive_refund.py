from odoo import models

from ...engine.money import minor_units
from ...engine.reason import Reason


class ArrearsRefund(models.Model):
    """A refund pays out pro rata at the price paid. The part of a used reward that was not earned
    stays in the books as a credit of the owner; the charge-back of the reward uses it."""

    _inherit = "arrears.refund"

    def action_pay(self):
        """Extended: the rewards of what is paid back go with it."""
        result = super().action_pay()
        for refund in self.sudo():
            digits = refund.currency_id.decimal_places
            parts = {
                line.item_id: minor_units(line.amount_not_earned, digits)
                for line in refund.line_ids
                if line.item_id and line.months_bought
            }
            self.env["arrears.incentive.award"].sudo()._take_back_for_items(
                refund.line_ids.item_id, Reason("prepayment_gone"), parts
            )
        return result
