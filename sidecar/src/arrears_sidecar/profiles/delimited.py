"""The family of delimited text files: columns set apart by one character, one row a line."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile, ConfigError
from .amount_form import AmountForm
from .cells import title_of
from .reply_rows import ReplyRows
from .request_rows import RequestRows
from .table_profile import TableProfile
from .text_bytes import TextBytes
from .text_sheet import TextForm

BLANKS = "blanks"
"""Written for `separator`: columns are set apart by any number of blanks."""


@dataclass(frozen=True, slots=True)
class DelimitedForm(TextForm):
    """What request and reply have in common.

    :param quote: the character that encloses a column holding the separator; empty when the bank
        knows none, which is the rule.
    :param trailing_separator: whether a separator also ends each row.
    :param columns: columns of a row of the reply.
    """

    bytes: TextBytes
    separator: str
    quote: str
    trailing_separator: bool
    columns: int

    @classmethod
    def read(cls, file: Table, columns: int) -> "DelimitedForm":
        """Take the form out of a profile's `[file]` table."""
        form = cls(
            bytes=TextBytes.read(file),
            separator=file.take("separator", str),
            quote=file.take("quote", str, ""),
            trailing_separator=file.take("trailing_separator", bool, False),
            columns=columns,
        )
        if form.separator != BLANKS and len(form.separator) != 1:
            raise ConfigError(
                file.path("separator"), f"{form.separator!r} is no single character",
                f'Write one character, or "{BLANKS}" where any number of blanks separates',
            )  # fmt: skip
        file.done()
        return form

    # Writing

    def fault(self, text: str) -> str:
        """Why a value cannot be written."""
        if self.separator == BLANKS and re.search(r"\s", text):
            return "holds a blank, which sets columns apart in this layout"
        if self.separator in text and not self.quote:
            return "holds the separator of columns"
        return TextForm.fault(self, text)

    def _line(self, cells: Sequence[str]) -> str:
        between = " " if self.separator == BLANKS else self.separator
        if self.quote:
            cells = [self._quoted(cell) for cell in cells]
        tail = between if self.trailing_separator else ""
        return between.join(cells) + tail + self.bytes.line_end

    def _quoted(self, cell: str) -> str:
        """A cell as a program that knows quotes writes it."""
        if self.separator not in cell and self.quote not in cell:
            return cell
        return self.quote + cell.replace(self.quote, self.quote * 2) + self.quote

    # Reading

    @property
    def separators(self) -> int:
        """How many separators one whole row has."""
        return self.columns if self.trailing_separator else self.columns - 1

    def looks_like(self, content: bytes, reply: ReplyRows) -> bool:
        """Whether the first line has the layout's columns, or its headings."""
        first = self.bytes.first_line(content)
        cells = self._split(first)
        if reply.head:
            return bool(reply.head.starts) and reply.head.is_one(cells)
        if reply.titles:
            return reply.fields.by_heading and reply.fields.claims(tuple(map(title_of, cells)))
        return self.separator != BLANKS and first.count(self.separator) == self.separators

    def _split(self, line: str) -> list[str]:
        """Cells of one line, however many they are; one where quotes make no sense."""
        if self.separator == BLANKS:
            return line.split()
        if self.quote:
            reader = csv.reader([line], delimiter=self.separator, quotechar=self.quote, strict=True)
            try:
                return next(reader, [])
            except csv.Error:
                return [line]
        return line.split(self.separator)

    def _cells(self, name: str, lines: Sequence[str], first: int) -> list[str]:
        """Cells of all lines; a line with another number of columns refuses the file."""
        if self.quote or self.separator == BLANKS:
            return self._cells_one_by_one(name, lines, first)
        separator, wanted = self.separator, self.separators
        counts = [line.count(separator) for line in lines]
        if counts.count(wanted) != len(counts):
            index = next(i for i, count in enumerate(counts) if count != wanted)
            self._refuse_width(name, lines, index, first, counts[index])
        if not self.trailing_separator:
            return separator.join(lines).split(separator)
        unfinished = next((i for i, one in enumerate(lines) if not one.endswith(separator)), None)
        if unfinished is not None:
            self._refuse_width(name, lines, unfinished, first, wanted - 1)
        # The last separator would give one cell too many.
        return "".join(lines)[:-1].split(separator)

    def _cells_one_by_one(self, name: str, lines: Sequence[str], first: int) -> list[str]:
        """Cells of lines in which a column may be quoted, or blanks separate."""
        cells: list[str] = []
        for index, line in enumerate(lines):
            row = self._split(line)
            if len(row) - 1 != self.separators:
                self._refuse_width(name, lines, index, first, len(row) - 1)
            cells += row[: self.columns]
        return cells

    def _refuse_width(
        self, name: str, lines: Sequence[str], index: int, first: int, found: int
    ) -> NoReturn:
        """Refuse for a line with too few or too many columns."""
        cut = index == len(lines) - 1 and found < self.separators
        raise BadFile(
            name,
            "truncated" if cut else "columns",
            f"the line has {found} separators where a whole row has {self.separators}"
            + ("; the file ends in the middle of a row" if cut else ""),
            ASK_AGAIN,
            line=first + index,
            row=lines[index],
        )


def read_delimited(table: Table) -> TableProfile:
    """A profile of this family, of its declaration."""
    amounts = AmountForm.read(table.table("amount"))
    reply = table.table("reply")
    columns = reply.take("columns", int)
    form = DelimitedForm.read(table.table("file"), columns)
    profile = TableProfile(
        code=table.take("code", str),
        title=table.take("title", str),
        request=RequestRows.read(table.table("request"), amounts, form),
        reply=ReplyRows.read(reply, (1,) * columns, amounts, form),
    )
    table.done()
    return profile
