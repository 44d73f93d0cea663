"""What was done under another policy counts under the new one.

A debtor whose segment changes, or whose policy is rewritten, is not reminded again the next day
nor sent a demand at once: what he got is recognised by its kind (channel and tone), not by the
row of the policy it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .ladder import TONES, Step, Taken

# Their words do not depend on the tone: a formal demand is the same paper under every policy.
WITHOUT_TONES = frozenset({"letter", "visit", "legal"})


@dataclass(frozen=True, slots=True)
class Done:
    """A rung as it was taken: its step then (None if deleted since), kind, first and last day."""

    step: int | None
    channel: str
    tone: str
    first: date
    last: date


def carried_over(steps: Sequence[Step], done: Iterable[Done]) -> tuple[Taken, ...]:
    """The rungs of ``steps`` that count as taken, and on which day for the last time.

    A rung of this ladder that is still of the kind it was taken as counts as itself. Any other
    counts for the rungs of its channel: the milder ones are passed, and of those in its own tone
    the first that was not taken. Letters and visits are of one kind whatever their tone. Another
    channel is never passed, so nothing is skipped. What finds no rung still counts for the
    distance between steps.
    """
    kinds = {step.key: _kind(step) for step in steps}
    rows = sorted(done, key=lambda one: (one.first, one.last, one.step or 0))
    own = [one for one in rows if one.step and kinds.get(one.step) == _kind(one)]
    last_on = {one.step: one.last for one in own}
    for one in rows:
        if one not in own:
            _count(one, steps, last_on)
    return tuple(Taken(key, on) for key, on in last_on.items())


def _kind(one: Done | Step) -> tuple[str, str]:
    return one.channel, "" if one.channel in WITHOUT_TONES else one.tone


def _count(one: Done, steps: Sequence[Step], last_on: dict[int, date]) -> None:
    tone = TONES.index(one.tone)
    of_channel = [step for step in steps if step.channel == one.channel]
    same = [step for step in of_channel if _kind(step) == _kind(one)]
    passed = [s for s in of_channel if s not in same and TONES.index(s.tone) < tone]
    fresh = [step for step in same if step.key not in last_on]
    counting = [*passed, *fresh[:1], *(step for step in same if step.key in last_on)]
    for step in counting:
        last_on[step.key] = max(one.last, last_on.get(step.key, one.last))
    if not counting:
        # No rung of the kind: a key of no step keeps the day.
        last_on[min(0, *last_on, 0) - 1] = one.last


def gentle_again(
    steps: Sequence[Step], taken: Sequence[Taken], paused_on: date
) -> tuple[Taken, ...]:
    """The rungs that count after a pause for relief: the gentle message is open once more.

    Whatever was decided, the first thing an owner hears afterwards is gentle (domain notes 4.2,
    points 1 and 2). Once it was sent the ladder goes on where it stood.

    :param paused_on: the first day of the latest pause
    """
    gentle = [step.key for step in steps if step.channel == "message" and step.tone == TONES[0]]
    first = gentle[:1]
    return tuple(one for one in taken if one.step not in first or one.on > paused_on)
