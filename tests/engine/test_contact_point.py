from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.contact_point import MISSED, REACHED, RETURNED, VERIFIED, WRONG, Fact, judge

DAY = date(2026, 9, 1)


def facts(*words):
    return [Fact(DAY + timedelta(days=n), word) for n, word in enumerate(words)]


def codes(judgement):
    return [reason.code for reason in judgement.reasons]


def test_an_address_nobody_tried_is_unknown():
    found = judge([])
    assert (found.score, found.standing, codes(found)) == (50, "unknown", ["point_untried"])


def test_a_talk_makes_it_good_and_says_when():
    found = judge(facts(MISSED, REACHED))
    assert (found.score, found.standing, codes(found)) == (70, "good", ["point_reached"])
    assert found.reasons[0].arguments == {"count": 1, "on": "2026-09-02"}


def test_a_wrong_number_is_worth_nothing_whatever_was_before():
    found = judge(facts(VERIFIED, REACHED, WRONG, MISSED))
    assert (found.score, found.standing, codes(found)) == (0, "bad", ["point_wrong"])


def test_checking_a_wrong_number_brings_it_back():
    assert judge(facts(WRONG, VERIFIED)).standing == "good"


def test_one_message_that_came_back_is_a_warning_and_two_in_a_row_are_the_end():
    assert judge(facts(REACHED, RETURNED)).standing == "good"
    assert judge(facts(REACHED, RETURNED, RETURNED)).standing == "bad"
    assert judge(facts(RETURNED, REACHED, RETURNED)).standing == "good"


def test_not_being_answered_never_makes_a_number_bad():
    assert judge(facts(*[MISSED] * 50)).standing == "unknown"


@given(st.lists(st.sampled_from([REACHED, MISSED, RETURNED, WRONG, VERIFIED])))
def test_the_score_stays_between_0_and_100_and_a_reason_is_always_given(words):
    found = judge(facts(*words))
    assert 0 <= found.score <= 100
    assert found.reasons
    assert found.standing != "bad" or found.score <= 10
