from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.payment_record import Bill, judge_all

# The bills of a record: what a unit costs to live in. Deposits, fees for lateness and costs are
# no measure of how somebody pays.
KINDS = ("principal", "pass_through")
# Older bills are forgotten.
MONTHS = 36
# Holds during which a bill is not expected to be paid.
HOLDING = ("dispute", "plan", "hardship")

# A row for each receivable: what was asked for, and the payments that reached it. Credit notes
# are in the charge already; what moved elsewhere was not asked for in the end; what was written
# off was, and never paid.
BILLS = """
WITH bill AS MATERIALIZED (
    SELECT line_id, debtor_id, MIN(due_date) AS due_date,
           SUM(amount_original - amount_credited) AS amount, array_agg(id ORDER BY id) AS charges,
           array_agg(DISTINCT COALESCE(unit_id, 0)) AS units
      FROM arrears_charge
     WHERE company_id = %(company)s AND debtor_id = ANY(%(debtors)s) AND state != 'gone'
       AND kind = ANY(%(kinds)s) AND line_id IS NOT NULL AND due_date >= %(since)s
     GROUP BY line_id, debtor_id
),
used AS MATERIALIZED (
    SELECT partial.debit_move_id AS line_id, partial.amount,
           note.arrears_reduction AS reduction,
           COALESCE(credit.arrears_value_date, note.arrears_value_date, note.date) AS day
      FROM bill
      JOIN account_partial_reconcile partial ON partial.debit_move_id = bill.line_id
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_move note ON note.id = credit.move_id
     WHERE note.move_type != 'out_refund'
),
paid AS (
    SELECT line_id,
           json_agg(json_build_array(day, ROUND(amount * %(factor)s)::bigint))
               FILTER (WHERE reduction IS NULL) AS payments,
           COALESCE(SUM(amount) FILTER (WHERE reduction = 'transfer'), 0) AS moved
      FROM used GROUP BY line_id
)
SELECT bill.line_id, bill.debtor_id, bill.due_date,
       ROUND((bill.amount - COALESCE(paid.moved, 0)) * %(factor)s)::bigint,
       paid.payments, bill.charges, bill.units
  FROM bill LEFT JOIN paid ON paid.line_id = bill.line_id
"""

# A hold over charges, or over the whole of a case. A hold over an amount alone names no bill.
HOLDS = """
SELECT c.debtor_id, COALESCE(c.unit_id, 0), h.date_from, COALESCE(h.lifted_on, h.date_until),
       (SELECT array_agg(charge_id) FROM arrears_hold_charge_rel WHERE hold_id = h.id)
  FROM arrears_hold h JOIN arrears_case c ON c.id = h.case_id
 WHERE h.company_id = %(company)s AND c.debtor_id = ANY(%(debtors)s) AND h.type = ANY(%(types)s)
   AND (COALESCE(h.amount, 0) = 0
        OR EXISTS (SELECT 1 FROM arrears_hold_charge_rel WHERE hold_id = h.id))
"""


class ArrearsPaymentRecord(models.AbstractModel):
    """The payment record (缴费记录) of debtors, read from the books whenever it is asked for.

    Nothing of it is stored beside the ledger. It covers the bills of the last 36 months of all
    units of the debtor in one company.
    """

    _name = "arrears.payment.record"
    _description = "Payment record"

    @api.model
    def _judged(self, company, debtor_ids, today):
        """The bills of these debtors with what each says, the newest first.

        :return: ``{debtor id: [Judged]}``, an entry for each debtor; a bill's key is its line
        """
        found = defaultdict(list)
        for debtor_id, bill in self._bills(company, debtor_ids, today):
            found[debtor_id].append(bill)
        grace = company.sudo().arrears_record_grace_days
        return {debtor: judge_all(found[debtor], today, grace) for debtor in debtor_ids}

    @api.model
    def _bills(self, company, debtor_ids, today):
        """(debtor id, ``Bill``) of each bill, by three queries."""
        for model in ("arrears.hold", "arrears.case", "arrears.record.correction"):
            self.env[model].flush_model()
        digits = company.currency_id.decimal_places
        rows = self.env.execute_query(
            SQL(
                BILLS,
                company=company.id,
                debtors=list(debtor_ids),
                kinds=list(KINDS),
                since=fields.Date.subtract(today, months=MONTHS),
                factor=10**digits,
            )
        )
        holds = self._holds(company, debtor_ids)
        excused = self.env["arrears.record.correction"]._excused_charges(company, debtor_ids)
        for line_id, debtor_id, due, amount, payments, charges, units in rows:
            bill = Bill(
                key=line_id,
                due_date=due,
                amount=amount,
                payments=tuple((fields.Date.to_date(day), paid) for day, paid in payments or ()),
                held=tuple(
                    (first, last)
                    for unit, first, last, named in holds.get(debtor_id, ())
                    if self._covers(named, unit, charges, units)
                ),
                excused=not excused.isdisjoint(charges),
                charges=tuple(charges),
            )
            yield debtor_id, bill

    @api.model
    def _covers(self, named, unit, charges, units):
        """Whether a hold is over a bill: it names one of its charges, or the whole card."""
        return not set(named).isdisjoint(charges) if named else unit in units

    @api.model
    def _holds(self, company, debtor_ids):
        """``{debtor id: [(unit id or 0, first day, last day or None, charge ids or None)]}``."""
        found = defaultdict(list)
        rows = self.env.execute_query(
            SQL(HOLDS, company=company.id, debtors=list(debtor_ids), types=list(HOLDING))
        )
        for debtor_id, *hold in rows:
            found[debtor_id].append(tuple(hold))
        return found
