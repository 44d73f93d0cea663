"""Hours, holidays and caps of contacts (domain 1.7)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.contact_rules import (
    DEFAULT_RULES,
    PARTIES,
    Calendar,
    PastContact,
    Rules,
    Window,
    cap_reasons,
    is_hard_stop,
    longest_unheard_first,
    next_allowed,
    tighten,
    time_reasons,
)

MONDAY = date(2026, 11, 16)
SATURDAY = date(2026, 11, 21)
HOLIDAY = date(2026, 10, 1)
RULES = Rules(calendar=Calendar(holidays=frozenset({HOLIDAY})))


def at(day, clock):
    return datetime.combine(day, time.fromisoformat(clock))


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("family", "day", "clock", "allowed"),
    [
        ("message", MONDAY, "08:59", False),
        ("message", MONDAY, "09:00", True),
        ("message", MONDAY, "19:59", True),
        ("message", MONDAY, "20:00", False),
        ("call", SATURDAY, "09:30", False),
        ("call", SATURDAY, "10:00", True),
        ("call", SATURDAY, "19:00", False),
        ("visit", MONDAY, "19:29", True),
        ("visit", MONDAY, "19:30", False),
        ("letter", MONDAY, "03:00", True),
    ],
)
def test_hours_hold_on_both_sides_of_each_boundary(family, day, clock, allowed):
    assert (time_reasons(family, at(day, clock), RULES) == []) is allowed


def test_nobody_is_called_or_visited_on_a_public_holiday():
    assert codes(time_reasons("call", at(HOLIDAY, "11:00"), RULES)) == ["holiday"]
    assert codes(time_reasons("visit", at(HOLIDAY, "11:00"), RULES)) == ["holiday"]


def test_a_weekend_that_is_worked_has_the_hours_of_a_working_day():
    worked = Rules(calendar=Calendar(working_days=frozenset({SATURDAY})))
    assert time_reasons("call", at(SATURDAY, "09:30"), worked) == []


def test_working_days_skip_holidays_and_count_worked_weekends():
    """National Day 2026: closed 1–7 October, Saturday 10 October is worked."""
    calendar = Calendar(
        holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
        working_days=frozenset({date(2026, 10, 10)}),
    )
    assert calendar.working_days_after(date(2026, 9, 29), 5) == date(2026, 10, 11 + 1)
    assert calendar.working_days_after(date(2026, 9, 29), 4) == date(2026, 10, 10)
    assert Calendar().working_days_after(date(2026, 9, 11), 1) == date(2026, 9, 14)


def test_a_setting_tightens_and_never_loosens():
    families = tighten({"message": Window(time(6), time(18))})
    rules = Rules(families)
    assert time_reasons("message", at(MONDAY, "08:30"), rules)
    assert time_reasons("message", at(MONDAY, "18:00"), rules)
    assert DEFAULT_RULES["message"].window == Window(time(9), time(20))


@given(st.times(), st.times(), st.times())
def test_no_setting_reaches_beyond_the_hard_stop(start, end, clock):
    rules = Rules(tighten({name: Window(start, end) for name in ("message", "call", "visit")}))
    for family in ("message", "call", "visit"):
        moment = datetime.combine(MONDAY, clock)
        if is_hard_stop(family, moment, rules):
            assert time_reasons(family, moment, rules)


def sent(days_ago, same_person=True, family="message", connected=False, clock="10:00"):
    moment = at(MONDAY - timedelta(days=days_ago), clock)
    return PastContact(family, moment, connected, same_person)


@pytest.mark.parametrize(
    ("past", "allowed"),
    [
        ([], True),
        ([sent(14)], True),
        ([sent(13)], True),
        ([sent(0, clock="09:00")], False),
        ([sent(13), sent(5)], False),
        ([sent(14), sent(5)], True),
    ],
)
def test_one_message_a_day_and_two_in_fourteen_days(past, allowed):
    assert (cap_reasons("message", at(MONDAY, "10:00"), past, RULES) == []) is allowed


def test_the_cap_of_a_shared_number_is_named_as_the_numbers():
    """A couple with one phone gets one message a day, not two (acceptance 237)."""
    reasons = cap_reasons("message", at(MONDAY, "10:00"), [sent(0, same_person=False)], RULES)
    assert codes(reasons) == ["contact_cap_number"]


def test_of_those_who_share_a_number_the_longest_unheard_has_the_turn():
    last = {1: at(MONDAY, "10:00"), 2: at(MONDAY, "09:00")}
    assert longest_unheard_first([1, 2, 4, 3], last) == [4, 3, 2, 1]


def test_a_cap_says_when_it_is_free_again():
    reasons = cap_reasons("message", at(MONDAY, "10:00"), [sent(13), sent(5)], RULES)
    assert reasons[0].arguments == {"limit": 2, "days": 14, "until": "2026-11-17"}


def test_after_a_conversation_the_phone_is_quiet_for_three_days():
    talk = [sent(2, family="call", connected=True)]
    assert "talked_recently" in codes(cap_reasons("call", at(MONDAY, "10:00"), talk, RULES))
    earlier = [sent(3, family="call", connected=True)]
    assert cap_reasons("call", at(MONDAY, "10:00"), earlier, RULES) == []


def test_messages_do_not_use_up_the_calls():
    assert cap_reasons("call", at(MONDAY, "10:00"), [sent(0), sent(5)], RULES) == []


@given(st.datetimes(datetime(2026, 9, 1), datetime(2026, 12, 1)))
def test_the_next_allowed_moment_is_allowed_and_not_in_the_past(moment):
    for family in ("message", "call", "visit", "letter"):
        found = next_allowed(family, moment, RULES)
        assert found >= moment
        assert time_reasons(family, found, RULES) == []


def test_an_allowed_moment_is_not_put_off():
    assert next_allowed("message", at(MONDAY, "10:15"), RULES) == at(MONDAY, "10:15")


def test_the_list_of_parties_is_closed():
    assert set(PARTIES) == {"owner", "co_owner", "tenant_payer", "agent", "developer", "heir"}
