"""Disputes: just the disputed part is paused, and no more is taken off than was disputed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.allocation import ChargeBalance
from engine.dispute import (
    OUTCOMES,
    Decision,
    DisputedCharge,
    Pause,
    decision_obstacles,
    obstacles,
    pauses,
    reduction,
    share_of,
    split,
    word_owed_on,
)


def charge(key=1, disputed=1000, remaining=1000, **facts):
    return DisputedCharge(key, disputed, remaining, **facts)


def balances(amounts):
    return [
        ChargeBalance(key, "principal", date(2026, 1 + key, 1), None, left)
        for key, left in enumerate(amounts)
    ]


def codes(reasons):
    return [reason.code for reason in reasons]


def test_what_is_owed_and_disputed_once_can_be_disputed():
    assert obstacles("not_performed", [charge(1), charge(2, disputed=1)]) == []


@pytest.mark.parametrize("ground", ["not_living_there", "not_using"])
def test_not_living_there_and_not_using_it_are_no_disputes(ground):
    assert codes(obstacles(ground, [charge()])) == [f"dispute_{ground}"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_own": False}, "dispute_of_another"),
        ({"is_disputed_already": True}, "dispute_twice"),
        ({"remaining": 0}, "dispute_settled"),
        ({"disputed": 1001}, "dispute_too_much"),
        ({"disputed": 0}, "dispute_too_much"),
        ({"disputed": -5}, "dispute_too_much"),
    ],
)
def test_what_stands_against_a_charge(facts, code):
    assert codes(obstacles(None, [charge(**facts), charge(2)])) == [code]


def test_each_reason_is_given_once_and_nothing_is_no_dispute():
    assert codes(obstacles(None, [charge(1, 2000), charge(2, 3000)])) == ["dispute_too_much"]
    assert codes(obstacles(None, [])) == ["dispute_without_charges"]


def test_whole_charges_share_one_hold_and_each_part_has_its_own():
    found = pauses([charge(1), charge(2, disputed=300), charge(3, disputed=1200)])
    assert found == [Pause((1, 3)), Pause((2,), 300)]


def test_what_was_paid_meanwhile_is_not_paused():
    assert pauses([charge(remaining=0)]) == []


@given(st.lists(st.integers(0, 5000), max_size=8), st.integers(0, 20000))
def test_a_part_amount_is_laid_over_the_charges_exactly_and_oldest_first(left, total):
    parts = split(balances(left), total)
    assert sum(parts.values()) == min(total, sum(left))
    assert all(0 < part <= left[key] for key, part in parts.items())
    reached = [key for key, amount in enumerate(left) if amount and key in parts]
    owing = [key for key, amount in enumerate(left) if amount]
    assert reached == owing[: len(reached)], "no later charge before an older one"
    assert all(parts[key] == left[key] for key in reached[:-1])


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=8))
def test_never_more_is_paused_than_is_left(pairs):
    charges = [charge(key, *pair) for key, pair in enumerate(pairs)]
    held = dict.fromkeys(range(len(charges)), 0)
    for pause in pauses(charges):
        for key in pause.keys:
            held[key] += charges[key].remaining if pause.part is None else pause.part
    assert all(held[c.key] == min(max(c.disputed, 0), c.remaining) for c in charges)


@given(st.integers(0, 9000), st.integers(0, 9000), st.integers(-50, 9000))
def test_a_reduction_stays_within_what_is_disputed_and_left(disputed, remaining, wanted):
    cut = reduction(disputed, remaining, wanted)
    assert 0 <= cut <= min(disputed, remaining)
    assert cut == wanted or not 0 <= wanted <= min(disputed, remaining)


def test_a_share_is_rounded_half_up():
    assert share_of(1005, Decimal("50")) == 503
    assert share_of(1000, Decimal("33.33")) == 333
    assert share_of(1000, Decimal("100")) == 1000


def test_a_word_is_owed_every_fourteen_days():
    assert word_owed_on(date(2026, 9, 1), None) == date(2026, 9, 15)
    assert word_owed_on(date(2026, 9, 1), date(2026, 9, 10)) == date(2026, 9, 24)


def decision(**values):
    return Decision(**{"kind": "amount", "outcome": "rejected", "has_reasons": True, **values})


def test_a_decision_needs_an_outcome_and_reasons():
    assert decision_obstacles(decision(), [charge()]) == []
    for missing in ({"outcome": None}, {"has_reasons": False}):
        found = decision_obstacles(decision(**missing), [charge()])
        assert codes(found) == ["decision_without_reasons"]


@pytest.mark.parametrize("kind", sorted(OUTCOMES))
def test_each_type_allows_its_own_outcomes_alone(kind):
    for outcome in ("rejected", "corrected", "reduced"):
        asked = decision(kind=kind, outcome=outcome, has_evidence=True, wanted={1: 10})
        expected = [] if outcome in OUTCOMES[kind] else ["outcome_not_for_type"]
        assert codes(decision_obstacles(asked, [charge()])) == expected


def test_who_is_not_the_payer_gets_no_reduction_and_a_defect_no_correction():
    assert "reduced" not in OUTCOMES["identity"]
    assert "corrected" not in OUTCOMES["house_defect"]


@pytest.mark.parametrize(
    ("wanted", "evidence", "expected"),
    [
        ({1: 400}, True, []),
        ({1: 400}, False, ["reduction_without_evidence"]),
        ({}, True, ["reduction_of_nothing"]),
        ({1: 0}, True, ["reduction_of_nothing"]),
        ({1: 501}, True, ["reduction_too_large"]),
        ({1: 401}, True, ["reduction_too_large"]),
        ({1: -1}, True, ["reduction_too_large"]),
    ],
)
def test_a_reduction_needs_evidence_and_keeps_within_bounds(wanted, evidence, expected):
    asked = decision(outcome="reduced", has_evidence=evidence, wanted=wanted)
    assert codes(decision_obstacles(asked, [charge(disputed=500, remaining=400)])) == expected
