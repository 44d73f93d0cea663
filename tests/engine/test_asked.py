"""What an owner asked to be sent: what keeps it back, and what does not."""

from engine.asked import AGREED, KINDS, reasons_against
from engine.reason import Reason

SCOPE = frozenset({"escalation_off"})


def codes(kind, *stops, **facts):
    return [reason.code for reason in reasons_against(kind, map(Reason, stops), SCOPE, **facts)]


def test_what_was_agreed_with_the_owner_keeps_nothing_back():
    for kind in KINDS:
        assert codes(kind, *AGREED, "escalation_off") == []


def test_every_other_stop_does():
    for kind in KINDS:
        assert codes(kind, "hold_grievance", "hold_promise") == ["hold_grievance"]


def test_direct_debit_is_offered_only_to_who_has_none():
    assert codes("debit_offer", has_debit=True) == ["asked_has_debit"]
    assert codes("bill_again", has_debit=True) == []
