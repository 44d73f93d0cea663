"""Charges as they stood on a day, and by what they were reduced until then.

The same steps as ``charge_sql``, over documents and reductions that existed on the day. Two
clocks, here called *basis*:

``value``
    A bill exists from its own date, money counts from its value date: what collection rates,
    late fees and promises go by.
``ledger``
    Both count from their accounting dates: what ties out to the general ledger of that day.

What reduced a charge is told apart, so that nothing that is not money counts as recovered:
``paid``, ``transferred`` (the debt moved to another receivable, or by an entry that says so),
``credited``, ``waived``, ``written_off``.
"""

from odoo.tools import SQL

from ...engine.money import decimal_amount
from .charge_sql import (
    BEFORE,
    BILL_GROUPS,
    CATEGORY_KINDS,
    ENTRY_CELLS,
    INVOICE_CELLS,
    NET,
    RANKED,
    WATERFALL,
)
from .charge_sql_settle import DESIGNATIONS, SETTLED

# The day a document or a payment counts from.
DEBT_DAY = {"value": "COALESCE(move.invoice_date, move.date)", "ledger": "move.date"}
REDUCTION_DAY = {
    "value": "COALESCE(credit.arrears_value_date, note.arrears_value_date, note.invoice_date,"
    " note.date)",
    "ledger": "note.date",
}

SCOPE = """
exchange AS MATERIALIZED (
    SELECT DISTINCT exchange_move_id AS move_id FROM account_partial_reconcile
     WHERE company_id = %(company)s AND exchange_move_id IS NOT NULL
),
billed AS MATERIALIZED (
    SELECT line.id AS line_id, line.move_id, line.account_id,
           COALESCE(partner.commercial_partner_id, partner.id) AS debtor_id,
           COALESCE(line.date_maturity, line.date) AS due_date,
           move.move_type IN ('out_invoice', 'out_receipt') AS is_invoice,
           COALESCE(move.invoice_date, move.date) AS issued_on,
           line.no_followup,
           ROUND(line.balance * %(factor)s)::bigint AS original
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
       AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
      JOIN account_move move ON move.id = line.move_id
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.balance > 0
       AND {debt_day} <= %(day)s AND (%(lines)s)
),
reductions AS MATERIALIZED (
    SELECT billed.line_id, credit.id AS credit_line_id, credit.move_id AS credit_move_id,
           note.move_type = 'out_refund' AS is_credit,
           note.arrears_reduction AS nature, note.origin_payment_id IS NOT NULL AS is_payment,
           exchange.move_id IS NOT NULL AS is_exchange,
           ROUND(partial.amount * %(factor)s)::bigint AS amount
      FROM billed
      JOIN account_partial_reconcile partial ON partial.debit_move_id = billed.line_id
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_move note ON note.id = credit.move_id
 LEFT JOIN exchange ON exchange.move_id = note.id
     WHERE {reduction_day} <= %(day)s
),
debts AS MATERIALIZED (
    SELECT billed.*, GREATEST(billed.original - COALESCE(reduced.amount, 0), 0)::bigint AS remaining
      FROM billed
 LEFT JOIN (SELECT line_id, SUM(amount) AS amount FROM reductions GROUP BY line_id) reduced
           ON reduced.line_id = billed.line_id
)
"""

# An entry is judged by what it debits. Without any money in it: expense is a write-off, income a
# credit, a receivable a transfer; taxes follow. With money in it, all of it is a payment (a bank
# may keep its fee), except in Odoo's own payments, where the rest was given up by a person; a
# cash discount is a credit.
NATURES = """
debits AS (
    SELECT line.move_id,
           COALESCE(SUM(line.balance) FILTER (WHERE account.account_type = 'asset_receivable'), 0)
               AS receivable,
           COALESCE(SUM(line.balance) FILTER (WHERE account.account_type LIKE 'income%%'
                    OR account.id = ANY(%(cash_discounts)s)), 0) AS income,
           COALESCE(SUM(line.balance) FILTER (WHERE account.account_type LIKE 'expense%%'
                    AND account.id <> ALL(%(cash_discounts)s)), 0) AS expense,
           COALESCE(SUM(line.balance) FILTER (WHERE line.tax_repartition_line_id IS NOT NULL), 0)
               AS taxes,
           SUM(line.balance) AS total
      FROM (SELECT DISTINCT credit_move_id AS id FROM reductions
             WHERE NOT is_credit AND NOT is_exchange AND nature IS NULL) entry
      JOIN account_move_line line ON line.move_id = entry.id AND line.balance > 0
      JOIN account_account account ON account.id = line.account_id
  GROUP BY line.move_id
),
debit_shares AS (
    SELECT move_id, receivable, income, expense, taxes, total,
           receivable + income + expense + taxes >= total AS no_money,
           NULLIF(total - taxes, 0) AS base
      FROM debits
),
judged AS (
    SELECT reductions.line_id, reductions.is_credit, reductions.nature, reductions.amount,
           CASE WHEN reductions.nature = 'transfer' AND NOT reductions.is_credit
                THEN reductions.amount
                WHEN reductions.is_credit OR reductions.nature IS NOT NULL THEN 0
                WHEN share.no_money THEN ROUND(reductions.amount * share.receivable / share.base)
                ELSE 0 END AS moved,
           CASE WHEN reductions.is_credit OR reductions.nature IS NOT NULL THEN 0
                WHEN share.no_money OR reductions.is_payment
                THEN ROUND(reductions.amount * share.income / share.base) ELSE 0 END AS lowered,
           CASE WHEN reductions.nature = 'write_off' THEN reductions.amount
                WHEN reductions.is_credit OR reductions.nature IS NOT NULL THEN 0
                WHEN share.no_money OR reductions.is_payment
                THEN ROUND(reductions.amount * share.expense / share.base) ELSE 0 END AS lost,
           CASE WHEN reductions.nature = 'waiver' THEN reductions.amount ELSE 0 END AS forgiven
      FROM reductions LEFT JOIN debit_shares share ON share.move_id = reductions.credit_move_id
),
natures AS (
    SELECT line_id,
           COALESCE(SUM(moved), 0) AS moved, COALESCE(SUM(lowered), 0) AS lowered,
           COALESCE(SUM(lost) FILTER (WHERE NOT is_credit), 0) AS lost,
           COALESCE(SUM(forgiven) FILTER (WHERE NOT is_credit), 0) AS forgiven,
           COALESCE(SUM(lost) FILTER (WHERE is_credit), 0) AS lost_by_note,
           COALESCE(SUM(forgiven) FILTER (WHERE is_credit), 0) AS forgiven_by_note
      FROM judged
  GROUP BY line_id
)
"""

