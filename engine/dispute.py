"""A dispute about charges: what it pauses, which decisions it allows, when the owner hears of it.

A service that was not performed as agreed suspends or lowers what may be asked for (Civil Code
arts. 525–526; courts lower a fee for serious defects alone). A price without a basis, or a bill
that came twice, is the firm's to take back (SPC property-service interpretation 2020, art. 2). Who
does not live there or does not use a service owes the fee all the same (Civil Code art. 944 ¶1):
that by itself is no dispute. Amounts in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .allocation import ChargeBalance, fill_oldest_first
from .reason import Reason

# While a dispute is open the owner hears of it at least this often.
WORD_EVERY_DAYS = 14
# Said often, and no dispute by itself.
GROUNDS_WITHOUT_DISPUTE = ("not_living_there", "not_using")
REJECTED, CORRECTED, REDUCED = "rejected", "corrected", "reduced"
# A bill to the wrong person is made out anew; a service that fell short is worth less; only where
# the figures may be wrong are both possible.
OUTCOMES = {
    "service": (REJECTED, REDUCED),
    "house_defect": (REJECTED, REDUCED),
    "price": (REJECTED, CORRECTED, REDUCED),
    "identity": (REJECTED, CORRECTED),
    "amount": (REJECTED, CORRECTED, REDUCED),
    "sales_promise": (REJECTED, REDUCED),
    "not_handed_over": (REJECTED, CORRECTED),
}


@dataclass(frozen=True, slots=True)
class DisputedCharge:
    """One charge and how much of it is disputed, with what stands against disputing it."""

    key: Any
    disputed: int
    remaining: int
    is_own: bool = True
    is_disputed_already: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """What one hold covers: whole charges, or a ``part`` in minor units of a single one."""

    keys: tuple[Any, ...]
    part: int | None = None


def no_dispute(ground: str | None) -> list[Reason]:
    """The answer to a ground that frees nobody from the fee; empty for any other."""
    return [Reason(f"dispute_{ground}")] if ground in GROUNDS_WITHOUT_DISPUTE else []


def obstacles(ground: str | None, charges: Sequence[DisputedCharge]) -> list[Reason]:
    """Why this can't be taken as a dispute, each reason once; empty when it can."""
    found = no_dispute(ground)
    if not charges:
        found.append(Reason("dispute_without_charges"))
    for charge in charges:
        if not charge.is_own:
            found.append(Reason("dispute_of_another"))
        elif charge.is_disputed_already:
            found.append(Reason("dispute_twice"))
        elif charge.remaining <= 0:
            found.append(Reason("dispute_settled"))
        elif not 0 < charge.disputed <= charge.remaining:
            found.append(Reason("dispute_too_much"))
    return list(dict.fromkeys(found))


def split(charges: Iterable[ChargeBalance], total: int) -> dict[Any, int]:
    """A disputed part of ``total`` laid over charges, the oldest first; zeros left out.

    ``original`` of a charge is what is left of it. What the charges can't take is in none of
    them: the caller compares the sum.
    """
    return {key: part for key, part in fill_oldest_first(charges, total).items() if part}


def pauses(charges: Iterable[DisputedCharge]) -> list[Pause]:
    """The holds that pause just what is disputed: one for all whole charges, one for each part.

    Never more than what remains: a payment in between lowers a part, as it lowers the charge.
    """
    owing = [charge for charge in charges if charge.remaining > 0 and charge.disputed > 0]
    whole = tuple(charge.key for charge in owing if charge.disputed >= charge.remaining)
    parts = [
        Pause((charge.key,), charge.disputed)
        for charge in owing
        if charge.disputed < charge.remaining
    ]
    return [*([Pause(whole)] if whole else []), *parts]


def word_owed_on(opened: date, informed: date | None) -> date:
    """The day by which the owner hears again how far it is."""
    return (informed or opened) + timedelta(days=WORD_EVERY_DAYS)


def reduction(disputed: int, remaining: int, wanted: int) -> int:
    """What is taken off one charge: what was decided, within what was disputed and is left."""
    return max(min(wanted, disputed, remaining), 0)


def share_of(disputed: int, percent: Decimal) -> int:
    """A percentage of a disputed amount, halves away from zero."""
    return int((Decimal(disputed) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody wants to decide. ``wanted`` is what to take off each charge."""

    kind: str
    outcome: str | None
    has_reasons: bool
    has_evidence: bool = False
    wanted: Mapping[Any, int] | None = None


def decision_obstacles(decision: Decision, charges: Sequence[DisputedCharge]) -> list[Reason]:
    """What a decision still lacks, or why this outcome is none for this type of dispute."""
    found = []
    if not decision.outcome or not decision.has_reasons:
        found.append(Reason("decision_without_reasons"))
    elif decision.outcome not in OUTCOMES[decision.kind]:
        found.append(Reason("outcome_not_for_type"))
    if decision.outcome == REDUCED:
        found += _reduction_obstacles(decision, charges)
    return found


def _reduction_obstacles(decision: Decision, charges: Sequence[DisputedCharge]) -> Iterable[Reason]:
    wanted = decision.wanted or {}
    if not decision.has_evidence:
        yield Reason("reduction_without_evidence")
    if not any(wanted.values()):
        yield Reason("reduction_of_nothing")
    if any(not 0 <= wanted.get(c.key, 0) <= min(c.disputed, c.remaining) for c in charges):
        yield Reason("reduction_too_large")
