"""Too little to ask for, and too many units for single cards."""

from datetime import date

import pytest

from engine.off_ladder import Size, is_large, statement_period, too_small


@pytest.mark.parametrize(
    ("pursued", "smallest", "waits"),
    [(1999, 2000, True), (2000, 2000, False), (62, 2000, True), (62, 0, False), (0, 2000, False)],
)
def test_less_than_the_smallest_amount_waits_and_as_much_does_not(pursued, smallest, waits):
    assert bool(too_small(Size(pursued=pursued), smallest)) is waits


def test_the_reason_names_the_limit_in_the_places_of_its_currency():
    assert too_small(Size(pursued=1), 2000).arguments == {"amount": "20.00"}
    assert too_small(Size(pursued=1), 500, 0).arguments == {"amount": "500"}


@pytest.mark.parametrize(
    ("units", "limit", "large"), [(20, 20, False), (21, 20, True), (500, 0, False), (0, 20, False)]
)
def test_more_units_than_the_limit_make_an_account_large(units, limit, large):
    assert is_large(Size(units=units), limit) is large


def test_what_a_person_decided_counts_whatever_the_number():
    assert is_large(Size(units=3, by_hand=True), 20)
    assert not is_large(Size(units=300, by_hand=False), 20)


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 9, 30), 1, date(2026, 9, 1)),
        (date(2026, 9, 30), 3, date(2026, 7, 1)),
        (date(2026, 1, 1), 12, date(2026, 1, 1)),
        (date(2027, 12, 31), 2, date(2027, 11, 1)),
    ],
)
def test_a_statement_is_due_once_in_its_period(day, months, first):
    assert statement_period(day, months) == first
