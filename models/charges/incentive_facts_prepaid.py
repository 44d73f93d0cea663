from odoo import models
from odoo.tools import SQL

from ...engine.incentives import MONTHS_OF_A_YEAR
from ..receipts.prepayment_sql import MONTHLY_PRICE

# Money in advance that names unit and kind, used by bills or not. ``paid``: what did not pay a bill
# that was there before; ``gone``: what left again without meeting a charge (a refund, a voided
# receipt, a transfer); ``ahead``: all that is there of the service.
PREPAID_FACTS = f"""
WITH page AS MATERIALIZED (
    SELECT item.id, item.account_id, item.arrears_unit_id AS unit_id, item.arrears_kind AS kind,
           partner.commercial_partner_id AS debtor_id, -item.balance - met.amount AS paid,
           COALESCE(item.arrears_value_date, move.arrears_value_date, item.date) AS paid_on
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      JOIN account_account account ON account.id = item.account_id
       AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
      JOIN res_partner partner ON partner.id = item.partner_id
     CROSS JOIN LATERAL (
         SELECT COALESCE(SUM(partial.amount), 0) AS amount
           FROM account_partial_reconcile partial
           JOIN account_move_line debit ON debit.id = partial.debit_move_id
          WHERE partial.credit_move_id = item.id AND debit.date
                < COALESCE(item.arrears_value_date, move.arrears_value_date, item.date)
            AND EXISTS (SELECT FROM arrears_charge charge
                         WHERE charge.line_id = debit.id AND charge.unit_id IS NOT NULL
                           AND charge.state <> 'gone')) met
     WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
       AND move.move_type = 'entry' AND move.reversed_entry_id IS NULL
       AND item.arrears_unit_id IS NOT NULL AND item.arrears_kind IS NOT NULL
       AND -item.balance > met.amount
       %(condition)s
     ORDER BY item.id
     %(limit)s
), priced AS (
    SELECT page.*, unit.estate_id, {MONTHLY_PRICE.format(kind="page.kind", day="%(today)s")}
           AS monthly, jurisdiction.prepayment_cap_months AS cap
      FROM page
      JOIN arrears_unit unit ON unit.id = page.unit_id
      JOIN arrears_estate estate ON estate.id = unit.estate_id
      JOIN arrears_jurisdiction jurisdiction ON jurisdiction.id = estate.jurisdiction_id
      JOIN res_company company ON company.id = %(company)s
      JOIN res_currency currency ON currency.id = company.currency_id
)
SELECT priced.id AS subject, NULL::integer AS charge_id, priced.debtor_id, priced.unit_id,
       priced.estate_id, priced.kind, NULL::date AS period_from, NULL::date AS period_to,
       priced.paid_on AS due_date, priced.paid_on AS settled_on,
       COALESCE(priced.monthly, 0) * {MONTHS_OF_A_YEAR} AS original, 0 AS credited, 0 AS remaining,
       COALESCE(priced.monthly, 0) AS monthly, priced.paid,
       COALESCE(priced.monthly, 0) * COALESCE(priced.cap, 0) AS most_ahead,
       (SELECT COALESCE(SUM(partial.amount), 0)
          FROM account_partial_reconcile partial
         WHERE partial.credit_move_id = priced.id
           AND NOT EXISTS (SELECT FROM arrears_charge charge
                            WHERE charge.line_id = partial.debit_move_id
                              AND charge.unit_id = priced.unit_id
                              AND charge.state <> 'gone'))
       + (SELECT COALESCE(SUM(asked.amount), 0) FROM arrears_refund_line asked
           WHERE asked.item_id = priced.id AND asked.is_reserved) AS gone,
       (SELECT COALESCE(SUM(-other.amount_residual), 0)
          FROM account_move_line other
          JOIN account_account account ON account.id = other.account_id
           AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
         WHERE other.company_id = %(company)s AND other.arrears_unit_id = priced.unit_id
           AND other.arrears_kind = priced.kind AND other.parent_state = 'posted'
           AND other.balance < 0 AND other.amount_residual < 0) AS ahead,
       (SELECT COALESCE(SUM(charge.amount_remaining), 0)
          FROM arrears_charge charge
         WHERE charge.company_id = %(company)s AND charge.debtor_id = priced.debtor_id
           AND charge.kind = 'principal' AND charge.state = 'open'
           AND charge.due_date < %(today)s AND charge.time_barred IS NOT TRUE) AS overdue_principal,
       (SELECT account.active IS TRUE FROM account_account account
         WHERE account.id = priced.account_id)
       AND (SELECT partner.active IS TRUE FROM res_partner partner
             WHERE partner.id = priced.debtor_id) AS account_active
  FROM priced
 ORDER BY priced.id
"""
PREPAID_AMOUNTS = ("monthly", "paid", "most_ahead", "gone", "ahead")


class ArrearsIncentiveProgram(models.Model):
    """What the ledger says about years paid in advance."""

    _inherit = "arrears.incentive.program"

    def _prepaid_page(self, after):
        """Condition for the next payments in advance of this programme, rewarded ones left out."""
        rules = self._rules()
        return SQL(
            """
            AND item.id > %(after)s
            AND item.arrears_kind = ANY(%(kinds)s)
            AND item.arrears_unit_id IN (
                SELECT id FROM arrears_unit WHERE estate_id = ANY(%(estates)s))
            AND COALESCE(item.arrears_value_date, move.arrears_value_date, item.date)
                BETWEEN %(date_from)s AND %(date_to)s
            AND NOT EXISTS (
                SELECT FROM arrears_incentive_award award
                 WHERE award.program_id = %(program)s AND award.cause = %(cause)s || item.id)
            """,
            after=after,
            kinds=list(rules.kinds),
            estates=list(rules.estates),
            date_from=self.date_from,
            date_to=self.date_to,
            program=self.id,
            cause=f"{self.kind}:",
        )

    def _prepaid_of(self, items):
        """Condition for exactly these journal items."""
        return SQL("AND item.id = ANY(%s)", list(items))
