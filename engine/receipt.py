"""What the counter decides: how money is proposed to be spread, and what can't be a receipt.

Amounts are integers in minor units. Whoever pays chooses what is paid (Civil Code art. 560);
without his word it is principal first, oldest first, then the rest (see ``engine.allocation``),
and paying principal alone is always accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .allocation import ChargeBalance, fill_oldest_first
from .reason import Reason


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """One line of a receipt: what was open when it was shown, and what is paid of it."""

    label: str
    open: int
    amount: int


def proposal(charges: Iterable[ChargeBalance], received: int) -> dict[Any, int]:
    """How money would be spread if the payer says nothing, by key; 0 where nothing arrives.

    Money below zero, as a slip of the keyboard gives it, is spread like none.
    """
    return fill_oldest_first(charges, max(received, 0))


def follows_proposal(charges: Iterable[ChargeBalance], amounts: Mapping[Any, int]) -> bool:
    """Whether amounts lie as they would be proposed, so that nobody's wish is in them.

    A new amount received spreads such lines anew; what the payer chose stays as it is.
    """
    return proposal(charges, sum(amounts.values())) == dict(amounts)


def rest_of(received: int, lines: Iterable[ChosenLine]) -> int:
    """What is left for a prepayment; below zero when more was spread than received."""
    return received - sum(line.amount for line in lines)


def problems(received: int, lines: list[ChosenLine], *, rest_is_named: bool) -> list[Reason]:
    """Why this can't be confirmed; empty when it can.

    :param received: what was handed over
    :param rest_is_named: unit, kind and debtor of the prepayment are said
    """
    found = []
    if received <= 0:
        found.append(Reason("receipt_nothing_received"))
    for line in lines:
        if line.amount < 0:
            found.append(Reason("receipt_below_zero", {"charge": line.label}))
        elif line.amount > line.open:
            found.append(Reason("receipt_above_open", {"charge": line.label}))
    rest = rest_of(received, lines)
    if rest < 0 < received:
        found.append(Reason("receipt_above_received"))
    if rest > 0 and not rest_is_named:
        found.append(Reason("receipt_rest_unnamed"))
    return found


def expected_cash(opening: int, received: int, paid_back: int) -> int:
    """What a drawer should hold: the float, and what came in less what voids paid out again."""
    return opening + received - paid_back


def difference_needs_reason(difference: int, limit: int) -> bool:
    """Whether a cashier has to say why the drawer does not agree."""
    return abs(difference) > limit
