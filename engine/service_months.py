"""Service periods cut into months: what of a charge belongs to which part of time.

A period that straddles a limit counts by whole months. What is owed is spread evenly over the
months, in whole minor units; money and write-offs fill the oldest month first. Amounts in minor
units.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache
from typing import NamedTuple


class Figures(NamedTuple):
    """What a charge was, and what became of it by a day.

    ``original = credited + waived + written_off + transferred + paid + remaining``
    """

    original: int = 0
    credited: int = 0
    waived: int = 0
    written_off: int = 0
    transferred: int = 0
    paid: int = 0
    remaining: int = 0

    @property
    def net(self) -> int:
        """What the debtor owes or owed: less what was credited, waived or moved elsewhere."""
        return self.original - self.credited - self.waived - self.transferred


NOTHING = Figures()


class Part(NamedTuple):
    """The share of a charge that falls into some of its service months."""

    credited: int
    waived: int
    transferred: int
    net: int
    paid: int
    written_off: int
    remaining: int


NO_PART = Part(0, 0, 0, 0, 0, 0, 0)


def month_of(day: date) -> int:
    """The calendar month of a day, counted from year 0."""
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def service_months(first: date, last: date) -> tuple[int, int]:
    """The first service month of a period and how many there are, at least one.

    A service month belongs to the calendar month in which it begins: 15 January to 14 March has
    two, January and February.
    """
    start = month_of(first)
    months = month_of(last) - start
    length = calendar.monthrange(last.year, last.month)[1]
    if last.day >= min(first.day, length):
        months += 1
    return start, max(months, 1)


def parts(figures: Figures, first: date, last: date, bounds: tuple[int, ...]) -> tuple[Part, ...]:
    """A charge cut at month limits: one part before the first bound, one between each, one after.

    What is owed is spread evenly over the months, in whole minor units that add up; money and
    write-offs fill the oldest month first. One more part than bounds; every column adds up to
    the figures of the charge.
    """
    start, months = service_months(first, last)
    whole = _place(start, start + months, bounds)
    if whole is not None:
        empty = [NO_PART] * (len(bounds) + 1)
        empty[whole] = _whole(figures)
        return tuple(empty)
    line = (0,) * len(Part._fields)
    result = []
    for bound in (*bounds, start + months):
        until = _filled(figures, min(max(bound - start, 0), months), months)
        result.append(Part(*(after - before for after, before in zip(until, line, strict=True))))
        line = until
    return tuple(result)


def _place(start: int, end: int, bounds: tuple[int, ...]) -> int | None:
    """Which part takes all of a charge; None where it straddles a bound."""
    for position, bound in enumerate(bounds):
        if end <= bound:
            return position
        if start < bound:
            return None
    return len(bounds)


def _whole(figures: Figures) -> Part:
    """A charge that is cut nowhere."""
    return Part(
        figures.credited, figures.waived, figures.transferred, figures.net, figures.paid,
        figures.written_off, figures.remaining,
    )  # fmt: skip


def _filled(figures: Figures, done: int, months: int) -> tuple[int, ...]:
    """The figures of the first ``done`` months of a charge."""
    net = _share(figures.net, done, months)
    paid = min(figures.paid, net)
    settled = min(figures.paid + figures.written_off, net)
    return (
        _share(figures.credited, done, months),
        _share(figures.waived, done, months),
        _share(figures.transferred, done, months),
        net,
        paid,
        settled - paid,
        net - settled,
    )


def _share(amount: int, done: int, months: int) -> int:
    """``amount * done / months``, halves up."""
    if done == months:
        return amount
    return (2 * amount * done + months) // (2 * months)
