"""An owner who can't be reached any more: what is done, in which order, before the court.

Registered mail to the address of the contract, the public records of the property, a word to the
owners' or residents' committee that says nothing of any debt, then the court, which can serve by
public notice. Nobody asks relatives, neighbours or an employer: a person who has no part in the
debt is no way to the debtor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .reason import Reason

STEPS = ("registered_letter", "property_records", "contact_request", "court")
# What comes of a step: the owner is there again, or this way leads nowhere.
FOUND = frozenset({"reached", "new_address"})
NOTHING = "nothing"
# Letters that have a result of their own, and the results that fit it.
LETTER_RESULTS = {"delivered": FOUND, "returned": frozenset({NOTHING, "new_address"})}


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step: its kind, whether it is done, what came of it, and what proves it.

    ``letter`` is the state of the registered letter, empty without one; ``papers`` says whether
    the step has its paper: the extract of the records, or the request as it was printed.
    """

    kind: str
    done: bool = False
    result: str = ""
    letter: str = ""
    papers: bool = False


def obstacles(steps: Sequence[StepFacts], kind: str) -> list[Reason]:
    """Why the step of ``kind`` can't be closed now; empty when it can."""
    by_kind = {step.kind: step for step in steps}
    step = by_kind[kind]
    if step.done:
        return [Reason("lost_step_done")]
    before = [by_kind[one] for one in STEPS[: STEPS.index(kind)]]
    waiting = [one.kind for one in before if not one.done]
    if waiting:
        return [Reason("lost_step_early", {"step": waiting[0]})]
    return _unproved(step)


def _unproved(step: StepFacts) -> list[Reason]:
    if step.kind == "court":
        return []
    if not step.result:
        return [Reason("lost_no_result")]
    if step.kind != "registered_letter":
        return [] if step.papers else [Reason("lost_no_paper")]
    if step.letter not in LETTER_RESULTS:
        return [Reason("lost_letter_under_way")]
    if step.result not in LETTER_RESULTS[step.letter]:
        return [Reason("lost_letter_says_otherwise")]
    return []


def is_exhausted(steps: Sequence[StepFacts]) -> bool:
    """Whether every way short of the court was gone, and none led to the owner."""
    ways = [step for step in steps if step.kind != "court"]
    return len(ways) == len(STEPS) - 1 and all(
        step.done and step.result == NOTHING for step in ways
    )
