"""What must hold whatever is decided: read from the tables, not from the methods under test."""

from collections import namedtuple
from datetime import timedelta
from decimal import Decimal

from odoo.tools import SQL

Figures = namedtuple("Figures", "kind original credited allocated remaining")
HELD = ("dispute", "plan", "hardship")  # holds on a card that pause late fees
DAY = timedelta(days=1)

# Columns that say what a table stands at; a refusal leaves all of them as they were.
STANDS = {
    "account_move": "state, date, name, amount_total",
    "account_move_line": "account_id, balance, amount_residual, reconciled",
    "arrears_charge": "state, amount_credited, amount_allocated, amount_remaining",
    "arrears_incentive_award": "state, amount_back, take_back_due, move_id, back_move_id",
    "arrears_incentive_program": "state, amount_granted",
    "arrears_waiver": "state, amount_total",
    "arrears_late_fee_line": "state, amount, move_id",
    "arrears_dispute": "state, outcome, corrected_on",
    "arrears_hardship": "state, paused_until, waiver_id, plan_id",
    "arrears_plan": "state, amount",
    "arrears_debit_line": "state, amount_settled",
}
# Tables without a company of their own.
PARTS = {
    "arrears_hold": "date_from, date_until, lifted_on, amount",
    "arrears_plan_line": "state, amount, amount_paid",
    "arrears_late_fee_pause": "date_from, date_until",
    "account_partial_reconcile": "amount",
}


def exact(value):
    """An amount of two places, as it is in the tables."""
    return Decimal(str(round(value, 2)))


def figures_of(env, company):
    """How many documents a company has, and what is left of them."""
    env.flush_all()
    return env.execute_query(
        SQL(
            "SELECT COUNT(*), SUM(balance), SUM(amount_residual) FROM account_move_line"
            " WHERE company_id = %s",
            company.id,
        )
    )


def figures(life):
    """Rows and amounts of every table that a decision may change: ``{table: (count, digest)}``."""
    life.case.end_transaction()
    life.env.flush_all()
    own = SQL("WHERE company_id = %s", life.case.company.id)
    found = {}
    for tables, where in ((STANDS, own), (PARTS, SQL())):
        for table, columns in tables.items():
            query = SQL(
                "SELECT COUNT(*), md5(string_agg(ROW(id, %s)::text, '|' ORDER BY id)) FROM %s %s",
                SQL(columns), SQL.identifier(table), where,  # pylint: disable=sql-injection
            )  # fmt: skip
            found[table] = life.env.execute_query(query)[0]
    return found


def same(case, before, after, why):
    """Nothing changed."""
    changed = {table: (before[table], after[table]) for table in before
               if before[table] != after[table]}  # fmt: skip
    case.assertFalse(changed, why)


def charge_figures(life):
    """``{charge id: Figures}`` of every charge that is there."""
    life.case.end_transaction()
    life.env.flush_all()
    rows = life.env.execute_query(
        SQL(
            "SELECT id, kind, amount_original, amount_credited, amount_allocated, amount_remaining"
            " FROM arrears_charge WHERE company_id = %s AND state <> 'gone'",
            life.case.company.id,
        )
    )
    return {key: Figures(kind, *map(exact, amounts)) for key, kind, *amounts in rows}


def check(life, full):
    """Everything that must hold after any step; ``full``: what takes longer, too."""
    life.case.end_transaction()
    life.env.flush_all()
    entries_balance(life)
    nothing_in_closed_months(life)
    awards_are_in_the_ledger(life)
    budgets_count_what_was_given(life)
    returned_payments_earn_nothing(life)
    new_bookings_were_earned(life)
    waivers_stay_within_their_fees(life)
    nothing_given_up_becomes_money(life)
    plans_add_up(life)
    if full:
        ledger_is_explained(life)
        paused_days_cost_nothing(life)
        life.case.assertEqual(figures_of(life.env, life.case.sister), life.sister, "the sister")


