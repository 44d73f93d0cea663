"""Second half of the rebuild: what became of each charge, and writing what differs.

Continues ``charge_sql``; see there for the order of the steps.
"""

from odoo.tools import SQL

from .charge_sql import (
    BEFORE,
    BILL_GROUPS,
    CATEGORY_KINDS,
    ENTRY_CELLS,
    INVOICE_CELLS,
    NATURAL_KEY,
    NET,
    RANKED,
    REDUCTIONS,
    SAME_GROUP,
    SCOPE,
    WATERFALL,
)

# What the reductions themselves say they are for: the lines of a credit note, and the fields of
# a payment's line where its kind was recorded.
DESIGNATIONS = """
designations AS (
    SELECT reduction.line_id, note.unit_id, note.period_from, note.period_to, note.kind,
           LEAST(reduction.amount, note.amount) AS amount, TRUE AS is_credit
      FROM reductions reduction
      JOIN bill_groups note ON note.move_id = reduction.credit_move_id AND note.amount > 0
     WHERE reduction.is_credit
     UNION ALL
    SELECT reduction.line_id, COALESCE(credit.arrears_unit_id, move.arrears_unit_id),
           CASE WHEN COALESCE(credit.arrears_period_from, credit.arrears_period_to) IS NULL
                THEN move.arrears_period_from ELSE credit.arrears_period_from END,
           CASE WHEN COALESCE(credit.arrears_period_from, credit.arrears_period_to) IS NULL
                THEN move.arrears_period_to ELSE credit.arrears_period_to END,
           credit.arrears_kind, reduction.amount, FALSE
      FROM reductions reduction
      JOIN account_move_line credit ON credit.id = reduction.credit_line_id
      JOIN account_move move ON move.id = credit.move_id
     WHERE NOT reduction.is_credit AND credit.arrears_kind IS NOT NULL
),
wishes AS (
    SELECT line_id, unit_id, period_from, period_to, kind, SUM(amount)::bigint AS wanted,
           COALESCE(SUM(amount) FILTER (WHERE is_credit), 0)::bigint AS credit_wanted
      FROM designations
  GROUP BY line_id, unit_id, period_from, period_to, kind
)
"""

RESULT = (
    "line_id, move_id, account_id, debtor_id, unit_id, period_from, period_to, kind, due_rank,"
    " due_date, price_basis, no_followup, amount"
)
CELL = ", ".join(f"cells.{name.strip()}" for name in RESULT.split(",") if "no_followup" not in name)

