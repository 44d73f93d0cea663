"""Which charge a payment pays. Property tests compare with a cent-by-cent clerk."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.allocation import (
    ChargeBalance,
    fill,
    fill_oldest_first,
    net_of_reductions,
    settle,
    spread_remaining,
    waterfall_order,
)

JANUARY = date(2026, 1, 1)
APRIL = date(2026, 4, 1)

KINDS = ["principal", "late_fee", "pass_through", "unclassified"]


@st.composite
def bills(draw, lowest=0, largest=60):
    """A few charges with unique keys, some with unknown dates."""
    days = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2025, 1, 4)))
    count = draw(st.integers(1, 6))
    return [
        ChargeBalance(
            key,
            draw(st.sampled_from(KINDS)),
            draw(days),
            draw(days),
            draw(st.integers(lowest, largest)),
        )
        for key in range(count)
    ]


def clerk(charges, available, designations=()):
    """The slow and obvious version: hand out one cent at a time."""
    paid = {charge.key: 0 for charge in charges}
    ordered = sorted(charges, key=waterfall_order)
    wanted = {}
    for key, designated in designations:
        wanted[key] = wanted.get(key, 0) + designated
    for _cent in range(available):
        takers = [c.key for c in ordered if paid[c.key] < min(c.original, wanted.get(c.key, 0))]
        takers += [c.key for c in ordered if paid[c.key] < c.original]
        if takers:
            paid[takers[0]] += 1
    return paid


def test_principal_is_paid_before_an_older_late_fee():
    charges = [
        ChargeBalance(1, "late_fee", JANUARY, None, 50),
        ChargeBalance(2, "principal", APRIL, APRIL, 100),
    ]
    assert fill_oldest_first(charges, 120) == {1: 20, 2: 100}


def test_the_older_service_period_is_paid_first():
    charges = [
        ChargeBalance(1, "principal", APRIL, APRIL, 100),
        ChargeBalance(2, "principal", APRIL, JANUARY, 100),
    ]
    assert spread_remaining(charges, 150) == {1: 100, 2: 50}


def test_an_unknown_period_comes_last_and_ties_go_by_key():
    charges = [
        ChargeBalance(3, "principal", APRIL, None, 10),
        ChargeBalance(2, "principal", APRIL, JANUARY, 10),
        ChargeBalance(1, "principal", APRIL, JANUARY, 10),
    ]
    assert fill_oldest_first(charges, 15) == {1: 10, 2: 5, 3: 0}


def test_a_designation_goes_before_principal():
    charges = [
        ChargeBalance("fee", "principal", APRIL, APRIL, 100),
        ChargeBalance("late", "late_fee", APRIL, APRIL, 40),
    ]
    assert spread_remaining(charges, 100, [("late", 40)]) == {"fee": 100, "late": 0}


def test_what_a_designation_cannot_use_joins_the_waterfall():
    charges = [
        ChargeBalance(1, "principal", APRIL, None, 100),
        ChargeBalance(2, "cost", APRIL, None, 10),
    ]
    assert fill(charges, 60, [(2, 25), ("unknown", 20)]) == {1: 50, 2: 10}


def test_a_waiver_of_a_late_fee_leaves_principal_alone():
    charges = [
        ChargeBalance("fee", "principal", APRIL, APRIL, 1000),
        ChargeBalance("late", "late_fee", APRIL, APRIL, 80),
    ]
    result = settle(charges, 700, credited=80, credit_designations=[("late", 80)])
    assert (result["late"].credited, result["late"].remaining) == (80, 0)
    assert (result["fee"].allocated, result["fee"].remaining) == (300, 700)


def test_a_discount_reduces_its_own_unit_and_period_first():
    charges = [
        ChargeBalance(("flat", "principal"), "principal", APRIL, None, 100),
        ChargeBalance(("garage", "principal"), "principal", APRIL, None, 30),
        ChargeBalance(("garage", "unclassified"), "unclassified", APRIL, None, -10),
    ]
    groups = {charge.key: charge.key[0] for charge in charges}
    assert net_of_reductions(charges, groups) == {
        ("flat", "principal"): 100,
        ("garage", "principal"): 20,
        ("garage", "unclassified"): 0,
    }


def test_what_is_left_of_a_discount_reduces_the_rest_of_the_bill():
    charges = [
        ChargeBalance("flat", "principal", APRIL, None, 100),
        ChargeBalance("garage", "principal", APRIL, None, 30),
        ChargeBalance("garage off", "unclassified", APRIL, None, -50),
    ]
    groups = {"flat": "flat", "garage": "garage", "garage off": "garage"}
    assert net_of_reductions(charges, groups) == {"flat": 80, "garage": 0, "garage off": 0}


@pytest.mark.parametrize("remaining", [-1, 111])
def test_a_remainder_outside_the_bill_is_refused(remaining):
    with pytest.raises(ValueError, match="outside"):
        spread_remaining([ChargeBalance(1, "principal", APRIL, None, 110)], remaining)


@given(bills(), st.integers(0, 400), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 40))))
def test_filling_agrees_with_the_clerk(charges, available, designations):
    assert fill(charges, available, designations) == clerk(charges, available, designations)


@given(bills(), st.data())
def test_what_remains_adds_up(charges, data):
    remaining = data.draw(st.integers(0, sum(c.original for c in charges)))
    assert sum(spread_remaining(charges, remaining).values()) == remaining


@given(bills(), st.data())
def test_every_charge_is_credited_allocated_or_remaining(charges, data):
    total = sum(c.original for c in charges)
    remaining = data.draw(st.integers(0, total))
    credited = data.draw(st.integers(0, total - remaining))
    notes = data.draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 50)), max_size=3))
    answer = settle(charges, remaining, credited, notes)
    assert sum(s.remaining for s in answer.values()) == remaining
    assert sum(s.credited for s in answer.values()) == credited
    for settlement in answer.values():
        parts = (settlement.credited, settlement.allocated, settlement.remaining)
        assert sum(parts) == settlement.original
        assert min(parts) >= 0


@given(bills(lowest=-60), st.data())
def test_discounts_neither_make_nor_lose_money(charges, data):
    groups = {c.key: data.draw(st.sampled_from("AB")) for c in charges}
    net = net_of_reductions(charges, groups)
    assert sum(net.values()) == max(0, sum(c.original for c in charges))
    assert all(0 <= net[c.key] <= max(c.original, 0) for c in charges)
