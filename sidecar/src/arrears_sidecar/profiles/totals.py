"""The row above or below a file's rows that says how many they are and what they make."""

import re
from dataclasses import dataclass, fields

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile
from ..records import ReplyTable
from .amount_form import AmountForm, BadAmount
from .layout import BATCH_REFERENCE

Row = tuple[int, list[str]]
"""A physical line and its cells."""


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """Where its figures stand, columns counted from 0; what the bank does not give is left out.

    :param starts: word with which the row begins; a file without it was cut.
    :param failed_count: rows that took nothing; `settled_count`: rows that took something.
    """

    starts: str
    count: int | None
    offered: int | None
    settled: int | None
    settled_count: int | None
    failed_count: int | None
    batch: int | None

    @classmethod
    def read(cls, table: Table | None) -> "TotalsRow | None":
        """Take the row out of `[reply.head]` or `[reply.tail]`; None where there is none."""
        if table is None:
            return None
        places = {
            one.name: table.take(one.name, int, None) for one in fields(cls) if one.name != "starts"
        }
        row = cls(starts=table.take("starts", str, ""), **places)
        table.done()
        return row

    def is_one(self, cells: list[str]) -> bool:
        """Whether a row begins as this one does."""
        return bool(cells) and cells[0].strip().startswith(self.starts)

    def batch_of(self, name: str, row: Row) -> str:
        """The batch's reference, where the row tells it."""
        if self.batch is None:
            return ""
        reference = self._cell(name, row, self.batch)
        if not re.fullmatch(BATCH_REFERENCE, reference):
            cause = f"column {self.batch + 1} of the row of totals holds no reference of a batch"
            raise BadFile(name, "totals", cause, ASK_AGAIN, line=row[0])
        return reference

    def check(self, name: str, row: Row, table: ReplyTable, amounts: AmountForm) -> None:
        """Compare what the bank says of its file with what is in it.

        :raises BadFile: at the first figure that differs
        """
        took = sum(1 for settled in table.settled if settled)
        counted = {
            "count": ("rows", len(table)),
            "settled_count": ("rows with money", took),
            "failed_count": ("rows without money", len(table) - took),
        }
        for field, (words, number) in counted.items():
            place = getattr(self, field)
            if place is not None:
                said = self._number(name, row, place)
                if said != number:
                    cause = f"the file says it has {said} {words}, and has {number}"
                    raise BadFile(name, "totals", cause, ASK_AGAIN, line=row[0])
        for place, words, total in (
            (self.offered, "asked for", table.total_offered),
            (self.settled, "taken", table.total_settled),
        ):
            if place is not None:
                said = self._amount(name, row, place, amounts)
                if said != total:
                    cause = (
                        f"the file says {amounts.shown(said)} was {words}, its rows make"
                        f" {amounts.shown(total)}"
                    )
                    raise BadFile(name, "totals", cause, ASK_AGAIN, line=row[0])

    def _cell(self, name: str, row: Row, place: int) -> str:
        line, cells = row
        if place >= len(cells):
            cause = f"the row of totals has {len(cells)} columns, at least {place + 1} are needed"
            raise BadFile(name, "totals", cause, ASK_AGAIN, line=line)
        return cells[place].strip()

    def _number(self, name: str, row: Row, place: int) -> int:
        text = self._cell(name, row, place)
        if not (text.isascii() and text.isdecimal()):
            cause = f"column {place + 1} of the row of totals holds no number of rows"
            raise BadFile(name, "totals", cause, ASK_AGAIN, line=row[0])
        return int(text)

    def _amount(self, name: str, row: Row, place: int, amounts: AmountForm) -> int:
        try:
            return amounts.column([self._cell(name, row, place)])[0]
        except BadAmount as error:
            raise BadFile(name, "totals", str(error), ASK_AGAIN, line=row[0]) from error
