"""Policies that make no sense are found, and no others; held against a slow walk day by day."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.contact_rules import DEFAULT_RULES
from engine.ladder import TONES, Position, Step, Taken, choose
from engine.policy_check import DUE, Frame, Rung, least_repeat, problems, walk

FRAME = Frame({"message": 10, "call": 20, "letter": 30, "visit": 40, "legal": 50})
MESSAGE = Step(1, "message", "gentle", 1, gap_days=3, repeat_days=14)
CALL = Step(2, "call", "gentle", 15, gap_days=3)
LETTER = Step(3, "letter", "notice", 30, gap_days=7)
VISIT = Step(4, "visit", "notice", 45, gap_days=7)
LAW = Step(5, "legal", "firm", 60, 500_000, 365, True, True,
           frozenset({"message", "call", "letter", "visit"}), gap_days=7)  # fmt: skip
LADDER = (MESSAGE, CALL, LETTER, VISIT, LAW)
STAGES = {"message": 10, "call": 20, "letter": 30, "visit": 40, "legal": 50}


def rungs(*steps, **stages):
    return [
        Rung(step, stages.get(step.channel, STAGES[step.channel]), step.channel == "legal")
        for step in steps
    ]


def found(*steps, frame=FRAME, **stages):
    return [(key, reason.code) for key, reason in problems(rungs(*steps, **stages), frame)]


def test_the_ladder_of_the_trade_is_sound():
    assert found(*LADDER) == []


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ((replace(MESSAGE, tone="notice"), CALL), (1, "policy_first_not_gentle")),
        ((LETTER,), (3, "policy_first_not_gentle")),
        ((MESSAGE, replace(CALL, min_days=0)), (2, "policy_due_before")),
        ((MESSAGE, LETTER, replace(VISIT, tone="gentle")), (4, "policy_tone_back")),
        ((MESSAGE, CALL, replace(MESSAGE, key=6, min_days=20, repeat_days=0)),
         (6, "policy_stage_back")),
        ((replace(MESSAGE, repeat_days=6), CALL), (1, "policy_repeat_too_soon")),
        ((MESSAGE, replace(CALL, repeat_days=30)), (2, "policy_endless")),
        ((MESSAGE, replace(CALL, min_days=1096)), (2, "policy_never_in_time")),
        ((MESSAGE, replace(CALL, min_age=1096)), (2, "policy_never_in_time")),
        ((MESSAGE, LETTER, LAW), (5, "policy_channel_never_tried")),
        ((MESSAGE, replace(CALL, after=frozenset({"letter"})),
          replace(LETTER, after=frozenset({"call"}))), (2, "policy_channel_never_tried")),
        ((replace(MESSAGE, repeat_days=0), LETTER, replace(LETTER, key=7, gap_days=14)),
         (7, "policy_gap_below_cap")),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_step(steps, problem):
    assert problem in found(*steps)


@pytest.mark.parametrize(
    "steps",
    [
        (MESSAGE, replace(CALL, min_days=1)),
        (replace(MESSAGE, repeat_days=7), CALL),
        (MESSAGE, replace(CALL, min_days=1095)),
        (MESSAGE, replace(CALL, gap_days=15)),
        (MESSAGE, replace(CALL, gap_days=60), LETTER),
        (replace(MESSAGE, repeat_days=0), LETTER, replace(LETTER, key=7, gap_days=15)),
        (MESSAGE, replace(CALL, repeat_days=30), replace(LETTER, min_amount=300_000)),
    ],
)
def test_the_other_side_of_each_boundary_is_sound(steps):
    assert found(*steps) == []


def test_a_channel_belongs_to_its_stage():
    """Row 181: letters and visits are no reminders, and only a proposal leads to the law."""
    assert found(MESSAGE, CALL, LETTER, letter=20) == [(3, "policy_channel_too_early")]
    law = [Rung(MESSAGE, 10), Rung(CALL, 50, legal_stage=True)]
    assert [(k, r.code) for k, r in problems(law, FRAME)] == [(2, "policy_law_by_step")]
    board = [Rung(MESSAGE, 10), Rung(replace(LAW, after=frozenset()), 20)]
    assert [(k, r.code) for k, r in problems(board, FRAME)] == [(5, "policy_law_by_step")]


def test_a_step_for_days_that_the_segment_does_not_have_never_comes():
    short = replace(FRAME, longest_overdue=90)
    assert found(MESSAGE, replace(CALL, min_days=90), frame=short) == []
    assert found(MESSAGE, replace(CALL, min_days=91), frame=short) == [
        (2, "policy_never_in_segment")
    ]
    assert found(MESSAGE, replace(CALL, min_age=90, strictly_more=True), frame=short) == [
        (2, "policy_never_in_segment")
    ]


def test_repetitions_of_a_family_keep_the_caps_for_ever():
    """Domain 1.7: two messages in 14 days, a letter in 15, a visit in 14."""
    assert [least_repeat(c) for c in ("message", "letter", "visit", "legal")] == [7, 15, 14, 1]


# A slow and obvious walk: every day, every rule written out again


def slow_walk(steps, age, principal, days):
    last, tried, events = {}, set(), []
    for number in range(age, age + days):
        day = DUE + timedelta(days=number)
        new = [s for s in steps if s.key not in last and _ready(s, number, principal, tried)]
        able = new[:1] or [s for s in steps if _again(s, steps, number, last)]
        able = [s for s in able if not last or number - max(last.values()) >= max(s.gap_days, 1)]
        if able:
            step = able[0]
            events.append((day, step))
            last[step.key] = number
            tried.add(step.channel)
    return events


def _again(step, steps, number, last):
    later = [s for s in steps[steps.index(step) + 1 :] if s.channel == step.channel]
    if step.key not in last or not step.repeat_days or any(s.key in last for s in later):
        return False
    return number - last[step.key] >= step.repeat_days


def _ready(step, number, principal, tried):
    if number < step.min_days or step.after - tried:
        return False
    more = (lambda a, b: a > b) if step.strictly_more else (lambda a, b: a >= b)
    asked = [more(principal, step.min_amount)] if step.min_amount else []
    asked += [more(number, step.min_age)] if step.min_age else []
    return (any(asked) if step.any_condition else all(asked)) if asked else True


@st.composite
def ladders(draw):
    length = draw(st.integers(1, 5))
    days = sorted(draw(st.lists(st.integers(1, 60), min_size=length, max_size=length)))
    tones = sorted(
        draw(st.lists(st.sampled_from(TONES), min_size=length, max_size=length)), key=TONES.index
    )
    channels = st.sampled_from(("message", "call", "letter", "visit"))
    return tuple(
        Step(
            key, draw(channels), "gentle" if key == 1 else tone, day,
            min_amount=draw(st.sampled_from((0, 100))),
            min_age=draw(st.sampled_from((0, 0, 40))),
            strictly_more=draw(st.booleans()) and key > 1,
            any_condition=draw(st.booleans()),
            after=draw(st.frozensets(channels, max_size=1)) if key > 1 else frozenset(),
            gap_days=draw(st.integers(0, 20)),
            repeat_days=draw(st.sampled_from((0, 0, 7, 14, 30))),
        )
        for key, (day, tone) in enumerate(zip(days, tones, strict=True), start=1)
    )  # fmt: skip


@given(ladders(), st.integers(1, 80), st.sampled_from((1, 100, 101)))
@settings(max_examples=150, deadline=None)
def test_the_quick_walk_goes_as_the_slow_one(steps, age, principal):
    quick = list(walk(steps, age, principal))
    slow = slow_walk(steps, age, principal, 500)
    until = min(quick[-1][0] if quick else DUE, slow[-1][0] if slow else DUE)
    assert [e for e in quick if e[0] <= until] == [e for e in slow if e[0] <= until]
    assert bool(quick) == bool(slow)


@given(ladders())
@settings(max_examples=40, deadline=None)
def test_a_policy_without_problems_reaches_each_step_within_the_caps(steps):
    """However old a debt is when it is found, as old as the steps make a difference for."""
    board = [Rung(step, 60 + n) for n, step in enumerate(steps)]
    faults = problems(board, FRAME)
    oldest = max(max(step.min_days, step.min_age + 1) for step in steps)
    ages = sorted({1, *(max(step.min_days, 1) for step in steps), oldest})
    walks = [slow_walk(steps, age, 101, 1500) for age in ages]
    reached = [{step.key for _day, step in events} for events in walks]
    if not faults:
        assert all(keys == {step.key for step in steps} for keys in reached)
        for events in walks:
            _assert_within_caps(events)
            assert all(a <= b for a, b in pairwise(day for day, _step in events))
    for key, fault in faults:
        if fault.code == "policy_channel_never_tried":
            assert not any(key in keys for keys in reached)


@given(ladders(), st.integers(1, 200), st.sets(st.integers(0, 120)))
@settings(max_examples=100, deadline=None)
def test_every_rung_comes_in_its_order_however_old_the_debt_and_however_often_it_had_to_wait(
    steps, age, waiting
):
    """Holds and caps keep steps waiting on any day. No age and no delay may lose a rung, and no
    rung may come before a lower one whose day has come."""
    steps = tuple(replace(step, after=frozenset()) for step in steps)
    last, number = {}, age
    while number < age + 500:
        day = DUE + timedelta(days=number)
        taken = tuple(Taken(key, on) for key, on in last.items())
        choice = choose(steps, Position(DUE, 101, taken), day, {})
        if choice.step and number - age not in waiting:
            new = [s.key for s in steps if s.key not in last and _ready(s, number, 101, set())]
            assert choice.step.key == (new[0] if new else choice.step.key)
            last[choice.step.key] = day
        number += 1
    assert set(last) == {step.key for step in steps}


def _assert_within_caps(events):
    for family in ("message", "call", "letter", "visit"):
        days = [day for day, step in events if step.channel == family]
        for cap in DEFAULT_RULES[family].caps:
            if not cap.connected_only:
                for first, last in zip(days, days[cap.limit :], strict=False):
                    assert (last - first).days >= cap.days
