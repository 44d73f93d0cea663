from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...engine.fapiao import by_rate
from ...engine.money import amount as money
from ...engine.money import minor_units, spread

# Red letters that nobody can take back any more.
TAKEN_BACK = ("exporting", "issued")


class ArrearsFapiaoLine(models.Model):
    """So much of one charge under one tax rate, on one fapiao. Below zero on a red letter."""

    _name = "arrears.fapiao.line"
    _description = "Line of a fapiao"
    _order = "fapiao_id, id"
    _rec_name = "item"
    _check_company_auto = True

    fapiao_id = fields.Many2one(
        "arrears.fapiao", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="fapiao_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        related="fapiao_id.debtor_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(related="fapiao_id.state", store=True, precompute=True)
    is_red = fields.Boolean(related="fapiao_id.is_red", store=True, precompute=True)
    charge_id = fields.Many2one(
        "arrears.charge", required=True, readonly=True, index=True, ondelete="restrict"
    )
    move_id = fields.Many2one(
        "account.move", string="Bill", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    blue_line_id = fields.Many2one(
        "arrears.fapiao.line",
        string="Takes back",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    # As they were: what stands on a fapiao does not follow the books.
    unit_id = fields.Many2one("arrears.unit", readonly=True, ondelete="restrict")
    item = fields.Char(string="Fapiao item", required=True, readonly=True)
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    tax_rate = fields.Float(string="Tax rate (%)", digits=(5, 2), readonly=True, aggregator=False)
    amount = fields.Monetary(string="Amount with tax", required=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    period_text = fields.Char(string="Period", compute="_compute_period_text")

    # Nobody asks twice for the same: the second of two clerks meets this index.
    _asked_once = models.UniqueIndex(
        "(charge_id, tax_rate) WHERE is_red IS NOT TRUE AND state IN ('asked', 'exporting')",
        "A fapiao for this charge is asked for already. Open it among the fapiao to issue.",
    )
    _sign = models.Constraint(
        "CHECK (amount <> 0 AND (amount < 0) = (is_red IS TRUE))",
        "A fapiao is about more than nothing; withdraw the request instead.",
    )

    @api.depends("period_from", "period_to")
    @api.depends_context("lang")
    def _compute_period_text(self):
        for line in self:
            days = [day for day in (line.period_from, line.period_to) if day]
            line.period_text = " – ".join(format_date(self.env, day) for day in days)

    def write(self, vals):
        """Extended: before the list goes out the amount may be lowered; its tax follows.

        :raises UserError: anything else is changed, or the request is on its way
        """
        if not self.env.context.get("arrears_fapiao_follows"):
            if set(vals) - {"amount"}:
                raise UserError(self.env._("Only the amount of a line may be changed."))
            for fapiao in self.fapiao_id:
                if fapiao._is_frozen():
                    fapiao._refuse_change()
        result = super().write(vals)
        if "amount" in vals:
            self._follow_amount()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_its_way(self):
        follows = self.env.context.get("arrears_fapiao_follows")
        for fapiao in self.fapiao_id:
            if fapiao.state != "asked" or (fapiao.is_red and not follows):
                fapiao._refuse_change()

    def _follow_amount(self):
        """The tax in a changed amount; never more than is billed and not invoiced yet."""
        left = self.fapiao_id._left_to_invoice(self.charge_id, besides=self)
        for line in self.filtered(lambda one: not one.is_red):
            digits = line.currency_id.decimal_places
            wanted = minor_units(line.amount, digits)
            if wanted > left.get(line.charge_id.id, 0):
                raise ValidationError(
                    self.env._(
                        "%(item)s: no more than %(left)s is billed and without a fapiao.",
                        item=line.item,
                        left=line.currency_id.format(money(left[line.charge_id.id], digits)),
                    )
                )
            line._set_tax(wanted, digits)

    def _set_tax(self, wanted, digits):
        booked = self.fapiao_id._booked_by_rate(self.charge_id)
        rate = next((key for key in booked if float(key) == self.tax_rate), None)
        tax = by_rate(wanted, {rate: booked[rate]})[rate][1] if rate else 0
        follows = self.with_context(arrears_fapiao_follows=True)
        follows.write({"amount_tax": money(tax, digits)})

    # ------------------------------------------------------------------
    # Red letters
    # ------------------------------------------------------------------

    def _same_item(self):
        """Values of the line of a red letter that answers to this line, but the amounts."""
        return {
            "blue_line_id": self.id,
            "charge_id": self.charge_id.id,
            "move_id": self.move_id.id,
            "unit_id": self.unit_id.id,
            "item": self.item,
            "period_from": self.period_from,
            "period_to": self.period_to,
            "tax_rate": self.tax_rate,
        }

    def _tax_taken_back(self, part):
        """The tax in so much of this line, below zero, as the float of a field.

        The last red letter of a line takes back what is left of its tax, to the cent.

        :param part: minor units
        """
        digits = self.currency_id.decimal_places
        whole = minor_units(self.amount, digits)
        tax = minor_units(self.amount_tax, digits)
        earlier = self.search([("blue_line_id", "=", self.id), ("state", "in", TAKEN_BACK)])
        gone = sum(-minor_units(line.amount, digits) for line in earlier)
        tax_gone = sum(-minor_units(line.amount_tax, digits) for line in earlier)
        left, tax_left = whole - gone, tax - tax_gone
        return money(-spread(part, [left - tax_left, tax_left])[1] if part < left else -tax_left,
                     digits)  # fmt: skip
