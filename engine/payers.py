"""Who pays for a unit, and from which day to which.

The fee of a period stays with the party of that period (Civil Code art. 937: the contract binds
its parties). A tenant pays what was agreed and the owner stays jointly liable; the developer
pays for what is unsold or not yet delivered (State Council Property Management Regulations
art. 41). Co-owners and heirs answer together (Civil Code arts. 307, 1161). Where nobody is known
to pay there is a gap, and nobody is guessed.

Both ends of every span of days belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)

# Roles that own a unit, the one that is billed first in front.
OWNER_ROLES = ("owner", "developer", "heir", "co_owner")
TENANT = "tenant_payer"
DEVELOPER = "developer"

PAYS_ALL = "all"
# What a follow-up of another charge follows.
FOLLOWS = {"late_fee": "principal"}

# The developer pays through the month of delivery and the owner from the next (Beijing art. 22,
# Shanghai art. 49, Lishui art. 35), or up to the day before delivery.
THROUGH_MONTH = "through_month"
TO_THE_DAY = "to_the_day"

# A payer who changes within a month: cut by days, or the first one pays to the month's end.
BY_DAYS = "days"
WHOLE_MONTH = "whole_month"


@dataclass(frozen=True, slots=True)
class Party:
    """What a partner is to a unit from ``first`` to ``last`` (``None``: until further notice).

    ``pays`` is what a paying tenant pays: ``all``, or one kind of charge. ``answers`` says that
    the party is jointly liable by agreement, whatever its role.
    """

    partner: int
    role: str
    first: date
    last: date | None = None
    pays: str = PAYS_ALL
    answers: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the party is one on that day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def pays_kind(self, kind: str) -> bool:
        """Whether a paying tenant agreed to pay this kind; a late fee follows its fee."""
        return self.pays in (PAYS_ALL, FOLLOWS.get(kind, kind))


@dataclass(frozen=True, slots=True)
class PayerSpan:
    """One payer from ``first`` to ``last``, and who else answers for the same fee."""

    first: date
    last: date
    payer: int
    role: str
    liable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReductionSpan:
    """An approved reduction of the service fee from ``first`` to ``last``.

    ``payable`` is the part that the payer still pays (60 % is ``Fraction(3, 5)``);
    ``difference_payer`` pays the rest where somebody promised to, else nobody does.
    """

    first: date
    last: date
    payable: Fraction
    difference_payer: int | None
    reduction_id: int
    label: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """Who pays on one day, and who answers beside him."""

    payer: int
    role: str
    liable: tuple[int, ...]


def payer_spans(
    parties: Iterable[Party],
    first: date,
    last: date,
    kind: str,
    *,
    delivered_on: date | None = None,
    developer_rule: str = THROUGH_MONTH,
    part_month: str = BY_DAYS,
) -> list[PayerSpan]:
    """The payers of one unit for one kind of charge, from ``first`` to ``last``.

    ``delivered_on`` is the day the developer handed the unit to its buyer, ``date.max`` while it
    has not; without it the days of the parties stand as they are. With ``whole_month`` whoever
    pays first in a month pays to its end, as the party of the next month begins on its first day.
    Spans are in order and do not overlap; days on which nobody pays are in none.
    """
    if last < first:
        raise ValueError(f"the period ends on {last}, before it starts on {first}")
    known = tuple(parties)
    cut_over = last_day_of_developer(delivered_on, developer_rule)
    whole = part_month == WHOLE_MONTH
    # Whole months are judged from their first day, also where only a part is asked for.
    begin = first.replace(day=1) if whole else first
    pieces = (
        (start, end, _answer_on(known, start, kind, cut_over))
        for start, end in _pieces(known, begin, last, cut_over, whole)
    )
    if whole:
        pieces = _to_the_end_of_month(pieces)
    return list(_joined(pieces, first))


def last_day_of_developer(delivered_on: date | None, developer_rule: str) -> date | None:
    """The last day that the developer pays for, ``None`` where no delivery is known."""
    if delivered_on is None or delivered_on == date.max:
        return delivered_on
    if developer_rule == TO_THE_DAY:
        return delivered_on - ONE_DAY
    return _month_end(delivered_on)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def _pieces(
    parties: Sequence[Party], first: date, last: date, cut_over: date | None, by_month: bool
) -> Iterator[tuple[date, date]]:
    """Spans of days in which nothing changes."""
    starts = {first}
    for party in parties:
        starts.add(party.first)
        if party.last is not None and party.last < last:
            starts.add(party.last + ONE_DAY)
    if cut_over is not None and cut_over < last:
        starts.add(cut_over + ONE_DAY)
    if by_month:
        starts.update(_month_starts(first, last))
    ordered = sorted(start for start in starts if first <= start <= last)
    ends = [start - ONE_DAY for start in ordered[1:]]
    yield from zip(ordered, [*ends, last], strict=True)


def _month_starts(first: date, last: date) -> Iterator[date]:
    start = _month_end(first) + ONE_DAY
    while start <= last:
        yield start
        start = _month_end(start) + ONE_DAY


def _answer_on(
    parties: Sequence[Party], day: date, kind: str, cut_over: date | None
) -> _Answer | None:
    holding = [party for party in parties if party.role != DEVELOPER and party.holds_on(day)]
    developers = [party for party in parties if party.role == DEVELOPER and party.first <= day]
    if cut_over is not None and day <= cut_over and developers:
        # Sold or not: until delivery and its month are over the buyer pays nothing.
        return _Answer(_latest(developers).partner, DEVELOPER, ())
    holding += [party for party in developers if party.holds_on(day)]
    payer = _payer(holding, kind)
    if payer is None:
        return None
    return _Answer(payer.partner, payer.role, _liable(holding, payer))


def _payer(holding: Sequence[Party], kind: str) -> Party | None:
    tenants = [party for party in holding if party.role == TENANT and party.pays_kind(kind)]
    if tenants:
        return _latest(tenants)
    for role in OWNER_ROLES:
        same_role = [party for party in holding if party.role == role]
        if same_role:
            return _latest(same_role)
    return None


def _latest(parties: Sequence[Party]) -> Party:
    """The party that came last; of two that came together, the one entered first."""
    return max(parties, key=lambda party: party.first)


def _liable(holding: Sequence[Party], payer: Party) -> tuple[int, ...]:
    others = {
        party.partner
        for party in holding
        if (party.role in OWNER_ROLES or party.answers) and party.partner != payer.partner
    }
    return tuple(sorted(others))


def _to_the_end_of_month(
    pieces: Iterable[tuple[date, date, _Answer | None]],
) -> Iterator[tuple[date, date, _Answer | None]]:
    month, standing = None, None
    for start, end, answer in pieces:
        if (start.year, start.month) != month:
            month, standing = (start.year, start.month), None
        standing = standing or answer
        yield start, end, standing


def _joined(
    pieces: Iterable[tuple[date, date, _Answer | None]], first: date
) -> Iterator[PayerSpan]:
    """Neighbours with the same answer become one span; what lies before ``first`` goes."""
    waiting: PayerSpan | None = None
    for start, end, answer in pieces:
        if answer is None or end < first:
            continue
        span = PayerSpan(max(start, first), end, answer.payer, answer.role, answer.liable)
        if waiting and _continues(waiting, span):
            span = PayerSpan(waiting.first, end, span.payer, span.role, span.liable)
        elif waiting:
            yield waiting
        waiting = span
    if waiting:
        yield waiting


def _continues(earlier: PayerSpan, later: PayerSpan) -> bool:
    return earlier.last + ONE_DAY == later.first and (
        (earlier.payer, earlier.role, earlier.liable) == (later.payer, later.role, later.liable)
    )


def lowest_reductions(
    spans: Iterable[ReductionSpan], first: date, last: date
) -> list[ReductionSpan]:
    """The reductions that hold between two days, without overlaps and in order.

    Reductions are not piled up: of several on one day the one that leaves least to pay counts,
    and of equal ones the one granted first.
    """
    known = sorted(spans, key=lambda span: (span.payable, span.reduction_id))
    starts = {first} | {span.first for span in known} | {span.last + ONE_DAY for span in known}
    ordered = sorted(start for start in starts if first <= start <= last)
    ends = [start - ONE_DAY for start in ordered[1:]]
    found: list[ReductionSpan] = []
    for start, end in zip(ordered, [*ends, last], strict=True):
        best = next((span for span in known if span.first <= start <= span.last), None)
        if best is None:
            continue
        previous = found[-1] if found else None
        if previous and (previous.reduction_id, previous.last + ONE_DAY) == (
            best.reduction_id,
            start,
        ):
            start = found.pop().first
        found.append(replace(best, first=start, last=end))
    return found
