"""A request for instalments pauses while it waits: once in a quarter of a year."""

from datetime import date, timedelta

import pytest

from engine.plan_asked import ONCE_IN_DAYS, may_pause

TODAY = date(2026, 9, 15)


def test_a_first_request_pauses():
    assert may_pause([], TODAY)


@pytest.mark.parametrize(
    ("days_ago", "pauses"), [(0, False), (ONCE_IN_DAYS, False), (ONCE_IN_DAYS + 1, True)]
)
def test_the_next_one_pauses_once_a_quarter_of_a_year_is_over(days_ago, pauses):
    """domain.md 4.2, point 10: abuse control without cruelty."""
    assert may_pause([TODAY - timedelta(days=days_ago)], TODAY) is pauses


def test_the_latest_of_several_pauses_counts_and_one_that_runs_always_does():
    long_ago = TODAY - timedelta(days=400)
    assert may_pause([long_ago, long_ago], TODAY)
    assert not may_pause([long_ago, TODAY - timedelta(days=5)], TODAY)
    assert not may_pause([long_ago, None], TODAY)
