from collections import defaultdict, namedtuple
from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ..engine.collection_rate import Claim
from ..engine.service_months import NOTHING, Figures
from ..models.ledger.charge_as_of_sql import REDUCTION_DAY
from ..models.ledger.planner import no_blind_nested_loops

KIND = "principal"
AMOUNTS = Figures._fields
NAMED = (
    "charge_id", "line_id", "unit_id", "estate_id", "building", "usage", "area", "period_from",
    "period_to", "limitation_date", "issued_on",
)  # fmt: skip
# A charge on the day of the report, and what a line of the report is for.
Row = namedtuple("Row", (*NAMED, "figures"))
Grain = namedtuple("Grain", "company_id estate_id building usage collector_id")
# The charges of a company on a day, each with its grain, and those that were otherwise on
# earlier days: ``{day: {key: Figures}}``.
Stand = namedtuple("Stand", "company rows earlier")

# What was settled long ago has no say any more.
ALIVE = """
COALESCE(period_to, period_from, 'infinity'::date) >= %(start)s OR remaining <> 0
OR issued_on > %(since)s OR line_id IN (%(moved)s)
OR charge_id IN (SELECT charge_id FROM arrears_year_close_line WHERE company_id = %(company)s)
"""
# Receivables that something reduced after one day and by another.
MOVED = f"""
SELECT partial.debit_move_id FROM account_partial_reconcile partial
  JOIN account_move_line credit ON credit.id = partial.credit_move_id
  JOIN account_move note ON note.id = credit.move_id
  JOIN account_move_line debit ON debit.id = partial.debit_move_id
 WHERE debit.company_id = %(company)s
   AND {REDUCTION_DAY["value"]} > %(since)s AND {REDUCTION_DAY["value"]} <= %(until)s
"""


