"""The calendar of a year that is missing, wholly or without its worked weekends."""

from datetime import date

from engine.contact_rules import Calendar
from engine.holiday_years import is_entered, missing_ahead, missing_years

THIS = Calendar(frozenset({date(2026, 10, 1)}), frozenset({date(2026, 10, 10)}))
BY_LAW = Calendar(THIS.holidays | {date(2027, 10, 1)}, THIS.working_days)
OFFICIAL = Calendar(BY_LAW.holidays, THIS.working_days | {date(2027, 10, 9)})


def test_a_year_without_a_holiday_is_missing():
    assert is_entered(2026, THIS)
    assert not is_entered(2027, THIS)


def test_days_by_law_alone_are_not_the_calendar_where_weekends_are_swapped():
    assert not is_entered(2027, BY_LAW)
    assert is_entered(2027, OFFICIAL)
    assert is_entered(2027, Calendar(BY_LAW.holidays)), "a country that swaps no weekends"


def test_nobody_is_warned_before_the_calendar_can_be_out():
    assert missing_years(date(2026, 11, 14), BY_LAW) == []
    assert missing_years(date(2026, 11, 15), BY_LAW) == [2027]
    assert missing_years(date(2026, 12, 31), OFFICIAL) == []


def test_the_present_year_is_always_worth_a_word():
    assert missing_years(date(2026, 3, 1), Calendar()) == [2026]


def test_the_set_up_looks_further_ahead():
    assert missing_ahead(date(2026, 8, 1), 183, THIS) == [2027]
    assert missing_ahead(date(2026, 8, 1), 183, BY_LAW) == []
    assert missing_ahead(date(2026, 6, 1), 183, THIS) == []
