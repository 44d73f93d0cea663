"""Separate consent: what needs one, when it holds, and how long a copy may lie."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.consent import LONGEST_DAYS, holds, last_day, may_keep_copy, needs_consent

GIVEN = date(2026, 9, 15)
days = st.integers(-400, 400).map(lambda number: GIVEN + timedelta(days=number))


def test_health_disability_and_poverty_are_sensitive():
    assert needs_consent("medical_certificate")
    assert needs_consent("disability_card")
    assert needs_consent("low_income_certificate")
    assert not needs_consent("community_letter")
    assert not needs_consent("self_declaration")
    assert not needs_consent(None)


def test_it_holds_from_its_day_until_it_is_withdrawn():
    assert holds(GIVEN, None, GIVEN)
    assert not holds(GIVEN, None, GIVEN - timedelta(days=1))
    assert holds(GIVEN, GIVEN + timedelta(days=1), GIVEN)
    assert not holds(GIVEN, GIVEN, GIVEN)


def test_a_copy_lies_until_the_day_agreed_and_not_without_one():
    until = last_day(GIVEN)
    assert (until - GIVEN).days == LONGEST_DAYS
    assert may_keep_copy(GIVEN, None, until, until)
    assert not may_keep_copy(GIVEN, None, until, until + timedelta(days=1))
    assert not may_keep_copy(GIVEN, None, None, GIVEN)


@given(st.none() | days, st.none() | days, days)
def test_no_copy_without_a_consent_that_holds(withdrawn, until, today):
    if may_keep_copy(GIVEN, withdrawn, until, today):
        assert holds(GIVEN, withdrawn, today)
        assert today <= until
