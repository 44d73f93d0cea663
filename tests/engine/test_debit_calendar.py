"""Bank days: runs, cut-off, the second run, at each boundary."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.contact_rules import Calendar
from engine.debit_calendar import BankDays, day_refused

# Friday 25 September 2026 is a holiday here, Sunday the 27th is worked instead.
CALENDAR = Calendar(frozenset({date(2026, 9, 25)}), frozenset({date(2026, 9, 27)}))
PLAIN = BankDays(CALENDAR)
WORKING = BankDays(CALENDAR, every_day=False)


def test_a_bank_that_works_every_day_takes_any_day():
    assert PLAIN.on_or_after(date(2026, 9, 26)) == date(2026, 9, 26)
    assert WORKING.on_or_after(date(2026, 9, 25)) == date(2026, 9, 27)
    assert WORKING.after(date(2026, 9, 24), 2) == date(2026, 9, 28)
    assert WORKING.after(date(2026, 9, 24), 0) == date(2026, 9, 24)


@pytest.mark.parametrize(
    ("now", "earliest"),
    [
        (datetime(2026, 9, 22, 15, 0), date(2026, 9, 23)),
        (datetime(2026, 9, 22, 15, 1), date(2026, 9, 24)),
        (datetime(2026, 9, 24, 15, 1), date(2026, 9, 28)),
        (datetime(2026, 9, 26, 9, 0), date(2026, 9, 28)),
    ],
)
def test_the_cut_off_decides_by_the_minute(now, earliest):
    days = BankDays(CALENDAR, every_day=False, lead=1, cut_off=time(15))
    assert days.earliest(now) == earliest
    assert day_refused(days, earliest, now) is None
    before = earliest - timedelta(days=1)
    assert day_refused(days, before, now).code in ("debit_cut_off", "debit_bank_closed")


def test_a_closed_day_names_the_next_one():
    reason = day_refused(WORKING, date(2026, 9, 25), datetime(2026, 9, 1, 9))
    assert (reason.code, reason.arguments["next"]) == ("debit_bank_closed", "2026-09-27")


@pytest.mark.parametrize(
    ("day", "run"),
    [
        (date(2026, 9, 10), date(2026, 9, 10)),
        (date(2026, 9, 11), date(2026, 9, 20)),
        (date(2026, 9, 21), date(2026, 10, 10)),
        (date(2026, 12, 21), date(2027, 1, 10)),
    ],
)
def test_runs_are_days_of_the_month(day, run):
    assert BankDays(CALENDAR, runs=(10, 20)).next_run(day) == run


def test_a_run_on_a_closed_day_moves_to_the_next_open_one():
    days = BankDays(CALENDAR, every_day=False, runs=(25,))
    assert days.next_run(date(2026, 9, 24)) == date(2026, 9, 27)
    assert days.next_run(date(2026, 9, 26)) == date(2026, 9, 27), "the moved run of the 25th"
    assert days.next_run(date(2026, 9, 28)) == date(2026, 10, 26)


def test_the_second_run_is_at_least_five_days_after_the_first():
    days = BankDays(CALENDAR, runs=(10, 14, 15, 20))
    first = date(2026, 9, 10)
    assert days.second_run(first, first) == date(2026, 9, 15)
    assert days.second_run(first, date(2026, 9, 16)) == date(2026, 9, 20)
    assert PLAIN.second_run(first, first) == date(2026, 9, 15)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sets(st.integers(1, 31), max_size=3))
def test_a_run_is_never_before_the_day_asked_for_nor_on_a_closed_one(day, runs):
    days = BankDays(CALENDAR, every_day=False, runs=sorted(runs))
    found = days.next_run(day)
    assert day <= found <= day + timedelta(days=45)
    assert days.is_open(found)
