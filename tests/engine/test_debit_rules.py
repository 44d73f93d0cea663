"""Direct debit: believing an answer, presenting again, applying money, masking."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debit_rules import (
    CONSEQUENCES,
    AnswerRow,
    Attempt,
    Offered,
    Totals,
    Window,
    check_answer,
    failures_in_a_row,
    instruction_reference,
    mask_accounts,
    may_present,
)

DAY = date(2026, 11, 10)
WINDOW = Window(first=date(2026, 11, 9), last=date(2026, 11, 12))
OFFERED = [Offered("D1", 10000), Offered("D2", 20000), Offered("D3", 500)]
ROWS = [
    AnswerRow(1, "D1", "success", 10000, 10000, DAY),
    AnswerRow(2, "D2", "partial", 20000, 7000, DAY),
    AnswerRow(3, "D3", "funds", 500, 0, None),
]


def verdict(rows=None, sent=None, window=WINDOW, **totals):
    """What the check says about an answer whose totals fit unless told otherwise."""
    rows = ROWS if rows is None else rows
    stated = {
        "row_count": len(rows),
        "offered": sum(row.offered for row in rows),
        "settled": sum(row.settled for row in rows),
    }
    return check_answer(sent or OFFERED, rows, Totals(**{**stated, **totals}), window)


def with_row(position, **changes):
    rows = list(ROWS)
    rows[position] = replace(rows[position], **changes)
    return rows


def test_an_answer_that_fits_is_believed():
    assert verdict() is None


def test_the_order_of_rows_does_not_matter():
    assert verdict(list(reversed(ROWS))) is None


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        ({"row_count": 4}, "debit_row_count"),
        ({"offered": 30501}, "debit_total_offered"),
        ({"settled": 16999}, "debit_total_settled"),
    ],
)
def test_a_total_that_differs_from_its_rows_sets_the_file_aside(totals, code):
    assert verdict(**totals).code == code


@pytest.mark.parametrize(
    ("position", "changes", "code"),
    [
        (0, {"reference": "D9"}, "debit_unknown_reference"),
        (1, {"reference": "D1"}, "debit_reference_twice"),
        (0, {"outcome": "fine"}, "debit_unknown_outcome"),
        (0, {"offered": 10001}, "debit_amount_differs"),
        (0, {"settled": 10001}, "debit_settled_impossible"),
        (0, {"settled": -1}, "debit_settled_impossible"),
        (0, {"settled": 9999}, "debit_success_not_full"),
        (1, {"settled": 0}, "debit_partial_not_partial"),
        (1, {"settled": 20000}, "debit_partial_not_partial"),
        (2, {"settled": 1}, "debit_failed_with_money"),
        (0, {"value_date": None}, "debit_no_value_date"),
        (0, {"value_date": date(2026, 11, 7)}, "debit_value_date_outside"),
        (0, {"value_date": date(2026, 11, 14)}, "debit_value_date_outside"),
    ],
)
def test_a_row_that_contradicts_its_instruction_is_named(position, changes, code):
    reason = verdict(with_row(position, **changes))
    assert (reason.code, reason.arguments["line"]) == (code, position + 1)


def test_a_clock_one_day_apart_is_no_contradiction():
    assert verdict(with_row(0, value_date=date(2026, 11, 13))) is None


def test_silence_about_an_instruction_is_no_answer():
    reason = verdict(ROWS[:2])
    assert (reason.code, dict(reason.arguments)) == (
        "debit_rows_missing",
        {"count": 1, "reference": "D3"},
    )


def test_an_answered_instruction_may_be_left_out_or_repeated_but_not_changed():
    answered = [replace(OFFERED[0], answered=("success", 10000)), *OFFERED[1:]]
    assert verdict(ROWS[1:], answered) is None
    assert verdict(ROWS, answered) is None
    failed = with_row(0, outcome="funds", settled=0)
    assert verdict(failed, answered).code == "debit_answer_changed"


def test_an_older_answer_that_comes_late_and_does_not_know_yet_is_no_contradiction():
    answered = [replace(one, answered=("success", one.amount)) for one in OFFERED[:1]]
    late = with_row(0, outcome="unknown", settled=0)
    assert verdict(late, [*answered, *OFFERED[1:]]) is None


@given(st.permutations(ROWS), st.integers(0, 2), st.integers(-5, 30000))
def test_no_answer_with_an_impossible_amount_is_ever_believed(rows, position, settled):
    row = replace(rows[position], settled=settled)
    changed = [*rows[:position], row, *rows[position + 1 :]]
    possible = {
        "success": settled == row.offered,
        "partial": 0 < settled < row.offered,
        "funds": settled == 0,
    }[row.outcome]
    assert (verdict(changed) is None) == possible


def test_each_outcome_ends_in_a_state_and_only_money_outcomes_move_money():
    assert {name for name, one in CONSEQUENCES.items() if one.money} == {"success", "partial"}
    assert {one.state for one in CONSEQUENCES.values()} == {
        "settled", "partial", "failed", "unknown",
    }  # fmt: skip


# Presenting again


def test_a_mandate_without_failures_may_be_debited_any_day():
    assert may_present([], DAY) is None
    assert may_present([Attempt(DAY, "success")], DAY) is None


def test_a_failure_for_want_of_funds_waits_five_days():
    reason = may_present([Attempt(date(2026, 11, 6), "funds")], DAY)
    assert (reason.code, reason.arguments["earliest"]) == ("debit_too_soon", "2026-11-11")
    assert may_present([Attempt(date(2026, 11, 5), "funds")], DAY) is None


def test_two_runs_a_month_are_the_limit():
    history = [Attempt(date(2026, 11, 1), "funds"), Attempt(date(2026, 11, 10), "funds")]
    assert may_present(history, date(2026, 11, 25)).code == "debit_month_used"
    assert may_present(history, date(2026, 12, 1)) is None


def test_three_failures_in_a_row_need_a_conversation():
    history = [Attempt(date(2026, month, 10), "funds") for month in (9, 10, 11)]
    assert failures_in_a_row(history) == 3
    assert may_present(history, date(2026, 12, 10)).code == "debit_funds_in_a_row"
    paid_between = [*history, Attempt(date(2026, 10, 20), "success")]
    assert may_present(paid_between, date(2026, 12, 10)) is None


@pytest.mark.parametrize("outcome", ["limit", "technical"])
def test_a_limit_or_a_technical_fault_is_tried_on_the_next_run_three_times_at_most(outcome):
    days = [date(2026, 11, day) for day in (2, 3, 4)]
    assert may_present([Attempt(day, outcome) for day in days[:2]], days[2]) is None
    reason = may_present([Attempt(day, outcome) for day in days], date(2026, 11, 5))
    assert (reason.code, reason.arguments["count"]) == (f"debit_{outcome}_in_a_row", 3)
    mended = [*(Attempt(day, outcome) for day in days), Attempt(date(2026, 11, 5), "success")]
    assert may_present(mended, date(2026, 11, 6)) is None


def test_the_month_counts_from_its_first_to_its_last_day():
    history = [Attempt(date(2026, 10, 31), "funds"), Attempt(date(2026, 11, 5), "funds")]
    assert may_present(history, date(2026, 11, 10)) is None
    history[0] = Attempt(date(2026, 11, 1), "funds")
    assert may_present(history, date(2026, 11, 30)).code == "debit_month_used"


# References


@given(st.lists(st.integers(1, 36**8 - 1), unique=True))
def test_references_are_short_plain_and_different(numbers):
    references = [instruction_reference(number) for number in numbers]
    assert len(set(references)) == len(numbers)
    assert all(len(one) == 9 and one.isascii() and one.isalnum() for one in references)


@pytest.mark.parametrize("number", [0, -1, 36**8])
def test_a_number_without_a_reference_is_refused(number):
    with pytest.raises(ValueError, match="does not fit"):
        instruction_reference(number)


# Masking


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("1|6227000012345678901|张三|123.45|0|", "1|****8901|张三|123.45|0|"),
        ("DE89370400440532013000;20261110;12345.67", "****3000;20261110;12345.67"),
        ("D0000001A|DK2611210001|水费", "D0000001A|DK2611210001|水费"),
        ("余额不足", "余额不足"),
    ],
)
def test_account_numbers_in_a_raw_row_are_cut_to_four_digits(raw, shown):
    assert mask_accounts(raw) == shown
