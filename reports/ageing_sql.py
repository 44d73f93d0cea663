"""The statement that fills an ageing report: charges and credits of a day, each with its age."""

from odoo.tools import SQL

from .ageing_axes import due_sql, limitation_sql, period_sql

COLUMNS = (
    "report_id", "company_id", "entry", "charge_ref", "line_ref", "debtor_id", "unit_id",
    "estate_id", "kind", "period_from", "period_to", "due_date", "limitation_date",
    "interrupted_on", "days_overdue", "due_bucket", "period_bucket", "limitation_bucket",
    "collector_id", "reason_id", "amount_original", "amount_paid", "amount_reduced",
    "amount_owed", "amount_credit",
)  # fmt: skip

# A debt that is paid in full is no debt of the day. The card says who works it and what was said.
# An event gives the years that the place gives a due date.
DEBTS = """
SELECT %(report)s, %(company)s, 'debt', figures.charge_id, figures.line_id, figures.debtor_id,
       figures.unit_id, figures.estate_id, figures.kind, figures.period_from, figures.period_to,
       figures.due_date, figures.limitation_date, interruption.interrupted_on,
       GREATEST(%(day)s - figures.due_date, 0), %(due)s, %(period)s, %(limitation)s,
       COALESCE(card.user_id, estate.default_collector_id), card.reason_id,
       figures.original, figures.paid,
       figures.credited + figures.waived + figures.written_off + figures.transferred,
       figures.remaining, 0
  FROM (SELECT told.charge_id, told.line_id, told.debtor_id, told.unit_id, told.estate_id,
               told.kind, told.period_from, told.period_to, told.due_date, told.original,
               told.paid, told.credited, told.waived, told.written_off, told.transferred,
               told.remaining, event.interrupted_on,
               GREATEST(told.limitation_date, (event.interrupted_on + MAKE_INTERVAL(years =>
                   (EXTRACT(year FROM told.limitation_date)
                    - EXTRACT(year FROM told.due_date + 1))::int))::date) AS limitation_date
          FROM (%(figures)s) told
     LEFT JOIN (%(interruptions)s) event ON event.charge_id = told.charge_id) figures
 CROSS JOIN LATERAL (SELECT figures.interrupted_on) interruption (interrupted_on)
  LEFT JOIN arrears_estate estate ON estate.id = figures.estate_id
  LEFT JOIN arrears_case card ON card.company_id = %(company)s
       AND card.debtor_id = figures.debtor_id
       AND COALESCE(card.unit_id, 0) = COALESCE(figures.unit_id, 0)
 WHERE figures.remaining <> 0
"""

# Deliberately without an age: a credit is nobody's debt, whenever it came.
CREDITS = """
SELECT %(report)s, %(company)s, 'credit', NULL, credits.line_id, credits.debtor_id,
       credits.unit_id, unit.estate_id, credits.kind, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, 0, credits.remaining
  FROM (%(credits)s) credits
  LEFT JOIN arrears_unit unit ON unit.id = credits.unit_id
 WHERE credits.remaining <> 0
"""


def debts_sql(report, company, figures: SQL, interruptions: SQL) -> SQL:
    """Insert the debts of one company of the tree.

    :param figures: sub-select of charges as of the report's day
    :param interruptions: sub-select of (charge_id, interrupted_on)
    """
    day = report.date
    return _insert(
        SQL(
            DEBTS, report=report.id, company=company.id, day=day, figures=figures,
            interruptions=interruptions, due=due_sql(day), period=period_sql(day),
            limitation=limitation_sql(day),
        )
    )  # fmt: skip


def credits_sql(report, company, statement: SQL) -> SQL:
    """Insert what no debt has used, of one company of the tree."""
    return _insert(SQL(CREDITS, report=report.id, company=company.id, credits=statement))


def _insert(rows: SQL) -> SQL:
    columns = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
    return SQL("INSERT INTO arrears_ageing_line (%s) %s", columns, rows)
