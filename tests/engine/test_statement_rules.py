"""Statements: believed whole or not at all, and a movement is the same movement for ever."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.statement_rules import (
    Movement,
    Told,
    check_statement,
    mask_long_numbers,
    movement_keys,
    runs_of,
    same_account,
)

DAY = date(2026, 9, 14)


def told(movements, **changes):
    """What an honest statement says of itself."""
    values = {
        "row_count": len(movements),
        "total_in": sum(one.amount for one in movements if one.amount > 0),
        "total_out": -sum(one.amount for one in movements if one.amount < 0),
        **changes,
    }
    return Told(**values)


def chain(*amounts, opening=1000):
    """Movements with a running balance."""
    found, balance = [], opening
    for line, amount in enumerate(amounts, start=5):
        balance += amount
        found.append(Movement(line, DAY, amount, balance, reference=f"R{line}"))
    return found


def test_an_honest_statement_is_believed():
    rows = chain(100, -30, 250)
    assert check_statement(rows, told(rows, opening=1000, closing=1320), DAY) is None
    assert check_statement(rows, told(rows), DAY) is None


@pytest.mark.parametrize(
    ("changes", "code", "line"),
    [
        ({"row_count": 4}, "statement_rows_missing", None),
        ({"total_in": 1}, "statement_total_in", None),
        ({"total_out": 1}, "statement_total_out", None),
        ({"opening": 999}, "statement_balance", 5),
        ({"closing": 999}, "statement_closing", None),
    ],
)
def test_what_it_says_of_itself_must_hold(changes, code, line):
    rows = chain(100, -30, 250)
    reason = check_statement(rows, told(rows, **changes), DAY)
    assert (reason.code, reason.arguments.get("line")) == (code, line)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Movement(9, DAY, 0), "statement_no_amount"),
        (Movement(9, DAY + timedelta(days=2), 5), "statement_future"),
        (Movement(9, DAY, 5, reference="R5"), "statement_reference_twice"),
        (Movement(9, DAY, 5, balance=1), "statement_balance"),
    ],
)
def test_a_row_that_cannot_be_is_named_by_its_line(row, code):
    rows = [*chain(100), row]
    reason = check_statement(rows, told(rows), DAY)
    assert (reason.code, reason.arguments["line"]) == (code, 9)


def test_no_rows_is_no_statement():
    assert check_statement([], told([]), DAY).code == "statement_rows_missing"


def test_alike_movements_are_two_and_stay_two_in_another_file():
    """Two owners of flats alike pay the same amount on the same day, and the bank names nobody."""
    first = [Movement(5, DAY, 300), Movement(6, DAY, 300)]
    second = [Movement(9, DAY, 300), Movement(2, DAY, 300), Movement(3, DAY, 300)]
    assert movement_keys(first) == movement_keys(second)[:2]
    assert len(set(movement_keys(second))) == 3


def test_a_reference_of_the_bank_is_the_key_and_no_digest_can_be_taken_for_one():
    assert movement_keys([Movement(1, DAY, 5, reference="A1")]) == ["A1"]
    assert movement_keys([Movement(1, DAY, 5, reference="#A1")]) == ["=#A1"]
    assert movement_keys([Movement(1, DAY, 5)])[0].startswith("#")


MOVEMENTS = st.builds(
    Movement,
    line=st.integers(1, 99),
    day=st.dates(DAY - timedelta(days=3), DAY),
    amount=st.integers(-3, 3).filter(bool),
    payer=st.sampled_from(["", "a", "b"]),
)


@given(st.lists(MOVEMENTS, max_size=20), st.data())
def test_any_part_of_a_statement_gives_keys_of_the_whole(movements, data):
    """A file over whole days of a longer one books nothing new."""
    day = data.draw(st.dates(DAY - timedelta(days=3), DAY))
    part = [one for one in movements if one.day >= day]
    whole = movement_keys(movements)
    assert len(set(whole)) == len(whole)
    assert set(movement_keys(part)) <= set(whole)


@given(st.sets(st.integers(1, 60)))
def test_runs_cover_the_numbers_exactly(numbers):
    found = runs_of(sorted(numbers))
    assert [n for first, last in found for n in range(first, last + 1)] == sorted(numbers)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("told_account", "ours", "same"),
    [
        ("33050161234500000688", "3305 0161 2345 0000 0688", True),
        ("3305****0688", "33050161234500000688", True),
        ("3305****0689", "33050161234500000688", False),
        ("33050161234500000689", "33050161234500000688", False),
    ],
)
def test_our_own_account_is_known_with_its_middle_hidden(told_account, ours, same):
    assert same_account(told_account, ours) is same


def test_remarks_keep_what_tells_whose_money_it_is():
    text = mask_long_numbers("3-2-1501 王 13812345678 卡6217001234567890123 证11010119900101123X")
    assert text == "3-2-1501 王 13812345678 卡****0123 证****123X"
