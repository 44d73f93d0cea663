"""Weekly and monthly reports: whole periods, none twice, none forgotten."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.report_periods import ReportPeriod, period_of, periods_due

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


def test_a_week_goes_from_monday_to_sunday():
    assert period_of("week", date(2026, 11, 22)) == ReportPeriod(
        date(2026, 11, 16), date(2026, 11, 22)
    )


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2024, 2, 10), date(2024, 2, 29)),
        (date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(day, last):
    assert period_of("month", day) == ReportPeriod(day.replace(day=1), last)


def test_a_report_waits_until_its_delay_is_over():
    since = date(2026, 9, 1)
    assert periods_due("month", since, date(2026, 9, 30)) == []
    assert periods_due("month", since, date(2026, 10, 1)) == [
        ReportPeriod(since, date(2026, 9, 30))
    ]
    assert periods_due("month", since, date(2026, 10, 4), delay=5) == []
    assert len(periods_due("month", since, date(2026, 10, 5), delay=5)) == 1


def test_after_days_off_every_missed_week_is_due_oldest_first():
    found = periods_due("week", date(2026, 9, 2), date(2026, 9, 22))
    assert [period.last for period in found] == [
        date(2026, 9, 6),
        date(2026, 9, 13),
        date(2026, 9, 20),
    ]


def test_over_new_year():
    [december, january] = periods_due("month", date(2026, 12, 5), date(2027, 2, 1))
    assert (december.last, january.first) == (date(2026, 12, 31), date(2027, 1, 1))


def test_a_report_before_the_end_of_its_period_is_refused():
    with pytest.raises(ValueError, match="over"):
        periods_due("week", date(2026, 9, 2), date(2026, 9, 22), delay=0)


def test_another_frequency_is_refused():
    with pytest.raises(ValueError, match="frequency"):
        period_of("day", date(2026, 9, 2))


@given(st.sampled_from(["week", "month"]), DAYS, st.integers(0, 400), st.integers(1, 20))
def test_periods_follow_each_other_without_gap_or_overlap(frequency, since, days, delay):
    found = periods_due(frequency, since, since + timedelta(days=days), delay)
    for earlier, later in pairwise(found):
        assert later.first == earlier.last + timedelta(days=1)
    if found:
        assert found[0].first <= since <= found[0].last
