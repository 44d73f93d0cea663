"""The contractual late fee of one charge: simple, on the principal as it falls, day by day.

What a day costs is the principal still unpaid when the day begins, less what is paused, times the
lowest of the rates that hold on that day. The first such day is the day after the due date and
the days of grace; the day on which money moved still counts, so that the days late are the day of
payment less the due date, as everybody counts them. Nothing accrues without a clause of the
contract, on anything but principal (so never on a fee), or beyond the cap.

All arithmetic is in whole numbers: amounts in minor units, rates in thousandths a day (‰) with at
most six decimals. It is rounded once a charge: the running total, halves up. A stretch shows by
how much that total grew, so that the stretches of a statement add up to its total.

Sources: Civil Code art. 585 (agreed damages), SPC Contract Interpretation 2023 art. 65 (what a
court may cut); the cap at the unpaid principal of the same period is the product's own rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from .allocation import PRINCIPAL
from .limitation import add_years
from .reason import Reason

DAY = timedelta(days=1)
DAYS_A_YEAR = 365
DECIMALS = 6
# One minor unit in the unit in which a fee is added up: thousandths with six decimals.
UNIT = 10 ** (3 + DECIMALS)
FULL_CAP = Decimal(100)


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A daily rate in thousandths (0.5 is 0.5 ‰ a day) that holds from a day until the next."""

    first_day: date
    permille: Decimal


Schedule = Sequence[DatedRate]


@dataclass(frozen=True, slots=True)
class Terms:
    """What entitles to a late fee, and what limits it.

    ``contract`` are the rates agreed, empty where the contract has no clause. Each schedule of
    ``limits`` (law, company) lowers the rate on the days it speaks about and is silent before its
    first day. ``cap_percent`` is the share of the unpaid principal that the fee never exceeds.

    Where the contract asks a fixed amount for each reminder instead of a rate (not in China), it
    is ``each`` in minor units, and ``reminders`` are the days of those that charge this debt.
    """

    contract: Schedule
    limits: tuple[Schedule, ...] = ()
    grace_days: int = 0
    cap_percent: Decimal = FULL_CAP
    each: int | None = None
    reminders: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without a fee, both included; ``last_day`` None: until further notice.

    ``amount`` in minor units where only a part of the principal is concerned (a disputed part);
    None for the whole. Parts of several pauses add up. ``code`` says why, as a reason does.
    """

    first_day: date
    last_day: date | None
    code: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """One charge: what was charged, and each reduction as (value date, minor units)."""

    kind: str
    due_date: date
    original: int
    reductions: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that cost the same, both ends included.

    ``base`` is what the fee is reckoned on, ``principal`` what is unpaid, ``cap`` the most the
    fee may reach while that is unpaid. ``codes`` say why the base is less than the principal, or
    that the cap ended it (``cap_reached``).
    """

    first_day: date
    last_day: date
    principal: int
    base: int
    permille: Decimal
    amount: int
    cap: int
    codes: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """How many days the stretch has."""
        return (self.last_day - self.first_day).days + 1

    @property
    def capped(self) -> bool:
        """The cap was reached on its last day, or had been before."""
        return "cap_reached" in self.codes


@dataclass(frozen=True, slots=True)
class Accrual:
    """The late fee of one charge up to a day, in minor units, and how it came about."""

    amount: int
    stretches: tuple[Stretch, ...] = ()
    reasons: tuple[Reason, ...] = ()


def accrue(debt: Debt, terms: Terms, pauses: Iterable[Pause], until: date) -> Accrual:
    """The fee through ``until``, that day included.

    :raises ValueError: a negative amount, rate, grace or cap; dates in the wrong order; more
        reductions than principal
    """
    pauses = tuple(pauses)
    _check(debt, terms, pauses)
    if debt.kind != PRINCIPAL:
        return Accrual(0, (), (Reason("late_fee_on_principal_only", {"kind": debt.kind}),))
    if not terms.contract and terms.each is None:
        return Accrual(0, (), (Reason("late_fee_without_clause"),))
    start = first_late_day(debt.due_date, terms.grace_days)
    if until < start:
        return Accrual(0, (), (Reason("late_fee_not_yet", {"from": start.isoformat()}),))
    by_day = _stretches if terms.each is None else _reminders
    stretches = tuple(by_day(debt, terms, pauses, start, until))
    return Accrual(sum(stretch.amount for stretch in stretches), stretches)


