"""Who has to approve a waiver: by amount, place and closeness, and one level up when it waits.

Domain notes 3.5 (limits of the firm, all editable) and 4.2. A firm keeps a table of tiers: up to
which amount a level decides, perhaps for some estates or a region only. What was given up for
the same debtor within twelve months counts too, so that a large sum can't be cut into small ones.
Without any tier a firm is in the two-person mode: anybody may approve but who asked. Amounts in
minor units; a limit is included.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .contact_rules import Calendar
from .deputies import Absence, worker_on
from .reason import Reason

LATE_FEE = "late_fee"
PRINCIPAL = "principal"
# A request nobody decided on goes up after so many working days.
WAIT_DAYS = 5


def subject_of_kinds(kinds: Iterable[str]) -> str:
    """Whose limits hold for giving up charges of these kinds: those of the service fee, unless all
    of them are late fees."""
    return LATE_FEE if set(kinds) == {LATE_FEE} else PRINCIPAL


@dataclass(frozen=True, slots=True)
class Place:
    """An estate the fees belong to; both empty for a fee without a unit."""

    estate: Hashable | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of the firm's table. ``limit`` None: any amount.

    Without estates and region it holds everywhere. A row for the estate beats one for its region,
    and that one beats a row for everywhere, of the same level.
    """

    level: int
    subject: str
    limit: int | None = None
    estates: frozenset[Hashable] = frozenset()
    region: str | None = None
    approvers: frozenset[int] = frozenset()

    def rank(self, place: Place) -> int:
        """How closely the row names the place; 0 where it does not hold there."""
        if self.estates:
            return 3 if place.estate in self.estates else 0
        if self.region:
            return 2 if place.region == self.region else 0
        return 1


@dataclass(frozen=True, slots=True)
class Request:
    """One waiver that waits.

    :param before: approved for the same debtor and subject within the last twelve months
    :param conflict: the debtor is close to whoever would decide
    :param raised: how often it went up because nobody decided
    :param first_level: the first level decides whatever the amount: a late fee for a time in which
        no bill is known to have reached the debtor
    """

    subject: str
    amount: int
    before: int = 0
    places: tuple[Place, ...] = ()
    conflict: bool = False
    raised: int = 0
    first_level: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """What one level may do at one place."""

    level: int
    limit: int | None
    approvers: frozenset[int]

    def covers(self, total: int) -> bool:
        """Whether the amount is within the limit."""
        return self.limit is None or total <= self.limit


def ladder(subject: str, place: Place, tiers: Iterable[Tier]) -> list[Rung]:
    """The levels of a place from the lowest up, each by the rows that name the place closest.

    Where two such rows differ in their limit the lower one holds; whatever a level may do, those
    above it may do as well.
    """
    found: dict[int, list[Tier]] = {}
    for tier in tiers:
        if tier.subject == subject and tier.rank(place):
            found.setdefault(tier.level, []).append(tier)
    rungs: list[Rung] = []
    for level, rows in sorted(found.items()):
        closest = max(row.rank(place) for row in rows)
        rows = [row for row in rows if row.rank(place) == closest]
        limit = _lowest(row.limit for row in rows)
        if rungs:
            below = rungs[-1].limit
            limit = None if None in (limit, below) else max(limit, below)
        people = frozenset().union(*(row.approvers for row in rows))
        rungs.append(Rung(level, limit, people))
    return rungs


def _lowest(limits: Iterable[int | None]) -> int | None:
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def needed_level(request: Request, tiers: Sequence[Tier]) -> int | None:
    """The lowest level that may approve; None where no level reaches the amount.

    A conflict of interest takes it one level up, and so does every time that it waited too long;
    from the highest level there is no way up. Over several estates the strictest decides.
    """
    levels = [_level_at(request, place, tiers) for place in request.places or (Place(),)]
    return None if None in levels else max(levels)


def _level_at(request: Request, place: Place, tiers: Sequence[Tier]) -> int | None:
    total = request.amount + request.before
    rungs = ladder(request.subject, place, tiers)
    able = [rung.level for rung in rungs if request.first_level or rung.covers(total)]
    if not able:
        return None
    return able[min(request.conflict + request.raised, len(able) - 1)]


def approvers(request: Request, tiers: Sequence[Tier], level: int) -> frozenset[int]:
    """Who is named at this level or above it, at every place of the request."""
    return frozenset.intersection(
        *(
            frozenset().union(
                *(
                    rung.approvers
                    for rung in ladder(request.subject, place, tiers)
                    if rung.level >= level
                )
            )
            for place in request.places or (Place(),)
        )
    )


def may_act(user: int, named: Iterable[int], day: date, absences: Sequence[Absence]) -> bool:
    """Whether the user is one of those named, or stands in on this day for one who is away."""
    return any(user in (person, worker_on(person, day, absences)) for person in named)


@dataclass(frozen=True, slots=True)
class Decision:
    """Somebody is about to approve.

    :param unresolved: names of estates on commission basis without a dated resolution
    """

    approver: int
    requesters: frozenset[int]
    today: date
    asked_on: date
    unresolved: tuple[str, ...] = ()


def obstacles(
    decision: Decision,
    request: Request,
    tiers: Sequence[Tier],
    absences: Sequence[Absence] = (),
) -> list[Reason]:
    """What stands against this person approving today; empty where nothing does."""
    found = []
    if decision.approver in decision.requesters:
        found.append(Reason("own_request"))
    if decision.today < decision.asked_on:
        found.append(Reason("approval_backdated", {"asked_on": decision.asked_on.isoformat()}))
    if decision.unresolved:
        found.append(Reason("approval_no_resolution", {"estates": ", ".join(decision.unresolved)}))
    if tiers:
        found += _against_level(decision, request, tiers, absences)
    return found


def _against_level(
    decision: Decision, request: Request, tiers: Sequence[Tier], absences: Sequence[Absence]
) -> Iterable[Reason]:
    level = needed_level(request, tiers)
    if level is None:
        yield Reason("approval_no_level")
        return
    named = approvers(request, tiers, level)
    if not may_act(decision.approver, named, decision.today, absences):
        yield Reason("approval_level", {"level": level})


def times_raised(asked_on: date, today: date, calendar: Calendar, days: int = WAIT_DAYS) -> int:
    """How often a request has gone up by ``today``: once for each ``days`` working days that
    passed without a decision. Reckoned from the day it was asked for, so a job that was off for a
    week comes to the same answer."""
    count, last = 0, calendar.working_days_after(asked_on, days)
    while last < today:
        count += 1
        last = calendar.working_days_after(last, days)
    return count
