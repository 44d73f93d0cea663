"""Does a policy make sense? Asked when it is saved, so that no debtor has to find out.

Order, tones and stages are compared from step to step. Whether each step can be reached, and
whether the steps keep the distance that the caps ask for, is found by walking the ladder as a
debtor would who owes plenty and never pays. How old the debt is when it is found makes no
difference for what is reached: ``ladder.choose`` lets nothing overtake a rung whose day has come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from .contact_rules import DEFAULT_RULES, FamilyRule, PastContact, Rules, cap_reasons
from .ladder import TONES, Position, Step, Taken, choose
from .reason import Reason

# After three years a fee is time-barred (Civil Code art. 188) and asks for nothing any more.
LIMITATION_DAYS = 3 * 365
FIRST_CHANNELS = ("message", "call")
DUE = date(2001, 1, 1)
# A walk ends here: twice the time after which nothing new can come.
WALKS = 2


@dataclass(frozen=True, slots=True)
class Rung:
    """A step with the place of its stage on the board, and whether that stage is the law's."""

    step: Step
    stage: int = 0
    legal_stage: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a policy.

    ``first_stage`` says from which place on the board a channel may be used;
    ``longest_overdue`` is the most days overdue that its segments let a card have, or None.
    """

    first_stage: Mapping[str, int]
    longest_overdue: int | None = None


Problem = tuple[int, Reason]


def problems(rungs: Sequence[Rung], frame: Frame) -> list[Problem]:
    """What is wrong, as (key of the step, reason); empty when the policy can be used."""
    found = [
        *_first(rungs),
        *_order(rungs),
        *_stages(rungs, frame),
        *_never_holds(rungs, frame),
        *_repeats(rungs),
    ]
    return found or _walked(rungs)


def _first(rungs: Sequence[Rung]) -> Iterator[Problem]:
    first = rungs[0].step
    if first.tone != "gentle" or first.channel not in FIRST_CHANNELS:
        yield first.key, Reason("policy_first_not_gentle")


def _order(rungs: Sequence[Rung]) -> Iterator[Problem]:
    for earlier, later in pairwise(rungs):
        one, two = earlier.step, later.step
        before = {"earlier": one.key}
        if two.min_days < one.min_days:
            yield two.key, Reason("policy_due_before", before)
        if TONES.index(two.tone) < TONES.index(one.tone):
            yield two.key, Reason("policy_tone_back", before)
        if later.stage < earlier.stage:
            yield two.key, Reason("policy_stage_back", before)


def _stages(rungs: Sequence[Rung], frame: Frame) -> Iterator[Problem]:
    for rung in rungs:
        channel = rung.step.channel
        if rung.legal_stage != (channel == "legal"):
            yield rung.step.key, Reason("policy_law_by_step", {"legal": rung.legal_stage})
        elif rung.stage < frame.first_stage.get(channel, rung.stage):
            yield rung.step.key, Reason("policy_channel_too_early", {"channel": channel})


def _never_holds(rungs: Sequence[Rung], frame: Frame) -> Iterator[Problem]:
    for rung in rungs:
        step = rung.step
        days = max(step.min_days, _least_age(step))
        if frame.longest_overdue is not None and days > frame.longest_overdue:
            most = {"days": days, "most": frame.longest_overdue}
            yield step.key, Reason("policy_never_in_segment", most)
        elif days > LIMITATION_DAYS:
            yield step.key, Reason("policy_never_in_time", {"days": days, "most": LIMITATION_DAYS})


def _least_age(step: Step) -> int:
    """Days without which the step can't come: none where the amount alone is enough."""
    if not step.min_age or (step.any_condition and step.min_amount):
        return 0
    return step.min_age + 1 if step.strictly_more else step.min_age


def _repeats(rungs: Sequence[Rung]) -> Iterator[Problem]:
    for rung in rungs:
        step = rung.step
        least = least_repeat(step.channel)
        if 0 < step.repeat_days < least:
            limit = {"channel": step.channel, "days": least}
            yield step.key, Reason("policy_repeat_too_soon", limit)
    last = rungs[-1].step
    if last.repeat_days and last.channel != "legal":
        yield last.key, Reason("policy_endless")


def least_repeat(channel: str, families: Mapping[str, FamilyRule] = DEFAULT_RULES) -> int:
    """Days between two contacts that can go on for ever without meeting a cap."""
    caps = families.get(channel, FamilyRule()).caps
    return max((-(-cap.days // cap.limit) for cap in caps if not cap.connected_only), default=1)


def _walked(rungs: Sequence[Rung]) -> list[Problem]:
    """What only shows on the way: steps that never come, and contacts above the caps."""
    steps = [rung.step for rung in rungs]
    missing, capped = {}, {}
    for age in sorted({1, *(step.min_days for step in steps), _oldest(steps)}):
        events = list(walk(steps, max(age, 1), principal=_plenty(steps)))
        reached = {step.key for _day, step in events}
        missing |= {step.key: step for step in steps if step.key not in reached}
        for step, reason in _above_caps(events):
            capped.setdefault(step.key, reason)
    return list(_unreached(missing, steps)) or list(capped.items())


def _plenty(steps: Sequence[Step]) -> int:
    return max(step.min_amount for step in steps) + 1


def _oldest(steps: Sequence[Step]) -> int:
    return max(max(step.min_days, step.min_age + 1) for step in steps)


def walk(steps: Sequence[Step], age: int, principal: int) -> Iterator[tuple[date, Step]]:
    """The steps that a debt meets that is found at ``age`` days and never paid, day by day."""
    today = DUE + timedelta(days=age)
    end = today + timedelta(days=WALKS * (_oldest(steps) + sum(_pause(step) for step in steps)))
    last_on: dict[int, date] = {}
    tried: set[str] = set()
    while today <= end:
        taken = tuple(Taken(key, on) for key, on in last_on.items())
        position = Position(DUE, principal, taken, DUE, frozenset(tried))
        choice = choose(steps, position, today, {})
        if choice.step:
            yield today, choice.step
            last_on[choice.step.key] = today
            tried.add(choice.step.channel)
            today += timedelta(days=1)
        elif choice.next_on:
            today = choice.next_on
        else:
            return


def _pause(step: Step) -> int:
    return max(step.gap_days, step.repeat_days, 1)


def _unreached(missing: Mapping[int, Step], steps: Sequence[Step]) -> Iterator[Problem]:
    """Steps that wait for a channel that nothing before them uses.

    Those that wait for such a step in turn come once it does, and are not named.
    """
    for step in missing.values():
        untried = step.after - {one.channel for one in steps[: steps.index(step)]}
        if untried:
            yield step.key, Reason("policy_channel_never_tried", {"channels": sorted(untried)})


def _above_caps(events: Sequence[tuple[date, Step]]) -> Iterator[tuple[Step, Reason]]:
    """Contacts that a cap would keep waiting although nobody answered any of them."""
    past: list[PastContact] = []
    for day, step in events:
        at = datetime.combine(day, time(10))
        for reason in cap_reasons(step.channel, at, past, Rules()):
            limit = {name: reason.arguments[name] for name in ("limit", "days")}
            yield step, Reason("policy_gap_below_cap", {"channel": step.channel, **limit})
        past.append(PastContact(step.channel, at))
