"""What it means when a bank's answer says nothing about an instruction.

Some banks name every instruction, some only those that failed, some answer in several files. Who
names only failures states how many succeeded and how much that was: without it a file that was cut
short would read like success. Where such a bank states neither, as in a status report of SEPA, the
money itself is the proof: the lump sum on the statement that names the file and is, to the cent,
what was asked for and not refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .debit_rules import SUCCESS, AnswerRow, Offered, answered_parts
from .reason import Reason

# What is not named: contradicts the answer, waits for a further file, was collected, or waits for
# the money that proves it.
REFUSED = "refused"
WAITING = "waiting"
COLLECTED = "collected"
PROVED = "proved"
# Answers of these name a part of their file, and the rest is still to come.
STILL_TO_COME = (WAITING, PROVED)


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


# Money as the proof


@dataclass(frozen=True, slots=True)
class Sent:
    """An instruction at the bank that nothing was heard of; amount in minor units.

    ``part``: the number of its file, where the batch was cut into several; ``kind``: its place in
    the life of its mandate, where a file books each on its own.
    """

    reference: str
    amount: int
    part: int = 1
    kind: str = ""


def proved_by(
    batch: str, sent: Sequence[Sent], amount: int, names: Collection[str]
) -> list[Sent] | None:
    """The instructions that a sum on the statement proves to be collected, or None.

    The bank names the file, a part of it or single instructions, and pays just what is not
    refused of that. A sum that is named otherwise, or is another, proves nothing.

    :param batch: the batch's reference
    :param names: references in the words of the bank, letters and digits alone
    """
    named = [one for one in sent if one.reference in names]
    groups = [named, *(found for name, found in _groups(batch, sent) if name in names)]
    fitting = [found for found in groups if found and sum(one.amount for one in found) == amount]
    # The same sum twice in one file, say of first and of recurring debits, is no proof of either.
    distinct = {frozenset(one.reference for one in found) for found in fitting}
    return fitting[0] if len(distinct) == 1 else None


def _groups(batch: str, sent: Sequence[Sent]) -> Iterator[tuple[str, list[Sent]]]:
    """What a bank may pay in one sum, by the name it has in the file: all of a batch, a file, or
    one kind of debits in a file. A bank that names the message alone may still pay by kind."""
    parts, kinds = {one.part for one in sent}, {one.kind for one in sent}
    yield batch, list(sent)
    for part in parts:
        of_part = [one for one in sent if one.part == part]
        message = f"{batch}{part:02d}"
        yield message, of_part
        for kind in kinds:
            of_kind = [one for one in of_part if one.kind == kind]
            yield message, of_kind
            yield f"{message}{kind}", of_kind
            if parts == {1}:
                yield batch, of_kind
                yield f"{batch}{kind}", of_kind
