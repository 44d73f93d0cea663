"""Ageing on three axes, both sides of every boundary; domain.md 3.2 and 1.2."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ageing

DUE = date(2023, 5, 31)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (-400, "0_not_due"),
        (0, "0_not_due"),
        (1, "1_days_30"),
        (30, "1_days_30"),
        (31, "2_days_90"),
        (90, "2_days_90"),
        (91, "3_days_180"),
        (180, "3_days_180"),
        (181, "4_days_365"),
        (365, "4_days_365"),
        (366, "5_years_2"),
    ],
)
def test_days_overdue_on_both_sides_of_each_boundary(days, code):
    assert ageing.by_due_date(DUE, DUE + timedelta(days=days)) == code


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 5, 31), "5_years_2"),
        (date(2025, 6, 1), "6_years_3"),
        (date(2026, 5, 31), "6_years_3"),
        (date(2026, 6, 1), "7_over_3_years"),
        (date(2050, 1, 1), "7_over_3_years"),
    ],
)
def test_years_overdue_go_by_the_calendar(day, code):
    assert ageing.by_due_date(DUE, day) == code


def test_a_leap_year_makes_the_first_anniversary_day_366():
    assert ageing.by_due_date(date(2023, 12, 31), date(2024, 12, 30)) == "4_days_365"
    assert ageing.by_due_date(date(2023, 12, 31), date(2024, 12, 31)) == "5_years_2"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 2, 28), "5_years_2"),
        (date(2026, 3, 1), "6_years_3"),
        (date(2027, 2, 28), "6_years_3"),
        (date(2027, 3, 1), "7_over_3_years"),
        (date(2028, 2, 29), "7_over_3_years"),
    ],
)
def test_from_a_leap_day_the_years_end_on_the_last_of_february(day, code):
    assert ageing.by_due_date(date(2024, 2, 29), day) == code


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 1, 1), "4_year_1"),  # the service still runs
        (date(2025, 3, 31), "4_year_1"),
        (date(2025, 4, 1), "5_years_2"),
        (date(2026, 3, 31), "5_years_2"),
        (date(2026, 4, 1), "6_years_3"),
        (date(2027, 3, 31), "6_years_3"),
        (date(2027, 4, 1), "7_over_3_years"),
    ],
)
def test_the_accounts_count_from_the_end_of_the_service(day, code):
    assert ageing.by_period(date(2024, 3, 31), date(2020, 1, 1), day) == code


def test_without_a_service_period_the_accounts_count_from_the_due_date():
    assert ageing.by_period(None, date(2024, 3, 31), date(2025, 4, 1)) == "5_years_2"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2023, 5, 31), "0_not_running"),
        (date(2023, 6, 1), "1_months_12"),
        (date(2024, 6, 1), "1_months_12"),
        (date(2024, 6, 2), "2_months_24"),
        (date(2025, 6, 1), "2_months_24"),
        (date(2025, 6, 2), "3_months_30"),
        (date(2025, 12, 1), "3_months_30"),
        (date(2025, 12, 2), "4_months_33"),
        (date(2026, 3, 1), "4_months_33"),
        (date(2026, 3, 2), "5_months_36"),
        (date(2026, 6, 1), "5_months_36"),
        (date(2026, 6, 2), "7_barred"),
    ],
)
def test_limitation_runs_from_the_day_after_the_due_date(day, code):
    assert ageing.by_limitation(DUE, date(2026, 6, 1), day) == code


def test_an_interruption_starts_the_months_anew():
    demand, last_day = date(2025, 8, 10), date(2028, 8, 10)
    assert ageing.by_limitation(DUE, last_day, date(2026, 8, 10), demand) == "1_months_12"
    assert ageing.by_limitation(DUE, last_day, date(2026, 8, 11), demand) == "2_months_24"


def test_an_interruption_before_the_due_date_changes_nothing():
    early = date(2022, 1, 1)
    assert ageing.by_limitation(DUE, date(2026, 6, 1), date(2024, 6, 1), early) == "1_months_12"


def test_a_jurisdiction_with_two_years_bars_within_the_months():
    assert ageing.by_limitation(DUE, date(2025, 6, 1), date(2025, 6, 2)) == "7_barred"


def test_a_jurisdiction_with_five_years_has_debts_beyond_36_months_in_time():
    assert ageing.by_limitation(DUE, date(2028, 6, 1), date(2026, 6, 2)) == "6_over_36_months"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2023, 8, 31), 30, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_last_day_of_a_shorter_one(day, months, later):
    assert ageing.add_months(day, months) == later


@given(DAYS, DAYS)
def test_a_debt_never_grows_younger(due_date, day):
    codes = [bucket.code for bucket in ageing.BY_DUE_DATE]
    today = codes.index(ageing.by_due_date(due_date, day))
    assert today <= codes.index(ageing.by_due_date(due_date, day + timedelta(days=1)))


def test_a_day_beyond_every_bucket_is_an_error():
    with pytest.raises(ValueError, match="beyond"):
        ageing.bucket_of(ageing.BY_DUE_DATE[:2], DUE, DUE + timedelta(days=31))


@pytest.mark.parametrize(
    ("opening", "closing", "paid", "after", "expected"),
    [
        (100, 100, 0, "2_days_90", {"rolled": 100}),
        (100, 100, 0, "1_days_30", {"stayed": 100}),
        (100, 0, 100, "2_days_90", {"paid": 100}),
        (100, 40, 30, "2_days_90", {"rolled": 40, "paid": 30, "reduced": 30}),
        (100, 0, 0, "2_days_90", {"reduced": 100}),
        (100, 130, -30, "1_days_30", {"risen": 30, "stayed": 130}),
        (100, 60, 70, "1_days_30", {"stayed": 60, "paid": 40}),
    ],
)
def test_what_became_of_a_debt_in_a_month(opening, closing, paid, after, expected):
    move = ageing.roll(opening, closing, paid, "1_days_30", after)
    nothing = dict.fromkeys(("risen", "rolled", "stayed", "paid", "reduced"), 0)
    assert move == ageing.Move(opening=opening, **{**nothing, **expected})


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.integers(-(10**9), 10**9),
    st.sampled_from(sorted(ageing.RANKS)),
    st.sampled_from(sorted(ageing.RANKS)),
)
def test_nothing_gets_lost_on_the_roll(opening, closing, paid, before, after):
    move = ageing.roll(opening, closing, paid, before, after)
    assert move.opening + move.risen == move.rolled + move.stayed + move.paid + move.reduced
    assert min(move.risen, move.rolled, move.stayed, move.paid, move.reduced) >= 0


def test_a_share_of_nothing_is_blank():
    assert ageing.share(0, 0) is None
    assert ageing.share(1, 3) == Fraction(1, 3)


@pytest.mark.parametrize("axis", [ageing.BY_DUE_DATE, ageing.BY_PERIOD, ageing.BY_LIMITATION])
def test_codes_sort_from_young_to_old(axis):
    codes = [bucket.code for bucket in axis]
    assert codes == sorted(codes)
    assert codes[0] > ageing.NOT_RUNNING or axis is not ageing.BY_LIMITATION
    assert codes[-1] < ageing.BARRED or axis is not ageing.BY_LIMITATION


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (date(2026, 11, 30), date(2026, 10, 31)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2026, 2, 28), date(2026, 1, 31)),
        (date(2026, 3, 30), date(2026, 2, 28)),
        (date(2026, 9, 15), date(2026, 8, 15)),
        (date(2026, 1, 1), date(2025, 12, 1)),
    ],
)
def test_a_month_before_keeps_month_ends(day, earlier):
    assert ageing.month_before(day) == earlier


@given(DAYS, st.integers(-100, 1500))
def test_the_span_of_a_bucket_holds_exactly_its_due_dates(day, days):
    due_date = day - timedelta(days=days)
    code = ageing.by_due_date(due_date, day)
    for bucket in ageing.BY_DUE_DATE:
        first, last = ageing.span_of(ageing.BY_DUE_DATE, bucket.code, day)
        inside = (first is None or first <= due_date) and (last is None or due_date <= last)
        assert inside == (bucket.code == code)


def test_a_leap_day_looks_back_to_the_first_of_march():
    first, last = ageing.span_of(ageing.BY_DUE_DATE, "5_years_2", date(2024, 2, 29))
    assert (first, last) == (date(2022, 3, 1), date(2023, 2, 28))


def test_the_span_of_an_unknown_bucket_is_an_error():
    with pytest.raises(KeyError):
        ageing.span_of(ageing.BY_DUE_DATE, "8_older", DUE)
