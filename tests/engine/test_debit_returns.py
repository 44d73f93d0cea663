"""Money taken back after it was collected: believed only when it fits what is known."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debit_returns import Collected, check_returns, take_back
from engine.debit_rules import AnswerRow, Totals

PAID, BACK, TODAY = date(2026, 10, 10), date(2026, 11, 5), date(2026, 11, 10)
KNOWN = [Collected("D1", 10000, 10000, PAID), Collected("D2", 500, 300, PAID)]
ROWS = [AnswerRow(1, "D1", "funds", 10000, -10000, BACK)]


def verdict(rows=ROWS, known=KNOWN, code="AM04", **changes):
    totals = Totals(len(rows), sum(r.offered for r in rows), sum(r.settled for r in rows))
    codes = {row.line: code for row in rows}
    return check_returns(known, rows, codes, replace(totals, **changes), TODAY)


def with_changes(**changes):
    return [replace(ROWS[0], **changes)]


def test_a_return_of_what_was_collected_is_believed():
    assert verdict() is None
    part = AnswerRow(2, "D2", "refused", 500, -300, BACK)
    assert verdict([*ROWS, part]) is None
    assert verdict(with_changes(outcome="unknown")) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reference": "D9"}, "debit_return_unknown"),
        ({"outcome": "success"}, "debit_unknown_outcome"),
        ({"outcome": "fine"}, "debit_unknown_outcome"),
        ({"settled": -10001}, "debit_return_amount"),
        ({"value_date": None}, "debit_return_no_day"),
        ({"value_date": date(2026, 10, 9)}, "debit_return_day"),
        ({"value_date": date(2026, 11, 11)}, "debit_return_day"),
        ({"settled": 5}, "debit_return_mixed"),
        ({"settled": 0}, "debit_return_mixed"),
    ],
)
def test_a_return_that_does_not_fit_is_named(changes, code):
    reason = verdict(with_changes(**changes))
    assert (reason.code, reason.arguments["line"]) == (code, 1)


@pytest.mark.parametrize("day", [PAID, TODAY])
def test_the_first_and_the_last_possible_day_are_possible(day):
    assert verdict(with_changes(value_date=day)) is None


def test_what_was_never_collected_cannot_go_back():
    never = [Collected("D1", 10000, 0, None)]
    assert verdict(known=never).code == "debit_return_not_collected"


def test_a_row_that_says_collected_undoes_nothing_and_contradicts_nothing():
    collected = AnswerRow(2, "D2", "partial", 500, 300, PAID)
    assert verdict([*ROWS, collected]) is None
    assert verdict([*ROWS, replace(collected, settled=301)]).code == "debit_return_mixed"


def test_the_same_return_again_is_known_and_another_one_is_not():
    gone = [replace(KNOWN[0], taken_back=(("AM04", 10000, BACK),))]
    assert verdict(known=gone) is None
    assert verdict(known=gone, code="MD06").code == "debit_return_twice"
    other_day = with_changes(value_date=date(2026, 11, 6))
    assert verdict(other_day, gone).code == "debit_return_twice"


def test_one_instruction_twice_in_a_report_is_refused():
    assert verdict([*ROWS, replace(ROWS[0], line=2)]).code == "debit_reference_twice"


def test_totals_hold_for_returns_too():
    assert verdict(row_count=2).code == "debit_row_count"
    assert verdict(settled=-1).code == "debit_total_settled"


def test_parts_are_returns_of_their_own_up_to_what_was_collected():
    parts = [replace(ROWS[0], settled=-6000), replace(ROWS[0], line=2, settled=-4000)]
    assert verdict(parts) is None
    known = [replace(KNOWN[0], taken_back=(("AM04", 6000, BACK),))]
    assert verdict(parts, known) is None, "the first is known, the second new"
    assert verdict(parts[1:], known, code="MD06") is None, "another code is another return"
    above = [replace(parts[1], settled=-4001)]
    assert verdict(above, known).code == "debit_return_amount"
    assert verdict([parts[0], replace(parts[1], settled=-4001)]).code == "debit_return_amount"


def test_the_youngest_part_goes_back_first_and_what_went_earlier_stays_gone():
    assert take_back([50, 30, 20], 0, 10) == [0, 0, 10]
    assert take_back([50, 30, 20], 10, 45) == [5, 30, 10]
    assert take_back([50, 30, 20], 0, 100) == [50, 30, 20]
    for before, amount in ((0, 101), (60, 41), (0, 0), (-1, 5)):
        with pytest.raises(ValueError, match="more is taken back"):
            take_back([50, 30, 20], before, amount)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=5), st.data())
def test_returns_in_any_steps_take_the_same(parts, data):
    left, before, gone = sum(parts), 0, [0] * len(parts)
    while left:
        amount = data.draw(st.integers(1, left))
        step = take_back(parts, before, amount)
        assert sum(step) == amount
        gone = [a + b for a, b in zip(gone, step, strict=True)]
        assert all(taken <= part for taken, part in zip(gone, parts, strict=True))
        before, left = before + amount, left - amount
    assert gone == parts
