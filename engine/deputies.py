"""Who does the work of somebody who is away: the deputy, or the deputy's deputy.

An absence has a first and a last day. Where deputies stand in for each other in a circle nobody
of them is there; the task then stays with its own person, who finds it on coming back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Absence:
    """``user`` is away from ``first`` to ``last``, both included; ``deputy`` stands in."""

    user: int
    deputy: int
    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the user is away on that day."""
        return self.first <= day <= self.last


def worker_on(user: int, day: date, absences: Iterable[Absence]) -> int:
    """Who does on ``day`` what is ``user``'s to do."""
    away = {absence.user: absence.deputy for absence in absences if absence.covers(day)}
    seen, present = {user}, user
    while present in away:
        present = away[present]
        if present in seen:
            return user
        seen.add(present)
    return present


def overlap(one: Absence, other: Absence) -> bool:
    """Whether two absences of one person share a day."""
    return one.user == other.user and one.first <= other.last and other.first <= one.last
