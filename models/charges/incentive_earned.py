from odoo import models

from ...engine.incentives import PREPAID_YEAR, subject_of
from ...engine.money import minor_units


class ArrearsIncentiveAward(models.Model):
    """Whether a waiting reward is still earned at the moment it would be booked."""

    _inherit = "arrears.incentive.award"

    def _still_earned(self):
        """Those of these rewards whose bills are still paid, and whose money in advance is still
        there. A bill that was cancelled or credited since was not paid; the others wait."""
        items = self._money_ahead()
        return self.filtered(
            lambda award: award._bills_still_paid() and award._money_still_there(items)
        )

    def _bills_still_paid(self):
        bills = self.charge_id | self.bill_ids.charge_id
        if any(bill.state != "settled" or bill.time_barred for bill in bills):
            return False
        digits = self.currency_id.decimal_places
        paid = minor_units(self.charge_id.amount_allocated, digits)
        return not self.charge_id or paid >= self._minor()

    def _money_ahead(self):
        """``{award: journal item}`` of the payments in advance that earned some of these."""
        subjects = {
            award: subject_of(PREPAID_YEAR, award.cause)
            for award in self
            if award.program_id.kind == PREPAID_YEAR
        }
        items = self.env["account.move.line"].browse(subjects.values()).exists()
        return {award: items.filtered(lambda item, key=key: item.id == key)
                for award, key in subjects.items()}  # fmt: skip

    def _money_still_there(self, items):
        """A payment that was reset, deleted or reversed is gone; see ``_take_back_for_items`` for
        those that were refunded."""
        if self not in items:
            return True
        item = items[self]
        undone = item.move_id.reversal_move_ids.filtered(lambda move: move.state == "posted")
        return item.parent_state == "posted" and not undone
