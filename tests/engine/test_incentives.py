"""Rewards for on-time payers: published criteria, exact amounts, never below zero."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.incentives import (
    DEBIT_SIGN_UP,
    IN_A_ROW,
    PREPAID_YEAR,
    PaidBill,
    ProgramRules,
    RowBill,
    WaitingReward,
    cause_of,
    earned_by,
    gift_room,
    is_on_time,
    judge,
    place,
    reward,
    rows_of,
    subject_of,
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
    ("kind", "facts", "arguments"),
    [
        ("on_time", {}, {"due": "2026-03-31", "settled": "2026-03-31", "last_day": "2026-04-03"}),
        (IN_A_ROW, {"in_row": 4}, {"due": "2026-03-31", "settled": "2026-03-31", "count": 4}),
        (PREPAID_YEAR, {"paid": 2160, "monthly": 180}, {"paid": "2026-03-31", "months": 12}),
        (PREPAID_YEAR, {"paid": 2160}, {"paid": "2026-03-31", "months": 0}),
        (DEBIT_SIGN_UP, {}, {"signed": "2026-03-31", "settled": "2026-03-31"}),
    ],
)
def test_why_a_reward_is_granted_is_a_code_with_the_days_of_its_facts(kind, facts, arguments):
    reason = earned_by(rules(kind=kind), bill(**facts))
    assert (reason.code, dict(reason.arguments)) == (f"earned_{kind}", arguments)


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
        ({"disputed": True}, "bill_disputed"),
        ({"time_barred": True}, "bill_time_barred"),
        ({"account_active": False}, "account_inactive"),
        ({"period_open": False}, "period_closed"),
        ({"blocked": True}, "rewarded_elsewhere"),
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


def test_a_cause_names_its_subject_and_nothing_else_does():
    assert cause_of("on_time", 12) == "on_time:12"
    assert subject_of("on_time", "on_time:12") == 12
    for other in ("prepaid:12", "on_time:", "on_time:x", "on_time:-1", "12", "", "on_time:١"):
        assert subject_of("on_time", other) is None


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


# In a row


def in_a_row(length=3, **changes):
    return rules(kind=IN_A_ROW, row_length=length, **changes)


def test_the_last_bill_of_a_row_earns_and_the_others_say_how_far_they_are():
    assert judge(in_a_row(), bill(in_row=3), 10**6).amount == 530
    short = judge(in_a_row(), bill(in_row=2), 10**6)
    assert codes(short) == ["row_too_short"]
    assert short.reasons[0].arguments == {"count": 2, "needed": 3}


def test_a_late_bill_is_told_that_it_was_late_not_that_the_row_is_short():
    assert codes(judge(in_a_row(), bill(settled_on=date(2026, 5, 1)), 10**6)) == ["settled_late"]


def test_a_bill_counts_in_a_row_when_its_money_came_in_time_and_stayed():
    assert is_on_time(in_a_row(), bill())
    for changes in ({"returned": True}, {"disputed": True}, {"remaining": 1}):
        assert not is_on_time(in_a_row(), bill(**changes))


def test_a_late_bill_or_a_used_one_starts_the_row_anew():
    flags = [(True, False), (True, False), (False, False), (True, True), (True, False)]
    bills = [RowBill(key, *flag) for key, flag in enumerate(flags)]
    assert rows_of(bills, 3) == {0: 1, 1: 2, 2: 0, 3: 0, 4: 1}


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60), st.integers(2, 6))
def test_a_full_row_is_made_of_bills_on_time_that_no_other_row_has(flags, length):
    bills = [RowBill(key, *flag) for key, flag in enumerate(flags)]
    ends = rows_of(bills, length)
    spent = set()
    for key, count in ends.items():
        assert 0 <= count <= length
        if count == length:
            row = set(range(key - length + 1, key + 1))
            assert all(flags[one] == (True, False) for one in row)
            assert not row & spent
            spent |= row
    # Nobody waits longer than he must: so many free bills on time in a row hold a full one.
    for start in range(len(flags) - length + 1):
        window = set(range(start, start + length))
        if all(flags[one] == (True, False) for one in window):
            assert any(ends[one] == length for one in window)


# A year in advance: the price of a month is 100.00


YEAR = {"net": 120_000, "monthly": 10_000, "paid": 120_000, "ahead": 120_000, "most_ahead": 120_000}


def year_ahead(**changes):
    return rules(kind=PREPAID_YEAR, percent=0, free_months=1, **changes)


def test_a_year_in_advance_earns_a_free_month_that_does_not_count_against_the_cap():
    decision = judge(year_ahead(), bill(**YEAR), 10**6)
    assert decision.amount == 10_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paid": 119_999}, "year_not_prepaid"),
        ({"monthly": 0}, "price_unknown"),
        ({"gone": 1}, "prepayment_gone"),
        ({"ahead": 120_001}, "prepaid_above_cap"),
    ],
)
def test_each_thing_that_speaks_against_a_year_in_advance_is_named(changes, code):
    assert codes(judge(year_ahead(), bill(**{**YEAR, **changes}), 10**6)) == [code]


def test_without_a_local_cap_more_than_a_year_may_be_there():
    assert judge(year_ahead(), bill(**{**YEAR, "ahead": 500_000, "most_ahead": 0}), 10**6).granted


# Direct debit


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"settled_on": None}, "no_debit_settled"),
        ({"mandate_active": False}, "mandate_not_active"),
        ({"signed_before": True}, "signed_before"),
        ({"returned": True}, "payment_returned"),
    ],
)
def test_each_thing_that_speaks_against_signing_up_is_named(changes, code):
    assert codes(judge(rules(kind=DEBIT_SIGN_UP), bill(**changes), 10**6)) == [code]


def test_the_first_debit_that_was_collected_earns_the_reward_of_signing_up():
    late = bill(settled_on=date(2026, 8, 1))
    assert judge(rules(kind=DEBIT_SIGN_UP, percent=0, fixed=2000), late, 10**6).amount == 2000


def test_gifts_of_a_calendar_year_share_its_limit():
    given_out = [(date(2025, 12, 31), 9_000), (date(2026, 1, 1), 4_000), (date(2026, 6, 1), 5_000)]
    assert gift_room(20_000, given_out, date(2026, 6, 2)) == 11_000
    assert gift_room(20_000, given_out, date(2025, 12, 31)) == 11_000
    assert gift_room(20_000, given_out, date(2027, 1, 1)) == 20_000
    assert gift_room(8_000, given_out, date(2026, 6, 2)) == 0, "a limit that was lowered meanwhile"
