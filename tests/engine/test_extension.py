"""More time to pay: limits on both sides of each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.extension import ExtensionFacts, obstacles, within_a_year, year_before

TODAY = date(2026, 9, 15)
FACTS = ExtensionFacts(TODAY, TODAY + timedelta(days=15), 15, has_consent=True)


def codes(**values):
    return [reason.code for reason in obstacles(replace(FACTS, **values))]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, ["extension_past"]), (1, []), (15, []), (16, ["extension_too_long"])],
)
def test_its_length_has_two_ends(days, expected):
    assert codes(until=TODAY + timedelta(days=days)) == expected


def test_one_a_year_and_the_same_day_a_year_ago_is_over():
    assert codes(granted_on=(date(2025, 9, 15),)) == []
    assert codes(granted_on=(date(2025, 9, 16),)) == ["extension_used_up"]
    assert codes(granted_on=(date(2025, 9, 16),), allowed_a_year=2) == []
    assert codes(allowed_a_year=0) == ["extension_used_up"]


def test_hardship_is_excepted_from_the_number_and_from_nothing_else():
    used = {"granted_on": (TODAY,), "hardship": True}
    assert codes(**used) == []
    assert codes(**used, until=TODAY + timedelta(days=99)) == ["extension_too_long"]


def test_without_the_owners_agreement_there_is_none():
    assert codes(has_consent=False) == ["extension_no_consent"]


def test_a_leap_day_has_a_year_before():
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert within_a_year([date(2027, 2, 28), date(2027, 3, 1)], date(2028, 2, 29)) == 1
