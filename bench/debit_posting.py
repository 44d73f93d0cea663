"""Booking a bank's answer with all that follows, against Odoo's register-payment wizard.

Ours is the job itself, commits included: results of a sealed answer are recorded, booked and
reconciled, instructions, cards and mandates follow, tasks and refunds are given out; then the
promises that the money keeps are judged. In each pause after a commit the other sides do a chunk
on books of the same kind in the same database: the *bare* entry (as many items, posted and
reconciled in bulk, nothing else) and the *wizard*, a page of a list at a time, one payment an
invoice, as a user would. Neither of them refreshes charges and cards.

All sides get the same rows: what the bank did not collect costs the others nothing. Books and
answers: ``bench.debit_books``. The memory is that of the process after each commit of ours.
"""

import math
import time
from unittest.mock import patch

NAME = "bench_debit_posting"
SIZES = (2_000, 20_000)
WARM = 200
# Invoices that the wizard pays at most; above it is measured on these.
WIZARD = 2_000
# What a page of Odoo's list of invoices shows, and a user can tick at once.
LIST_PAGE = 80
BAR, BARE, GROWTH, MEMORY = 15, 1.4, 1.3, 100


def main(runtime, words) -> int:
    """``./dev bench debit_posting [ROWS …] [wizard=INVOICES]``"""
    from bench import measure
    from tools import databases

    most = [int(word.partition("=")[2]) for word in words if word.startswith("wizard=")]
    sizes = [int(word) for word in words if word.isdigit()] or list(SIZES)
    measure.fresh_database(runtime, NAME)
    try:
        found = measure.in_odoo(
            runtime, NAME, "bench.debit_posting:measured",
            sizes=sizes, most=most[0] if most else WIZARD,
        )  # fmt: skip
    finally:
        databases.drop(runtime, NAME)
    return report(measure, found)


def report(measure, found) -> int:
    """The table and the verdict; ``ok`` needs each condition at each size."""
    sides = ("ours", "bare", "wizard")
    measure.table(
        ["results", "with money", *(f"{side} ms" for side in sides), "promises ms",
         "× wizard", "× bare", *(f"{side} queries" for side in sides), "memory MB"],
        [[one["rows"], one["money"], *(f"{one[side]:.2f}" for side in sides),
          f"{one['promises']:.2f}", f"{_faster(one):.1f}", f"{_dearer(one):.2f}",
          *(f"{one[f'{side}_queries']:.2f}" for side in sides), f"{one['memory']:.0f}"]
         for one in found],
    )  # fmt: skip
    for one in found:
        if one["sample"] < one["money"]:
            print(f"{one['rows']} results: the wizard paid {one['sample']} of {one['money']}")
        print(f"{one['rows']} results: {one['outcomes']}")
    print("milliseconds and queries are a result's; the wizard's and the bare entry's are those of "
          "the results with money, spread over all")  # fmt: skip
    growth = found[-1]["ours"] / found[0]["ours"]
    memory = max(one["memory"] for one in found)
    print(f"a result costs {growth:.2f} times as much at the largest size (bar {GROWTH})")
    print(f"at most {max(map(_dearer, found)):.2f} times the bare entry (bar {BARE})")
    print(f"memory grew by {memory:.0f} MB at most (bar {MEMORY})")
    faster = min(map(_faster, found))
    passed = faster >= BAR and max(map(_dearer, found)) <= BARE
    return measure.close(
        "debit_posting", faster, f"{BAR}", passed and growth <= GROWTH and memory <= MEMORY
    )


def _faster(one):
    return one["wizard"] / one["ours"]


def _dearer(one):
    return one["ours"] / one["bare"]


# ----------------------------------------------------------------------
# Inside Odoo
# ----------------------------------------------------------------------


def measured(env, sizes, most):
    """A row of figures for each number of results, after a small answer that fills caches."""
    from bench import debit_books

    wizards = [min(most, size) for size in sizes]
    wanted = [(WARM, LIST_PAGE), *zip(sizes, wizards, strict=True)]
    books = debit_books.Books(env, sum(2 * size + wizard for size, wizard in wanted))
    return [one(books, size, wizard) for size, wizard in wanted][1:]