def first_late_day(due_date: date, grace_days: int) -> date:
    """The first day that costs something: the day after the due date and the days of grace."""
    return due_date + DAY * (grace_days + 1)


def rate_on(schedule: Schedule, day: date) -> Decimal | None:
    """The rate of one schedule on a day; None before its first. ``schedule`` in order of days."""
    position = bisect_right([rate.first_day for rate in schedule], day)
    return schedule[position - 1].permille if position else None


def court_limit(
    references: Iterable[tuple[date, Decimal]], multiple: Decimal
) -> tuple[DatedRate, ...]:
    """What a court would likely allow, as daily rates: a multiple of a yearly reference rate.

    Courts cut late fees to about the one-year LPR or 1.3 times it; 3.0 % times 1.3 is 3.9 % a
    year, 0.106849 ‰ a day. The daily rate is rounded to six decimals, as it is printed.

    :param references: (from day, per cent a year)
    :raises ValueError: a negative rate or multiple
    """
    if multiple < 0:
        raise ValueError("the multiple of the reference rate is negative")
    step = Decimal(1).scaleb(-DECIMALS)
    return tuple(
        DatedRate(day, (percent * multiple * 10 / DAYS_A_YEAR).quantize(step, ROUND_HALF_UP))
        for day, percent in sorted(references)
    )


def court_view(
    debt: Debt, terms: Terms, pauses: Iterable[Pause], until: date, court: Schedule
) -> Accrual | None:
    """The same run with the court's rate as one more limit; None where no reference rate is
    known for the first late day, since half a figure would mislead, and for fixed amounts."""
    start = first_late_day(debt.due_date, terms.grace_days)
    if terms.each is not None or rate_on(sorted(court, key=_by_day), start) is None:
        return None
    return accrue(debt, replace(terms, limits=(*terms.limits, court)), pauses, until)


def to_charge(accrued: int, charged: int) -> int:
    """What a new bill may still charge: never below zero, also when money with an earlier value
    date lowered the fee after a bill."""
    return max(accrued - charged, 0)


def waived_for_prompt_payment(
    fee_due: date, paid_on: date | None, days: int | None, last_waived: date | None
) -> bool:
    """Whether a fee is given up because its principal was paid in time, once in twelve months.

    :param fee_due: the due date of the bill of the fee
    :param paid_on: value date of the money that settled the principal; None while it is open
    :param days: how long after ``fee_due`` is still in time; None: the firm gives up nothing
    :param last_waived: the day of the debtor's last waiver of this kind
    """
    if days is None or paid_on is None or paid_on > fee_due + DAY * days:
        return False
    return last_waived is None or paid_on >= add_years(last_waived, 1)


def _by_day(rate: DatedRate) -> date:
    return rate.first_day


def _check(debt: Debt, terms: Terms, pauses: Sequence[Pause]) -> None:
    """Refuse what cannot be meant."""
    if debt.original < 0 or any(amount < 0 for _day, amount in debt.reductions):
        raise ValueError("an amount of the charge is negative")
    if sum(amount for _day, amount in debt.reductions) > debt.original:
        raise ValueError("the charge was reduced by more than was charged")
    if terms.grace_days < 0:
        raise ValueError("the days of grace are negative")
    if terms.cap_percent < 0 or (terms.each or 0) < 0:
        raise ValueError("the cap, or the amount of a reminder, is negative")
    for schedule in (terms.contract, *terms.limits):
        _check_schedule(schedule)
    for pause in pauses:
        if pause.last_day and pause.last_day < pause.first_day:
            raise ValueError(f"a pause ends on {pause.last_day}, before it begins")
        if pause.amount is not None and pause.amount < 0:
            raise ValueError("a paused amount is negative")


def _check_schedule(schedule: Schedule) -> None:
    for rate in schedule:
        if rate.permille < 0:
            raise ValueError(f"the rate from {rate.first_day} is negative: {rate.permille}")
        if rate.permille != round(rate.permille, DECIMALS):
            raise ValueError(f"the rate from {rate.first_day} has more than six decimals")
    days = [rate.first_day for rate in schedule]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError("rates are not in the order of their days, or two begin on one day")


