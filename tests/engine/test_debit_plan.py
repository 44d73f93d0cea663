"""What a mandate is asked for, and why it is left out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.allocation import ChargeBalance
from engine.debit_plan import DueCharge, Limits, plan_debit
from engine.debit_rules import Attempt

DAY = date(2026, 11, 20)


def charge(key, amount, stop="", due=DAY, kind="principal"):
    return DueCharge(ChargeBalance(key, kind, due, None, amount), stop)


def plan(charges, held=0, history=(), day=DAY, **limits):
    return plan_debit(charges, held, Limits(**limits), history, day)


def codes(result):
    return [reason.code for reason in result.reasons]


def test_all_that_is_due_and_free_is_asked_for():
    result = plan([charge("a", 100), charge("b", 250), charge("c", 70, stop="debit_in_flight")])
    assert (result.amount, dict(result.by_charge)) == (350, {"a": 100, "b": 250})
    assert (result.due, result.reasons) == (420, ())


def test_nothing_free_says_what_stops_it():
    result = plan([charge("a", 100, stop="debit_in_flight"), charge("b", 5, stop="hold_dispute")])
    assert codes(result) == ["debit_in_flight", "hold_dispute"]


def test_a_held_amount_is_kept_back_from_the_youngest():
    result = plan([charge("old", 100, due=date(2026, 1, 1)), charge("new", 100)], held=130)
    assert dict(result.by_charge) == {"old": 70}
    assert codes(plan([charge("old", 100)], held=100)) == ["debit_held"]


def test_above_a_limit_nothing_is_asked_for_and_the_debit_is_not_split():
    over = plan([charge("a", 300), charge("b", 300)], mandate=500)
    assert (codes(over), over.amount) == (["debit_above_mandate"], 0)
    assert codes(plan([charge("a", 600)], channel=500)) == ["debit_above_channel"]
    assert plan([charge("a", 500)], mandate=500, channel=500).amount == 500


def test_less_than_the_least_waits_for_the_next_bill():
    assert codes(plan([charge("a", 99)], least=100)) == ["debit_below_least"]


def test_a_failure_of_yesterday_is_not_presented_again():
    result = plan([charge("a", 99)], history=[Attempt(date(2026, 11, 19), "funds")])
    assert codes(result) == ["debit_too_soon"]


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from(["", "debit_in_flight"]))),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
def test_never_more_than_free_nor_above_the_limit_and_always_a_reason(parts, held, limit):
    charges = [charge(number, amount, stop) for number, (amount, stop) in enumerate(parts)]
    result = plan(charges, held=held, mandate=limit)
    free = sum(amount for amount, stop in parts if not stop)
    assert 0 <= result.amount <= max(free - held, 0)
    assert not limit or result.amount <= limit
    assert bool(result.amount) != bool(result.reasons)
    assert all(not parts[key][1] for key in result.by_charge)
