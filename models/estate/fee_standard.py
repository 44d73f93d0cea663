from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dated import check_at_end, first_overlap, period_text
from .unit import USAGES

KINDS = [("principal", "Service fee"), ("pass_through", "Water, power and the like")]


class ArrearsFeeStandard(models.Model):
    """The price of a service on an estate, with what entitles the firm to charge it.

    A price that changes gets a new record from the day of the change; the old one gets a last
    day. A line without such a basis cannot be dunned (SPC interpretation on property-service
    disputes 2020, art. 2).
    """

    _name = "arrears.fee.standard"
    _description = "Fee standard"
    _order = "estate_id, usage, kind, date_from desc, id"
    _check_company_auto = True

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    usage = fields.Selection(USAGES, help="Empty: for every unit without a price of its own.")
    kind = fields.Selection(KINDS, required=True, default="principal")
    product_id = fields.Many2one("product.product", ondelete="restrict", check_company=True)
    basis = fields.Selection(
        [("per_area_month", "Per m² and month"), ("fixed_month", "Per unit and month")],
        required=True,
        default="per_area_month",
    )
    price = fields.Float(
        digits=(12, 4),
        required=True,
        help="In the company's currency. Prices per m² may have more decimals than the currency.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", help="The last day. Empty: until further notice.")
    legal_basis = fields.Char(
        string="Legal basis",
        required=True,
        help="Clause of the contract, or number of the filed price.",
    )

    # The hash stands for "the same usage and kind"; see arrears.ownership for the ranges.
    _one_price = models.Constraint(
        "EXCLUDE USING gist (int4range(estate_id, estate_id, '[]') WITH &&,"
        " int8range(hashtextextended(COALESCE(usage, '') || '/' || kind, 0),"
        " hashtextextended(COALESCE(usage, '') || '/' || kind, 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
        "Two prices hold for the same usage on the same day: end the first before the next begins.",
    )
    _price_positive = models.Constraint("CHECK (price >= 0)", "A price cannot be negative.")
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )

    @api.depends("estate_id", "usage", "price", "basis")
    def _compute_display_name(self):
        for standard in self:
            standard.display_name = f"{standard.estate_id.name or ''} {standard._price_text()}"

    @api.constrains("estate_id", "usage", "kind", "date_from", "date_to")
    def _check_no_overlap(self):
        """Refuse two prices for the same usage and kind of an estate on the same day."""
        siblings = self.search([("estate_id", "in", self.estate_id.ids)])
        same = siblings.grouped(lambda record: (record.estate_id, record.usage, record.kind))
        for versions in same.values():
            pair = first_overlap(versions)
            if pair:
                raise ValidationError(self._overlap_message(*pair))
        check_at_end(self.env, self._one_price.full_name(self))

    @api.model
    def _overlap_message(self, earlier, later):
        usages = dict(self._fields["usage"]._description_selection(self.env))
        return self.env._(
            "Estate %(estate)s has two prices for %(usage)s on the same days: %(first)s "
            "(%(first_period)s) and %(second)s (%(second_period)s). Set the last day of the first "
            "to the day before the second begins.",
            estate=earlier.estate_id.name,
            usage=usages.get(earlier.usage, self.env._("every unit")),
            first=earlier._price_text(),
            first_period=period_text(earlier),
            second=later._price_text(),
            second_period=period_text(later),
        )

    def _price_text(self):
        """The price alone, as owners read it, e.g. ``2.80 / m² / month``."""
        price = format(Decimal(str(self.price or 0)).normalize(), "f")
        whole, __, decimals = price.partition(".")
        price = f"{whole}.{decimals.ljust(2, '0')}"
        if self.basis == "fixed_month":
            return self.env._("%(price)s a unit and month", price=price)
        return self.env._("%(price)s a m² and month", price=price)

    def _price_basis_text(self):
        """What a bill's line says about its price: the price and what entitles to it."""
        self.ensure_one()
        return self.env._("%(price)s, %(basis)s", price=self._price_text(), basis=self.legal_basis)

    def _monthly_amount(self, area):
        """The price of one month, exact and rounded once.

        :param area: m² of the unit; not used by a price per unit
        :return: ``Decimal`` in the company's currency
        """
        self.ensure_one()
        price = Decimal(str(self.price))
        if self.basis == "per_area_month":
            price *= Decimal(str(area))
        digits = Decimal(1).scaleb(-self.company_id.currency_id.decimal_places)
        return price.quantize(digits, rounding=ROUND_HALF_UP)

    @api.model
    def _for_units(self, units, kind, day):
        """The price of each unit on a day; a price for its usage comes before one for all.

        :param units: ``arrears.unit`` records
        :return: ``{unit id: fee standard}``, without the units that have no price
        """
        standards = self.search(
            [
                ("estate_id", "in", units.estate_id.ids),
                ("kind", "=", kind),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        by_key = {(record.estate_id, record.usage): record for record in standards}
        found = {
            unit.id: by_key.get((unit.estate_id, unit.usage), by_key.get((unit.estate_id, False)))
            for unit in units
        }
        return {unit_id: standard for unit_id, standard in found.items() if standard}
