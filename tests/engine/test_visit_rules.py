"""Visits: two people, the evening by the owner's wish alone, and out of the door in time."""

from datetime import date, time

import pytest

from engine.visit_rules import Taken, Visit, payment_faults, visit_faults


def codes(**values):
    return [reason.code for reason in visit_faults(Visit(**values))]


def test_an_ordinary_visit_by_day_is_free():
    assert codes(starts=time(17, 59), ends=time(18, 20)) == []
    assert codes() == [], "while no hour is fixed only the people count"


def test_nobody_goes_alone_and_not_before_the_reason_is_known():
    assert codes(people=1) == ["visit_two_people"]
    assert codes(reason_known=False) == ["visit_reason_unknown"]


@pytest.mark.parametrize(
    ("starts", "ends", "asked", "expected"),
    [
        (time(17, 59), time(18, 10), False, []),
        (time(18), time(18, 10), False, ["visit_evening_not_asked"]),
        (time(18), time(19, 30), True, []),
        (time(19), time(19, 31), True, ["visit_ends_late"]),
        (time(19, 30), None, True, []),
        (time(19, 31), None, True, ["visit_ends_late"]),
        (time(17, 50), time(19, 31), False, ["visit_ends_late"]),
    ],
)
def test_the_evening_needs_the_owners_wish_and_ends_at_half_past_seven(
    starts, ends, asked, expected
):
    assert codes(starts=starts, ends=ends, asked_by_owner=asked) == expected


def test_a_shop_is_visited_in_its_hours_even_by_appointment():
    assert codes(starts=time(17, 30), ends=time(18), business=True) == []
    late = codes(starts=time(17, 30), ends=time(18, 1), business=True, asked_by_owner=True)
    assert late == ["visit_business_hours"]


def test_money_is_fetched_at_home_only_when_the_owner_asked():
    assert codes(collects=True) == ["visit_collect_not_asked"]
    assert codes(collects=True, asked_by_owner=True) == []
    assert codes(collects=True, asked_by_owner=True, people=1) == ["visit_two_people"]


# A payment at home (seed B1 二.2): by the owner's request, and cash by two people

DAY = date(2026, 9, 15)
BOTH = frozenset({1, 2})


def payment_codes(**values):
    fine = {
        "today": DAY, "planned_on": DAY, "collects": True, "cancelled": False, "people": BOTH,
        "taker": 1, "is_cash": True, "amount": 45_000, "counted_by": 2, "counted": 45_000,
    }  # fmt: skip
    return [reason.code for reason in payment_faults(Taken(**{**fine, **values}))]


def test_cash_that_the_second_person_counted_is_taken():
    assert payment_codes() == []


@pytest.mark.parametrize(
    "counting",
    [
        {"counted_by": None, "counted": 0},
        {"counted_by": 1},
        {"counted_by": 3},
        {"counted": 44_999},
        {"people": frozenset({1})},
    ],
)
def test_nobody_takes_cash_alone_and_the_count_agrees_to_the_cent(counting):
    assert payment_codes(**counting) == ["visit_cash_not_counted"]


def test_a_scanned_payment_needs_no_counting():
    assert payment_codes(is_cash=False, counted_by=None, counted=0) == []


def test_only_on_the_day_and_the_visit_the_owner_asked_for_and_by_who_is_there():
    assert payment_codes(collects=False) == ["visit_not_for_payment"]
    assert payment_codes(cancelled=True) == ["visit_not_for_payment"]
    assert payment_codes(planned_on=date(2026, 9, 14)) == ["visit_payment_other_day"]
    assert payment_codes(taker=3) == ["visit_taker_not_there"]
