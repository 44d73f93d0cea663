"""The one statement that makes cards agree with charges.

Cut into common table expressions, each a step that can be read alone: ``overdue`` → which
charges count; ``holding`` → which holds are in force; ``grouped`` → one row a debtor and unit;
``figures`` → the cards as they should be; then the cards that change, come or close, with their
episodes and the holds that the payment ended. Only rows that differ are written.

Priority and urgency are those of ``engine.priority``, which is the definition; a test compares.
"""

from datetime import timedelta

from odoo.tools import SQL

from ...engine.gates import KINDS_WITH_PRICE_BASIS, PURSUED_KINDS
from ...engine.priority import (
    EXTENSION_ENDING_DAYS,
    EXTENSION_ENDING_POINTS,
    KEY_ACCOUNT_POINTS,
    KEY_USAGES,
    LIMITATION_NEAR_DAYS,
    MORE_THAN_A_YEAR,
    PROPOSED_POINTS,
    WAITING_POINTS,
)

# A broken promise counts as broken for so long.
BROKEN_FOR_DAYS = 90

# Figure → kind of the charges it sums.
BY_KIND = {
    "amount_principal": "principal",
    "amount_late_fee": "late_fee",
    "amount_pass_through": "pass_through",
    "amount_deposit": "deposit",
    "amount_cost": "cost",
    "amount_unclassified": "unclassified",
}
# Figure → days overdue of the charges it sums.
BY_AGE = {
    "age_1_30": (1, 30),
    "age_31_90": (31, 90),
    "age_91_180": (91, 180),
    "age_181_365": (181, 365),
    "age_over_365": (366, None),
}
AMOUNTS = (*BY_KIND, *BY_AGE, "amount_overdue", "amount_held", "amount_pursued")
COLUMNS = (
    *AMOUNTS,
    "estate_id",
    "state",
    "oldest_due_date",
    "limitation_date",
    "charge_count",
    "urgency",
    "priority_score",
    "next_action",
    "next_action_date",
)


STAGES = """
stages AS MATERIALIZED (
    SELECT (SELECT id FROM arrears_stage
             WHERE active AND is_closed IS NOT TRUE AND gate = 'none'
             ORDER BY sequence, id LIMIT 1) AS first,
           (SELECT id FROM arrears_stage WHERE is_closed LIMIT 1) AS closed
)
"""

# Open, past due, not time-barred, with a known debtor.
OVERDUE = """
overdue AS (
    SELECT id, debtor_id, unit_id, estate_id, kind, due_date, limitation_date,
           amount_remaining AS amount, %(today)s - due_date AS days,
           kind = ANY(%(kinds)s) AND no_followup IS NOT TRUE
               AND (price_basis IS NOT NULL OR kind <> ALL(%(kinds_with_basis)s)) AS is_pursued
      FROM arrears_charge charge
     WHERE company_id = %(company)s AND state = 'open' AND due_date < %(today)s
       AND amount_remaining > 0 AND debtor_id IS NOT NULL AND time_barred IS NOT TRUE
       AND %(chosen_charges)s
)
"""

# Holds in force: over a whole case, over charges, or over an amount.
HOLDING = """
holding AS MATERIALIZED (
    SELECT h.id, h.case_id, h.type, h.date_until, COALESCE(h.amount, 0) AS amount,
           EXISTS (SELECT 1 FROM arrears_hold_charge_rel r WHERE r.hold_id = h.id) AS partly
      FROM arrears_hold h
     WHERE h.company_id = %(company)s AND h.lifted_on IS NULL AND h.date_from <= %(today)s
       AND (h.date_until IS NULL OR h.date_until >= %(today)s)
),
held_charges AS MATERIALIZED (
    SELECT DISTINCT r.charge_id FROM holding h
      JOIN arrears_hold_charge_rel r ON r.hold_id = h.id WHERE h.amount = 0
),
held_cases AS MATERIALIZED (
    SELECT case_id, SUM(amount) AS amount, MAX(date_until) AS until,
           BOOL_OR(amount = 0 AND NOT partly) AS whole,
           MIN(date_until) FILTER (WHERE type = 'extension') AS extension_until
      FROM holding GROUP BY case_id
),
waiting AS MATERIALIZED (
    SELECT DISTINCT owed.case_id FROM (%(answers_owed)s) owed
),
proposed AS MATERIALIZED (
    SELECT DISTINCT case_id FROM arrears_legal_proposal
     WHERE company_id = %(company)s AND state = 'proposed'
),
broken AS MATERIALIZED (
    SELECT case_id, COUNT(*) AS number FROM arrears_promise
     WHERE company_id = %(company)s AND state = 'broken'
       AND promised_by < %(today)s AND promised_by >= %(broken_since)s
     GROUP BY case_id
)
"""

