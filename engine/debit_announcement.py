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


def not_announced(told: Iterable[Told], amount: int, day: date, days_ahead: int) -> Reason | None:
    """Why ``amount`` may not be collected on ``day``, or None.

    Somebody who was told of more may be asked for less; who was told of less may not be asked for
    more.
    """
    if not days_ahead:
        return None
    latest = day - timedelta(days=days_ahead)
    if any(one.on <= latest and one.amount >= amount for one in told):
        return None
    return Reason("debit_not_announced", {"days": days_ahead, "latest": latest.isoformat()})
