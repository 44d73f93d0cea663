"""The formal demand: how long it leaves to pay, what proves that it arrived, what it covers.

Civil Code art. 944 ¶2 asks for a demand with a reasonable period before any suit. Property fees
are debts of their own, period by period, so a demand speaks for the charges it names and for no
other. That a letter was sent proves nothing (SPC limitation rules 2020, art. 8).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .reason import Reason

DEFAULT_DAYS = 15
# The law names no length of the "reasonable period"; below a week no court would call it one.
FLOOR_DAYS = 7
METHODS = ("courier", "registered", "by_hand", "letter_box")
# To whom a letter may be handed over so that it counts as served (art. 8 ¶2 of the rules).
RELATIONS = ("self", "co_resident", "authorised")
TRACKED = ("courier", "registered")


def pay_by(printed_on: date, days: int = DEFAULT_DAYS) -> date:
    """The last day to pay that a letter of this day names; never less than a week ahead."""
    return printed_on + timedelta(days=max(days, FLOOR_DAYS))


def leaves_too_little_time(until: date, posted_on: date) -> bool:
    """True when a letter lay about so long that its day to pay is less than a week ahead."""
    return until < posted_on + timedelta(days=FLOOR_DAYS)


def deadline(until: date, delivered_on: date) -> date:
    """The last day to pay: never earlier than a week after the letter arrived."""
    return max(until, delivered_on + timedelta(days=FLOOR_DAYS))


@dataclass(frozen=True, slots=True)
class Delivery:
    """What somebody says about how a posted letter arrived."""

    method: str
    on: date
    posted_on: date
    tracking: str = ""
    signer: str = ""
    relation: str | None = None


def delivery_faults(delivery: Delivery, today: date) -> list[Reason]:
    """Why this can't be booked as delivered; empty when it can."""
    faults = []
    if delivery.on > today:
        faults.append(Reason("letter_day_ahead", {"day": delivery.on.isoformat()}))
    if delivery.on < delivery.posted_on:
        faults.append(Reason("letter_before_posting", {"day": delivery.posted_on.isoformat()}))
    if delivery.method in TRACKED and not delivery.tracking:
        faults.append(Reason("letter_no_tracking"))
    if delivery.method == "by_hand" and not (delivery.signer and delivery.relation):
        faults.append(Reason("letter_no_signer"))
    return faults


def proof_method(method: str, relation: str | None) -> str | None:
    """How limitation records a delivered demand; None where the arrival is not proven.

    A sealed letter in the letter box is a decent way to deliver it, and no proof that anybody
    took it out.
    """
    if method == "letter_box":
        return None
    if relation:
        return "co_resident" if relation == "co_resident" else "signed"
    return {"courier": "courier", "registered": "registered_letter"}.get(method)


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand that provably arrived, and the keys of the charges it names."""

    delivered_on: date
    pay_by: date
    charges: frozenset[int]

    @property
    def over_on(self) -> date:
        """The last day of the period to pay."""
        return deadline(self.pay_by, self.delivered_on)


@dataclass(frozen=True, slots=True)
class Demanded:
    """What the legal gate asks about the demands of a case."""

    delivered_on: date | None = None
    pay_by: date | None = None
    names_every_period: bool = False


def demanded(demands: Iterable[Demand], charges: Collection[int]) -> Demanded:
    """Whether every one of ``charges`` was demanded, and until when all of them may be paid.

    A charge counts with the demand whose period ends first; the case with its latest charge.
    """
    ordered = sorted(demands, key=lambda demand: demand.over_on)
    if not ordered:
        return Demanded()
    first_of = {
        key: next((demand for demand in ordered if key in demand.charges), None) for key in charges
    }
    named = [demand for demand in first_of.values() if demand]
    counted = named or ordered[-1:]
    return Demanded(
        max(demand.delivered_on for demand in counted),
        max(demand.over_on for demand in counted),
        bool(charges) and len(named) == len(first_of),
    )