def ask(life, query):
    """Rows of a query over the company of the test; amounts as ``Decimal``."""
    rows = life.env.execute_query_dict(SQL(query, company=life.case.company.id))
    return [
        {name: exact(value) if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]


def entries_balance(life):
    rows = ask(life, """
        SELECT move.name, SUM(line.balance) AS off FROM account_move move
          JOIN account_move_line line ON line.move_id = move.id
         WHERE move.company_id = %(company)s AND move.state = 'posted'
         GROUP BY move.id HAVING SUM(line.balance) <> 0""")  # fmt: skip
    life.case.assertFalse(rows, "entries that do not balance")


def nothing_in_closed_months(life):
    """What is posted anew, moved or posted no longer lies behind the lock date."""
    moves = life.find("account.move", ("state", "=", "posted"))
    now = {move.id: move.date for move in moves}
    for key in now.keys() | life.posted.keys() if life.locked else ():
        days = {now.get(key), life.posted.get(key)}
        if len(days) > 1:
            name = life.env["account.move"].browse(key).exists().name
            life.case.assertGreater(min(days - {None}), life.locked, f"{name}: a closed month")
    life.posted = now


def awards_are_in_the_ledger(life):
    """Each used reward is one line of its amount, each charge-back one line of what is owed again,
    and no line says more than its reward."""
    rows = ask(life, """
        SELECT award.id, award.state, award.take_back_due AS due, award.amount, award.amount_back,
               line.price_total AS given, given.move_type, given.state AS given_state,
               back.price_total AS back, charged.state AS back_state
          FROM arrears_incentive_award award
          LEFT JOIN account_move_line line ON line.arrears_award_id = award.id
          LEFT JOIN account_move given ON given.id = line.move_id
          LEFT JOIN account_move_line back ON back.arrears_back_award_id = award.id
          LEFT JOIN account_move charged ON charged.id = back.move_id
         WHERE award.company_id = %(company)s""")  # fmt: skip
    for row in rows:
        sign = 1 if row["move_type"] == "out_refund" else -1
        given, back = row["given"] is not None, row["back"] is not None
        fits = {
            "granted": not given and not back,
            "booked": given and not back,
            "taken_back": given == back,
        }[row["state"]]
        life.case.assertTrue(fits, row)
        if given:
            life.case.assertEqual(row["given"], sign * row["amount"], row)
            life.case.assertNotEqual(row["given_state"], "cancel", row)
        if back:
            life.case.assertEqual(row["back"], row["amount_back"], row)
            life.case.assertNotEqual(row["back_state"], "cancel", row)


def budgets_count_what_was_given(life):
    """A budget is short of what was given and not taken back, and of nothing else."""
    rows = ask(life, """
        SELECT program.name, program.amount_granted AS counted, COALESCE(SUM(CASE
                   WHEN award.state = 'granted' THEN award.amount
                   WHEN award.line_id IS NOT NULL
                   THEN award.amount - CASE WHEN award.take_back_due OR award.state = 'taken_back'
                                            THEN COALESCE(award.amount_back, 0) ELSE 0 END
                   ELSE 0 END), 0) AS given
          FROM arrears_incentive_program program
          LEFT JOIN arrears_incentive_award award ON award.program_id = program.id
         WHERE program.company_id = %(company)s GROUP BY program.id""")  # fmt: skip
    for row in rows:
        life.case.assertEqual(row["counted"] or 0, row["given"], row)


def returned_payments_earn_nothing(life):
    rows = ask(life, """
        SELECT award.id, award.state FROM arrears_incentive_award award
          JOIN arrears_debit_split split ON split.charge_id = award.charge_id
         WHERE split.amount_returned > 0 AND award.company_id = %(company)s
           AND award.state <> 'taken_back'
           AND award.take_back_due IS NOT TRUE""")  # fmt: skip
    life.case.assertFalse(rows, "rewards of payments that the bank took back")


def new_bookings_were_earned(life):
    """A reward comes onto a bill only while what earned it is still paid, by money."""
    booked = life.find(
        "arrears.incentive.award", ("state", "=", "booked"), ("take_back_due", "=", False)
    )
    new = booked.filtered(lambda award: award.id not in life.known.get("booked", ()))
    for award in new:
        for charge in award.charge_id | award.bill_ids.charge_id:
            where = f"{award.program_id.name}: {charge.display_name} ({charge.state})"
            life.case.assertEqual(charge.state, "settled", where)
            life.case.assertEqual(charge.amount_remaining, 0, where)
        if award.charge_id and award.program_id.kind != "debit_sign_up":
            life.case.assertGreaterEqual(
                exact(award.charge_id.amount_allocated), exact(award.amount), "above what was paid"
            )
        if award.program_id.kind == "prepaid_year":
            item = life.env["account.move.line"].browse(int(award.cause.split(":")[1])).exists()
            stands = item.parent_state == "posted" and not item.move_id.reversal_move_ids
            life.case.assertTrue(stands, "money in advance that is gone")
    life.known["booked"] = set(booked.ids)


def waivers_stay_within_their_fees(life):
    """What was applied is in the books, under the kind it was approved for, within the fee."""
    rows = ask(life, """
        SELECT waiver.name, waiver.subject, charge.kind, charge.amount_original AS original,
               line.amount, line.amount_applied AS applied, charge.amount_credited AS on_charge,
               SUM(line.amount_applied) OVER (PARTITION BY charge.id) AS together,
               (SELECT SUM(item.price_total) FROM account_move note
                  JOIN account_move_line item ON item.move_id = note.id
                 WHERE note.arrears_waiver_id = waiver.id AND item.display_type = 'product'
                   AND item.arrears_kind = waiver.subject) AS credited,
               SUM(line.amount_applied) OVER (PARTITION BY waiver.id) AS of_waiver
          FROM arrears_waiver_line line
          JOIN arrears_waiver waiver ON waiver.id = line.waiver_id AND waiver.state = 'applied'
          JOIN arrears_charge charge ON charge.id = line.charge_id AND charge.state <> 'gone'
         WHERE waiver.company_id = %(company)s""")  # fmt: skip
    for row in rows:
        life.case.assertEqual(row["kind"], row["subject"], row)
        life.case.assertLessEqual(row["applied"], row["amount"], row)
        life.case.assertLessEqual(row["together"], row["original"], row)
        life.case.assertGreaterEqual(row["on_charge"], row["together"], row)
        life.case.assertEqual(row["credited"] or 0, row["of_waiver"], row)


def nothing_given_up_becomes_money(life):
    """A credit note of a decision meets its bill; cancelled away it would be a credit."""
    rows = ask(life, """
        SELECT note.name, note.amount_residual FROM account_move note
          JOIN account_move bill
            ON bill.id IN (note.arrears_waived_move_id, note.arrears_disputed_move_id)
         WHERE note.company_id = %(company)s AND note.state = 'posted'
           AND note.amount_residual <> 0 AND bill.state = 'cancel'""")  # fmt: skip
    life.case.assertFalse(rows, "credit notes of bills that are cancelled")


def plans_add_up(life):
    """The instalments of a plan are its amount; token payments are no more than it."""
    rows = ask(life, """
        SELECT plan.name, plan.kind, plan.amount, SUM(line.amount) AS lines
          FROM arrears_plan plan JOIN arrears_plan_line line ON line.plan_id = plan.id
         WHERE plan.company_id = %(company)s AND plan.state NOT IN ('draft', 'withdrawn')
         GROUP BY plan.id""")  # fmt: skip
    for row in rows:
        if row["kind"] == "token":
            life.case.assertLessEqual(row["lines"], row["amount"], row)
        else:
            life.case.assertEqual(row["lines"], row["amount"], row)


def ledger_is_explained(life):
    for company in (life.case.company, life.case.sister):
        tie_out = life.env["arrears.tie.out"].with_context(allowed_company_ids=company.ids)
        found = tie_out._compute_for(company, life.today)
        life.case.assertEqual((found.unexplained, found.lines_off_count, found.state),
                              (0, 0, "tied"), company.name)  # fmt: skip


def paused_days_cost_nothing(life):
    """No stretch of a late fee with a base lies on a day on which the whole charge was on hold."""
    charges = life.find("arrears.charge", ("kind", "=", "principal"), ("state", "=", "open"))
    held = _held_days(life, charges)
    for key, accrual in charges._late_fees().items():
        for stretch in accrual.stretches:
            for first, last in held.get(key, ()) if stretch.base else ():
                apart = stretch.last_day < first or (last and stretch.first_day > last)
                life.case.assertTrue(apart, f"charge {key}: {stretch} in {first} – {last}")


def _held_days(life, charges):
    """``{charge id: [(first, last or None)]}`` from holds and applications."""
    found = {charge.id: [] for charge in charges}
    holds = life.env["arrears.hold"].search(
        [("case_id.company_id", "=", life.case.company.id), ("type", "in", HELD),
         ("amount", "=", 0)]
    )  # fmt: skip
    for hold in holds:
        last = hold.date_until or None
        if hold.lifted_on:
            ended = max(hold.lifted_on - DAY, hold.date_from)
            last = min(last, ended) if last else ended
        card = (hold.case_id.debtor_id, hold.case_id.unit_id)
        for charge in charges:
            on_it = charge in hold.charge_ids if hold.charge_ids else (
                (charge.debtor_id, charge.unit_id) == card
            )  # fmt: skip
            if on_it:
                found[charge.id].append((hold.date_from, last))
    for application in life.find("arrears.hardship"):
        waits = application.state == "applied"
        last = None if waits else application.decided_on or application.paused_until
        for charge in charges:
            if charge.debtor_id == application.debtor_id:
                found[charge.id].append((application.opened_on, last))
    return found
