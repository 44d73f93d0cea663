"""Direct debit: what a bank's answer means, whether it may be believed, and where money goes.

Amounts are integers of the currency's minor unit. An answer that differs from what was sent in
its keys, counts or totals is never applied in part: the first contradiction found sets the whole
file aside, with the line it stands in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .reason import Reason

SUCCESS = "success"
PARTIAL = "partial"
UNKNOWN = "unknown"

# Kinds of charges that may be collected by debit; a deposit or court cost is asked for in words.
COLLECTABLE = ("principal", "pass_through", "late_fee")

# A debit that failed for want of funds may be presented again, on the bank's second run.
DAYS_BETWEEN_RUNS = 5
RUNS_A_MONTH = 2
FAILURES_IN_A_ROW = 3
# Failures after which the next run tries again, until so many came in a row: then a person acts.
# An outcome that is not known is no failure: it is never presented again by itself.
TRIED_AGAIN = {
    "funds": "debit_funds_in_a_row",
    "limit": "debit_limit_in_a_row",
    "technical": "debit_technical_in_a_row",
}

# A bank's clock may be ahead of or behind the company's by part of a day.
CLOCK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from an outcome, besides booking the money that arrived.

    ``mandate``: the mandate stops until a person has mended it. ``person``: who gets a task,
    ``collector`` or ``treasurer``. ``money``: whether the outcome says that money moved.
    """

    state: str
    money: bool = False
    mandate: bool = False
    person: str = ""


CONSEQUENCES: Mapping[str, Consequence] = {
    "success": Consequence("settled", money=True),
    "partial": Consequence("partial", money=True),
    "funds": Consequence("failed"),
    "limit": Consequence("failed"),
    "account": Consequence("failed", mandate=True, person="collector"),
    "mandate": Consequence("failed", mandate=True, person="collector"),
    "refused": Consequence("failed", mandate=True, person="collector"),
    "deceased": Consequence("failed", mandate=True, person="collector"),
    "duplicate": Consequence("failed", person="treasurer"),
    "technical": Consequence("failed"),
    "unknown": Consequence("unknown", person="treasurer"),
}


