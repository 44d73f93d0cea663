"""The statement behind roll rates: every charge on two days, and what became of it in between.

``engine.ageing.roll`` is the definition; a test compares the two.
"""

from odoo.tools import SQL

from ..engine.ageing import BY_DUE_DATE, NOT_OVERDUE
from .ageing_axes import bucket_sql

AMOUNTS = (
    "amount_opening", "amount_paid", "amount_reduced", "amount_risen", "amount_rolled",
    "amount_stayed", "amount_closing", "amount_new",
)  # fmt: skip

# A receivable's charge is told by its unit, period and kind; both days read the same documents.
STATEMENT = """
WITH days AS (
    SELECT FALSE AS is_after, figures.* FROM (%(before)s) figures
     UNION ALL
    SELECT TRUE, figures.* FROM (%(after)s) figures
),
charges AS (
    SELECT estate_id, kind, MIN(due_date) AS due_date, BOOL_OR(NOT is_after) AS was_there,
           COALESCE(SUM(remaining) FILTER (WHERE NOT is_after), 0) AS opening,
           COALESCE(SUM(remaining) FILTER (WHERE is_after), 0) AS closing,
           COALESCE(SUM(paid) FILTER (WHERE is_after), 0)
           - COALESCE(SUM(paid) FILTER (WHERE NOT is_after), 0) AS paid
      FROM days
  GROUP BY line_id, due_rank, unit_id, estate_id, period_from, period_to, kind
),
classed AS (
    SELECT *, %(bucket_before)s AS bucket_before, %(bucket_after)s AS bucket_after,
           GREATEST(opening - closing, 0) AS gone
      FROM charges figures
     WHERE opening <> 0 OR closing <> 0
),
moved AS (
    SELECT *, LEAST(GREATEST(paid, 0), gone) AS by_money, bucket_after > bucket_before AS rolls
      FROM classed
),
parts AS (
    SELECT estate_id, kind, bucket_before AS bucket, opening, by_money AS paid,
           gone - by_money AS reduced, GREATEST(closing - opening, 0) AS risen,
           CASE WHEN rolls THEN closing ELSE 0 END AS rolled,
           CASE WHEN rolls THEN 0 ELSE closing END AS stayed, 0 AS closing, 0 AS new
      FROM moved WHERE was_there
     UNION ALL
    SELECT estate_id, kind, bucket_after, 0, 0, 0, 0, 0, 0, closing,
           CASE WHEN bucket_after <> %(not_overdue)s
                 AND (NOT was_there OR bucket_before = %(not_overdue)s)
                THEN closing ELSE 0 END
      FROM moved
)
INSERT INTO arrears_roll_line (report_id, company_id, estate_id, kind, bucket, %(columns)s,
                               rate_paid, rate_reduced, rate_rolled, rate_stayed)
SELECT %(report)s, %(company)s, estate_id, kind, bucket, opening, paid, reduced, risen, rolled,
       stayed, closing, new,
       ROUND(100 * paid / NULLIF(opening, 0), 2), ROUND(100 * reduced / NULLIF(opening, 0), 2),
       ROUND(100 * rolled / NULLIF(opening, 0), 2), ROUND(100 * stayed / NULLIF(opening, 0), 2)
  FROM (SELECT estate_id, kind, bucket, SUM(opening) AS opening, SUM(paid) AS paid,
               SUM(reduced) AS reduced, SUM(risen) AS risen, SUM(rolled) AS rolled,
               SUM(stayed) AS stayed, SUM(closing) AS closing, SUM(new) AS new
          FROM parts GROUP BY estate_id, kind, bucket) sums
 ORDER BY estate_id, kind, bucket
"""


def roll_sql(report, company, before: SQL, after: SQL) -> SQL:
    """Insert the lines of one company of the tree.

    :param before: sub-select of charges as of ``report.date_from``
    :param after: the same as of ``report.date_to``
    """
    due = SQL("figures.due_date")
    return SQL(
        STATEMENT,
        before=before,
        after=after,
        bucket_before=bucket_sql(BY_DUE_DATE, due, report.date_from),
        bucket_after=bucket_sql(BY_DUE_DATE, due, report.date_to),
        not_overdue=NOT_OVERDUE,
        columns=SQL(", ").join(SQL.identifier(name) for name in AMOUNTS),
        report=report.id,
        company=company.id,
    )
