"""The family of files with columns of fixed width, counted in bytes, one row a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile, ConfigError
from .amount_form import AmountForm
from .reply_rows import ReplyRows
from .request_rows import RequestRows
from .table_profile import TableProfile
from .text_bytes import TextBytes
from .text_sheet import TextForm


@dataclass(frozen=True, slots=True)
class FixedForm(TextForm):
    """Columns are counted in bytes of the file's encoding: a Chinese character has two in GBK.

    :param widths: bytes of each column of a row of the reply.
    :param totals: bytes of each column of a row of totals of the reply.
    """

    bytes: TextBytes
    widths: tuple[int, ...]
    totals: tuple[int, ...]

    def _line(self, cells: Sequence[str]) -> str:
        return "".join(cells) + self.bytes.line_end

    def looks_like(self, content: bytes, reply: ReplyRows) -> bool:
        """Whether the first line has the layout's length."""
        widths = self.totals if reply.head else self.widths
        return len(content.partition(b"\n")[0].rstrip(b"\r")) == sum(widths)

    def _split(self, line: str) -> list[str]:
        """Cells of a row of totals; one where a character lies across a border."""
        try:
            return self._cut_up(line.encode(self.bytes.encoding), self.totals)
        except UnicodeDecodeError:
            return [line]

    def _cells(self, name: str, lines: Sequence[str], first: int) -> list[str]:
        """Cells of all lines; a line of another length refuses the file."""
        wanted = sum(self.widths)
        cells: list[str] = []
        for index, line in enumerate(lines):
            row = line.encode(self.bytes.encoding)
            if len(row) != wanted:
                cut = index == len(lines) - 1 and len(row) < wanted
                raise BadFile(
                    name,
                    "truncated" if cut else "columns",
                    f"the line has {len(row)} bytes where a whole row has {wanted}"
                    + ("; the file ends in the middle of a row" if cut else ""),
                    ASK_AGAIN,
                    line=first + index,
                    row=line,
                )
            try:
                cells += self._cut_up(row, self.widths)
            except UnicodeDecodeError as error:
                cause = "a character lies across the border of two columns"
                raise BadFile(name, "columns", cause, ASK_AGAIN, line=first + index,
                              row=line) from error  # fmt: skip
        return cells

    def _cut_up(self, row: bytes, widths: tuple[int, ...]) -> list[str]:
        starts = (0, *accumulate(widths))
        return [
            row[start : start + width].decode(self.bytes.encoding)
            for start, width in zip(starts, widths, strict=False)
        ]


def read_fixed(table: Table) -> TableProfile:
    """A profile of this family, of its declaration."""
    amounts = AmountForm.read(table.table("amount"))
    reply = table.table("reply")
    widths, totals = (_widths(reply, key) for key in ("widths", "totals_widths"))
    file = table.table("file")
    form = FixedForm(TextBytes.read(file), widths, totals)
    file.done()
    if not widths:
        raise ConfigError(reply.path("widths"), "it is missing", "Write the bytes of each column")
    profile = TableProfile(
        code=table.take("code", str),
        title=table.take("title", str),
        request=RequestRows.read(table.table("request"), amounts, form, fixed=True),
        reply=ReplyRows.read(reply, widths, amounts, form),
    )
    table.done()
    return profile


def _widths(table: Table, key: str) -> tuple[int, ...]:
    """A list of bytes."""
    widths = table.take(key, list, [])
    if not all(isinstance(one, int) and one > 0 for one in widths):
        raise ConfigError(table.path(key), "it is no list of widths", "Write [8, 32, 60, 15]")
    return tuple(widths)
