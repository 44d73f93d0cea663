from collections import defaultdict
from datetime import date

from odoo import models
from odoo.tools import SQL

from ...engine.allocation import ChargeBalance, spread_remaining
from ...engine.late_fee import Debt
from ...engine.money import minor_units
from ..ledger.charge_sql import BILL_GROUPS, CATEGORY_KINDS

# What reduced the receivables of these charges, each with the day the money moved.
REDUCTIONS = """
    SELECT partial.debit_move_id AS line_id,
           COALESCE(credit.arrears_value_date, note.arrears_value_date, note.invoice_date,
                    note.date) AS day,
           ROUND(partial.amount * %(factor)s)::bigint AS amount,
           note.id AS note_id, note.move_type = 'out_refund' AS is_credit,
           credit.arrears_kind AS kind,
           COALESCE(credit.arrears_unit_id, note.arrears_unit_id) AS unit_id,
           CASE WHEN COALESCE(credit.arrears_period_from, credit.arrears_period_to) IS NULL
                THEN note.arrears_period_from ELSE credit.arrears_period_from END AS period_from,
           CASE WHEN COALESCE(credit.arrears_period_from, credit.arrears_period_to) IS NULL
                THEN note.arrears_period_to ELSE credit.arrears_period_to END AS period_to
      FROM account_partial_reconcile partial
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_move note ON note.id = credit.move_id
     WHERE partial.company_id = %(company)s AND partial.debit_move_id = ANY(%(lines)s)
  ORDER BY day, partial.id
"""

# What credit notes say they are for, by the steps of the rebuild of charges.
NOTES = f"""
WITH ranked AS (SELECT NULL::int AS move_id, 1 AS due_rank WHERE FALSE),
reductions AS (
    SELECT id AS credit_move_id, TRUE AS is_credit
      FROM account_move WHERE company_id = %(company)s AND id = ANY(%(notes)s)
),
{CATEGORY_KINDS}, {BILL_GROUPS}
SELECT move_id, unit_id, period_from, period_to, kind, amount FROM bill_groups WHERE amount > 0
"""


class ArrearsCharge(models.Model):
    """How the principal of charges fell, day by day: what a late fee is reckoned on."""

    _inherit = "arrears.charge"

    def _late_fee_debts(self):
        """Each of these charges with its reductions at their value dates.

        Payments and credit notes of a receivable that stands for several charges are spread over
        them as the charges themselves are (``engine.allocation``), once for each day on which
        something arrived. Three queries for any number of charges of a company.

        :return: ``{charge id: engine.late_fee.Debt}``
        """
        found = {}
        for company, charges in self.sudo().grouped("company_id").items():
            digits = company.currency_id.decimal_places
            lines = charges.line_id.ids
            siblings = charges | self.sudo().search(
                [("line_id", "in", lines), ("state", "!=", "gone")]
            )
            by_line = siblings.grouped(lambda charge: charge.line_id.id)
            reductions = self._late_fee_reductions(company, lines)
            for line_id, of_line in by_line.items():
                if not line_id:
                    for charge in of_line:
                        found[charge.id] = _debt(charge, charge_cents(charge, digits), ())
                    continue
                found.update(_debts_of_line(of_line, reductions.get(line_id, ()), digits))
        return found

    def _late_fee_reductions(self, company, line_ids):
        """``{receivable line id: [rows]}`` in the order of value dates, amounts in minor units."""
        if not line_ids:
            return {}
        self.env.flush_all()
        arguments = {"company": company.id, "factor": 10**company.currency_id.decimal_places}
        rows = self.env.execute_query_dict(SQL(REDUCTIONS, lines=line_ids, **arguments))
        notes = {row["note_id"] for row in rows if row["is_credit"]}
        groups = defaultdict(list)
        if notes:
            for group in self.env.execute_query_dict(SQL(NOTES, notes=list(notes), **arguments)):
                groups[group["move_id"]].append(group)
        by_line = defaultdict(list)
        for row in rows:
            by_line[row["line_id"]].append({**row, "groups": groups.get(row["note_id"], ())})
        return by_line


def charge_cents(charge, digits):
    """What was charged, in minor units."""
    return minor_units(charge.amount_original, digits)


def _debt(charge, original, reductions):
    return Debt(charge.kind, charge.due_date, original, tuple(reductions))


def _debts_of_line(charges, rows, digits):
    """The debts of one receivable; with a single charge there is nothing to divide."""
    if len(charges) == 1:
        original = charge_cents(charges, digits)
        return {charges.id: _debt(charges, original, _up_to(original, rows))}
    balances = [
        ChargeBalance(_key(charge), charge.kind, charge.due_date, charge.period_from,
                      charge_cents(charge, digits))
        for charge in charges
    ]  # fmt: skip
    falling = _falling(balances, rows)
    return {
        charge.id: _debt(charge, charge_cents(charge, digits), falling[_key(charge)])
        for charge in charges
    }


def _key(charge):
    """Identifies a charge of a receivable, in the order of the waterfall."""
    return (charge.unit_id.id or 0, charge.period_to or date.max, charge.kind, charge.id)


def _up_to(original, rows):
    """Reductions as (day, amount), together never more than was charged."""
    left = original
    for row in rows:
        part = min(row["amount"], left)
        left -= part
        if part:
            yield row["day"], part


def _falling(balances, rows):
    """``{key: [(day, amount)]}``: what each day's money and credit took off each charge.

    What a later designation would give back to a charge stays taken: a fee never grows because
    of money that came.
    """
    total = sum(balance.original for balance in balances)
    left = {balance.key: balance.original for balance in balances}
    falling = {balance.key: [] for balance in balances}
    arrived, wishes, position = 0, [], 0
    while position < len(rows):
        day = rows[position]["day"]
        while position < len(rows) and rows[position]["day"] == day:
            arrived += rows[position]["amount"]
            wishes += _wishes(balances, rows[position])
            position += 1
        now = spread_remaining(balances, max(total - arrived, 0), wishes)
        for key, remaining in now.items():
            if remaining < left[key]:
                falling[key].append((day, left[key] - remaining))
                left[key] = remaining
    return falling


def _wishes(balances, row):
    """What one reduction says it is for: (key, amount) pairs."""
    named = row["groups"] if row["is_credit"] else ([row] if row["kind"] else ())
    return [
        (balance.key, min(group["amount"], row["amount"]))
        for group in named
        for balance in balances
        if (balance.kind, balance.key[0], balance.period_from, balance.key[1])
        == (
            group["kind"], group["unit_id"] or 0, group["period_from"] or False,
            group["period_to"] or date.max,
        )
    ]  # fmt: skip
