"""Which step of a policy is next for one case.

A case walks the ladder from the first, gentle step, whatever its age: old debts found at the
switch-on begin there too. A step taken once in an episode is not taken again unless it repeats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .reason import Reason

TONES = ("gentle", "notice", "firm")


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. Amounts are minor units of principal; days count from the oldest due date."""

    key: int
    channel: str
    tone: str = "gentle"
    min_days: int = 0
    min_amount: int = 0
    strictly_more: bool = False
    any_condition: bool = False
    gap_days: int = 0
    repeat_days: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that took effect on a day of the present episode."""

    step: int
    on: date


@dataclass(frozen=True, slots=True)
class Choice:
    """The step to take now, or why none; ``next_step`` and ``next_on`` say what comes then."""

    step: Step | None
    reasons: tuple[Reason, ...] = ()
    next_step: Step | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands: oldest due date, pursued principal and what was done so far."""

    oldest_due: date
    principal: int
    taken: tuple[Taken, ...] = ()


def conditions_hold(step: Step, days_overdue: int, principal: int) -> bool:
    """Age and amount of a step: both, or either where the step says any of them."""
    old_enough = days_overdue >= step.min_days
    enough = principal > step.min_amount if step.strictly_more else principal >= step.min_amount
    if not step.min_amount and not step.strictly_more:
        return old_enough
    return (old_enough or enough) if step.any_condition else (old_enough and enough)


def choose(
    steps: Sequence[Step], position: Position, today: date, obstacles: Mapping[int, Reason]
) -> Choice:
    """The step to take today. ``obstacles`` are steps that can't be done for this debtor at all.

    New rungs come before repetitions; an impossible step (say, no address for a message) is
    passed over with its reason, so that a case never stands still for it.
    """
    last_on = {taken.step: taken.on for taken in position.taken}
    passed = tuple(obstacles[s.key] for s in steps if s.key in obstacles)
    possible = [step for step in steps if step.key not in obstacles]
    dated = [(_due_on(step, position, last_on), step) for step in possible]
    dated = [(day, step) for day, step in dated if day is not None]
    fresh = [(day, step) for day, step in dated if step.key not in last_on and day <= today]
    again = [(day, step) for day, step in dated if step.key in last_on and day <= today]
    due = fresh or again
    if due:
        return Choice(due[0][1], passed)
    if not dated:
        return Choice(None, passed or (Reason("ladder_end"),))
    next_on, next_step = min(dated, key=lambda pair: pair[0])
    waiting = Reason("next_step_later", {"on": next_on.isoformat()})
    return Choice(None, (*passed, waiting), next_step, next_on)


def _due_on(step: Step, position: Position, last_on: Mapping[int, date]) -> date | None:
    """The first day on which ``step`` may be taken (again); None when it can't come by itself."""
    latest = max(last_on.values(), default=None)
    if step.key in last_on:
        if not step.repeat_days:
            return None
        earliest = last_on[step.key] + timedelta(days=step.repeat_days)
    else:
        earliest = _old_enough_on(step, position)
        if earliest is None:
            return None
    if latest is not None:
        earliest = max(earliest, latest + timedelta(days=max(step.gap_days, 1)))
    return earliest


def _old_enough_on(step: Step, position: Position) -> date | None:
    """The day on which the step's age is reached; None while its amount is not."""
    by_age = position.oldest_due + timedelta(days=step.min_days)
    if conditions_hold(step, 0, position.principal):
        return position.oldest_due
    return by_age if conditions_hold(step, step.min_days, position.principal) else None


def gentlest(tones: Sequence[str]) -> str:
    """The mildest of several tones; with none given, the mildest there is."""
    return min(tones, key=TONES.index, default=TONES[0])
