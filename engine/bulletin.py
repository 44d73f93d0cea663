"""What a notice on a board may say: the estate, the period, the day and the ways to pay.

A bulletin is read by everybody, so it has no part that leads to a person or to a unit, and no
word of anybody's debt (PIPL arts. 10 and 25: no publishing of who has not paid).
"""

from __future__ import annotations

from collections.abc import Iterable

from .reason import Reason
from .script_rules import words_of_debt
from .wording import banned_phrases, placeholders, typed_figures

CHANNEL = "bulletin"
NEEDED: tuple[str, ...] = ("estate", "pay_by", "office")
POSSIBLE: tuple[str, ...] = (*NEEDED, "period", "creditor", "how_to_pay")


def bulletin_faults(texts: Iterable[str]) -> list[Reason]:
    """Why a bulletin can't hang out; ``texts`` are title and body of one language."""
    whole = "\n".join(text for text in texts if text)
    named = placeholders(whole)
    faults = [hit.as_reason() for hit in banned_phrases(whole)] + typed_figures(whole)
    faults += words_of_debt(whole)
    faults += [
        Reason("wording_part_missing", {"part": part}) for part in NEEDED if part not in named
    ]
    strange = dict.fromkeys(part for part in named if part not in POSSIBLE)
    return faults + [Reason("bulletin_names_somebody", {"part": part}) for part in strange]
