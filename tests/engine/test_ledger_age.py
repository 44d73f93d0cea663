"""A ledger that is too old calls nobody a debtor."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.contact_rules import Calendar
from engine.ledger_age import StaleAccount, freshest, stale_account, too_old_since

PLAIN = Calendar()
MONDAY = date(2026, 9, 7)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 9, 14), None),  # the fifth working day
        (date(2026, 9, 15), date(2026, 9, 15)),
        (date(2026, 9, 30), date(2026, 9, 15)),
        (MONDAY, None),
        (date(2026, 9, 1), None),  # a statement from the days ahead
    ],
)
def test_five_working_days_after_the_newest_movement_it_is_still_fresh(today, since):
    assert too_old_since(MONDAY, 5, PLAIN, today) == since


def test_holidays_and_worked_weekends_count_as_the_calendar_says():
    off = frozenset(date(2026, 10, day) for day in range(1, 8))
    golden_week = Calendar(off, frozenset({date(2026, 9, 27)}))
    last = date(2026, 9, 25)
    assert too_old_since(last, 5, golden_week, date(2026, 10, 8)) is None, (
        "the fifth after 27 to 30"
    )
    assert too_old_since(last, 5, golden_week, date(2026, 10, 9)) == date(2026, 10, 9)
    assert too_old_since(date(2026, 9, 30), 1, golden_week, date(2026, 10, 8)) is None
    assert too_old_since(date(2026, 9, 30), 1, golden_week, date(2026, 10, 9)) == date(2026, 10, 9)


@given(DAYS, st.integers(1, 10), DAYS)
def test_it_agrees_with_counting_the_working_days_one_by_one(newest, days, today):
    passed, day = 0, newest
    while day < today:
        day += timedelta(days=1)
        passed += day.weekday() < 5
    # On the weekend after the last good day nobody could have entered anything either way.
    first_bad = too_old_since(newest, days, PLAIN, today)
    worked = passed > days or (passed == days and today.weekday() >= 5)
    assert (first_bad is not None) == (today > newest and worked)


def test_the_oldest_of_an_estates_accounts_decides_and_unknown_ones_say_nothing():
    newest = {1: date(2026, 9, 14), 2: date(2026, 8, 1), 3: date(2026, 7, 1)}
    today = date(2026, 9, 15)
    assert stale_account([1], newest, 5, PLAIN, today) is None
    assert stale_account([1, 2], newest, 5, PLAIN, today) == StaleAccount(
        2, date(2026, 8, 1), date(2026, 8, 8)
    )
    assert stale_account([1, 2, 3], newest, 5, PLAIN, today).account == 3
    assert stale_account([9], newest, 5, PLAIN, today) is None
    assert stale_account([], newest, 5, PLAIN, today) is None


def test_estates_without_an_account_go_by_the_freshest_one():
    assert freshest({}) == ()
    assert freshest({1: date(2024, 1, 1), 2: date(2026, 9, 14)}) == (2,)
