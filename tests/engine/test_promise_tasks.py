"""The word before a promised day, and the question after a broken promise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.contact_rules import Calendar
from engine.promise import Promise, judge
from engine.promise_tasks import confirm_on, is_to_ask, is_to_confirm, without_agreed
from engine.reason import Reason

PLAIN = Calendar()
GIVEN, BY = date(2026, 9, 15), date(2026, 9, 22)


def test_it_is_confirmed_the_day_before_and_not_earlier():
    assert confirm_on(GIVEN, BY, PLAIN) == date(2026, 9, 21)
    assert not is_to_confirm(GIVEN, BY, PLAIN, date(2026, 9, 20))
    assert is_to_confirm(GIVEN, BY, PLAIN, date(2026, 9, 21))
    assert is_to_confirm(GIVEN, BY, PLAIN, BY), "the day before was missed"
    assert not is_to_confirm(GIVEN, BY, PLAIN, date(2026, 9, 23))


def test_holidays_before_it_move_the_word_forward():
    off = Calendar(frozenset({date(2026, 9, 20), date(2026, 9, 21)}))
    assert confirm_on(GIVEN, BY, off) == date(2026, 9, 19)


@pytest.mark.parametrize("days", [0, 1])
def test_what_was_promised_for_today_or_tomorrow_needs_no_second_word(days):
    assert confirm_on(GIVEN, GIVEN + timedelta(days=days), PLAIN) is None
    assert confirm_on(GIVEN, GIVEN + timedelta(days=2), PLAIN) == GIVEN + timedelta(days=1)


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(0, 30),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40),
)
def test_the_word_lies_between_and_on_no_holiday(given_on, days, off):
    by = given_on + timedelta(days=days)
    day = confirm_on(given_on, by, Calendar(frozenset(off)))
    if day is not None:
        assert given_on < day < by
        assert day not in off


def test_a_broken_promise_is_asked_about_for_a_week():
    judged = date(2026, 9, 25)
    assert is_to_ask(judged, judged)
    assert is_to_ask(judged, date(2026, 10, 2))
    assert not is_to_ask(judged, date(2026, 10, 3))
    assert not is_to_ask(None, judged)


def test_an_agreed_call_passes_the_promise_and_the_quiet_days_and_nothing_else():
    codes = ("hold_promise", "talked_recently", "quiet_hours", "contact_cap", "hold_represented")
    left = without_agreed([Reason(code) for code in codes])
    assert [reason.code for reason in left] == ["quiet_hours", "contact_cap", "hold_represented"]


def test_nobody_broke_his_word_while_the_statement_is_too_old():
    promise = Promise(45000, GIVEN, BY, date(2026, 9, 24))
    old = date(2026, 9, 24)
    late = judge(promise, [], date(2026, 9, 25), ledger_old_since=old)
    assert (late.state, late.reasons[0].code) == ("open", "promise_ledger_old")
    assert judge(promise, [], date(2026, 9, 25)).state == "broken"
    paid = [(date(2026, 9, 20), 45000)]
    assert judge(promise, paid, date(2026, 9, 25), ledger_old_since=old).state == "kept"


@pytest.mark.parametrize(("paid", "percent", "state"), [
    (9499, 95, "part"), (9500, 95, "kept"), (9999, 100, "part"), (8000, 80, "kept"),
])  # fmt: skip
def test_how_much_keeps_a_promise_is_the_firms_choice(paid, percent, state):
    promise = Promise(10000, GIVEN, BY, date(2026, 9, 24))
    judged = judge(promise, [(BY, paid)], date(2026, 9, 25), kept_percent=percent)
    assert judged.state == state
