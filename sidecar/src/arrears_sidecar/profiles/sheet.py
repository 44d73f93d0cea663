"""The family of workbooks: headings tell the columns, cells keep texts, numbers and dates."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice

import xlsxwriter

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile, ConfigError
from .amount_form import AmountForm
from .cells import BadCell, Cell, CellForms, Line, text_of, title_of
from .columns import Columns, Sheet
from .reply_rows import ReplyRows
from .request_rows import RequestRows
from .table_profile import TableProfile
from .text_bytes import EncodedValues
from .workbook import is_workbook, sheets_of

_CREATED = datetime(2000, 1, 1)
"""Written as the day a workbook was made: the same rows must give the same bytes."""


@dataclass(frozen=True, slots=True)
class SheetForm(EncodedValues):
    """What request and reply have in common.

    :param sheet: name of the request's sheet.
    :param encoding: what the bank's `max_bytes` of a value count in.
    :param header_within: among how many rows of a reply the headings stand.
    """

    sheet_name: str
    encoding: str
    max_rows: int
    max_bytes: int
    header_within: int
    amounts: AmountForm

    @classmethod
    def read(cls, file: Table, amounts: AmountForm) -> "SheetForm":
        """Take the form out of a profile's `[file]` table."""
        form = cls(
            sheet_name=file.take("sheet", str, "Sheet1"),
            encoding=file.choice("encoding", ("gbk", "gb18030", "utf-8"), "gbk"),
            max_rows=file.take("max_rows", int, 50_000),
            max_bytes=file.take("max_bytes", int, 20_000_000),
            header_within=file.take("header_within", int, 20),
            amounts=amounts,
        )
        file.done()
        return form

    # Writing

    def row_size(self, cells: Sequence[str]) -> int:
        """Nobody knows before the workbook is packed."""
        return 0

    def write(self, rows: Sequence[Sequence[str]]) -> bytes:
        """The workbook. Every cell is text: no account loses digits, nothing is a formula."""
        memory = io.BytesIO()
        with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
            book.set_properties({"created": _CREATED})
            text = book.add_format({"num_format": "@"})
            sheet = book.add_worksheet(self.sheet_name)
            for line, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    sheet.write_string(line, place, cell, text)
        return memory.getvalue()

    # Reading

    def looks_like(self, content: bytes, reply: ReplyRows) -> bool:
        """Whether a sheet has the headings among its first rows."""
        if not is_workbook(content):
            return False
        try:
            sheets = sheets_of("", content, self.header_within)
        except BadFile:
            return False
        heads = chain.from_iterable(sheets.values())
        return any(
            reply.fields.claims(tuple(title_of(cell) for cell in cells)) for _line, cells in heads
        )

    def sheet(self, name: str, content: bytes, reply: ReplyRows) -> Sheet:
        """The file's rows, or `BadFile`."""
        most = self.max_rows + self.header_within + 2
        lines, at = self._chosen(name, sheets_of(name, content, most), reply)
        if len(lines) >= most:
            raise BadFile(name, "too_long", f"the sheet has more than {self.max_rows} rows",
                          "Check where the file comes from")  # fmt: skip
        titles = tuple(title_of(cell) for cell in lines[at][1])
        body, tail = self._body(name, lines[at + 1 :], lines[at][0], reply)
        width = len(titles)
        rows = [_whole(cells, width) for _line, cells in body]
        texts = self._texts(name, body, rows, reply, titles)
        columns = Columns(
            lines=[line for line, _cells in body],
            raws=["\t".join(row) for row in texts],
            width=width,
            cells=[cell for row in texts for cell in row],
        )
        if not body and reply.lists == "all":
            raise BadFile(name, "empty", "the file has no rows", ASK_AGAIN)
        return Sheet(columns, tail=tail, titles=titles)

    def _chosen(
        self, name: str, sheets: dict[str, list[Line]], reply: ReplyRows
    ) -> tuple[list[Line], int]:
        """The one sheet with the headings, and the place of that row."""
        found = [
            (lines, at)
            for lines in sheets.values()
            if (at := self._heading(lines, reply)) is not None
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadFile(name, "several_sheets", "several sheets hold an answer",
                          "Save one file for each sheet")  # fmt: skip
        wanted = ", ".join(words[0] for words in reply.fields.required())
        raise BadFile(name, "headings", f"no row has the headings {wanted}",
                      f"Correct the headings of the layout, or: {ASK_AGAIN}")  # fmt: skip

    def _heading(self, lines: Sequence[Line], reply: ReplyRows) -> int | None:
        """Where the row of headings stands."""
        for at, (_line, cells) in enumerate(islice(lines, self.header_within)):
            if reply.fields.heads(tuple(title_of(cell) for cell in cells)):
                return at
        return None

    def _body(
        self, name: str, lines: Sequence[Line], heading: int, reply: ReplyRows
    ) -> tuple[Sequence[Line], tuple[int, list[str]] | None]:
        """Rows between headings and totals."""
        lines = [(line, cells) for line, cells in lines if any(map(text_of, cells))]
        if not reply.tail:
            return lines, None
        line, cells = lines[-1] if lines else (heading, [])
        texts = [text_of(cell) for cell in cells]
        if not reply.tail.is_one(texts):
            cause = f"the row of totals, which begins with {reply.tail.starts!r}, is not there"
            raise BadFile(name, "truncated", cause, ASK_AGAIN, line=line)
        return lines[:-1], (line, [self._total(cell) for cell in cells])

    def _total(self, cell: Cell) -> str:
        """A cell of the totals: an amount as the layout writes it, or what stands there."""
        if isinstance(cell, float):
            minor = self._cells.amount(cell)
            return "" if minor is None else self.amounts.text(minor)
        return text_of(cell)

    @property
    def _cells(self) -> CellForms:
        return CellForms((), False, self.amounts.decimals, ".", ",")

    def _texts(
        self,
        name: str,
        body: Sequence[Line],
        rows: list[list[Cell]],
        reply: ReplyRows,
        titles: tuple[str, ...],
    ) -> list[list[str]]:
        """Rows as texts: amounts exact, days in the layout's form, the rest as it is seen."""
        places = reply.fields.places(name, titles)
        amounts = {places.offered, places.settled} - {None}
        texts = []
        for (line, _cells), row in zip(body, rows, strict=True):
            try:
                texts.append([
                    self._amount(cell) if place in amounts else _text(cell, reply.dates)
                    for place, cell in enumerate(row)
                ])  # fmt: skip
            except BadCell as bad:
                raise BadFile(name, bad.code, bad.cause, bad.cure, line=line) from bad
        return texts

    def _amount(self, cell: Cell) -> str:
        """An amount as the layout writes it; a blank stays blank."""
        minor = self._cells.amount(cell)
        if minor is None:
            return ""
        if minor < 0:
            raise BadCell("amount", f"{text_of(cell)!r} has a sign", ASK_AGAIN)
        return self.amounts.text(minor)


def _whole(cells: list[Cell], width: int) -> list[Cell]:
    """A row of exactly so many cells."""
    return (cells + [None] * width)[:width]


def _text(cell: Cell, dates: str) -> str:
    """What a cell says, in one line."""
    if isinstance(cell, (date, datetime)):
        return cell.strftime(dates)
    if isinstance(cell, float) and not cell.is_integer():
        return repr(cell)
    if isinstance(cell, (int, float)) and abs(cell) >= 10**15:
        raise BadCell(
            "account_float",
            "a number was turned into a floating number and lost its last digits",
            "Use the file as the bank gave it, without opening and saving it in another program",
        )
    return " ".join(text_of(cell).split())


def read_sheet(table: Table) -> TableProfile:
    """A profile of this family, of its declaration."""
    amounts = AmountForm.read(table.table("amount"))
    form = SheetForm.read(table.table("file"), amounts)
    reply_table = table.table("reply")
    if reply_table.has("head"):
        raise ConfigError(
            reply_table.path("head"), "rows above the headings are passed over", "Remove it"
        )
    profile = TableProfile(
        code=table.take("code", str),
        title=table.take("title", str),
        request=RequestRows.read(table.table("request"), amounts, form),
        reply=ReplyRows.read(reply_table, (), amounts, form),
    )
    table.done()
    return profile
