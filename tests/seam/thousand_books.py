"""What two worlds of the kill test must have in common, and how they are compared.

Rows carry no ids and no numbers of entries or refunds: what a shot rolled back has burnt some. An
entry of a debit is known by what is in it, item by item, to the cent.
"""

import json
from collections.abc import Iterator
from typing import Any

from live import BOOKS, Live

Books = dict[str, list[Any]]

STATEMENTS = {
    "entries": """
        SELECT CASE WHEN m.arrears_debit_batch_id IS NULL THEN m.name END AS name, m.ref,
               m.move_type, m.state, m.payment_state, m.date, m.arrears_value_date,
               j.code AS journal, m.amount_total, count(*) AS items
          FROM account_move m JOIN account_journal j ON j.id = m.journal_id
          JOIN account_move_line l ON l.move_id = m.id
      GROUP BY m.id, j.code""",
    "items": """
        SELECT CASE WHEN m.arrears_debit_batch_id IS NULL THEN m.name END AS entry, m.ref,
               m.date, m.state, m.amount_total AS of_total, a.code_store, p.name AS partner, l.name,
               l.debit, l.credit, l.amount_residual, l.reconciled,
               l.full_reconcile_id IS NOT NULL AS closed, l.arrears_value_date
          FROM account_move_line l JOIN account_move m ON m.id = l.move_id
          JOIN account_account a ON a.id = l.account_id
     LEFT JOIN res_partner p ON p.id = l.partner_id""",
    "partials": """
        SELECT dp.name AS debtor, dl.name AS debit, cl.name AS credit, dm.ref AS of_debit,
               cm.ref AS of_credit, r.amount
          FROM account_partial_reconcile r
          JOIN account_move_line dl ON dl.id = r.debit_move_id
          JOIN account_move dm ON dm.id = dl.move_id
          JOIN account_move_line cl ON cl.id = r.credit_move_id
          JOIN account_move cm ON cm.id = cl.move_id
     LEFT JOIN res_partner dp ON dp.id = dl.partner_id""",
    "payments": "SELECT p.date, p.amount, p.state, p.payment_type FROM account_payment p",
    "receipts": "SELECT r.name, r.state, r.amount, r.amount_left FROM arrears_receipt r",
    "instructions": """
        SELECT l.reference, l.state, l.outcome, l.amount, l.amount_settled, l.amount_returned,
               l.value_date, l.answer_code, l.answer_text
          FROM arrears_debit_line l""",
    "splits": """
        SELECT l.reference, s.amount, s.amount_settled, s.amount_returned, s.is_open
          FROM arrears_debit_split s JOIN arrears_debit_line l ON l.id = s.line_id""",
    "results": """
        SELECT l.reference, r.event_key, r.outcome, r.amount_settled, r.amount_excess,
               r.value_date, r.answer_code, r.answer_text, r.file_line, f.name AS file,
               r.move_id IS NOT NULL AS is_booked
          FROM arrears_debit_result r JOIN arrears_debit_line l ON l.id = r.line_id
          JOIN arrears_bank_file f ON f.id = r.file_id""",
    "rows of files": """
        SELECT f.name, r.line_number, r.reference, r.outcome, r.amount_settled, r.value_date,
               r.state
          FROM arrears_bank_file_row r JOIN arrears_bank_file f ON f.id = r.file_id""",
    "bank files": """
        SELECT f.name, f.direction, f.state, f.sha256, f.error_code, f.booking_error, f.row_count,
               f.total_offered, f.total_settled
          FROM arrears_bank_file f""",
    "cards": """
        SELECT p.name, k.state, s.name AS stage, k.amount_overdue, k.debit_outcome, k.debit_reason,
               k.debit_date
          FROM arrears_case k JOIN res_partner p ON p.id = k.debtor_id
     LEFT JOIN arrears_stage s ON s.id = k.stage_id""",
    "episodes": """
        SELECT p.name, e.opened_on, e.closed_on
          FROM arrears_case_episode e JOIN arrears_case k ON k.id = e.case_id
          JOIN res_partner p ON p.id = k.debtor_id""",
    "holds": """
        SELECT p.name, h.type, h.date_from, h.date_until, h.lifted_on
          FROM arrears_hold h JOIN arrears_case k ON k.id = h.case_id
          JOIN res_partner p ON p.id = k.debtor_id""",
    "promises": """
        SELECT p.name, x.state, x.amount, x.amount_paid
          FROM arrears_promise x JOIN arrears_case k ON k.id = x.case_id
          JOIN res_partner p ON p.id = k.debtor_id""",
    "refunds": """
        SELECT p.name, r.state, r.reason_code, r.explanation, r.amount_total, r.amount,
               (SELECT count(*) FROM arrears_refund_line l WHERE l.refund_id = r.id) AS credits
          FROM arrears_refund r JOIN res_partner p ON p.id = r.debtor_id""",
    "tasks": """
        SELECT t.res_model, t.summary, u.login, count(*)
          FROM mail_activity t JOIN res_users u ON u.id = t.user_id
      GROUP BY t.res_model, t.summary, u.login""",
    "messages": """
        SELECT m.model, CASE WHEN m.model = 'arrears.debit.batch' THEN m.body END AS body, count(*)
          FROM mail_message m WHERE m.model IS NOT NULL
      GROUP BY 1, 2""",
    "batches": BOOKS["batches"],
    "charges": """
        SELECT CASE WHEN m.arrears_debit_batch_id IS NULL THEN m.name END AS entry, p.name, c.kind,
               c.state, c.amount_original, c.amount_remaining, c.amount_allocated,
               c.amount_credited
          FROM arrears_charge c JOIN account_move m ON m.id = c.move_id
     LEFT JOIN res_partner p ON p.id = c.debtor_id""",
    "mandates": BOOKS["mandates"],
}


def books_of(live: Live) -> Books:
    """All that counts, each part in an order of its own."""
    return {
        name: sorted(live.query(statement), key=json.dumps)
        for name, statement in STATEMENTS.items()
    }


def differences(wanted: Books, found: Books) -> list[str]:
    """What one world has and the other has not; empty when they are equal."""
    assert wanted.keys() == found.keys() == STATEMENTS.keys()
    return [line for part in wanted for line in _in_part(part, wanted[part], found[part])]


def _in_part(part: str, wanted: list[Any], found: list[Any]) -> Iterator[str]:
    if wanted == found:
        return
    yield f"{part}: {len(wanted)} undisturbed, {len(found)} after the shot"
    for word, rows, others in (("missing", wanted, found), ("too much", found, wanted)):
        left = [json.dumps(row, ensure_ascii=False) for row in others]
        for row in rows:
            text = json.dumps(row, ensure_ascii=False)
            if text in left:
                left.remove(text)
            else:
                yield f"  {word}: {text[:600]}"