GROUPED = """
grouped AS MATERIALIZED (
    SELECT o.debtor_id, o.unit_id, MAX(o.estate_id) AS estate_id, %(by_kind)s, %(by_age)s,
           SUM(o.amount) AS amount_overdue, COUNT(*) AS charge_count,
           MIN(o.due_date) AS oldest_due_date, MIN(o.limitation_date) AS limitation_date,
           COALESCE(SUM(o.amount) FILTER (WHERE o.is_pursued), 0) AS pursuable,
           COALESCE(SUM(o.amount) FILTER (WHERE hc.charge_id IS NOT NULL), 0) AS held_charges,
           COALESCE(SUM(o.amount) FILTER (WHERE hc.charge_id IS NOT NULL AND o.is_pursued), 0)
               AS held_pursuable
      FROM overdue o LEFT JOIN held_charges hc ON hc.charge_id = o.id
     GROUP BY o.debtor_id, o.unit_id
)
"""

FIGURES = """
held AS (
    SELECT g.*, c.id AS case_id, c.state AS old_state, c.next_action AS old_action,
           c.next_action_date AS old_action_date,
           COALESCE(zone.user_id, e.default_collector_id) AS default_collector_id,
           hc.until, COALESCE(b.number, 0) AS broken,
           w.case_id IS NOT NULL AS is_owed_answer, p.case_id IS NOT NULL AS is_proposed,
           hc.extension_until <= %(extension_near)s AS extension_ending,
           g.limitation_date <= %(near)s AS limitation_near,
           COALESCE(unit.usage = ANY(%(key_usages)s), FALSE) AS is_key_account,
           COALESCE(hc.whole, FALSE) OR g.held_charges + COALESCE(hc.amount, 0) >= g.amount_overdue
               AS is_held,
           LEAST(g.amount_overdue, CASE WHEN hc.whole THEN g.amount_overdue
                 ELSE g.held_charges + COALESCE(hc.amount, 0) END) AS amount_held,
           CASE WHEN hc.whole THEN 0
                ELSE GREATEST(0, g.pursuable - g.held_pursuable - COALESCE(hc.amount, 0))
            END AS amount_pursued
      FROM grouped g
 LEFT JOIN arrears_estate e ON e.id = g.estate_id
 LEFT JOIN arrears_unit unit ON unit.id = g.unit_id
 LEFT JOIN arrears_zone zone ON zone.estate_id = unit.estate_id AND zone.building = unit.building
 LEFT JOIN arrears_case c ON c.company_id = %(company)s AND c.debtor_id = g.debtor_id
       AND COALESCE(c.unit_id, 0) = COALESCE(g.unit_id, 0)
 LEFT JOIN held_cases hc ON hc.case_id = c.id
 LEFT JOIN broken b ON b.case_id = c.id
 LEFT JOIN waiting w ON w.case_id = c.id
 LEFT JOIN proposed p ON p.case_id = c.id
),
figures AS MATERIALIZED (
    SELECT held.*,
           CASE WHEN is_held THEN 'held' ELSE 'open' END AS state,
           CASE WHEN is_held THEN 'held'
                WHEN limitation_near OR oldest_due_date < %(year_ago)s THEN 'high'
                WHEN oldest_due_date < %(quarter_ago)s THEN 'medium'
                ELSE 'low' END AS urgency,
           GREATEST(0, LEAST(40, FLOOR(amount_pursued / 250))
                     + LEAST(30, (%(today)s - oldest_due_date) / 12)
                     + CASE WHEN limitation_near THEN 40 ELSE 0 END
                     + 15 * LEAST(2, broken)
                     + CASE WHEN is_key_account THEN %(key_account_points)s ELSE 0 END
                     + CASE WHEN is_proposed THEN %(proposed_points)s ELSE 0 END
                     + CASE WHEN extension_ending THEN %(ending_points)s ELSE 0 END
                     - CASE WHEN is_held OR is_owed_answer THEN %(waiting_points)s ELSE 0 END
           )::integer AS priority_score,
           CASE WHEN is_held THEN CASE WHEN until IS NULL THEN 'none' ELSE 'review' END
                WHEN old_action IS NULL OR old_action = 'review' OR old_state = 'closed'
                THEN 'none' ELSE old_action END AS next_action,
           CASE WHEN is_held THEN until
                WHEN old_action IS NULL OR old_action = 'review' OR old_state = 'closed'
                THEN NULL ELSE old_action_date END AS next_action_date
      FROM held
)
"""

