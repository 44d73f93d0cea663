from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...engine.debit_rules import Attempt

# Holds that stop a debit too. A wish not to be called, or a lawyer, does not revoke a mandate.
STOPPING_HOLDS = (
    "promise", "dispute", "plan", "plan_asked", "hardship", "payment_claim", "deceased", "manual",
)  # fmt: skip
# Reasons of a case that stop a debit of its unit besides holds: the money may be there already.
STOPPING_REASONS = {"payment_outside_ledger"}

# Open charges that mandates of a channel cover on a day, each with one mandate: the oldest.
DUE_CHARGES = """
  SELECT DISTINCT ON (c.id) m.id AS mandate_id, c.id AS charge_id, c.company_id,
         c.debtor_id, c.unit_id, c.kind, c.due_date, c.period_from, c.amount_remaining,
         c.no_followup, c.time_barred, m.covers_pass_through, m.covers_late_fee,
         l.currency_id != c.currency_id AS is_foreign,
         EXISTS (SELECT 1 FROM arrears_debit_split s
                  WHERE s.charge_id = c.id AND s.is_open) AS in_flight,
         EXISTS (SELECT 1 FROM arrears_ownership o JOIN res_partner q ON q.id = o.partner_id
                  WHERE o.unit_id = c.unit_id AND q.commercial_partner_id = c.debtor_id
                    AND o.date_to < COALESCE(c.period_from, c.due_date))
         AND NOT EXISTS (
                 SELECT 1 FROM arrears_ownership o JOIN res_partner q ON q.id = o.partner_id
                  WHERE o.unit_id = c.unit_id AND q.commercial_partner_id = c.debtor_id
                    AND COALESCE(o.date_to, 'infinity') >= COALESCE(c.period_from, c.due_date))
         AS is_after_leaving
    FROM arrears_mandate m
    JOIN res_partner p ON p.id = m.debtor_id
    JOIN arrears_mandate_unit_rel r ON r.arrears_mandate_id = m.id
    JOIN arrears_charge c ON c.company_id = m.company_id
                         AND c.debtor_id = p.commercial_partner_id
                         AND c.unit_id = r.arrears_unit_id
    JOIN account_move_line l ON l.id = c.line_id
   WHERE m.company_id = ANY(%(companies)s) AND m.channel_id = %(channel)s
     AND m.state = 'active'
     AND COALESCE(m.date_from, %(day)s) <= %(day)s
     AND COALESCE(m.date_to, %(day)s) >= %(day)s
     AND c.state = 'open' AND c.amount_remaining > 0 AND c.due_date <= %(day)s
     AND (%(every)s OR c.estate_id = ANY(%(estates)s))
ORDER BY c.id, m.id
"""


class ArrearsDebitBatch(models.Model):
    """What has to be known before a batch can ask for anything: each kind of fact in one query."""

    _inherit = "arrears.debit.batch"

    def _companies(self):
        """The channel's company and its branches, whose receivables it may collect."""
        return self.env["res.company"].search([("id", "child_of", self.company_id.id)])

    def _due_charges(self):
        """Rows of open charges due by the day of collection, by mandate.

        A charge goes with one mandate, the oldest, should two ever cover it (two contacts were
        merged).

        :return: ``{mandate id: [row]}``; a row names the charge and what may stop it
        """
        for model in (
            "arrears.mandate", "arrears.debit.split", "arrears.debit.line", "arrears.ownership",
        ):  # fmt: skip
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                DUE_CHARGES,
                companies=self._companies().ids,
                channel=self.channel_id.id,
                day=self.collection_date,
                every=not self.channel_id.estate_ids,
                estates=self.channel_id.estate_ids.ids,
            )
        )
        found = defaultdict(list)
        for row in rows:
            found[row["mandate_id"]].append(row)
        return found

    def _holds(self, rows):
        """What is on hold on the day of collection.

        :return: codes of whole (company, debtor, unit), codes of charges, held amounts
        """
        whole, charges, amounts = {}, {}, defaultdict(int)
        for hold in self._running_holds(rows):
            code = f"debit_hold_{hold['type']}"
            key = (hold["company_id"], hold["debtor_id"], hold["unit_id"])
            if hold["type"] == "deceased":
                whole[hold["company_id"], hold["debtor_id"], None] = code
            elif hold["charge_ids"]:
                charges.update(dict.fromkeys(hold["charge_ids"], code))
            elif hold["amount"]:
                amounts[key] += self._minor(hold["amount"])
            else:
                whole[key] = code
        return whole, charges, amounts

    def _running_holds(self, rows):
        self.env["arrears.hold"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT c.company_id, c.debtor_id, c.unit_id, h.type, h.amount,
                       ARRAY_REMOVE(ARRAY_AGG(r.charge_id), NULL) AS charge_ids
                  FROM arrears_hold h
                  JOIN arrears_case c ON c.id = h.case_id
             LEFT JOIN arrears_hold_charge_rel r ON r.hold_id = h.id
                 WHERE h.lifted_on IS NULL AND h.date_from <= %(day)s
                   AND COALESCE(h.date_until, %(day)s) >= %(day)s AND h.type = ANY(%(types)s)
                   AND c.company_id = ANY(%(companies)s) AND c.debtor_id = ANY(%(debtors)s)
              GROUP BY h.id, c.id
                """,
                day=self.collection_date,
                types=list(STOPPING_HOLDS),
                companies=list({row["company_id"] for row in rows}),
                debtors=list({row["debtor_id"] for row in rows}),
            )
        )

    def _stopped_cases(self, rows):
        """Codes of reasons of cases that stop a debit, by (company, debtor, unit)."""
        cases = self.env["arrears.case"].search(
            [
                ("company_id", "in", list({row["company_id"] for row in rows})),
                ("debtor_id", "in", list({row["debtor_id"] for row in rows})),
            ]
        )
        found = {}
        for company, of_company in cases.grouped("company_id").items():
            stops = of_company._stop_reasons(company._arrears_today())
            for case in of_company:
                codes = {reason.code for reason in stops.get(case.id, ())} & STOPPING_REASONS
                if codes:
                    key = (company.id, case.debtor_id.id, case.unit_id.id or None)
                    found[key] = min(codes)
        return found

    def _histories(self, mandates):
        """Earlier answered attempts of each mandate, since a person last set it going."""
        lines = self.env["arrears.debit.line"].search_fetch(
            [("mandate_id", "in", mandates.ids), ("outcome", "!=", False)],
            ["mandate_id", "collection_date", "outcome", "amount_returned", "value_date"],
        )
        found = defaultdict(list)
        for line in lines:
            if line.id > (line.mandate_id.forgiven_line_id.id or 0):
                day = line.value_date if line.amount_returned else line.collection_date
                found[line.mandate_id].append(Attempt(day, line.outcome))
        return found

    def _busy_mandates(self, mandates):
        """Mandates that have an instruction for the same day in another batch."""
        lines = self.env["arrears.debit.line"].search(
            [
                ("mandate_id", "in", mandates.ids),
                ("collection_date", "=", self.collection_date),
                ("batch_id", "!=", self.id),
                ("state", "!=", "withdrawn"),
            ]
        )
        return lines.mandate_id
