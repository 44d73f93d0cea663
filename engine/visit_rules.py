"""Visits: two people, by day, in the evening only when the owner asked, gone by half past seven.

Hours of the day, holidays and caps are those of ``contact_rules``; this is what is asked of a
visit beyond them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

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
