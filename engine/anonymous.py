"""Totals that can be shown to everybody without showing anybody's account.

A group of few members tells about its members, and so does a total less the groups beside it.
Small groups are therefore merged into one rest, and where the rest itself stays small, the
smallest group shown is merged into it as well. Personal Information Protection Law art. 25.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

MINIMUM = 5


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a total: its units, and who owes for them."""

    key: Hashable
    units: int
    debtors: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Shown:
    """Keys that may be shown each by itself, and keys that may be shown only as one sum."""

    single: tuple[Hashable, ...]
    merged: tuple[Hashable, ...]


def members(groups: Sequence[Group]) -> int:
    """How many stand behind a sum: units or debtors, whichever are fewer.

    Thirty flats of one developer are one account.
    """
    debtors = frozenset().union(*(group.debtors for group in groups))
    return min(sum(group.units for group in groups), len(debtors))


def shown(groups: Sequence[Group], minimum: int = MINIMUM) -> Shown | None:
    """Which groups may be shown; None where even the sum of all is too small.

    Whatever is taken away from whatever else that is shown, what is left has at least
    ``minimum`` members or none. Groups without members are left out of both.

    Raises ``ValueError`` for a minimum below two, which protects nobody.
    """
    if minimum < 2:
        raise ValueError("a group of one is a person")
    living = [group for group in groups if group.units > 0]
    if members(living) < minimum:
        return None
    merged = [group for group in living if members([group]) < minimum]
    single = [group for group in living if group not in merged]
    while single and merged and members(merged) < minimum:
        smallest = min(single, key=lambda group: members([group]))
        single.remove(smallest)
        merged.append(smallest)
    order = {group.key: position for position, group in enumerate(groups)}
    return Shown(
        tuple(group.key for group in single),
        tuple(sorted((group.key for group in merged), key=order.__getitem__)),
    )
