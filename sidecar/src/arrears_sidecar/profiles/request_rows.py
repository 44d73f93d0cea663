"""Writing the rows of a request, whatever family the file is of: checks, columns, several files."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ..declaration import Table
from ..errors import BadRow, ConfigError, Permanent
from ..records import Batch, Instruction, RenderedFile
from .amount_form import AmountForm

_FIELDS = tuple(Instruction.__dataclass_fields__)
_TOTALS = ("count", "total", "batch", "part", "collection_date", "constant")
CURE = "Mend it on the mandate or leave the instruction out, then approve again"


class RequestForm(Protocol):
    """How rows of one family become bytes."""

    max_rows: int
    max_bytes: int

    def fault(self, text: str) -> str:
        """Why a value cannot be written, without showing it: it may be personal."""

    def size(self, text: str) -> int:
        """Bytes of a value in the file."""

    def cut(self, text: str, size: int) -> str:
        """The longest beginning of a value that fits."""

    def row_size(self, cells: Sequence[str]) -> int:
        """Bytes that a row adds to the file; 0 where only the whole file tells."""

    def write(self, rows: Sequence[Sequence[str]]) -> bytes:
        """The file. The same rows give identical bytes."""


@dataclass(frozen=True, slots=True)
class RequestColumn:
    """One column of the request.

    :param field: a field of `Instruction`; `row`, its number within its file; `interbank`, which
        tells own from other banks; `constant`; in a row of totals also `count`, `total`, `batch`,
        `part` and `collection_date`.
    :param title: heading, where the file has them.
    :param pattern: the form every value must have.
    :param max_bytes: longest value, counted in the file's encoding; 0 for any length.
    :param cut: whether a longer value is cut, which only a free remark may be.
    :param empty: what is written where there is no value.
    :param fill: `left` or `right` (the side the value stands on) and `pad`, for columns of
        fixed width, which `max_bytes` gives.
    """

    field: str
    title: str
    required: bool
    pattern: str
    max_bytes: int
    cut: bool
    own: str
    other: str
    value: str
    empty: str
    dates: str
    side: str
    pad: str

    @classmethod
    def read(cls, table: Table, extra: tuple[str, ...] = ("constant",)) -> "RequestColumn":
        """Take one column out of its declaration."""
        column = cls(
            field=table.choice("field", (*_FIELDS, "row", "interbank", *extra)),
            title=table.take("title", str, ""),
            required=table.take("required", bool, False),
            pattern=table.take("pattern", str, ""),
            max_bytes=table.take("max_bytes", int, 0),
            cut=table.take("cut", bool, False),
            own=table.take("own", str, ""),
            other=table.take("other", str, ""),
            value=table.take("value", str, ""),
            empty=table.take("empty", str, ""),
            dates=table.take("dates", str, "%Y%m%d"),
            side=table.choice("side", ("left", "right"), "left"),
            pad=table.take("pad", str, " "),
        )
        if len(column.pad) != 1 or not column.pad.isascii():
            raise ConfigError(table.path("pad"), "it is no single character", 'Write " " or "0"')
        table.done()
        return column

    def texts(self, rows: Sequence[Instruction], amounts: AmountForm) -> list[str]:
        """The column's texts before any check."""
        if self.field == "amount":
            return [amounts.text(row.amount) for row in rows]
        if self.field == "interbank":
            return [self.other if row.bank_code else self.own for row in rows]
        if self.field == "constant":
            return [self.value] * len(rows)
        if self.field == "row":
            return [str(number) for number, _row in enumerate(rows, start=1)]
        return [str(getattr(row, self.field)) for row in rows]

    def total(self, batch: Batch, rows: Sequence[Instruction], part: int, form: AmountForm) -> str:
        """What it says of the rows of one file."""
        says: dict[str, Callable[[], str]] = {
            "count": lambda: str(len(rows)),
            "total": lambda: form.text(sum(row.amount for row in rows)),
            "batch": lambda: batch.reference,
            "part": lambda: str(part),
            "collection_date": lambda: date.fromisoformat(batch.collection_date).strftime(
                self.dates
            ),
            "constant": lambda: self.value,
        }
        return says[self.field]()

    def laid_out(self, text: str, size: Callable[[str], int]) -> str:
        """A value in the width of its column, where the layout has fixed ones."""
        missing = max(self.max_bytes - size(text), 0)
        return text + self.pad * missing if self.side == "left" else self.pad * missing + text


