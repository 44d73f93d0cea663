import json
from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.payment_record import lateness, record_of
from ...engine.segments import Facts, segment_of
from .case_refresh_sql import BROKEN_FOR_DAYS

# What the rules look at besides the bills: by debtor, over all his open cards of the company.
ACCOUNT = """
WITH chosen AS (SELECT unnest(%(debtors)s) AS debtor_id),
broken AS (
    SELECT c.debtor_id, COUNT(*) AS number
      FROM arrears_promise p JOIN arrears_case c ON c.id = p.case_id
     WHERE p.company_id = %(company)s AND c.debtor_id = ANY(%(debtors)s) AND p.state = 'broken'
       AND p.promised_by < %(today)s AND p.promised_by >= %(broken_since)s
     GROUP BY c.debtor_id
),
spoken AS (
    SELECT debtor_id, MAX(moment AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
      FROM arrears_contact
     WHERE company_id = %(company)s AND debtor_id = ANY(%(debtors)s) AND state = 'connected'
     GROUP BY debtor_id
)
SELECT chosen.debtor_id, COALESCE(broken.number, 0), spoken.day
  FROM chosen LEFT JOIN broken ON broken.debtor_id = chosen.debtor_id
  LEFT JOIN spoken ON spoken.debtor_id = chosen.debtor_id
"""

STORED = """
SELECT segment_inputs, MIN(oldest_due_date), COUNT(*) FROM arrears_case
 WHERE company_id = %s AND state != 'closed' GROUP BY debtor_id, segment_inputs
"""


class ArrearsCase(models.Model):
    """The segment of a card: reckoned at night for sets of debtors, never while one posts.

    A debtor has one payment record and one segment in a company, on all his cards.
    """

    _inherit = "arrears.case"

    segment_id = fields.Many2one(
        "arrears.segment", readonly=True, index="btree_not_null", ondelete="set null"
    )
    # Bills, late ones, broken promises and the day we last spoke: what the segment was found by.
    # Days are counted at display, so that a night writes only cards whose facts changed.
    segment_inputs = fields.Json(readonly=True)
    lateness = fields.Integer(
        readonly=True,
        aggregator=False,
        help="0 to 1000, for sorting alone: a bill paid on time counts 0, a late one 500, and up "
        "to 500 more for the days up to a month; two usual bills are added.",
    )

    @api.model
    def _assign_segments(self, company, debtor_ids, today):
        """Find the segment of these debtors and write the cards that differ.

        A fixed number of queries for any number of debtors.

        :return: number of open cards looked at
        """
        cases = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("debtor_id", "in", list(debtor_ids)),
                ("state", "!=", "closed"),
            ]
        )
        if not cases:
            return 0
        judged = self.env["arrears.payment.record"]._judged(company, cases.debtor_id.ids, today)
        account = self._account_facts(company, cases.debtor_id.ids, today)
        rules = self.env["arrears.segment"]._rules_of(company)
        values = {}
        for debtor, cards in cases.grouped("debtor_id").items():
            record = record_of(judged[debtor.id])
            inputs = {"bills": record.last_bills, "late": record.last_late, **account[debtor.id]}
            oldest = min((c.oldest_due_date for c in cards if c.oldest_due_date), default=None)
            chosen = segment_of(rules, self._facts_from(inputs, oldest, today))
            row = {
                "segment_id": chosen.key if chosen else None,
                "segment_inputs": json.dumps(inputs),
                "lateness": lateness(judged[debtor.id]),
            }
            values.update(dict.fromkeys(cards.ids, row))
        self._update_figures(values)
        return len(cases)

    @api.model
    def _account_facts(self, company, debtor_ids, today):
        """``{debtor id: {"broken_promises", "spoke_on"}}``, the day as ISO text or None."""
        for model in ("arrears.promise", "arrears.contact", "arrears.case"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                ACCOUNT,
                company=company.id,
                debtors=list(debtor_ids),
                today=today,
                broken_since=fields.Date.subtract(today, days=BROKEN_FOR_DAYS),
                zone=company._arrears_time_zone_name(),
            )
        )
        return {
            debtor: {"broken_promises": number, "spoke_on": day.isoformat() if day else None}
            for debtor, number, day in rows
        }

    @api.model
    def _facts_from(self, inputs, oldest, today):
        """Stored inputs as the engine's facts of a day.

        :param oldest: the oldest open due date of the debtor, or None
        """
        spoke_on = fields.Date.to_date(inputs.get("spoke_on"))
        return Facts(
            bills=inputs["bills"],
            late=inputs["late"],
            days_overdue=max(0, (today - oldest).days) if oldest else 0,
            broken_promises=inputs["broken_promises"],
            contact_days=max(0, (today - spoke_on).days) if spoke_on else None,
        )

    @api.model
    def _stored_facts(self, company):
        """Facts of the open cards of a company as of the last night, with how many cards each.

        One query; for the preview of rules. Cards that no night has seen yet are left out.
        """
        self.flush_model()
        today = company._arrears_today()
        counts = Counter()
        for inputs, oldest, number in self.env.execute_query(SQL(STORED, company.id)):
            if inputs:
                counts[self._facts_from(inputs, oldest, today)] += number
        return counts
