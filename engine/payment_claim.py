"""Where the money may be that an owner says to have paid.

An amount that agrees comes first, the nearer in time the better; then money from the same payer.
What agrees in nothing is not shown: a list of strangers' payments is nobody's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .claim_hints import plain_name
from .reason import Reason

# People name the day a little wrong, and a bank may be slow.
DAYS_BEFORE, DAYS_AFTER = 7, 30
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the owner says: minor units, the day, and who paid."""

    amount: int
    paid_on: date
    payers: tuple[str, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day on which the money may have come in."""
        return self.paid_on - timedelta(days=DAYS_BEFORE)

    @property
    def last_day(self) -> date:
        """The last day on which it may have come in."""
        return self.paid_on + timedelta(days=DAYS_AFTER)


@dataclass(frozen=True, slots=True)
class Money:
    """Money that came in: its key, minor units, value date and payer's name."""

    key: int
    amount: int
    day: date
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Money that may be meant, and why."""

    key: int
    reasons: tuple[Reason, ...]


def matches(claimed: Claimed, incoming: Iterable[Money]) -> list[Match]:
    """Money that may be the claimed payment, the likeliest first."""
    names = {plain_name(name) for name in claimed.payers} - {""}
    ranked = []
    for money in incoming:
        if not claimed.first_day <= money.day <= claimed.last_day:
            continue
        agrees = money.amount == claimed.amount
        known = plain_name(money.payer) in names
        if agrees or known:
            distance = abs((money.day - claimed.paid_on).days)
            order = (not agrees, not known, distance, money.key)
            ranked.append((order, Match(money.key, tuple(_reasons(agrees, known, distance)))))
    return [match for __, match in sorted(ranked, key=lambda pair: pair[0])[:SHOWN]]


def _reasons(agrees: bool, known: bool, distance: int) -> list[Reason]:
    reasons = [Reason("traced_amount")] if agrees else []
    if known:
        reasons.append(Reason("traced_payer"))
    if distance == 0:
        reasons.append(Reason("traced_day"))
    return reasons
