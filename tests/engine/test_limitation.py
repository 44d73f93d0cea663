"""Limitation per service period: Civil Code arts. 188, 195, 201; domain.md 1.2."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.limitation import is_time_barred, limitation_date

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


def test_three_years_run_from_the_day_after_the_due_date():
    assert limitation_date(date(2023, 3, 31)) == date(2026, 4, 1)


def test_the_last_day_itself_is_still_in_time():
    assert not is_time_barred(date(2023, 3, 31), date(2026, 4, 1))
    assert is_time_barred(date(2023, 3, 31), date(2026, 4, 2))


def test_a_leap_day_ends_on_the_last_of_february():
    assert limitation_date(date(2024, 2, 28)) == date(2027, 2, 28)


def test_a_demand_that_arrived_in_time_starts_three_new_years():
    demand = date(2025, 6, 10)
    assert limitation_date(date(2023, 3, 31), interruptions=[demand]) == date(2028, 6, 10)


def test_a_demand_after_the_end_revives_nothing():
    late = date(2026, 5, 1)
    assert limitation_date(date(2023, 3, 31), interruptions=[late]) == date(2026, 4, 1)


def test_a_chain_of_demands_counts_from_the_last_that_was_in_time():
    chain = [date(2028, 1, 1), date(2025, 1, 1), date(2032, 1, 1)]
    assert limitation_date(date(2023, 3, 31), interruptions=chain) == date(2031, 1, 1)


@pytest.mark.parametrize(("years", "last"), [(2, date(2025, 4, 1)), (5, date(2028, 4, 1))])
def test_the_jurisdiction_sets_the_years(years, last):
    assert limitation_date(date(2023, 3, 31), years) == last


@given(DAYS, st.lists(DAYS, max_size=6))
def test_an_interruption_never_shortens_the_time(due_date, interruptions):
    assert limitation_date(due_date, interruptions=interruptions) >= limitation_date(due_date)