def one(books, size, wizard):
    """The three sides once, in turns."""
    answer = books.answer(size)
    others = Others(books, answer.amounts(books.take(size)), books.take(wizard))
    ours = Ours(books.env, others)
    file = answer.file
    ours.book(file)
    others.finish()
    ours.judge()
    answer.check(file)
    others.check()
    money, sample = answer.money, others.paid
    return {
        "rows": size, "money": money, "sample": min(sample, money), "outcomes": answer.words(),
        "ours": 1000 * (ours.seconds + ours.judged) / size, "promises": 1000 * ours.judged / size,
        "bare": 1000 * others.seconds["bare"] / size,
        "wizard": 1000 * others.seconds["wizard"] / sample * money / size,
        "ours_queries": ours.queries / size, "bare_queries": others.queries["bare"] / size,
        "wizard_queries": others.queries["wizard"] / sample * money / size,
        "memory": ours.memory,
    }  # fmt: skip


class Ours:
    """The job that books answers, its clock stopped in each pause after a commit."""

    def __init__(self, env, others):
        self.env, self.others = env, others
        self.seconds = self.judged = self.memory = 0.0
        self.queries, self.first = 0, None

    def book(self, file):
        """What the scheduler does, with its record of progress."""
        cron = self.env.ref("property_arrears.cron_book_sealed_files")
        progress = self.env["ir.cron.progress"].create(
            {"cron_id": cron.id, "remaining": 0, "done": 0}
        )
        self.env.cr.commit()
        self.env.invalidate_all()
        inside = file.with_context(cron_id=cron.id, ir_cron_progress_id=progress.id)
        jobs, pause = type(self.env["ir.cron"]), self._pause
        commit = jobs._commit_progress

        def paused(job, *arguments, **named):
            left = commit(job, *arguments, **named)
            pause()
            return left

        self._go()
        with patch.object(jobs, "_commit_progress", paused):
            inside._cron_book_sealed_files()
        self._stop()

    def judge(self):
        """The night's look at promises: those that the money keeps are kept."""
        started = time.perf_counter()
        self.env["arrears.promise"]._cron_judge()
        self.env.cr.commit()
        self.judged = time.perf_counter() - started

    def _go(self):
        self.asked, self.started = self.env.cr.sql_log_count, time.perf_counter()

    def _stop(self):
        self.seconds += time.perf_counter() - self.started
        self.queries += self.env.cr.sql_log_count - self.asked

    def _pause(self):
        self._stop()
        used = resident()
        self.first = self.first or used
        self.memory = max(self.memory, used - self.first)
        self.others.turn()
        self._go()


class Others:
    """The bare entry and the wizard, each a chunk a turn with a commit."""

    def __init__(self, books, pairs, wizard):
        from odoo.addons.property_arrears.models.debit.bank_file_booking import ITEMS_AN_ENTRY

        self.books, self.pairs, self.bills = books, pairs, wizard
        size = ITEMS_AN_ENTRY - 1
        self.entries = [pairs[start : start + size] for start in range(0, len(pairs), size)]
        self.pages = [wizard[start : start + LIST_PAGE]
                      for start in range(0, len(wizard), LIST_PAGE)]  # fmt: skip
        self.a_turn = math.ceil(len(self.pages) / len(self.entries))
        self.seconds = {"bare": 0.0, "wizard": 0.0}
        self.queries = {"bare": 0, "wizard": 0}
        self.paid = len(wizard)

    def turn(self):
        """The next entry, and as many pages as keep the wizard in step."""
        if self.entries:
            pairs = self.entries.pop(0)
            self._timed("bare", lambda env: self.books.entry(env, pairs))
        for _page in range(min(self.a_turn, len(self.pages))):
            bills = self.pages.pop(0)
            self._timed("wizard", lambda env, bills=bills: self.books.register(env, bills))

    def finish(self):
        """What is left when ours is done."""
        while self.entries or self.pages:
            self.turn()

    def _timed(self, side, work):
        with self.books.env.registry.cursor() as cursor:
            env = self.books.env(cr=cursor)
            asked, started = cursor.sql_log_count, time.perf_counter()
            work(env)
            env.flush_all()
            # Charges and cards follow in ours alone.
            cursor.precommit.data.clear()
            cursor.commit()
            self.seconds[side] += time.perf_counter() - started
            self.queries[side] += cursor.sql_log_count - asked

    def check(self):
        """What the bare entry and the wizard paid is paid; raises ``AssertionError``."""
        self.books.check_paid(dict(self.pairs), [bill.receivable for bill in self.bills])


def resident():
    """Memory of this process in MB."""
    import os

    with open("/proc/self/statm", encoding="ascii") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
