"""The order of the stages before the law (rows 23 and 42)."""

from engine.stage_order import StageFacts, skipped

REMINDER, CALL, LETTER, VISIT = STAGES = [
    StageFacts(1, 10, "message"),
    StageFacts(2, 20, "call"),
    StageFacts(3, 30, "letter"),
    StageFacts(4, 40, "visit"),
]


def test_forward_it_goes_only_past_stages_that_were_worked():
    assert skipped(STAGES, REMINDER, VISIT, {"message"}) == [2, 3]
    assert skipped(STAGES, REMINDER, CALL, set()) == [1]
    assert skipped(STAGES, REMINDER, LETTER, {"message", "call"}) == []


def test_being_in_a_stage_is_not_having_worked_it():
    assert skipped(STAGES, LETTER, VISIT, {"message", "call"}) == [3]


def test_back_and_nowhere_it_goes_freely():
    assert skipped(STAGES, VISIT, REMINDER, set()) == []
    assert skipped(STAGES, VISIT, VISIT, set()) == []


def test_a_stage_that_the_policy_has_no_step_for_is_passed():
    assert skipped(STAGES, REMINDER, VISIT, {"message"}, {"message", "letter"}) == [3]


def test_a_stage_without_a_way_asks_for_nothing():
    own = StageFacts(9, 15)
    assert skipped([*STAGES, own], REMINDER, CALL, {"message"}) == []
    assert skipped([own], own, CALL, set()) == []
