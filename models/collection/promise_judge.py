from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.money import amount as money
from ...engine.money import minor_units
from ...engine.promise import Promise, Rest, judge
from ...engine.reason import as_json
from ..local_day import local_day, office_of
from ..retry import in_a_fresh_transaction
from .case_refresh_sql import BROKEN_FOR_DAYS

# Promises a chunk of the night's work.
CHUNK = 500

# The debt of a promise: the charges its hold names, or all of the debtor for the unit. Then the
# money that reached it, by value date, and (without a day) what ``engine.promise.Rest`` asks for.
# Money is what debits something else than expense, income or a receivable: credit notes, waivers
# and write-offs keep no promise.
MONEY_AND_REST = f"""
WITH debt AS MATERIALIZED (
    SELECT promise.id, promise.made_on, promise.grace_end, charge.line_id, charge.state,
           charge.due_date, charge.amount_remaining, office.tz,
           EXISTS (SELECT 1 FROM arrears_hold_charge_rel named
                    WHERE named.hold_id = promise.hold_id) AS is_named
      FROM arrears_promise promise
      JOIN arrears_case kase ON kase.id = promise.case_id
      {office_of("promise.company_id")}
      JOIN arrears_charge charge ON charge.company_id = promise.company_id
       AND charge.debtor_id = kase.debtor_id AND charge.unit_id IS NOT DISTINCT FROM kase.unit_id
     WHERE promise.id = ANY(%(promises)s) AND promise.company_id = ANY(%(companies)s)
       AND (NOT EXISTS (SELECT 1 FROM arrears_hold_charge_rel named
                         WHERE named.hold_id = promise.hold_id)
            OR EXISTS (SELECT 1 FROM arrears_hold_charge_rel named
                        WHERE named.hold_id = promise.hold_id AND named.charge_id = charge.id))
),
touched AS (
    SELECT DISTINCT debt.id
      FROM debt JOIN account_partial_reconcile partial ON partial.debit_move_id = debt.line_id
     WHERE debt.due_date <= debt.grace_end
       AND {local_day("partial.create_date", "debt.tz")} >= debt.made_on
),
paid AS (
    SELECT debt.id, note.id AS move_id, partial.amount,
           COALESCE(credit.arrears_value_date, note.arrears_value_date, note.date) AS day
      FROM debt
      JOIN account_partial_reconcile partial ON partial.debit_move_id = debt.line_id
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_move note ON note.id = credit.move_id
     WHERE note.state = 'posted' AND note.move_type <> 'out_refund'
       AND note.arrears_reduction IS NULL
       AND COALESCE(credit.arrears_value_date, note.arrears_value_date, note.date)
           <= debt.grace_end
)
SELECT id, day, SUM(amount), NULL, FALSE FROM paid
 WHERE EXISTS (SELECT 1 FROM account_move_line debit
                 JOIN account_account account ON account.id = debit.account_id
                WHERE debit.move_id = paid.move_id AND debit.balance > 0
                  AND debit.tax_repartition_line_id IS NULL
                  AND account.account_type <> 'asset_receivable'
                  AND account.account_type NOT LIKE 'income%%'
                  AND account.account_type NOT LIKE 'expense%%')
 GROUP BY id, day
 UNION ALL
SELECT id, NULL, SUM(amount_remaining) FILTER (WHERE is_named OR due_date < made_on),
       SUM(amount_remaining) FILTER (WHERE NOT is_named AND due_date >= made_on),
       id IN (SELECT id FROM touched)
  FROM debt
 WHERE state = 'open' AND amount_remaining > 0 AND (is_named OR due_date <= grace_end)
 GROUP BY id
"""


