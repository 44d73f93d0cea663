from odoo import models
from odoo.tools import SQL

# Mandates with their first collected debit and the bill it paid; ``signed_before``: the debtor
# had a mandate for one of the units that collected before.
SIGN_UP_FACTS = """
WITH page AS MATERIALIZED (
    SELECT mandate.*
      FROM arrears_mandate mandate
     WHERE mandate.company_id = %(company)s AND mandate.signed_date IS NOT NULL
       AND mandate.state <> 'draft'
       %(condition)s
     ORDER BY mandate.id
     %(limit)s
)
SELECT page.id AS subject, charge.id AS charge_id, partner.commercial_partner_id AS debtor_id,
       COALESCE(charge.unit_id, unit.id) AS unit_id,
       COALESCE(charge.estate_id, unit.estate_id) AS estate_id,
       COALESCE(charge.kind, 'principal') AS kind, charge.period_from, charge.period_to,
       page.signed_date AS due_date, debit.value_date AS settled_on,
       COALESCE(charge.amount_original, 0) AS original,
       COALESCE(charge.amount_credited, 0) AS credited,
       COALESCE(charge.amount_remaining, 0) AS remaining,
       page.state = 'active' AS mandate_active,
       EXISTS (SELECT FROM arrears_mandate earlier
                 JOIN arrears_mandate_unit_rel theirs ON theirs.arrears_mandate_id = earlier.id
                 JOIN arrears_mandate_unit_rel ours ON ours.arrears_unit_id = theirs.arrears_unit_id
                  AND ours.arrears_mandate_id = page.id
                 JOIN arrears_debit_line collected ON collected.mandate_id = earlier.id
                  AND collected.state = 'settled'
                WHERE earlier.id < page.id AND earlier.debtor_id = page.debtor_id) AS signed_before,
       (SELECT COALESCE(SUM(other.amount_remaining), 0)
          FROM arrears_charge other
         WHERE other.company_id = %(company)s AND other.kind = 'principal' AND other.state = 'open'
           AND other.debtor_id = partner.commercial_partner_id AND other.due_date < %(today)s
           AND other.time_barred IS NOT TRUE) AS overdue_principal
  FROM page
  JOIN res_partner partner ON partner.id = page.debtor_id
  LEFT JOIN LATERAL (
      SELECT line.id, line.value_date FROM arrears_debit_line line
       WHERE line.mandate_id = page.id AND line.state = 'settled'
       ORDER BY line.value_date, line.id LIMIT 1) debit ON TRUE
  LEFT JOIN LATERAL (
      SELECT paid.* FROM arrears_debit_split split
        JOIN arrears_charge paid ON paid.id = split.charge_id AND paid.kind = ANY(%(kinds)s)
       WHERE split.line_id = debit.id AND split.amount_settled > 0
       ORDER BY split.amount_settled DESC, split.id LIMIT 1) charge ON TRUE
  JOIN LATERAL (
      SELECT own.id, own.estate_id FROM arrears_mandate_unit_rel covered
        JOIN arrears_unit own ON own.id = covered.arrears_unit_id
       WHERE covered.arrears_mandate_id = page.id
       ORDER BY own.estate_id = ANY(%(estates)s) DESC, own.id LIMIT 1) unit ON TRUE
 ORDER BY page.id
"""


class ArrearsIncentiveProgram(models.Model):
    """What the mandates say about who signed up to direct debit."""

    _inherit = "arrears.incentive.program"

    def _sign_up_page(self, after):
        """Condition for the next mandates signed in time, rewarded ones left out."""
        return SQL(
            """
            AND mandate.id > %(after)s
            AND mandate.signed_date BETWEEN %(date_from)s AND %(date_to)s
            AND EXISTS (
                SELECT FROM arrears_mandate_unit_rel covered
                  JOIN arrears_unit own ON own.id = covered.arrears_unit_id
                 WHERE covered.arrears_mandate_id = mandate.id
                   AND own.estate_id = ANY(%(estates)s))
            AND NOT EXISTS (
                SELECT FROM arrears_incentive_award award
                 WHERE award.program_id = %(program)s AND award.cause = %(cause)s || mandate.id)
            """,
            after=after,
            date_from=self.date_from,
            date_to=self.date_to,
            estates=list(self._rules().estates),
            program=self.id,
            cause=f"{self.kind}:",
        )

    def _sign_up_of(self, mandates):
        """Condition for exactly these mandates."""
        return SQL("AND mandate.id = ANY(%s)", list(mandates))
