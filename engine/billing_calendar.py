"""When an estate bills which period, and when a bill is due.

A day of a month beyond its end means the last day of that month.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_OF_CYCLE = {"month": 1, "quarter": 3, "year": 12}
DAYS_AFTER_BILL = "days"
DAY_OF_MONTH = "day_of_month"


@dataclass(frozen=True, slots=True)
class FeeCalendar:
    """The rule of one estate.

    ``bill_day`` of the month ``bill_months`` after the period's first month (−1 is the month
    before, 0 the first month, 3 the month after a quarter). Due ``payment_days`` after the bill,
    or on ``due_day`` of the month ``due_months`` after the bill's month.
    """

    cycle: str
    bill_day: int
    bill_months: int
    due_rule: str = DAYS_AFTER_BILL
    payment_days: int = 30
    due_day: int = 1
    due_months: int = 0


def day_in_month(day: date, months: int, number: int) -> date:
    """``number`` of the month that lies ``months`` after the month of ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(number, calendar.monthrange(year, month)[1]))


def next_on(day: date, number: int) -> date:
    """The first day on or after ``day`` that is ``number`` of its month."""
    in_month = day_in_month(day, 0, number)
    return in_month if in_month >= day else day_in_month(day, 1, number)


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def period_starting(first: date, cycle: str) -> tuple[date, date]:
    """The period that starts on ``first``: as many months as the cycle has, from whichever month;
    from within a month it is a part, which ends with the calendar month, quarter or year."""
    length = MONTHS_OF_CYCLE[cycle]
    if first.day == 1:
        return first, month_end(day_in_month(first, length - 1, 1))
    start_month = (first.month - 1) // length * length
    return first, month_end(first.replace(month=start_month + length, day=1))


def period_of(day: date, cycle: str) -> tuple[date, date]:
    """The calendar month, quarter or year that a day lies in."""
    length = MONTHS_OF_CYCLE[cycle]
    start = day.replace(month=(day.month - 1) // length * length + 1, day=1)
    return period_starting(start, cycle)


def next_period(rule: FeeCalendar, billed_until: date | None, today: date) -> tuple[date, date]:
    """The period to bill next: the one after what is billed, else the latest whose bill day has
    come."""
    if billed_until is not None:
        return period_starting(billed_until + timedelta(days=1), rule.cycle)
    first, last = period_of(day_in_month(today, max(-rule.bill_months, 0), 1), rule.cycle)
    while bill_date(rule, first) > today:
        first, last = period_of(first - timedelta(days=1), rule.cycle)
    return first, last


def bill_date(rule: FeeCalendar, first: date) -> date:
    """The day on which the period that starts on ``first`` is billed."""
    return day_in_month(first, rule.bill_months, rule.bill_day)


def due_date(rule: FeeCalendar, billed_on: date) -> date:
    """The day a bill is due; never before the bill itself."""
    if rule.due_rule == DAYS_AFTER_BILL:
        return billed_on + timedelta(days=rule.payment_days)
    return max(day_in_month(billed_on, rule.due_months, rule.due_day), billed_on)
