"""What it means when a bank's answer says nothing about an instruction.

Some banks name every instruction, some only those that failed, some answer in several files. Who
names only failures states how many succeeded and how much that was: without it a file that was cut
short would read like success.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .debit_rules import SUCCESS, AnswerRow, Offered, answered_parts
from .reason import Reason

# What is not named: contradicts the answer, waits for a further file, or was collected.
REFUSED = "refused"
WAITING = "waiting"
COLLECTED = "collected"


@dataclass(frozen=True, slots=True)
class Successes:
    """What an answer that names failures alone says of the rest.

    ``part``: the one file of the batch that is answered, 0 for all that the rows do not narrow.
    """

    count: int
    total: int
    value_date: date
    part: int = 0


def silent_rows(
    offered: Sequence[Offered], rows: Sequence[AnswerRow], said: Successes
) -> list[AnswerRow]:
    """Rows for the instructions that an answer is silent about, as collected in full.

    What an earlier answer called collected is repeated, what it called failed is not contradicted.
    """
    named = {row.reference for row in rows}
    parts = {said.part} if said.part else answered_parts(offered, rows)
    silent = [
        one
        for one in offered
        if one.part in parts
        and one.reference not in named
        and one.answered in (None, (SUCCESS, one.amount))
    ]
    last = max((row.line for row in rows), default=0)
    return [
        AnswerRow(line, one.reference, SUCCESS, one.amount, one.amount, said.value_date)
        for line, one in enumerate(silent, start=last + 1)
    ]


def check_successes(rows: Sequence[AnswerRow], said: Successes) -> Reason | None:
    """Compare all rows, the silent ones among them, with what was said of the successes."""
    settled = [row.settled for row in rows if row.settled]
    if len(settled) != said.count:
        return Reason("debit_success_count", {"said": said.count, "counted": len(settled)})
    if sum(settled) != said.total:
        return Reason("debit_success_total", {"said": said.total, "counted": sum(settled)})
    return None
