"""Where prepayments and deposits are read from: posted journal items and what is left of them."""

from odoo.tools import SQL

from ..ledger.charge_sql import CATEGORY_KINDS

# Credits on trade receivables that name a unit and a kind, with something left. The residual is
# Odoo's own; ``held_check`` reckons it anew from the matches.
PREPAYMENTS = """
    SELECT line.id, line.company_id, company.currency_id, line.move_id, line.account_id,
           partner.commercial_partner_id AS debtor_id, line.arrears_unit_id AS unit_id,
           unit.estate_id, line.arrears_kind AS kind,
           COALESCE(line.arrears_value_date, line.date) AS paid_on,
           -line.balance AS amount_paid, -line.amount_residual AS amount,
           today.day AS today, refund_line.refund_id
      FROM account_move_line line
      JOIN (SELECT UNNEST(%(companies)s) AS company_id, UNNEST(%(days)s::date[]) AS day) today
        ON today.company_id = line.company_id
      JOIN res_company company ON company.id = line.company_id
      JOIN account_account account ON account.id = line.account_id
       AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
      JOIN arrears_unit unit ON unit.id = line.arrears_unit_id
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
 LEFT JOIN arrears_refund_line refund_line
        ON refund_line.item_id = line.id AND refund_line.is_reserved
     WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
       AND line.arrears_kind IS NOT NULL AND line.balance < 0 AND line.amount_residual < 0
"""

# The price of one month of a service, as a bill would reckon it, before reductions: each product
# once, a price for the unit's usage before one for all. An amount to share has no monthly price.
MONTHLY_PRICE = """(
    SELECT SUM(ROUND(price.monthly, currency.decimal_places))
      FROM (SELECT DISTINCT ON (standard.product_id)
                   standard.price * CASE
                       WHEN standard.basis = 'fixed_month' THEN 1
                       WHEN standard.area_basis = 'usable' THEN unit.usable_area
                       ELSE unit.area END AS monthly
              FROM arrears_fee_standard standard
             WHERE standard.estate_id = unit.estate_id AND standard.kind = {kind}
               AND standard.basis <> 'share_of_amount'
               AND (standard.usage IS NULL OR standard.usage = unit.usage)
               AND standard.date_from <= {day}
               AND (standard.date_to IS NULL OR standard.date_to >= {day})
          ORDER BY standard.product_id, standard.usage NULLS LAST) price
)"""

PREPAYMENT_LIST = f"""
    SELECT priced.*,
           ROUND(priced.amount / NULLIF(priced.monthly_price, 0), 2) AS months_left,
           COALESCE(priced.cap > 0 AND SUM(priced.amount) OVER service
                                       > priced.cap * priced.monthly_price, FALSE) AS is_above_cap
      FROM (SELECT credit.*,
                   {MONTHLY_PRICE.format(kind="credit.kind", day="credit.today")} AS monthly_price,
                   jurisdiction.prepayment_cap_months AS cap
              FROM ({PREPAYMENTS}) credit
              JOIN arrears_unit unit ON unit.id = credit.unit_id
              JOIN arrears_estate estate ON estate.id = unit.estate_id
              JOIN arrears_jurisdiction jurisdiction ON jurisdiction.id = estate.jurisdiction_id
              JOIN res_currency currency ON currency.id = credit.currency_id) priced
    WINDOW service AS (PARTITION BY priced.company_id, priced.unit_id, priced.kind)
"""

PRICES_OF_UNITS = f"""
    SELECT unit.id, {MONTHLY_PRICE.format(kind="%(kind)s", day="%(day)s")}
      FROM arrears_unit unit
      JOIN res_company company ON company.id = unit.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
     WHERE unit.company_id = %(company)s AND unit.id = ANY(%(units)s)
"""

# Items of kind deposit on liability accounts, each with what is still there of it. Where an
# account does not allow matching, every item stands as it was booked. What of a bill the payer
# still owes is not held; it is taken from the last lines of the bill.
DEPOSIT_LIST = f"""
    WITH {CATEGORY_KINDS},
    items AS (
        SELECT line.id, line.company_id, company.currency_id, line.move_id, line.account_id,
               partner.commercial_partner_id AS debtor_id,
               COALESCE(line.arrears_unit_id, move.arrears_unit_id) AS unit_id, line.product_id,
               COALESCE(line.arrears_value_date, move.arrears_value_date, line.date) AS day,
               -line.balance AS amount,
               CASE WHEN account.reconcile THEN -line.amount_residual
                    ELSE -line.balance END AS there
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN res_company company ON company.id = line.company_id
          JOIN account_account account ON account.id = line.account_id
           AND account.account_type IN ('liability_current', 'liability_non_current')
     LEFT JOIN res_partner partner ON partner.id = line.partner_id
     LEFT JOIN product_product product ON product.id = line.product_id
     LEFT JOIN product_template template ON template.id = product.product_tmpl_id
     LEFT JOIN category_kinds category ON category.id = template.categ_id
         WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
           AND COALESCE(line.arrears_kind, template.arrears_kind, category.kind) = 'deposit'
    ),
    owed AS (
        SELECT move_id, COALESCE(unit_id, 0) AS unit_id, SUM(amount_remaining) AS amount
          FROM arrears_charge
         WHERE company_id = ANY(%(companies)s) AND kind = 'deposit' AND state = 'open'
      GROUP BY move_id, COALESCE(unit_id, 0)
    )
    SELECT items.id, items.company_id, items.currency_id, items.move_id, items.account_id,
           items.debtor_id, items.unit_id, unit.estate_id, items.product_id, items.day,
           items.amount, items.amount - items.there AS amount_returned,
           unpaid.amount AS amount_unpaid, items.there - unpaid.amount AS amount_held,
           refund_line.refund_id
      FROM (SELECT items.*, COALESCE(SUM(GREATEST(there, 0)) OVER later, 0) AS after
              FROM items
            WINDOW later AS (PARTITION BY move_id, unit_id ORDER BY id DESC
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) items
 LEFT JOIN owed ON owed.move_id = items.move_id AND owed.unit_id = COALESCE(items.unit_id, 0)
CROSS JOIN LATERAL (SELECT LEAST(GREATEST(items.there, 0),
                                 GREATEST(COALESCE(owed.amount, 0) - items.after, 0))
                           AS amount) unpaid
 LEFT JOIN arrears_unit unit ON unit.id = items.unit_id
 LEFT JOIN arrears_refund_line refund_line
        ON refund_line.item_id = items.id AND refund_line.is_reserved
     WHERE items.amount > 0 OR items.there <> 0
"""


def read_of(text: str, env, **values) -> SQL:
    """A statement about the companies that the user works in, each with its day of today."""
    companies = env.companies
    return SQL(
        text,
        companies=companies.ids,
        days=[company._arrears_today() for company in companies],
        **values,
    )
