"""Money that a bank takes back after it was collected: days or weeks later.

"Paid by debit" is provisional: a payer's bank may send the money back for five banking days for
want of funds, the payer may ask for it for eight weeks, and for thirteen months where no authority
was given. A return is a fact of its own; its key is the instruction, the return code, the amount
and the bank's day, so that the same return in two reports counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .debit_rules import CONSEQUENCES, AnswerRow, Totals, totals_trouble
from .reason import Reason


@dataclass(frozen=True, slots=True)
class Collected:
    """An instruction as it stands: what was collected on it and when, and whether it went back.

    ``taken_back``: the key of a return that is known already, (code, amount, day).
    """

    reference: str
    amount: int
    settled: int
    value_date: date | None
    taken_back: tuple[str, int, date] | None = None


def check_returns(
    known: Sequence[Collected],
    rows: Sequence[AnswerRow],
    codes: Mapping[int, str],
    totals: Totals,
    today: date,
) -> Reason | None:
    """The first reason not to believe a report of returns, or None.

    A row that says *collected* inside such a report repeats what is known and undoes nothing.

    :param codes: return codes by the line of the row
    """
    trouble = totals_trouble(rows, totals)
    if trouble:
        return trouble
    by_reference = {one.reference: one for one in known}
    seen = Counter()
    for row in sorted(rows, key=lambda row: row.line):
        collected = by_reference.get(row.reference)
        if collected is None:
            return _at(row, "debit_return_unknown")
        seen[row.reference, row.settled < 0] += 1
        if seen[row.reference, row.settled < 0] > 1:
            return _at(row, "debit_reference_twice")
        trouble = (
            _return_trouble(collected, row, codes.get(row.line, ""), today)
            if row.settled < 0
            else _repeat_trouble(collected, row)
        )
        if trouble:
            return trouble
    return None


def return_key(row: AnswerRow, code: str) -> tuple[str, int, date | None]:
    """What makes a return the same return: code, amount and the bank's day."""
    return code, -row.settled, row.value_date


def _return_trouble(collected: Collected, row: AnswerRow, code: str, today: date) -> Reason | None:
    consequence = CONSEQUENCES.get(row.outcome)
    if consequence is None or consequence.money:
        return _at(row, "debit_unknown_outcome", outcome=row.outcome)
    if collected.taken_back is not None:
        if collected.taken_back == return_key(row, code):
            return None
        return _at(row, "debit_return_twice", date=collected.taken_back[2].isoformat())
    if not collected.settled or collected.value_date is None:
        return _at(row, "debit_return_not_collected")
    if -row.settled != collected.settled:
        return _at(row, "debit_return_amount", asked=collected.settled, settled=-row.settled)
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
    return None


def _repeat_trouble(collected: Collected, row: AnswerRow) -> Reason | None:
    """A row that takes nothing back may only repeat what was collected."""
    if row.settled and row.settled == collected.settled:
        return None
    return _at(row, "debit_return_mixed")


def _at(row: AnswerRow, code: str, **arguments: Any) -> Reason:
    return Reason(code, {"line": row.line, "reference": row.reference, **arguments})
