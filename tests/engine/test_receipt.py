"""The counter's rules: what is proposed, and what is refused."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.allocation import ChargeBalance
from engine.receipt import (
    ChosenLine,
    difference_needs_reason,
    expected_cash,
    follows_proposal,
    problems,
    proposal,
    rest_of,
)


def charge(key, amount, kind="principal", due=date(2026, 4, 30)):
    return ChargeBalance(key, kind, due, None, amount)


def codes(received, *lines, named=False):
    return [reason.code for reason in problems(received, list(lines), rest_is_named=named)]


def test_oldest_principal_first_then_the_rest():
    charges = [
        charge("late fee", 50, "late_fee", date(2024, 1, 1)),
        charge("this year", 100, due=date(2026, 4, 30)),
        charge("last year", 100, due=date(2025, 4, 30)),
    ]
    assert proposal(charges, 130) == {"last year": 100, "this year": 30, "late fee": 0}
    assert proposal(charges, 240) == {"last year": 100, "this year": 100, "late fee": 40}


def test_what_the_payer_chose_is_told_from_a_proposal():
    charges = [charge("old", 100, due=date(2025, 4, 30)), charge("new", 100)]
    assert follows_proposal(charges, {"old": 0, "new": 0})
    assert follows_proposal(charges, {"old": 100, "new": 20})
    assert not follows_proposal(charges, {"old": 0, "new": 20})
    assert not follows_proposal(charges, {"old": 101, "new": 0})


def test_principal_alone_is_accepted():
    """domain.md 1.4: a firm must never refuse principal because a late fee stays open."""
    lines = ChosenLine("fee", 100, 100), ChosenLine("late fee", 7, 0)
    assert codes(100, *lines) == []


def test_each_impossible_receipt_is_refused_by_its_name():
    line = ChosenLine("fee", 100, 100)
    assert codes(0) == ["receipt_nothing_received"]
    assert codes(-5) == ["receipt_nothing_received"]
    assert codes(100, ChosenLine("fee", 100, 101)) == [
        "receipt_above_open",
        "receipt_above_received",
    ]
    assert codes(100, ChosenLine("fee", 100, -1), named=True) == ["receipt_below_zero"]
    assert codes(90, line) == ["receipt_above_received"]
    assert codes(110, line) == ["receipt_rest_unnamed"]
    assert codes(110, line, named=True) == []
    assert codes(100, line) == []


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["principal", "late_fee", "cost"]))),
    st.integers(-5, 10**7),
)
def test_a_proposal_can_always_be_confirmed_once_its_rest_is_named(amounts, received):
    charges = [charge(key, amount, kind) for key, (amount, kind) in enumerate(amounts)]
    spread = proposal(charges, received)
    lines = [ChosenLine(str(c.key), c.original, spread[c.key]) for c in charges]
    assert codes(received, *lines, named=True) == (
        [] if received > 0 else ["receipt_nothing_received"]
    )
    assert received <= 0 or rest_of(received, lines) == max(
        received - sum(c.original for c in charges), 0
    )


def test_a_drawer_holds_its_float_and_what_came_in():
    assert expected_cash(50_00, 300_00, 20_00) == 330_00
    assert not difference_needs_reason(-10, 10)
    assert difference_needs_reason(-11, 10)
    assert difference_needs_reason(11, 10)
