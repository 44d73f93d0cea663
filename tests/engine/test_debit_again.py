"""Presented again under the same reference; what a bank hears of a mandate that changed."""

from dataclasses import replace
from datetime import date

import pytest

from engine.debit_again import (
    SMNDA,
    Amendment,
    Asked,
    Known,
    amendment,
    is_last,
    presented_again,
    sequence_type,
)

ASKED = Asked(10000, "DE02")
KNOWN = Known("M-1", "DE02", "BYLADEM1001", "DE98ZZZ0", "Firm")


def test_only_what_was_never_tried_and_is_the_same_goes_under_the_same_reference():
    assert presented_again(ASKED, "technical", ASKED)
    for outcome in ("funds", "limit", "unknown", "duplicate", "success"):
        assert not presented_again(ASKED, outcome, ASKED)
    assert not presented_again(ASKED, "technical", replace(ASKED, amount=9999))
    assert not presented_again(ASKED, "technical", replace(ASKED, account="DE03"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, Amendment()),
        ({"agreement": "M-2"}, Amendment(agreement="M-1")),
        ({"account": "DE03"}, Amendment(account="DE02")),
        ({"account": "DE03", "bank": "COBADEFF"}, Amendment(account=SMNDA)),
        ({"account": "DE03", "bank": ""}, Amendment(account=SMNDA)),
        ({"creditor_identifier": "DE11"}, Amendment(creditor_identifier="DE98ZZZ0")),
        ({"creditor_name": "New"}, Amendment(creditor_name="Firm")),
        ({"bank": "COBADEFF"}, Amendment()),
    ],
)
def test_what_changed_is_told_by_what_it_was(changes, told):
    assert amendment(KNOWN, replace(KNOWN, **changes)) == told
    assert bool(told) is bool(set(changes) - {"bank"})


def test_a_bank_that_never_heard_of_it_hears_of_no_change():
    assert not amendment(None, KNOWN)


def test_where_the_bank_is_unknown_the_account_is_not_named():
    heard = replace(KNOWN, bank="")
    assert amendment(heard, replace(heard, account="DE03")).account == SMNDA


def test_the_place_of_a_collection():
    nothing, moved = Amendment(), Amendment(account=SMNDA)
    assert sequence_type(False, nothing, False) == "FRST"
    assert sequence_type(False, nothing, True) == "FRST"
    assert sequence_type(True, nothing, False) == "RCUR"
    assert sequence_type(True, Amendment(account="DE02"), False) == "RCUR"
    assert sequence_type(True, moved, True) == "FRST"
    assert sequence_type(True, nothing, True) == "FNAL"


def test_the_last_one_is_the_one_after_which_the_term_is_over():
    day = date(2026, 10, 10)
    assert is_last(day, "month", date(2026, 11, 9))
    assert not is_last(day, "month", date(2026, 11, 10))
    assert is_last(day, "quarter", date(2026, 12, 31))
    assert not is_last(day, "bill", date(2026, 10, 11))
    assert not is_last(day, "month", None)
