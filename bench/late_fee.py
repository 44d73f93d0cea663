"""Late-fee lines a second, over books of many debtors. Reported without a bar.

Books as in ``bench.books`` (five open bills a debtor, each under a clause). ``figures``: what
every charge has accrued; ``preview``: planned and stored; ``charged``: bills made, posted and
checked, for some of the debtors. The number of queries of the figures is told for 10 charges and
for all.
"""

import time

NAME = "bench_late_fee"
DEBTORS, CHARGED = 4000, 200


def main(runtime, words):
    """``./dev bench late_fee [debtors] [debtors whose fees are charged]``"""
    from bench import measure
    from tools import databases

    debtors, charged = (*map(int, words), *(DEBTORS, CHARGED)[len(words) :])[:2]
    database = measure.fresh_database(runtime, NAME)
    try:
        found = measure.in_odoo(
            runtime, database, "bench.late_fee:measured", debtors=debtors, charged=charged
        )
    finally:
        databases.drop(runtime, database)
    rows = [
        [part, found[part]["lines"], f"{found[part]['seconds']:.2f}",
         f"{found[part]['lines'] / found[part]['seconds']:.0f}"]
        for part in ("figures", "preview", "charged")
    ]  # fmt: skip
    measure.table(["", "lines", "seconds", "lines a second"], rows)
    print(f"queries of the figures: {found['few']} for 10 charges, {found['queries']} for all")
    rate = found["figures"]["lines"] / found["figures"]["seconds"]
    print(f"BENCH late_fee ratio={rate:.0f} bar=none reported")
    return 0


def measured(env, debtors, charged):
    """Time the parts, in this process."""
    from bench import books

    books.make(env, debtors)
    env["arrears.charge"]._rebuild(env.company)
    estate = env["arrears.estate"].search([("code", "=", "BENCH")])
    env["arrears.late.fee.clause"].create(
        {"estate_id": estate.id, "date_from": "2020-01-01", "permille": 0.5, "clause": "Clause 18"}
    )
    env.cr.commit()
    charges = env["arrears.charge"].search([("kind", "=", "principal"), ("state", "=", "open")])
    few, __ = _queries(env, charges[:10])
    queries, figures = _queries(env, charges)
    runs = env["arrears.late.fee.run"]
    started = time.perf_counter()
    run = runs.create({"estate_id": estate.id})
    run.action_preview()
    env.flush_all()
    preview = time.perf_counter() - started
    planned = run.line_ids.filtered(lambda line: line.state == "planned")
    chosen = set(planned.debtor_id.ids[:charged])
    planned.filtered(lambda line: line.debtor_id.id not in chosen).sudo().unlink()
    kept = len(run.line_ids.filtered(lambda line: line.state == "planned"))
    env.cr.commit()
    started = time.perf_counter()
    run.action_charge()
    env.cr.commit()
    return {
        "figures": {"lines": len(charges), "seconds": figures},
        "preview": {"lines": len(planned), "seconds": preview},
        "charged": {"lines": kept, "seconds": time.perf_counter() - started},
        "few": few, "queries": queries,
    }  # fmt: skip


def _queries(env, charges):
    """Queries and seconds of the figures of these charges, with nothing in the cache."""
    env.flush_all()
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    charges._late_fees()
    return env.cr.sql_log_count - before, time.perf_counter() - started
