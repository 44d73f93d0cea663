"""Who approves a waiver: limits on both sides, cumulative, closeness, and going up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.approval import (
    LATE_FEE,
    PRINCIPAL,
    Decision,
    Place,
    Request,
    Tier,
    approvers,
    may_act,
    needed_level,
    obstacles,
    subject_of_kinds,
    times_raised,
)
from engine.contact_rules import Calendar
from engine.deputies import Absence

# The usual limits of domain notes 3.5, in cents: people 1 to 4 sit on levels 1 to 4.
USUAL = (
    Tier(1, LATE_FEE, 50_000, approvers=frozenset({1})),
    Tier(2, LATE_FEE, 500_000, approvers=frozenset({2})),
    Tier(3, LATE_FEE, None, approvers=frozenset({3})),
    Tier(4, LATE_FEE, None, approvers=frozenset({4})),
    Tier(3, PRINCIPAL, 100_000, approvers=frozenset({3})),
    Tier(4, PRINCIPAL, None, approvers=frozenset({4})),
)
MONDAY = date(2026, 9, 14)
DAY = timedelta(days=1)
PLAIN = Calendar()


def test_a_late_fee_on_a_bill_that_never_came_is_for_the_first_level_whatever_the_amount():
    asked = Request(LATE_FEE, 900_000, first_level=True)
    assert needed_level(asked, USUAL) == 1
    assert needed_level(Request(LATE_FEE, 900_000, first_level=True, conflict=True), USUAL) == 2
    assert needed_level(Request(LATE_FEE, 900_000), USUAL) == 3


@pytest.mark.parametrize(
    ("subject", "amount", "level"),
    [
        (LATE_FEE, 1, 1),
        (LATE_FEE, 50_000, 1),
        (LATE_FEE, 50_001, 2),
        (LATE_FEE, 500_000, 2),
        (LATE_FEE, 500_001, 3),
        (PRINCIPAL, 1, 3),
        (PRINCIPAL, 100_000, 3),
        (PRINCIPAL, 100_001, 4),
    ],
)
def test_a_limit_is_included_and_a_cent_more_goes_up(subject, amount, level):
    assert needed_level(Request(subject, amount), USUAL) == level


def test_what_was_given_up_before_counts():
    assert needed_level(Request(LATE_FEE, 20_000, before=30_000), USUAL) == 1
    assert needed_level(Request(LATE_FEE, 20_000, before=30_001), USUAL) == 2


def test_a_conflict_goes_one_level_up_and_no_higher_than_the_top():
    assert needed_level(Request(LATE_FEE, 1, conflict=True), USUAL) == 2
    assert needed_level(Request(LATE_FEE, 500_001, conflict=True), USUAL) == 4
    assert needed_level(Request(PRINCIPAL, 100_001, conflict=True), USUAL) == 4


def test_each_wait_goes_one_level_up_and_stops_at_the_top():
    levels = [needed_level(Request(LATE_FEE, 1, raised=times), USUAL) for times in range(6)]
    assert levels == [1, 2, 3, 4, 4, 4]


def test_above_all_limits_nobody_may_approve():
    tiers = [Tier(1, LATE_FEE, 100, approvers=frozenset({1}))]
    assert needed_level(Request(LATE_FEE, 100), tiers) == 1
    assert needed_level(Request(LATE_FEE, 101), tiers) is None
    assert needed_level(Request(PRINCIPAL, 1), tiers) is None
    assert codes(5, Request(LATE_FEE, 101), tiers) == ["approval_no_level"]


def test_a_row_for_the_estate_beats_its_region_and_that_beats_everywhere():
    tiers = [
        Tier(1, LATE_FEE, 100, approvers=frozenset({1})),
        Tier(1, LATE_FEE, 200, region="North", approvers=frozenset({11})),
        Tier(1, LATE_FEE, 300, estates=frozenset({"A"}), approvers=frozenset({111})),
        Tier(2, LATE_FEE, None, approvers=frozenset({2})),
    ]
    here, near, far = Place("A", "North"), Place("B", "North"), Place("C", "South")
    for place, limit, people in ((here, 300, {111}), (near, 200, {11}), (far, 100, {1})):
        request = Request(LATE_FEE, limit, places=(place,))
        assert needed_level(request, tiers) == 1
        assert approvers(request, tiers, 1) == people | {2}
        assert needed_level(Request(LATE_FEE, limit + 1, places=(place,)), tiers) == 2
    both = Request(LATE_FEE, 150, places=(here, far))
    assert needed_level(both, tiers) == 2, "the strictest place decides"
    assert approvers(both, tiers, 2) == {2}


def test_a_level_may_do_what_the_one_below_may():
    tiers = [Tier(1, LATE_FEE, 100), Tier(2, LATE_FEE, 50), Tier(3, LATE_FEE)]
    assert needed_level(Request(LATE_FEE, 80), tiers) == 1
    assert needed_level(Request(LATE_FEE, 80, raised=1), tiers) == 2


def test_two_rows_of_the_same_scope_hold_by_the_lower_limit():
    tiers = [Tier(1, LATE_FEE, 100), Tier(1, LATE_FEE, 50), Tier(2, LATE_FEE)]
    assert needed_level(Request(LATE_FEE, 51), tiers) == 2


def codes(approver, request, tiers=USUAL, today=MONDAY, **facts):
    decision = Decision(
        approver,
        frozenset(facts.pop("requesters", {9})),
        today,
        facts.pop("asked_on", MONDAY),
        facts.pop("unresolved", ()),
    )
    return [reason.code for reason in obstacles(decision, request, tiers, **facts)]


def test_named_at_the_level_or_above_it_one_may_approve():
    request = Request(LATE_FEE, 50_001)
    assert codes(1, request) == ["approval_level"]
    assert [codes(person, request) for person in (2, 3, 4)] == [[], [], []]
    assert codes(5, request) == ["approval_level"]


def test_the_requester_never_approves_not_even_at_the_top():
    assert codes(4, Request(LATE_FEE, 1), requesters={4}) == ["own_request"]


def test_two_persons_are_all_a_firm_without_tiers_asks_for():
    request = Request(PRINCIPAL, 10**9, before=10**9, conflict=True, raised=3)
    assert codes(5, request, tiers=()) == []
    assert codes(5, request, tiers=(), requesters={5}) == ["own_request"]


def test_nobody_approves_before_it_was_asked_for():
    assert codes(1, Request(LATE_FEE, 1), asked_on=MONDAY) == []
    assert codes(1, Request(LATE_FEE, 1), asked_on=MONDAY + DAY) == ["approval_backdated"]


def test_money_held_for_the_owners_needs_their_resolution_in_both_modes():
    request = Request(LATE_FEE, 1)
    assert codes(1, request, unresolved=("Lakeside",)) == ["approval_no_resolution"]
    assert codes(1, request, tiers=(), unresolved=("Lakeside",)) == ["approval_no_resolution"]


def test_a_deputy_approves_from_the_first_to_the_last_day_of_the_absence():
    away = [Absence(1, 7, MONDAY, MONDAY + DAY)]
    assert may_act(7, {1}, MONDAY, away)
    assert not may_act(7, {1}, MONDAY - DAY, away)
    assert not may_act(7, {1}, MONDAY + 2 * DAY, away)
    assert may_act(1, {1}, MONDAY, away), "back for an hour, still the one named"
    assert codes(7, Request(LATE_FEE, 1), absences=away) == []
    assert codes(7, Request(LATE_FEE, 1), absences=away, requesters={7}) == ["own_request"]


def test_it_goes_up_after_five_whole_working_days():
    """Asked on a Monday, the fifth working day after is the next Monday."""
    due = MONDAY + timedelta(days=7)
    assert times_raised(MONDAY, due, PLAIN) == 0
    assert times_raised(MONDAY, due + DAY, PLAIN) == 1
    assert times_raised(MONDAY, MONDAY + timedelta(days=14), PLAIN) == 1
    assert times_raised(MONDAY, MONDAY + timedelta(days=15), PLAIN) == 2


def test_holidays_do_not_count_as_waiting():
    golden_week = frozenset(date(2026, 10, day) for day in range(1, 8))
    asked = date(2026, 9, 30)
    assert times_raised(asked, date(2026, 10, 14), Calendar(golden_week)) == 0
    assert times_raised(asked, date(2026, 10, 15), Calendar(golden_week)) == 1
    assert times_raised(asked, date(2026, 10, 8), PLAIN) == 1


AMOUNTS = st.integers(0, 30)
PLACES = st.builds(Place, st.sampled_from("AB"), st.sampled_from(["N", "S"]))
TIERS = st.lists(
    st.builds(
        Tier,
        st.integers(1, 4),
        st.sampled_from([LATE_FEE, PRINCIPAL]),
        st.none() | AMOUNTS,
        st.frozensets(st.sampled_from("AB"), max_size=1),
        st.none() | st.sampled_from(["N", "S"]),
        st.frozensets(st.integers(1, 5), max_size=3),
    ),
    max_size=8,
)
REQUESTS = st.builds(
    Request,
    st.just(LATE_FEE),
    AMOUNTS,
    AMOUNTS,
    st.lists(PLACES, max_size=2, unique=True).map(tuple),
    st.booleans(),
    st.integers(0, 3),
)


def slow_level(request, tiers):
    """As somebody would find it with the table in hand, level by level and place by place."""
    answers = []
    for place in request.places or (Place(),):
        able = []
        for level in range(1, 5):
            rows = [t for t in tiers if t.level == level and t.subject == request.subject]
            by_estate = [t for t in rows if t.estates and place.estate in t.estates]
            by_region = [t for t in rows if not t.estates and t.region and t.region == place.region]
            anywhere = [t for t in rows if not t.estates and not t.region]
            rows = by_estate or by_region or anywhere
            total = request.amount + request.before
            reaches = all(t.limit is None or t.limit >= total for t in rows)
            if rows and (reaches or able):
                able.append(level)
        if not able:
            return None
        for _step in range(request.conflict + request.raised):
            able = able[1:] or able
        answers.append(able[0])
    return max(answers)


@given(REQUESTS, TIERS)
def test_it_agrees_with_reading_the_table_by_hand(request, tiers):
    assert needed_level(request, tiers) == slow_level(request, tiers)


def _as_number(level):
    return 99 if level is None else level


@given(REQUESTS, TIERS, AMOUNTS)
def test_a_larger_amount_never_needs_a_lower_level(request, tiers, more):
    larger = Request(request.subject, request.amount + more, request.before, request.places,
                     request.conflict, request.raised)  # fmt: skip
    assert _as_number(needed_level(larger, tiers)) >= _as_number(needed_level(request, tiers))


@given(REQUESTS, TIERS)
def test_a_conflict_never_lowers_the_level_and_names_no_more_people(request, tiers):
    close = Request(request.subject, request.amount, request.before, request.places, True,
                    request.raised)  # fmt: skip
    far = Request(request.subject, request.amount, request.before, request.places, False,
                  request.raised)  # fmt: skip
    higher, lower = needed_level(close, tiers), needed_level(far, tiers)
    assert _as_number(higher) >= _as_number(lower)
    if higher is not None:
        assert approvers(close, tiers, higher) <= approvers(far, tiers, lower)


@pytest.mark.parametrize(
    ("kinds", "subject"),
    [
        (["late_fee"], LATE_FEE),
        (["late_fee", "late_fee"], LATE_FEE),
        (["late_fee", "principal"], PRINCIPAL),
        (["pass_through"], PRINCIPAL),
    ],
)
def test_whatever_is_more_than_late_fees_is_under_the_limits_of_the_service_fee(kinds, subject):
    assert subject_of_kinds(kinds) == subject