class ArrearsPromise(models.Model):
    """Judging promises: a pure function of dates and payments, so that it may run at any time."""

    _inherit = "arrears.promise"

    @api.model
    def _cron_judge(self):
        """Scheduled: judge what is open, and look again at the promises of the last 90 days.

        A returned payment un-keeps a promise, a receipt that is found late keeps it.
        """
        for company in self.env["res.company"].sudo().search([])._arrears_left_to_judge():
            if not self.sudo()._judge_company(company):
                return

    def _judge_company(self, company):
        """Judge the promises of a company, from where a job that was cut off had come.

        :return: False when the time of the scheduled action is up
        """
        cron, today = self.env["ir.cron"], company._arrears_today()
        due = self._to_judge(company, today, company._arrears_judged_up_to(today))
        # Noting that all were judged is a piece of work too.
        cron._commit_progress(remaining=len(due) + 1)
        for start in range(0, len(due), CHUNK):
            chunk = due[start : start + CHUNK]
            in_a_fresh_transaction(self, lambda c=chunk: c._judge_and_refresh(company, today))
            if not cron._commit_progress(len(chunk)):
                return False
        company._arrears_judged(today, done=True)
        cron._commit_progress(1)
        return True

    @api.model
    def _to_judge(self, company, today, after=0):
        """The promises of a company whose state may change.

        :param after: id of the last one that was looked at today
        """
        since = today - timedelta(days=BROKEN_FOR_DAYS)
        return self.search(
            Domain("company_id", "=", company.id)
            & Domain("id", ">", after)
            & (Domain("state", "=", "open") | Domain("promised_by", ">=", since)),
            order="id",
        )

    def _judge_and_refresh(self, company, today):
        """Judge, let the cards follow whose promises changed, and remember the place."""
        self._judge(today).case_id._refresh_cases()
        company._arrears_judged(today, up_to=self[-1:].id)
        self.env.flush_all()

    def _judge(self, today):
        """Give each promise the state that the payments until now give it.

        :param today: the date of the promises' company
        :return: the promises that changed
        """
        payments, rest = self._money_and_rest()
        over = self.filtered(lambda promise: promise.grace_end < today)
        unmatched = over._unmatched_until(today) if over else {}
        old_since = over._ledger_old_since(today) if over else {}
        changed = self.browse()
        for promise in self:
            hold, left = promise.hold_id, rest[promise.id]
            judgement = judge(
                promise._as_given(),
                payments[promise.id],
                today,
                settled=bool(hold.lifted_on and not hold.lifted_by_id and left.is_nothing),
                unmatched_until=unmatched.get(promise.id),
                ledger_old_since=old_since.get(promise.id),
                kept_percent=promise.company_id.arrears_promise_kept_percent,
            )
            changed += promise._take_over(judgement, today)
        return changed

    def _as_given(self):
        """The facts of one promise for the engine."""
        hold = self.hold_id
        return Promise(
            amount=minor_units(self.amount, self.currency_id.decimal_places),
            made_on=self.made_on,
            promised_by=self.promised_by,
            grace_end=self.grace_end,
            lifted_on=hold.lifted_on if hold.lifted_on and hold.lifted_by_id else None,
        )

    def _take_over(self, judgement, today):
        """Write a judgement where it differs; the promise itself if it did."""
        values = {
            "state": judgement.state,
            "amount_paid": money(judgement.paid, self.currency_id.decimal_places),
            "reasons": as_json(judgement.reasons),
        }
        digits = self.currency_id.decimal_places
        known = (self.state, minor_units(self.amount_paid, digits), self.reasons)
        if known == (values["state"], judgement.paid, values["reasons"]):
            return self.browse()
        if judgement.state != self.state:
            values["judged_on"] = today if judgement.state != "open" else False
        self.write(values)
        return self

    def _money_and_rest(self):
        """What was paid of each promised debt until it was due, and what is left, by one query.

        :return: ``{promise id: [(value date, minor units)]}`` and ``{promise id: Rest}``
        """
        for model in ("arrears.promise", "arrears.hold", "arrears.charge", "arrears.case"):
            self.env[model].flush_model()
        for model in ("account.move", "account.move.line", "account.partial.reconcile"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(MONEY_AND_REST, promises=self.ids, companies=self.company_id.ids)
        )
        payments, rest = defaultdict(list), defaultdict(Rest)
        for promise_id, day, amount, due_since, touched in rows:
            digits = self.browse(promise_id).currency_id.decimal_places
            minor = minor_units(amount or 0, digits)
            if day:
                payments[promise_id].append((day, minor))
            else:
                rest[promise_id] = Rest(minor, minor_units(due_since or 0, digits), touched)
        return payments, rest

    def _unmatched_until(self, today):
        """Hook: until when an unidentified receipt may still be the payment of a promise.

        Rooms that know receipts fill it in, set by set.

        :return: ``{promise id: date}``
        """
        return {}

    def _ledger_old_since(self, today):
        """Hook: since when the bank's statements are too old to show the payment of a promise.

        :return: ``{promise id: date}``
        """
        return {}
