"""Which regular reports are due: whole weeks, months and quarters, each once, none forgotten.

A report is about a period that has ended and is as of its last day. It is made ``delay`` days
after that, so that the last day's money is booked. After days off every period that was missed
is still due, the oldest first.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

WEEK, MONTH, QUARTER = "week", "month", "quarter"
MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """One week (Monday to Sunday), calendar month or calendar quarter."""

    first: date
    last: date

    def due_on(self, delay: int) -> date:
        """The first day on which its report may be made."""
        return self.last + timedelta(days=delay)


def period_of(frequency: str, day: date) -> ReportPeriod:
    """The week, month or quarter that a day lies in. Raises ``ValueError`` for anything else."""
    if frequency == WEEK:
        monday = day - timedelta(days=day.weekday())
        return ReportPeriod(monday, monday + timedelta(days=6))
    if frequency == MONTH:
        length = calendar.monthrange(day.year, day.month)[1]
        return ReportPeriod(day.replace(day=1), day.replace(day=length))
    if frequency == QUARTER:
        last_month = -(-day.month // MONTHS_OF_A_QUARTER) * MONTHS_OF_A_QUARTER
        length = calendar.monthrange(day.year, last_month)[1]
        first = day.replace(month=last_month - MONTHS_OF_A_QUARTER + 1, day=1)
        return ReportPeriod(first, day.replace(month=last_month, day=length))
    raise ValueError(f"no such frequency: {frequency!r}")


def periods_due(frequency: str, since: date, today: date, delay: int = 1) -> list[ReportPeriod]:
    """Every period that ended on or after ``since`` and whose report may be made by ``today``.

    :param since: first day of the schedule; a period that began before it but ends on or after
        counts
    :param delay: days from the end of a period to its report, at least 1
    """
    if delay < 1:
        raise ValueError("a period's last day has to be over")
    found, period = [], period_of(frequency, since)
    while period.due_on(delay) <= today:
        found.append(period)
        period = period_of(frequency, period.last + timedelta(days=1))
    return found
