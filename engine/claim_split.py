"""Which charges a transfer pays: those it names or fits exactly, else the oldest principal first.

A person may change every part of it; the rest stays money in advance of a named unit and kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .allocation import PRINCIPAL
from .claim_facts import OpenCharge


@dataclass(frozen=True, slots=True)
class Split:
    """``parts``: (key of a charge, minor units). ``rest`` is for ``unit`` and ``kind``."""

    parts: tuple[tuple[int, int], ...]
    rest: int = 0
    unit: int | None = None
    kind: str = PRINCIPAL


def split(
    amount: int, charges: Sequence[OpenCharge], units: Sequence[int] = (), kind: str | None = None
) -> Split:
    """Divide what came in over open charges.

    :param units: units that the transfer names; their charges come first
    :param kind: kind of fee that the transfer names
    """
    ordered = sorted(charges, key=lambda charge: _order(charge, units, kind))
    parts: dict[int, int] = {}
    left = max(amount, 0)
    for charge in [*(_exact(left, ordered, units) or ()), *ordered]:
        part = min(left, charge.remaining - parts.get(charge.key, 0))
        if part > 0:
            parts[charge.key] = parts.get(charge.key, 0) + part
            left -= part
    return Split(tuple(parts.items()), left, _unit_of_rest(ordered, units), kind or PRINCIPAL)


def _order(charge: OpenCharge, units: Sequence[int], kind: str | None) -> tuple:
    return (
        bool(units) and charge.unit not in units,
        kind is not None and charge.kind != kind,
        charge.kind != PRINCIPAL,
        charge.due or "9999",
        charge.period,
        charge.key,
    )


def _exact(amount: int, ordered: Sequence[OpenCharge], units) -> list[OpenCharge] | None:
    """Charges that add up to the amount and belong together; None where the order decides."""
    named = [charge for charge in ordered if charge.unit in units]
    for pool in filter(None, (named, ordered)):
        for group in _groups(pool):
            if sum(charge.remaining for charge in group) == amount:
                return group
    return None


def _groups(pool: Sequence[OpenCharge]) -> Iterator[list[OpenCharge]]:
    """What people pay at once: everything, a unit, a kind of a unit, a period, one charge."""
    yield list(pool)
    keys = (
        lambda charge: charge.unit,
        lambda charge: (charge.unit, charge.kind),
        lambda charge: charge.kind,
        lambda charge: (charge.unit, charge.period),
        lambda charge: charge.period,
        lambda charge: charge.key,
    )
    for key in keys:
        groups = defaultdict(list)
        for charge in pool:
            groups[key(charge)].append(charge)
        yield from groups.values()


def _unit_of_rest(ordered: Sequence[OpenCharge], units: Sequence[int]) -> int | None:
    if units:
        return units[0]
    return next((charge.unit for charge in ordered if charge.unit), None)
