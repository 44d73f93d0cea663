"""Which receivable lines and which charges a rebuild looks at.

A scope is a pair of SQL conditions: one on ``line`` (account_move_line), one on ``charge``
(arrears_charge). A charge inside the second that the first no longer yields is gone.
"""

from odoo.tools import SQL


def debtor_scope(debtor_ids: list[int]) -> tuple[SQL, SQL]:
    """Everything of a chunk of debtors; 0 stands for "no partner"."""
    ids = [debtor for debtor in debtor_ids if debtor]
    lines, charges = _of_partners(ids), SQL("charge.debtor_id = ANY(%s)", ids)
    if 0 in debtor_ids:
        lines = SQL("(line.partner_id IS NULL OR %s)", lines)
        charges = SQL("(charge.debtor_id IS NULL OR %s)", charges)
    return lines, charges


def debtor_span(first: int, last: int) -> tuple[SQL, SQL]:
    """Everything of the debtors whose ids lie between these two; 0 stands for "no partner".

    For whole books: a list of every debtor takes longer to read than the books themselves.
    """
    lines = SQL("COALESCE(partner.commercial_partner_id, 0) BETWEEN %s AND %s", first, last)
    return lines, SQL("COALESCE(charge.debtor_id, 0) BETWEEN %s AND %s", first, last)


def touched_scope(moves=(), lines=(), debtors=(), orphans=False) -> tuple[SQL, SQL]:
    """What was touched: whole moves, single lines of entries, whole debtors (ids).

    :param orphans: also charges whose document was deleted behind our back
    """
    moves, lines, debtors = list(moves), list(lines), list(debtors)
    of_lines, of_charges = [], []
    if moves:
        of_lines.append(SQL("line.move_id = ANY(%s)", moves))
        of_charges.append(SQL("charge.move_id = ANY(%s)", moves))
    if lines:
        of_lines.append(SQL("line.id = ANY(%s)", lines))
        of_charges.append(SQL("charge.line_id = ANY(%s)", lines))
    if debtors:
        of_lines.append(_of_partners(debtors))
        of_charges.append(SQL("charge.debtor_id = ANY(%s)", debtors))
    if orphans:
        of_charges.append(SQL("charge.move_id IS NULL"))
    return SQL(" OR ").join(of_lines or [SQL("FALSE")]), SQL(" OR ").join(of_charges)


# What is left, due date and debtor of every open receivable, against its open charges, and the
# day that limitation ends: one pass over what is open, a fraction of the work of a rebuild. It
# does not see a settled charge that should be open under another kind: the weekly complete
# rebuild does.
STALE = """
WITH pending AS (
    SELECT line.id, line.move_id, line.amount_residual AS remaining,
           COALESCE(line.date_maturity, line.date) AS due_date,
           COALESCE(partner.commercial_partner_id, partner.id) AS debtor_id
      FROM account_move_line line
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
       AND line.reconciled IS NOT TRUE AND line.balance > 0 AND line.amount_residual > 0
       AND line.account_id IN (SELECT id FROM account_account
                                WHERE account_type = 'asset_receivable'
                                  AND non_trade IS NOT TRUE)
       AND %(of_lines)s
),
told AS (
    SELECT charge.line_id, charge.move_id, SUM(charge.amount_remaining) AS remaining,
           MIN(charge.due_date) AS due_date, MIN(charge.debtor_id) AS debtor_id,
           BOOL_OR((charge.limitation_date < %(today)s) <> charge.time_barred) AS aged
      FROM arrears_charge charge
     WHERE charge.company_id = %(company)s AND charge.state = 'open' AND %(of_charges)s
  GROUP BY charge.line_id, charge.move_id
),
stale AS (
    SELECT COALESCE(pending.move_id, told.move_id) AS move_id,
           pending.debtor_id AS owing, told.debtor_id AS told_to
      FROM pending FULL JOIN told ON told.line_id = pending.id
     WHERE told.aged OR told.remaining IS DISTINCT FROM pending.remaining
        OR told.due_date IS DISTINCT FROM pending.due_date
        OR told.debtor_id IS DISTINCT FROM pending.debtor_id
)
"""


def stale_moves(company_id: int, debtor_ids: list[int], today) -> SQL:
    """Moves of these debtors whose open charges do not say what the ledger says today.

    :return: SQL that yields move ids, among them NULL for charges without a document
    """
    of_lines, of_charges = debtor_scope(debtor_ids)
    return SQL(
        STALE + "SELECT DISTINCT move_id FROM stale",
        company=company_id, today=today, of_lines=of_lines, of_charges=of_charges,
    )  # fmt: skip


def stale_debtors(company_id: int, today) -> SQL:
    """Debtors of the whole company with such moves, the former ones too; 0 for "no partner"."""
    return SQL(
        STALE + "SELECT COALESCE(owing, 0) FROM stale UNION SELECT COALESCE(told_to, 0) FROM stale",
        company=company_id, today=today, of_lines=SQL("TRUE"), of_charges=SQL("TRUE"),
    )  # fmt: skip


def _of_partners(ids):
    return SQL(
        "line.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))", ids
    )
