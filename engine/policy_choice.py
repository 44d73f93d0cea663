"""Which policy a card follows: the first, in order, whose conditions all hold.

Only the unit and the account are looked at: estate, segment (found from the payment behaviour),
usage, and whether anybody can live there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .reason import Reason

ANY = "any"
VACANT_UNDECORATED = "vacant_undecorated"
OCCUPIED = "occupied"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a policy may look at. Ids are of records; ``segment`` is None until one is found."""

    estate: int | None = None
    segment: int | None = None
    usage: str = "residential"
    occupancy: str = OCCUPIED
    decorated: bool = True

    def condition(self) -> str | None:
        """``occupied``, ``vacant_undecorated``, or None for what lies between."""
        if self.occupancy == "occupied":
            return OCCUPIED
        if self.occupancy == "vacant" and not self.decorated:
            return VACANT_UNDECORATED
        return None


@dataclass(frozen=True, slots=True)
class Fit:
    """The conditions of one policy; an empty set, or ``any``, asks for nothing."""

    key: int
    estates: frozenset[int] = frozenset()
    segments: frozenset[int] = frozenset()
    usages: frozenset[str] = frozenset()
    occupancy: str = ANY

    def takes(self, facts: CardFacts) -> bool:
        """Whether all conditions hold."""
        return (
            (not self.estates or facts.estate in self.estates)
            and (not self.segments or facts.segment in self.segments)
            and (not self.usages or facts.usage in self.usages)
            and self.occupancy in (ANY, facts.condition())
        )


def policy_of(policies: Sequence[Fit], facts: CardFacts) -> Fit | None:
    """The first policy that takes the card, or None."""
    return next((policy for policy in policies if policy.takes(facts)), None)


def why_chosen(policy: Fit, facts: CardFacts) -> list[Reason]:
    """The conditions that the card fulfils; one reason of its own where there is none."""
    reasons = []
    if policy.estates:
        reasons.append(Reason("policy_by_estate", {"estate": facts.estate}))
    if policy.segments:
        reasons.append(Reason("policy_by_segment", {"segment": facts.segment}))
    if policy.usages:
        reasons.append(Reason("policy_by_usage", {"usage": facts.usage}))
    if policy.occupancy != ANY:
        reasons.append(Reason("policy_by_occupancy", {"occupancy": policy.occupancy}))
    return reasons or [Reason("policy_by_default")]


def why_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Reason]:
    """Which facts of the card differ since its policy was chosen last; names, as stored then.

    :param before: fact → its words then (``segment``, ``estate``, ``usage``, ``occupancy``)
    """
    reasons = [
        Reason(f"policy_changed_{name}", {"before": before.get(name) or "–", "now": value or "–"})
        for name, value in now.items()
        if before.get(name) != value
    ]
    return reasons or [Reason("policy_changed_rules")]
