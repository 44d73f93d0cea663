"""Visits: two people, by day, in the evening only when the owner asked, gone by half past seven.

Hours of the day, holidays and caps are those of ``contact_rules``; this is what is asked of a
visit beyond them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from .reason import Reason

# From here on a visit needs an appointment that the owner asked for.
EVENING_FROM = time(18)
# Everybody is out of the door by then.
EVENING_ENDS = time(19, 30)
PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it is planned or was made, on the clock of the place.

    :param business: a shop or an office, which is visited during its hours alone
    :param collects: money is to be taken along, by code or with a receipt on the spot
    """

    starts: time | None = None
    ends: time | None = None
    asked_by_owner: bool = False
    business: bool = False
    people: int = PEOPLE
    collects: bool = False
    reason_known: bool = True


def visit_faults(visit: Visit) -> list[Reason]:
    """Why a visit may not be made like this; empty when it may."""
    faults = []
    if not visit.reason_known:
        faults.append(Reason("visit_reason_unknown"))
    if visit.people < PEOPLE:
        faults.append(Reason("visit_two_people"))
    if visit.collects and not visit.asked_by_owner:
        faults.append(Reason("visit_collect_not_asked"))
    return faults + _time_faults(visit)


def _time_faults(visit: Visit) -> list[Reason]:
    if visit.starts is None:
        return []
    last = max(visit.starts, visit.ends or visit.starts)
    faults = []
    if visit.business and last > EVENING_FROM:
        faults.append(Reason("visit_business_hours", {"until": f"{EVENING_FROM:%H:%M}"}))
    elif visit.starts >= EVENING_FROM and not visit.asked_by_owner:
        faults.append(Reason("visit_evening_not_asked", {"from": f"{EVENING_FROM:%H:%M}"}))
    if last > EVENING_ENDS:
        faults.append(Reason("visit_ends_late", {"until": f"{EVENING_ENDS:%H:%M}"}))
    return faults


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment that is taken at the owner's home: seed B1 二.2, by the owner's request alone.

    :param people: who was to make the visit
    :param taker: who writes the receipt
    :param counted_by: who else counted the cash, and ``counted`` what he counted (minor units)
    """

    today: date
    planned_on: date
    collects: bool
    cancelled: bool
    people: frozenset[int]
    taker: int
    is_cash: bool
    amount: int
    counted_by: int | None = None
    counted: int = 0


def payment_faults(taken: Taken) -> list[Reason]:
    """Why this payment may not be taken at home; empty when it may. Nobody takes cash alone."""
    faults = []
    if taken.cancelled or not taken.collects:
        faults.append(Reason("visit_not_for_payment"))
    if taken.planned_on != taken.today:
        faults.append(Reason("visit_payment_other_day", {"day": taken.planned_on.isoformat()}))
    if taken.taker not in taken.people:
        faults.append(Reason("visit_taker_not_there"))
    if taken.is_cash:
        second = taken.counted_by in taken.people - {taken.taker}
        if not second or taken.counted != taken.amount:
            faults.append(Reason("visit_cash_not_counted"))
    return faults
