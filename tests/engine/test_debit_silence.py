"""What an answer is silent about: it contradicts, waits, or was collected."""

from dataclasses import replace
from datetime import date

import pytest

from engine.debit_rules import AnswerRow, Offered, Totals, Window, check_answer
from engine.debit_silence import (
    Sent,
    Successes,
    answered_parts,
    check_successes,
    proved_by,
    silent_rows,
)

DAY = date(2026, 11, 10)
WINDOW = Window(date(2026, 11, 9), date(2026, 11, 12))
OFFERED = [
    Offered("D1", 10000, part=1),
    Offered("D2", 20000, part=1),
    Offered("D3", 500, part=2),
    Offered("D4", 700, part=2),
]
FAILED = AnswerRow(3, "D1", "funds", 10000, 0, None)


def check(rows, offered=OFFERED, **options):
    totals = Totals(len(rows), sum(r.offered for r in rows), sum(r.settled for r in rows))
    return check_answer(offered, rows, totals, WINDOW, **options)


def test_an_answer_to_one_file_names_all_of_that_file_and_none_of_the_others():
    collected = AnswerRow(2, "D2", "success", 20000, 20000, DAY)
    assert check([FAILED, collected]) is None
    reason = check([FAILED])
    assert (reason.code, reason.arguments["reference"]) == ("debit_rows_missing", "D2")
    touches_both = [FAILED, collected, AnswerRow(4, "D3", "funds", 500, 0, None)]
    assert check(touches_both).arguments["reference"] == "D4"


def test_an_empty_answer_answers_nothing():
    assert check([]).code == "debit_rows_missing"


def test_where_a_bank_answers_in_several_files_the_others_wait():
    assert check([FAILED], whole=False) is None


def test_where_failures_alone_are_listed_the_rest_was_collected():
    said = Successes(count=1, total=20000, value_date=DAY)
    (row,) = silent_rows(OFFERED, [FAILED], said)
    assert row == AnswerRow(4, "D2", "success", 20000, 20000, DAY)
    assert check_successes([FAILED, row], said) is None


def test_silence_without_any_failure_is_about_the_whole_batch():
    said = Successes(count=4, total=31200, value_date=DAY)
    rows = silent_rows(OFFERED, [], said)
    assert [row.reference for row in rows] == ["D1", "D2", "D3", "D4"]
    assert check_successes(rows, said) is None


def test_silence_about_one_file_is_about_that_file():
    said = Successes(count=2, total=1200, value_date=DAY, part=2)
    assert [row.reference for row in silent_rows(OFFERED, [], said)] == ["D3", "D4"]
    assert answered_parts(OFFERED, [FAILED]) == {1}


def test_an_answer_that_was_cut_short_does_not_read_like_success():
    said = Successes(count=1, total=20000, value_date=DAY)
    rows = silent_rows(OFFERED, [], replace(said, part=1))
    assert check_successes(rows, said).code == "debit_success_count"
    two = Successes(count=2, total=29999, value_date=DAY, part=1)
    assert check_successes(rows, two).code == "debit_success_total"


def test_silence_repeats_what_was_collected_before_and_contradicts_no_failure():
    answered = [
        replace(OFFERED[0], answered=("funds", 0)),
        replace(OFFERED[1], answered=("success", 20000)),
        replace(OFFERED[2], answered=("partial", 200)),
        OFFERED[3],
    ]
    rows = silent_rows(answered, [], Successes(2, 20700, DAY))
    assert [row.reference for row in rows] == ["D2", "D4"]


# Money as the proof

SENT = [Sent("D1", 100), Sent("D2", 250), Sent("D3", 400, 2)]


@pytest.mark.parametrize(
    ("amount", "names", "proved"),
    [
        (750, {"DK1"}, ["D1", "D2", "D3"]),
        (350, {"DK101"}, ["D1", "D2"]),
        (400, {"DK102"}, ["D3"]),
        (250, {"D2"}, ["D2"]),
        (350, {"D1", "D2"}, ["D1", "D2"]),
        (350, {"DK101", "D1"}, ["D1", "D2"]),
        (749, {"DK1"}, None),
        (350, {"DK1"}, None),
        (750, {"DK10", "DK2"}, None),
        (750, set(), None),
    ],
)
def test_a_sum_proves_what_it_names_and_pays_to_the_cent(amount, names, proved):
    found = proved_by("DK1", SENT, amount, names)
    assert (found and [one.reference for one in found]) == proved


def test_first_and_recurring_debits_may_be_paid_each_on_its_own():
    sent = [Sent("D1", 100, 1, "FRST"), Sent("D2", 250, 1, "RCUR"), Sent("D3", 50, 1, "RCUR")]
    for names in ({"DK1"}, {"DK1FRST"}, {"DK101FRST"}):
        assert proved_by("DK1", sent, 100, names) == sent[:1]
    assert proved_by("DK1", sent, 300, {"DK1RCUR"}) == sent[1:]
    assert proved_by("DK1", sent, 300, {"DK1FRST"}) is None
    assert proved_by("DK1", sent, 400, {"DK1"}) == sent


def test_the_same_sum_twice_proves_neither():
    sent = [Sent("D1", 100, 1, "FRST"), Sent("D2", 100, 1, "RCUR")]
    assert proved_by("DK1", sent, 100, {"DK1"}) is None
    assert proved_by("DK1", sent, 100, {"DK1RCUR"}) == sent[1:]
    assert proved_by("DK1", [], 100, {"DK1"}) is None