# Each charge takes its part of every nature in one order, money first, so that the parts of a
# receivable add up to what the ledger says, to the cent.
PARTS = """
ordered AS (
    SELECT settled.*, settled.filled - settled.credited AS taken,
           COALESCE(SUM(filled - credited) OVER earlier, 0) AS taken_before,
           SUM(filled - credited) OVER (PARTITION BY settled.line_id) AS taken_in_all,
           COALESCE(SUM(credited) OVER earlier, 0) AS credited_before,
           SUM(credited) OVER (PARTITION BY settled.line_id) AS credited_in_all
      FROM settled
    WINDOW earlier AS (PARTITION BY settled.line_id ORDER BY %(order)s %(before)s)
),
limits AS (
    SELECT ordered.*,
           GREATEST(taken_in_all - COALESCE(moved + lowered + lost + forgiven, 0), 0) AS to_paid,
           COALESCE(moved, 0) AS moved, COALESCE(lowered, 0) AS lowered,
           COALESCE(lost, 0) AS lost, COALESCE(forgiven, 0) AS forgiven,
           GREATEST(credited_in_all - COALESCE(lost_by_note + forgiven_by_note, 0), 0)
               AS to_credited,
           COALESCE(forgiven_by_note, 0) AS forgiven_by_note
      FROM ordered LEFT JOIN natures ON natures.line_id = ordered.line_id
),
parts_of_charges AS (
    SELECT *,
           {paid} AS paid_part,
           {transferred} AS moved_part,
           {lowered} AS credited_by_entry,
           {forgiven} AS waived_by_entry,
           {credited} AS credited_by_note,
           {waived} AS waived_by_note
      FROM limits
)
"""

FIGURES = """
SELECT charge.id AS charge_id, part.move_id, part.line_id, part.account_id, part.debtor_id,
       part.unit_id, unit.estate_id, unit.building, unit.usage, unit.area, part.period_from,
       part.period_to, part.kind, part.due_rank::int AS due_rank, part.due_date, part.issued_on,
       (part.due_date + 1 + MAKE_INTERVAL(years => COALESCE(jurisdiction.limitation_years,
                                                            %(years)s)))::date AS limitation_date,
       part.price_basis, part.no_followup,
       part.amount * %(smallest)s AS original,
       (credited_by_note + credited_by_entry) * %(smallest)s AS credited,
       (waived_by_note + waived_by_entry) * %(smallest)s AS waived,
       (part.filled - paid_part - moved_part - credited_by_note - credited_by_entry
        - waived_by_note - waived_by_entry) * %(smallest)s AS written_off,
       part.moved_part * %(smallest)s AS transferred,
       part.paid_part * %(smallest)s AS paid,
       (part.amount - part.filled) * %(smallest)s AS remaining
  FROM (SELECT parts_of_charges.*, debts.issued_on FROM parts_of_charges
          JOIN debts ON debts.line_id = parts_of_charges.line_id) part
  LEFT JOIN arrears_unit unit ON unit.id = part.unit_id
  LEFT JOIN arrears_estate estate ON estate.id = unit.estate_id
  LEFT JOIN arrears_jurisdiction jurisdiction ON jurisdiction.id = estate.jurisdiction_id
  LEFT JOIN arrears_charge charge ON charge.company_id = %(company)s
       AND charge.move_id = part.move_id
       AND COALESCE(charge.debtor_id, 0) = COALESCE(part.debtor_id, 0)
       AND COALESCE(charge.unit_id, 0) = COALESCE(part.unit_id, 0)
       AND charge.period_from IS NOT DISTINCT FROM part.period_from
       AND charge.period_to IS NOT DISTINCT FROM part.period_to
       AND charge.kind = part.kind AND charge.due_rank = part.due_rank
 WHERE (%(kinds)s)
"""


