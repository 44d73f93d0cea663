"""The formal demand: time to pay, proof of arrival, and which periods it speaks for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.demand import (
    Delivery,
    Demand,
    deadline,
    delivery_faults,
    demanded,
    leaves_too_little_time,
    pay_by,
    proof_method,
)

DAY = date(2026, 9, 15)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def later(days):
    return DAY + timedelta(days=days)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_a_demand_leaves_fifteen_days_and_never_less_than_a_week():
    assert pay_by(DAY) == later(15)
    assert pay_by(DAY, 8) == later(8)
    assert pay_by(DAY, 7) == pay_by(DAY, 6) == pay_by(DAY, 0) == later(7)


def test_a_letter_that_lay_about_is_printed_anew():
    assert not leaves_too_little_time(later(15), later(8))
    assert leaves_too_little_time(later(15), later(9))


@given(DAYS, DAYS)
def test_the_period_ends_a_week_after_arrival_at_the_earliest(until, delivered):
    over = deadline(until, delivered)
    assert over >= until
    assert over - delivered >= timedelta(days=7)
    assert over in (until, delivered + timedelta(days=7))


def delivered(**values):
    given_values = {"method": "courier", "on": DAY, "posted_on": later(-3), "tracking": "SF1"}
    return delivery_faults(Delivery(**{**given_values, **values}), DAY)


def test_a_delivery_is_complete_and_lies_between_posting_and_today():
    assert not delivered()
    assert not delivered(on=later(-3))
    assert codes(delivered(on=later(-4))) == ["letter_before_posting"]
    assert codes(delivered(on=later(1))) == ["letter_day_ahead"]


def test_each_way_asks_for_its_own_proof():
    assert codes(delivered(tracking="")) == ["letter_no_tracking"]
    assert codes(delivered(method="registered", tracking="")) == ["letter_no_tracking"]
    assert codes(delivered(method="by_hand")) == ["letter_no_signer"]
    assert codes(delivered(method="by_hand", signer="Li")) == ["letter_no_signer"]
    assert not delivered(method="by_hand", tracking="", signer="Li", relation="self")
    assert not delivered(method="letter_box", tracking="")


@pytest.mark.parametrize(
    ("method", "relation", "expected"),
    [
        ("courier", None, "courier"),
        ("registered", None, "registered_letter"),
        ("courier", "self", "signed"),
        ("by_hand", "authorised", "signed"),
        ("by_hand", "co_resident", "co_resident"),
        ("letter_box", None, None),
        ("letter_box", "self", None),
    ],
)
def test_a_letter_box_proves_nothing_and_a_signature_says_whose(method, relation, expected):
    assert proof_method(method, relation) == expected


def demand(charges, on=DAY, until=None):
    return Demand(on, until or on + timedelta(days=15), frozenset(charges))


def test_without_a_demand_there_is_none():
    found = demanded([], {1})
    assert (found.delivered_on, found.pay_by, found.names_every_period) == (None, None, False)


def test_every_period_has_to_be_named():
    assert demanded([demand({1, 2})], {1, 2}).names_every_period
    assert not demanded([demand({1})], {1, 2}).names_every_period
    assert not demanded([demand({1})], set()).names_every_period


def test_two_demands_may_name_the_periods_between_them():
    first, second = demand({1}), demand({1, 2}, later(30))
    found = demanded([second, first], {1, 2})
    assert found.names_every_period
    assert found.pay_by == later(45), "the youngest period may still be paid"
    assert demanded([second, first], {1}).pay_by == later(15), "an older demand is not forgotten"


@given(st.lists(st.tuples(st.frozensets(st.integers(1, 5)), DAYS, DAYS), max_size=6),
       st.frozensets(st.integers(1, 5), min_size=1))  # fmt: skip
def test_more_demands_never_take_a_named_period_back(rows, charges):
    demands = [Demand(on, until, names) for names, on, until in rows]
    whole = demanded(demands, charges)
    assert whole.names_every_period == (charges <= frozenset().union(*(n for n, _o, _u in rows)))
    if whole.names_every_period:
        assert demanded([*demands, demand(charges)], charges).pay_by <= max(whole.pay_by, later(15))