class ArrearsRateReport(models.Model):
    """Where the figures come from: charges as they stood on the days, and whose they are.

    The whole book is read once, as it stood on the day of the report. For earlier days only what
    moved in between is read again: everything else was then what it is now, or did not exist.
    """

    _inherit = "arrears.rate.report"

    @api.model
    def _companies(self, company):
        """The company with its branches."""
        return self.env["res.company"].sudo().search([("id", "child_of", company.id)], order="id")

    @api.model
    def _eve(self, cut):
        """The last day of the year before."""
        return date(cut.year - 1, 12, 31)

    @api.model
    def _stand(self, company, cuts):
        """The charges of one company on the day of the first cut and on the days of the others.

        :param company: one ``res.company``, without its branches
        :param cuts: ``engine.collection_rate.Cut``, none later than the first
        :return: ``Stand``
        """
        self.env.flush_all()
        day = cuts[0].day
        first = min(cut.year for cut in cuts)
        since = date(first - 1, 12, 31)
        alive = SQL(
            ALIVE, start=date(first, 1, 1), since=since, company=company.id,
            moved=self._moved(company, since, day),
        )  # fmt: skip
        collectors = self._collectors(company)
        rows = [
            (row, self._grain(company, row, collectors))
            for row in self._read(company, day, where=alive)
        ]
        others = {other for cut in cuts for other in (cut.day, self._eve(cut))} - {day}
        return Stand(
            company,
            rows,
            {
                other: {
                    self._key(row): row.figures
                    for row in self._read(company, other, moved_until=day)
                }
                for other in others
            },
        )

    @api.model
    def _read(self, company, day, where=None, moved_until=None):
        """Charges as they stood on a day, in minor units: whole numbers, as no float may be.

        :param where: SQL condition on the rows
        :param moved_until: only receivables that something reduced after the day, by this one
        """
        moved = moved_until and SQL("line.id IN (%s)", self._moved(company, day, moved_until))
        statement = (
            self.env["arrears.charge"]
            .sudo()
            ._figures_statement(company, day, kinds=[KIND], lines=moved)
        )
        factor = 10**company.currency_id.decimal_places
        named = [SQL.identifier(name) for name in NAMED]
        named[NAMED.index("area")] = SQL("(area * 100)::bigint")
        amounts = [SQL("(%s * %s)::bigint", SQL.identifier(name), factor) for name in AMOUNTS]
        query = SQL(
            "SELECT %s FROM (%s) figures WHERE %s",
            SQL(", ").join([*named, *amounts]),
            statement,
            where or SQL("TRUE"),
        )
        with no_blind_nested_loops(self.env, 10**6):
            found = self.env.execute_query(query)
        count = len(NAMED)
        return [Row(*values[:count], Figures(*values[count:])) for values in found]

    @api.model
    def _moved(self, company, since, until):
        return SQL(MOVED, company=company.id, since=since, until=until)

    @api.model
    def _key(self, row):
        return row.line_id, row.unit_id, row.period_from, row.period_to

    # ------------------------------------------------------------------
    # What the engine reckons with
    # ------------------------------------------------------------------

    @api.model
    def _claims(self, stand, cut, excluded=()):
        """What the rates of one company are made of.

        :param excluded: ids of units that the adjusted rate leaves out
        :return: ``{Grain: [Claim]}``
        """
        claims = defaultdict(list)
        for _row, grain, claim in self._facts(stand, cut, excluded):
            claims[grain].append(claim)
        return claims

    @api.model
    def _facts(self, stand, cut, excluded=()):
        """Each charge that has a say on a cut: ``(Row or FrozenLine, Grain, Claim)``"""
        frozen = self.env["arrears.year.close"]._frozen(stand.company, cut.year - 1)
        start, eve = date(cut.year, 1, 1), self._eve(cut)
        for row, grain in stand.rows:
            now = self._figures_on_day(stand, row, cut.day)
            before = self._figures_on_day(stand, row, eve)
            left = None if frozen is None else frozen.pop(row.charge_id, None)
            if now is None:
                if left:
                    yield row, grain, self._claim(row, NOTHING, NOTHING, left.amount, excluded)
                continue
            end = row.period_to or row.period_from or start
            if end < start and before == now and not now.remaining and not left:
                continue
            opening = None if frozen is None else left.amount if left else 0
            yield row, grain, self._claim(row, now, before or NOTHING, opening, excluded)
        collectors = self._collectors(stand.company) if frozen else {}
        for line in (frozen or {}).values():
            # Frozen then, and gone since.
            grain = self._grain(stand.company, line, collectors)
            yield line, grain, self._claim(line, NOTHING, NOTHING, line.amount, excluded)

    @api.model
    def _figures_on_day(self, stand, row, day):
        """A charge's figures on the day of a stand or an earlier one; None: it was not there."""
        if row.issued_on > day:
            return None
        earlier = stand.earlier.get(day)
        return row.figures if not earlier else earlier.get(self._key(row), row.figures)

    @api.model
    def _claim(self, row, now, before, opening, excluded):
        return Claim(
            row.period_from, row.period_to, now, before, opening, row.limitation_date,
            row.unit_id, row.area or 0, row.unit_id in excluded,
        )  # fmt: skip

    @api.model
    def _grain(self, company, row, collectors):
        collector = collectors.get(("unit", row.unit_id)) or collectors.get(row.estate_id)
        return Grain(company.id, row.estate_id, row.building or None, row.usage, collector)

    @api.model
    def _collectors(self, company):
        """Who answers for a unit: whoever has its open card, else the estate's collector.

        :return: ``{("unit", unit id) or estate id: user id}``
        """
        cards = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (unit_id) unit_id, user_id FROM arrears_case
                 WHERE company_id = %s AND unit_id IS NOT NULL AND user_id IS NOT NULL
                   AND state <> 'closed'
              ORDER BY unit_id, id DESC
                """,
                company.id,
            )
        )
        estates = self.env.execute_query(
            SQL(
                "SELECT id, default_collector_id FROM arrears_estate WHERE company_id = %s",
                company.id,
            )
        )
        return {**{("unit", unit): user for unit, user in cards}, **dict(estates)}

    @api.model
    def _excluded_units(self, company, day):
        """Units that the adjusted rate leaves out, and why; a dispute goes before the developer.

        A unit counts as the developer's, in dispute or before a court as it stood on the day;
        of the stage of a card only the present is known.

        :return: ``{unit id: reason}``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT unit_id, 'developer' FROM arrears_ownership
                 WHERE company_id = %(company)s AND role = 'developer'
                   AND date_from <= %(day)s AND (date_to IS NULL OR date_to >= %(day)s)
                 UNION ALL
                SELECT card.unit_id, 'dispute' FROM arrears_hold hold
                  JOIN arrears_case card ON card.id = hold.case_id
                 WHERE hold.company_id = %(company)s AND hold.type = 'dispute'
                   AND card.unit_id IS NOT NULL AND hold.date_from <= %(day)s
                   AND (hold.date_until IS NULL OR hold.date_until >= %(day)s)
                   AND (hold.lifted_on IS NULL OR hold.lifted_on > %(day)s)
                 UNION ALL
                SELECT card.unit_id, 'litigation' FROM arrears_case card
                  JOIN arrears_stage stage ON stage.id = card.stage_id
                 WHERE card.company_id = %(company)s AND stage.code = 'legal'
                   AND card.unit_id IS NOT NULL AND card.state <> 'closed'
                """,
                company=company.id,
                day=day,
            )
        )
        return dict(rows)
