"""What undoing a step can take back: what waits, not what happened.

A message that left, and a task that somebody did, stay as evidence; a card that somebody has
worked on since keeps the place he gave it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .reason import Reason

# States of a message; one that was refused or cancelled is none. One that failed was tried, and of
# one that was cut off nobody knows whether it left: again could mean writing to somebody twice.
WAITING = "waiting"
LEFT = "left"
TRIED = "tried"
# States of a task.
OPEN = "open"
DONE = "done"


@dataclass(frozen=True, slots=True)
class TakenStep:
    """What a step did on a card, and what came after it.

    :param message: ``waiting``, ``left``, ``tried`` or None
    :param task: ``open``, ``done`` or None; a visit is one
    :param moved: the step moved the card to another stage
    :param touched: somebody moved the card or spoke with the debtor since
    :param later_step: another step was taken since on the card, or on one that shares its message
        or task: what is one contact is taken back as a whole or not at all
    :param letter: ``waiting`` in the print queue, ``left`` it, or None
    """

    message: str | None = None
    task: str | None = None
    moved: bool = False
    touched: bool = False
    later_step: bool = False
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Undoing:
    """Whether the step is taken back, whether the card goes back, and why not."""

    undone: bool
    moves_back: bool
    reasons: tuple[Reason, ...]


def undo(step: TakenStep) -> Undoing:
    """What can be taken back of a step."""
    kept = []
    if step.message == LEFT:
        kept.append(Reason("undo_message_left"))
    if step.message == TRIED:
        kept.append(Reason("undo_message_tried"))
    if step.letter == LEFT:
        kept.append(Reason("undo_letter_printed"))
    if step.task == DONE:
        kept.append(Reason("undo_task_done"))
    if step.later_step:
        kept.append(Reason("undo_later_step"))
    if kept:
        return Undoing(False, False, tuple(kept))
    if step.moved and step.touched:
        return Undoing(True, False, (Reason("undo_card_touched"),))
    return Undoing(True, step.moved, (Reason("undone"),))
