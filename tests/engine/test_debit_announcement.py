"""A debit is announced in time and high enough, or it does not happen."""

from datetime import date

import pytest

from engine.debit_announcement import Told, days_ahead, in_time, not_announced

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ([], False),
        ([Told(date(2026, 11, 6), 100)], True),
        ([Told(date(2026, 11, 7), 100)], False),
        ([Told(date(2026, 11, 6), 99)], False),
        ([Told(date(2026, 11, 6), 101)], True),
        ([Told(date(2026, 11, 6), 99), Told(date(2026, 11, 7), 100)], False),
    ],
)
def test_fourteen_days_ahead_of_at_least_the_amount(told, fits):
    reason = not_announced(told, 100, DAY, 14)
    assert (reason is None) == fits
    if reason:
        assert (reason.code, reason.arguments["latest"]) == ("debit_not_announced", "2026-11-06")


def test_a_scheme_that_asks_for_none_needs_none():
    assert not_announced([], 100, DAY, 0) is None


@pytest.mark.parametrize(("agreed", "days"), [(0, 14), (5, 5), (20, 14)])
def test_a_mandate_shortens_the_time_and_never_lengthens_it(agreed, days):
    assert days_ahead(14, agreed) == days


def test_the_last_day_of_the_time_is_in_time():
    assert in_time(date(2026, 9, 1), date(2026, 9, 15), 14)
    assert not in_time(date(2026, 9, 2), date(2026, 9, 15), 14)
