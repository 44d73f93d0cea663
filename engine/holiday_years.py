"""Whether the calendar of a year is entered, and from when its absence is worth a word.

China's official calendar comes out in November, with the weekends that are worked instead of
holidays. A year whose statutory days are known by law and moon alone is therefore not complete
where the year before it had such weekends.
"""

from __future__ import annotations

from datetime import date, timedelta

from .contact_rules import Calendar

# The official calendar is out by then; before, nobody could enter it.
WARN_FROM = (11, 15)


def is_entered(year: int, calendar: Calendar) -> bool:
    """Whether a year has its holidays, and worked weekends where the year before has them."""
    if not any(day.year == year for day in calendar.holidays):
        return False
    swapped = {day.year for day in calendar.working_days}
    return year in swapped or year - 1 not in swapped


def missing_years(today: date, calendar: Calendar) -> list[int]:
    """The years to warn of: this one, and the next from the middle of November on."""
    years = [today.year]
    if (today.month, today.day) >= WARN_FROM:
        years.append(today.year + 1)
    return [year for year in years if not is_entered(year, calendar)]


def missing_ahead(today: date, days: int, calendar: Calendar) -> list[int]:
    """The years within so many days of which nothing, or not all that is out, is entered."""
    found = set(missing_years(today, calendar))
    for year in {today.year, (today + timedelta(days=days)).year}:
        if not any(day.year == year for day in calendar.holidays):
            found.add(year)
    return sorted(found)
