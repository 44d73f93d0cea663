"""The clock of an application for relief: pause first, decide after, never lift it in silence."""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5


def last_paused_day(opened: date, days: int) -> date:
    """The last day of a pause of ``days`` days that starts on the day of the application."""
    return opened + timedelta(days=max(days, 1) - 1)


def decide_by(opened: date, working_days: int) -> date:
    """The day by which an answer is owed: ``working_days`` weekdays after ``opened``."""
    day = opened
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < SATURDAY
    return day


def paused_after_decision(decided: date, quiet_days: int) -> date:
    """The last day of the pause once decided: the first contact comes gently, not next morning.

    Counted from the decision alone: an early answer does not keep a card shut for a month, and a
    late one does not open it on the day of the letter.
    """
    return decided + timedelta(days=max(quiet_days, 0))
