"""Preferred hours narrow what is allowed; they never widen it and never close it."""

from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.contact_rules import DEFAULT_RULES, Rules, next_allowed, time_reasons
from engine.preferred_hours import is_possible, preferring

RULES = Rules()
TIMES = st.times(time(0), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))


def allowed(rules, family, at):
    return not time_reasons(family, at, rules)


def test_calls_keep_to_the_hours_the_owner_gave():
    rules = preferring(RULES, time(18), time(20))
    tuesday = datetime(2026, 9, 15, 12)
    assert allowed(RULES, "call", tuesday)
    assert not allowed(rules, "call", tuesday)
    assert next_allowed("call", tuesday, rules) == datetime(2026, 9, 15, 18)
    assert allowed(rules, "call", datetime(2026, 9, 15, 19, 59))
    assert not allowed(rules, "call", datetime(2026, 9, 15, 20))


def test_hours_that_leave_a_channel_less_than_an_hour_leave_it_as_it_was():
    rules = preferring(RULES, time(19), time(22))
    assert rules.families["message"].window.start == time(19)
    assert rules.families["visit"] == DEFAULT_RULES["visit"], "19:00 to 19:30 is half an hour"
    assert rules.families["call"] == DEFAULT_RULES["call"], "at weekends calls end at 19:00"


def test_hours_in_which_nobody_may_call_are_no_preference():
    assert is_possible(time(9), time(20), RULES)
    assert is_possible(time(18), time(19), RULES)
    assert not is_possible(time(19), time(22), RULES)
    assert not is_possible(time(20), time(9), RULES)


@given(TIMES, TIMES, MOMENTS)
def test_nothing_becomes_allowed_that_was_not(start, end, at):
    rules = preferring(RULES, start, end)
    for family in DEFAULT_RULES:
        assert allowed(RULES, family, at) or not allowed(rules, family, at)


@given(TIMES, TIMES, MOMENTS)
def test_there_is_always_a_next_moment_within_two_days(start, end, at):
    rules = preferring(RULES, start, end)
    for family in DEFAULT_RULES:
        assert next_allowed(family, at, rules) <= at + timedelta(days=2)