def _overlap(taken, before, first, last):
    """How much of a charge's part lies between two marks of the receivable's fill."""
    return f"GREATEST(LEAST({before} + {taken}, {last}) - GREATEST({before}, {first}), 0)"


def _taken(first, last):
    return _overlap("taken", "taken_before", first, last)


def _noted(first, last):
    return _overlap("credited", "credited_before", first, last)


def figures_sql(basis: str) -> str:
    """Text of the statement for one of the two clocks; placeholders as in ``figures_statement``."""
    moved, lowered = "to_paid + moved", "to_paid + moved + lowered"
    forgiven = f"{lowered} + forgiven"
    parts = PARTS.format(
        paid=_taken("0", "to_paid"),
        transferred=_taken("to_paid", moved),
        lowered=_taken(moved, lowered),
        forgiven=_taken(lowered, forgiven),
        credited=_noted("0", "to_credited"),
        waived=_noted("to_credited", "to_credited + forgiven_by_note"),
    )
    scope = SCOPE.format(debt_day=DEBT_DAY[basis], reduction_day=REDUCTION_DAY[basis])
    steps = (scope, RANKED, CATEGORY_KINDS, BILL_GROUPS, NET, INVOICE_CELLS, ENTRY_CELLS,
             DESIGNATIONS, SETTLED, NATURES, parts)  # fmt: skip
    return "WITH " + ",".join(steps) + FIGURES


def figures_statement(company, day, basis="value", kinds=None, lines=None, years=3) -> SQL:
    """Charges of a company as they stood on a day, one row each; usable as a sub-select.

    :param company: one ``res.company``
    :param day: date; what came later is not seen
    :param basis: ``value`` or ``ledger``, see the module
    :param kinds: only these kinds of charge; None: all
    :param lines: condition on ``line`` (account_move_line) that narrows the receivables
    :param years: limitation where a unit's estate names no jurisdiction
    """
    digits = company.currency_id.decimal_places
    return SQL(
        figures_sql(basis),
        company=company.id, day=day, factor=10**digits, smallest=decimal_amount(1, digits),
        years=years, order=WATERFALL, before=BEFORE, lines=lines or SQL("TRUE"),
        kinds=SQL("part.kind = ANY(%s)", list(kinds)) if kinds else SQL("TRUE"),
        cash_discounts=(
            company.account_journal_early_pay_discount_loss_account_id
            | company.account_journal_early_pay_discount_gain_account_id
        ).ids,
    )  # fmt: skip


CREDITS = """
SELECT credit.id AS line_id, credit.move_id, credit.account_id,
       COALESCE(partner.commercial_partner_id, partner.id) AS debtor_id,
       COALESCE(credit.arrears_unit_id, note.arrears_unit_id) AS unit_id,
       credit.arrears_kind AS kind, note.move_type, {reduction_day} AS day,
       -credit.balance AS original, COALESCE(applied.amount, 0) AS applied,
       -credit.balance - COALESCE(applied.amount, 0) AS remaining
  FROM account_move_line credit
  JOIN account_account account ON account.id = credit.account_id
   AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
  JOIN account_move note ON note.id = credit.move_id
 LEFT JOIN res_partner partner ON partner.id = credit.partner_id
 LEFT JOIN (
       SELECT partial.credit_move_id, SUM(partial.amount) AS amount
         FROM account_partial_reconcile partial
         JOIN account_move_line debit ON debit.id = partial.debit_move_id
         JOIN account_move move ON move.id = debit.move_id
         JOIN account_move_line paying ON paying.id = partial.credit_move_id
          AND paying.company_id = %(company)s
        WHERE {debt_day} <= %(day)s
     GROUP BY partial.credit_move_id
      ) applied ON applied.credit_move_id = credit.id
 WHERE credit.company_id = %(company)s AND credit.parent_state = 'posted' AND credit.balance < 0
   AND {reduction_day} <= %(day)s AND (%(lines)s)
"""


def credits_statement(company, day, basis="value", lines=None) -> SQL:
    """Credits on receivable accounts as they stood on a day: payments, notes, credits of entries.

    One row each with ``original``, ``applied`` to debts that existed on the day, and
    ``remaining``; ``unit_id`` and ``kind`` where the money was given for something.

    :param lines: condition on ``credit`` (account_move_line) that narrows the credits
    """
    text = CREDITS.format(debt_day=DEBT_DAY[basis], reduction_day=REDUCTION_DAY[basis])
    return SQL(text, company=company.id, day=day, lines=lines or SQL("TRUE"))
