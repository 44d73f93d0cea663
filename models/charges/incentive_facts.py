from collections import namedtuple
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...engine.incentives import (
    DEBIT_SIGN_UP,
    IN_A_ROW,
    PREPAID_YEAR,
    PaidBill,
    ProgramRules,
    RowBill,
    cause_of,
    is_on_time,
    rows_of,
)
from ...engine.money import minor_units
from .incentive_facts_prepaid import PREPAID_AMOUNTS, PREPAID_FACTS
from .incentive_facts_sign_up import SIGN_UP_FACTS

DATES = ("period_from", "period_to", "due_date", "settled_on")
AMOUNTS = ("original", "credited", "remaining", "overdue_principal")

# What the engine reads beside the columns that every kind of programme has.
OF_KIND = (
    "disputed", "time_barred", "account_active", "period_open", "blocked", "in_row",
    "mandate_active", "signed_before", *PREPAID_AMOUNTS,
)  # fmt: skip

# Narrowing of what is looked at: a page of a programme, or named subjects.
Scope = namedtuple("Scope", "condition limit")

# All facts in one statement; see ``_facts`` for what it decides.
FACTS = """
WITH page AS MATERIALIZED (
    SELECT charge.*
      FROM arrears_charge charge
     WHERE charge.company_id = %(company)s
       AND charge.state <> 'gone'
       AND charge.debtor_id IS NOT NULL
       AND charge.unit_id IS NOT NULL
       AND charge.due_date IS NOT NULL
       %(condition)s
     ORDER BY charge.id
     %(limit)s
), needed AS (
    SELECT page.id, SUM(other.amount_original - other.amount_credited) AS amount
      FROM page
      JOIN arrears_charge other
        ON other.line_id = page.line_id
       AND other.company_id = %(company)s
       AND (other.kind = 'principal' OR page.kind <> 'principal')
     GROUP BY page.id
), money AS (
    SELECT page.id, %(moved_on)s AS moved_on,
           SUM(partial.amount) OVER (PARTITION BY page.id ORDER BY %(moved_on)s) AS paid
      FROM page
      JOIN account_partial_reconcile partial ON partial.debit_move_id = page.line_id
      JOIN account_move_line line ON line.id = partial.credit_move_id
      JOIN account_move move ON move.id = line.move_id
      JOIN account_journal journal ON journal.id = move.journal_id
     WHERE move.state = 'posted'
       AND move.move_type = 'entry'
       AND (journal.type IN ('bank', 'cash', 'credit')
            OR COALESCE(line.arrears_value_date, move.arrears_value_date) IS NOT NULL)
), settled AS (
    SELECT money.id, MIN(money.moved_on) AS on_day
      FROM money JOIN needed ON needed.id = money.id
     WHERE money.paid >= needed.amount
     GROUP BY money.id
), overdue AS (
    SELECT charge.debtor_id, SUM(charge.amount_remaining) AS amount
      FROM arrears_charge charge
     WHERE charge.company_id = %(company)s
       AND charge.kind = 'principal'
       AND charge.state = 'open'
       AND charge.due_date < %(today)s
       AND charge.time_barred IS NOT TRUE
       AND charge.debtor_id IN (SELECT debtor_id FROM page)
     GROUP BY charge.debtor_id
)
SELECT page.id AS subject, page.id AS charge_id, page.debtor_id, page.unit_id,
       page.estate_id, page.kind,
       page.period_from, page.period_to, page.due_date,
       page.amount_original AS original, page.amount_credited AS credited,
       page.amount_remaining AS remaining,
       CASE WHEN page.amount_remaining <= 0 THEN settled.on_day END AS settled_on,
       COALESCE(overdue.amount, 0) AS overdue_principal
  FROM page
  LEFT JOIN settled ON settled.id = page.id
  LEFT JOIN overdue ON overdue.debtor_id = page.debtor_id
 ORDER BY page.id
"""


