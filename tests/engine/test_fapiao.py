"""Numbers of fapiao, what is left to be invoiced, red letters, rows of lists that come back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fapiao import (
    Answer,
    Billed,
    Covered,
    Waiting,
    by_rate,
    judge,
    may_stop,
    number_fault,
    status,
    surplus,
    tax_number_fault,
)

NUMBER = "24332000000012345678"
TODAY = date(2026, 9, 15)


@pytest.mark.parametrize(
    ("number", "code", "fault"),
    [
        (NUMBER, "", None),
        ("12345678", "3300204130", None),
        ("12345678", "033002100111", None),
        ("", "", "fapiao_number_missing"),
        ("2433200000001234567", "", "fapiao_number_length"),
        ("12345678", "", "fapiao_number_length"),
        ("2.4332E+19", "", "fapiao_number_not_digits"),
        ("２４３３２０００００００１２３４５６７８", "", "fapiao_number_not_digits"),
        (NUMBER, "3300204130", "fapiao_old_number_length"),
        ("12345678", "33002", "fapiao_code_length"),
    ],
)
def test_a_number_is_digital_or_of_the_earlier_systems(number, code, fault):
    found = number_fault(number, code)
    assert (found and found.code) == fault


@pytest.mark.parametrize(
    ("tax_number", "good"),
    [
        ("91110000600037341L", True),
        ("330100123456789", True),
        ("91110000600037341l", False),
        ("123", False),
        ("", False),
        ("9111000060003734-L", False),
    ],
)
def test_a_tax_number_has_15_to_20_letters_and_digits(tax_number, good):
    assert (tax_number_fault(tax_number) is None) is good


def test_a_bill_stops_the_ladder_once_and_a_card_not_time_after_time():
    assert may_stop([1], [], None, TODAY)
    assert not may_stop([1], [1], None, TODAY)
    assert not may_stop([2], [1], date(2026, 9, 1), TODAY)
    assert may_stop([1, 2], [1], date(2026, 8, 1), TODAY)


def test_what_was_credited_after_the_fapiao_needs_a_red_letter():
    lines = [Covered(1, 10, 100, "issued", 5000)]
    assert surplus(lines, [Billed(10, 100, 5000)]) == {}
    assert surplus(lines, [Billed(10, 100, 4600)]) == {1: 400}
    assert surplus(lines, [Billed(10, 100, 0, gone=True)]) == {1: 5000}


def test_a_request_shrinks_before_a_fapiao_and_the_newest_fapiao_first():
    lines = [
        Covered(1, 10, 100, "issued", 3000, date(2026, 5, 1)),
        Covered(2, 10, 100, "issued", 1000, date(2026, 6, 1)),
        Covered(3, 10, 100, "asked", 500),
    ]
    assert surplus(lines, [Billed(10, 100, 2600)]) == {3: 500, 2: 1000, 1: 400}


def test_an_open_charge_of_the_same_bill_hides_no_red_letter():
    lines = [Covered(1, 10, 100, "issued", 5000)]
    assert surplus(lines, [Billed(10, 100, 4000), Billed(11, 100, 9000)]) == {1: 1000}


def test_a_bill_that_is_sorted_anew_needs_no_red_letter():
    lines = [Covered(1, 10, 100, "issued", 5000)]
    charges = [Billed(10, 100, 0, gone=True), Billed(11, 100, 5000)]
    assert surplus(lines, charges) == {}
    charges = [Billed(10, 100, 0, gone=True), Billed(11, 100, 4000), Billed(12, 200, 5000)]
    assert surplus(lines, charges) == {1: 1000}


amounts = st.integers(0, 10_000)


@given(st.lists(st.tuples(st.integers(1, 3), amounts), max_size=6), st.lists(amounts, max_size=3))
def test_after_the_red_letters_nothing_is_invoiced_beyond_the_bill(parts, nets):
    lines = [Covered(n, charge, 1, "issued", amount) for n, (charge, amount) in enumerate(parts)]
    charges = [Billed(n + 1, 1, net) for n, net in enumerate([*nets, 0, 0, 0][:3])]
    taken = surplus(lines, charges)
    for charge in charges:
        standing = sum(x.amount - taken.get(x.key, 0) for x in lines if x.charge == charge.key)
        before = sum(x.amount for x in lines if x.charge == charge.key)
        assert standing == min(before, charge.net)


def test_a_whole_charge_carries_the_booked_tax_and_a_part_its_share():
    booked = {"6": (10_601, 600), "3": (1_030, 30)}
    assert by_rate(11_631, booked) == booked
    assert by_rate(5_000, {"6": (10_600, 600)}) == {"6": (5_000, 283)}
    assert by_rate(5_000, {}) == {"0": (5_000, 0)}
    assert by_rate(0, {}) == {}


@given(st.integers(0, 10**7), st.integers(1, 10**6), st.integers(1, 10**6))
def test_parts_by_rate_add_up(amount, first, second):
    found = by_rate(amount, {"6": (first, first * 6 // 106), "0": (second, 0)})
    assert sum(part for part, _tax in found.values()) == amount
    assert all(0 <= tax <= part for part, tax in found.values())


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([], "none"),
        ([("withdrawn", False, 100)], "none"),
        ([("asked", False, 100)], "asked"),
        ([("issued", False, 100)], "issued"),
        ([("issued", False, 100), ("exporting", True, 40)], "red_needed"),
        ([("issued", False, 100), ("issued", True, 40)], "issued"),
        ([("issued", False, 100), ("issued", True, 100)], "red_lettered"),
        ([("issued", False, 100), ("issued", True, 100), ("asked", False, 100)], "asked"),
    ],
)
def test_one_word_tells_where_a_bill_stands(lines, word):
    assert status(lines) == word


def codes(answer, waiting, taken=None):
    return [reason.code for reason in judge(answer, waiting, taken, TODAY)]


def test_a_row_that_came_back_is_accepted_or_refused_with_every_cause():
    good = Answer(NUMBER, day=date(2026, 9, 14), amount=5000)
    waiting = Waiting("exporting", 5000)
    assert codes(good, waiting) == []
    assert codes(good, None) == ["fapiao_key_unknown"]
    assert codes(good, waiting, "FP7") == ["fapiao_number_taken"]
    assert codes(good, Waiting("withdrawn", 5000)) == ["fapiao_withdrawn"]
    assert codes(good, Waiting("exporting", 5000, cancelled_bill=True)) == ["fapiao_bill_cancelled"]
    assert codes(good, Waiting("exporting", 5000, changed=True)) == ["fapiao_bill_changed"]
    bad = Answer("123", day=date(2026, 9, 16), amount=4999)
    assert codes(bad, waiting) == [
        "fapiao_number_length", "fapiao_date_future", "fapiao_amount_differs",
    ]  # fmt: skip
    assert codes(Answer(NUMBER), waiting) == ["fapiao_date_missing"]


def test_a_row_read_twice_changes_nothing():
    done = Waiting("issued", 5000, NUMBER)
    assert codes(Answer(NUMBER, day=TODAY), done) == ["fapiao_already"]
    assert codes(Answer("1" * 20, day=TODAY), done) == ["fapiao_other_number"]
