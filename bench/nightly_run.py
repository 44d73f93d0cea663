"""A night of ours against OCA's credit control on the same database.

Ours: charges and cards rebuilt, then a decision for every debtor with its tasks and messages that
wait; nothing is sent. Theirs: the level of every open line. Books of ``bench.books``: five open
bills a debtor, at 2,000 debtors (10,000 lines) and 20,000 (100,000). Of the debtors a third can be
written to, a third rung up, a third neither.

The first night finds every card new and acts on what it can, so it is the dearest there is. The
second night, a day later, is what firms have: little to do and all to decide. The bar is held
against the dearer of the two.
"""

import time
from datetime import date, timedelta

DAY = date(2026, 9, 15)
NAME = "bench_nightly_run"
SIZES = (2_000, 20_000)
BILLS = 5
BAR, GROWTH = 10, 1.2


def main(runtime, words) -> int:
    """``./dev bench nightly_run [SIZE …]``: a database for each number of debtors."""
    from bench import measure, oca
    from tools import databases

    runtime = oca.with_credit_control(runtime)
    found = {}
    for debtors in map(int, words or SIZES):
        measure.fresh_database(runtime, NAME)
        try:
            oca.install(runtime, NAME)
            found[debtors] = measure.in_odoo(
                runtime, NAME, "bench.nightly_run:inside", debtors=debtors
            )
        finally:
            databases.drop(runtime, NAME)
    return report(measure, found)


def report(measure, found) -> int:
    """The table and the verdict: times faster, and how a line's cost grows with the books."""
    rows = []
    for debtors, one in found.items():
        lines = debtors * BILLS
        rows.append(
            [lines, one["cards"], *(f"{1000 * one[part] / lines:.3f}" for part in
             ("rebuild", "first", "rebuild_next", "next", "theirs")),
             one["tasks"], one["messages"]]
        )  # fmt: skip
    measure.table(
        ["open lines", "cards", "rebuild", "first night", "rebuild 2nd", "second night",
         "OCA (ms a line)", "tasks", "messages"],
        rows,
    )  # fmt: skip
    faster = [one["theirs"] / _dearer(one) for one in found.values()]
    each = [_dearer(one) / debtors for debtors, one in found.items()]
    growth = each[-1] / each[0]
    print(f"a case costs {1000 * _dearer(one) / one['cards']:.2f} ms at the largest size")
    print(f"a line costs {growth:.2f} times as much at the largest size (bar {GROWTH})")
    passed = min(faster) >= BAR and growth <= GROWTH
    return measure.close("nightly_run", min(faster), f"{BAR}", passed)


def _dearer(one):
    return max(one["rebuild"] + one["first"], one["rebuild_next"] + one["next"])


def inside(env, debtors):
    """Inside Odoo: two nights of ours, then theirs."""
    from bench import books, oca

    books.make(env, debtors=debtors, bills=BILLS)
    _people(env)
    found = {}
    for number, suffix in ((0, ""), (1, "_next")):
        tonight = env(context={**env.context, "arrears_today": DAY + timedelta(days=number)})
        found[f"rebuild{suffix}"] = _timed(tonight, _rebuild)
        found["next" if number else "first"] = _timed(tonight, _decide)
    run = env["arrears.run"].search([("date", "=", DAY)])
    found |= {"tasks": run.task_count, "messages": run.message_count}
    found["cards"] = env["arrears.case"].search_count([("state", "!=", "closed")])
    oca.policy(env)
    env.cr.commit()
    found["theirs"] = _timed(env, lambda env: oca.compute_levels(env, DAY))
    return found


def _timed(env, work):
    """Seconds of one work, from empty caches to the commit."""
    env.invalidate_all()
    started = time.perf_counter()
    work(env)
    env.flush_all()
    env.cr.commit()
    return time.perf_counter() - started


def _people(env):
    """Addresses, a collector, and the switch that lets the ladder run."""
    collector = env["res.users"].with_context(no_reset_password=True).create(
        {"name": "Collector", "login": "collector",
         "group_ids": [(6, 0, env.ref("property_arrears.group_collector").ids)]}
    )  # fmt: skip
    env["arrears.estate"].search([]).write(
        {"collector_ids": [(4, collector.id)], "default_collector_id": collector.id}
    )
    env.flush_all()
    # A person switches it on after reading the preview of the first run.
    env.cr.execute("UPDATE arrears_estate SET escalation_enabled = TRUE")
    env.cr.execute(
        "UPDATE res_partner SET (email, email_normalized) = ROW(mailbox.name, mailbox.name),"
        " phone = CASE id %% 3 WHEN 1 THEN '+86138' || LPAD(id::text, 8, '0') END"
        " FROM (SELECT id AS owner_id, CASE id %% 3 WHEN 0 THEN 'owner' || id || '@example.com' END"
        " AS name FROM res_partner) mailbox"
        " WHERE owner_id = id AND res_partner.name LIKE 'Owner %%'",
        (),
    )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()


def _rebuild(env):
    """What the nightly refresh does for the company, without its commits."""
    from bench.case_refresh import night

    night_of = env["arrears.refresh"]._of_companies(env.company)
    if not night_of.completed_on:
        night_of._build_all()
    else:
        night(env)


def _decide(env):
    """What the nightly run does, chunk by chunk with a commit after each."""
    from odoo.addons.property_arrears.models.collection.run_job import CHUNK

    run = env["arrears.run"]._nightly_of(env.company)
    debtors = run._debtors_left()
    for start in range(0, len(debtors), CHUNK):
        run._look_at(debtors[start : start + CHUNK])
        env.flush_all()
        env.cr.commit()
        env.invalidate_all()
    run._finish()
