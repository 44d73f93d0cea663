"""A billing run of 10,000 units, and what plain Odoo takes to create and post the same bills.

One estate, one owner a unit, two lines a bill: a service fee by area and a fixed charge for
water. One unit in fifty was sold within the period. The run is previewed, then billed in the
chunks of its job, each committed with all its consequences (charges and cards follow). Every
tenth chunk is first created and posted by Odoo alone from the very same values, in the same
process and without the refresh of charges, and rolled back.
"""

import statistics
import time
from datetime import date, timedelta

NAME = "bench_billing_run"
UNITS = 10_000
SAMPLED = 10
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


def main(runtime, words):
    """``./dev bench billing_run [units]``"""
    from bench import measure
    from tools import databases

    units = int(words[0]) if words else UNITS
    database = measure.fresh_database(runtime, NAME)
    try:
        found = measure.in_odoo(runtime, database, "bench.billing_run:measured", units=units)
    finally:
        databases.drop(runtime, database)
    _print(found, measure.table)
    print(f"BENCH billing_run ratio={found['ratio']:.2f} bar=none reported")
    return 0


def _print(found, table):
    bills, lines = found["bills"], found["lines"]
    print(f"{found['units']} units, {bills} bills of {lines} lines in {found['chunks']} chunks; "
          f"{found['sampled']} chunks also made by Odoo alone")  # fmt: skip
    table(
        ["", "seconds", "ms a bill", "queries a bill"],
        [
            ["preview", f"{found['preview']:.1f}", f"{1000 * found['preview'] / bills:.2f}",
             f"{found['preview_queries'] / bills:.3f}"],
            ["check that nothing changed", f"{found['check']:.1f}",
             f"{1000 * found['check'] / bills:.2f}", ""],
            ["bills, with charges and cards", f"{found['seconds']:.1f}",
             f"{1000 * found['seconds'] / bills:.2f}", f"{found['queries'] / bills:.2f}"],
            ["Odoo alone, same bills", "", f"{found['plain_ms']:.2f}",
             f"{found['plain_queries']:.2f}"],
        ],
    )  # fmt: skip
    print(f"last tenth of the run against the first: {found['growth']:.2f}")


# ----------------------------------------------------------------------
# Inside Odoo
# ----------------------------------------------------------------------


def measured(env, units):
    """Build the estate, preview it and bill it; the figures of the run."""
    run = _estate(env, units)
    env.cr.commit()
    found = {"units": units}
    found["preview"], found["preview_queries"] = _timed(env, run.action_preview)
    env.cr.commit()
    found["check"], _queries = _timed(env, run._check_unchanged)
    env.cr.commit()
    found |= _billed(env, run)
    return found


