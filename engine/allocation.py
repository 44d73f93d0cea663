"""Which charge a payment pays: recorded designations first, then principal, oldest first.

A receivable of one due date may stand for several charges (a flat and its parking space, the
service fee and the water). The ledger knows only what is left of the whole; these functions say
what is left of each part. Principal comes before late fees, costs and the rest, so that a part
payment always reduces the debt that matters most to the owner (the firm's own rule; the order of
Civil Code art. 561 applies only where nothing else was agreed).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

PRINCIPAL = "principal"

Designation = tuple[Hashable, int]


@dataclass(frozen=True, slots=True)
class ChargeBalance:
    """A charge as allocation sees it. Amounts in minor units.

    ``key`` identifies the charge and breaks ties, so keys must be sortable among each other.
    ``original`` is what there is to fill: the amount charged, or what is left of it.
    """

    key: Any
    kind: str
    due_date: date | None
    period_from: date | None
    original: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one charge: ``credited + allocated + remaining == original``."""

    original: int
    credited: int
    allocated: int
    remaining: int


def waterfall_order(charge: ChargeBalance) -> tuple:
    """Sort key of the waterfall: principal, due date, service period, key; unknown dates last."""
    return (
        charge.kind != PRINCIPAL,
        charge.due_date or date.max,
        charge.period_from or date.max,
        charge.key,
    )


def fill_oldest_first(charges: Iterable[ChargeBalance], available: int) -> dict[Any, int]:
    """How much of ``available`` each charge takes; what no charge can take is left out.

    Every charge has its key in the answer, with 0 where nothing arrived. A charge without
    anything left (or below zero) takes nothing. Raises ``ValueError`` for a negative amount.
    """
    if available < 0:
        raise ValueError("cannot fill charges with a negative amount")
    taken = {}
    for charge in sorted(charges, key=waterfall_order):
        taken[charge.key] = min(max(charge.original, 0), available)
        available -= taken[charge.key]
    return taken


def fill(
    charges: Sequence[ChargeBalance], available: int, designations: Iterable[Designation] = ()
) -> dict[Any, int]:
    """Like ``fill_oldest_first``, but designated amounts reach their own charge first.

    ``designations`` are (key, amount) pairs; amounts for one key add up. What is designated to
    an unknown charge, or is more than its charge can take, joins the waterfall.
    """
    wanted = _sum_by_key(designations)
    direct = fill_oldest_first(
        [_with(charge, min(charge.original, wanted.get(charge.key, 0))) for charge in charges],
        available,
    )
    rest = fill_oldest_first(
        [_with(charge, charge.original - direct[charge.key]) for charge in charges],
        available - sum(direct.values()),
    )
    return {key: direct[key] + rest[key] for key in direct}


def spread_remaining(
    charges: Sequence[ChargeBalance], remaining: int, designations: Iterable[Designation] = ()
) -> dict[Any, int]:
    """What is left of each charge when ``remaining`` is left of them all.

    The answer adds up to ``remaining`` exactly. Raises ``ValueError`` when more is said to
    remain than was charged, or less than nothing.
    """
    paid = sum(charge.original for charge in charges) - remaining
    if remaining < 0 or paid < 0:
        raise ValueError("what remains lies outside what was charged")
    filled = fill(charges, paid, designations)
    return {charge.key: charge.original - filled[charge.key] for charge in charges}


def settle(
    charges: Sequence[ChargeBalance],
    remaining: int,
    credited: int = 0,
    credit_designations: Sequence[Designation] = (),
    payment_designations: Sequence[Designation] = (),
) -> dict[Any, Settlement]:
    """The full answer for one receivable: credited, allocated and remaining of each charge.

    ``credited`` is how much of the reduction came from credit notes; the rest was paid. A
    credit note over a late fee reduces the late fee and leaves principal alone, because its
    lines say so (``credit_designations``). Within what was filled, credit takes its designated
    part first and then follows the waterfall.
    """
    everything = (*credit_designations, *payment_designations)
    left = spread_remaining(charges, remaining, everything)
    filled = [_with(charge, charge.original - left[charge.key]) for charge in charges]
    by_credit = fill(filled, min(credited, sum(c.original for c in filled)), credit_designations)
    return {
        charge.key: Settlement(
            original=charge.original,
            credited=by_credit[charge.key],
            allocated=charge.original - left[charge.key] - by_credit[charge.key],
            remaining=left[charge.key],
        )
        for charge in charges
    }


