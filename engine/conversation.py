"""One debtor, one conversation: the cases of a debtor in a company are decided together.

A flat and its two parking spaces are three cases, but one message names them all, in the
gentlest tone that any of them asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .ladder import Choice, Step, gentlest
from .reason import Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for one case alone: stopped for reasons, or a choice of the ladder."""

    case: int
    stops: tuple[Reason, ...] = ()
    choice: Choice | None = None

    @property
    def step(self) -> Step | None:
        """The step this case is ready for, if any."""
        return self.choice.step if self.choice else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done for one debtor: one step, the cases that take it, the others it names."""

    step: Step | None = None
    tone: str = "gentle"
    acting: tuple[int, ...] = ()
    named: tuple[int, ...] = ()


def plan_for(verdicts: Sequence[Verdict], order: Sequence[Step]) -> Plan:
    """One action for all cases of a debtor: the earliest rung that any of them is ready for.

    Cases ready for that same channel act; every other case without a stop is named along, so
    that the debtor hears of everything at once and not again tomorrow.
    """
    ready = [verdict for verdict in verdicts if verdict.step and not verdict.stops]
    if not ready:
        return Plan()
    rank = {step.key: position for position, step in enumerate(order)}
    lead = min((verdict.step for verdict in ready), key=lambda step: rank.get(step.key, 0))
    acting = [verdict for verdict in ready if verdict.step.channel == lead.channel]
    acting_cases = tuple(verdict.case for verdict in acting)
    named = tuple(v.case for v in verdicts if not v.stops and v.case not in acting_cases)
    tone = gentlest([verdict.step.tone for verdict in acting])
    return Plan(lead, tone, acting_cases, named)
