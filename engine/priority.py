"""Who comes first on the work list, and why: a sum of named points, never a black box.

Only what the account itself shows counts: age, amount, limitation, promises, and what waits
for whom: a debtor who waits for our answer comes last, a card that waits for us comes up.
"""

from __future__ import annotations

from dataclasses import dataclass

# A fee that can still be sued for within this many days of its limitation needs attention.
LIMITATION_NEAR_DAYS = 183
MORE_THAN_A_YEAR = 365
# From so many days before the last day of an extension on its card comes up again.
EXTENSION_ENDING_DAYS = 7
# Down by as much for a hold and for an answer that we owe, so that neither counts twice.
WAITING_POINTS = 60
EXTENSION_ENDING_POINTS = 30
PROPOSED_POINTS = 20
# Shops, offices and villas owe much at a time: one person follows them up.
KEY_USAGES = frozenset({"shop", "office", "villa"})
KEY_ACCOUNT_POINTS = 10
# What a debtor may wait for, the one to be named first.
ANSWERS_OWED = ("payment_claim", "grievance")


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """``pursued`` is in whole currency units; days count from today.

    ``answers_owed``: which of ``ANSWERS_OWED`` the debtor waits for. ``days_to_extension_end``:
    until the last day of an extension that runs. ``legal_proposed``: a proposal for legal steps
    waits for a manager. ``key_account``: the use of the unit is one of ``KEY_USAGES``.
    """

    days_overdue: int = 0
    pursued: int = 0
    days_to_limitation: int | None = None
    broken_promises: int = 0
    held: bool = False
    answers_owed: frozenset[str] = frozenset()
    days_to_extension_end: int | None = None
    legal_proposed: bool = False
    key_account: bool = False


def points(facts: PriorityFacts) -> list[tuple[str, int]]:
    """The parts of the score as (code, points), largest first; parts of zero are left out."""
    near = facts.days_to_limitation is not None and facts.days_to_limitation <= LIMITATION_NEAR_DAYS
    parts = [
        ("amount", min(40, facts.pursued // 250)),
        ("age", min(30, facts.days_overdue // 12)),
        ("limitation_near", 40 if near else 0),
        ("broken_promise", 15 * min(2, facts.broken_promises)),
        ("key_account", KEY_ACCOUNT_POINTS if facts.key_account else 0),
        ("legal_proposed", PROPOSED_POINTS if facts.legal_proposed else 0),
        ("extension_ending", EXTENSION_ENDING_POINTS if _ending(facts) else 0),
        *_waiting(facts),
    ]
    return sorted((part for part in parts if part[1]), key=lambda part: -part[1])


def _ending(facts: PriorityFacts) -> bool:
    left = facts.days_to_extension_end
    return left is not None and 0 <= left <= EXTENSION_ENDING_DAYS


def _waiting(facts: PriorityFacts) -> list[tuple[str, int]]:
    """One part for a card on hold, named after the answer that we owe where there is one."""
    named = [code for code in ANSWERS_OWED if code in facts.answers_owed]
    if named or facts.held:
        return [(named[0] if named else "held", -WAITING_POINTS)]
    return []


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
