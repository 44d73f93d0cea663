"""The board's first page as a collector opens it, at 50,000 open cards and at 5,000.

One bill a debtor (``bench.books``), so a card each. Asked is what the browser asks when the board
opens: the columns with their totals and first cards (``web_read_group``), then the progress bars,
under the record rules of a collector of the estate. Rendering is the browser's and not counted.
"""

import statistics
import time

NAME = "bench_kanban"
SIZES = (5_000, 50_000)
BAR_MS, BAR_QUERIES, BAR_MORE_MS = 250, 30, 60
TIMES = 15
# How the columns' cards spread over the stages: most are young.
STAGES = ("reminder", "reminder", "reminder", "call", "call", "demand_letter", "visit", "pre_legal")


def main(runtime, words) -> int:
    """``./dev bench kanban``: makes a database for each size and drops it."""
    from bench import measure
    from tools import databases

    found = {}
    for size in SIZES:
        measure.fresh_database(runtime, NAME)
        try:
            found[size] = measure.in_odoo(runtime, NAME, "bench.kanban:inside", cards=size)
        finally:
            databases.drop(runtime, NAME)
    return report(measure, found)


def report(measure, found) -> int:
    """The table and the verdict: time, queries, and what ten times the cards cost more."""
    few, many = (found[size] for size in SIZES)
    measure.table(
        ["open cards", "columns ms", "bars ms", "both ms", "queries"],
        [
            [size, *(f"{found[size][part]:.0f}" for part in ("columns", "bars", "both")),
             found[size]["queries"]]
            for size in SIZES
        ],
    )  # fmt: skip
    more = many["both"] - few["both"]
    print(f"{SIZES[1]} cards take {more:.0f} ms more than {SIZES[0]} (bar {BAR_MORE_MS})")
    print(f"{many['queries']} queries (bar {BAR_QUERIES})")
    passed = many["both"] <= BAR_MS and many["queries"] <= BAR_QUERIES and more <= BAR_MORE_MS
    return measure.close("kanban", many["both"], f"{BAR_MS}ms", passed)


def inside(env, cards):
    """Inside Odoo: fill the board, then open it as a collector again and again."""
    from bench import books

    books.make(env, debtors=cards, bills=1)
    env["arrears.refresh"]._build_all()
    board = _spread(env)
    columns, bars, queries = [], [], []
    for _time in range(TIMES + 1):
        board.env.invalidate_all()
        before, started = board.env.cr.sql_log_count, time.perf_counter()
        shown = board.web_read_group(**_columns(board))
        between = time.perf_counter()
        board.read_progress_bar(**_bars())
        bars.append(time.perf_counter() - between)
        columns.append(between - started)
        queries.append(board.env.cr.sql_log_count - before)
    counted = sum(group["__count"] for group in shown["groups"])
    assert counted == env["arrears.case"].search_count([]) >= cards, counted
    # The first time fills the registry's caches, once a server and not once a collector.
    columns, bars = columns[1:], bars[1:]
    both = [one + other for one, other in zip(columns, bars, strict=True)]
    return {
        "columns": 1000 * statistics.median(columns), "bars": 1000 * statistics.median(bars),
        "both": 1000 * statistics.median(both), "queries": queries[-1],
    }  # fmt: skip


def _spread(env):
    """The board of a collector: cards in several stages, all of his estate."""
    collector = env["res.users"].with_context(no_reset_password=True).create(
        {"name": "Collector", "login": "collector",
         "group_ids": [(6, 0, env.ref("property_arrears.group_collector").ids)]}
    )  # fmt: skip
    env["arrears.estate"].search([]).write({"collector_ids": [(4, collector.id)]})
    stages = {stage.code: stage.id for stage in env["arrears.stage"].search([])}
    wanted = [stages[code] for code in STAGES if code in stages]
    env.flush_all()
    env.cr.execute(
        "UPDATE arrears_case SET user_id = %s, stage_id = (%s::int[])[1 + id %% %s]",
        (collector.id, wanted, len(wanted)),
    )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    return env["arrears.case"].with_user(collector)


def _columns(board):
    """What the browser asks for the columns: totals, and the first cards of each open one."""
    from lxml import etree

    view = board.get_view(view_type="kanban")
    # The view adds what its fields need; the browser reads all of them.
    names = list(dict.fromkeys(
        node.get("name") for node in etree.fromstring(view["arch"]).iter("field")
    ))  # fmt: skip
    told = board.fields_get(names)
    summed = [
        name for name in names
        if told[name].get("aggregator") and told[name]["type"] in ("integer", "float", "monetary")
    ]  # fmt: skip
    money = [name for name in summed if told[name]["type"] == "monetary"]
    aggregates = [f"{name}:{told[name]['aggregator']}" for name in summed]
    aggregates += ["currency_id:array_agg_distinct", *(f"{name}:sum_currency" for name in money)]
    return {
        "domain": [], "groupby": ["stage_id"], "aggregates": aggregates, "auto_unfold": True,
        "unfold_read_specification": {name: _read(told[name]["type"]) for name in names},
        "unfold_read_default_limit": 40,
    }  # fmt: skip


def _read(kind):
    return {"fields": {"display_name": {}}} if kind == "many2one" else {}


def _bars():
    colors = {"high": "danger", "medium": "warning", "low": "success", "held": "info"}
    return {
        "domain": [], "group_by": "stage_id",
        "progress_bar": {"field": "urgency", "colors": colors, "help": "amount_pursued"},
    }  # fmt: skip
