"""Which step of a policy is next for one case.

A case walks the ladder from the first, gentle step, whatever its age: old debts found at the
switch-on begin there too, and take every rung in its order. A step taken once in an episode is
not taken again unless it repeats, and it repeats only until a later step of the same channel is
taken: after a notice nobody gets the gentle reminder again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from .reason import Reason

TONES = ("gentle", "notice", "firm")
# Ways to reach a debtor, and the proposal to a manager that comes after them, in their order.
CHANNELS = ("message", "call", "letter", "visit", "legal")


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. Amounts are minor units of principal.

    ``min_days`` counts from the oldest due date of the card and always has to be reached.
    ``min_age`` counts from the oldest due date of *principal that is pursued*: what is disputed,
    time-barred, water or a late fee makes no debt old. Amount and age hold both, or either
    (``any_condition``); ``strictly_more`` asks for more than either of them, not for as much.
    ``after`` are channels that must have been tried in this episode.
    """

    key: int
    channel: str
    tone: str = "gentle"
    min_days: int = 0
    min_amount: int = 0
    min_age: int = 0
    strictly_more: bool = False
    any_condition: bool = False
    after: frozenset[str] = frozenset()
    gap_days: int = 0
    repeat_days: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that took effect in the present episode, on ``on`` for the last time."""

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
    """Where a case stands.

    ``principal`` is what is pursued of it, ``oldest_principal`` its oldest due date (None: as
    old as the card), ``tried`` the channels used in this episode or known to be impossible.
    """

    oldest_due: date
    principal: int
    taken: tuple[Taken, ...] = ()
    oldest_principal: date | None = None
    tried: frozenset[str] = field(default_factory=frozenset)


def conditions_hold(step: Step, age: int, principal: int) -> bool:
    """Amount and age of a step: both, or either where the step says so."""
    asked = []
    if step.min_amount or (step.strictly_more and not step.min_age):
        asked.append(_reached(principal, step.min_amount, step.strictly_more))
    if step.min_age:
        asked.append(_reached(age, step.min_age, step.strictly_more))
    return any(asked) if asked and step.any_condition else all(asked)


def _reached(value: int, asked: int, strictly_more: bool) -> bool:
    return value > asked if strictly_more else value >= asked


def choose(
    steps: Sequence[Step], position: Position, today: date, obstacles: Mapping[int, Reason]
) -> Choice:
    """The step to take today. ``obstacles`` are steps that can't be done for this debtor at all.

    An impossible step (say, no address for a message) is passed over with its reason, so that a
    case never stands still for it. Of the others see ``_in_order``.
    """
    last_on = {taken.step: taken.on for taken in position.taken}
    ready = {step.key: _ready_on(step, position) for step in steps}
    dates = [(_due_on(step, steps, position, last_on, ready), step) for step in steps]
    dated = [(day, step) for day, step in dates if day is not None]
    passed = tuple(
        dict.fromkeys(obstacles[s.key] for day, s in dated if s.key in obstacles and day <= today)
    )
    possible = [(max(day, today), step) for day, step in dated if step.key not in obstacles]
    if not possible:
        waiting = _waiting_for_channels(steps, position, today, last_on, ready)
        return Choice(None, passed + waiting or (Reason("ladder_end"),))
    next_on, next_step = _in_order(possible, last_on, ready)
    if next_on <= today:
        return Choice(next_step, passed)
    passed += _waiting_for_channels(steps, position, today, last_on, ready)
    waiting = Reason("next_step_later", {"on": next_on.isoformat()})
    return Choice(None, (*passed, waiting), next_step, next_on)


def _in_order(
    possible: Sequence[tuple[date, Step]],
    last_on: Mapping[int, date],
    ready_on: Mapping[int, date | None],
) -> tuple[date, Step]:
    """What comes first, and when: no rung before a lower one, no repetition before a new rung.

    A new rung whose own day has come may still have to keep its distance from the step before
    it. Whatever could come in the meantime waits for it: else an old debt, all of whose days
    have passed, would meet the rung with the shortest gap first, and a rung with a long gap
    would never come where lower ones are repeated.
    """
    ready = {
        step.key: day
        for _due, step in possible
        if step.key not in last_on and (day := ready_on[step.key])
    }
    coming: list[tuple[date, bool, int]] = []
    lower: list[date] = []
    for place, (due, step) in enumerate(possible):
        before = lower if step.key in ready else ready.values()
        if all(day > due for day in before):
            coming.append((due, step.key not in ready, place))
        if step.key in ready:
            lower.append(ready[step.key])
    due, _again, place = min(coming)
    return due, possible[place][1]


def _due_on(
    step: Step,
    steps: Sequence[Step],
    position: Position,
    last_on: Mapping[int, date],
    ready: Mapping[int, date | None],
) -> date | None:
    """The first day on which ``step`` may be taken (again); None when it can't come by itself."""
    latest = max(last_on.values(), default=None)
    if step.key in last_on:
        if not step.repeat_days or _superseded(step, steps, last_on):
            return None
        earliest = last_on[step.key] + timedelta(days=step.repeat_days)
    else:
        earliest = ready[step.key]
        if earliest is None or not step.after <= position.tried:
            return None
    if latest is not None:
        earliest = max(earliest, latest + timedelta(days=max(step.gap_days, 1)))
    return earliest


