from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL

from ...engine.limitation import DEFAULT_YEARS
from .charge_as_of_sql import credits_statement, figures_statement
from .planner import no_blind_nested_loops

FIGURES = (
    "charge_id", "move_id", "line_id", "account_id", "debtor_id", "unit_id", "estate_id",
    "building", "usage", "area", "period_from", "period_to", "kind", "due_rank", "due_date",
    "issued_on", "limitation_date", "price_basis", "no_followup", "original", "credited",
    "waived", "written_off", "transferred", "paid", "remaining",
)  # fmt: skip
CREDITS = (
    "line_id", "move_id", "account_id", "debtor_id", "unit_id", "kind", "move_type", "day",
    "original", "applied", "remaining",
)  # fmt: skip
AMOUNTS = frozenset(
    {"original", "credited", "waived", "written_off", "transferred", "paid", "applied", "remaining"}
)

ChargeFigures = namedtuple("ChargeFigures", FIGURES)
CreditFigures = namedtuple("CreditFigures", CREDITS)

# Large enough that the planner is told not to take the sets for tiny.
WHOLE_COMPANY = 10**6


class ArrearsCharge(models.Model):
    """Charges of a past day. Nothing is stored: the ledger is read as it stood."""

    _inherit = "arrears.charge"

    @api.model
    def _figures_on(self, company, day, kinds=None, basis="value"):
        """What every charge was and what became of it until a day.

        ``original = credited + waived + written_off + transferred + paid + remaining``, in minor
        units of the company's currency (whole numbers: Odoo's cursor would make floats of
        amounts).

        :param company: one ``res.company``; a branch is a company of its own
        :param basis: ``value``: money by value date; ``ledger``: by accounting date
        :return: list of ``ChargeFigures``; ``charge_id`` is None where today's ledger has no
            such charge
        """
        return self._figures(
            ChargeFigures, company, self._figures_statement(company, day, basis, kinds)
        )

    @api.model
    def _credits_on(self, company, day, basis="value"):
        """Every credit on receivable accounts and what it was applied to until a day.

        Amounts in minor units, as in ``_figures_on``.

        :return: list of ``CreditFigures``
        """
        return self._figures(CreditFigures, company, credits_statement(company, day, basis))

    @api.model
    def _figures_statement(self, company, day, basis="value", kinds=None, lines=None):
        """SQL of ``_figures_on`` as a sub-select, for reports that sum it where it is.

        Here amounts are ``numeric`` in the company's currency.
        """
        return figures_statement(company, day, basis, kinds, lines, DEFAULT_YEARS)

    @api.model
    def _figures(self, row, company, statement):
        self.env.flush_all()
        factor = 10**company.currency_id.decimal_places
        columns = SQL(", ").join(
            SQL("(%s * %s)::bigint", SQL.identifier("figures", name), factor)
            if name in AMOUNTS
            else SQL.identifier("figures", name)
            for name in row._fields
        )
        query = SQL("SELECT %s FROM (%s) figures", columns, statement)
        with no_blind_nested_loops(self.env, WHOLE_COMPANY):
            return [row(*values) for values in self.env.execute_query(query)]
