"""Which card and code payments a settlement of the payment firm brought, net of its fee.

A payment firm hands on whole days: what was paid on a day, or on a few days that follow each
other (a weekend, a holiday), less its fee. A set of days fits where what it adds up to is the
money that came plus a fee of no more than the agreed rate. Only where a single set fits is it
proposed: money that could be two different days is for a person to place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

# A settlement after the longest statutory holidays brings at most so many days.
LONGEST_RUN = 10
# Payments older than this before the money came are a matter for a person.
OLDEST_DAYS = 30


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A payment that waits for its settlement. Amount in minor units.

    :param channel: what is settled together: a waiting account
    :param rate: the highest fee of the channel, as a share of the amount (0.006 for 0.6 %)
    """

    key: int
    channel: int
    day: date
    amount: int
    rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The payments that a bank line brought, and the fee kept of them."""

    items: tuple[int, ...]
    channel: int
    fee: int
    first: date
    last: date


def settlement(amount: int, came_on: date, items: Iterable[OpenItem]) -> Settlement | None:
    """The one set of whole days in a row that fits a bank line; None for no or for several.

    :param amount: what came in, in minor units
    :param came_on: its value date; later payments cannot be in it
    """
    found = list(_settlements(amount, came_on, items))
    return found[0] if len(found) == 1 else None


def _settlements(amount, came_on, items):
    """All runs of days that fit, channel by channel."""
    if amount <= 0:
        return
    by_channel = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.amount > 0 and 0 <= (came_on - item.day).days <= OLDEST_DAYS:
            by_channel[item.channel][item.day].append(item)
    for channel, by_day in sorted(by_channel.items()):
        days = sorted(by_day)
        for start in range(len(days)):
            yield from _runs_from(amount, channel, days[start : start + LONGEST_RUN], by_day)


def _runs_from(amount, channel, days, by_day):
    """Runs that begin on the first of ``days`` and fit."""
    run, total, highest = [], 0, Decimal(0)
    for day in days:
        run += by_day[day]
        total += sum(item.amount for item in by_day[day])
        highest += sum((item.amount * item.rate for item in by_day[day]), Decimal(0))
        fee = total - amount
        if fee > highest.to_integral_value(ROUND_CEILING):
            # Every further day only makes it more, its fee being a part of it.
            return
        if fee >= 0:
            yield Settlement(tuple(item.key for item in run), channel, fee, days[0], day)
