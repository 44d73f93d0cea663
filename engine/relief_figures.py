"""The figures of applications for relief over some months, of which nobody can be told.

Counts, a median of days and sums by one thing at a time. A group of fewer than five owners is
merged with the smallest beside it, and where even all together are fewer nothing is shown; see
``anonymous``. Amounts in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .anonymous import Group, shown

# Calendar days from the application to its answer: the last day of each class, and the rest.
CLASSES = ((7, "days_7"), (14, "days_14"), (30, "days_30"))
LONGER = "days_more"


@dataclass(frozen=True, slots=True)
class Application:
    """One application under one heading: ``key`` is its ground, or how it was decided.

    ``days`` from when it was taken to its answer, None while it waits; ``granted`` is what was
    given up by it.
    """

    debtor: int
    key: str
    days: int | None = None
    granted: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown of one group. ``keys`` are several where groups were merged, and none where
    too few stand behind the whole: the other figures are then 0 and not to be shown."""

    keys: tuple[str, ...]
    count: int = 0
    days: int = 0
    granted: int = 0

    @property
    def hidden(self) -> bool:
        """Whether there are too few to show anything."""
        return not self.keys


def class_of(days: int) -> str:
    """The class of a time to an answer."""
    return next((name for last, name in CLASSES if days <= last), LONGER)


def by_key(applications: Iterable[Application]) -> list[Figures]:
    """The figures of each group that may be shown, the rest merged; empty without any."""
    groups: dict[str, list[Application]] = {}
    for one in applications:
        groups.setdefault(one.key, []).append(one)
    if not groups:
        return []
    visible = shown(
        [
            Group(key, len(found), frozenset(one.debtor for one in found))
            for key, found in sorted(groups.items())
        ]
    )
    if visible is None:
        return [Figures(())]
    rows = [_figures((key,), groups[key]) for key in visible.single]
    if visible.merged:
        rest = [one for key in visible.merged for one in groups[key]]
        rows.append(_figures(tuple(visible.merged), rest))
    return rows


def _figures(keys: tuple[str, ...], found: Sequence[Application]) -> Figures:
    days = sorted(one.days for one in found if one.days is not None)
    return Figures(
        keys,
        len(found),
        days[(len(days) - 1) // 2] if days else 0,
        sum(one.granted for one in found),
    )
