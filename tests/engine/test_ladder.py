"""Which step comes next, and how the cases of one debtor go together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.conversation import Verdict, plan_for
from engine.ladder import Position, Step, Taken, choose, conditions_hold, gentlest
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


def test_a_message_repeats_after_fourteen_days_and_not_before():
    assert step_of(13, taken=[(1, 1)]).step is None
    assert step_of(15, taken=[(1, 1)]).step is CALL
    assert step_of(33, taken=[(1, 20), (2, 16)]).step is None
    assert step_of(34, taken=[(1, 20), (2, 16)]).step is MESSAGE


def test_a_step_once_in_an_episode_does_not_come_again():
    assert step_of(300, taken=[(1, 299), (2, 20)]).step is None


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
    ("step", "days", "amount", "holds"),
    [
        (Step(1, "letter", min_amount=500_000, strictly_more=True), 0, 500_000, False),
        (Step(1, "letter", min_amount=500_000, strictly_more=True), 0, 500_001, True),
        (Step(1, "letter", min_amount=300_000), 0, 299_999, False),
        (Step(1, "letter", min_amount=300_000), 0, 300_000, True),
        (Step(1, "letter", min_days=366, min_amount=500_000, any_condition=True), 365, 1, False),
        (Step(1, "letter", min_days=366, min_amount=500_000, any_condition=True), 366, 1, True),
        (Step(1, "letter", min_days=366, min_amount=500_000), 366, 1, False),
    ],
)
def test_amount_and_age_hold_on_both_sides_of_their_boundary(step, days, amount, holds):
    """Domain 2.1: 超 is strict, 为基准 is not."""
    assert conditions_hold(step, days, amount) is holds


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