class ArrearsIncentiveProgram(models.Model):
    """What the ledger says about the bills a programme looks at."""

    _inherit = "arrears.incentive.program"

    def _rules(self):
        """The published rules as the engine reads them."""
        self.ensure_one()
        digits = self.currency_id.decimal_places
        shut = self.estate_line_ids.filtered("is_excluded").estate_id
        return ProgramRules(
            active=self.state == "active",
            kinds=frozenset(self._kinds()),
            estates=frozenset((self.estate_line_ids.estate_id - shut).ids),
            unauthorised=frozenset(shut.ids),
            date_from=self.date_from,
            date_to=self.date_to,
            grace_days=self.grace_days,
            percent=minor_units(self.percent, 2) if self.reward_type == "percent" else 0,
            fixed=minor_units(self.amount, digits) if self.reward_type == "amount" else 0,
            cap=minor_units(self.amount_cap, digits),
            kind=self.kind,
            row_length=self.row_length if self.kind == IN_A_ROW else 0,
            free_months=self.free_months if self.reward_type == "months" else 0,
            exclusive=self.is_exclusive,
        )

    def _kinds(self):
        """Kinds of charges that are rewarded."""
        kinds = {"principal": self.rewards_principal, "pass_through": self.rewards_pass_through}
        return [kind for kind, rewarded in kinds.items() if rewarded]

    def _page_of_facts(self, after, limit):
        """Facts of the next subjects by id that may be rewarded and are not yet."""
        pages = {
            IN_A_ROW: self._row_page,
            PREPAID_YEAR: self._prepaid_page,
            DEBIT_SIGN_UP: self._sign_up_page,
        }
        condition = pages.get(self.kind, self._on_time_page)(after)
        return self._facts(Scope(condition, SQL("LIMIT %s", limit)))

    def _facts_of(self, subjects):
        """Facts of exactly these subjects, by id, as they are at this moment. Of a row they are
        those of the whole service, since the bills before decide as well."""
        named = {
            IN_A_ROW: self._row_of,
            PREPAID_YEAR: self._prepaid_of,
            DEBIT_SIGN_UP: self._sign_up_of,
        }
        condition = named.get(self.kind, self._on_time_of)(subjects)
        rows = self._facts(Scope(condition, SQL()))
        if self.kind == IN_A_ROW:
            self._count_rows(rows)
        return {row["subject"]: row for row in rows}

    def _on_time_page(self, after):
        """Bills due in the window, and either settled or past their last day."""
        return SQL(
            """
            %(in_window)s
            AND charge.id > %(after)s
            AND (charge.amount_remaining <= 0 OR charge.due_date < %(last_day)s)
            AND NOT EXISTS (
                SELECT FROM arrears_incentive_award award
                 WHERE award.program_id = %(program)s AND award.charge_id = charge.id)
            """,
            in_window=self._in_window(),
            after=after,
            last_day=self.company_id._arrears_today() - timedelta(days=self.grace_days),
            program=self.id,
        )

    def _on_time_of(self, charges):
        return SQL("AND charge.id = ANY(%s)", list(charges))

    def _row_page(self, after):
        """All bills of the window: an open one ends a row, and one that was used starts it anew."""
        return SQL("%s AND charge.id > %s", self._in_window(), after)

    def _row_of(self, charges):
        return SQL(
            """
            %s AND (charge.debtor_id, charge.unit_id, charge.kind) IN (
                SELECT named.debtor_id, named.unit_id, named.kind FROM arrears_charge named
                 WHERE named.id = ANY(%s))
            """,
            self._in_window(),
            list(charges),
        )

    def _in_window(self):
        rules = self._rules()
        return SQL(
            """
            AND charge.kind = ANY(%(kinds)s)
            AND charge.estate_id = ANY(%(estates)s)
            AND charge.due_date BETWEEN %(date_from)s AND %(date_to)s
            """,
            kinds=list(rules.kinds),
            estates=list(rules.estates),
            date_from=self.date_from,
            date_to=self.date_to,
        )

    def _count_rows(self, rows):
        """Say of each bill how many in a row it ends, and which bills those are."""
        rules, services = self._rules(), {}
        for row in sorted(rows, key=lambda row: (row["due_date"], row["subject"])):
            services.setdefault((row["debtor_id"], row["unit_id"], row["kind"]), []).append(row)
        for service in services.values():
            bills = [
                RowBill(row["subject"], is_on_time(rules, self._bill_of(row)), row["used"])
                for row in service
            ]
            ends = rows_of(bills, rules.row_length)
            for position, row in enumerate(service):
                row["in_row"] = ends[row["subject"]]
                first = position + 1 - row["in_row"]
                row["row"] = [one["subject"] for one in service[first : position + 1]]

    def _facts(self, scope):
        """One statement for all charges in scope; amounts in minor units.

        ``settled_on`` is the day by which the money reconciled with the receivable covered what
        the charge needed, principal of the same bill first. Only money counts: entries of a bank
        or cash journal, and entries that carry the bank's value date. A write-off in a general
        journal or a credit note settles nothing here.
        """
        self.ensure_one()
        for model in ("arrears.charge", "account.move.line", "account.move"):
            self.env[model].flush_model()
        for model in ("account.partial.reconcile", "arrears.refund.line", "arrears.fee.standard"):
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(self._facts_query(scope))
        charges = [row["charge_id"] for row in rows if row["charge_id"]]
        returned, used = self._returned_charges(charges), self._used_charges(charges)
        digits = self.currency_id.decimal_places
        for row in rows:
            for name in (*AMOUNTS, *PREPAID_AMOUNTS):
                if name in row:
                    row[name] = minor_units(row[name], digits)
            row["cause"] = cause_of(self.kind, row["subject"])
            row["returned"] = row["charge_id"] in returned
            row["used"] = row["charge_id"] in used
        self._add_stops(rows)
        return rows

    def _facts_query(self, scope):
        texts = {PREPAID_YEAR: PREPAID_FACTS, DEBIT_SIGN_UP: SIGN_UP_FACTS}
        return SQL(
            texts.get(self.kind, FACTS),
            company=self.company_id.id,
            today=self.company_id._arrears_today(),
            condition=scope.condition,
            limit=scope.limit,
            kinds=self._kinds(),
            estates=self.estate_line_ids.estate_id.ids,
            moved_on=SQL("COALESCE(line.arrears_value_date, move.arrears_value_date, line.date)"),
        )

    def _used_charges(self, charge_ids):
        """Those of the charges that a row of this programme has counted, as a set of ids."""
        if self.kind != IN_A_ROW:
            return set()
        bills = self.env["arrears.incentive.award.bill"].search_fetch(
            [("program_id", "=", self.id), ("charge_id", "in", charge_ids)], ["charge_id"]
        )
        return set(bills.charge_id.ids)

    def _returned_charges(self, charge_ids):
        """Those of the charges whose debit the bank took back, as a set of ids."""
        splits = self.env["arrears.debit.split"].search(
            [("charge_id", "in", charge_ids), ("amount_returned", ">", 0)]
        )
        return set(splits.charge_id.ids)

    def _bill_of(self, row):
        """One row of facts as the engine reads it."""
        return PaidBill(
            kind=row["kind"],
            estate=row["estate_id"],
            due_date=row["due_date"],
            settled_on=row["settled_on"],
            net=row["original"] - row["credited"],
            remaining=row["remaining"],
            overdue_principal=row["overdue_principal"],
            returned=row["returned"],
            **{name: row[name] for name in OF_KIND if name in row},
        )

    def _fact_as_json(self, row):
        """A row of facts as the sidecar reads it: dates as ISO texts."""
        dates = {name: row[name].isoformat() if row[name] else None for name in DATES}
        return {**row, **dates}
