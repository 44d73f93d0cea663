from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.billing_calendar import MONTHS_OF_CYCLE
from ...engine.money import decimal_of, minor_units
from ...engine.price_band import Price, bands_of, outside


class ArrearsEstate(models.Model):
    """Whether the price of an estate is agreed freely or guided by the authority, and that it
    keeps to the band then (Property Management Regulations art. 40; Price Law art. 12)."""

    _inherit = "arrears.estate"

    price_regime = fields.Selection(
        [("market", "Agreed by contract"), ("guided", "Guided by the authority")],
        string="Price is",
        required=True,
        default="market",
        tracking=True,
        help="Guided by the authority: prices and rewards stay within the band of its notice.",
    )
    price_band_ids = fields.One2many("arrears.price.band", "estate_id", string="Guided prices")

    @api.constrains("price_regime")
    def _check_price_regime(self):
        self._check_guided_prices()

    def _check_guided_prices(self):
        """Refuse a price outside its band. Rooms that take something off a price extend it.

        :raises ValidationError: naming price, band and cure
        """
        for estate in self.filtered(lambda one: one.price_regime == "guided"):
            for fault in outside(estate._prices_as_engine(), estate.price_band_ids._as_engine()):
                raise ValidationError(estate._outside_text(fault))

    def _prices_as_engine(self, since=None):
        """Prices of the service fee as the engine compares them.

        :param since: only what still holds on this day or begins after it, and that a unit pays
        """
        self.ensure_one()
        smallest, digits = self._smallest_areas(), self.company_id.currency_id.decimal_places
        standards = self.fee_standard_ids.filtered(
            lambda one: one.kind == "principal" and one.basis != "share_of_amount"
        )
        if since:
            standards = standards.filtered(
                lambda one: (
                    not (one.date_to and one.date_to < since)
                    and (one.basis == "fixed_month" or (one.usage or "") in smallest)
                )
            )
        months = MONTHS_OF_CYCLE[self.billing_cycle]
        return [
            Price(
                one.id, one.usage or "", one.basis, decimal_of(one.price),
                max(one.date_from, since) if since else one.date_from, one.date_to or None,
                minor_units(one._monthly_amount(smallest.get(one.usage or "", 0)), digits) * months,
            )
            for one in standards
        ]  # fmt: skip

    def _smallest_areas(self):
        """The smallest area that is billed, by usage of units with one; under ``""`` of all."""
        rows = self.env["arrears.unit"]._read_group(
            [("estate_id", "=", self.id), ("area", ">", 0)], ["usage"], ["area:min"]
        )
        found = dict(rows)
        return {**found, "": min(found.values(), default=0)}

    def _guided_prices_without_band(self, since):
        """Prices that hold from a day on and that no notice of the authority speaks of."""
        bands = self.price_band_ids._as_engine()
        keys = [one.key for one in self._prices_as_engine(since) if not bands_of(bands, one)]
        return self.env["arrears.fee.standard"].browse(keys)

    def _outside_text(self, fault):
        """A sentence about an ``engine.price_band.OutsideBand`` of a price as it stands."""
        standard = self.env["arrears.fee.standard"].browse(fault.key)
        return self.env._(
            "The price %(price)s of %(estate)s lies outside the guided price %(band)s: correct "
            "the price, the band, or the days for which they hold.",
            price=standard._price_text(),
            estate=self.name,
            band=self._band_text(fault.band),
        )

    def _band_text(self, band):
        plain = self.env["arrears.fee.standard"]._plain_price
        return f"{plain(band.lowest)}–{plain(band.highest)}"