# engine.allocation.settle in window functions: designated amounts, then the waterfall, once for
# everything that arrived and once for the part of it that came from credit notes. Where nothing
# arrived, or money paid all, there is nothing to divide: the windows are for the rest.
SETTLED = f"""
facts AS (
    SELECT {CELL},
           cells.is_invoice AND COALESCE(cells.no_followup, FALSE) AS no_followup,
           cells.original - cells.remaining AS paid,
           cells.remaining = cells.original
               OR (cells.remaining = 0 AND credit.amount IS NULL) AS is_plain,
           LEAST(COALESCE(credit.amount, 0), cells.original - cells.remaining) AS credit,
           LEAST(cells.amount, COALESCE(wishes.wanted, 0)) AS wanted,
           COALESCE(wishes.credit_wanted, 0) AS credit_wanted
      FROM cells
 LEFT JOIN (SELECT line_id, SUM(amount)::bigint AS amount FROM reductions WHERE is_credit
             GROUP BY line_id) credit ON credit.line_id = cells.line_id
 LEFT JOIN wishes ON wishes.line_id = cells.line_id AND {SAME_GROUP.format(a="wishes", b="cells")}
),
directly AS (
    SELECT *, LEAST(wanted, GREATEST(paid - COALESCE(SUM(wanted) OVER earlier, 0), 0)) AS direct
      FROM facts WHERE NOT is_plain
    WINDOW earlier AS (PARTITION BY line_id ORDER BY %(order)s %(before)s)
),
directed AS (SELECT *, SUM(direct) OVER (PARTITION BY line_id) AS directs FROM directly),
filled AS (
    SELECT *, direct + LEAST(amount - direct, GREATEST(
               paid - directs - COALESCE(SUM(amount - direct) OVER earlier, 0), 0)) AS filled
      FROM directed
    WINDOW earlier AS (PARTITION BY line_id ORDER BY %(order)s %(before)s)
),
credit_direct AS (
    SELECT *, LEAST(filled, credit_wanted, GREATEST(credit
               - COALESCE(SUM(LEAST(filled, credit_wanted)) OVER earlier, 0), 0)) AS noted
      FROM filled
    WINDOW earlier AS (PARTITION BY line_id ORDER BY %(order)s %(before)s)
),
credit_directed AS (
    SELECT *, SUM(noted) OVER (PARTITION BY line_id) AS notes FROM credit_direct
),
settled AS (
    SELECT {RESULT}, CASE WHEN paid = 0 THEN 0 ELSE amount END AS filled, 0::bigint AS credited
      FROM facts WHERE is_plain
     UNION ALL
    SELECT {RESULT}, filled::bigint, (noted + LEAST(filled - noted, GREATEST(
               credit - notes - COALESCE(SUM(filled - noted) OVER earlier, 0), 0)))::bigint
      FROM credit_directed
    WINDOW earlier AS (PARTITION BY line_id ORDER BY %(order)s %(before)s)
)
"""

# Limitation runs from the day after the due date: engine.limitation.limitation_date.
FINAL = """
final AS (
    SELECT settled.move_id, settled.line_id, settled.account_id, settled.debtor_id,
           settled.unit_id, unit.estate_id, settled.period_from, settled.period_to, settled.kind,
           settled.due_rank::int AS due_rank, settled.due_date,
           limitation.last_day AS limitation_date,
           settled.amount * %(smallest)s AS amount_original,
           settled.credited * %(smallest)s AS amount_credited,
           (settled.filled - settled.credited) * %(smallest)s AS amount_allocated,
           (settled.amount - settled.filled) * %(smallest)s AS amount_remaining,
           settled.price_basis, settled.no_followup,
           settled.amount > settled.filled AND limitation.last_day < %(today)s AS time_barred,
           CASE WHEN settled.amount > settled.filled THEN 'open' ELSE 'settled' END AS state
      FROM settled
 LEFT JOIN arrears_unit unit ON unit.id = settled.unit_id
 LEFT JOIN arrears_estate estate ON estate.id = unit.estate_id
 LEFT JOIN arrears_jurisdiction jurisdiction ON jurisdiction.id = estate.jurisdiction_id
CROSS JOIN LATERAL (SELECT (settled.due_date + 1 + MAKE_INTERVAL(years =>
               COALESCE(jurisdiction.limitation_years, %(years)s)))::date AS last_day) limitation
)
"""

IDENTITY = ("move_id", "debtor_id", "unit_id", "period_from", "period_to", "kind", "due_rank")
VALUES = (
    "line_id", "account_id", "estate_id", "due_date", "limitation_date", "amount_original",
    "amount_credited", "amount_allocated", "amount_remaining", "price_basis", "no_followup",
    "time_barred", "state",
)  # fmt: skip

SAME_CHARGE = " AND ".join(
    f"charge.{name} IS NOT DISTINCT FROM final.{name}"
    if name in ("debtor_id", "unit_id", "period_from", "period_to")
    else f"charge.{name} = final.{name}"
    for name in IDENTITY
)

# An event that made the time run anew is kept on the charge itself (``charge_limitation``), so
# that a rebuild reads no table for it. GREATEST passes over what is NULL.
LAST_DAY = "GREATEST(final.limitation_date, charge.interrupted_until)"
WITH_EVENTS = {
    "limitation_date": LAST_DAY,
    "time_barred": f"(final.state = 'open' AND {LAST_DAY} < %(today)s)",
}
WRITTEN_VALUES = ", ".join(WITH_EVENTS.get(name, f"final.{name}") for name in VALUES)
WRITTEN_IDENTITY = ", ".join(f"final.{name}" for name in IDENTITY)

