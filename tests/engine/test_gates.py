"""When a debt may be pursued, and when a case may reach the law."""

from datetime import date

import pytest

from engine.gates import (
    CaseFacts,
    ChargeFacts,
    HoldFacts,
    LegalFacts,
    asked_of,
    legal_gate,
    pursuable,
    stop_reasons,
)
from engine.reason import Reason

FEE = ChargeFacts(key=1, kind="principal", remaining=45_000)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_an_ordinary_overdue_fee_may_be_pursued():
    assert stop_reasons(CaseFacts(charges=(FEE,))) == []


def test_a_paid_case_is_stopped_for_that_reason_alone():
    facts = CaseFacts(charges=(), escalation_on=False, holds=(HoldFacts("dispute"),))
    assert codes(stop_reasons(facts)) == ["nothing_due"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"escalation_on": False}, "escalation_off"),
        ({"has_unit": False}, "escalation_off_no_unit"),
        ({"sister_company": True}, "sister_company"),
        ({"employee": True}, "employee"),
        ({"has_policy": False}, "no_policy"),
        ({"payment_outside_ledger": True}, "payment_outside_ledger"),
        ({"holds": (HoldFacts("promise", date(2026, 12, 1)),)}, "hold_promise"),
        ({"holds": (HoldFacts("deceased"),)}, "hold_deceased"),
        ({"holds": (HoldFacts("do_not_contact"),)}, "hold_do_not_contact"),
    ],
)
def test_each_fact_stops_alone(facts, code):
    assert codes(stop_reasons(CaseFacts(charges=(FEE,), **facts))) == [code]


def test_hardship_shows_as_a_plain_pause():
    """Labels of hardship never appear on a card (domain 4.2, rule 4)."""
    reasons = stop_reasons(CaseFacts(charges=(FEE,), holds=(HoldFacts("hardship"),)))
    assert codes(reasons) == ["hold_paused"]


@pytest.mark.parametrize(
    ("charge", "code"),
    [
        (ChargeFacts(1, "principal", 100, has_price_basis=False), "missing_price_basis"),
        (ChargeFacts(1, "unclassified", 100), "unclassified"),
        (ChargeFacts(1, "deposit", 100), "kind_not_pursued"),
        (ChargeFacts(1, "principal", 100, no_followup=True), "no_followup"),
        (ChargeFacts(1, "principal", 100, time_barred=True), "time_barred"),
        (ChargeFacts(1, "principal", 100, held=100), "part_held"),
    ],
)
def test_a_charge_that_may_not_be_pursued_stops_its_case_when_it_stands_alone(charge, code):
    assert codes(stop_reasons(CaseFacts(charges=(charge,)))) == [code]
    assert stop_reasons(CaseFacts(charges=(charge, FEE))) == []
    assert pursuable((charge, FEE)) == [FEE]


def test_late_fee_and_costs_need_no_price_basis_of_their_own():
    late = ChargeFacts(1, "late_fee", 100, has_price_basis=False)
    assert pursuable((late,)) == [late]


def test_what_is_held_of_a_charge_is_not_asked_for():
    held = ChargeFacts(2, "principal", 500, held=200)
    barred = ChargeFacts(3, "principal", 700, time_barred=True)
    assert asked_of((ChargeFacts(1, "principal", 300), held, barred)) == [(1, 300), (2, 300)]


def test_a_reason_carries_the_last_day_of_its_hold():
    facts = CaseFacts(charges=(FEE,), holds=(HoldFacts("promise", date(2026, 12, 1)),))
    assert stop_reasons(facts) == [Reason("hold_promise", {"until": "2026-12-01"})]


READY = LegalFacts(
    today=date(2026, 11, 16),
    principal=500_000,
    demand_delivered_on=date(2026, 10, 1),
    demand_pay_by=date(2026, 10, 20),
    demand_names_every_period=True,
    channels_tried=frozenset({"message", "call", "letter", "visit"}),
    reason_known=True,
    address_verified=True,
    signed_off=True,
)


def changed(**values):
    return LegalFacts(**({name: getattr(READY, name) for name in READY.__slots__} | values))


def test_the_legal_gate_opens_only_when_nothing_is_missing():
    assert legal_gate(READY) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"demand_delivered_on": None}, "legal_no_delivered_demand"),
        ({"demand_names_every_period": False}, "legal_demand_incomplete"),
        ({"demand_pay_by": date(2026, 11, 16)}, "legal_deadline_running"),
        ({"channels_tried": frozenset({"message", "call"})}, "legal_channels_untried"),
        ({"reason_known": False}, "legal_reason_unknown"),
        ({"address_verified": False}, "legal_address_unverified"),
        ({"principal": 99_999}, "legal_small_balance"),
        ({"signed_off": False}, "legal_no_sign_off"),
        ({"stops": (Reason("hold_dispute"),)}, "hold_dispute"),
    ],
)
def test_each_missing_condition_keeps_the_legal_gate_shut(values, code):
    """Civil Code art. 944 paragraph 2; domain 4.2, rule 8."""
    assert codes(legal_gate(changed(**values))) == [code]


def test_the_day_after_the_deadline_is_the_first_that_counts():
    assert legal_gate(changed(demand_pay_by=date(2026, 11, 15))) == []


def test_a_bare_case_is_told_everything_it_lacks():
    missing = codes(legal_gate(LegalFacts(today=date(2026, 11, 16))))
    assert missing[0] == "legal_no_delivered_demand"
    assert len(missing) == 6
