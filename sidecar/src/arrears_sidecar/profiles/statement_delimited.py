"""Statements in delimited text."""

import csv
import io
from dataclasses import dataclass
from typing import NoReturn

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile, ConfigError
from ..statement_records import StatementTable
from .statement_layout import Line, StatementLayout
from .statement_table import TableReader
from .text_bytes import ENCODINGS

_CONTROL_BYTES = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class DelimitedStatement:
    """One bank's statement as text: columns set apart by one character, one movement a line.

    :param encodings: tried in their order; the first in which all bytes are text and the heading
        is found is the file's. A mark of UTF-8 at the start decides by itself.
    """

    code: str
    title: str
    encodings: tuple[str, ...]
    separator: str
    quote: str
    max_rows: int
    layout: StatementLayout

    @classmethod
    def read(cls, table: Table) -> "DelimitedStatement":
        """Make the profile of its declaration."""
        file = table.table("file")
        profile = cls(
            code=table.take("code", str),
            title=table.take("title", str),
            encodings=tuple(file.take("encodings", list)),
            separator=file.take("separator", str, ","),
            quote=file.take("quote", str, '"'),
            max_rows=file.take("max_rows", int, 200_000),
            layout=StatementLayout.read(table),
        )
        unknown = sorted(set(profile.encodings) - set(ENCODINGS))
        if unknown or not profile.encodings or len(profile.separator) != 1:
            raise ConfigError(
                file.path("encodings" if unknown or not profile.encodings else "separator"),
                f"{unknown or profile.separator!r} cannot be used",
                f"Use encodings among {', '.join(ENCODINGS)} and a separator of one character",
            )
        file.done()
        table.done()
        return profile

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether the heading is among the first lines."""
        if not self.layout.detect or b"\0" in content[:4096]:
            return False
        head = b"\n".join(content.split(b"\n", self.layout.header_within)[:-1]) or content
        return any(
            self.layout.claims(self._cells(head.decode(encoding, errors="replace")))
            for encoding in self.encodings
        )

    def parse(self, name: str, content: bytes) -> StatementTable:
        """Read the statement whole, or refuse it with `BadFile`."""
        lines = self._cells(self._text(name, content), name)
        if len(lines) > self.max_rows:
            cause = f"the file has {len(lines)} lines, at most {self.max_rows} are read"
            raise BadFile(name, "too_long", cause, "Ask the bank for shorter periods")
        self._check_width(name, lines)
        return TableReader(name, self.layout, lines).read()

    def _text(self, name: str, content: bytes) -> str:
        """The bytes as text.

        :raises BadFile: when they are none, or in none of the layout's encodings
        """
        if not content.strip():
            raise BadFile(name, "empty", "the file is empty", ASK_AGAIN)
        clean = content.translate(None, _CONTROL_BYTES)
        if len(clean) != len(content):
            place = next(i for i, byte in enumerate(content) if byte in _CONTROL_BYTES)
            line = content.count(b"\n", 0, place) + 1
            cause = "the line holds bytes that are no text; the file is damaged or no text file"
            raise BadFile(name, "control", cause, ASK_AGAIN, line=line)
        if content.startswith(_BOM):
            return self._decoded(name, content[len(_BOM) :], "utf-8")
        for encoding in self.encodings:
            text = _try_decode(content, encoding)
            if text is not None and self.layout.find_header(self._cells(text)):
                return text
        return self._undecoded(name, content)

    def _undecoded(self, name: str, content: bytes) -> str:
        """No encoding gives the heading: say why, or go on to say that the heading is missing."""
        readable = [one for one in self.encodings if _try_decode(content, one) is not None]
        if readable:
            return content.decode(readable[0])
        return self._decoded(name, content, self.encodings[0])

    def _decoded(self, name: str, content: bytes, encoding: str) -> str:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            self._refuse_encoding(name, content, error.start)

    def _refuse_encoding(self, name: str, content: bytes, at: int) -> NoReturn:
        names = " or ".join(one.upper() for one in self.encodings)
        line = content.count(b"\n", 0, at) + 1
        cause = f"the line holds bytes that are not {names} (byte {at})"
        cure = "Ask the bank for the file again, or name its character set in the layout"
        raise BadFile(name, "encoding", cause, cure, line=line)

    def _cells(self, text: str, name: str = "") -> list[Line]:
        """Rows with the physical line on which each begins."""
        reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=self.separator,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
        )
        lines, before = [], 0
        try:
            for row in reader:
                lines.append((before + 1, row))
                before = reader.line_num
        except csv.Error as error:
            if not name:
                return lines
            cause = "the line cannot be divided into columns"
            raise BadFile(name, "columns", cause, ASK_AGAIN, line=before + 1) from error
        return lines

    def _check_width(self, name: str, lines: list[Line]) -> None:
        """A movement with fewer columns than the heading was cut.

        An unclosed quote swallows the lines after it and shows as a row of several lines.
        """
        found = self.layout.find_header(lines)
        if found is None:
            return
        header, places = found
        needed = max(max(one) for one in places.values()) + 1
        for at, (line, cells) in enumerate(lines):
            if line <= header or not any(cells) or self.layout.is_footer(cells):
                continue
            last = at == len(lines) - 1
            if len(cells) < needed and not self.layout.labelled(cells):
                cut = "; the file ends in the middle of it" if last else ""
                cause = f"the line has {len(cells)} columns, the heading needs {needed}{cut}"
                code = "truncated" if last else "columns"
                raise BadFile(name, code, cause, ASK_AGAIN, line=line)


def _try_decode(content: bytes, encoding: str) -> str | None:
    """The text, or None when the bytes are not of this encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
