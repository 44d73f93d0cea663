"""Which credit could pay which debt: an offer to a person, never done by itself.

A credit (an unallocated payment, a credit note, a reward) is offered first where unit and kind
are its own, then to service fees of its unit, then to the oldest service fee, then to what else
may be pursued. Deposits stay apart: they belong to the payer and are no income, so a deposit is
offered to a deposit only (domain rule: never offset without written consent).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from .allocation import PRINCIPAL
from .reason import Reason

DEPOSIT = "deposit"
# In this order behind service fees; what is unclassified is never offered to.
AFTER_PRINCIPAL = ("pass_through", "late_fee", "cost")
NEVER = len(AFTER_PRINCIPAL) + 10


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit: ``amount`` in minor units; ``unit`` and ``kind`` where it says what it is for.

    ``ledger``: the account it stands on; only debts of the same account can take it.
    """

    key: int
    amount: int
    day: date
    unit: int | None = None
    kind: str | None = None
    ledger: Hashable = None


@dataclass(frozen=True, slots=True)
class Debt:
    """A receivable with what is left of its charges: ``parts`` are (unit, kind, amount)."""

    key: int
    amount: int
    due: date
    parts: tuple[tuple[int | None, str, int], ...] = ()
    ledger: Hashable = None


@dataclass(frozen=True, slots=True)
class Offer:
    """So much of a credit for a debt."""

    credit: int
    debt: int
    amount: int
    reason: Reason = field(default=Reason("credit_by_hand"))


def offers(credits: Iterable[Credit], debts: Sequence[Debt]) -> list[Offer]:
    """What is offered, oldest credit first, nearest debt first; each cent once."""
    left = {debt.key: debt.amount for debt in debts}
    found = []
    for credit in sorted(credits, key=lambda credit: (credit.day, credit.key)):
        amount = credit.amount
        for rank, debt in _ranked(credit, debts):
            taken = min(amount, left[debt.key])
            if taken > 0:
                found.append(Offer(credit.key, debt.key, taken, _reason(rank)))
                left[debt.key] -= taken
                amount -= taken
    return found


def amounts(
    pairs: Iterable[tuple[int, int]], credits: dict[int, int], debts: dict[int, int]
) -> list[int]:
    """What each pair (credit, debt) moves when they are matched in the given order.

    :param credits: what is left of each credit; so for ``debts``. Minor units
    """
    credits, debts, moved = dict(credits), dict(debts), []
    for credit, debt in pairs:
        amount = max(min(credits.get(credit, 0), debts.get(debt, 0)), 0)
        credits[credit] = credits.get(credit, 0) - amount
        debts[debt] = debts.get(debt, 0) - amount
        moved.append(amount)
    return moved


def _ranked(credit: Credit, debts: Sequence[Debt]) -> list[tuple[int, Debt]]:
    """Debts that the credit may be offered to, with their rank, the nearest first."""
    ranked = [(_rank(credit, debt), debt) for debt in debts if debt.ledger == credit.ledger]
    fitting = [(rank, debt) for rank, debt in ranked if rank < NEVER]
    return sorted(fitting, key=lambda pair: (pair[0], pair[1].due, pair[1].key))


def _rank(credit: Credit, debt: Debt) -> int:
    return min((_rank_of(credit, unit, kind) for unit, kind, left in debt.parts if left > 0),
               default=NEVER)  # fmt: skip


def _rank_of(credit: Credit, unit: int | None, kind: str) -> int:
    """0: its own unit and kind. 1: a fee of its unit. 2: a fee. From 3: the rest."""
    if credit.kind == kind and credit.unit == unit and kind != "unclassified":
        return 0
    if DEPOSIT in (credit.kind, kind):
        return NEVER
    if kind == PRINCIPAL:
        return 1 if credit.unit and credit.unit == unit else 2
    return 3 + AFTER_PRINCIPAL.index(kind) if kind in AFTER_PRINCIPAL else NEVER


def _reason(rank: int) -> Reason:
    codes = ("credit_same_unit_and_kind", "credit_fee_of_unit", "credit_oldest_fee")
    return Reason(codes[rank] if rank < len(codes) else "credit_other_kind")
