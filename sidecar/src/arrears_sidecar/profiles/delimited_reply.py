"""Reading a reply in a delimited layout: whole columns at a time, since replies may be long.

Rows are looked at one by one only to name the first bad one.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from ..declaration import Table
from ..errors import BadFile, ConfigError
from ..money import BadAmount, format_minor, parse_column
from ..records import ReplyTable
from .layout import ExplainedRow, OutcomeMap, ReplyName

if TYPE_CHECKING:
    from .delimited import FileForm

ASK_AGAIN = "Ask the bank for the file again"
_CONTROL_BYTES = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"
_REFERENCE = "[!-~]{1,12}"


@dataclass(frozen=True, slots=True)
class ReplyFields:
    """At which column (counted from 0) each part of the normalised answer stands."""

    sequence: int | None
    offered: int
    reference: int
    settled: int | None
    value_date: int | None
    result: int
    reason: int | None
    code: int | None

    @classmethod
    def read(cls, table: Table, columns: int) -> "ReplyFields":
        """Take the places out of `[reply.fields]`."""
        must = {"offered", "reference", "result"}
        places = {
            name: table.take(name, int) if name in must else table.take(name, int, None)
            for name in cls.__dataclass_fields__
        }
        for name, place in places.items():
            if place is not None and not 0 <= place < columns:
                raise ConfigError(
                    table.path(name), f"there is no column {place}", f"Use 0 to {columns - 1}"
                )
        table.done()
        return cls(**places)


class Columns:
    """The cells of a file by column; built once, sliced as needed."""

    def __init__(self, lines: Sequence[str], width: int, split: Callable[[], list[str]]) -> None:
        self.lines = lines
        self._width = width
        self._cells = split()

    def __getitem__(self, place: int) -> list[str]:
        """One column, without the blanks some banks pad with."""
        return [cell.strip() for cell in self._cells[place :: self._width]]

    def optional(self, place: int | None) -> list[str]:
        """One column, or empty texts where the layout has none."""
        return [""] * len(self.lines) if place is None else self[place]


@dataclass(frozen=True, slots=True)
class ReplyLayout:
    """The reply of a delimited profile."""

    name: ReplyName
    lists: str
    columns: int
    echoes_amount: bool
    dates: str
    fields: ReplyFields
    masked: tuple[int, ...]
    outcomes: OutcomeMap
    form: "FileForm"

    @classmethod
    def read(cls, table: Table, form: "FileForm") -> "ReplyLayout":
        """Take the layout out of a profile's `[reply]` table."""
        columns = table.take("columns", int)
        masked = table.table("masked", {})
        layout = cls(
            name=ReplyName.read(table.take("name", str), table.path("name")),
            lists=table.choice("lists", ("all", "failures"), "all"),
            columns=columns,
            echoes_amount=table.take("echoes_amount", bool, True),
            dates=table.take("dates", str, "%Y%m%d"),
            fields=ReplyFields.read(table.table("fields"), columns),
            masked=tuple(masked.take("columns", list, [])),
            outcomes=OutcomeMap.read(table),
            form=form,
        )
        masked.done()
        table.done()
        return layout

    def recognises(self, name: str, content: bytes) -> bool:
        """The name follows the rule, or the first line has the layout's columns."""
        if self.name.batch_of(name):
            return True
        first = content.partition(b"\n")[0].decode(self.form.encoding, errors="replace")
        return first.rstrip("\r").count(self.form.separator) == self._separators

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """Read the whole reply; any doubt refuses it with `BadFile`."""
        columns = self._split(name, self._lines(name, self._text(name, content)))
        place, lines = self.fields, columns.lines
        references = self._references(name, columns)
        offered = self._amounts(name, columns, place.offered)
        results, reasons = columns[place.result], columns.optional(place.reason)
        outcomes = self.outcomes.outcomes_of(results, reasons)
        settled = self._settled(name, columns, outcomes, offered)
        return ReplyTable(
            batch_reference=self.name.batch_of(name),
            lines=range(1, len(lines) + 1),
            references=references,
            outcomes=outcomes,
            offered=offered,
            settled=settled,
            value_dates=self._value_dates(name, columns, settled),
            codes=columns.optional(place.code),
            texts=[reason or result for result, reason in zip(results, reasons, strict=True)],
            raws=lines,
        )

    def explain(self, name: str, content: bytes) -> list[ExplainedRow]:
        """How each line is read. The file is parsed first, so a bad one is refused with words."""
        table = self.parse(name, content)
        columns = self._split(name, list(table.raws))
        rows = []
        for index, line in enumerate(table.lines):
            cells = (columns[place][index] for place in range(self.columns))
            shown = tuple(
                _mask(cell) if place in self.masked else cell for place, cell in enumerate(cells)
            )
            reading = {
                "reference": table.references[index],
                "outcome": table.outcomes[index],
                "offered": format_minor(table.offered[index], self.form.digits),
                "settled": format_minor(table.settled[index], self.form.digits),
                "value_date": table.value_dates[index],
                "text": table.texts[index],
            }
            rows.append(ExplainedRow(line, shown, reading))
        return rows

    @property
    def _separators(self) -> int:
        """How many separators one whole row has."""
        return self.columns if self.form.trailing_separator else self.columns - 1

    def _text(self, name: str, content: bytes) -> str:
        """The bytes as text in the declared encoding and no other."""
        if not content.strip():
            raise BadFile(name, "empty", "the file is empty", ASK_AGAIN)
        clean = content.translate(None, _CONTROL_BYTES)
        if len(clean) != len(content):
            place = next(i for i, byte in enumerate(content) if byte in _CONTROL_BYTES)
            self._refuse_bytes(name, content, place, "control", "holds a control character")
        if self.form.encoding != "utf-8" and _is_utf8(content):
            cause = f"the file is UTF-8, the layout says {self.form.encoding.upper()}"
            raise BadFile(name, "encoding", cause, "Ask the bank for the agreed encoding")
        try:
            return content.decode(self.form.encoding)
        except UnicodeDecodeError as error:
            cause = f"holds bytes that are not {self.form.encoding.upper()}"
            self._refuse_bytes(name, content, error.start, "encoding", cause)

    def _refuse_bytes(self, name: str, content: bytes, at: int, code: str, cause: str) -> NoReturn:
        """Refuse for the byte at a place."""
        line = content.count(b"\n", 0, at) + 1
        raise BadFile(name, code, f"the line {cause} (byte {at})", ASK_AGAIN, line=line)

    def _lines(self, name: str, text: str) -> list[str]:
        """Physical lines without their ends; empty lines at the end do not count."""
        lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
        if "\r" in text and any("\r" in line for line in lines):
            number = next(i for i, line in enumerate(lines, 1) if "\r" in line)
            cause = "the line holds a carriage return in its middle"
            raise BadFile(name, "control", cause, ASK_AGAIN, line=number)
        return lines

    def _split(self, name: str, lines: list[str]) -> Columns:
        """Cells of all lines; a line with another number of columns refuses the file."""
        if self.form.quote:
            return Columns(lines, self.columns, lambda: self._quoted(name, lines))
        separator, wanted = self.form.separator, self._separators
        counts = [line.count(separator) for line in lines]
        if counts.count(wanted) != len(counts):
            index = next(i for i, count in enumerate(counts) if count != wanted)
            self._refuse_width(name, lines, index, counts[index])
        if not self.form.trailing_separator:
            return Columns(lines, self.columns, lambda: separator.join(lines).split(separator))
        unfinished = next((i for i, one in enumerate(lines) if not one.endswith(separator)), None)
        if unfinished is not None:
            self._refuse_width(name, lines, unfinished, wanted - 1)
        # The last separator would give one cell too many.
        return Columns(lines, self.columns, lambda: "".join(lines)[:-1].split(separator))

    def _quoted(self, name: str, lines: list[str]) -> list[str]:
        """Cells of lines in which a column may be quoted; a quoted line break is refused."""
        cells: list[str] = []
        form = self.form
        for index, line in enumerate(lines):
            row = next(csv.reader([line], delimiter=form.separator, quotechar=form.quote))
            if len(row) - 1 != self._separators:
                self._refuse_width(name, lines, index, len(row) - 1)
            cells += row[: self.columns]
        return cells

    def _refuse_width(self, name: str, lines: list[str], index: int, found: int) -> NoReturn:
        """Refuse for a line with too few or too many columns."""
        cut = index == len(lines) - 1 and found < self._separators
        raise BadFile(
            name,
            "truncated" if cut else "columns",
            f"the line has {found} separators where a whole row has {self._separators}"
            + ("; the file ends in the middle of a row" if cut else ""),
            ASK_AGAIN,
            line=index + 1,
            row=lines[index],
        )

    def _references(self, name: str, columns: Columns) -> list[str]:
        """Instruction references, each of the right form and present once."""
        values = columns[self.fields.reference]
        if not re.fullmatch(rf"(?:{_REFERENCE}\n)*", "\n".join(values) + "\n"):
            index = next(i for i, one in enumerate(values) if not re.fullmatch(_REFERENCE, one))
            cause = f"{values[index]!r} is no instruction reference"
            self._refuse_row(name, columns, index, "reference", cause)
        if len(set(values)) != len(values):
            first: dict[str, int] = {}
            index = next(i for i, one in enumerate(values) if first.setdefault(one, i) != i)
            cause = f"instruction {values[index]} was answered on line {first[values[index]] + 1}"
            self._refuse_row(name, columns, index, "duplicate_row", cause)
        return values

    def _amounts(self, name: str, columns: Columns, place: int) -> list[int]:
        """A column of amounts in minor units."""
        try:
            return parse_column(columns[place], self.form.digits)
        except BadAmount as error:
            self._refuse_row(name, columns, error.index, "amount", f"column {place + 1}: {error}")

    def _settled(
        self, name: str, columns: Columns, outcomes: Sequence[str], offered: Sequence[int]
    ) -> list[int]:
        """What the bank took, which must agree with what it says happened.

        A blank means everything on a success and nothing on a failure.
        """
        texts = columns.optional(self.fields.settled)
        zero = format_minor(0, self.form.digits)
        try:
            values = parse_column([text or zero for text in texts], self.form.digits)
        except BadAmount as error:
            self._refuse_row(name, columns, error.index, "amount", f"settled amount: {error}")
        for index, (outcome, asked) in enumerate(zip(outcomes, offered, strict=True)):
            if outcome == "success" and not texts[index]:
                values[index] = asked
            cause = _contradiction(outcome, asked, values[index])
            if cause:
                self._refuse_row(name, columns, index, "contradiction", cause)
        return values

    def _value_dates(self, name: str, columns: Columns, settled: Sequence[int]) -> list[str]:
        """Bank dates as ISO texts; a row that moved money must have one."""
        texts = columns.optional(self.fields.value_date)
        known = {text: _iso_date(text, self.dates) for text in set(texts)}
        for index, text in enumerate(texts):
            if known[text] is None:
                cause = f"{text!r} is no date of the form {self.dates}"
                self._refuse_row(name, columns, index, "date", cause)
            if not text and settled[index]:
                self._refuse_row(name, columns, index, "date", "money moved but no date is given")
        return [known[text] or "" for text in texts]

    def _refuse_row(
        self, name: str, columns: Columns, index: int, code: str, cause: str
    ) -> NoReturn:
        """Refuse for a value of one line."""
        raise BadFile(name, code, cause, ASK_AGAIN, line=index + 1, row=columns.lines[index])


def _contradiction(outcome: str, offered: int, settled: int) -> str:
    """Why outcome and amount cannot both be true, or an empty text."""
    if outcome == "success" and settled != offered:
        return f"a success took {settled} of {offered} (minor units)"
    if outcome == "partial" and not 0 < settled < offered:
        return f"a partial success took {settled} of {offered} (minor units)"
    if outcome not in ("success", "partial") and settled:
        return f"the bank's words mean {outcome!r}, yet {settled} (minor units) were taken"
    return ""


def _iso_date(text: str, form: str) -> str | None:
    """The date in ISO form, empty for an empty text, None when it is no such date."""
    if not text:
        return ""
    try:
        day = datetime.strptime(text, form)
    except ValueError:
        return None
    # strptime is lenient about missing digits ("2026111"); the way back is not.
    return day.date().isoformat() if day.strftime(form) == text else None


def _is_utf8(content: bytes) -> bool:
    """Whether bytes beyond ASCII make sense as UTF-8, which Chinese in GBK hardly ever does."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mask(cell: str) -> str:
    """A personal value as it may be shown: the last four digits, or the first character."""
    if cell[-4:].isdigit() and len(cell) > 8:
        return "…" + cell[-4:]
    return cell[:1] + "*" * (len(cell) - 1)
