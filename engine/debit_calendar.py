"""Days of a direct debit: when a bank collects, until when it takes a file, when it has answered.

Chinese offices run twice a month: the first run on the 10th, the second on the 20th for what
failed. Some schemes collect on the bank's working days alone and take a file only so many of them
ahead, until a certain hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .billing_calendar import next_on
from .contact_rules import Calendar
from .debit_rules import DAYS_BETWEEN_RUNS
from .reason import Reason


@dataclass(frozen=True, slots=True)
class BankDays:
    """How one channel reckons.

    ``every_day``: whether weekends and holidays count like other days. ``lead``: so many of the
    bank's days before the collection the file must be there, until ``cut_off`` of that day; None
    for its end. ``runs``: days of the month on which the bank collects; empty for any.
    """

    calendar: Calendar
    every_day: bool = True
    lead: int = 0
    cut_off: time | None = None
    runs: Sequence[int] = ()

    def is_open(self, day: date) -> bool:
        """Whether the bank works on a day."""
        return self.every_day or self.calendar.is_working_day(day)

    def on_or_after(self, day: date) -> date:
        """The first day from ``day`` on which the bank works."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, count: int) -> date:
        """The last of ``count`` of the bank's days that follow ``day``."""
        for __ in range(count):
            day = self.on_or_after(day + timedelta(days=1))
        return day

    def earliest(self, now: datetime) -> date:
        """The first day of collection for which a file handed in now is in time."""
        handed_in = now.date()
        late = self.cut_off is not None and now.time() > self.cut_off
        if late or not self.is_open(handed_in):
            handed_in = self.on_or_after(handed_in + timedelta(days=1))
        return self.after(handed_in, self.lead)

    def next_run(self, day: date) -> date:
        """The first day of collection on or after ``day``: a run of the bank, moved to a day on
        which it works."""
        if not self.runs:
            return self.on_or_after(day)
        # A run of last month may have been moved to this day or a later one.
        starts = (day, day - timedelta(days=31))
        started = (next_on(start, run) for run in self.runs for start in starts)
        return min(moved for moved in map(self.on_or_after, started) if moved >= day)

    def second_run(self, first: date, earliest: date) -> date:
        """When what failed on ``first`` is presented again: five days later at the earliest."""
        return self.next_run(max(first + timedelta(days=DAYS_BETWEEN_RUNS), earliest))


def day_refused(days: BankDays, day: date, now: datetime) -> Reason | None:
    """Why the bank cannot collect on ``day`` when the file goes now, or None."""
    if not days.is_open(day):
        return Reason("debit_bank_closed", {"next": days.on_or_after(day).isoformat()})
    earliest = days.earliest(now)
    if day < earliest:
        return Reason("debit_cut_off", {"earliest": earliest.isoformat()})
    return None
