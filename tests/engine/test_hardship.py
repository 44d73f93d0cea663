"""The clock of an application for relief (domain notes 4.2: pause 30 days, decide in 10)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.hardship import decide_by, last_paused_day, paused_after_decision

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_thirty_days_count_the_day_of_the_application():
    assert last_paused_day(date(2026, 3, 1), 30) == date(2026, 3, 30)
    assert last_paused_day(date(2026, 3, 1), 0) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("opened", "days", "expected"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 16)),  # Monday to Monday, two weeks on
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday to Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # Saturday to Monday
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_an_answer_is_owed_in_working_days(opened, days, expected):
    assert decide_by(opened, days) == expected


@given(DAYS, st.integers(1, 60))
def test_the_answer_day_has_that_many_weekdays_behind_it(opened, days):
    answer = decide_by(opened, days)
    span = [opened + timedelta(days=n + 1) for n in range((answer - opened).days)]
    assert sum(day.weekday() < 5 for day in span) == days
    assert answer.weekday() < 5


def test_after_a_decision_a_week_stays_quiet():
    assert paused_after_decision(date(2026, 3, 10), 7) == date(2026, 3, 17)
    assert paused_after_decision(date(2026, 3, 10), -1) == date(2026, 3, 10)
