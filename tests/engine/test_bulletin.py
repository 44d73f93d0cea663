"""Row 4: a bulletin can't hold a person, a unit, a figure or a word of debt."""

import pytest

from engine.bulletin import NEEDED, POSSIBLE, bulletin_faults
from engine.script_rules import ALL_PARTS

WHOLE = " ".join(f"{{{part}}}" for part in NEEDED)


def codes(text):
    return [reason.code for reason in bulletin_faults((text,))]


def test_estate_period_day_and_ways_to_pay_are_all_it_can_name():
    assert codes(" ".join(f"{{{part}}}" for part in POSSIBLE)) == []
    assert set(POSSIBLE) == {"estate", "pay_by", "office", "period", "creditor", "how_to_pay"}


@pytest.mark.parametrize("part", sorted({*ALL_PARTS, "name", "debtor", "unit"} - set(POSSIBLE)))
def test_a_part_about_somebody_or_the_account_is_refused(part):
    assert codes(f"{WHOLE} {{{part}}}") == ["bulletin_names_somebody"]


@pytest.mark.parametrize("words", ["欠费", "逾期", "arrears", "who owes"])
def test_a_word_of_debt_is_refused(words):
    assert "wording_service_names_debt" in codes(f"{WHOLE} {words}")


def test_a_typed_unit_or_amount_is_refused():
    assert codes(f"{WHOLE} 3-1501") == ["wording_typed_figure"]


def test_what_it_needs_is_asked_for():
    assert codes("{estate}") == ["wording_part_missing", "wording_part_missing"]
