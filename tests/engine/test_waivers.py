"""Waivers of late fees: never above the posted fee, never decided by the one who asks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.allocation import ChargeBalance
from engine.waivers import WaivedFee, apply, conflicts, is_undelivered, part_of, waivable

TODAY = date(2026, 5, 4)


def fee(key=1, approved=1000, remaining=1000, kind="late_fee"):
    return WaivedFee(key, kind, approved, remaining)


def codes(application):
    return [reason.code for reason in application.reasons]


def test_a_payment_in_between_lowers_the_credit():
    assert apply([fee(remaining=400)], None, TODAY).amounts == {1: 400}


def test_the_approved_part_is_a_ceiling():
    assert apply([fee(approved=300)], None, TODAY).amounts == {1: 300}


def test_a_fee_already_gone_leaves_nothing_to_waive():
    assert codes(apply([fee(remaining=0)], None, TODAY)) == ["nothing_left_to_waive"]
    assert codes(apply([], None, TODAY)) == ["nothing_left_to_waive"]


def test_one_paid_fee_does_not_stop_the_others():
    assert apply([fee(1, remaining=0), fee(2)], None, TODAY).amounts == {2: 1000}


@pytest.mark.parametrize("kind", ["principal", "pass_through", "deposit", "cost", "unclassified"])
def test_nothing_but_late_fees_is_touched(kind):
    application = apply([fee(1), fee(2, kind=kind)], None, TODAY)
    assert codes(application) == ["not_a_late_fee"]
    assert application.amounts == {}


def test_a_waiver_may_be_used_through_its_last_day():
    assert apply([fee()], TODAY, TODAY).amounts == {1: 1000}
    assert codes(apply([fee()], date(2026, 5, 3), TODAY)) == ["waiver_expired"]


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_a_credit_is_never_above_the_fee_nor_below_zero(approved, remaining):
    amount = waivable(fee(approved=approved, remaining=remaining))
    assert 0 <= amount <= max(remaining, 0)
    assert amount <= max(approved, 0)


def test_a_part_waiver_takes_the_oldest_fee_first():
    fees = [
        ChargeBalance("new", "late_fee", date(2026, 3, 1), None, 500),
        ChargeBalance("old", "late_fee", date(2026, 1, 1), None, 300),
        ChargeBalance("paid", "late_fee", date(2025, 1, 1), None, 0),
    ]
    assert part_of(fees, 400) == {"old": 300, "new": 100}
    assert part_of(fees, 10**6) == {"old": 300, "new": 500}


def test_nobody_decides_his_own_request_or_his_own_card():
    assert conflicts(1, [2], [3]) == []
    assert [r.code for r in conflicts(1, [1, 2], [3])] == ["own_request"]
    assert [r.code for r in conflicts(1, [2], [1])] == ["own_card"]
    assert [r.code for r in conflicts(1, [1], [1])] == ["own_request", "own_card"]


@pytest.mark.parametrize(
    ("arrived", "undelivered"),
    [
        ([], True),
        ([("other bill", date(2026, 5, 1))], True),
        ([("bill", date(2026, 5, 5))], True),
        ([("bill", TODAY)], False),
    ],
)
def test_a_fee_is_owed_where_its_bill_arrived_while_it_ran(arrived, undelivered):
    assert is_undelivered([("bill", TODAY)], arrived) is undelivered


def test_without_a_fee_nothing_was_undelivered():
    assert not is_undelivered([], [])
