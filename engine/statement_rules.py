"""Bank statements: whether one may be believed, and what makes a movement the same movement.

Amounts are integers of the currency's minor unit, positive for money that came in. A statement is
believed as a whole or not at all; the first contradiction found names its line.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .reason import Reason

# A bank's clock may be ahead of the company's by part of a day.
CLOCK_TOLERANCE = timedelta(days=1)
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Z]{0,2}[0-9]{11,30}([0-9Xx]{4})(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement.

    ``reference``: the bank's own, unique in the account, or empty. ``payer``: name and last four
    digits of the account, as far as the bank tells them.
    """

    line: int
    day: date
    amount: int
    balance: int | None = None
    reference: str = ""
    payer: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a statement says about itself."""

    row_count: int
    total_in: int
    total_out: int
    opening: int | None = None
    closing: int | None = None


def check_statement(movements: Sequence[Movement], told: Told, today: date) -> Reason | None:
    """Why a statement cannot be believed, or None. ``movements`` are oldest first."""
    return (
        _check_counts(movements, told)
        or _check_rows(movements, today)
        or _check_balances(movements, told)
    )


def _check_counts(movements: Sequence[Movement], told: Told) -> Reason | None:
    if not movements or len(movements) != told.row_count:
        arguments = {"said": told.row_count, "counted": len(movements)}
        return Reason("statement_rows_missing", arguments)
    total_in = sum(one.amount for one in movements if one.amount > 0)
    total_out = -sum(one.amount for one in movements if one.amount < 0)
    for code, said, counted in (
        ("statement_total_in", told.total_in, total_in),
        ("statement_total_out", told.total_out, total_out),
    ):
        if said != counted:
            return Reason(code, {"said": said, "counted": counted})
    return None


def _check_rows(movements: Sequence[Movement], today: date) -> Reason | None:
    first: dict[str, int] = {}
    for one in movements:
        if not one.amount:
            return Reason("statement_no_amount", {"line": one.line})
        if one.day > today + CLOCK_TOLERANCE:
            return Reason("statement_future", {"line": one.line, "date": one.day.isoformat()})
        if one.reference and first.setdefault(one.reference, one.line) != one.line:
            arguments = {"reference": one.reference, "first": first[one.reference]}
            return Reason("statement_reference_twice", {"line": one.line, **arguments})
    return None


def _check_balances(movements: Sequence[Movement], told: Told) -> Reason | None:
    """Opening balance, running balance and closing balance follow from each other."""
    running = told.opening
    for one in movements:
        running = one.balance if running is None else running + one.amount
        if one.balance is not None and one.balance != running:
            arguments = {"line": one.line, "said": one.balance, "counted": running}
            return Reason("statement_balance", arguments)
    if told.closing is not None and running is not None and told.closing != running:
        return Reason("statement_closing", {"said": told.closing, "counted": running})
    return None


def same_account(told: str, own: str) -> bool:
    """Whether a statement's account is ours; banks may hide the middle of it with asterisks."""
    plain = re.sub(r"[\s-]", "", own).upper()
    if "*" not in told:
        return told == plain
    return plain.startswith(told.split("*")[0]) and plain.endswith(told.rsplit("*")[-1])


def movement_keys(movements: Sequence[Movement]) -> list[str]:
    """What each movement is known by for ever within its account.

    The bank's reference where there is one. Else a digest of what the bank says of it, with a
    number for movements that are alike in all of it: a second file over the same days gives the
    same keys, whatever else is in it. A digest begins with ``#``, which no reference is given.
    """
    seen: Counter[str] = Counter()
    keys = []
    for one in movements:
        if one.reference:
            keys.append(f"={one.reference}" if one.reference.startswith("#") else one.reference)
            continue
        words = " ".join(one.remark.split()).casefold(), " ".join(one.payer.split()).casefold()
        said = "\x1f".join(map(str, (one.day.isoformat(), one.amount, one.balance, *words)))
        seen[said] += 1
        digest = hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest()
        keys.append(f"#{digest[:32]}")
    return keys


def runs_of(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in ascending order as (first, last) of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs


def mask_long_numbers(text: str) -> str:
    """A remark with account and identity numbers (15 digits and more) cut to the last four.

    Telephone numbers, units and our own references stay: they tell whose money it is.
    """
    return _LONG_NUMBER.sub(r"****\1", text)
