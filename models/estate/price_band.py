from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.money import decimal_of
from ...engine.price_band import Band
from .dated import check_at_end, first_overlap, period_text
from .fee_standard import BASES
from .unit import USAGES

# An amount that is shared has no price that could be guided.
GUIDED_BASES = BASES[:2]


class ArrearsPriceBand(models.Model):
    """What the authority allows to be charged on an estate whose price it guides (政府指导价).

    Price Law art. 12 and 39. The band is the notice's benchmark with its swing up and down, in
    amounts. No price and no reward of the estate may leave it; see ``arrears.estate``.
    """

    _name = "arrears.price.band"
    _description = "Guided price"
    _order = "estate_id, usage, date_from desc, id"
    _check_company_auto = True

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    usage = fields.Selection(
        USAGES, help="Empty: for every usage without a guided price of its own."
    )
    basis = fields.Selection(GUIDED_BASES, required=True, default="per_area_month")
    lowest = fields.Float(
        string="Lowest price", digits=(12, 4), required=True, help="The benchmark less its swing."
    )
    highest = fields.Float(
        string="Highest price", digits=(12, 4), required=True, help="The benchmark and its swing."
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", help="The last day. Empty: until further notice.")
    source = fields.Char(
        string="Notice of the authority",
        required=True,
        help="Who set it, number and date, as it is published.",
    )

    _one_band = models.Constraint(
        "EXCLUDE USING gist (int4range(estate_id, estate_id, '[]') WITH &&,"
        " int8range(hashtextextended(COALESCE(usage, '') || '/' || basis, 0),"
        " hashtextextended(COALESCE(usage, '') || '/' || basis, 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
        "Two guided prices hold for the same usage on the same day: end the first before the next "
        "begins.",
    )
    _band_in_order = models.Constraint(
        "CHECK (lowest > 0 AND lowest <= highest)",
        "The lowest price lies above zero and not above the highest.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )

    @api.depends("lowest", "highest", "source")
    def _compute_display_name(self):
        for band in self:
            band.display_name = f"{band._text()}, {band.source or ''}"

    def _text(self):
        """The band as people read it, e.g. ``1.44–2.16``."""
        standard = self.env["arrears.fee.standard"]
        return "–".join(standard._plain_price(price) for price in (self.lowest, self.highest))

    @api.constrains("estate_id", "usage", "basis", "date_from", "date_to")
    def _check_no_overlap(self):
        """Refuse two guided prices of one usage on the same day.

        :raises ValidationError: naming both, and the cure
        """
        siblings = self.search([("estate_id", "in", self.estate_id.ids)])
        same = siblings.grouped(lambda one: (one.estate_id, one.usage, one.basis))
        for versions in same.values():
            pair = first_overlap(versions)
            if pair:
                raise ValidationError(
                    self.env._(
                        "Estate %(estate)s has two guided prices for the same usage on the same "
                        "days: %(first)s and %(second)s. Set the last day of the first to the day "
                        "before the second begins.",
                        estate=pair[0].estate_id.name,
                        first=period_text(pair[0]),
                        second=period_text(pair[1]),
                    )
                )
        check_at_end(self.env, self._one_band.full_name(self))

    @api.constrains("estate_id", "usage", "basis", "lowest", "highest", "date_from", "date_to")
    def _check_prices_within(self):
        self.estate_id._check_guided_prices()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        """A price that is guided keeps its band; an estate that is not may drop it."""
        guided = self.filtered(lambda band: band.estate_id.price_regime == "guided")
        if guided:
            raise ValidationError(
                self.env._(
                    "The price of %(estate)s is guided: set the last day of %(band)s instead.",
                    estate=guided[0].estate_id.name,
                    band=guided[0].display_name,
                )
            )

    def _as_engine(self):
        return [
            Band(
                band.usage or "", band.basis, decimal_of(band.lowest), decimal_of(band.highest),
                band.date_from, band.date_to or None,
            )
            for band in self
        ]  # fmt: skip
