from odoo import models
from odoo.exceptions import UserError

from ...engine.price_band import Offer, outside


class ArrearsIncentiveProgram(models.Model):
    """A reward may not bring a guided price (政府指导价) below what the authority allows."""

    _inherit = "arrears.incentive.program"

    def _check_ready(self):
        """Extended: refuse a programme that would leave a guided price."""
        result = super()._check_ready()
        fault = self._guided_price_fault()
        if fault:
            raise UserError(fault)
        return result

    def _guided_price_fault(self):
        """Why this programme may not run beside those that run, worded; False if it may.

        What it takes off is weighed together with every running programme that can reward the
        same bill. A fixed amount is weighed on the bill of the smallest unit.
        """
        self.ensure_one()
        guided = self._estates_taking_part().filtered(lambda one: one.price_regime == "guided")
        if not self.rewards_principal:
            return False
        for estate in guided:
            unknown = estate._guided_prices_without_band(self.date_from)
            if unknown:
                return self.env._(
                    "The price of %(estate)s is guided, and no band is known for %(price)s: enter "
                    "the notice of the authority on the estate first.",
                    estate=estate.name, price=unknown[0]._price_text(),
                )  # fmt: skip
            together = self | self._running_beside(estate)
            faults = outside(
                estate._prices_as_engine(self.date_from),
                estate.price_band_ids._as_engine(),
                [program._as_discount() for program in together],
            )
            for fault in faults:
                return self._guided_price_text(estate, fault, together)
        return False

    def _guided_price_text(self, estate, fault, together):
        return self.env._(
            "%(programs)s would bring the guided price of %(estate)s down to %(price)s, below "
            "%(lowest)s: give less, leave the estate out, or let rewards stand alone.",
            programs=", ".join(together.mapped("name")),
            estate=estate.name,
            price=self.env["arrears.fee.standard"]._plain_price(round(fault.price, 4)),
            lowest=self.env["arrears.fee.standard"]._plain_price(fault.band.lowest),
        )

    def _running_beside(self, estate):
        """Running programmes whose rewards can fall on the same bill as this one's."""
        if self.is_exclusive:
            return self.browse()
        return self.sudo().search(
            [
                ("id", "!=", self.id),
                ("state", "=", "active"),
                ("is_exclusive", "=", False),
                ("rewards_principal", "=", True),
                ("estate_line_ids.estate_id", "=", estate.id),
                ("date_from", "<=", self.date_to),
                ("date_to", ">=", self.date_from),
            ]
        )

    def _as_discount(self):
        """What it takes off one bill at the most."""
        rules = self._rules()
        return Offer(rules.percent, rules.fixed, rules.free_months)
