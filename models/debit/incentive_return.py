from odoo import models

from ...engine.reason import Reason


class ArrearsDebitLine(models.Model):
    """A debit that the bank took back takes the rewards with it that it earned."""

    _inherit = "arrears.debit.line"

    def _follow_up(self):
        """Extended: returned at once or months later, the rewards go."""
        result = super()._follow_up()
        returned = self.filtered(lambda line: line.state == "returned")
        if returned:
            self.env["arrears.incentive.award"].sudo()._take_back_for(
                returned.split_ids.charge_id, Reason("payment_returned")
            )
        return result
