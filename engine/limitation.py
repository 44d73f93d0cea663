"""Limitation of actions, one service period at a time.

Civil Code art. 188: three years from when the creditor knew of the breach. Property fees are
several independent debts, so each period runs for itself (SPC answers, batch 20, question 3;
art. 189 on instalments does not apply). Art. 195: a demand that arrived, an acknowledgement,
part payment or suit starts the time anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

DEFAULT_YEARS = 3


def add_years(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes the 28th in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def limitation_date(
    due_date: date, years: int = DEFAULT_YEARS, interruptions: Iterable[date] = ()
) -> date:
    """The last day on which the debt can be pursued in time.

    The breach is known on the day after the due date. An interruption on or before the last
    day starts the time anew from its own day; one that comes later revives nothing (art. 192:
    only the debtor's own agreement does, and that is never assumed here).
    """
    last_day = add_years(due_date + timedelta(days=1), years)
    for interruption in sorted(interruptions):
        if interruption > last_day:
            break
        last_day = max(last_day, add_years(interruption, years))
    return last_day


def is_time_barred(
    due_date: date, today: date, years: int = DEFAULT_YEARS, interruptions: Iterable[date] = ()
) -> bool:
    """True once the last day has passed."""
    return today > limitation_date(due_date, years, interruptions)
