"""Who comes first on the work list, and why: a sum of named points, never a black box.

Only what the account itself shows counts: age, amount, limitation, promises.
"""

from __future__ import annotations

from dataclasses import dataclass

# A fee that can still be sued for within this many days of its limitation needs attention.
LIMITATION_NEAR_DAYS = 183
MORE_THAN_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """``pursued`` is in whole currency units; days count from today."""

    days_overdue: int = 0
    pursued: int = 0
    days_to_limitation: int | None = None
    broken_promises: int = 0
    held: bool = False


def points(facts: PriorityFacts) -> list[tuple[str, int]]:
    """The parts of the score as (code, points), largest first; parts of zero are left out."""
    near = facts.days_to_limitation is not None and facts.days_to_limitation <= LIMITATION_NEAR_DAYS
    parts = [
        ("amount", min(40, facts.pursued // 250)),
        ("age", min(30, facts.days_overdue // 12)),
        ("limitation_near", 40 if near else 0),
        ("broken_promise", 15 * min(2, facts.broken_promises)),
        ("held", -60 if facts.held else 0),
    ]
    return sorted((part for part in parts if part[1]), key=lambda part: -part[1])


def score(facts: PriorityFacts) -> int:
    """The sum of the points, never below zero."""
    return max(0, sum(value for _code, value in points(facts)))


def urgency(facts: PriorityFacts) -> str:
    """The colour of a card: ``held``, ``high``, ``medium`` or ``low``."""
    if facts.held:
        return "held"
    near = facts.days_to_limitation is not None and facts.days_to_limitation <= LIMITATION_NEAR_DAYS
    if near or facts.days_overdue > MORE_THAN_A_YEAR:
        return "high"
    return "medium" if facts.days_overdue > 90 else "low"
