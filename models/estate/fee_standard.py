from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.billing_calendar import month_end
from ...engine.money import decimal_of
from ...engine.payers import WHOLE_MONTH
from ...engine.period_text import period_text as period_of_service
from .dated import check_at_end, first_overlap, period_text
from .unit import USAGES

KINDS = [("principal", "Service fee"), ("pass_through", "Water, power and the like")]
BASES = [
    ("per_area_month", "Per m² and month"),
    ("fixed_month", "Per unit and month"),
    ("share_of_amount", "Share of an amount"),
]


def _plain_decimal(number):
    """A number with two decimals, or more where it has them: 2.8 → ``2.80``, 1.345 → ``1.345``."""
    whole, __, decimals = format(decimal_of(number or 0).normalize(), "f").partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def _whole_months(first, last):
    return first.day == 1 and last == month_end(last)


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
    usage = fields.Selection(
        USAGES, help="Empty: for every unit without a price of its own for the same product."
    )
    kind = fields.Selection(KINDS, required=True, default="principal")
    product_id = fields.Many2one("product.product", ondelete="restrict", check_company=True)
    basis = fields.Selection(BASES, required=True, default="per_area_month")
    price = fields.Float(
        digits=(12, 4),
        required=True,
        default=0,
        help="In the company's currency. Prices per m² may have more decimals than the currency.",
    )
    area_basis = fields.Selection(
        [("built", "Area billed"), ("usable", "Usable area")],
        string="Area",
        default="built",
        help="Which area of the unit counts for a price per m² and for a share by area.",
    )
    total_amount = fields.Monetary(
        string="Amount to share",
        help="What all units together are charged for the days of this price.",
    )
    share_by = fields.Selection(
        [("area", "By area"), ("unit", "By unit")],
        string="Shared",
        default="area",
        help="By area: in proportion to the area. By unit: every unit the same.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", help="The last day. Empty: until further notice.")
    legal_basis = fields.Char(
        string="Legal basis",
        required=True,
        help="Clause of the contract, or number of the filed price.",
    )

    # The hash stands for "the same usage, kind and product"; see arrears.ownership for the ranges.
    _one_price = models.Constraint(
        "EXCLUDE USING gist (int4range(estate_id, estate_id, '[]') WITH &&,"
        " int8range(hashtextextended(COALESCE(usage, '') || '/' || kind || '/' ||"
        " COALESCE(product_id, 0)::text, 0),"
        " hashtextextended(COALESCE(usage, '') || '/' || kind || '/' ||"
        " COALESCE(product_id, 0)::text, 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
        "Two prices hold for the same usage on the same day: end the first before the next begins.",
    )
    _amount_to_share = models.Constraint(
        "CHECK (basis <> 'share_of_amount' OR (total_amount > 0 AND date_to IS NOT NULL"
        " AND share_by IS NOT NULL))",
        "An amount to share needs the amount, how it is shared, and the last day it is for.",
    )
    _price_positive = models.Constraint("CHECK (price >= 0)", "A price cannot be negative.")
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )

    @api.depends("estate_id", "usage", "price", "basis", "total_amount")
    def _compute_display_name(self):
        for standard in self:
            standard.display_name = f"{standard.estate_id.name or ''} {standard._price_text()}"

    @api.constrains("estate_id", "usage", "kind", "product_id", "date_from", "date_to")
    def _check_no_overlap(self):
        """Refuse two prices for the same usage, kind and product of an estate on the same day."""
        siblings = self.search([("estate_id", "in", self.estate_id.ids)])
        same = siblings.grouped(
            lambda record: (record.estate_id, record.usage, record.kind, record.product_id)
        )
        for versions in same.values():
            pair = first_overlap(versions)
            if pair:
                raise ValidationError(self._overlap_message(*pair))
        check_at_end(self.env, self._one_price.full_name(self))

    @api.constrains("basis", "date_from", "date_to", "estate_id")
    def _check_share_of_whole_months(self):
        """Where a month begun counts as a whole, an amount is shared over whole months."""
        for standard in self:
            if (
                standard.basis == "share_of_amount"
                and standard.estate_id.part_month == WHOLE_MONTH
                and not _whole_months(standard.date_from, standard.date_to)
            ):
                raise ValidationError(
                    self.env._(
                        "Estate %(estate)s bills whole months: share the amount over whole months "
                        "as well, from the first of a month to the last day of one.",
                        estate=standard.estate_id.name,
                    )
                )

    @api.constrains("estate_id", "usage", "kind", "basis", "price", "date_from", "date_to")
    def _check_guided(self):
        self.estate_id._check_guided_prices()

    @api.model
    def _plain_price(self, price):
        """A price without its currency, as people write it: ``2.80``, ``1.345``."""
        return _plain_decimal(price)

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
        """The price alone, as owners read it, e.g. ``2.80 a m² and month``."""
        if self.basis == "share_of_amount":
            return self._share_text()
        price = _plain_decimal(self.price)
        if self.basis == "fixed_month":
            return self.env._("%(price)s a unit and month", price=price)
        if self.area_basis == "usable":
            return self.env._("%(price)s a m² of usable area and month", price=price)
        return self.env._("%(price)s a m² and month", price=price)

    def _share_text(self):
        values = {
            "amount": _plain_decimal(self.total_amount),
            "period": period_of_service(self.date_from, self.date_to),
        }
        if self.share_by == "unit":
            return self.env._("equal share of %(amount)s for %(period)s", **values)
        return self.env._("share of %(amount)s for %(period)s by area", **values)

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
        price = decimal_of(self.price)
        if self.basis == "per_area_month":
            price *= decimal_of(area)
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
