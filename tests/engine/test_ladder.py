"""Which step comes next, and how the cases of one debtor go together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.conversation import Verdict, plan_for
from engine.ladder import (
    Position,
    Step,
    Taken,
    choose,
    conditions_hold,
    gentlest,
    merged,
    outlook,
)
from engine.reason import Reason

DUE = date(2026, 1, 1)
MESSAGE = Step(1, "message", min_days=1, gap_days=3, repeat_days=14)
CALL = Step(2, "call", min_days=15, gap_days=3)
STEPS = (MESSAGE, CALL)


def on(days):
    return DUE + timedelta(days=days)


def step_of(days, taken=(), obstacles=None):
    position = Position(DUE, 100_000, tuple(Taken(key, on(day)) for key, day in taken))
    return choose(STEPS, position, on(days), obstacles or {})


def test_nothing_comes_before_its_day():
    choice = step_of(0)
    assert choice.step is None
    assert (choice.next_step, choice.next_on) == (MESSAGE, on(1))


def test_an_old_debt_enters_at_the_first_gentle_step():
    """Design, idea 7: debts older than the switch begin at the first step."""
    assert step_of(700).step is MESSAGE


def test_the_next_rung_keeps_its_distance_from_the_last_step():
    assert step_of(701, taken=[(1, 700)]).step is None
    assert step_of(702, taken=[(1, 700)]).step is None
    assert step_of(703, taken=[(1, 700)]).step is CALL


LETTER = Step(6, "letter", "notice", min_days=30, gap_days=3)
LONG_CALL = Step(2, "call", min_days=15, gap_days=10)


def test_with_an_old_debt_a_lower_rung_with_a_longer_gap_still_comes_first():
    """All days of an old debt have passed: only the order keeps the demand behind the call."""
    steps = (MESSAGE, LONG_CALL, LETTER)
    reminded = Position(DUE, 1, (Taken(1, on(700)),))
    choice = choose(steps, reminded, on(703), {})
    assert (choice.step, choice.next_step, choice.next_on) == (None, LONG_CALL, on(710))
    assert choose(steps, reminded, on(710), {}).step is LONG_CALL
    spoken = Position(DUE, 1, (Taken(1, on(700)), Taken(2, on(710))))
    assert choose(steps, spoken, on(713), {}).step is LETTER


def test_a_lower_rung_that_is_impossible_or_not_ready_keeps_no_other_waiting():
    steps = (MESSAGE, LONG_CALL, LETTER)
    reminded = Position(DUE, 1, (Taken(1, on(700)),))
    assert choose(steps, reminded, on(703), {2: Reason("no_collector")}).step is LETTER
    for_large_sums = Step(2, "call", min_days=15, min_amount=2, gap_days=10)
    assert choose((MESSAGE, for_large_sums, LETTER), reminded, on(703), {}).step is LETTER


def test_a_repetition_waits_for_a_new_rung_whose_day_has_come():
    """Else a rung whose gap is longer than the repetition would never come."""
    steps = (MESSAGE, Step(2, "call", min_days=15, gap_days=20))
    reminded = Position(DUE, 1, (Taken(1, on(14)),))
    choice = choose(steps, reminded, on(28), {})
    assert (choice.step, choice.next_step.key, choice.next_on) == (None, 2, on(34))
    assert choose(steps, reminded, on(34), {}).step is steps[1]


def test_a_message_repeats_after_fourteen_days_and_not_before():
    assert step_of(13, taken=[(1, 1)]).step is None
    assert step_of(15, taken=[(1, 1)]).step is CALL
    assert step_of(33, taken=[(1, 20), (2, 16)]).step is None
    assert step_of(34, taken=[(1, 20), (2, 16)]).step is MESSAGE


def test_a_step_once_in_an_episode_does_not_come_again():
    assert step_of(300, taken=[(1, 299), (2, 20)]).step is None


def ahead(days, taken=(), obstacles=None, most=6, steps=STEPS):
    position = Position(DUE, 100_000, tuple(Taken(key, on(day)) for key, day in taken))
    found = outlook(steps, position, on(days), obstacles or {}, most)
    return [((day - DUE).days, step.key) for day, step in found]


def test_the_outlook_walks_the_ladder_with_its_gaps_and_repetitions():
    assert ahead(0, most=4) == [(1, 1), (15, 2), (18, 1), (32, 1)]
    assert ahead(20, taken=[(1, 18), (2, 15)], most=1) == [(32, 1)]


def test_the_outlook_opens_a_step_by_the_channels_before_it():
    letter = Step(3, "letter", min_days=5, gap_days=2, after=frozenset({"message", "call"}))
    assert ahead(0, most=3, steps=(MESSAGE, CALL, letter)) == [(1, 1), (15, 2), (17, 3)]


def test_the_outlook_ends_where_nothing_more_can_come():
    assert ahead(0, obstacles={1: Reason("no_channel")}) == [(15, 2)]
    assert ahead(0, steps=()) == []


def test_the_first_line_of_the_outlook_is_what_a_run_would_do():
    for days in range(60):
        choice = step_of(days, taken=[(1, 1)])
        if choice.step:
            assert ahead(days, taken=[(1, 1)], most=1) == [(days, choice.step.key)]


def test_an_impossible_step_is_passed_over_with_its_reason():
    choice = step_of(20, obstacles={1: Reason("no_channel")})
    assert choice.step is CALL
    assert choice.reasons == (Reason("no_channel"),)


def test_when_no_step_is_possible_the_reasons_say_so():
    obstacles = {1: Reason("no_channel"), 2: Reason("no_collector")}
    choice = step_of(20, obstacles=obstacles)
    assert choice.step is None
    assert choice.reasons == (Reason("no_channel"), Reason("no_collector"))


@pytest.mark.parametrize(
    ("step", "age", "amount", "holds"),
    [
        (Step(1, "legal", min_amount=500_000, strictly_more=True), 0, 500_000, False),
        (Step(1, "legal", min_amount=500_000, strictly_more=True), 0, 500_001, True),
        (Step(1, "legal", min_amount=300_000), 0, 299_999, False),
        (Step(1, "legal", min_amount=300_000), 0, 300_000, True),
        (Step(1, "legal", min_age=365), 364, 1, False),
        (Step(1, "legal", min_age=365), 365, 1, True),
        (Step(1, "legal", min_age=365, strictly_more=True), 365, 1, False),
        (Step(1, "legal", min_age=365, strictly_more=True), 366, 1, True),
    ],
)
def test_amount_and_age_hold_on_both_sides_of_their_boundary(step, age, amount, holds):
    """Domain 2.1: 超 is strict, 为基准 is not."""
    assert conditions_hold(step, age, amount) is holds


LAWYER = Step(3, "legal", "firm", min_days=15, min_amount=500_000, min_age=365,
              strictly_more=True, any_condition=True)  # fmt: skip
SHOP = Step(3, "legal", "firm", min_amount=500_000, min_age=180)


@pytest.mark.parametrize(
    ("step", "age", "amount", "holds"),
    [
        (LAWYER, 365, 500_000, False),
        (LAWYER, 366, 1, True),
        (LAWYER, 1, 500_001, True),
        (SHOP, 180, 499_999, False),
        (SHOP, 179, 500_000, False),
        (SHOP, 180, 500_000, True),
    ],
)
def test_either_of_amount_and_age_or_both(step, age, amount, holds):
    """Rows 55 and 67: over 5,000 or over a year; from 5,000 and from 180 days for shops."""
    assert conditions_hold(step, age, amount) is holds


def test_the_day_of_a_step_is_asked_for_even_where_the_amount_is_reached():
    position = Position(DUE, 500_001)
    assert choose((LAWYER,), position, on(14), {}).next_on == on(15)
    assert choose((LAWYER,), position, on(15), {}).step is LAWYER


def test_age_counts_from_the_principal_that_is_pursued():
    """An old water bill, or a disputed period, makes no debt a year old."""
    disputed = Position(DUE, 1, oldest_principal=on(300))
    assert choose((LAWYER,), disputed, on(665), {}).next_on == on(666)
    assert choose((LAWYER,), disputed, on(666), {}).step is LAWYER


def test_the_law_comes_after_the_channels_that_the_policy_asks_for():
    """Row 54: message, call, letter, visit."""
    law = Step(4, "legal", "firm", after=frozenset({"message", "call", "letter", "visit"}))
    three = Position(DUE, 1, tried=frozenset({"message", "call", "letter"}))
    choice = choose((law,), three, on(400), {})
    assert choice.step is None
    assert choice.reasons == (Reason("step_needs_channels", {"channels": ["visit"]}),)
    four = Position(DUE, 1, tried=law.after)
    assert choose((law,), four, on(400), {}).step is law


def test_a_reminder_is_not_repeated_once_the_notice_was_sent():
    notice = Step(5, "message", "notice", min_days=30, repeat_days=14)
    steps = (MESSAGE, notice)
    before = Position(DUE, 1, (Taken(1, on(29)),))
    assert choose(steps, before, on(32), {}).step is notice
    after = Position(DUE, 1, (Taken(1, on(29)), Taken(5, on(32))))
    assert choose(steps, after, on(45), {}).step is None
    assert choose(steps, after, on(46), {}).step is notice


def test_only_obstacles_that_matter_today_are_named():
    choice = step_of(2, taken=[(1, 1)], obstacles={2: Reason("no_collector")})
    assert choice.reasons == (Reason("next_step_later", {"on": on(15).isoformat()}),)


@given(st.lists(st.integers(0, 400), max_size=12))
def test_running_a_day_twice_or_skipping_days_never_doubles_a_step(days):
    taken = []
    for day in sorted([*days, *days]):
        choice = step_of(day, taken=taken)
        if choice.step:
            assert all(choice.step.key != key or day - was >= 14 for key, was in taken)
            assert all(day > was for _key, was in taken)
            taken.append((choice.step.key, day))


def ready(case, step):
    return Verdict(case, (), choose((step,), Position(DUE, 1), on(100), {}))


def test_one_message_names_all_cases_of_a_debtor_that_are_free():
    stopped = Verdict(3, (Reason("hold_dispute"),))
    plan = plan_for([ready(1, MESSAGE), ready(2, MESSAGE), stopped], STEPS)
    assert plan.step is MESSAGE
    assert (plan.acting, plan.named) == ((1, 2), ())


def test_the_gentler_rung_goes_first_and_names_the_other_case_along():
    plan = plan_for([ready(1, CALL), ready(2, MESSAGE)], STEPS)
    assert plan.step is MESSAGE
    assert (plan.acting, plan.named) == ((2,), (1,))


def test_the_tone_is_the_gentlest_of_all():
    firm = Step(3, "message", tone="firm")
    plan = plan_for([ready(1, firm), ready(2, MESSAGE)], (MESSAGE, firm))
    assert plan.tone == "gentle"
    assert gentlest(["firm", "notice"]) == "notice"


def test_nothing_is_done_when_nobody_is_ready():
    assert plan_for([Verdict(1, (Reason("nothing_due"),))], STEPS).step is None


def test_the_rungs_of_two_policies_stand_in_one_order_the_gentler_first():
    letter, late = Step(8, "letter", "notice"), Step(9, "message", "gentle")
    assert merged([STEPS, STEPS]) == list(STEPS)
    assert merged([(MESSAGE, letter), (CALL, late)]) == [MESSAGE, CALL, late, letter]
