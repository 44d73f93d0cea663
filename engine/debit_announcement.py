"""Telling a payer of a debit beforehand, as some schemes ask (SEPA: 14 days unless agreed
otherwise; WeChat: a notice before each periodic debit)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .reason import Reason


@dataclass(frozen=True, slots=True)
class Told:
    """That a payer heard, on a day, of an amount in minor units for one day of collection."""

    on: date
    amount: int


def days_ahead(scheme: int, agreed: int) -> int:
    """How many days ahead a payer is told: the scheme's, or fewer where the mandate says so."""
    return min(agreed or scheme, scheme)


def in_time(told_on: date, day: date, days: int) -> bool:
    """Whether who hears on ``told_on`` of a debit on ``day`` hears of it so many days ahead."""
    return told_on <= day - timedelta(days=days)


def not_announced(told: Iterable[Told], amount: int, day: date, days: int) -> Reason | None:
    """Why ``amount`` may not be collected on ``day``, or None.

    Somebody who was told of more may be asked for less; who was told of less may not be asked for
    more.
    """
    if not days or any(in_time(one.on, day, days) and one.amount >= amount for one in told):
        return None
    latest = day - timedelta(days=days)
    return Reason("debit_not_announced", {"days": days, "latest": latest.isoformat()})