# Presenting a debit


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier instruction of the same mandate: the day of collection and its outcome."""

    day: date
    outcome: str


def failures_in_a_row(history: Iterable[Attempt], outcome: str = "funds") -> int:
    """How many of the latest attempts failed so (for want of funds), one after the other."""
    count = 0
    for attempt in sorted(history, key=lambda attempt: attempt.day, reverse=True):
        if attempt.outcome != outcome:
            break
        count += 1
    return count


def may_present(history: Sequence[Attempt], day: date) -> Reason | None:
    """Why a mandate may not be debited on ``day``, or None.

    After a failure for want of funds: not before five days later, at most twice a calendar
    month, and after three in a row not at all before a person has spoken with the owner (the
    monthly rhythm of Chinese offices: first run on the 10th, second on the 20th). Above a limit
    or for a technical fault it is tried again on the next run, up to three times in a row.
    """
    for outcome, code in TRIED_AGAIN.items():
        count = failures_in_a_row(history, outcome)
        if count >= FAILURES_IN_A_ROW:
            return Reason(code, {"count": count})
    failed = [attempt.day for attempt in history if attempt.outcome == "funds"]
    if not failures_in_a_row(history):
        return None
    earliest = max(failed) + timedelta(days=DAYS_BETWEEN_RUNS)
    if day < earliest:
        return Reason("debit_too_soon", {"earliest": earliest.isoformat()})
    this_month = [one for one in failed if (one.year, one.month) == (day.year, day.month)]
    if len(this_month) >= RUNS_A_MONTH:
        return Reason("debit_month_used", {"count": len(this_month)})
    return None


def instruction_reference(number: int) -> str:
    """Our reference of an instruction from its running number: ``D`` and base 36, 9 characters.

    Short enough for the narrowest bank field (12 ASCII characters); digits and capitals only.
    Raises ``ValueError`` for a number that no longer fits.
    """
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if not 0 < number < 36**8:
        raise ValueError("the running number does not fit into a reference")
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return "D" + text.zfill(8)


# Believing an answer


@dataclass(frozen=True, slots=True)
class Offered:
    """An instruction as it was sent, with the final answer it has already had, if any.

    ``part``: the number of the file it went in, where the batch was cut into several.
    """

    reference: str
    amount: int
    answered: tuple[str, int] | None = None
    part: int = 1


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row of the bank's answer; ``offered`` is the bank's echo of what we asked for."""

    line: int
    reference: str
    outcome: str
    offered: int
    settled: int
    value_date: date | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the file says about itself as a whole."""

    row_count: int
    offered: int
    settled: int


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which money of this batch can have moved."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first - CLOCK_TOLERANCE <= day <= self.last + CLOCK_TOLERANCE


def check_answer(
    offered: Sequence[Offered],
    rows: Sequence[AnswerRow],
    totals: Totals,
    window: Window,
    *,
    whole: bool = True,
) -> Reason | None:
    """The first reason not to believe an answer, or None.

    The bank must name every instruction of the files it answers that has no final answer yet,
    each once; it may name answered ones again as long as it says the same.

    :param whole: False where a bank answers in several files, so that others may follow
    """
    return (
        totals_trouble(rows, totals)
        or _rows_trouble({one.reference: one for one in offered}, rows, window)
        or (_missing_trouble(offered, rows) if whole else None)
    )


def totals_trouble(rows: Sequence[AnswerRow], totals: Totals) -> Reason | None:
    """Compare the rows that arrived with what the file says about itself; None if they agree."""
    found = {
        "debit_row_count": (totals.row_count, len(rows)),
        "debit_total_offered": (totals.offered, sum(row.offered for row in rows)),
        "debit_total_settled": (totals.settled, sum(row.settled for row in rows)),
    }
    for code, (said, counted) in found.items():
        if said != counted:
            return Reason(code, {"said": said, "counted": counted})
    return None


def _rows_trouble(
    offered: Mapping[str, Offered], rows: Sequence[AnswerRow], window: Window
) -> Reason | None:
    seen = Counter()
    for row in sorted(rows, key=lambda row: row.line):
        seen[row.reference] += 1
        instruction = offered.get(row.reference)
        if instruction is None:
            return _at(row, "debit_unknown_reference")
        if seen[row.reference] > 1:
            return _at(row, "debit_reference_twice")
        trouble = _row_trouble(instruction, row, window)
        if trouble:
            return trouble
    return None


def _row_trouble(instruction: Offered, row: AnswerRow, window: Window) -> Reason | None:
    """Why one row contradicts its instruction or itself."""
    consequence = CONSEQUENCES.get(row.outcome)
    if consequence is None:
        return _at(row, "debit_unknown_outcome", outcome=row.outcome)
    if row.offered != instruction.amount:
        return _at(row, "debit_amount_differs", asked=instruction.amount, echoed=row.offered)
    return (
        _money_trouble(instruction, row, consequence)
        or _date_trouble(row, window)
        or _repeat_trouble(instruction, row)
    )


def _money_trouble(instruction: Offered, row: AnswerRow, consequence: Consequence) -> Reason | None:
    """Success is the whole amount, partial is some of it, everything else is nothing."""
    amounts = {"asked": instruction.amount, "settled": row.settled}
    if not 0 <= row.settled <= instruction.amount:
        return _at(row, "debit_settled_impossible", **amounts)
    if row.outcome == SUCCESS and row.settled != instruction.amount:
        return _at(row, "debit_success_not_full", **amounts)
    if row.outcome == PARTIAL and row.settled in (0, instruction.amount):
        return _at(row, "debit_partial_not_partial", **amounts)
    if not consequence.money and row.settled:
        return _at(row, "debit_failed_with_money", **amounts)
    return None


def _date_trouble(row: AnswerRow, window: Window) -> Reason | None:
    if not row.settled:
        return None
    if row.value_date is None:
        return _at(row, "debit_no_value_date")
    if not window.holds(row.value_date):
        return _at(
            row,
            "debit_value_date_outside",
            date=row.value_date.isoformat(),
            first=window.first.isoformat(),
            last=window.last.isoformat(),
        )
    return None


def _repeat_trouble(instruction: Offered, row: AnswerRow) -> Reason | None:
    """An instruction is answered once; a second answer may only repeat the first.

    One that does not know yet is the older one, come late: it takes nothing back.
    """
    if row.outcome == UNKNOWN or instruction.answered in (None, (row.outcome, row.settled)):
        return None
    outcome, settled = instruction.answered
    return _at(row, "debit_answer_changed", first=outcome, first_settled=settled, now=row.outcome)


def answered_parts(offered: Sequence[Offered], rows: Sequence[AnswerRow]) -> set[int]:
    """The files of the batch that an answer speaks of; all of them when it names nobody."""
    parts = {one.reference: one.part for one in offered}
    named = {parts[row.reference] for row in rows if row.reference in parts}
    return named or set(parts.values())


def _missing_trouble(offered: Sequence[Offered], rows: Sequence[AnswerRow]) -> Reason | None:
    named = {row.reference for row in rows}
    parts = answered_parts(offered, rows)
    missing = [
        one.reference
        for one in offered
        if not one.answered and one.reference not in named and one.part in parts
    ]
    if missing:
        return Reason("debit_rows_missing", {"count": len(missing), "reference": missing[0]})
    return None


def _at(row: AnswerRow, code: str, **arguments: Any) -> Reason:
    return Reason(code, {"line": row.line, "reference": row.reference, **arguments})


# Showing without giving away

_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{8,30}([0-9A-Z]{4})(?![0-9A-Za-z])")


def mask_accounts(text: str) -> str:
    """A raw row with everything that could be an account number cut to its last four digits.

    Twelve or more digits or capitals in a row count as one, if at least eleven are digits: card
    and account numbers and IBANs, not dates, amounts or our own references.
    """

    def masked(found: re.Match) -> str:
        digits = sum(character.isdigit() for character in found.group())
        return f"****{found.group(1)}" if digits >= 11 else found.group()

    return _ACCOUNT.sub(masked, text)