@dataclass(frozen=True, slots=True)
class RequestRows:
    """The `[request]` table of a profile.

    :param several: name of each file where a batch needs more than one.
    :param head: columns of a row of totals above the rows; `tail`: below.
    """

    name: str
    several: str
    columns: tuple[RequestColumn, ...]
    head: tuple[RequestColumn, ...]
    tail: tuple[RequestColumn, ...]
    amounts: AmountForm
    form: RequestForm
    fixed: bool

    @classmethod
    def read(
        cls, table: Table, amounts: AmountForm, form: RequestForm, *, fixed: bool = False
    ) -> "RequestRows":
        """Take the layout out of its declaration."""
        name = table.take("name", str)
        stem, point, ending = name.rpartition(".")
        default = f"{stem}_{{part}}{point}{ending}" if stem else f"{name}_{{part}}"
        several = table.take("several", str, default)
        for key, rule, marks in (("name", name, ("{batch}",)),
                                 ("several", several, ("{batch}", "{part}"))):  # fmt: skip
            missing = next((mark for mark in marks if mark not in rule), None)
            if missing:
                raise ConfigError(
                    table.path(key), f"{missing} is not in it", f"Write {missing} where it stands"
                )
        columns = tuple(RequestColumn.read(one) for one in table.tables("columns"))
        head, tail = (
            tuple(RequestColumn.read(one, _TOTALS) for one in table.tables(key))
            for key in ("head", "tail")
        )
        layout = cls(name, several, columns, head, tail, amounts, form, fixed)
        table.done()
        if fixed and any(not column.max_bytes for column in (*columns, *head, *tail)):
            raise ConfigError(
                table.path("columns"), "a column has no width", "Give max_bytes to each of them"
            )
        return layout

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The whole batch as files; the same rows give identical bytes.

        :raises BadRow: when an instruction cannot be written; the row is named.
        :raises Permanent: when the batch does not agree with its rows.
        """
        check_batch(batch, rows, self.amounts.currency, self.amounts.digits)
        table = [self._checked(column, rows) for column in self.columns]
        lines = list(zip(*table, strict=True))
        parts = list(self._parts(batch, rows, lines))
        if len(parts) > 1:
            lines = self._numbered_anew(table, parts)
        files = []
        for number, (start, stop) in enumerate(parts, start=1):
            part = rows[start:stop]
            content = self.form.write(self._framed(batch, part, lines[start:stop], number))
            if len(content) > self.form.max_bytes:
                raise Permanent(
                    f"batch {batch.reference}: file {number} has {len(content)} bytes, the bank"
                    f" takes {self.form.max_bytes}. Lower file.max_rows of profile {batch.profile}"
                )
            total = sum(row.amount for row in part)
            files.append(RenderedFile(self._file_name(batch, number, len(parts)), content,
                                      len(part), total))  # fmt: skip
        return tuple(files)

    def _numbered_anew(
        self, table: list[list[str]], parts: Sequence[tuple[int, int]]
    ) -> list[Sequence[str]]:
        """The rows with numbers that begin anew in each file; never longer than they were."""
        columns = []
        for column, texts in zip(self.columns, table, strict=True):
            if column.field == "row":
                texts = [text for start, stop in parts for text in texts[: stop - start]]
            columns.append(texts)
        return list(zip(*columns, strict=True))

    def _file_name(self, batch: Batch, number: int, count: int) -> str:
        rule = self.several if count > 1 else self.name
        return rule.replace("{batch}", batch.reference).replace("{part}", f"{number:02d}")

    def _parts(
        self, batch: Batch, rows: Sequence[Instruction], lines: Sequence[Sequence[str]]
    ) -> Iterator[tuple[int, int]]:
        """Where each file begins and ends: as many rows as both limits of the bank allow."""
        form = self.form
        frame = sum(map(form.row_size, self._framed(batch, rows, (), 999)))
        start, size = 0, frame
        for index, line in enumerate(lines):
            own = form.row_size(line)
            if index > start and (index - start >= form.max_rows or size + own > form.max_bytes):
                yield start, index
                start, size = index, frame
            size += own
        yield start, len(lines)

    def _framed(
        self,
        batch: Batch,
        rows: Sequence[Instruction],
        lines: Sequence[Sequence[str]],
        part: int,
    ) -> list[Sequence[str]]:
        """The rows of one file with headings and totals around them."""
        framed: list[Sequence[str]] = []
        if self.head:
            framed.append(self._totals(self.head, batch, rows, part))
        if any(column.title for column in self.columns):
            framed.append([column.title for column in self.columns])
        framed += lines
        if self.tail:
            framed.append(self._totals(self.tail, batch, rows, part))
        return framed

    def _totals(
        self,
        columns: Sequence[RequestColumn],
        batch: Batch,
        rows: Sequence[Instruction],
        part: int,
    ) -> list[str]:
        """A row of totals."""
        texts = []
        for column in columns:
            text = column.total(batch, rows, part, self.amounts)
            if column.max_bytes and self.form.size(text) > column.max_bytes:
                raise Permanent(
                    f"batch {batch.reference}: {column.field} has no room in the row of totals."
                    " Make smaller batches in Odoo"
                )
            texts.append(column.laid_out(text, self.form.size) if self.fixed else text)
        return texts

    def _checked(self, column: RequestColumn, rows: Sequence[Instruction]) -> list[str]:
        """The column's texts, each of the declared form."""
        texts = [text.strip() or column.empty for text in column.texts(rows, self.amounts)]
        pattern = re.compile(column.pattern) if column.pattern else None
        for index, text in enumerate(texts):
            cause = self._fault(column, text, pattern)
            if cause:
                row = rows[index]
                raise BadRow(row.sequence, row.reference, f"{column.field} {cause}", CURE)
            if column.cut and column.max_bytes:
                texts[index] = self.form.cut(text, column.max_bytes)
        if self.fixed:
            return [column.laid_out(text, self.form.size) for text in texts]
        return texts

    def _fault(self, column: RequestColumn, text: str, pattern: re.Pattern[str] | None) -> str:
        """What is wrong with one value, without showing it: it may be personal."""
        if not text or text == column.empty:
            return "is empty" if column.required else ""
        if pattern and not pattern.fullmatch(text):
            return self.form.fault(text) or f"has not the form {column.pattern}"
        cause = self.form.fault(text)
        if cause:
            return cause
        size = self.form.size(text)
        if column.max_bytes and size > column.max_bytes and not column.cut:
            return f"has {size} bytes, at most {column.max_bytes} are allowed"
        return ""


def check_batch(batch: Batch, rows: Sequence[Instruction], currency: str, digits: int) -> None:
    """The rows that came are the batch that was announced.

    :raises Permanent: with the first thing that differs
    """
    total = sum(row.amount for row in rows)
    faults = [
        (not rows, "it has no rows"),
        (len(rows) != batch.row_count, f"{batch.row_count} rows announced, {len(rows)} came"),
        (total != batch.total, f"total {batch.total} announced, the rows make {total}"),
        (len({row.reference for row in rows}) != len(rows),
         "an instruction reference stands twice"),
        (batch.currency != currency or batch.digits != digits,
         f"currency {batch.currency} with {batch.digits} decimals, the layout writes"
         f" {currency} with {digits}"),
        (any(row.amount <= 0 for row in rows), "an amount is not above zero"),
    ]  # fmt: skip
    for wrong, cause in faults:
        if wrong:
            raise Permanent(f"batch {batch.reference}: {cause}. Check the batch in Odoo")
