"""Crossing between floats and exact amounts, and dividing an amount without losing a cent."""

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.money import amount, decimal_amount, minor_units, spread, total

WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.1, 2, 10),
        (1.005, 2, 101),
        (-1.005, 2, -101),
        ("12.345", 2, 1235),
        (Decimal("12.344"), 2, 1234),
        (1234.0, 0, 1234),
        (0.5, 0, 1),
        (1.0005, 3, 1001),
    ],
)
def test_a_float_is_read_as_the_decimal_a_person_means(value, digits, expected):
    assert minor_units(value, digits) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("Infinity")])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(ValueError, match="not an amount"):
        minor_units(value)


def test_text_that_is_no_number_is_refused():
    with pytest.raises(InvalidOperation):
        minor_units("12,50")


@given(st.integers(min_value=-(10**13), max_value=10**13), st.sampled_from([0, 2, 3]))
def test_writing_and_reading_back_gives_the_same_minor_units(minor, digits):
    assert minor_units(amount(minor, digits), digits) == minor
    assert minor_units(decimal_amount(minor, digits), digits) == minor


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [1, 1, 2], [25, 25, 50]),
        (1, [1, 1], [1, 0]),
        (3, [1, 1, 1, 1, 1], [3, 0, 0, 0, 0]),
        (15000, [10000, 5001], [9999, 5001]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (7, [0, 0], [7, 0]),
        (0, [], []),
    ],
)
def test_spread_gives_the_last_cent_to_the_largest(total, weights, expected):
    assert spread(total, weights) == expected


@given(st.integers(min_value=-(10**12), max_value=10**12), WEIGHTS)
def test_spread_parts_add_up_and_keep_the_sign(total, weights):
    parts = spread(total, weights)
    assert sum(parts) == total
    assert all(part * total >= 0 for part in parts)


@given(WEIGHTS)
def test_spreading_the_sum_of_the_weights_gives_the_weights(weights):
    assert spread(sum(weights), weights) == weights


def test_spread_refuses_negative_weights_and_nobody():
    with pytest.raises(ValueError, match="negative"):
        spread(1, [2, -1])
    with pytest.raises(ValueError, match="nothing to spread"):
        spread(1, [])


def test_amounts_add_up_without_the_errors_of_floats():
    assert total([0.1] * 3) == 0.3
    assert total([]) == 0.0
