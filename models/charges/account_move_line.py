from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import amount

# Makes the taxes of our line round on their own, so that its total is exact to the cent
# whatever the company's way of rounding.
ROUNDED_ALONE = "arrears,%s"


class AccountMoveLine(models.Model):
    """A discount line knows the reward it carries; one reward has one line, ever."""

    _inherit = "account.move.line"

    arrears_award_id = fields.Many2one(
        "arrears.incentive.award", string="Reward", copy=False, readonly=True, ondelete="restrict"
    )

    _arrears_award_once = models.UniqueIndex(
        "(arrears_award_id) WHERE arrears_award_id IS NOT NULL",
        "This reward is on a bill already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: nobody claims a reward by typing its number into a line."""
        if any(values.get("arrears_award_id") for values in vals_list):
            self._refuse_claim()
        return super().create(vals_list)

    def write(self, vals):
        """Extended: a line keeps its reward, and takes none by hand."""
        if "arrears_award_id" in vals:
            self._refuse_claim()
        return super().write(vals)

    def _arrears_carry(self, award):
        """Make this line the one that carries ``award``."""
        return super().write({"arrears_award_id": award.id})

    @api.model
    def _refuse_claim(self):
        raise UserError(self.env._("Rewards come onto a bill by themselves when it is posted."))

    @api.ondelete(at_uninstall=False)
    def _release_rewards(self):
        """Whoever deletes the line of a draft frees the reward for the next bill."""
        awards = self.sudo().arrears_award_id
        if awards:
            awards._release()

    def copy_data(self, default=None):
        """Mark copies of discount lines for ``account.move.copy_data``, which knows whether
        they are wanted; the mark itself never reaches a record."""
        values_list = super().copy_data(default)
        for line, values in zip(self, values_list, strict=True):
            if line.arrears_award_id:
                values["arrears_award_id"] = line.arrears_award_id.id
        return values_list

    def _arrears_kind_here(self):
        """The kind of this line as the charges see it: line, product, nearest category."""
        self.ensure_one()
        category = self.product_id.categ_id
        while category and not category.arrears_kind:
            category = category.parent_id
        return (
            self.arrears_kind
            or self.product_id.arrears_kind
            or category.arrears_kind
            or "unclassified"
        )

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

        Odoo's own reckoning for global discounts fixes net and tax, since a price before tax
        that rounds to the wanted total does not always exist (0.09 at 6 % has none).

        :param total: minor units; below zero for a discount
        """
        self.ensure_one()
        company, taxes = self.company_id, self.env["account.tax"]
        base_line = self.move_id._prepare_product_base_line_for_taxes_computation(self)
        taxes._add_tax_details_in_base_lines([base_line], company)
        taxes._round_base_lines_tax_details([base_line], company)
        (priced,) = taxes._reduce_base_lines_to_target_amount(
            [base_line],
            company,
            "fixed",
            amount(total, self.currency_id.decimal_places),
            computation_key=ROUNDED_ALONE % self.id,
        )
        taxes._fix_base_lines_tax_details_on_manual_tax_amounts([priced], company)
        priced["price_unit"] = self.currency_id.round(priced["price_unit"])
        unit, period_from, period_to = self._arrears_place()
        analytic = unit.estate_id.analytic_account_id
        return {
            "move_id": self.move_id.id,
            "display_type": "product",
            "product_id": self.product_id.id,
            "account_id": self.account_id.id,
            "product_uom_id": self.product_uom_id.id,
            "tax_ids": self.tax_ids.ids,
            "quantity": 1,
            "price_unit": priced["price_unit"],
            "extra_tax_data": taxes._export_base_line_extra_tax_data(priced),
            # Every line we book carries the analytic account of its estate.
            "analytic_distribution": {str(analytic.id): 100}
            if analytic
            else self.analytic_distribution,
            "arrears_unit_id": unit.id,
            "arrears_period_from": period_from,
            "arrears_period_to": period_to,
            "sequence": self.sequence + 1,
        }
