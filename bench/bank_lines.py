"""Bank statements through the seam, against plain Odoo creating the same bank lines.

Ours is the whole way of a statement: staged in the sidecar's pages, sealed (counts, totals,
balances, known movements), booked by the job in chunks that commit, grouped into Odoo's
statements. Plain Odoo creates the same lines in a journal of its own, in chunks of the same size
that commit too. Both take turns, statement by statement, and each movement has another payer's
account, which ours encrypts.

Then one statement of 50,000 movements: the job is stopped in its middle and started again, as
after a restart, and what there is afterwards is counted. Reported: time, growth from the first
tenth to the last, and the most memory the process took.
"""

import statistics
import time
from datetime import date, timedelta

NAME = "bench_bank_lines"
LINES, ROUNDS, LARGE = 2_000, 5, 50_000
PAGE = 1_000  # as the sidecar sends rows
OWN = "33050161234500000688"
BAR, GROWTH, MEMORY = 1.3, 1.3, 500


def main(runtime, words) -> int:
    """``./dev bench bank_lines [LINES [LARGE [BOOKED]]]``

    ``LINES``: a side, over all rounds. ``LARGE`` 0 leaves the large statement out. ``BOOKED``: so
    many of its movements alone, where there is no time for all.
    """
    from bench import measure
    from tools import databases

    lines, large = (*map(int, words), *(LINES, LARGE)[len(words) :])[:2]
    booked = int(words[2]) if len(words) > 2 else large
    measure.fresh_database(runtime, NAME)
    try:
        turns = measure.in_odoo(runtime, NAME, "bench.bank_lines:in_turns", lines=lines // ROUNDS)
        passed = report_turns(measure, turns, lines)
        if large:
            one = measure.in_odoo(runtime, NAME, "bench.bank_lines:large", lines=large, most=booked)
            passed &= report_large(one, large, booked)
    finally:
        databases.drop(runtime, NAME)
    return measure.close("bank_lines", turns["ratio"], f"{BAR}", passed)


def report_turns(measure, found, lines):
    """The table of the rounds; whether the bar was met and every line is there once."""
    print(f"{lines} bank lines a side in {ROUNDS} rounds, ms a line (median)")
    rows = [[name, f"{found[name]:.2f}"] for name in ("stage", "seal", "book", "ours", "plain")]
    measure.table(["", "ms"], rows)
    print(f"plain Odoo in one call instead of chunks: {found['one_call']:.2f} ms")
    print(f"queries a line: {found['queries']:.2f} ours, {found['plain_queries']:.2f} plain")
    print(f"same bytes again: {found['again']:.2f} s, {found['doubled']} lines doubled")
    return found["ratio"] <= BAR and found["whole"] and not found["doubled"]


def report_large(found, lines, booked):
    """The large statement in words; whether it is whole, once, and of bounded cost."""
    print(
        f"{lines} lines in one statement: stage {found['stage']:.0f} s, seal {found['seal']:.0f} s,"
        f" book {booked} in {found['book']:.0f} s ({1000 * found['book'] / booked:.1f} ms a line),"
        f" close {found['end']:.0f} s; stopped at {found['stopped']} lines and started again"
    )
    print(
        f"last tenth against the first: {found['growth']:.2f} (at most {GROWTH}); memory grew by"
        f" {found['memory']:.0f} MB to {found['peak']:.0f} MB (at most {MEMORY} MB more)"
    )
    print(f"{found['lines']} lines, {found['statements']} statements, balance off by "
          f"{found['balance_off']}, waiting {found['waiting']}")  # fmt: skip
    whole = found["lines"] == booked and found["waiting"] == lines - booked
    whole = whole and (booked < lines or not found["balance_off"])
    return whole and found["growth"] <= GROWTH and found["memory"] <= MEMORY


# ----------------------------------------------------------------------
# Inside Odoo
# ----------------------------------------------------------------------


def books(env):
    """A firm with a chart, two bank journals, and a source for the first.

    :return: (source, journal of plain Odoo)
    """
    account_key()
    company = env.company
    company.country_id = env.ref("base.cn")
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    ours, plain = env["account.journal"].create(
        [{"name": name, "code": name, "type": "bank"} for name in ("OURS", "PLAIN")]
    )
    ours.bank_account_id = env["res.partner.bank"].create(
        {"acc_number": OWN, "partner_id": company.partner_id.id}
    )
    source = env["arrears.statement.source"].create(
        {"name": "Main account", "code": "bench", "company_id": company.id,
         "journal_id": ours.id, "profile": "ccb_statement"}
    )  # fmt: skip
    env.cr.commit()
    return source, plain


def account_key():
    """A key for the accounts of this process, as Odoo's configuration would give it."""
    import os

    from cryptography.fernet import Fernet

    os.environ["ARREARS_ACCOUNT_KEY"] = Fernet.generate_key().decode()


def movements(first, count, day, balance):
    """Movements as the sidecar hands them over; one in eight goes out."""
    found = []
    for place in range(1, count + 1):
        number = first + place
        amount = -12_345 if number % 8 == 0 else 30_000 + number % 997
        balance += amount
        found.append(
            {
                "position": place, "line": place + 4, "date": day, "value_date": day,
                "amount": amount, "balance": balance, "reference": f"R{number}",
                "payer_name": f"Payer {number}", "payer_account": f"62170012{number:011d}",
                "remark": f"3-2-{number} fee",
            }
        )  # fmt: skip
    return found


def receive(source, rows):
    """A statement of these movements, staged and sealed.

    :return: (file, seconds of staging, seconds of sealing)
    """
    import base64

    files = source.env["arrears.statement.file"]
    content = base64.b64encode(repr((rows[0], len(rows))).encode()).decode()
    started = time.perf_counter()
    file = files._receive(source, "statement.xlsx", content)
    for start in range(0, len(rows), PAGE):
        file._stage(rows[start : start + PAGE])
        source.env.cr.commit()
    staged = time.perf_counter()
    moved = [row["amount"] for row in rows]
    file._seal(
        len(rows), sum(one for one in moved if one > 0), -sum(one for one in moved if one < 0),
        rows[0]["balance"] - rows[0]["amount"], rows[-1]["balance"], OWN,
        source.company_id.currency_id.name,
    )  # fmt: skip
    source.env.cr.commit()
    assert file.state == "sealed", file.error_message or file.reason_text
    return file, staged - started, time.perf_counter() - staged


def in_turns(env, lines):
    """The rounds: ours and plain Odoo in turns, with another side first each time."""
    source, plain = books(env)
    took = {name: [] for name in ("stage", "seal", "book", "ours", "plain")}
    counts, balance = {"ours": 0, "plain": 0}, 100_000
    for number in range(ROUNDS + 1):
        rows = movements(number * lines, lines, _day(number), balance)
        balance = rows[-1]["balance"]
        sides = [
            lambda rows=rows, counts=counts: _ours(source, rows, counts),
            lambda rows=rows, counts=counts: _plain(plain, rows, counts),
        ]
        one = {}
        for side in sides if number % 2 else reversed(sides):
            env.invalidate_all()
            one |= side()
        if not number:  # the first round fills caches
            counts = dict.fromkeys(counts, 0)
            continue
        for name, seconds in one.items():
            took[name].append(1000 * seconds / lines)
    ratios = [ours / other for ours, other in zip(took["ours"], took["plain"], strict=True)]
    found = {name: statistics.median(each) for name, each in took.items()}
    return found | _afterwards(source, plain, rows, lines) | {
        "ratio": statistics.median(ratios),
        "queries": counts["ours"] / lines / ROUNDS,
        "plain_queries": counts["plain"] / lines / ROUNDS,
    }  # fmt: skip


def _day(number):
    return (date(2026, 3, 2) + timedelta(days=number)).isoformat()


def _ours(source, rows, counts):
    before = source.env.cr.sql_log_count
    file, stage, seal = receive(source, rows)
    started = time.perf_counter()
    file._book_in_chunks()
    book = time.perf_counter() - started
    counts["ours"] += source.env.cr.sql_log_count - before
    return {"stage": stage, "seal": seal, "book": book, "ours": stage + seal + book}


def _plain(journal, rows, counts, size=None):
    """Odoo's own create of the same lines, without our proposals for them."""
    from odoo.addons.property_arrears.models.statements.statement_file_booking import ROWS_A_CHUNK

    size = size or ROWS_A_CHUNK
    env = journal.env
    lines = env["account.bank.statement.line"].with_context(
        tracking_disable=True, mail_create_nolog=True, arrears_no_claims=True
    )
    before, started = env.cr.sql_log_count, time.perf_counter()
    for start in range(0, len(rows), size):
        lines.create(
            [
                {"journal_id": journal.id, "date": row["date"], "amount": row["amount"] / 100,
                 "payment_ref": row["remark"], "partner_name": row["payer_name"]}
                for row in rows[start : start + size]
            ]
        )  # fmt: skip
        env.cr.commit()
        env.invalidate_all()
    counts["plain"] += env.cr.sql_log_count - before
    return {"plain": time.perf_counter() - started}


def _afterwards(source, plain, rows, lines):
    """That every line is there once, what the same bytes do again, and plain Odoo in one call."""
    env = source.env
    made = env["account.bank.statement.line"].search_count(
        [("journal_id", "=", source.journal_id.id)]
    )
    started = time.perf_counter()
    file, __, __ = _again(source, rows)
    again = time.perf_counter() - started
    total = env["account.bank.statement.line"].search_count(
        [("journal_id", "=", source.journal_id.id)]
    )
    more = movements(10_000_000, lines, _day(40), 0)
    one_call = _plain(plain, more, {"plain": 0}, size=lines)["plain"]
    return {
        "whole": made == lines * (ROUNDS + 1), "again": again, "doubled": total - made,
        "one_call": 1000 * one_call / lines, "state": file.state,
    }  # fmt: skip


def _again(source, rows):
    """The last movements once more, in a file of other bytes."""
    changed = [{**row, "line": row["line"] + 1} for row in rows]
    file, stage, seal = receive(source, changed)
    file._book_in_chunks()
    return file, stage, seal


# ----------------------------------------------------------------------
# One large statement
# ----------------------------------------------------------------------


def large(env, lines, most):
    """One statement of so many lines, its booking stopped half way and started again.

    :param most: so many are booked; fewer than all leave the statement open
    """
    import resource

    account_key()
    source = env["arrears.statement.source"].search([("code", "=", "bench")])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = movements(50_000_000, lines, _day(60), 100_000)
    file, stage, seal = receive(source, rows)
    opening, closing = rows[0]["balance"] - rows[0]["amount"], rows[-1]["balance"]
    del rows
    seconds, stopped = _booked_with_a_stop(file, most)
    started = time.perf_counter()
    if most == lines:
        file._in_transaction(file._end_booking)
    env.cr.commit()
    end = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tenth = max(1, len(seconds) // 10)
    return {
        "stage": stage, "seal": seal, "book": sum(seconds), "end": end, "stopped": stopped,
        "peak": peak, "memory": peak - before,
        "growth": statistics.median(seconds[-tenth:]) / statistics.median(seconds[:tenth]),
        **_counted(file, opening, closing),
    }  # fmt: skip


def _booked_with_a_stop(file, most):
    """Book chunk by chunk; half way what runs is lost with its transaction, then it goes on.

    :return: (seconds of each chunk, number of movements that were done at the stop)
    """
    env, seconds, done, stopped = file.env, [], 0, 0
    while done < most:
        started = time.perf_counter()
        booked = file._in_transaction(file._book_chunk)
        if done >= most // 2 and not stopped:
            env.cr.rollback()
            env.invalidate_all(flush=False)
            stopped = done
            continue
        env.cr.commit()
        env.invalidate_all()
        seconds.append(time.perf_counter() - started)
        done += booked
    return seconds, stopped


def _counted(file, opening, closing):
    rows = file.env["arrears.statement.row"]
    of_file = [("file_id", "=", file.id)]
    lines = rows.search(of_file).statement_line_id
    statements = lines.statement_id
    off = statements and (
        round(statements[:1].balance_start * 100) - opening,
        round(statements[-1:].balance_end_real * 100) - closing,
    )
    return {
        "lines": len(lines), "statements": len(statements), "state": file.state,
        "waiting": rows.search_count([*of_file, ("state", "=", "staged")]),
        "balance_off": sum(map(abs, off)) if off else -1,
    }  # fmt: skip
