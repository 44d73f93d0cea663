from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.gates import PURSUED_KINDS
from ...engine.priority import LIMITATION_NEAR_DAYS, MORE_THAN_A_YEAR

# Figure → its expression over the overdue charges ``ch`` of one debtor and unit.
_BY_KIND = {
    "amount_principal": "principal",
    "amount_late_fee": "late_fee",
    "amount_pass_through": "pass_through",
    "amount_deposit": "deposit",
    "amount_cost": "cost",
    "amount_unclassified": "unclassified",
}
_BY_AGE = {
    "age_1_30": (1, 30),
    "age_31_90": (31, 90),
    "age_91_180": (91, 180),
    "age_181_365": (181, 365),
    "age_over_365": (366, None),
}
_AMOUNTS = (*_BY_KIND, *_BY_AGE, "amount_overdue", "amount_held", "amount_pursued")
_COLUMNS = (
    *_AMOUNTS,
    "estate_id",
    "state",
    "oldest_due_date",
    "limitation_date",
    "charge_count",
    "urgency",
)


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
        """Make the cards of a company agree with its charges.

        :param company: one ``res.company``
        :param debtor_ids: ids of debtors, or None for all of the company
        :param today: the company's date; a charge is overdue from the day after its due date
        :return: the cards that changed
        """
        stages = self.env["arrears.stage"].sudo()
        first, closed = stages._first(), stages._closed()
        if not first or not closed:
            raise UserError(self.env._("The board has no first or no closed stage. Add them."))
        self._flush_sources()
        rows = self.env.execute_query(
            SQL(
                "WITH overdue AS MATERIALIZED (%s), holding AS MATERIALIZED (%s), "
                "figures AS MATERIALIZED (%s), updated AS (%s), inserted AS (%s), closed AS (%s) "
                "SELECT id FROM updated UNION ALL SELECT id FROM inserted "
                "UNION ALL SELECT id FROM closed",
                self._sql_overdue(company, debtor_ids, today),
                self._sql_holding(company, today),
                self._sql_figures(company, today),
                self._sql_update(company, first),
                self._sql_insert(company, first),
                self._sql_close(company, debtor_ids, closed),
            )
        )
        touched = self.sudo().browse(row[0] for row in rows)
        if touched:
            self._refresh_episodes(touched, company, today)
            # Everything pending on cards was flushed before the statement.
            self.invalidate_model(flush=False)
            self.env["arrears.case.episode"].invalidate_model(flush=False)
            touched._after_refresh(today)
        return touched

    @api.model
    def _flush_sources(self):
        """What the statement reads has to be in the database first."""
        self.env["arrears.case"].flush_model()
        self.env["arrears.hold"].flush_model()
        self.env["arrears.estate"].flush_model(["default_collector_id"])

    def _after_refresh(self, today):
        """Called with the cards that a refresh changed. Rooms extend this, set by set."""
        self._wind_up_closed(today)
        self._point_to_holds(today)
        self._update_priorities(today)

    @api.model
    def _sql_overdue(self, company, debtor_ids, today):
        """The charges that count: open, past due, not time-barred, with a known debtor."""
        chosen = (
            SQL("AND debtor_id = ANY(%s)", list(debtor_ids)) if debtor_ids is not None else SQL()
        )
        return SQL(
            """
            SELECT id, debtor_id, unit_id, estate_id, kind, due_date, limitation_date,
                   no_followup, amount_remaining AS amount, %(today)s - due_date AS days
              FROM arrears_charge
             WHERE company_id = %(company)s AND state = 'open' AND due_date < %(today)s
               AND amount_remaining > 0 AND debtor_id IS NOT NULL
               AND time_barred IS NOT TRUE %(chosen)s
            """,
            company=company.id,
            today=today,
            chosen=chosen,
        )

    @api.model
    def _sql_holding(self, company, today):
        """Holds in force: over a whole case, over charges, or over an amount."""
        return SQL(
            """
            SELECT h.id, h.case_id, COALESCE(h.amount, 0) AS amount,
                   EXISTS (SELECT 1 FROM arrears_hold_charge_rel r WHERE r.hold_id = h.id) AS partly
              FROM arrears_hold h
             WHERE h.company_id = %(company)s AND h.lifted_on IS NULL
               AND h.date_from <= %(today)s
               AND (h.date_until IS NULL OR h.date_until >= %(today)s)
            """,
            company=company.id,
            today=today,
        )

    @api.model
    def _sql_figures(self, company, today):
        """One row a card, as it should be."""
        by_kind = SQL(", ").join(
            SQL(
                "COALESCE(SUM(ch.amount) FILTER (WHERE ch.kind = %s), 0) AS %s",
                kind,
                SQL.identifier(name),
            )
            for name, kind in _BY_KIND.items()
        )
        by_age = SQL(", ").join(self._sql_age(name, *span) for name, span in _BY_AGE.items())
        return SQL(
            """
            SELECT summed.*,
                   LEAST(amount_overdue, CASE WHEN whole THEN amount_overdue
                         ELSE held_charges + held_part END) AS amount_held,
                   CASE WHEN whole THEN 0
                        ELSE GREATEST(0, pursuable - held_pursuable - held_part)
                   END AS amount_pursued,
                   CASE WHEN whole OR held_charges + held_part >= amount_overdue
                        THEN 'held' ELSE 'open' END AS state,
                   CASE WHEN whole OR held_charges + held_part >= amount_overdue THEN 'held'
                        WHEN limitation_date <= %(near)s
                             OR oldest_due_date < %(year_ago)s THEN 'high'
                        WHEN oldest_due_date < %(quarter_ago)s THEN 'medium'
                        ELSE 'low' END AS urgency
              FROM (
                SELECT ch.debtor_id, ch.unit_id, MAX(ch.estate_id) AS estate_id,
                       %(by_kind)s, %(by_age)s,
                       SUM(ch.amount) AS amount_overdue,
                       COUNT(*) AS charge_count,
                       MIN(ch.due_date) AS oldest_due_date,
                       MIN(ch.limitation_date) AS limitation_date,
                       COALESCE(SUM(ch.amount) FILTER (
                            WHERE ch.kind = ANY(%(kinds)s) AND ch.no_followup IS NOT TRUE), 0)
                            AS pursuable,
                       COALESCE(SUM(ch.amount) FILTER (WHERE hc.charge_id IS NOT NULL), 0)
                            AS held_charges,
                       COALESCE(SUM(ch.amount) FILTER (
                            WHERE hc.charge_id IS NOT NULL AND ch.kind = ANY(%(kinds)s)
                              AND ch.no_followup IS NOT TRUE), 0) AS held_pursuable,
                       COALESCE(MAX(hp.amount), 0) AS held_part,
                       COALESCE(BOOL_OR(hp.whole), FALSE) AS whole
                  FROM overdue ch
                  LEFT JOIN (SELECT DISTINCT r.charge_id
                               FROM holding h
                               JOIN arrears_hold_charge_rel r ON r.hold_id = h.id
                              WHERE h.amount = 0) hc ON hc.charge_id = ch.id
                  LEFT JOIN (SELECT c.debtor_id, COALESCE(c.unit_id, 0) AS unit_key,
                                    SUM(h.amount) AS amount,
                                    BOOL_OR(h.amount = 0 AND NOT h.partly) AS whole
                               FROM holding h
                               JOIN arrears_case c ON c.id = h.case_id
                              WHERE c.company_id = %(company)s
                              GROUP BY 1, 2) hp
                         ON hp.debtor_id = ch.debtor_id
                        AND hp.unit_key = COALESCE(ch.unit_id, 0)
                 GROUP BY ch.debtor_id, ch.unit_id
              ) summed
            """,
            by_kind=by_kind,
            by_age=by_age,
            kinds=sorted(PURSUED_KINDS),
            company=company.id,
            near=fields.Date.add(today, days=LIMITATION_NEAR_DAYS),
            year_ago=fields.Date.subtract(today, days=MORE_THAN_A_YEAR),
            quarter_ago=fields.Date.subtract(today, days=90),
        )

    @api.model
    def _sql_age(self, name, first, last):
        span = SQL("ch.days >= %s", first)
        if last is not None:
            span = SQL("%s AND ch.days <= %s", span, last)
        return SQL(
            "COALESCE(SUM(ch.amount) FILTER (WHERE %s), 0) AS %s", span, SQL.identifier(name)
        )

    @api.model
    def _sql_columns(self, prefix):
        return SQL(", ").join(SQL.identifier(prefix, name) for name in _COLUMNS)

    @api.model
    def _sql_update(self, company, first):
        """Change the cards that differ; a closed one comes back to the first stage."""
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), SQL.identifier("f", name)) for name in _COLUMNS
        )
        return SQL(
            """
            UPDATE arrears_case c
               SET %(assignments)s,
                   stage_id = CASE WHEN c.state = 'closed' THEN %(first)s ELSE c.stage_id END,
                   user_id = COALESCE(c.user_id, e.default_collector_id),
                   write_uid = %(uid)s, write_date = %(now)s
              FROM figures f LEFT JOIN arrears_estate e ON e.id = f.estate_id
             WHERE c.company_id = %(company)s AND c.debtor_id = f.debtor_id
               AND COALESCE(c.unit_id, 0) = COALESCE(f.unit_id, 0)
               AND (%(old)s) IS DISTINCT FROM (%(new)s)
         RETURNING c.id
            """,
            assignments=assignments,
            first=first.id,
            company=company.id,
            old=self._sql_columns("c"),
            new=self._sql_columns("f"),
            uid=self.env.uid,
            now=fields.Datetime.now(),
        )

    @api.model
    def _sql_insert(self, company, first):
        """Make the cards that are new, each for its estate's responsible collector."""
        names = SQL(", ").join(SQL.identifier(name) for name in _COLUMNS)
        return SQL(
            """
            INSERT INTO arrears_case
                   (company_id, debtor_id, unit_id, user_id, stage_id, next_action,
                    priority_score, contact_count, create_uid, write_uid, create_date, write_date,
                    %(names)s)
            SELECT %(company)s, f.debtor_id, f.unit_id, e.default_collector_id, %(first)s, 'none',
                   0, 0, %(uid)s, %(uid)s, %(now)s, %(now)s, %(values)s
              FROM figures f LEFT JOIN arrears_estate e ON e.id = f.estate_id
             WHERE NOT EXISTS (
                   SELECT 1 FROM arrears_case c
                    WHERE c.company_id = %(company)s AND c.debtor_id = f.debtor_id
                      AND COALESCE(c.unit_id, 0) = COALESCE(f.unit_id, 0))
            ON CONFLICT DO NOTHING
         RETURNING id
            """,
            names=names,
            values=self._sql_columns("f"),
            company=company.id,
            first=first.id,
            uid=self.env.uid,
            now=fields.Datetime.now(),
        )

    @api.model
    def _sql_close(self, company, debtor_ids, closed):
        """Close the cards on which nothing overdue is left."""
        chosen = (
            SQL("AND c.debtor_id = ANY(%s)", list(debtor_ids)) if debtor_ids is not None else SQL()
        )
        zeros = SQL(", ").join(SQL("%s = 0", SQL.identifier(name)) for name in _AMOUNTS)
        return SQL(
            """
            UPDATE arrears_case c
               SET %(zeros)s, state = 'closed', urgency = 'low', stage_id = %(closed)s,
                   charge_count = 0, oldest_due_date = NULL, limitation_date = NULL,
                   next_action = 'none', next_action_date = NULL, priority_score = 0,
                   write_uid = %(uid)s, write_date = %(now)s
             WHERE c.company_id = %(company)s AND c.state != 'closed' %(chosen)s
               AND NOT EXISTS (
                   SELECT 1 FROM figures f
                    WHERE f.debtor_id = c.debtor_id
                      AND COALESCE(f.unit_id, 0) = COALESCE(c.unit_id, 0))
         RETURNING c.id
            """,
            zeros=zeros,
            closed=closed.id,
            company=company.id,
            chosen=chosen,
            uid=self.env.uid,
            now=fields.Datetime.now(),
        )
