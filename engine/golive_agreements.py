"""Instalments and promises that the old books agreed on: judged as a whole, beside what is owed.

A plan comes in as one row an instalment. What is left of it has to be what is left of named bills,
to the cent: nobody agrees here on anything that was not agreed there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from .reason import Reason


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One instalment of a list. Amounts in minor units.

    :param place: identifies the row; ``number`` is its row for people
    :param total: what was agreed in all, as the row says
    :param terms: what all rows of one plan say alike: units, kind, period, agreement in writing
    """

    place: Hashable
    number: int
    due_on: date
    amount: int
    paid: int
    total: int
    terms: tuple = ()

    @property
    def left(self) -> int:
        """What is still to be paid of it."""
        return self.amount - self.paid


def plan_faults(rows: Sequence[PlanRow]) -> dict[Hashable, Reason]:
    """Why the rows of one plan can't be taken over, each with its own fault or that of the whole.

    :param rows: in the order of the file
    :return: empty where nothing stands against it; else a reason for every row
    """
    found = {
        later.place: Reason("golive_plan_order", {"other": earlier.number})
        for earlier, later in pairwise(rows)
        if later.due_on <= earlier.due_on
    }
    whole = _fault_of_whole(rows)
    if not found and not whole:
        return {}
    for row in rows:
        found.setdefault(row.place, whole or Reason("golive_plan_other_row"))
    return found


def _fault_of_whole(rows: Sequence[PlanRow]) -> Reason | None:
    if len({(row.total, *row.terms) for row in rows}) > 1:
        return Reason("golive_plan_mixed")
    added = sum(row.amount for row in rows)
    if added != rows[0].total:
        return Reason("golive_plan_sum", {"sum": added, "total": rows[0].total})
    if not sum(row.left for row in rows):
        return Reason("golive_plan_paid")
    return None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is left of one bill, in minor units."""

    key: Hashable
    due_on: date
    left: int
    first: date | None = None
    last: date | None = None


def covered(
    left: int, items: Iterable[OpenItem], first: date | None = None, last: date | None = None
) -> tuple[tuple[Hashable, ...], Reason | None]:
    """The bills that the open instalments of a plan are for.

    All of them, else the oldest ones that add up exactly. A period, where the list gives one,
    leaves out what lies outside.

    :param left: what is open of the instalments
    :return: keys of the bills, and why there are none
    """
    within = sorted(
        (one for one in items if _within(one, first, last)),
        key=lambda one: (one.due_on, str(one.key)),
    )
    added, keys = 0, []
    for item in within:
        if added == left and not first:
            break
        added += item.left
        keys.append(item.key)
    if added == left and keys:
        return tuple(keys), None
    owed = sum(item.left for item in within)
    code = "golive_plan_too_much" if left > owed else "golive_plan_not_exact"
    return (), Reason(code, {"left": left, "open": owed})


def _within(item: OpenItem, first: date | None, last: date | None) -> bool:
    if not first or not last:
        return True
    return bool(item.first and item.last and first <= item.first and item.last <= last)


def promise_fault(
    made_on: date, until: date, amount: int, owed: int, today: date, longest: int
) -> Reason | None:
    """Why a promise is not taken over; None where it is.

    :param owed: what is overdue of the unit, in minor units
    :param longest: days ahead that anybody may accept
    """
    if until < today:
        return Reason("golive_promise_over", {"day": until.isoformat()})
    if until > made_on + timedelta(days=longest):
        return Reason("golive_promise_far", {"days": longest})
    if amount > owed:
        return Reason("golive_promise_too_much", {"amount": amount, "open": owed})
    return None
