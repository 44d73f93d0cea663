"""Refunds: pro rata at the price paid, to where the money came from, by two people."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.refund import (
    BANK,
    CASH,
    ORIGIN,
    OTHER,
    Approver,
    Item,
    Origin,
    Request,
    approval_problems,
    at_price_paid,
    one_origin,
    request_problems,
    unserved,
)

ICBC = Origin(BANK, "hash of 6222")
CCB = Origin(BANK, "hash of 6227")
TILL = Origin(CASH)


def codes(problems):
    return [problem.code for problem in problems]


def asked(*items, destination=ORIGIN, **more):
    return Request(tuple(items), destination, **more)


def test_half_of_a_year_not_served_goes_back():
    """SPC interpretation 2020, art. 3: prepaid fees of the time after the end are refunded."""
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert unserved(120_000, *year, date(2026, 6, 30)) == 60_000
    assert unserved(120_000, *year, date(2026, 12, 31)) == 0
    assert unserved(120_000, *year, date(2025, 12, 31)) == 120_000


def test_a_month_begun_counts_as_served_where_the_estate_bills_whole_months():
    quarter = (date(2026, 4, 1), date(2026, 6, 30))
    assert unserved(30_000, *quarter, date(2026, 5, 3), "whole_month") == 10_000
    assert unserved(30_000, *quarter, date(2026, 5, 15)) == 15_161


@given(
    st.integers(0, 10**9),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 800),
    st.integers(-5, 805),
)
def test_what_goes_back_lies_between_nothing_and_all_and_falls_with_the_days(paid, first, n, m):
    last = first + timedelta(days=n)
    served = first + timedelta(days=m)
    back = unserved(paid, first, last, served)
    assert 0 <= back <= paid
    assert unserved(paid, first, last, served + timedelta(days=1)) <= back


def test_a_free_month_is_not_paid_out():
    """domain.md 3.3: pay eleven, get twelve; after six months 5.5 go back at the price paid."""
    found = at_price_paid(110_000, Fraction(12), Fraction(6), left=60_000)
    assert (found.refund, found.kept) == (55_000, 5_000)


def test_never_more_than_the_books_hold():
    found = at_price_paid(120_000, Fraction(12), Fraction(0), left=70_000)
    assert (found.refund, found.kept) == (70_000, 0)


def test_months_that_nobody_bought_are_an_error():
    with pytest.raises(ValueError, match="no months"):
        at_price_paid(1, Fraction(0), Fraction(0), left=1)


def test_money_goes_back_to_the_account_it_came_from():
    assert not request_problems(asked(Item("A", 10, 10, origin=ICBC)))
    assert codes(request_problems(asked(Item("A", 10, 10)))) == ["refund_origin_unknown"]
    two = asked(Item("A", 10, 10, origin=ICBC), Item("B", 5, 5, origin=CCB))
    assert codes(request_problems(two)) == ["refund_origins_differ"]


def test_cash_goes_back_for_cash_alone():
    assert not request_problems(asked(Item("A", 10, 10, origin=TILL), destination=CASH))
    wrong = asked(Item("A", 10, 10, origin=ICBC), destination=CASH)
    assert codes(request_problems(wrong)) == ["refund_not_paid_in_cash"]


def test_another_account_needs_number_reason_and_document():
    bare = asked(Item("A", 10, 10, origin=ICBC), destination=OTHER)
    assert codes(request_problems(bare)) == [
        "refund_account_missing",
        "refund_other_account_unreasoned",
        "refund_other_account_undocumented",
    ]
    whole = asked(
        Item("A", 10, 10), destination=OTHER, has_account=True, has_reason=True, has_document=True
    )
    assert not request_problems(whole)


def test_nothing_is_refunded_that_is_not_there():
    assert codes(request_problems(asked())) == ["refund_nothing"]
    above = asked(Item("A", 11, 10, origin=ICBC))
    assert codes(request_problems(above)) == ["refund_more_than_left"]


def test_a_deposit_is_kept_only_against_a_document_and_with_consent():
    deposit = Item("D", 100, 100, is_deposit=True, origin=ICBC)
    damage = (("Cost", 30, 30),)
    assert codes(request_problems(asked(deposit, deductions=damage))) == [
        "refund_consent_missing",
        "refund_proof_missing",
    ]
    assert not request_problems(asked(deposit, deductions=damage, has_consent=True, has_proof=True))


def test_deductions_are_from_deposits_and_within_both_sums():
    papers = {"has_consent": True, "has_proof": True}
    money = asked(Item("A", 100, 100, origin=ICBC), deductions=(("Cost", 30, 30),), **papers)
    assert codes(request_problems(money)) == ["refund_deduction_without_deposit"]
    deposit = Item("D", 100, 100, is_deposit=True, origin=ICBC)
    above = asked(deposit, deductions=(("Cost", 130, 120),), **papers)
    assert codes(request_problems(above)) == [
        "refund_deductions_exceed",
        "refund_deduction_above_charge",
    ]


def test_a_deposit_kept_whole_needs_no_account():
    deposit = Item("D", 100, 100, is_deposit=True)
    kept = asked(deposit, deductions=(("Fee", 100, 100),), has_consent=True, has_proof=True)
    assert kept.paid_out == 0
    assert not request_problems(kept)


def test_whoever_asked_does_not_approve():
    manager = Approver(7, is_manager=True)
    assert not approval_problems(manager, {1, 2}, 500, 1000)
    assert codes(approval_problems(manager, {1, 7}, 500, 1000)) == ["refund_own_request"]


def test_above_the_limit_the_finance_director_approves():
    manager, director = Approver(7, is_manager=True), Approver(8, is_director=True)
    assert not approval_problems(manager, {1}, 1000, 1000)
    assert codes(approval_problems(manager, {1}, 1001, 1000)) == ["refund_needs_director"]
    assert not approval_problems(director, {1}, 1001, 1000)
    assert not approval_problems(manager, {1}, 10**9, 0)
    assert codes(approval_problems(Approver(9), {1}, 1, 0)) == ["refund_not_an_approver"]


def test_several_payments_have_one_origin_or_none():
    assert one_origin([ICBC, ICBC]) == ICBC
    assert one_origin([ICBC, CCB]).method == "unknown"
    assert one_origin([]).method == "unknown"
