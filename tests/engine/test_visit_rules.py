"""Visits: two people, the evening by the owner's wish alone, and out of the door in time."""

from datetime import time

import pytest

from engine.visit_rules import Visit, visit_faults


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