def _billed(env, run):
    ours, plain, queries, plain_queries, ratios = [], [], 0, 0, []
    run._record_effect({"state": "running"})
    env.cr.commit()
    bills = lines_made = 0
    lines = run._next_lines()
    while lines:
        count = len(set(lines.mapped("document_number")))
        sampled = len(ours) % SAMPLED == 1
        if sampled:
            seconds, asked = _plain(env, run, lines)
            plain.append(seconds / count)
            plain_queries += asked / count
        seconds, asked = _timed(env, lambda chunk=lines: _chunk(env, run, chunk))
        ours.append(seconds / count)
        queries += asked
        if sampled:
            ratios.append(ours[-1] / plain[-1])
        bills, lines_made = bills + count, lines_made + len(lines)
        env.invalidate_all()
        lines = run._next_lines()
    run._finish()
    env.cr.commit()
    if run.failed_count or run.billed_count != lines_made:
        raise AssertionError(f"{run.failed_count} lines failed, {run.billed_count} billed")
    tenth = max(len(ours) // 10, 1)
    return {
        "bills": bills,
        "lines": lines_made,
        "chunks": len(ours),
        "sampled": len(plain),
        "seconds": statistics.mean(ours) * bills,
        "queries": queries,
        "plain_ms": 1000 * statistics.median(plain),
        "plain_queries": plain_queries / len(plain),
        "ratio": statistics.median(ratios),
        "growth": statistics.median(ours[-tenth:]) / statistics.median(ours[:tenth]),
    }


def _chunk(env, run, lines):
    run._bill(lines)
    env.cr.commit()


def _plain(env, run, lines):
    """Odoo's own create and post of the bills of a chunk, taken back."""
    groups = lines.grouped("document_number").values()
    journal = run.estate_id._billing_journal()
    values = [run._document_values(group, journal) for group in groups]
    env.flush_all()
    savepoint = env.cr.savepoint()
    env.invalidate_all()

    def make():
        env["account.move"].create(values).action_post()
        env.flush_all()

    seconds = _timed(env, make)
    env.cr.precommit.clear()
    env.cr.precommit.data.clear()
    savepoint.close(rollback=True)
    env.invalidate_all(flush=False)
    return seconds


def _timed(env, work):
    asked = env.cr.sql_log_count
    started = time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - started, env.cr.sql_log_count - asked


def _estate(env, units):
    """An estate with its owners and prices, and a run of a quarter."""
    from odoo import Command

    company = env.company
    company.country_id = env.ref("base.cn")
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    analytic = env["account.analytic.account"].create(
        {"name": "Bench", "plan_id": env["account.analytic.plan"].create({"name": "Estates"}).id}
    )
    tax = env["account.tax"].create(
        {"name": "VAT 6", "amount": 6, "type_tax_use": "sale",
         "price_include_override": "tax_included",
         "tax_group_id": env["account.tax.group"].search([], limit=1).id}
    )  # fmt: skip
    fee, water = env["product.product"].create(
        [
            {"name": "Service fee", "type": "service", "arrears_kind": "principal",
             "taxes_id": [Command.set(tax.ids)]},
            {"name": "Water", "type": "service", "arrears_kind": "pass_through",
             "taxes_id": [Command.clear()]},
        ]
    )  # fmt: skip
    estate = env["arrears.estate"].create(
        {"name": "Bench", "code": "BENCH", "analytic_account_id": analytic.id}
    )
    env["arrears.fee.standard"].create(
        [
            {"estate_id": estate.id, "price": 2.8, "product_id": fee.id,
             "date_from": "2020-01-01", "legal_basis": "Clause 12"},
            {"estate_id": estate.id, "kind": "pass_through", "basis": "fixed_month", "price": 15,
             "product_id": water.id, "date_from": "2020-01-01", "legal_basis": "Tariff"},
        ]
    )  # fmt: skip
    _owners(env, estate, units)
    return env["arrears.billing.run"].create(
        {"estate_id": estate.id, "date_from": FIRST, "date_to": LAST, "invoice_date": FIRST}
    )


def _owners(env, estate, units):
    made = env["arrears.unit"].create(
        [
            {"estate_id": estate.id, "building": str(n // 100), "number": str(n % 100),
             "area": 60 + n % 80 + (n % 7) / 10}
            for n in range(units)
        ]
    )  # fmt: skip
    sold = timedelta(days=40)
    owners = env["res.partner"].create([{"name": f"Owner {n}"} for n in range(units)])
    buyers = env["res.partner"].create([{"name": f"Buyer {n}"} for n in range(units // 50)])
    holdings = [
        {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01",
         "date_to": n % 50 == 0 and n // 50 < len(buyers) and FIRST + sold}
        for n, (unit, owner) in enumerate(zip(made, owners, strict=True))
    ]  # fmt: skip
    holdings += [
        {"unit_id": made[50 * n].id, "partner_id": buyer.id,
         "date_from": FIRST + sold + timedelta(days=1)}
        for n, buyer in enumerate(buyers)
    ]  # fmt: skip
    env["arrears.ownership"].create(holdings)
    env.flush_all()
    env.cr.execute("ANALYZE")
