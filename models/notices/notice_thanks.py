from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

# A payment of so many days ago is still thanked for; later it would puzzle.
THANKED_WITHIN_DAYS = 3

# Debtors whose last overdue card closed, with money having reached one of their receivables since.
# A waiver, a write-off or a credit note alone is nothing to thank for.
PAID = """
SELECT closed.debtor_id, MAX(closed.day), array_agg(DISTINCT closed.case_id)
  FROM (SELECT c.debtor_id, c.id AS case_id, e.closed_on AS day
          FROM arrears_case_episode e JOIN arrears_case c ON c.id = e.case_id
          JOIN arrears_estate estate ON estate.id = c.estate_id AND estate.notices_enabled
         WHERE e.company_id = %(company)s AND e.closed_on > %(since)s AND e.closed_on <= %(today)s
           AND c.company_id = %(company)s) closed
 WHERE NOT EXISTS (SELECT 1 FROM arrears_case other
                    WHERE other.company_id = %(company)s AND other.debtor_id = closed.debtor_id
                      AND other.state != 'closed')
   AND EXISTS (SELECT 1 FROM arrears_charge charge
                 JOIN account_partial_reconcile partial ON partial.debit_move_id = charge.line_id
                 JOIN account_move_line credit ON credit.id = partial.credit_move_id
                 JOIN account_move money ON money.id = credit.move_id
                WHERE charge.company_id = %(company)s AND charge.debtor_id = closed.debtor_id
                  AND money.move_type = 'entry' AND money.arrears_reduction IS NULL
                  AND partial.create_date >= closed.day - 1)
 GROUP BY closed.debtor_id ORDER BY closed.debtor_id
"""


class ArrearsNotice(models.Model):
    """Whom to thank: debtors who paid all that was overdue, in money."""

    _inherit = "arrears.notice"

    @api.model
    def _paid_up(self, company, today):
        """Debtors whose last card closed within the last days because they paid.

        :return: list of (debtor id, day, ids of the closed cards)
        """
        for model in ("arrears.case", "arrears.case.episode", "arrears.charge", "account.move"):
            self.env[model].flush_model()
        return self.env.execute_query(
            SQL(
                PAID,
                company=company.id,
                today=today,
                since=today - timedelta(days=THANKED_WITHIN_DAYS),
            )
        )

    @api.model
    def _opted_out(self, reaches):
        """Ids of the debtors whose address is on Odoo's lists of those who want no mailing.

        :param reaches: ``{debtor id: Reach or None}``
        """
        addresses = {debtor: reach.address for debtor, reach in reaches.items() if reach}
        refused = set()
        for model, field in (("mail.blacklist", "email"), ("phone.blacklist", "number")):
            rows = self.env[model].sudo().search([(field, "in", list(addresses.values()))])
            refused |= set(rows.mapped(field))
        return {debtor for debtor, address in addresses.items() if address in refused}
