from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...engine.reason import Reason
from ..collection.case_refresh_rooms import RoomFigures
from ..collection.case_refresh_sql import among
from .outcomes import OUTCOMES

COLUMNS = ("debit_outcome", "debit_reason", "debit_date")
FIGURES = set(COLUMNS)
# The same three of an instruction ``l``.
ANSWER = SQL(
    "l.outcome AS debit_outcome, NULLIF(l.answer_text, '') AS debit_reason,"
    " COALESCE(l.value_date, l.collection_date) AS debit_date"
)

# Outcomes that a card shows: what was collected needs no badge.
SHOWN = {outcome for outcome, __ in OUTCOMES} - {"success"}


class ArrearsCase(models.Model):
    """What direct debit says on a card: collectors see the outcome and nothing of the account."""

    _inherit = "arrears.case"

    debit_outcome = fields.Selection(
        OUTCOMES, string="Last debit", readonly=True, help="What the bank answered last."
    )
    debit_reason = fields.Char(string="Bank's words", readonly=True)
    debit_date = fields.Date(string="Last debit on", readonly=True)

    def write(self, vals):
        """Extended: what the bank answered is not typed."""
        if FIGURES & vals.keys():
            raise UserError(self.env._("What the bank answered comes from its file."))
        return super().write(vals)

    def _stop_reasons(self, today, known=None):
        """Extended: nobody is dunned for what is on its way to the bank."""
        reasons = super()._stop_reasons(today, known)
        for case_id, day in self._debits_in_flight().items():
            reasons.setdefault(case_id, []).append(
                Reason("debit_in_flight", {"date": day.isoformat()})
            )
        return reasons

    def _debits_in_flight(self):
        """Cards with a charge on its way to the bank, and the day of collection.

        :return: ``{case id: date}``
        """
        if not self:
            return {}
        self.env["arrears.debit.split"].flush_model()
        self.env["arrears.debit.batch"].flush_model(["state", "collection_date"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT k.id, MAX(b.collection_date)
                      FROM arrears_case k
                      JOIN arrears_charge c ON c.company_id = k.company_id
                           AND c.debtor_id = k.debtor_id AND c.unit_id = k.unit_id
                      JOIN arrears_debit_split s ON s.charge_id = c.id AND s.is_open
                      JOIN arrears_debit_batch b ON b.id = s.batch_id AND b.state != 'draft'
                     WHERE k.company_id = ANY(%(companies)s) AND k.id = ANY(%(cases)s)
                  GROUP BY k.id
                    """,
                    companies=self.sudo().company_id.ids,
                    cases=self.ids,
                )
            )
        )

    @api.model
    def _figures_of_rooms(self, company, debtor_ids):
        """Extended: a card that comes or changes shows what the bank answered last."""
        self.env["arrears.debit.line"].flush_model()
        self.env["arrears.debit.split"].flush_model()
        query = SQL(
            """
            SELECT DISTINCT ON (c.debtor_id, COALESCE(c.unit_id, 0))
                   c.debtor_id, COALESCE(c.unit_id, 0) AS unit_id, %s
              FROM arrears_debit_line l
              JOIN arrears_debit_split s ON s.line_id = l.id
              JOIN arrears_charge c ON c.id = s.charge_id AND c.company_id = %s AND %s
             WHERE l.outcome IS NOT NULL
          ORDER BY c.debtor_id, COALESCE(c.unit_id, 0), l.collection_date DESC, l.id DESC
            """,
            ANSWER,
            company.id,
            among("c", debtor_ids),
        )
        rooms = super()._figures_of_rooms(company, debtor_ids)
        return [*rooms, RoomFigures("debit_answers", query, COLUMNS)]

    @api.model
    def _debit_changed(self, lines):
        """Bring the cards of these instructions up to date."""
        lines._cases()._update_debit_outcome()

    def _update_debit_outcome(self):
        """Write the latest answer on these cards, touching only those that differ."""
        if not self:
            return
        self.env["arrears.debit.line"].flush_model()
        self.flush_model(FIGURES)
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_case k
                   SET debit_outcome = x.debit_outcome, debit_reason = x.debit_reason,
                       debit_date = x.debit_date
                  FROM (SELECT DISTINCT ON (k.id) k.id, %(answer)s
                          FROM arrears_case k
                          JOIN arrears_charge c ON c.company_id = k.company_id
                               AND c.debtor_id = k.debtor_id AND c.unit_id = k.unit_id
                          JOIN arrears_debit_split s ON s.charge_id = c.id
                          JOIN arrears_debit_line l ON l.id = s.line_id AND l.outcome IS NOT NULL
                         WHERE k.company_id = ANY(%(companies)s) AND k.id = ANY(%(cases)s)
                      ORDER BY k.id, l.collection_date DESC, l.id DESC) x
                 WHERE k.id = x.id AND k.company_id = ANY(%(companies)s)
                   AND (k.debit_outcome, k.debit_reason, k.debit_date)
                       IS DISTINCT FROM (x.debit_outcome, x.debit_reason, x.debit_date)
                """,
                answer=ANSWER,
                companies=self.sudo().company_id.ids,
                cases=self.ids,
            )
        )
        self.invalidate_recordset(FIGURES, flush=False)

    def _card_badges(self):
        """Extended: a debit on its way, or the outcome of the last one with its date."""
        badges = super()._card_badges()
        in_flight = self._debits_in_flight()
        labels = dict(self._fields["debit_outcome"]._description_selection(self.env))
        for case in self:
            found = badges.setdefault(case.id, [])
            if case.id in in_flight:
                day = self._short(in_flight[case.id])
                label = self.env._("Debit under way, %(date)s", date=day)
                found.append(self._debit_badge("debit_in_flight", label, "info"))
            elif case.debit_outcome in SHOWN:
                label = self.env._(
                    "%(outcome)s, %(date)s",
                    outcome=labels[case.debit_outcome],
                    date=self._short(case.debit_date),
                )
                found.append(self._debit_badge("debit_failed", label, "danger"))
        return badges

    def _short(self, day):
        """A day as it fits on a card, in the reader's language."""
        return format_date(self.env, day, date_format="MMM d")

    def _debit_badge(self, code, label, color):
        return {"code": code, "label": label, "color": color, "icon": "fa-university"}
