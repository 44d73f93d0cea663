from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine.money import amount as money
from ...engine.money import decimal_of, minor_units
from .dated import check_at_end, first_overlap, period_text

_CONTENT = frozenset(
    {"unit_id", "product_id", "date_from", "date_to", "reading_from", "reading_to", "price",
     "amount", "price_basis"}
)  # fmt: skip


def _charged_twice(env, _diagnostics):
    return env._(
        "This unit has a charge for the same product on some of these days already: correct that "
        "one, or choose other days."
    )


class ArrearsMeteredCharge(models.Model):
    """Water, power and the like of one unit: two readings and a price, or an amount.

    It is collected for the utility and passed through as it is: no handling fee may be added
    (State Council Property Management Regulations art. 44). The next billing run puts it on the
    bill of whoever pays such charges of the unit. Meters themselves are kept elsewhere.
    """

    _name = "arrears.metered.charge"
    _description = "Metered charge"
    _order = "date_to desc, unit_id, id"
    _check_company_auto = True

    unit_id = fields.Many2one("arrears.unit", required=True, index=True, ondelete="restrict")
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain=[("sale_ok", "=", True)],
        help="E.g. water, power, heating.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True)
    reading_from = fields.Float(string="First reading", digits=(16, 3))
    reading_to = fields.Float(string="Last reading", digits=(16, 3))
    quantity = fields.Float(
        string="Consumption", digits=(16, 3), compute="_compute_quantity", store=True
    )
    price = fields.Float(
        string="Unit price", digits=(12, 4), help="What the utility charges for one unit."
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="Consumption × price; entered by hand where there are no readings.",
    )
    price_basis = fields.Char(
        string="Price basis",
        required=True,
        help="The tariff or filing that sets the price; without one the charge is not dunned.",
    )
    billing_line_ids = fields.One2many("arrears.billing.line", "metered_charge_id", readonly=True)
    bill_id = fields.Many2one("account.move", compute="_compute_bill")

    _charged_once = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&,"
        " int4range(product_id, product_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
        _charged_twice,
    )
    _in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )

    @api.depends("unit_id", "product_id", "date_from", "date_to")
    def _compute_display_name(self):
        for charge in self:
            days = period_text(charge) if charge.date_from else ""
            parts = (charge.unit_id.name, charge.product_id.name, days)
            charge.display_name = " · ".join(filter(None, parts))

    @api.depends("reading_from", "reading_to")
    def _compute_quantity(self):
        for charge in self:
            consumed = decimal_of(charge.reading_to) - decimal_of(charge.reading_from)
            charge.quantity = float(consumed)

    @api.depends("quantity", "price", "currency_id")
    def _compute_amount(self):
        for charge in self:
            if charge.quantity and charge.price:
                charge.amount = money(*charge._reckoned())

    @api.depends("billing_line_ids.state")
    def _compute_bill(self):
        for charge in self:
            standing = charge.billing_line_ids.filtered(lambda line: line.state == "billed")
            charge.bill_id = standing[:1].sudo().move_id

    def _reckoned(self):
        """Consumption × price in minor units, rounded once, and the currency's decimals."""
        digits = self.currency_id.decimal_places
        return minor_units(decimal_of(self.quantity) * decimal_of(self.price), digits), digits

    @api.constrains("reading_from", "reading_to", "price", "amount")
    def _check_amount(self):
        """The amount is what the readings say, and nothing on top."""
        for charge in self:
            values = {"unit": charge.unit_id.name, "product": charge.product_id.name}
            if charge.quantity < 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s of unit %(unit)s: the last reading is below the first. Where "
                        "the meter was changed, enter a charge for each meter.",
                        **values,
                    )
                )
            if charge.quantity and not charge.price:
                raise ValidationError(
                    self.env._(
                        "%(product)s of unit %(unit)s: readings need a unit price.", **values
                    )
                )
            if charge.currency_id.compare_amounts(charge.amount, 0) <= 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s of unit %(unit)s: enter two readings and a price, or an "
                        "amount above zero.",
                        **values,
                    )
                )
            charge._check_nothing_added(values)

    def _check_nothing_added(self, values):
        if not (self.quantity and self.price):
            return
        reckoned = money(*self._reckoned())
        if self.currency_id.compare_amounts(self.amount, reckoned):
            raise ValidationError(
                self.env._(
                    "%(product)s of unit %(unit)s: consumption × price is %(reckoned)s, not "
                    "%(amount)s. What is collected for a utility bears no handling fee.",
                    reckoned=reckoned,
                    amount=self.amount,
                    **values,
                )
            )

    @api.constrains("unit_id", "product_id", "date_from", "date_to")
    def _check_once(self):
        """Refuse the same product of a unit twice on one day, with the names of both."""
        siblings = self.search(
            [("unit_id", "in", self.unit_id.ids), ("product_id", "in", self.product_id.ids)]
        )
        for same in siblings.grouped(lambda charge: (charge.unit_id, charge.product_id)).values():
            pair = first_overlap(same)
            if pair:
                earlier, later = pair
                raise ValidationError(
                    self.env._(
                        "%(product)s of unit %(unit)s is charged twice on the same days: "
                        "%(first)s and %(second)s.",
                        product=earlier.product_id.name,
                        unit=earlier.unit_id.name,
                        first=period_text(earlier),
                        second=period_text(later),
                    )
                )
        check_at_end(self.env, self._charged_once.full_name(self))

    @api.model
    def _to_bill(self, units, until):
        """Charges of units that ended by a day and are on no bill that stands."""
        return self.search(
            Domain("unit_id", "in", units.ids)
            & Domain("date_to", "<=", until)
            & Domain("billing_line_ids", "not any", [("state", "=", "billed")]),
            order="unit_id, date_from, id",
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Enter charges; an empty amount, as of an empty cell of a spreadsheet, is reckoned."""
        return super().create(
            [
                {name: value for name, value in vals.items() if name != "amount" or value}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Refuse to change what a bill says."""
        if not _CONTENT.isdisjoint(vals):
            self._refuse_billed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._refuse_billed()
        # What a preview or an undone bill said about them goes with the preview, and stays there.
        if self.sudo().billing_line_ids.filtered(lambda line: line.state == "freed"):
            raise UserError(self.env._("A charge that was billed once is kept as proof."))
        self.sudo().billing_line_ids.unlink()

    def _refuse_billed(self):
        for charge in self:
            if charge.sudo().bill_id:
                raise UserError(
                    self.env._(
                        "%(charge)s is on bill %(bill)s: cancel or credit that bill first.",
                        charge=charge.display_name,
                        bill=charge.sudo().bill_id.name,
                    )
                )
