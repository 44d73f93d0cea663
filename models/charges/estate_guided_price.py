from odoo import models
from odoo.exceptions import ValidationError


class ArrearsEstate(models.Model):
    """What runs on a guided price is asked again when the price, its band or the mark changes."""

    _inherit = "arrears.estate"

    def _check_guided_prices(self):
        """Extended: prices, bands and the mark of an estate may not change beneath a programme
        that runs.

        :raises ValidationError: naming the programme
        """
        result = super()._check_guided_prices()
        guided = self.filtered(lambda one: one.price_regime == "guided")
        running = self.env["arrears.incentive.program"].sudo().search(
            [("state", "=", "active"), ("estate_line_ids.estate_id", "in", guided.ids)]
        )  # fmt: skip
        for program in running:
            fault = program._guided_price_fault()
            if fault:
                raise ValidationError(
                    self.env._(
                        "%(fault)s End %(program)s first, or correct the price.",
                        fault=fault, program=program.name,
                    )
                )  # fmt: skip
        return result
