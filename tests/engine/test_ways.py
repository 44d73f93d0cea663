"""The four ways before the law: completed once, or documented as impossible (row 54)."""

import pytest

from engine.ways import BEFORE_LAW, Attempt, WayFacts, closed_ways, counts, ways_tried


@pytest.mark.parametrize(
    ("attempt", "tried"),
    [
        (Attempt("sms", "delivered"), True),
        (Attempt("email", "sent"), True),
        (Attempt("email", "failed", came_back=True), True),
        (Attempt("email", "failed"), False),
        (Attempt("sms", "queued"), False),
        (Attempt("wechat", "refused"), False),
        (Attempt("call", "connected", "connected"), True),
        (Attempt("call", "failed", "no_answer"), True),
        (Attempt("call", "failed", "wrong_number"), True),
        (Attempt("call", "failed"), False),
        (Attempt("visit", "failed", "no_answer"), True),
        (Attempt("visit", "cancelled"), False),
        (Attempt("letter", "sent"), True),
        (Attempt("letter", "failed"), True),
    ],
)
def test_a_try_is_what_was_completed_or_written_down(attempt, tried):
    assert counts(attempt) is tried


@pytest.mark.parametrize(
    ("facts", "closed"),
    [
        ({}, {}),
        ({"message_way": False}, {"message": "no_channel"}),
        ({"number": False}, {"call": "no_number"}),
        ({"address": "none"}, {"letter": "no_address", "visit": "no_address"}),
        ({"address": "bad"}, {"letter": "address_unverified", "visit": "address_unverified"}),
        ({"address": "good"}, {}),
        ({"visits_refused": True}, {"visit": "visit_refused_before"}),
    ],
)
def test_a_way_is_closed_by_what_is_on_record(facts, closed):
    assert closed_ways(WayFacts(**facts)) == closed
    assert ways_tried(WayFacts(**facts)) == set(closed)


def test_tried_and_closed_ways_add_up_to_all_four():
    attempts = (Attempt("sms", "sent"), Attempt("letter", "delivered"))
    facts = WayFacts(attempts, number=False, visits_refused=True)
    assert ways_tried(facts) == set(BEFORE_LAW)


def test_what_the_debtor_told_us_at_the_counter_is_no_way_of_ours():
    assert ways_tried(WayFacts((Attempt("counter", "connected"),))) == set()
