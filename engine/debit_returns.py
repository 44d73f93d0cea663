"""Money that a bank takes back after it was collected: days or weeks later, all of it or a part.

"Paid by debit" is provisional: a payer's bank may send the money back for five banking days for
want of funds, the payer may ask for it for eight weeks, and for thirteen months where no authority
was given. A return is a fact of its own; its key is the instruction, the return code, the amount
and the bank's day, so that the same return in two reports counts once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .debit_rules import CONSEQUENCES, AnswerRow, Totals, totals_trouble
from .reason import Reason

ReturnKey = tuple[str, int, date]


@dataclass(frozen=True, slots=True)
class Collected:
    """An instruction as it stands: what was collected on it and when, and what went back of it.

    ``taken_back``: the keys of the returns that are known already, each (code, amount, day).
    """

    reference: str
    amount: int
    settled: int
    value_date: date | None
    taken_back: tuple[ReturnKey, ...] = ()


def check_returns(
    known: Sequence[Collected],
    rows: Sequence[AnswerRow],
    codes: Mapping[int, str],
    totals: Totals,
    today: date,
) -> Reason | None:
    """The first reason not to believe a report of returns, or None.

    A row that says *collected* inside such a report repeats what is known and undoes nothing.
    Several returns of one instruction are believed as long as they differ in code, amount or day
    and do not add up to more than was collected.

    :param codes: return codes by the line of the row
    """
    trouble = totals_trouble(rows, totals)
    if trouble:
        return trouble
    by_reference = {one.reference: one for one in known}
    seen = defaultdict(set)
    for row in sorted(rows, key=lambda row: row.line):
        collected = by_reference.get(row.reference)
        if collected is None:
            return _at(row, "debit_return_unknown")
        code = codes.get(row.line, "")
        key = return_key(row, code) if row.settled < 0 else None
        if key in seen[row.reference]:
            return _at(row, "debit_reference_twice")
        trouble = (
            _return_trouble(collected, row, key, seen[row.reference], today)
            if key
            else _repeat_trouble(collected, row)
        )
        if trouble:
            return trouble
        seen[row.reference].add(key)
    return None


def return_key(row: AnswerRow, code: str) -> tuple[str, int, date | None]:
    """What makes a return the same return: code, amount and the bank's day."""
    return code, -row.settled, row.value_date


def take_back(parts: Sequence[int], before: int, amount: int) -> list[int]:
    """What a return takes from each part of what was collected, in minor units.

    Money was filled in oldest first; it goes back youngest first, so that the oldest debt stays
    paid longest. What went back earlier has gone the same way.

    :param parts: what was collected, part by part, in the order it was filled
    :param before: what earlier returns took back in all
    :raises ValueError: more would go back than is left
    """
    if before < 0 or amount <= 0 or before + amount > sum(parts):
        raise ValueError("more is taken back than was collected")
    earlier, now = _taken(parts, before), _taken(parts, before + amount)
    return [late - early for early, late in zip(earlier, now, strict=True)]


def _taken(parts: Sequence[int], amount: int) -> list[int]:
    """How much of each part is gone once ``amount`` has gone, youngest first."""
    gone = []
    for part in reversed(parts):
        gone.append(min(part, amount))
        amount -= gone[-1]
    return gone[::-1]


def _return_trouble(
    collected: Collected, row: AnswerRow, key: ReturnKey, seen: set[ReturnKey], today: date
) -> Reason | None:
    consequence = CONSEQUENCES.get(row.outcome)
    if consequence is None or consequence.money:
        return _at(row, "debit_unknown_outcome", outcome=row.outcome)
    if key in collected.taken_back:
        return None
    if not collected.settled or collected.value_date is None:
        return _at(row, "debit_return_not_collected")
    if row.value_date is None:
        return _at(row, "debit_return_no_day")
    if not collected.value_date <= row.value_date <= today:
        return _at(
            row,
            "debit_return_day",
            date=row.value_date.isoformat(),
            first=collected.value_date.isoformat(),
            last=today.isoformat(),
        )
    return _amount_trouble(collected, row, {*collected.taken_back, *seen} - {None})


def _amount_trouble(collected: Collected, row: AnswerRow, earlier: set[ReturnKey]) -> Reason | None:
    """All returns together never take back more than was collected."""
    left = collected.settled - sum(amount for _code, amount, _day in earlier)
    if left <= 0:
        last = max(day for _code, _amount, day in earlier)
        return _at(row, "debit_return_twice", date=last.isoformat())
    if -row.settled > left:
        return _at(row, "debit_return_amount", asked=left, settled=-row.settled)
    return None


def _repeat_trouble(collected: Collected, row: AnswerRow) -> Reason | None:
    """A row that takes nothing back may only repeat what was collected."""
    if row.settled and row.settled == collected.settled:
        return None
    return _at(row, "debit_return_mixed")


def _at(row: AnswerRow, code: str, **arguments: Any) -> Reason:
    return Reason(code, {"line": row.line, "reference": row.reference, **arguments})
