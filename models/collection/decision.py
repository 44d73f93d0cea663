"""What a run finds for one debtor, between deciding and acting."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from ...engine.conversation import Plan, Verdict
from ...engine.ladder import Position, Step
from ...engine.reason import Reason


@dataclass(frozen=True, slots=True)
class Reach:
    """How a message can reach a debtor: ``email`` or ``sms``, the address and its digest."""

    channel: str
    address: str
    key: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a chunk of cases, fetched once for all of them. Keys are record ids.

    ``named`` holds what a message may ask for of each case: (charge, minor units), oldest first.
    """

    today: date
    stops: dict[int, list[Reason]]
    policies: dict[int, Any]
    steps: dict[int, list[Step]]
    repeat_days: dict[int, int]
    positions: dict[int, Position]
    opened: dict[int, date]
    # The last day of each step by its own id, also of steps of other policies.
    taken: dict[int, dict[int, date]]
    named: dict[int, list[tuple[Any, int]]]
    reach: dict[int, Reach | None]
    parties: dict[int, str]
    languages: frozenset[str]
    # Why no legal step is proposed, by case.
    legal_obstacles: dict[int, Reason]
    # Why the cards of a debtor take no step at all, by debtor.
    apart: dict[int, Reason] = field(default_factory=dict)
    # Of each channel: what makes it impossible for a case, and the debtors for whom it waits.
    impossible: dict[str, dict[int, Reason | None]] = field(default_factory=dict)
    waiting: dict[str, set[int]] = field(default_factory=dict)

    def without_way(self, case_id: int, steps: list[Step]) -> dict[int, Reason]:
        """The steps whose channel can't be used for a case, with the reason."""
        found = {step.key: self.impossible.get(step.channel, {}).get(case_id) for step in steps}
        return {key: reason for key, reason in found.items() if reason}

    def anchor(self, case_id: int, step_id: int) -> date:
        """What a step counts from: the first day of the episode, or the day it came due again."""
        last_on = self.taken.get(case_id, {}).get(step_id)
        if last_on is None:
            return self.opened[case_id]
        return last_on + timedelta(days=max(self.repeat_days[step_id], 1))


@dataclass(frozen=True, slots=True)
class Decision:
    """What a run found for one debtor. ``blocked`` are reasons that keep a ready step waiting."""

    cases: Any
    plan: Plan
    verdicts: dict[int, Verdict]
    anchors: dict[int, date]
    facts: RunFacts
    reach: Reach | None = None
    leaves_at: datetime | None = None
    blocked: tuple[Reason, ...] = ()
    acting: tuple[int, ...] = ()
    # Values of the contact that waits to be made; the rendered text is among them.
    message: dict[str, Any] | None = None

    @property
    def today(self):
        """The company's date of the decision."""
        return self.facts.today

    def failed(self, reason):
        """The same finding without an action, for a step that could not be carried out."""
        return replace(self, plan=Plan(), acting=(), message=None, blocked=(reason,))
