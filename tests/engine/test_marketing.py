"""Whether an owner may be told of an offer."""

from datetime import date, timedelta

from engine.marketing import QUIET_DAYS, reasons_against

TODAY = date(2026, 9, 15)


def codes(consents=True, refuses=False, untouchable=False, last_on=None):
    found = reasons_against(consents, refuses, untouchable, last_on, TODAY)
    return [reason.code for reason in found]


def test_consent_comes_first_and_nothing_replaces_it():
    assert codes(consents=False) == ["no_marketing_consent"]
    assert codes() == []


def test_a_list_of_refusal_or_a_person_left_alone_stands_against_it():
    assert codes(refuses=True) == ["notice_opted_out"]
    assert codes(untouchable=True) == ["notice_not_contacted"]


def test_thirty_days_lie_between_two_offers():
    assert codes(last_on=TODAY - timedelta(days=QUIET_DAYS - 1)) == ["promotion_lately"]
    assert codes(last_on=TODAY - timedelta(days=QUIET_DAYS)) == []
