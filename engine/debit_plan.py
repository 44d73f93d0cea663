"""What one mandate is asked for on a day of collection, or why it is left out.

A debit is never split over several instructions to slip under a limit: a mandate whose debt is
above what the payer or the bank allows is left out as a whole, and somebody speaks with the
owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .allocation import ChargeBalance, fill_oldest_first
from .debit_rules import Attempt, may_present
from .reason import Reason


@dataclass(frozen=True, slots=True)
class DueCharge:
    """A charge that is due; ``stop`` is the code of what keeps it out, empty if nothing does."""

    balance: ChargeBalance
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one debit in minor units; 0 means that there is none."""

    mandate: int = 0
    channel: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Either an amount with its parts per charge, or reasons why nothing is asked for.

    ``due`` is what stands open on the charges looked at, asked for or not.
    """

    due: int
    by_charge: Mapping[Any, int] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def amount(self) -> int:
        return sum(self.by_charge.values())


def plan_debit(
    charges: Sequence[DueCharge],
    held: int,
    limits: Limits,
    history: Sequence[Attempt],
    day: date,
) -> Plan:
    """What to collect for the charges of one mandate. ``held`` is an amount that is disputed or
    promised without naming charges: it is kept back from the youngest of them."""
    due = sum(charge.balance.original for charge in charges)
    free = [charge.balance for charge in charges if not charge.stop]
    available = max(sum(balance.original for balance in free) - held, 0)
    reasons = _stops(charges, available) or _refusals(available, limits, history, day)
    if reasons:
        return Plan(due, reasons=reasons)
    parts = fill_oldest_first(free, available)
    return Plan(due, {key: part for key, part in parts.items() if part})


def _stops(charges: Sequence[DueCharge], available: int) -> tuple[Reason, ...]:
    """Why nothing at all is left to ask for."""
    if available:
        return ()
    codes = sorted({charge.stop for charge in charges if charge.stop})
    return tuple(Reason(code) for code in codes or ["debit_held"])


def _refusals(
    amount: int, limits: Limits, history: Sequence[Attempt], day: date
) -> tuple[Reason, ...]:
    """Why this amount may not be asked for on this day."""
    too_soon = may_present(history, day)
    if too_soon:
        return (too_soon,)
    if limits.mandate and amount > limits.mandate:
        return (Reason("debit_above_mandate", {"amount": amount, "limit": limits.mandate}),)
    if limits.channel and amount > limits.channel:
        return (Reason("debit_above_channel", {"amount": amount, "limit": limits.channel}),)
    if amount < limits.least:
        return (Reason("debit_below_least", {"amount": amount, "limit": limits.least}),)
    return ()
