"""Which scripts a collector sees for one card: few, fitting, and never firmer than the stage.

One script a situation: the talk is opened once, a reason has its answers, a promise is asked for,
confirmed or asked after, and the talk is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .ladder import TONES

# Situations in the order of a talk.
SITUATIONS = (
    "opening",
    "promise_confirm",
    "promise_broken",
    "reason",
    "promise_ask",
    "plan",
    "payment",
    "service",
    "invitation",
    "thanks",
    "closing",
)
# A visit is a talk as well: where it has no script of its own the one for calls serves.
SERVES_FOR = {"call": ("call",), "visit": ("visit", "call"), "counter": ("call",)}


@dataclass(frozen=True, slots=True)
class Script:
    """One reviewed script. ``stages`` and ``reasons`` are keys; empty means all."""

    key: int
    situation: str
    channel: str
    contact_class: str
    tone: str
    audience: str = "all"
    stages: frozenset[int] = frozenset()
    reasons: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """What the account shows about the card in hand.

    :param firmest: the firmest tone that the stage of the card allows
    :param soft: a debtor who is seldom late, or of whom too little is known: gentle words only
    :param promise: ``near`` (runs), ``broken`` (the last one was not kept) or empty
    :param settled: nothing is due any more
    """

    channel: str
    contact_class: str
    firmest: str = "gentle"
    soft: bool = False
    is_company: bool = False
    stage: int = 0
    reason: int = 0
    promise: str = ""
    settled: bool = False


def tone_for(facts: TalkFacts) -> str:
    """The firmest tone that may be used in this talk."""
    return TONES[0] if facts.soft else facts.firmest


def choose_scripts(scripts: Sequence[Script], facts: TalkFacts) -> tuple[int, ...]:
    """Keys of the scripts to show, in the order of the talk.

    Of several for one situation the one for this channel, audience, stage and reason comes
    before a general one, then the one whose tone is nearest to what the stage allows.
    """
    chosen: list[int] = []
    for situation in SITUATIONS:
        fitting = [s for s in scripts if s.situation == situation and _fits(s, facts)]
        fitting.sort(key=lambda script: _rank(script, facts))
        if situation in ("reason", "payment"):
            best = [s for s in fitting if _rank(s, facts)[:2] == _rank(fitting[0], facts)[:2]]
        else:
            best = fitting[:1]
        chosen += [script.key for script in best]
    return tuple(chosen)


def _fits(script: Script, facts: TalkFacts) -> bool:
    audience = "company" if facts.is_company else "person"
    return (
        script.channel in SERVES_FOR.get(facts.channel, (facts.channel,))
        and script.contact_class == facts.contact_class
        and TONES.index(script.tone) <= TONES.index(tone_for(facts))
        and script.audience in ("all", audience)
        and (not script.stages or facts.stage in script.stages)
        and (not script.reasons or facts.reason in script.reasons)
        and _is_the_moment(script, facts)
    )


def _is_the_moment(script: Script, facts: TalkFacts) -> bool:
    if script.situation == "thanks":
        return facts.settled or facts.contact_class != "dunning"
    if facts.settled:
        return script.contact_class != "dunning"
    if script.situation == "reason":
        return bool(script.reasons)
    if script.situation == "promise_confirm":
        return facts.promise == "near"
    if script.situation == "promise_broken":
        return facts.promise == "broken"
    if script.situation == "promise_ask":
        return facts.promise != "near"
    return True


def _rank(script: Script, facts: TalkFacts) -> tuple[int, ...]:
    """Smaller comes first."""
    return (
        SERVES_FOR.get(facts.channel, (facts.channel,)).index(script.channel),
        0 if script.audience != "all" else 1,
        0 if script.reasons else 1,
        0 if script.stages else 1,
        -TONES.index(script.tone),
        script.key,
    )
