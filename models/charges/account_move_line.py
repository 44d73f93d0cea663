from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.money import amount, minor_units
from ...engine.pricing import cut_like, in_proportion
from ..on_demand import ON_DEMAND

# The reward that a line gives, and the one that it charges back.
REWARDS = frozenset({"arrears_award_id", "arrears_back_award_id"})


class AccountMoveLine(models.Model):
    """A discount line knows the reward it carries; one reward has one line, ever."""

    _inherit = "account.move.line"

    arrears_award_id = fields.Many2one(
        "arrears.incentive.award",
        string="Reward",
        copy=False,
        readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )

    arrears_back_award_id = fields.Many2one(
        "arrears.incentive.award",
        string="Reward charged back",
        copy=False,
        readonly=True,
        ondelete="restrict",
        prefetch=ON_DEMAND,
    )

    _arrears_award_once = models.UniqueIndex(
        "(arrears_award_id) WHERE arrears_award_id IS NOT NULL",
        "This reward is on a bill already.",
    )
    _arrears_back_award_once = models.UniqueIndex(
        "(arrears_back_award_id) WHERE arrears_back_award_id IS NOT NULL",
        "This reward is charged back already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: nobody claims a reward by typing its number into a line."""
        if any(values.get(name) for values in vals_list for name in REWARDS):
            self._refuse_claim()
        return super().create(vals_list)

    def write(self, vals):
        """Extended: a line keeps its reward, and takes none by hand."""
        if not REWARDS.isdisjoint(vals):
            self._refuse_claim()
        return super().write(vals)

    def _arrears_carry(self, awards, name="arrears_award_id"):
        """Make these lines carry ``awards``, one each, in order.

        :param name: the field, one of ``REWARDS``

        One statement past ``write``, which refuses this field to everybody and would synchronise
        every bill once more for a column that nothing depends on.
        """
        self.flush_recordset()
        column = SQL.identifier(name)
        pairs = SQL(", ").join(
            SQL("(%s, %s)", line.id, award.id) for line, award in zip(self, awards, strict=True)
        )
        self.env.execute_query(
            SQL(
                "UPDATE account_move_line line SET %s = carried.award_id"
                " FROM (VALUES %s) AS carried (line_id, award_id)"
                " WHERE line.id = carried.line_id AND line.company_id = ANY(%s)",
                column,
                pairs,
                self.company_id.ids,
            )
        )
        self.invalidate_recordset([name], flush=False)

    @api.model
    def _refuse_claim(self):
        raise UserError(self.env._("Rewards come onto a bill by themselves when it is posted."))

    @api.ondelete(at_uninstall=False)
    def _release_rewards(self):
        """Whoever deletes the line of a draft frees the reward for the next bill, and leaves one
        that it charged back to the next bill."""
        owed = self.sudo().arrears_back_award_id
        if owed:
            owed._owe_again()
        awards = self.sudo().arrears_award_id
        if awards:
            awards._release()

    def copy_data(self, default=None):
        """Mark copies of discount lines, and of lines that charge one back, for
        ``account.move.copy_data``, which knows whether they are wanted; the mark itself never
        reaches a record."""
        values_list = super().copy_data(default)
        for line, values in zip(self, values_list, strict=True):
            for name in REWARDS:
                if line[name]:
                    values[name] = line[name].id
        return values_list

    def _arrears_kind_here(self):
        """The kind of this line as the charges see it: line, product, nearest category."""
        self.ensure_one()
        return self.arrears_kind or self.product_id._arrears_kind()

    def _arrears_place(self):
        """Unit and service period of this line as the charges see them: a line with neither
        start nor end takes both from the document."""
        self.ensure_one()
        move = self.move_id
        own = self.arrears_period_from or self.arrears_period_to
        source = self if own else move
        unit = self.arrears_unit_id or move.arrears_unit_id
        return unit, source.arrears_period_from, source.arrears_period_to

    def _arrears_most_like(self, other):
        """Of these lines the one with the product of ``other``, else the largest."""
        same = self.filtered(lambda line: line.product_id == other.product_id)
        return (same or self).sorted("price_total", reverse=True)[:1]

    def _arrears_priced_like(self, total):
        """Values of a line on the same document with this line's product, account, taxes, unit
        and period, whose total with taxes is ``total`` exactly.

        :param total: minor units; below zero for a discount
        """
        self.ensure_one()
        unit, period_from, period_to = self._arrears_place()
        analytic = unit.estate_id.analytic_account_id
        return {
            "move_id": self.move_id.id,
            "display_type": "product",
            "product_id": self.product_id.id,
            "account_id": self.account_id.id,
            "product_uom_id": self.product_uom_id.id,
            "tax_ids": self.tax_ids.ids,
            **self._arrears_price(total),
            # Every line we book carries the analytic account of its estate.
            "analytic_distribution": {str(analytic.id): 100}
            if analytic
            else self.analytic_distribution,
            "arrears_unit_id": unit.id,
            "arrears_period_from": period_from,
            "arrears_period_to": period_to,
            "sequence": self.sequence + 1,
        }

    def _arrears_price(self, total):
        """Price of one piece, and price and taxes fixed as Odoo fixes them for its own global
        discounts, so that neither way of rounding moves them."""
        details = self._arrears_tax_details()
        taxes = details["taxes_data"]
        if not taxes:
            return {"quantity": 1, "price_unit": self._arrears_written(total)}
        read = [self._arrears_minor(tax["tax_amount_currency"]) for tax in taxes]
        net = self._arrears_minor(details["total_excluded_currency"])
        price, cut = cut_like(total, net, read)
        inside = sum(part for part, tax in zip(cut, taxes, strict=True) if tax["price_include"])
        return {
            "quantity": 1,
            "price_unit": self._arrears_written(price + inside),
            "extra_tax_data": {
                "computation_key": f"arrears,{self.id}",
                "currency_id": self.currency_id.id,
                "price_unit": self._arrears_written(price + inside),
                "quantity": 1.0,
                "discount": 0.0,
                "rate": 1.0,
                "manual_total_excluded_currency": self._arrears_written(price),
                "manual_total_excluded": self._arrears_written(price),
                "manual_tax_amounts": {
                    str(tax["tax"].id): self._arrears_fixed_tax(part, price, tax, net)
                    for part, tax in zip(cut, taxes, strict=True)
                },
            },
        }

    def _arrears_fixed_tax(self, part, price, tax, net):
        """One tax as ``extra_tax_data`` holds it; a tax on another tax keeps its larger base."""
        base = in_proportion(self._arrears_minor(tax["base_amount_currency"]), net, price)
        tax_amount, base_amount = self._arrears_written(part), self._arrears_written(base)
        return {
            "tax_amount_currency": tax_amount,
            "tax_amount": tax_amount,
            "base_amount_currency": base_amount,
            "base_amount": base_amount,
        }

    def _arrears_tax_details(self):
        """How Odoo itself cuts this line into price and taxes."""
        engine = self.env["account.tax"]
        base_line = self.move_id._prepare_product_base_line_for_taxes_computation(self)
        engine._add_tax_details_in_base_line(base_line, self.company_id)
        engine._round_base_lines_tax_details([base_line], self.company_id)
        return base_line["tax_details"]

    def _arrears_minor(self, value):
        return minor_units(value, self.currency_id.decimal_places)

    def _arrears_written(self, minor):
        return amount(minor, self.currency_id.decimal_places)
