"""What text files have in common: a row a line, totals and headings set apart, cells."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from ..errors import ASK_AGAIN, BadFile
from .cells import title_of
from .columns import Columns, Sheet
from .reply_rows import ReplyRows
from .text_bytes import EncodedValues, TextBytes
from .totals import Row, TotalsRow

Split = Callable[[str, Sequence[str], int], list[str]]
"""Name, lines and number of the first line → all cells, row after row."""


class TextForm(EncodedValues, ABC):
    """One row a line, in the declared encoding; the families differ in how a line is cut up."""

    bytes: TextBytes

    @property
    def encoding(self) -> str:
        """Character set of the file."""
        return self.bytes.encoding

    @property
    def max_rows(self) -> int:
        """Most instructions in one file."""
        return self.bytes.max_rows

    @property
    def max_bytes(self) -> int:
        """Most bytes in one file."""
        return self.bytes.max_bytes

    def row_size(self, cells: Sequence[str]) -> int:
        """Bytes of a row."""
        return self.size(self._line(cells))

    def write(self, rows: Sequence[Sequence[str]]) -> bytes:
        """The file."""
        return "".join(map(self._line, rows)).encode(self.encoding)

    def sheet(self, name: str, content: bytes, reply: ReplyRows) -> Sheet:
        """The file's rows, or `BadFile`."""
        return sheet_of(name, self.bytes.lines(name, content), reply, self._split, self._cells)

    @abstractmethod
    def _line(self, cells: Sequence[str]) -> str:
        """A row as it stands in the file, with its end."""

    @abstractmethod
    def _split(self, line: str) -> list[str]:
        """Cells of one line, however many they are; one where it makes no sense."""

    @abstractmethod
    def _cells(self, name: str, lines: Sequence[str], first: int) -> list[str]:
        """Cells of all lines; a line of another width refuses the file."""


def sheet_of(
    name: str,
    lines: list[str],
    reply: ReplyRows,
    split: Callable[[str], list[str]],
    cells_of: Split,
) -> Sheet:
    """The rows of a text file.

    :param split: cells of one line, however many.
    :param cells_of: cells of many lines, each of the layout's width, or `BadFile`.
    """
    start, stop = 0, len(lines)
    head = tail = None
    if reply.head:
        head = _totals(name, lines, 0, split, reply.head)
        start = 1
    if reply.tail and stop > start:
        tail = _totals(name, lines, stop - 1, split, reply.tail)
        stop -= 1
    elif reply.tail:
        raise BadFile(name, "truncated", "the row of totals is missing", ASK_AGAIN, line=stop)
    titles: tuple[str, ...] = ()
    if reply.titles:
        titles = tuple(title_of(cell) for cell in split(lines[start])) if start < stop else ()
        if not reply.fields.heads(titles):
            cause = "the row of headings is missing or not the layout's"
            raise BadFile(name, "headings", cause, ASK_AGAIN, line=start + 1)
        start += 1
    body = lines[start:stop]
    if not body and reply.lists == "all":
        raise BadFile(name, "empty", "the file has no rows", ASK_AGAIN)
    width = len(reply.widths)
    cells = cells_of(name, body, start + 1) if body else []
    numbers = range(start + 1, stop + 1)
    return Sheet(Columns(numbers, body, width, cells), head=head, tail=tail, titles=titles)


def _totals(
    name: str, lines: list[str], at: int, split: Callable[[str], list[str]], rule: TotalsRow
) -> Row:
    """A row of totals at its place."""
    cells = split(lines[at])
    if not rule.is_one(cells):
        cause = f"the row of totals, which begins with {rule.starts!r}, is not there"
        raise BadFile(name, "truncated" if at else "headings", cause, ASK_AGAIN, line=at + 1)
    return at + 1, cells
