from odoo import models
from odoo.tools import SQL

from ..engine.collection_rate import percent
from ..engine.money import minor_units

# More places than any currency has, so that a quotient of rounded amounts is exact.
PLACES = 6


class ArrearsRateRatios(models.AbstractModel):
    """Rates that are right at every grouping: the quotient of sums, never a mean of quotients.

    ``_ratios`` says for each rate which stored figures are added up above and below the line; a
    minus sign takes one away. ``currency_id`` is that of the amounts.
    """

    _name = "arrears.rate.ratios"
    _description = "Rates as quotients of sums"

    _ratios = {}

    def _compute_rates(self):
        for record in self:
            for name, (above, below) in self._ratios.items():
                record[name] = percent(record._exact_sum(above), record._exact_sum(below))

    def _exact_sum(self, names):
        """Sum of figures of one record as a whole number of millionths."""
        return sum(
            -minor_units(self[name[1:]], PLACES)
            if name.startswith("-")
            else minor_units(self[name], PLACES)
            for name in names
        )

    def _read_group_select(self, aggregate_spec, query):
        """Extended: a rate of a group is that of its sums, and empty without a denominator."""
        name, _, function = aggregate_spec.partition(":")
        if name not in self._ratios or function not in ("avg", "sum"):
            return super()._read_group_select(aggregate_spec, query)
        above, below = (self._sql_sum(names, query) for names in self._ratios[name])
        return SQL(
            "CASE WHEN %(one)s"
            " THEN ROUND((100 * %(above)s / NULLIF(GREATEST(%(below)s, 0), 0))::numeric, 2) END",
            one=self._sql_one_currency(self._ratios[name][1], query),
            above=above,
            below=below,
        )

    def _sql_one_currency(self, names, query):
        """Amounts of several currencies have no sum, so there is no rate of them either."""
        if all(self._fields[name.removeprefix("-")].type != "monetary" for name in names):
            return SQL("TRUE")
        currency = self._field_to_sql(self._table, "currency_id", query)
        return SQL("COUNT(DISTINCT %s) < 2", currency)

    def _sql_sum(self, names, query):
        terms = []
        for name in names:
            column = self._field_to_sql(self._table, name.removeprefix("-"), query)
            total = SQL("COALESCE(SUM(%s)::numeric, 0)", column)
            terms.append(SQL("- %s", total) if name.startswith("-") else SQL("+ %s", total))
        return SQL("(0 %s)", SQL(" ").join(terms))