CHANGES = """
updated AS (
    UPDATE arrears_case c
       SET %(assignments)s%(room_assignments)s,
           stage_id = CASE WHEN c.state = 'closed' THEN (SELECT first FROM stages)
                           ELSE c.stage_id END,
           stage_since = CASE WHEN c.state = 'closed' THEN %(today)s ELSE c.stage_since END,
           user_id = COALESCE(c.user_id, f.default_collector_id),
           write_uid = %(uid)s, write_date = %(now)s
      FROM figures f %(rooms)s
     WHERE c.id = f.case_id AND c.company_id = %(company)s
       AND (%(old)s) IS DISTINCT FROM (%(new)s)
 RETURNING c.id, c.amount_overdue
),
inserted AS (
    INSERT INTO arrears_case
           (company_id, debtor_id, unit_id, user_id, stage_id, stage_since, contact_count,
            create_uid, write_uid, create_date, write_date, %(names)s%(room_names)s)
    SELECT %(company)s, f.debtor_id, f.unit_id, f.default_collector_id,
           (SELECT first FROM stages), %(today)s, 0,
           %(uid)s, %(uid)s, %(now)s, %(now)s, %(new)s%(room_values)s
      FROM figures f %(rooms)s WHERE f.case_id IS NULL
    ON CONFLICT DO NOTHING
 RETURNING id, amount_overdue
),
closed AS (
    UPDATE arrears_case c
       SET %(zeros)s, state = 'closed', urgency = 'low', stage_id = (SELECT closed FROM stages),
           stage_since = %(today)s, charge_count = 0, oldest_due_date = NULL,
           limitation_date = NULL, priority_score = 0,
           next_action = 'none', next_action_date = NULL,
           write_uid = %(uid)s, write_date = %(now)s
     WHERE c.company_id = %(company)s AND c.state != 'closed' AND %(chosen_cases)s
       AND NOT EXISTS (SELECT 1 FROM figures f WHERE f.case_id = c.id)
 RETURNING c.id
)
"""

# Episodes open and close with their cards; the hold of a promise ends with its card.
CONSEQUENCES = """
episodes_ended AS (
    UPDATE arrears_case_episode e
       SET closed_on = GREATEST(%(today)s, e.opened_on), write_uid = %(uid)s, write_date = %(now)s
      FROM closed WHERE e.case_id = closed.id AND e.closed_on IS NULL
),
episodes_opened AS (
    INSERT INTO arrears_case_episode AS e
           (case_id, company_id, opened_on, amount_opened, amount_highest,
            create_uid, write_uid, create_date, write_date)
    SELECT id, %(company)s, %(today)s, amount_overdue, amount_overdue,
           %(uid)s, %(uid)s, %(now)s, %(now)s
      FROM (SELECT * FROM updated UNION ALL SELECT * FROM inserted) alive
    ON CONFLICT (case_id) WHERE closed_on IS NULL
    DO UPDATE SET amount_highest = EXCLUDED.amount_highest
            WHERE e.amount_highest < EXCLUDED.amount_highest
),
holds_ended AS (
    UPDATE arrears_hold h SET lifted_on = %(today)s, write_uid = %(uid)s, write_date = %(now)s
      FROM closed
     WHERE h.case_id = closed.id AND h.type IN ('promise', 'payment_claim', 'extension')
       AND h.lifted_on IS NULL AND h.date_until >= %(today)s
)
SELECT id, FALSE FROM updated
 UNION ALL SELECT id, FALSE FROM inserted
 UNION ALL
SELECT id, EXISTS (SELECT 1 FROM mail_activity a WHERE a.res_model = 'arrears.case'
                      AND a.res_id = closed.id AND a.automated)
  FROM closed
"""

STALE = """
SELECT f.debtor_id FROM figures f LEFT JOIN arrears_case c ON c.id = f.case_id
 WHERE f.case_id IS NULL OR (%(old)s) IS DISTINCT FROM (%(new)s)
 UNION
SELECT c.debtor_id FROM arrears_case c
 WHERE c.company_id = %(company)s AND c.state != 'closed'
   AND NOT EXISTS (SELECT 1 FROM figures f WHERE f.case_id = c.id)
"""


