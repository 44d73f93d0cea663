"""How much of an approved waiver can be applied, and who may say yes to it.

A waiver concerns late fees only, unless it was asked for and approved as one of the service fee:
the sidecar's job never touches principal. What was approved is a ceiling: at
the moment of applying, no more is credited than is left of the posted fee (a payment may have
come in between). Amounts in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .allocation import ChargeBalance, fill_oldest_first
from .reason import Reason

LATE_FEE = "late_fee"


@dataclass(frozen=True, slots=True)
class WaivedFee:
    """One posted fee of a waiver: what was approved and what is left of it in the ledger."""

    key: Any
    kind: str
    approved: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Application:
    """Amounts to credit per fee (zeros left out), or the reasons why nothing is credited."""

    amounts: Mapping[Any, int]
    reasons: tuple[Reason, ...] = ()


def waivable(fee: WaivedFee) -> int:
    """The part of one fee that is credited: ``min(approved, remaining)``, never below zero."""
    return max(min(fee.approved, fee.remaining), 0)


def apply(
    fees: Sequence[WaivedFee], valid_until: date | None, today: date, subject: str = LATE_FEE
) -> Application:
    """Decide one approved waiver on ``today``. ``valid_until`` is the last day it may be used.

    ``subject`` is the one kind of charge that it was approved for.
    """
    reasons = list(_obstacles(fees, valid_until, today, subject))
    amounts = {fee.key: waivable(fee) for fee in fees if waivable(fee)}
    if not reasons and not amounts:
        reasons.append(Reason("nothing_left_to_waive"))
    return Application({}, tuple(reasons)) if reasons else Application(amounts)


def _obstacles(
    fees: Iterable[WaivedFee], valid_until: date | None, today: date, subject: str
) -> Iterable[Reason]:
    if valid_until and today > valid_until:
        yield Reason("waiver_expired", {"valid_until": valid_until.isoformat()})
    if any(fee.kind != subject for fee in fees):
        yield Reason("not_a_late_fee" if subject == LATE_FEE else "not_what_was_approved")


def part_of(fees: Iterable[ChargeBalance], total: int) -> dict[Any, int]:
    """A part waiver of ``total`` laid over posted fees, the oldest first; zeros left out.

    ``original`` of a fee is what is left of it. What the fees cannot take is not waived.
    """
    return {key: taken for key, taken in fill_oldest_first(fees, total).items() if taken}


def conflicts(decider: int, requesters: Iterable[int], collectors: Iterable[int]) -> list[Reason]:
    """Why ``decider`` may not decide: asked for it himself, or collects this very debt.

    Users are given by their ids; an empty list means that nothing stands against it.
    """
    found = []
    if decider in set(requesters):
        found.append(Reason("own_request"))
    if decider in set(collectors):
        found.append(Reason("own_card"))
    return found


def is_undelivered(fees: Iterable[tuple[Any, date]], arrivals: Iterable[tuple[Any, date]]) -> bool:
    """Whether nothing that named a bill is known to have arrived while its late fee ran.

    Nobody owes a fee for not paying what he did not know of.

    :param fees: bill and last day of each late fee
    :param arrivals: bill and day of each contact that named it and is known to have arrived
    """
    fees, arrivals = list(fees), list(arrivals)
    return bool(fees) and not any(
        bill == named and day <= until for bill, until in fees for named, day in arrivals
    )
