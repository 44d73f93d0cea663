"""Service periods in the words of bills: ``2026年1-3月``, ``2026-01 至 2026-03``, ``Q1 2026``."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

MONTHS_OF_CYCLE = {"month": 1, "quarter": 3, "year": 12}
EARLIEST, LATEST = 1990, 2100

_TO = r"\s*(?:-|–|—|~|至|到|to|until)\s*"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_MONTH = r"(?P<{0}>1[0-2]|0?[1-9])"
_DAY = r"(?P<{0}>3[01]|[12]\d|0?[1-9])"
_PIECES = {
    **{name: _YEAR.format(name) for name in ("y1", "y2")},
    **{name: _MONTH.format(name) for name in ("m1", "m2")},
    **{name: _DAY.format(name) for name in ("d1", "d2")},
}
_NAMES = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAME = r"(?P<{0}>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, and the words that say so (no part of what it is)."""

    first: date
    last: date
    text: str = ""


def month_period(year: int, month: int, months: int = 1) -> tuple[date, date]:
    """First and last day of so many months from one on."""
    end = year * 12 + month - 1 + months - 1
    last_year, last_month = divmod(end, 12)
    last_day = calendar.monthrange(last_year, last_month + 1)[1]
    return date(year, month, 1), date(last_year, last_month + 1, last_day)


def cycle_period(day: date, cycle: str) -> Period:
    """The month, quarter or year of a day. Raises ``KeyError`` for an unknown cycle."""
    months = MONTHS_OF_CYCLE[cycle]
    first = (day.month - 1) // months * months + 1
    return Period(*month_period(day.year, first, months))


def _days(m: re.Match) -> tuple[date, date]:
    second_year = int(m["y2"] or m["y1"])
    return (
        date(int(m["y1"]), int(m["m1"]), int(m["d1"])),
        date(second_year, int(m["m2"]), int(m["d2"])),
    )


def _months(m: re.Match) -> tuple[date, date]:
    year = int(m["y1"])
    second = int(m["y2"] or year)
    first, last = int(m["m1"]), int(m["m2"])
    return month_period(year, first)[0], month_period(second, last)[1]


def _one_month(m: re.Match) -> tuple[date, date]:
    return month_period(int(m["y1"]), int(m["m1"]))


def _named_months(m: re.Match) -> tuple[date, date]:
    second = int(m["y2"])
    first = int(m["y1"] or second)
    return (
        month_period(first, _NAMES[m["m1"][:3].lower()])[0],
        month_period(second, _NAMES[m["m2"][:3].lower()])[1],
    )


def _named_month(m: re.Match) -> tuple[date, date]:
    return month_period(int(m["y1"]), _NAMES[m["m1"][:3].lower()])


def _quarter(m: re.Match) -> tuple[date, date]:
    number = _ORDINALS.get(m["q"]) or int(m["q"])
    return month_period(int(m["y1"]), 3 * number - 2, 3)


def _half(m: re.Match) -> tuple[date, date]:
    return month_period(int(m["y1"]), 1 if m["h"] in "上1" else 7, 6)


def _year(m: re.Match) -> tuple[date, date]:
    return month_period(int(m["y1"]), 1, 12)


_SEP = r"\s*[年./-]\s*"
_END = r"\s*月?"


def _pattern(text: str) -> re.Pattern:
    """A reader's pattern: its pieces filled in, and no digit before or behind."""
    return re.compile(rf"(?<![\d.]){text.format(**_PIECES)}(?!\d)", re.IGNORECASE)


# In the order in which they are tried; what one has read, the next do not see.
_READERS: tuple[tuple[re.Pattern, Callable], ...] = (
    (
        _pattern(
            rf"{{y1}}{_SEP}{{m1}}\s*[月./-]\s*{{d1}}\s*日?{_TO}(?:{{y2}}{_SEP})?{{m2}}\s*[月./-]\s*{{d2}}\s*日?",
        ),
        _days,
    ),
    (_pattern(rf"{{y1}}\s*年\s*{{m1}}{_END}{_TO}(?P<y2>){{m2}}\s*月"), _months),
    # A day is no period.
    (_pattern(rf"{{y1}}{_SEP}{{m1}}\s*[月./-]\s*{{d1}}\s*日?"), lambda m: None),
    (_pattern(rf"{{y1}}{_SEP}{{m1}}{_END}{_TO}{{y2}}{_SEP}{{m2}}{_END}"), _months),
    (_pattern(rf"{{y1}}(?P<m1>0[1-9]|1[0-2]){_TO}{{y2}}(?P<m2>0[1-9]|1[0-2])"), _months),
    (_pattern(r"{y1}\s*年?\s*第?\s*(?P<q>[一二三四1-4])\s*季度?"), _quarter),
    (_pattern(r"{y1}\s*[-/]?\s*Q(?P<q>[1-4])"), _quarter),
    (re.compile(r"\bQ(?P<q>[1-4])\s*[-/]?\s*(?P<y1>(?:19|20)\d\d)(?!\d)", re.IGNORECASE), _quarter),
    (_pattern(r"{y1}\s*年?\s*(?P<h>[上下])半年"), _half),
    (re.compile(r"\bH(?P<h>[12])\s*[-/]?\s*(?P<y1>(?:19|20)\d\d)(?!\d)", re.IGNORECASE), _half),
    (
        re.compile(
            rf"\b{_NAME.format('m1')}\s*{_YEAR.format('y1')}?{_TO}"
            rf"{_NAME.format('m2')}\s*{_YEAR.format('y2')}(?!\d)",
            re.IGNORECASE,
        ),
        _named_months,
    ),
    (
        re.compile(rf"\b{_NAME.format('m1')}\s*{_YEAR.format('y1')}(?!\d)", re.IGNORECASE),
        _named_month,
    ),
    (_pattern(rf"{{y1}}{_SEP}{{m1}}(?:\s*月份?)?"), _one_month),
    (_pattern(r"{y1}\s*(?:年度|年全年|全年|年)"), _year),
    (re.compile(r"\b(?:FY|year)\s*(?P<y1>(?:19|20)\d\d)(?!\d)", re.IGNORECASE), _year),
)


def periods_in(text: str) -> list[Period]:
    """The different service periods that a text names, in the order in which they were read.

    A single day is none, nor is a span that ends before it begins.
    """
    rest, found = unicodedata.normalize("NFKC", text), {}
    for pattern, read in _READERS:
        for match in pattern.finditer(rest):
            span = _read(read, match)
            if span:
                found.setdefault(span, Period(*span, text=match.group().strip()))
        rest = pattern.sub(lambda m: "\n" * len(m.group()), rest)
    return list(found.values())


def _read(read: Callable, match: re.Match) -> tuple[date, date] | None:
    try:
        span = read(match)
    except ValueError:  # the thirtieth of February
        return None
    if not span or span[0] > span[1]:
        return None
    return span
