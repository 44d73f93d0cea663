"""Segments: which way of collecting fits a debtor, by rules in order of which the first counts.

A rule is a list of conditions over six facts of the account; all of them must hold. The facts
are payment behaviour and what is open, and there is no other. Segment names are for the people
who work the cards and never reach an owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .payment_record import WINDOW
from .reason import Reason

# What a condition may look at, with its highest possible value (None: without end).
FACTS = {
    "bills": WINDOW,
    "late": WINDOW,
    "on_time_percent": 100,
    "days_overdue": None,
    "broken_promises": None,
    "contact_days": None,
}
AT_LEAST, AT_MOST = "at_least", "at_most"


@dataclass(frozen=True, slots=True)
class Facts:
    """The account of one debtor. ``bills`` and ``late`` are of the last ``WINDOW`` bills.

    ``days_overdue`` is 0 when nothing is overdue; ``broken_promises`` are those of 90 days;
    ``contact_days`` counts from the last connected contact, None without one.
    """

    bills: int = 0
    late: int = 0
    days_overdue: int = 0
    broken_promises: int = 0
    contact_days: int | None = None

    def value(self, fact: str) -> int | None:
        """The value a condition compares; None where there is none to compare."""
        if fact == "on_time_percent":
            return (self.bills - self.late) * 100 // self.bills if self.bills else None
        return getattr(self, fact)


@dataclass(frozen=True, slots=True)
class Condition:
    """``fact`` is ``at_least`` or ``at_most`` ``value``; both ends belong to it."""

    fact: str
    comparison: str
    value: int

    def holds(self, facts: Facts) -> bool:
        """False also where the fact has no value (no bill, no contact)."""
        actual = facts.value(self.fact)
        if actual is None:
            return False
        return actual >= self.value if self.comparison == AT_LEAST else actual <= self.value


@dataclass(frozen=True, slots=True)
class Rule:
    """A segment with its conditions; without any it takes everybody who is left."""

    key: int
    conditions: tuple[Condition, ...] = ()

    def takes(self, facts: Facts) -> bool:
        """Whether all its conditions hold."""
        return all(condition.holds(facts) for condition in self.conditions)


def segment_of(rules: Sequence[Rule], facts: Facts) -> Rule | None:
    """The first rule that takes the debtor; None only where no rule takes everybody."""
    return next((rule for rule in rules if rule.takes(facts)), None)


def why(rule: Rule, facts: Facts) -> list[Reason]:
    """The inputs of a decision, condition by condition: what was asked and what was found."""
    return [
        Reason(
            "segment_condition",
            {
                "fact": condition.fact,
                "comparison": condition.comparison,
                "value": condition.value,
                "found": facts.value(condition.fact),
            },
        )
        for condition in rule.conditions
    ]


def can_hold(rule: Rule) -> bool:
    """Whether any debtor at all could fulfil the conditions.

    Bills, late ones and their share hang together, so all their combinations are tried; the
    other facts are free of each other, so their ends are.
    """
    return any(rule.takes(facts) for facts in _candidates(rule))


def _candidates(rule: Rule) -> Iterator[Facts]:
    free = {}
    for fact in ("days_overdue", "broken_promises", "contact_days"):
        asked = [c for c in rule.conditions if c.fact == fact]
        free[fact] = max((c.value for c in asked if c.comparison == AT_LEAST), default=0)
    for bills in range(WINDOW + 1):
        for late in range(bills + 1):
            yield Facts(bills, late, **{fact: max(0, value) for fact, value in free.items()})


def problems(rules: Sequence[Rule]) -> list[tuple[int, Reason]]:
    """What is wrong with a list of rules in order, as (key of the rule, reason).

    A rule that can never hold, a rule that is never reached because an earlier one takes
    everybody it could take, and a list whose last rule does not take everybody.
    """
    found = []
    for position, rule in enumerate(rules):
        if not can_hold(rule):
            found.append((rule.key, Reason("segment_never_holds")))
            continue
        blocking = next((one for one in rules[:position] if _covers(one, rule)), None)
        if blocking:
            found.append((rule.key, Reason("segment_never_reached", {"by": blocking.key})))
    if rules and rules[-1].conditions:
        found.append((rules[-1].key, Reason("segment_last_has_conditions")))
    return found


def _covers(earlier: Rule, later: Rule) -> bool:
    """Whether each condition of the earlier rule follows from one of the later rule."""
    return all(
        any(_implies(given, asked) for given in later.conditions) for asked in earlier.conditions
    )


def _implies(condition: Condition, other: Condition) -> bool:
    if (condition.fact, condition.comparison) != (other.fact, other.comparison):
        return False
    if condition.comparison == AT_LEAST:
        return condition.value >= other.value
    return condition.value <= other.value