def _lowest(terms: Terms, day: date) -> Decimal:
    """The rate of a day: the contract's, lowered by every limit that speaks about the day."""
    agreed = rate_on(terms.contract, day)
    if agreed is None:
        return Decimal(0)
    limits = (rate_on(schedule, day) for schedule in terms.limits)
    return min([agreed, *(limit for limit in limits if limit is not None)])


def _turning_days(
    debt: Debt, terms: Terms, pauses: Sequence[Pause], start: date, until: date
) -> list[date]:
    """The days in the run on which something may change, the first day included."""
    days = {start}
    days.update(day + DAY for day, _amount in debt.reductions)
    for schedule in (terms.contract, *terms.limits):
        days.update(rate.first_day for rate in schedule)
    for pause in pauses:
        days.add(pause.first_day)
        if pause.last_day and pause.last_day < until:
            days.add(pause.last_day + DAY)
    return sorted(day for day in days if start <= day <= until)


def _stretches(
    debt: Debt, terms: Terms, pauses: Sequence[Pause], start: date, until: date
) -> Iterator[Stretch]:
    """The run, cut where something changes; days after the principal is paid are left out."""
    run = _Run()
    days = _turning_days(debt, terms, pauses, start, until)
    for first, following in zip(days, [*days[1:], until + DAY], strict=True):
        principal = debt.original - sum(part for day, part in debt.reductions if day < first)
        if not principal:
            return
        base, codes = _base(principal, pauses, first)
        cap = int(terms.cap_percent * principal // 100)
        permille = _lowest(terms, first)
        yield from run.through(
            Stretch(first, following - DAY, principal, base, permille, 0, cap, codes)
        )


def _reminders(
    debt: Debt, terms: Terms, pauses: Sequence[Pause], start: date, until: date
) -> Iterator[Stretch]:
    """One day for each reminder about principal that is late; the cap ends them too."""
    total = 0
    for day in sorted(day for day in terms.reminders if start <= day <= until):
        principal = debt.original - sum(part for when, part in debt.reductions if when < day)
        if not principal:
            return
        base, codes = _base(principal, pauses, day)
        cap = int(terms.cap_percent * principal // 100)
        amount = min(terms.each or 0, max(cap - total, 0)) if base else 0
        codes += ("reminder",) if amount == terms.each or not base else ("cap_reached",)
        total += amount
        yield Stretch(day, day, principal, base, Decimal(0), amount, cap, codes)


def _base(principal: int, pauses: Sequence[Pause], day: date) -> tuple[int, tuple[str, ...]]:
    """What a day's fee is reckoned on, and why it is less than the principal."""
    held = [p for p in pauses if p.first_day <= day and (p.last_day is None or day <= p.last_day)]
    codes = tuple(dict.fromkeys(pause.code for pause in held))
    if any(pause.amount is None for pause in held):
        return 0, codes
    return max(principal - sum(pause.amount or 0 for pause in held), 0), codes


class _Run:
    """The running total of one charge, in billionths of a minor unit."""

    def __init__(self) -> None:
        self._total = 0

    def through(self, plain: Stretch) -> Iterator[Stretch]:
        """``plain`` with its amount, cut in two on the day on which the cap is reached."""
        daily = plain.base * int(plain.permille.scaleb(DECIMALS))
        room = max(plain.cap * UNIT - self._total, 0)
        if not daily or daily * plain.days <= room:
            yield replace(plain, amount=self._add(daily * plain.days))
            return
        days = -(-room // daily)  # The last of them brings what is left below the cap.
        if days:
            day = plain.first_day + DAY * (days - 1)
            codes = (*plain.codes, "cap_reached")
            yield replace(plain, last_day=day, amount=self._add(room), codes=codes)
        if days < plain.days:
            first = plain.first_day + DAY * days
            codes = (*plain.codes, "cap_reached")
            yield replace(plain, first_day=first, base=0, amount=0, codes=codes)

    def _add(self, more: int) -> int:
        before = self._rounded()
        self._total += more
        return self._rounded() - before

    def _rounded(self) -> int:
        return (2 * self._total + UNIT) // (2 * UNIT)
