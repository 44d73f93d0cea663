"""Which receivable lines and which charges a rebuild looks at.

Every function answers a pair of SQL conditions: one on ``line`` (account_move_line), one on
``charge`` (arrears_charge). A charge inside the second that the first no longer yields is gone.
"""

from odoo.tools import SQL


def debtor_scope(company, debtor_ids, only_open):
    """Conditions (lines, charges) for a chunk of debtors; 0 stands for "no partner"."""
    ids = [debtor for debtor in debtor_ids if debtor]
    partners = _of_partners(ids)
    charges = SQL("charge.debtor_id = ANY(%s)", ids)
    if 0 in debtor_ids:
        partners = SQL("(line.partner_id IS NULL OR %s)", partners)
        charges = SQL("(charge.debtor_id IS NULL OR %s)", charges)
    if not only_open:
        return partners, charges
    charges = SQL("charge.state = 'open' AND %s", charges)
    pending = SQL(
        """%(partners)s AND line.move_id IN (
            SELECT line.move_id FROM account_move_line line
             WHERE line.company_id = %(company)s AND line.reconciled IS NOT TRUE
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable')
               AND %(partners)s
             UNION SELECT charge.move_id FROM arrears_charge charge
             WHERE charge.company_id = %(company)s AND %(charges)s)""",
        company=company.id,
        partners=partners,
        charges=charges,
    )
    return pending, charges


def touched_scope(sets):
    """Conditions (lines, charges) for what one transaction touched."""
    moves, lines, debtors = (list(sets[name]) for name in ("moves", "lines", "debtors"))
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
    return SQL(" OR ").join(of_lines), SQL(" OR ").join(of_charges)


def _of_partners(ids):
    return SQL(
        "line.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))", ids
    )
