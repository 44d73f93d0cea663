"""Promises: kept, kept in part or broken, by value date and after a look at what is unmatched."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.promise import Limits, Promise, Rest, judge, permission

MADE, BY, GRACE = date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 14)
PROMISE = Promise(100_00, MADE, BY, GRACE)
AFTER = GRACE + timedelta(days=1)


def state(payments, today=AFTER, **extra):
    return judge(PROMISE, payments, today, **extra).state


def test_money_in_time_keeps_it_as_soon_as_it_is_there():
    assert state([(BY, 100_00)], today=BY) == "kept"


@pytest.mark.parametrize(("paid", "expected"), [(94_99, "part"), (95_00, "kept")])
def test_ninety_five_per_cent_is_enough(paid, expected):
    assert state([(BY, paid)]) == expected


@pytest.mark.parametrize(("day", "expected"), [(GRACE, "kept"), (AFTER, "broken"), (MADE, "kept")])
def test_two_working_days_beyond_its_day_count_by_value_date(day, expected):
    assert state([(day, 100_00)]) == expected


def test_money_from_before_the_promise_is_not_for_it():
    assert state([(MADE - timedelta(days=1), 100_00)]) == "broken"


@pytest.mark.parametrize("today", [MADE, BY, GRACE])
def test_it_is_not_judged_before_the_grace_is_over(today):
    assert state([], today=today) == "open"


def test_while_money_waits_to_be_identified_nobody_broke_his_word():
    until = AFTER + timedelta(days=3)
    assert state([], unmatched_until=until) == "open"
    assert state([], today=until + timedelta(days=1), unmatched_until=until) == "broken"


def test_parts_add_up():
    assert state([(MADE, 50_00), (BY, 45_00)]) == "kept"


def test_a_returned_payment_un_keeps_it():
    assert state([(BY, 100_00)]) == "kept"
    assert state([(BY, 100_00), (BY, -100_00)]) == "broken"


def test_what_a_person_took_back_before_its_day_is_not_judged():
    for lifted_on, expected in ((MADE, "ended"), (BY, "ended"), (GRACE, "broken")):
        promise = replace(PROMISE, lifted_on=lifted_on)
        assert judge(promise, [], AFTER).state == expected
        assert judge(promise, [(BY, 100_00)], AFTER).state == "kept"


def test_a_debt_that_was_settled_in_time_was_not_promised_in_vain():
    assert state([(BY, 20_00)], settled=True) == "kept"
    assert state([(MADE - timedelta(days=1), 100_00)], settled=True) == "kept"
    assert state([], settled=True) == "ended", "it was waived or credited"


@given(
    st.lists(st.tuples(st.dates(MADE, AFTER), st.integers(0, 200_00)), max_size=5),
    st.dates(MADE, AFTER + timedelta(days=30)),
)
def test_more_money_never_makes_it_worse(payments, today):
    rank = {"broken": 0, "part": 1, "open": 1, "kept": 2}
    before = judge(PROMISE, payments, today)
    after = judge(PROMISE, [*payments, (BY, 1_00)], today)
    assert rank[after.state] >= rank[before.state]
    assert before.reasons
    assert judge(PROMISE, payments, today) == before


@pytest.mark.parametrize(
    ("days", "broken", "expected"),
    [
        (0, 0, "anyone"),
        (14, 0, "anyone"),
        (15, 0, "leader"),
        (30, 0, "leader"),
        (31, 0, "nobody"),
        (-1, 0, "nobody"),
        (7, 1, "anyone"),
        (7, 2, "leader"),
    ],
)
def test_who_may_accept_it(days, broken, expected):
    who, reasons = permission(days, broken, Limits())
    assert who == expected
    assert bool(reasons) == (who != "anyone")


@pytest.mark.parametrize(
    ("rest", "gone"),
    [
        (Rest(), True),
        (Rest(meant=1), False),
        (Rest(meant=1, touched=True), False),
        # Given before the bill was due: it is that bill it was about, unless something was paid.
        (Rest(due_since=1), False),
        (Rest(due_since=1, touched=True), True),
    ],
)
def test_when_nothing_is_left_of_a_promised_debt(rest, gone):
    assert rest.is_nothing is gone
