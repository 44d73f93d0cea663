"""Granting and booking 10,000 rewards, against Odoo's reversal wizard on the same bills.

Books as in ``bench.books``, one bill an owner, each paid on its due date by money. Granted: facts
in pages, decided and written, as the sidecar asks for it. Booked: a discount line on the drafts
of the next bills, in the chunks of a billing run; making and posting those bills is not counted,
as they are made anyway. The wizard reverses and posts the rewarded bills of the first chunk all
at once, and some of them one by one; both are rolled back.
"""

import time

NAME = "bench_awards"
AWARDS, CHUNK, ONE_BY_ONE = 10_000, 200, 25
PAGE = 500


def main(runtime, words):
    """``./dev bench awards [rewards]``"""
    from bench import measure
    from tools import databases

    awards = int(words[0]) if words else AWARDS
    database = measure.fresh_database(runtime, NAME)
    try:
        found = measure.in_odoo(runtime, database, "bench.awards:measured", awards=awards)
    finally:
        databases.drop(runtime, database)
    rows = [
        [name, rows, f"{seconds:.2f}", f"{1000 * seconds / rows:.2f}", f"{rows / seconds:.0f}"]
        for name, rows, seconds in found
    ]
    measure.table(["", "rewards", "seconds", "ms a reward", "rewards a second"], rows)
    each = {name: seconds / rows for name, rows, seconds in found}
    ours = each["granted"] + each["booked"]
    ratio, single = each["wizard, all at once"] / ours, each["wizard, one by one"] / ours
    print(f"one by one: {single:.1f} times what granting and booking takes")
    print(f"BENCH awards ratio={ratio:.2f} bar=none reported")
    return 0


# ----------------------------------------------------------------------
# Inside Odoo
# ----------------------------------------------------------------------


def measured(env, awards):
    """Rows of (what, number of rewards, seconds)."""
    from bench import books

    books.make(env, awards, bills=1)
    bills = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("name", "like", "BENCH/")], order="id"
    )
    _paid(env, bills)
    program = _program(env)
    granted, seconds = _granted(env, program)
    wizard = [
        ("wizard, all at once", *_reversed(env, [bills[:CHUNK]])),
        ("wizard, one by one", *_reversed(env, list(bills[:ONE_BY_ONE]))),
    ]
    return [("granted", granted, seconds), ("booked", *_booked(env, bills)), *wizard]


def _paid(env, bills):
    """Each bill settled on its due date by an entry of the bank, a page of them at a time."""
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    for start in range(0, len(bills), PAGE):
        page = bills[start : start + PAGE]
        owed = page.line_ids.filtered(lambda item: item.display_type == "payment_term").sorted("id")
        credits = [
            {"account_id": item.account_id.id, "partner_id": item.partner_id.id,
             "balance": -item.balance, "arrears_value_date": item.date_maturity}
            for item in owed
        ]  # fmt: skip
        whole = {"account_id": bank.default_account_id.id, "balance": sum(owed.mapped("balance"))}
        entry = env["account.move"].create(
            {"journal_id": bank.id, "date": bills[:1].date,
             "line_ids": [(0, 0, values) for values in (*credits, whole)]}
        )  # fmt: skip
        entry.action_post()
        money = entry.line_ids.filtered(lambda item: item.balance < 0).sorted("id")
        env["account.move.line"]._reconcile_plan(
            [one | other for one, other in zip(owed, money, strict=True)]
        )
        env.cr.commit()
    env["arrears.charge"]._rebuild(env.company)
    env.cr.commit()


def _program(env):
    """A running programme of 5 % over the year."""
    program = env["arrears.incentive.program"].create(
        {
            "name": "Bench", "criteria": "Paid by the due date.", "percent": 5,
            "date_from": "2026-01-01", "date_to": "2026-12-31", "budget": 10**8,
            "estate_ids": env["arrears.estate"].search([("code", "=", "BENCH")]).ids,
        }
    )  # fmt: skip
    program._record_effect({"state": "active"})
    env.cr.commit()
    return program


def _granted(env, program):
    """Facts and decisions in pages, each committed."""
    granted, after, started = 0, 0, time.perf_counter()
    while after is not None:
        page = program._sidecar_facts(program.id, after, PAGE)
        after = page["next"]
        proposals = [
            {"cause": row["cause"], "debtor_id": row["debtor_id"], "unit_id": row["unit_id"]}
            for row in page["rows"]
        ]
        answers = program._sidecar_grant(program.id, proposals)
        granted += sum(answer["state"] == "granted" for answer in answers)
        env.cr.commit()
    return granted, time.perf_counter() - started


def _booked(env, bills):
    """Discount lines on the drafts of the next bills; each chunk is rolled back with its bills."""
    awards = env["arrears.incentive.award"]
    count, seconds = 0, 0.0
    for start in range(0, len(bills), CHUNK):
        drafts = bills[start : start + CHUNK].copy()
        env.flush_all()
        started = time.perf_counter()
        awards._book_on(drafts)
        env.flush_all()
        seconds += time.perf_counter() - started
        count += len(drafts.invoice_line_ids.arrears_award_id)
        env.cr.rollback()
        env.invalidate_all(flush=False)
    return count, seconds


def _reversed(env, groups):
    """The wizard on each group of bills, its credit notes posted."""
    count, started = 0, time.perf_counter()
    for group in groups:
        wizard = env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=group.ids
        )
        wizard = wizard.create({"journal_id": group[:1].journal_id.id})
        wizard.reverse_moves()
        wizard.new_move_ids.action_post()
        count += len(group)
    env.flush_all()
    seconds = time.perf_counter() - started
    env.cr.rollback()
    env.invalidate_all(flush=False)
    return count, seconds
