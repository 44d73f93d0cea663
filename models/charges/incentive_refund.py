from odoo import api, models

from ...engine.incentives import PREPAID_YEAR, cause_of
from ...engine.money import minor_units
from ...engine.reason import Reason


class ArrearsIncentiveAward(models.Model):
    """A year paid in advance and refunded: what it earned goes back, what was earned stays."""

    _inherit = "arrears.incentive.award"

    @api.model
    def _take_back_for_items(self, items, reason, parts=None):
        """Take back what these payments in advance earned.

        :param items: journal items that were paid in advance
        :param parts: {item: minor units} of a used reward that were not earned, where not all
        """
        causes = {cause_of(PREPAID_YEAR, item.id): item for item in items}
        awards = self.search(
            [("cause", "in", list(causes)), ("company_id", "in", items.company_id.ids)]
        )
        owed = {
            award: min(part, award._minor())
            for award in awards
            if (part := (parts or {}).get(causes[award.cause])) is not None
        }
        earned = awards.filtered(lambda award: award.state == "booked" and owed.get(award) == 0)
        (awards - earned)._take_back(reason, owed)


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
