"""What a statement says about itself must agree with its rows."""

from collections.abc import Sequence
from typing import Protocol

from ..statement_records import StatementRow, StatementTable

ASK_AGAIN = "Nothing is booked; ask the bank for the file again, whole"


class Reading(Protocol):
    """A file that was read into rows, with what it says of itself."""

    rows: list[StatementRow]
    accounts: dict[str, int]
    currencies: dict[str, int]

    def amount_told(self, name: str) -> tuple[int, int] | None:
        """A labelled amount with its line."""

    def count_told(self, name: str) -> tuple[int, int] | None:
        """A labelled number of movements with its line."""

    def shown(self, minor: int) -> str:
        """An amount in a message."""

    def refuse(self, code: str, cause: str, cure: str, line: int | None = None) -> None:
        """End with `BadFile`."""


def checked(reading: Reading) -> StatementTable:
    """The statement, once nothing in it contradicts itself.

    :raises BadFile: names the line and what disagrees
    """
    if not reading.rows:
        reading.refuse("empty", "the statement holds no movement",
                       "Ask the bank for days on which the account moved")  # fmt: skip
    _references(reading)
    rows = _in_order(reading)
    opening, closing = _balances(reading, rows)
    table = StatementTable(
        account=next(iter(reading.accounts), ""),
        currency=next(iter(reading.currencies), ""),
        rows=tuple(rows),
        opening=opening,
        closing=closing,
    )
    _totals(reading, table)
    return table


def _references(reading: Reading) -> None:
    """A reference that should be unique stands once."""
    first: dict[str, int] = {}
    for row in reading.rows:
        if row.reference and first.setdefault(row.reference, row.line) != row.line:
            reading.refuse(
                "duplicate_reference",
                f"the bank's reference {row.reference} stands on line {first[row.reference]} too",
                "Ask the bank which movement holds; if its references repeat, set rows.reference to"
                " day or none in the layout",
                row.line,
            )


def _in_order(reading: Reading) -> list[StatementRow]:
    """The rows oldest first. Many banks write the newest first; balances tell which, else days.

    :raises BadFile: when the running balance fits neither way
    """
    forward, backward = reading.rows, reading.rows[::-1]
    if any(row.balance is None for row in forward):
        return backward if forward[0].date > forward[-1].date else forward
    breaks = [_first_break(forward), _first_break(backward)]
    if breaks[0] is None:
        return forward
    if breaks[1] is None:
        return backward
    rows = backward if forward[0].date > forward[-1].date else forward
    if forward[0].date == forward[-1].date and breaks[1] > breaks[0]:
        rows = backward
    at = _first_break(rows)
    wanted = rows[at - 1].balance + rows[at].amount
    reading.refuse(
        "balance",
        f"the balance is {reading.shown(rows[at].balance)}; after line {rows[at - 1].line} it"
        f" should be {reading.shown(wanted)}, so a movement is missing or changed",
        ASK_AGAIN,
        rows[at].line,
    )


def _first_break(rows: Sequence[StatementRow]) -> int | None:
    """The first row whose balance does not follow from the one before; None if all do."""
    for at in range(1, len(rows)):
        if rows[at - 1].balance + rows[at].amount != rows[at].balance:
            return at
    return None


def _balances(reading: Reading, rows: Sequence[StatementRow]) -> tuple[int | None, int | None]:
    """Opening and closing balance, told or counted; where both are there they agree."""
    moved = sum(row.amount for row in rows)
    opening, closing = reading.amount_told("opening"), reading.amount_told("closing")
    counted = None
    if all(row.balance is not None for row in rows):
        counted = rows[0].balance - rows[0].amount
    elif opening:
        counted = opening[0]
    elif closing:
        counted = closing[0] - moved
    if counted is None:
        return None, None
    for told, should, what in (
        (opening, counted, "opening"),
        (closing, counted + moved, "closing"),
    ):
        if told and told[0] != should:
            reading.refuse(
                "balance",
                f"the {what} balance is given as {reading.shown(told[0])}; by the movements it is"
                f" {reading.shown(should)}",
                ASK_AGAIN,
                told[1],
            )
    return counted, counted + moved


def _totals(reading: Reading, table: StatementTable) -> None:
    """Totals and counts that the file states."""
    for name, found in (("total_in", table.total_in), ("total_out", table.total_out)):
        told = reading.amount_told(name)
        if told and abs(told[0]) != found:
            what = "came in" if name == "total_in" else "went out"
            reading.refuse(
                "total",
                f"the file says that {reading.shown(abs(told[0]))} {what}; its movements add up to"
                f" {reading.shown(found)}",
                ASK_AGAIN,
                told[1],
            )
    counts = {
        "count": len(table),
        "count_in": sum(row.amount > 0 for row in table.rows),
        "count_out": sum(row.amount < 0 for row in table.rows),
    }
    for name, found in counts.items():
        told = reading.count_told(name)
        if told and told[0] != found:
            cause = f"the file speaks of {told[0]} movements and holds {found}"
            reading.refuse("count", cause, ASK_AGAIN, told[1])
