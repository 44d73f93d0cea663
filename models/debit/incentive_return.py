from odoo import models

from ...engine.reason import Reason


class ArrearsDebitLine(models.Model):
    """A debit that the bank took back takes the rewards with it that it earned."""

    _inherit = "arrears.debit.line"

    def _follow_up(self):
        """Extended: returned at once or months later, the rewards go; those of charges that keep
        all of their money stay."""
        result = super()._follow_up()
        lost = self.split_ids.filtered("amount_returned")
        if lost:
            self.env["arrears.incentive.award"].sudo()._take_back_for(
                lost.charge_id, Reason("payment_returned")
            )
        return result
