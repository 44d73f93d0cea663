"""The order of the steps towards an owner who can't be reached (rows 145, 155)."""

from dataclasses import replace

import pytest

from engine.lost_contact import STEPS, StepFacts, is_exhausted, obstacles

LETTER, RECORDS, REQUEST, COURT = FRESH = [StepFacts(kind) for kind in STEPS]


def codes(steps, kind):
    return [reason.code for reason in obstacles(steps, kind)]


def gone(*kinds):
    return [
        replace(step, done=True, result="nothing") if step.kind in kinds else step for step in FRESH
    ]


def test_the_steps_come_one_after_the_other():
    for kind in STEPS[1:]:
        (reason,) = obstacles(FRESH, kind)
        assert (reason.code, reason.arguments["step"]) == ("lost_step_early", "registered_letter")
    (reason,) = obstacles(gone("registered_letter"), "court")
    assert reason.arguments["step"] == "property_records"
    assert codes(gone(*STEPS[:3]), "court") == []
    assert codes(gone("registered_letter"), "registered_letter") == ["lost_step_done"]


@pytest.mark.parametrize(
    ("letter", "result", "code"),
    [
        ("", "nothing", "lost_letter_under_way"),
        ("posted", "nothing", "lost_letter_under_way"),
        ("returned", "", "lost_no_result"),
        ("returned", "reached", "lost_letter_says_otherwise"),
        ("delivered", "nothing", "lost_letter_says_otherwise"),
        ("returned", "nothing", None),
        ("delivered", "reached", None),
    ],
)
def test_the_letter_says_what_came_of_it(letter, result, code):
    steps = [replace(LETTER, letter=letter, result=result), *FRESH[1:]]
    assert codes(steps, "registered_letter") == ([code] if code else [])


def test_records_and_request_need_their_paper():
    steps = gone("registered_letter")
    steps[1] = replace(RECORDS, result="nothing")
    assert codes(steps, "property_records") == ["lost_no_paper"]
    steps[1] = replace(RECORDS, result="nothing", papers=True)
    assert codes(steps, "property_records") == []


def test_only_ways_that_led_nowhere_are_exhausted():
    assert is_exhausted(gone(*STEPS[:3]))
    assert not is_exhausted(gone(*STEPS[:2]))
    found = gone(*STEPS[:3])
    found[1] = replace(found[1], result="new_address")
    assert not is_exhausted(found)
    assert not is_exhausted([])
