from odoo import api, fields, models
from odoo.tools import SQL

from .case_refresh_sql import refresh_statement, stale_statement


class ArrearsCase(models.Model):
    """Cards from charges, set by set: made, changed, reopened and closed by one statement.

    Only rows that differ are written. ``today`` is always given, never the database's own.
    """

    _inherit = "arrears.case"

    def _refresh_cases(self):
        """Rebuild the figures of these cards now, after a hold or a rule changed."""
        for company, cases in self.sudo().grouped("company_id").items():
            cases._refresh_from_charges(company, cases.debtor_id.ids, company._arrears_today())

    @api.model
    def _refresh_from_charges(self, company, debtor_ids, today):
        """Make the cards of a company agree with its charges, by one query.

        :param company: one ``res.company``
        :param debtor_ids: ids of debtors, or None for all of the company
        :param today: the company's date; a charge is overdue from the day after its due date
        :return: the cards that changed
        """
        self._flush_sources()
        rows = self.env.execute_query(
            refresh_statement(
                company, debtor_ids, today, self.env.uid, fields.Datetime.now(),
                self._answers_owed(company), self._figures_of_rooms(company, debtor_ids),
            )
        )  # fmt: skip
        touched = self.sudo().browse(row[0] for row in rows)
        if touched:
            # Everything pending on these models was flushed before the statement.
            for model in ("arrears.case", "arrears.case.episode", "arrears.hold"):
                self.env[model].invalidate_model(flush=False)
            # Known here, and asked for by every room that looks at the cards next.
            self._fields["company_id"]._update_cache(touched, company.id)
            with_tasks = self.sudo().browse(case_id for case_id, has_task in rows if has_task)
            with_tasks.activity_ids.filtered("automated").unlink()
            touched._after_refresh(today)
        return touched

    @api.model
    def _stale_card_debtors(self, company, today):
        """Debtors of a company whose cards a refresh would change, by one query that writes not.

        :return: set of ids of debtors
        """
        self._flush_sources()
        statement = stale_statement(company, today, self._answers_owed(company))
        return {debtor for (debtor,) in self.env.execute_query(statement)}

    @api.model
    def _flush_sources(self):
        """What the statement reads has to be in the database first."""
        for model in (
            *("arrears.case", "arrears.case.episode", "arrears.hold", "arrears.promise"),
            "arrears.legal.proposal",
            "arrears.stage",
        ):
            self.env[model].flush_model()
        self.env["arrears.estate"].flush_model(["default_collector_id"])
        self.env["mail.activity"].flush_model(["automated", "res_model", "res_id"])

    @api.model
    def _answers_owed(self, company):
        """Hook: the cards whose debtor waits for an answer of ours, as a query of ``case_id`` and
        ``code``, one of ``engine.priority.ANSWERS_OWED``. Rooms add theirs by ``UNION ALL``."""
        return SQL("SELECT NULL::integer AS case_id, NULL::varchar AS code WHERE FALSE")

    @api.model
    def _figures_of_rooms(self, company, debtor_ids):
        """Hook: figures that other rooms keep on changed and new cards, within the one statement.

        :return: list of ``case_refresh_rooms.RoomFigures``
        """
        return []

    def _after_refresh(self, today):
        """Hook: called with the cards that a refresh changed. Rooms extend it, set by set.

        It runs at the end of an accountant's transaction: at most one query each.
        """

    @api.model
    def _update_figures(self, values_by_case):
        """Write figures of many cards by one statement, touching only rows that differ.

        :param values_by_case: ``{case id: {field: value}}``, the same fields for each card
        """
        if not values_by_case:
            return
        names = list(next(iter(values_by_case.values())))
        columns = [
            SQL(
                "%s::%s[]",
                [values[name] for values in values_by_case.values()],
                SQL(self._fields[name].column_type[1]),
            )
            for name in names
        ]
        self.flush_model(names)
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_case c SET %(set)s, write_date = %(now)s"
                " FROM unnest(%(ids)s::integer[], %(columns)s) AS v (id, %(names)s)"
                " WHERE c.id = v.id AND (%(old)s) IS DISTINCT FROM (%(new)s)",
                set=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("v", name))
                    for name in names
                ),
                now=fields.Datetime.now(),
                ids=list(values_by_case),
                columns=SQL(", ").join(columns),
                names=SQL(", ").join(SQL.identifier(name) for name in names),
                old=SQL(", ").join(SQL.identifier("c", name) for name in names),
                new=SQL(", ").join(SQL.identifier("v", name) for name in names),
            )
        )
        self.browse(values_by_case).invalidate_recordset(names, flush=False)
