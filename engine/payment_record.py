"""The payment record (缴费记录): how one debtor paid his bills, from the books alone.

It serves to choose a fitting step and to put a mistake right, and nothing else; it is no credit
report. Only payment behaviour is in it: no age, work, income, family or whereabouts (Personal
Information Protection Law, art. 5, 6 and 24).

A bill is judged once it is settled or once its last day passed; until then it says nothing. A
bill that was disputed, on a plan or paused while it was open is not counted, nor is one whose
lateness was found to be no fault of the debtor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# The segments look at so many bills, the newest that can be judged.
WINDOW = 8
# With fewer bills than this the record says "too little to tell".
ENOUGH_BILLS = 4
# From here on another day late makes a bill no worse.
DEPTH_DAYS = 30
# So many usual bills are added to each record, so that one late bill is not yet a habit. What
# is usual is a constant: nobody's record depends on how his neighbours pay.
USUAL_BILLS = 2
USUAL_WEIGHT = 250
# Half for being late at all, half for how late.
_LATE, _DEPTH = 500, 500

Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill as the books show it. ``amount`` and payments are in minor units.

    ``amount`` is what was asked for in the end: charged, less what was credited. ``payments``
    are (value date, amount). ``held`` are spans (first day, last day or None) of disputes, plans
    and pauses over it. ``excused``: someone other than who asked agreed that it was late for no
    fault of the debtor. ``charges`` are the keys of what it is made of.
    """

    key: int
    due_date: date
    amount: int
    payments: tuple[tuple[date, int], ...] = ()
    held: tuple[Span, ...] = ()
    excused: bool = False
    charges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What one bill says. ``verdict``: ``on_time``, ``late``, ``held``, ``excused``, ``nothing``
    (credited in full) or ``open`` (not due, or within its days of grace).

    ``days_late`` counts from the due date, until it was settled or until the day of the record.
    """

    bill: Bill
    verdict: str
    days_late: int
    settled_on: date | None

    @property
    def counts(self) -> bool:
        """Whether the bill is part of the record's figures."""
        return self.verdict in ("on_time", "late")


@dataclass(frozen=True, slots=True)
class Record:
    """The figures of a record. ``bills`` and ``late`` are of all bills that count, ``last_…`` of
    the newest ``WINDOW``. ``median_days`` and ``worst_days`` are of the late ones, 0 without.

    ``trend``: ``better``, ``worse``, ``steady``, or ``""`` where too few bills count.
    """

    bills: int = 0
    late: int = 0
    last_bills: int = 0
    last_late: int = 0
    median_days: int = 0
    worst_days: int = 0
    trend: str = ""

    @property
    def enough(self) -> bool:
        """False: too little to tell."""
        return self.bills >= ENOUGH_BILLS


def settled_on(bill: Bill, known_on: date) -> date | None:
    """The value date on which the payments reached the amount, as far as ``known_on`` tells."""
    paid = 0
    for day, amount in sorted(bill.payments):
        if day > known_on:
            break
        paid += amount
        if paid >= bill.amount:
            return day
    return None


def judge(bill: Bill, known_on: date, grace_days: int = 0) -> Judged:
    """What a bill says on a day, from what was known by then.

    :param grace_days: a payment so many days after the due date is still on time
    """
    settled = settled_on(bill, known_on)
    last_day = bill.due_date + timedelta(days=grace_days)
    days_late = max(0, ((settled or known_on) - bill.due_date).days)
    if bill.amount <= 0:
        return Judged(bill, "nothing", 0, None)
    if settled is None and known_on <= last_day:
        return Judged(bill, "open", 0, None)
    if settled is not None and settled <= last_day:
        return Judged(bill, "on_time", days_late, settled)
    if bill.excused:
        return Judged(bill, "excused", days_late, settled)
    if any(_overlaps(span, bill.due_date, settled or known_on) for span in bill.held):
        return Judged(bill, "held", days_late, settled)
    return Judged(bill, "late", days_late, settled)


def _overlaps(span: Span, first: date, last: date) -> bool:
    begin, end = span
    return begin <= last and (end is None or end >= first)


def judge_all(bills: Iterable[Bill], known_on: date, grace_days: int = 0) -> list[Judged]:
    """Every bill with its verdict, the newest due date first."""
    judged = [judge(bill, known_on, grace_days) for bill in bills]
    return sorted(judged, key=lambda one: (one.bill.due_date, one.bill.key), reverse=True)


def record_of(judged: Sequence[Judged]) -> Record:
    """The figures of bills in the order of ``judge_all``."""
    counted = [one for one in judged if one.counts]
    late_days = sorted(one.days_late for one in counted if one.verdict == "late")
    last = counted[:WINDOW]
    return Record(
        bills=len(counted),
        late=len(late_days),
        last_bills=len(last),
        last_late=_late(last),
        median_days=late_days[(len(late_days) - 1) // 2] if late_days else 0,
        worst_days=max(late_days, default=0),
        trend=_trend(last),
    )


def _late(judged: Sequence[Judged]) -> int:
    return sum(one.verdict == "late" for one in judged)


def _trend(last: Sequence[Judged]) -> str:
    """The newer half of a full window against the older half; one bill is no trend."""
    if len(last) < WINDOW:
        return ""
    newer, older = _late(last[: WINDOW // 2]), _late(last[WINDOW // 2 :])
    if abs(newer - older) < 2:
        return "steady"
    return "better" if newer < older else "worse"


def weight(one: Judged) -> int:
    """How bad one bill is, from 0 (on time) to 1000 (late by ``DEPTH_DAYS`` or more)."""
    if one.verdict != "late":
        return 0
    return _LATE + _DEPTH * min(one.days_late, DEPTH_DAYS) // DEPTH_DAYS


def lateness(judged: Iterable[Judged]) -> int:
    """How one debtor is ordered among others, 0 to 1000: the higher, the later he pays.

    In one sentence: the average over his bills, where a bill paid on time is 0, one paid late 500
    and up to 500 more for the days up to a month, with two usual bills added. It orders
    debtors by their own bills alone; it is no probability and decides nothing by itself.
    """
    weights = [weight(one) for one in judged if one.counts]
    return (sum(weights) + USUAL_BILLS * USUAL_WEIGHT) // (len(weights) + USUAL_BILLS)
