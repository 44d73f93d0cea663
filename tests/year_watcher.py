"""What may not happen in a simulated year: the rules of the law and the trade, once more.

Plain functions over plain facts, so that each of them can be shown a breach. The numbers are
written here again on purpose: they must not change because the product's did. Each function
returns the breaches as text, none when all went well.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

SATURDAY = 5
# family → (what, how many, within how many days, counting talks alone)
CAPS = {
    "message": (("messages", 1, 1, False), ("messages", 2, 14, False)),
    "call": (("calls", 3, 1, False), ("calls", 7, 7, False), ("talks", 2, 7, True)),
}
QUIET_DAYS = 3


@dataclass(frozen=True)
class Made:
    """An outgoing contact that was made, on the debtor's clock."""

    who: str
    channel: str
    at: datetime
    connected: bool = False
    number: str = ""
    # The call that was agreed for the day before a promise.
    agreed: bool = False
    cards: frozenset = frozenset()
    charges: frozenset = frozenset()

    @property
    def family(self):
        return "call" if self.channel == "call" else "message"

    @property
    def day(self):
        return self.at.date()

    def told(self):
        return f"{self.who} by {self.channel} at {self.at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Stopped:
    """A card, or some charges of it, that was stopped on these days."""

    card: str
    kind: str
    first: date
    last: date
    charges: frozenset = frozenset()


def out_of_hours(made, holidays):
    """Nine to twenty, no call on a holiday; weekends ten to nineteen for calls."""
    breaches = []
    for one in made:
        weekend = one.family == "call" and one.at.weekday() >= SATURDAY
        first, last = (time(10), time(19)) if weekend else (time(9), time(20))
        if not first <= one.at.time() < last:
            breaches.append(f"hours: {one.told()}")
        if one.family == "call" and one.day in holidays:
            breaches.append(f"holiday: {one.told()}")
    return breaches


def too_many(made):
    """Messages one a day and two in fourteen days, of a person and of a number; calls three a
    day, seven in seven days; talks two in seven days, and three days of peace after one."""
    lots = defaultdict(list)
    for one in made:
        lots["person", one.who, one.family].append(one)
        if one.number:
            lots["number", one.number, one.family].append(one)
    breaches = []
    for (kind, _key, family), lot in lots.items():
        for what, limit, days, talks_only in CAPS[family]:
            counted = sorted(one.day for one in lot if one.connected or not talks_only)
            # The first of too many and the last of them lie too near to each other.
            breaches += [
                f"cap of a {kind}: more than {limit} {what} in {days} days: {lot[0].told()}, {last}"
                for first, last in zip(counted, counted[limit:], strict=False)
                if (last - first).days < days
            ]
        if kind == "person":
            breaches += _no_peace(lot)
    return breaches


def _no_peace(lot):
    talks = sorted((one for one in lot if one.connected), key=lambda one: one.at)
    return [
        f"peace after a talk: {later.told()}"
        for earlier, later in pairwise(talks)
        if not later.agreed and (later.day - earlier.day).days < QUIET_DAYS
    ]


def against_a_stop(made, stops):
    """Nobody is contacted for what is stopped, but for the call that was agreed."""
    stops_of = defaultdict(list)
    for stop in stops:
        stops_of[stop.card].append(stop)
    return [
        f"stop: {one.told()} under {stop.kind} of {stop.first}"
        for one in made
        for card in one.cards
        for stop in stops_of[card]
        if stop.first <= one.day <= stop.last
        and not (stop.kind == "promise" and one.agreed)
        and (not stop.charges or stop.charges & one.charges)
    ]


def without_verdict(cards, verdicts):
    """Every open card has one standing verdict, and that is a step or says why not.

    :param verdicts: ``{card: [(outcome, reasons)]}``
    """
    breaches = []
    for card in cards:
        standing = verdicts.get(card, [])
        if len(standing) != 1:
            breaches.append(f"forgotten: {card} has {len(standing)} verdicts")
        breaches += [
            f"no reason: {card}, {outcome}"
            for outcome, reasons in standing
            if outcome != "step" and not reasons
        ]
    return breaches


__all__ = ["Made", "Stopped", "against_a_stop", "out_of_hours", "too_many", "without_verdict"]
