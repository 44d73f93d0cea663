"""Was each way to a debtor tried before the law, or is it on record that it is closed?

Asked by the policies, when a run would propose legal steps, and by the legal gate, when a person
takes them: message, call, letter and visit were each completed once, or are documented as
impossible. What nobody wrote down counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .contact_rules import FAMILIES

# The four ways of the trade that come before the law.
BEFORE_LAW = ("message", "call", "letter", "visit")
ARRIVING = frozenset({"sent", "delivered", "connected"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One outgoing contact about the debt: its channel, its state, what came of it (empty where
    nobody wrote it down), and whether the carrier reported that it came back."""

    channel: str
    state: str
    outcome: str = ""
    came_back: bool = False


@dataclass(frozen=True, slots=True)
class WayFacts:
    """What is on record of the ways to one debtor.

    ``attempts`` are those of the present episode. ``message_way`` and ``number``: whether there
    is an address for messages, and a number to call. ``address`` is ``none``, ``bad`` (a letter
    came back, or the debtor had moved), or any other word for one that can be used.
    """

    attempts: tuple[Attempt, ...] = ()
    message_way: bool = True
    number: bool = True
    address: str = "unknown"
    visits_refused: bool = False


def counts(attempt: Attempt) -> bool:
    """Whether an attempt was a try in full.

    A call that nobody answered, a wrong number, a visit that met nobody, a letter that came back
    are results and were written down. A message that failed counts when its carrier said so; one
    of which nobody knows whether it left does not.
    """
    if attempt.state in ARRIVING:
        return True
    if attempt.state != "failed":
        return False
    family = FAMILIES[attempt.channel]
    return {"letter": True, "message": attempt.came_back}.get(family, bool(attempt.outcome))


def closed_ways(facts: WayFacts) -> dict[str, str]:
    """The ways that can't be used, with the code of the reason."""
    closed = {}
    if not facts.message_way:
        closed["message"] = "no_channel"
    if not facts.number:
        closed["call"] = "no_number"
    if facts.address in ("none", "bad"):
        code = "no_address" if facts.address == "none" else "address_unverified"
        closed |= {"letter": code, "visit": code}
    if facts.visits_refused:
        closed["visit"] = "visit_refused_before"
    return closed


def ways_tried(facts: WayFacts) -> frozenset[str]:
    """Those of ``BEFORE_LAW`` that were tried or are closed."""
    return frozenset({*_used(facts.attempts), *closed_ways(facts)} & {*BEFORE_LAW})


def _used(attempts: Iterable[Attempt]) -> set[str]:
    return {FAMILIES[attempt.channel] for attempt in attempts if counts(attempt)}