@dataclass(frozen=True, slots=True)
class Share:
    """What a payment brings for one charge, and the receivable the charge sits in.

    ``receivable`` is None when the receivable has vanished since it was asked for.
    """

    charge: ChargeBalance
    receivable: Any


@dataclass(frozen=True, slots=True)
class Application:
    """Where a payment goes: parts per charge and per receivable, and what is too much."""

    by_charge: Mapping[Any, int]
    by_receivable: Mapping[Any, int]
    excess: int


def apply_settlement(
    settled: int, shares: Iterable[Share], residuals: MutableMapping[Any, int]
) -> Application:
    """Apply money that arrived to the charges it was asked for, oldest principal first.

    ``residuals`` is what each receivable can still take; what is applied is taken off it, so
    that several payments can be applied one after the other. Money that no charge can take
    any more (paid meanwhile by another way) is the excess: it belongs to the debtor.
    """
    by_charge: dict[Any, int] = {}
    by_receivable: dict[Any, int] = {}
    for share in sorted(shares, key=lambda share: waterfall_order(share.charge)):
        room = residuals.get(share.receivable, 0)
        part = max(min(share.charge.original, settled, room), 0)
        by_charge[share.charge.key] = part
        if part:
            by_receivable[share.receivable] = by_receivable.get(share.receivable, 0) + part
            residuals[share.receivable] = room - part
            settled -= part
    return Application(by_charge, by_receivable, settled)


def net_of_reductions(
    charges: Sequence[ChargeBalance], groups: Mapping[Any, Hashable]
) -> dict[Any, int]:
    """Charged amounts after discounts, where a discount is a charge below zero.

    A discount first reduces charges of its own group (``groups``: key → unit and period), then
    any charge of the bill, each time by the waterfall. What is left is zero or more; a discount
    larger than the whole bill is lost here, since such a bill leaves no receivable.
    """
    amounts = {charge.key: charge.original for charge in charges}
    members = defaultdict(list)
    for charge in charges:
        members[groups[charge.key]].append(charge)
    for group in (*members.values(), charges):
        _absorb_discounts(group, amounts)
    return {key: max(value, 0) for key, value in amounts.items()}


def _absorb_discounts(group: Sequence[ChargeBalance], amounts: dict[Any, int]) -> None:
    """Let the discounts of one group eat its positive amounts, in place."""
    discount = -sum(min(amounts[charge.key], 0) for charge in group)
    positive = [_with(charge, amounts[charge.key]) for charge in group if amounts[charge.key] > 0]
    for key, taken in fill_oldest_first(positive, discount).items():
        amounts[key] -= taken
        discount -= taken
    _leave_discount(group, amounts, discount)


def _leave_discount(group: Sequence[ChargeBalance], amounts: dict[Any, int], rest: int) -> None:
    """Put what no charge of the group could absorb back on its first discount."""
    for charge in group:
        if amounts[charge.key] < 0:
            amounts[charge.key] = -rest
            rest = 0


def _with(charge: ChargeBalance, original: int) -> ChargeBalance:
    return ChargeBalance(
        charge.key, charge.kind, charge.due_date, charge.period_from, max(original, 0)
    )


def _sum_by_key(designations: Iterable[Designation]) -> dict[Hashable, int]:
    total: dict[Hashable, int] = defaultdict(int)
    for key, designated in designations:
        total[key] += designated
    return total
