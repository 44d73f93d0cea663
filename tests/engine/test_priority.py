"""The order of the work list is a sum that can be explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.priority import PriorityFacts, points, score


def test_the_parts_add_up_to_the_score():
    facts = PriorityFacts(days_overdue=400, pursued=5_000, days_to_limitation=100)
    assert dict(points(facts)) == {"amount": 20, "age": 30, "limitation_near": 40}
    assert score(facts) == 90


def test_a_broken_promise_moves_up_and_a_hold_moves_down():
    plain = PriorityFacts(days_overdue=60, pursued=3_000)
    broken = PriorityFacts(days_overdue=60, pursued=3_000, broken_promises=1)
    held = PriorityFacts(days_overdue=60, pursued=3_000, held=True)
    assert score(held) < score(plain) < score(broken)


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"answers_owed": frozenset({"payment_claim"})}, {"payment_claim": -60}),
        ({"answers_owed": frozenset({"grievance"})}, {"grievance": -60}),
        ({"held": True}, {"held": -60}),
        (
            {"held": True, "answers_owed": frozenset({"grievance", "payment_claim"})},
            {"payment_claim": -60},
        ),
        ({"legal_proposed": True}, {"legal_proposed": 20}),
        ({"days_to_extension_end": 7}, {"extension_ending": 30}),
        ({"days_to_extension_end": 0}, {"extension_ending": 30}),
        ({"days_to_extension_end": 8}, {}),
        ({"held": True, "days_to_extension_end": 3}, {"extension_ending": 30, "held": -60}),
    ],
)
def test_what_waits_for_whom_has_a_part_of_its_own_and_counts_once(values, parts):
    assert dict(points(PriorityFacts(**values))) == parts


@given(st.integers(0, 5000), st.integers(0, 10**7), st.booleans())
def test_more_debt_or_more_age_never_moves_a_card_down(days, amount, held):
    before = score(PriorityFacts(days, amount, held=held))
    assert score(PriorityFacts(days + 30, amount, held=held)) >= before
    assert score(PriorityFacts(days, amount + 1000, held=held)) >= before
    assert before >= 0
