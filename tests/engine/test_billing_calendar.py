"""When an estate bills which period, and when a bill is due."""

from datetime import date

import pytest

from engine.billing_calendar import (
    FeeCalendar,
    bill_date,
    due_date,
    next_period,
    period_of,
    period_starting,
)

# Billed on the 25th of the month before, due on the 10th of the month after the bill.
AHEAD = FeeCalendar("month", 25, -1, "day_of_month", due_day=10, due_months=1)
QUARTERLY = FeeCalendar("quarter", 1, 0, payment_days=15)
YEARLY = FeeCalendar("year", 5, 0, "day_of_month", due_day=31, due_months=2)
ARREARS = FeeCalendar("quarter", 31, 3, payment_days=0)


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rule", "first", "billed_on", "due_on"),
    [
        (AHEAD, "2026-01-01", "2025-12-25", "2026-01-10"),
        (QUARTERLY, "2026-04-01", "2026-04-01", "2026-04-16"),
        (YEARLY, "2026-01-01", "2026-01-05", "2026-03-31"),
        (ARREARS, "2026-01-01", "2026-04-30", "2026-04-30"),
    ],
)
def test_bill_day_and_due_day(rule, first, billed_on, due_on):
    assert bill_date(rule, day(first)) == day(billed_on)
    assert due_date(rule, day(billed_on)) == day(due_on)


def test_a_bill_is_never_due_before_it_is_made():
    rule = FeeCalendar("month", 20, 0, "day_of_month", due_day=10, due_months=0)
    assert due_date(rule, day("2026-02-20")) == day("2026-02-20")


def test_the_next_period_follows_what_is_billed():
    assert next_period(QUARTERLY, day("2026-03-31"), day("2026-09-15")) == (
        day("2026-04-01"),
        day("2026-06-30"),
    )


@pytest.mark.parametrize(
    ("rule", "today", "first", "last"),
    [
        (QUARTERLY, "2026-09-15", "2026-07-01", "2026-09-30"),
        (AHEAD, "2026-09-24", "2026-09-01", "2026-09-30"),
        (AHEAD, "2026-09-25", "2026-10-01", "2026-10-31"),
        (YEARLY, "2026-01-04", "2025-01-01", "2025-12-31"),
        (ARREARS, "2026-09-15", "2026-04-01", "2026-06-30"),
    ],
)
def test_without_bills_it_is_the_latest_period_whose_bill_day_has_come(rule, today, first, last):
    assert next_period(rule, None, day(today)) == (day(first), day(last))


def test_contract_quarters_start_in_any_month():
    assert period_starting(day("2026-05-01"), "quarter") == (day("2026-05-01"), day("2026-07-31"))
    assert next_period(YEARLY, day("2026-03-31"), day("2026-09-15")) == (
        day("2026-04-01"),
        day("2027-03-31"),
    )


def test_a_period_that_starts_within_a_month_ends_with_the_calendar_quarter():
    assert period_starting(day("2026-05-10"), "quarter") == (day("2026-05-10"), day("2026-06-30"))
    assert period_of(day("2026-12-31"), "year") == (day("2026-01-01"), day("2026-12-31"))