def _superseded(step: Step, steps: Sequence[Step], last_on: Mapping[int, date]) -> bool:
    """Whether a later rung of the same channel was taken."""
    place = next(number for number, one in enumerate(steps) if one.key == step.key)
    return any(s.channel == step.channel and s.key in last_on for s in steps[place + 1 :])


def _ready_on(step: Step, position: Position) -> date | None:
    """The first day on which days, amount and age of the step hold; None while they can't."""
    by_days = position.oldest_due + timedelta(days=step.min_days)
    if conditions_hold(step, 0, position.principal):
        return by_days
    age = step.min_age + 1 if step.strictly_more else step.min_age
    if not step.min_age or not conditions_hold(step, age, position.principal):
        return None
    since = position.oldest_principal or position.oldest_due
    return max(by_days, since + timedelta(days=age))


def _waiting_for_channels(
    steps: Sequence[Step],
    position: Position,
    today: date,
    last_on: Mapping[int, date],
    ready: Mapping[int, date | None],
) -> tuple[Reason, ...]:
    """Steps for which only a channel is missing that has not been tried yet."""
    missing: set[str] = set()
    for step in steps:
        ready_on = ready[step.key]
        if step.key not in last_on and ready_on and ready_on <= today:
            missing |= step.after - position.tried
    if not missing:
        return ()
    return (Reason("step_needs_channels", {"channels": sorted(missing, key=CHANNELS.index)}),)


def outlook(
    steps: Sequence[Step],
    position: Position,
    today: date,
    obstacles: Mapping[int, Reason],
    most: int = 6,
) -> list[tuple[date, Step]]:
    """What would come next and when, if nothing were paid or agreed: at most so many steps.

    Each step is taken to happen on its first possible day. A promise for nobody: hours, caps and
    a full day may put it off, and every stop ends it.
    """
    found: list[tuple[date, Step]] = []
    day = today
    while len(found) < most:
        choice = choose(steps, position, day, obstacles)
        if choice.step is None:
            if choice.next_on is None or choice.next_on <= day:
                break
            day = choice.next_on
            continue
        found.append((day, choice.step))
        others = tuple(one for one in position.taken if one.step != choice.step.key)
        position = replace(
            position,
            taken=(*others, Taken(choice.step.key, day)),
            tried=position.tried | {choice.step.channel},
        )
    return found


def merged(ladders: Sequence[Sequence[Step]]) -> list[Step]:
    """The rungs of several ladders in one order: the gentler first, then as each ladder has them.

    The units of one debtor may follow different policies and still are one conversation.
    """
    if ladders and all(ladder == ladders[0] for ladder in ladders):
        return list(ladders[0])
    rungs = {step.key: (place, step) for ladder in ladders for place, step in enumerate(ladder)}
    ranked = sorted(
        rungs.values(),
        key=lambda one: (
            one[1].channel == "legal",
            TONES.index(one[1].tone),
            one[0],
            CHANNELS.index(one[1].channel),
            one[1].key,
        ),
    )
    return [step for _place, step in ranked]


def gentlest(tones: Sequence[str]) -> str:
    """The mildest of several tones; with none given, the mildest there is."""
    return min(tones, key=TONES.index, default=TONES[0])
