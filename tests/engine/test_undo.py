"""Undoing a step takes back what waits, never what happened."""

from itertools import product

from engine.undo import DONE, LEFT, OPEN, TRIED, WAITING, TakenStep, undo


def codes(undoing):
    return [reason.code for reason in undoing.reasons]


def test_what_waits_is_taken_back_with_the_move_of_the_card():
    for step in (TakenStep(message=WAITING, moved=True), TakenStep(task=OPEN, moved=True)):
        found = undo(step)
        assert (found.undone, found.moves_back, codes(found)) == (True, True, ["undone"])


def test_a_card_that_never_moved_stays():
    assert not undo(TakenStep(message=WAITING)).moves_back


def test_a_message_that_left_and_a_done_task_stay():
    assert codes(undo(TakenStep(message=LEFT, moved=True))) == ["undo_message_left"]
    assert codes(undo(TakenStep(task=DONE))) == ["undo_task_done"]


def test_a_letter_is_taken_back_until_it_was_printed():
    assert undo(TakenStep(letter=WAITING, moved=True)).moves_back
    assert codes(undo(TakenStep(letter=LEFT, moved=True))) == ["undo_letter_printed"]


def test_a_message_that_failed_is_not_tried_again():
    assert codes(undo(TakenStep(message=TRIED, moved=True))) == ["undo_message_tried"]


def test_a_step_that_another_one_followed_stays():
    assert codes(undo(TakenStep(task=OPEN, later_step=True))) == ["undo_later_step"]


def test_a_card_somebody_worked_on_keeps_its_place():
    found = undo(TakenStep(task=OPEN, moved=True, touched=True))
    assert (found.undone, found.moves_back, codes(found)) == (True, False, ["undo_card_touched"])


def test_every_answer_has_a_reason_and_only_undone_steps_move_cards():
    flags = (True, False)
    for message, task, *rest in product(
        (None, WAITING, LEFT, TRIED), (None, OPEN, DONE), flags, flags, flags
    ):
        found = undo(TakenStep(message, task, *rest))
        assert found.reasons
        assert found.undone == (message not in (LEFT, TRIED) and task != DONE and not rest[2])
        assert not found.moves_back or (found.undone and rest[0] and not rest[1])