WRITTEN = f"""
written AS (
    INSERT INTO arrears_charge (company_id, currency_id, {", ".join(IDENTITY + VALUES)},
                                create_uid, create_date, write_uid, write_date)
    SELECT %(company)s, %(currency)s, {WRITTEN_IDENTITY}, {WRITTEN_VALUES},
           %(user)s, %(now)s, %(user)s, %(now)s
      FROM final
 LEFT JOIN arrears_charge charge ON charge.company_id = %(company)s AND {SAME_CHARGE}
     WHERE charge.id IS NULL
        OR ({", ".join(f"charge.{name}" for name in VALUES)})
           IS DISTINCT FROM ({WRITTEN_VALUES})
  ORDER BY final.debtor_id, final.due_date, final.move_id, final.due_rank
        ON CONFLICT ({NATURAL_KEY})
        DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in VALUES)},
                      write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
    RETURNING debtor_id
),
vanished AS (
    UPDATE arrears_charge charge
       SET state = 'gone', time_barred = FALSE, amount_original = 0, amount_credited = 0,
           amount_allocated = 0, amount_remaining = 0, write_uid = %(user)s, write_date = %(now)s
     WHERE charge.company_id = %(company)s AND charge.state <> 'gone' AND (%(charges)s)
       AND NOT EXISTS (SELECT 1 FROM final WHERE {SAME_CHARGE})
    RETURNING debtor_id
)
SELECT debtor_id, COUNT(*) FILTER (WHERE is_write) AS written
  FROM (SELECT debtor_id, TRUE AS is_write FROM written
        UNION ALL SELECT debtor_id, TRUE FROM vanished
        UNION ALL SELECT DISTINCT debtor_id, FALSE FROM scope) touched
GROUP BY debtor_id ORDER BY debtor_id
"""

# Into an empty table: nothing to compare with, nothing that could have vanished.
FILLED = f"""
filled_in AS (
    INSERT INTO arrears_charge (company_id, currency_id, {", ".join(IDENTITY + VALUES)},
                                create_uid, create_date, write_uid, write_date)
    SELECT %(company)s, %(currency)s, {", ".join(f"final.{name}" for name in IDENTITY + VALUES)},
           %(user)s, %(now)s, %(user)s, %(now)s
      FROM final
    RETURNING 1
)
SELECT NULL::int, COUNT(*) FROM filled_in
"""

STEPS = (
    SCOPE,
    RANKED,
    REDUCTIONS,
    CATEGORY_KINDS,
    BILL_GROUPS,
    NET,
    INVOICE_CELLS,
    ENTRY_CELLS,
    DESIGNATIONS,
    SETTLED,
    FINAL,
)
STATEMENT = "WITH " + ",".join((*STEPS, WRITTEN))
FIRST_STATEMENT = "WITH " + ",".join((*STEPS, FILLED))


def rebuild_statement(lines: SQL, charges: SQL, *, first=False, **arguments) -> SQL:
    """The statement that brings the charges of a scope up to the ledger.

    :param lines: condition on ``line`` (account_move_line) that selects the scope
    :param charges: condition on ``charge`` (arrears_charge): the charges that vanish when the
        scope no longer yields them
    :param first: the table holds nothing of the scope yet
    :param arguments: company, currency, user (ids), factor (minor units in one), smallest (one
        minor unit), today, years, now
    :return: SQL that yields (debtor id, rows written) for every debtor of the scope
    """
    arguments |= {"lines": lines, "order": WATERFALL, "before": BEFORE}
    if first:
        return SQL(FIRST_STATEMENT, **arguments)
    return SQL(STATEMENT, charges=charges, **arguments)
