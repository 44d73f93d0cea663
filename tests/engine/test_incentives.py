"""Rewards for on-time payers: published criteria, exact amounts, never below zero."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.incentives import (
    PaidBill,
    ProgramRules,
    WaitingReward,
    cause_of,
    charge_of,
    judge,
    place,
    reward,
)

ESTATE = 7
RULES = {
    "active": True,
    "kinds": frozenset({"principal"}),
    "estates": frozenset({ESTATE}),
    "unauthorised": frozenset({8}),
    "date_from": date(2026, 1, 1),
    "date_to": date(2026, 12, 31),
    "grace_days": 3,
    "percent": 500,
    "fixed": 0,
    "cap": 0,
}
BILL = {
    "kind": "principal",
    "estate": ESTATE,
    "due_date": date(2026, 3, 31),
    "settled_on": date(2026, 3, 31),
    "net": 10600,
    "remaining": 0,
    "overdue_principal": 0,
    "returned": False,
}


def rules(**changes):
    return ProgramRules(**{**RULES, **changes})


def bill(**changes):
    return PaidBill(**{**BILL, **changes})


def codes(decision):
    return [reason.code for reason in decision.reasons]


def test_an_on_time_bill_earns_the_published_percentage():
    decision = judge(rules(), bill(), budget_left=10**6)
    assert decision.granted
    assert decision.amount == 530


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"remaining": 1}, "not_settled"),
        ({"settled_on": None}, "not_settled"),
        ({"settled_on": date(2026, 4, 4)}, "settled_late"),
        ({"returned": True}, "payment_returned"),
        ({"overdue_principal": 1}, "principal_overdue"),
        ({"kind": "pass_through"}, "kind_not_rewarded"),
        ({"estate": 9}, "estate_not_in_program"),
        ({"estate": None}, "estate_not_in_program"),
        ({"estate": 8}, "estate_needs_resolution"),
        ({"due_date": date(2025, 12, 31), "settled_on": date(2025, 12, 1)}, "due_outside_window"),
        ({"due_date": date(2027, 1, 1), "settled_on": date(2026, 12, 1)}, "due_outside_window"),
        ({"net": 0}, "reward_is_zero"),
        ({"net": -5}, "reward_is_zero"),
    ],
)
def test_each_unmet_criterion_is_named(changes, code):
    decision = judge(rules(), bill(**changes), budget_left=10**6)
    assert codes(decision) == [code]
    assert decision.amount == 0


def test_a_refusal_names_every_reason():
    decision = judge(
        rules(active=False), bill(remaining=5, overdue_principal=5, returned=True), 10**6
    )
    assert codes(decision) == [
        "program_not_active",
        "not_settled",
        "payment_returned",
        "principal_overdue",
    ]


def test_the_last_day_of_grace_is_still_on_time():
    assert judge(rules(), bill(settled_on=date(2026, 4, 3)), 10**6).granted


def test_a_reward_is_granted_whole_or_not_at_all_when_the_budget_ends():
    assert judge(rules(), bill(), budget_left=530).granted
    spent = judge(rules(), bill(), budget_left=529)
    assert codes(spent) == ["budget_spent"]
    assert spent.reasons[0].arguments == {"left": 529, "needed": 530}


def test_a_fixed_reward_is_capped_and_never_above_what_was_paid():
    assert reward(rules(percent=0, fixed=2000), 10600) == 2000
    assert reward(rules(percent=0, fixed=2000, cap=1500), 10600) == 1500
    assert reward(rules(percent=0, fixed=2000), 900) == 900


@given(st.integers(0, 10**9), st.integers(1, 10_000), st.integers(0, 10**6))
def test_percent_rewards_round_half_up_and_stay_within_cap_and_bill(net, percent, cap):
    exact = (Decimal(net) * percent / 10_000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    expected = min(int(exact), net, cap or net)
    assert reward(rules(percent=percent, cap=cap), net) == expected


@given(st.integers(-400, 400), st.integers(0, 60))
def test_on_time_means_not_after_due_date_plus_grace(shift, grace):
    paid = BILL["due_date"] + timedelta(days=shift)
    decision = judge(rules(grace_days=grace), bill(settled_on=paid), 10**6)
    assert decision.granted == (shift <= grace)


def test_a_cause_names_its_charge_and_nothing_else_does():
    assert cause_of("on_time", 12) == "on_time:12"
    assert charge_of("on_time", "on_time:12") == 12
    for other in ("prepaid:12", "on_time:", "on_time:x", "on_time:-1", "12", "", "on_time:١"):
        assert charge_of("on_time", other) is None


def waiting(key, amount, taxes="6%"):
    return WaitingReward(key, amount, taxes)


def test_rewards_that_do_not_fit_wait_for_the_next_bill():
    placed = place([waiting(1, 60), waiting(2, 50), waiting(3, 40)], {"6%": 100}, total=100)
    assert placed == {1: "6%", 3: "6%"}


def test_a_bill_lowered_by_hand_carries_no_more_than_its_total():
    assert place([waiting(1, 60)], {"6%": 100}, total=59) == {}


def test_a_reward_goes_where_its_own_taxes_are_else_where_most_room_is():
    rooms = {"6%": 50, "3%": 200}
    assert place([waiting(1, 40)], rooms, 250) == {1: "6%"}
    assert place([waiting(1, 40, "13%")], rooms, 250) == {1: "3%"}
    assert place([waiting(1, 60)], rooms, 250) == {}
    assert place([waiting(1, 60)], {}, 250) == {}


@given(
    st.lists(st.tuples(st.integers(1, 500), st.sampled_from(["6%", "3%", "0"])), max_size=30),
    st.dictionaries(st.sampled_from(["6%", "3%"]), st.integers(0, 2000)),
    st.integers(0, 3000),
)
def test_no_tax_base_and_no_bill_falls_below_zero(rewards, rooms, total):
    items = [waiting(key, amount, taxes) for key, (amount, taxes) in enumerate(rewards)]
    placed = place(items, rooms, total)
    used = dict.fromkeys(rooms, 0)
    for item in items:
        if item.key in placed:
            used[placed[item.key]] += item.amount
    assert all(used[taxes] <= rooms[taxes] for taxes in rooms)
    assert sum(used.values()) <= total
