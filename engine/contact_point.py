"""How good an owner's number or mailbox is, judged by what came of using it.

A judgement always says why: the newest facts weigh most, and a number that turned out to be
somebody else's is not used again until it was checked or reached its owner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .reason import Reason

REACHED = "reached"
MISSED = "missed"
RETURNED = "returned"
WRONG = "wrong"
VERIFIED = "verified"

START = 50
_WORTH = {REACHED: 20, MISSED: -5, RETURNED: -20, VERIFIED: 30}
_MOST = {REACHED: 40, MISSED: -20, RETURNED: -50, VERIFIED: 30}
# So many returned in a row, and the address does not exist any more.
RETURNED_IN_A_ROW = 2


@dataclass(frozen=True)
class Fact:
    """One thing that happened with an address: the day and one of the words above."""

    day: date
    what: str


@dataclass(frozen=True)
class Judgement:
    """``score`` from 0 to 100, ``standing`` good, unknown or bad, and the reasons for it."""

    score: int
    standing: str
    reasons: tuple[Reason, ...]


def judge(facts: Iterable[Fact]) -> Judgement:
    """Judge an address by its facts, the oldest first.

    Being reached or checked ends what was held against it; being wrong ends what spoke for it.
    """
    standing_facts: list[Fact] = []
    wrong: Fact | None = None
    for fact in facts:
        if fact.what == WRONG:
            wrong, standing_facts = fact, []
            continue
        if fact.what in (REACHED, VERIFIED):
            wrong = None
            standing_facts = [f for f in standing_facts if f.what in (REACHED, VERIFIED)]
        standing_facts.append(fact)
    if wrong:
        return Judgement(0, "bad", (Reason("point_wrong", {"on": wrong.day.isoformat()}),))
    return _weigh(standing_facts)


def _weigh(facts: list[Fact]) -> Judgement:
    counts = {what: sum(fact.what == what for fact in facts) for what in _WORTH}
    score = START + sum(_bounded(what, count) for what, count in counts.items())
    score = max(0, min(100, score))
    reasons = tuple(_reason(what, facts, count) for what, count in counts.items() if count)
    if counts[RETURNED] >= RETURNED_IN_A_ROW:
        return Judgement(min(score, 10), "bad", reasons)
    good = counts[REACHED] or counts[VERIFIED]
    nothing = (Reason("point_untried"),)
    return Judgement(score, "good" if good else "unknown", reasons or nothing)


def _bounded(what: str, count: int) -> int:
    worth, most = _WORTH[what] * count, _MOST[what]
    return min(worth, most) if most > 0 else max(worth, most)


def _reason(what: str, facts: list[Fact], count: int) -> Reason:
    last = max(fact.day for fact in facts if fact.what == what)
    return Reason(f"point_{what}", {"count": count, "on": last.isoformat()})
