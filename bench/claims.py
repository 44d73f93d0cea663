"""Proposals for 1,000 bank lines over the books of 20,000 debtors, and what one more line costs.

Books as in ``bench.books`` (five open bills a debtor). A quarter of the lines each names a unit,
a payer, a bill or nothing but an amount that everybody owes. Reported: the time of the facts, of
the engine and of storing, and the number of queries of the facts for 10 lines and for 1,000.
"""

import time

NAME = "bench_claims"
DEBTORS, LINES = 20_000, 1000


def main(runtime, words):
    """``./dev bench claims [debtors] [lines]``"""
    from bench import measure
    from tools import databases

    debtors, lines = (*map(int, words), *(DEBTORS, LINES)[len(words) :])[:2]
    database = measure.fresh_database(runtime, NAME)
    try:
        found = measure.in_odoo(
            runtime, database, "bench.claims:measured", debtors=debtors, lines=lines
        )
    finally:
        databases.drop(runtime, database)
    rows = [[name, f"{found[name]:.2f}"] for name in ("facts", "engine", "whole")]
    print(f"{debtors} debtors, {lines} bank lines; {found['right']} of {lines} have a proposal")
    measure.table(["", "seconds"], rows)
    print(f"queries of the facts: {found['few_queries']} for 10 lines, {found['queries']} for all")
    print(f"one line proposed anew: {1000 * found['one']:.0f} ms")
    print(f"BENCH claims ratio={found['whole']:.2f} bar=none reported")
    return 0


def measured(env, debtors, lines):
    """Time the parts, in this process."""
    from odoo.addons.property_arrears.engine.claim import propose
    from odoo.addons.property_arrears.engine.claim_hints import read_remark

    from bench import books

    books.make(env, debtors)
    env["arrears.charge"]._rebuild(env.company)
    env.cr.commit()
    claims = env["arrears.claim"]
    made = claims.sudo().create(
        [{"statement_line_id": line.id} for line in _bank_lines(env, lines)]
    )
    env.flush_all()
    env.cr.commit()

    def facts(some):
        of_lines = [claim._line_facts() for claim in some]
        hints = {line.key: read_remark(line.remark) for line in of_lines}
        before, started = env.cr.sql_log_count, time.perf_counter()
        known = claims._known(env.company, of_lines, hints)
        return of_lines, hints, known, time.perf_counter() - started, env.cr.sql_log_count - before

    __, __, __, __, few_queries = facts(made[:10])
    of_lines, hints, known, seconds, queries = facts(made)
    started = time.perf_counter()
    answers = [propose(line, known, hints[line.key]) for line in of_lines]
    engine = time.perf_counter() - started
    started = time.perf_counter()
    made._propose()
    env.flush_all()
    whole = time.perf_counter() - started
    started = time.perf_counter()
    made[:1]._propose()
    env.flush_all()
    return {
        "facts": seconds, "engine": engine, "whole": whole, "few_queries": few_queries,
        "queries": queries, "right": sum(bool(answer) for answer in answers),
        "one": time.perf_counter() - started,
    }  # fmt: skip


def _bank_lines(env, count):
    """Bank lines that hint at the debtors in turn."""
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    remarks = (
        lambda n: ("转账", f"Owner {n}"),
        lambda n: (f"{n}室物业费", "某某"),
        lambda n: (f"3栋2单元{n}物业费", f"Owner {n}"),
        lambda n: ("转账", ""),
    )
    values = []
    for number in range(1, count + 1):
        remark, payer = remarks[number % 4](number * 17 + 100)
        values.append(
            {"journal_id": journal.id, "amount": 300, "date": "2026-09-10",
             "payment_ref": remark, "partner_name": payer}
        )  # fmt: skip
    return env["account.bank.statement.line"].create(values)
