"""Service periods as short text that reads alike in every language."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta


def period_text(first: date | None, last: date | None) -> str:
    """``2026-01–2026-03`` for whole months, else ``2026-01-15–2026-03-31``; "" for neither."""
    if not first and not last:
        return ""
    if not first or not last:
        return (first or last).isoformat()
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    start, end = (f"{first:%Y-%m}", f"{last:%Y-%m}") if whole else (f"{first}", f"{last}")
    return start if start == end else f"{start}–{end}"


def joined(periods: Iterable[tuple[date, date]]) -> list[tuple[date, date, int]]:
    """Periods that follow each other without a gap as one: (first, last, how many)."""
    result: list[tuple[date, date, int]] = []
    for first, last in sorted(periods):
        if result and first <= result[-1][1] + timedelta(days=1):
            start, end, count = result.pop()
            result.append((start, max(end, last), count + 1))
        else:
            result.append((first, last, 1))
    return result