def stale_statement(company, today, answers_owed):
    """Which debtors of a company have cards that the statement would change: their ids.

    :param answers_owed: as for ``refresh_statement``
    """
    parts = (OVERDUE, HOLDING, GROUPED, FIGURES)
    return SQL(f"WITH {','.join(parts)} {STALE}", **_values(company, None, today, answers_owed))


def refresh_statement(company, debtor_ids, today, user_id, now, answers_owed, rooms=()):
    """The whole statement. It answers (case id, whether a closed card has a task left).

    :param debtor_ids: ids of debtors, a ``range`` of them, or None for all of the company
    :param answers_owed: a query of the cards whose debtor waits for an answer (``case_id``)
    :param rooms: ``RoomFigures`` that changed and new cards take over
    """
    values = _values(company, debtor_ids, today, answers_owed)
    columns = [
        (SQL.identifier(column), SQL.identifier(room.name, column))
        for room in rooms
        for column in room.columns
    ]
    values.update(
        uid=user_id,
        now=now,
        room_steps=SQL().join(SQL("%s,", room.step()) for room in rooms),
        rooms=SQL(" ").join(room.join() for room in rooms),
        room_names=SQL().join(SQL(", %s", name) for name, _value in columns),
        room_values=SQL().join(SQL(", %s", value) for _name, value in columns),
        room_assignments=SQL().join(SQL(", %s = %s", *column) for column in columns),
    )
    parts = (STAGES, OVERDUE, HOLDING, GROUPED, FIGURES, CHANGES, CONSEQUENCES)
    return SQL(f"WITH %(room_steps)s {','.join(parts)}", **values)


def _values(company, debtor_ids, today, answers_owed):
    """What the steps are filled in with."""
    return {
        "company": company.id,
        "today": today,
        "kinds": sorted(PURSUED_KINDS),
        "kinds_with_basis": sorted(KINDS_WITH_PRICE_BASIS),
        "near": today + timedelta(days=LIMITATION_NEAR_DAYS),
        "year_ago": today - timedelta(days=MORE_THAN_A_YEAR),
        "extension_near": today + timedelta(days=EXTENSION_ENDING_DAYS),
        "answers_owed": answers_owed,
        "waiting_points": WAITING_POINTS,
        "ending_points": EXTENSION_ENDING_POINTS,
        "proposed_points": PROPOSED_POINTS,
        "key_account_points": KEY_ACCOUNT_POINTS,
        "key_usages": sorted(KEY_USAGES),
        "quarter_ago": today - timedelta(days=90),
        "broken_since": today - timedelta(days=BROKEN_FOR_DAYS),
        "chosen_charges": among("charge", debtor_ids),
        "chosen_cases": among("c", debtor_ids),
        "by_kind": SQL(", ").join(_by_kind(name, kind) for name, kind in BY_KIND.items()),
        "by_age": SQL(", ").join(_by_age(name, *span) for name, span in BY_AGE.items()),
        "assignments": SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), SQL.identifier("f", name)) for name in COLUMNS
        ),
        "names": SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
        "old": SQL(", ").join(SQL.identifier("c", name) for name in COLUMNS),
        "new": SQL(", ").join(SQL.identifier("f", name) for name in COLUMNS),
        "zeros": SQL(", ").join(SQL("%s = 0", SQL.identifier(name)) for name in AMOUNTS),
    }


def among(alias, debtor_ids):
    """Condition on ``debtor_id`` of a table: among ids, within a ``range``, or None for any."""
    if debtor_ids is None:
        return SQL("TRUE")
    if isinstance(debtor_ids, range):
        return SQL(
            "%s BETWEEN %s AND %s",
            SQL.identifier(alias, "debtor_id"), debtor_ids.start, debtor_ids.stop - 1,
        )  # fmt: skip
    return SQL("%s = ANY(%s)", SQL.identifier(alias, "debtor_id"), list(debtor_ids))


def _by_kind(name, kind):
    return SQL(
        "COALESCE(SUM(o.amount) FILTER (WHERE o.kind = %s), 0) AS %s", kind, SQL.identifier(name)
    )


def _by_age(name, first, last):
    span = SQL("o.days >= %s", first)
    if last is not None:
        span = SQL("%s AND o.days <= %s", span, last)
    return SQL("COALESCE(SUM(o.amount) FILTER (WHERE %s), 0) AS %s", span, SQL.identifier(name))
