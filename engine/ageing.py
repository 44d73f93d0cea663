"""Ageing: how old a debt is, on three axes that are never mixed.

*By due date*, for dunning: days since it should have been paid. *By service period*, for the
accounts: time since the service was rendered, as property firms' notes to the accounts show it
(within a year, 1–2, 2–3, over 3). *By limitation*: months since limitation last began to run
anew, per service period (domain.md 3.2, 1.2).

Up to a year the due-date axis counts days; years and months go by the calendar, and the
anniversary itself still belongs to the younger bucket. From 29 February, or the 31st of a long
month, an anniversary is the last day of the shorter month. SQL reckons the same: the reports
build their statement from these very buckets.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Bucket:
    """One class of age, with its last day counted from the day the age begins.

    :param code: begins with a digit, so that the order of codes is the order of ages wherever
        they are sorted
    :param days: its last day as a number of days; 0 is the day itself
    :param months: its last day as calendar months; with neither it has no end
    """

    code: str
    days: int | None = None
    months: int | None = None

    def holds(self, since: date, day: date) -> bool:
        """True while ``day`` is not beyond the bucket; older ones are asked in order."""
        if self.days is not None:
            return day <= since + timedelta(days=self.days)
        return self.months is None or day <= add_months(since, self.months)


BY_DUE_DATE = (
    Bucket("0_not_due", days=0),
    Bucket("1_days_30", days=30),
    Bucket("2_days_90", days=90),
    Bucket("3_days_180", days=180),
    Bucket("4_days_365", days=365),
    Bucket("5_years_2", months=24),
    Bucket("6_years_3", months=36),
    Bucket("7_over_3_years"),
)
BY_PERIOD = (
    Bucket("4_year_1", months=12),
    Bucket("5_years_2", months=24),
    Bucket("6_years_3", months=36),
    Bucket("7_over_3_years"),
)
# Warnings are due at 24, 30 and 33 months (domain.md 1.2).
NOT_RUNNING, BARRED = "0_not_running", "7_barred"
BY_LIMITATION = (
    Bucket("1_months_12", months=12),
    Bucket("2_months_24", months=24),
    Bucket("3_months_30", months=30),
    Bucket("4_months_33", months=33),
    Bucket("5_months_36", months=36),
    Bucket("6_over_36_months"),
)

NOT_OVERDUE = BY_DUE_DATE[0].code
RANKS = {bucket.code: rank for rank, bucket in enumerate(BY_DUE_DATE)}


def add_months(day: date, months: int) -> date:
    """The same day of a month ``months`` later, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def bucket_of(buckets: Iterable[Bucket], since: date, day: date) -> str:
    """Code of the first bucket that has not ended on ``day``.

    Raises ``ValueError`` when every bucket has an end and ``day`` is beyond them all.
    """
    for bucket in buckets:
        if bucket.holds(since, day):
            return bucket.code
    raise ValueError(f"{day} is beyond every bucket")


def month_before(day: date) -> date:
    """The same day a month earlier; the end of a month goes back to the end of the one before."""
    is_last = (day + timedelta(days=1)).day == 1
    return day.replace(day=1) - timedelta(days=1) if is_last else add_months(day, -1)


def span_of(buckets: Sequence[Bucket], code: str, day: date) -> tuple[date | None, date | None]:
    """From which to which day an age begins that lies in a bucket on ``day``; None: no end.

    Raises ``KeyError`` for a code that is none of these buckets.
    """
    younger = None
    for bucket in buckets:
        if bucket.code == code:
            last = younger - timedelta(days=1) if younger else None
            return _earliest(bucket, day), last
        younger = _earliest(bucket, day)
    raise KeyError(code)


def _earliest(bucket: Bucket, day: date) -> date | None:
    """The earliest beginning that a bucket, or a younger one, still holds on ``day``."""
    if bucket.days is not None:
        return day - timedelta(days=bucket.days)
    if bucket.months is None:
        return None
    first = add_months(day, -bucket.months)
    # From the end of a short month the way back is longer than the way there.
    return first if bucket.holds(first, day) else first + timedelta(days=1)


def by_due_date(due_date: date, day: date) -> str:
    """How long overdue: on the due date itself a debt is not overdue."""
    return bucket_of(BY_DUE_DATE, due_date, day)


def by_period(period_to: date | None, due_date: date, day: date) -> str:
    """How long ago the service was rendered; what names no period counts from its due date."""
    return bucket_of(BY_PERIOD, period_to or due_date, day)


def by_limitation(
    due_date: date, limitation_date: date, day: date, interrupted_on: date | None = None
) -> str:
    """How long limitation has been running since it began, or last began anew.

    It begins on the day after the due date (Civil Code art. 188); an interruption before that
    changes nothing. ``limitation_date`` is the last day in time: beyond it the debt is barred,
    whatever its months say, since a jurisdiction may know a shorter time.
    """
    if day <= due_date:
        return NOT_RUNNING
    if day > limitation_date:
        return BARRED
    since = max(interrupted_on or due_date, due_date + timedelta(days=1))
    return bucket_of(BY_LIMITATION, since, day)


@dataclass(frozen=True, slots=True)
class Move:
    """What became of one debt between two days; amounts in minor units.

    ``opening + risen = rolled + stayed + paid + reduced``
    """

    opening: int
    risen: int
    rolled: int
    stayed: int
    paid: int
    reduced: int


def roll(opening: int, closing: int, paid: int, bucket_before: str, bucket_after: str) -> Move:
    """How a debt moved through the buckets in a month.

    :param opening: what was left of it on the first day, in ``bucket_before``
    :param closing: what is left on the second, in ``bucket_after``
    :param paid: money that arrived for it in between; the rest of what is missing was reduced
        by credit notes, waivers, write-offs or a transfer. Below zero: a payment was taken back
    """
    gone = max(opening - closing, 0)
    by_money = min(max(paid, 0), gone)
    has_rolled = RANKS[bucket_after] > RANKS[bucket_before]
    return Move(
        opening=opening,
        risen=max(closing - opening, 0),
        rolled=closing if has_rolled else 0,
        stayed=0 if has_rolled else closing,
        paid=by_money,
        reduced=gone - by_money,
    )


def share(part: int, whole: int) -> Fraction | None:
    """A part of a whole, exactly; None (shown blank) where there is no whole."""
    return Fraction(part, whole) if whole else None
