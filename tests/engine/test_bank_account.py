"""The number of a bank account."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bank_account import in_groups, number_problem, plain_number


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("33001616 7890-1234", None),
        ("DE89 3704 0044 0532 0130 00", None),
        ("DE88 3704 0044 0532 0130 00", "check_digits"),
        ("1234567", "length"),
        ("1" * 35, "length"),
        ("", "characters"),
        (None, "characters"),
        ("3300.1616", "characters"),
        ("３３００１６１６７８９０", None),
        ("账号33001616", "characters"),
    ],
)
def test_a_number_is_judged_with_its_cause(number, problem):
    assert number_problem(number) == problem


@given(st.from_regex(r"[0-9]{8,34}", fullmatch=True))
def test_grouping_changes_no_digit(number):
    assert plain_number(in_groups(number)) == number
    assert number_problem(number) is None
