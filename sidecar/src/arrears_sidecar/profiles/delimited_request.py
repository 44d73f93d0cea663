"""Writing a request in a delimited layout."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..declaration import Table
from ..errors import BadRow, ConfigError, Permanent
from ..money import format_minor
from ..records import Batch, Instruction, RenderedFile

if TYPE_CHECKING:
    from .delimited import FileForm

_FIELDS = tuple(Instruction.__dataclass_fields__)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class RequestColumn:
    """One column of the request.

    :param field: a field of `Instruction`, or `interbank`, which tells own from other banks.
    :param pattern: the form every value must have.
    :param max_bytes: longest value, counted in the file's encoding; 0 for any length.
    :param cut: whether a longer value is cut, which only a free remark may be.
    """

    field: str
    required: bool
    pattern: str
    max_bytes: int
    cut: bool
    own: str
    other: str

    @classmethod
    def read(cls, table: Table) -> "RequestColumn":
        """Take one column out of its declaration."""
        column = cls(
            field=table.choice("field", (*_FIELDS, "interbank")),
            required=table.take("required", bool, False),
            pattern=table.take("pattern", str, ""),
            max_bytes=table.take("max_bytes", int, 0),
            cut=table.take("cut", bool, False),
            own=table.take("own", str, ""),
            other=table.take("other", str, ""),
        )
        table.done()
        return column

    def values(self, rows: Sequence[Instruction], digits: int) -> list[str]:
        """The column's texts before any check."""
        if self.field == "amount":
            return [format_minor(row.amount, digits) for row in rows]
        if self.field == "interbank":
            return [self.other if row.bank_code else self.own for row in rows]
        return [str(getattr(row, self.field)) for row in rows]


@dataclass(frozen=True, slots=True)
class RequestLayout:
    """The request of a delimited profile."""

    name: str
    columns: tuple[RequestColumn, ...]
    form: "FileForm"

    @classmethod
    def read(cls, table: Table, form: "FileForm") -> "RequestLayout":
        """Take the layout out of a profile's `[request]` table."""
        name = table.take("name", str)
        if "{batch}" not in name:
            raise ConfigError(
                table.path("name"), "it names no batch", "Write {batch} where its reference stands"
            )
        columns = tuple(RequestColumn.read(one) for one in table.tables("columns"))
        table.done()
        return cls(name, columns, form)

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The whole batch as files.

        :raises BadRow: when an instruction cannot be written; the row is named.
        :raises Permanent: when the batch does not agree with its rows, or needs several files.
        """
        self._check_batch(batch, rows)
        table = [self._checked(column, rows) for column in self.columns]
        form = self.form
        tail = (form.separator if form.trailing_separator else "") + form.line_end
        lines = [form.separator.join(cells) + tail for cells in zip(*table, strict=True)]
        content = "".join(lines).encode(form.encoding)
        if len(rows) > form.max_rows or len(content) > form.max_bytes:
            # Splitting comes with several files a batch on Odoo's side; the answer is a tuple
            # already, so that callers need no change then.
            raise Permanent(
                f"batch {batch.reference} has {len(rows)} rows and {len(content)} bytes, and one"
                f" file of profile {batch.profile} holds at most {form.max_rows} rows and"
                f" {form.max_bytes} bytes. Make smaller batches in Odoo"
            )
        name = self.name.replace("{batch}", batch.reference)
        return (RenderedFile(name, content, len(rows), batch.total),)

    def _check_batch(self, batch: Batch, rows: Sequence[Instruction]) -> None:
        """The rows that came are the batch that was announced."""
        total = sum(row.amount for row in rows)
        faults = [
            (not rows, "it has no rows"),
            (len(rows) != batch.row_count, f"{batch.row_count} rows announced, {len(rows)} came"),
            (total != batch.total, f"total {batch.total} announced, the rows make {total}"),
            (
                len({row.reference for row in rows}) != len(rows),
                "an instruction reference stands twice",
            ),
            (
                batch.currency != self.form.currency or batch.digits != self.form.digits,
                f"currency {batch.currency} with {batch.digits} decimals, the layout writes"
                f" {self.form.currency} with {self.form.digits}",
            ),
            (any(row.amount <= 0 for row in rows), "an amount is not above zero"),
        ]
        for wrong, cause in faults:
            if wrong:
                raise Permanent(f"batch {batch.reference}: {cause}. Check the batch in Odoo")

    def _checked(self, column: RequestColumn, rows: Sequence[Instruction]) -> list[str]:
        """The column's texts, each of the declared form."""
        texts = [text.strip() for text in column.values(rows, self.form.digits)]
        pattern = re.compile(column.pattern) if column.pattern else None
        cuttable = column.cut and column.max_bytes
        for index, text in enumerate(texts):
            cause = self._fault(column, text, pattern)
            if cause:
                row = rows[index]
                raise BadRow(
                    row.sequence,
                    row.reference,
                    f"{column.field} {cause}",
                    "Mend it on the mandate or leave the instruction out, then approve again",
                )
            if cuttable:
                texts[index] = self._cut(text, column.max_bytes)
        return texts

    def _fault(self, column: RequestColumn, text: str, pattern: re.Pattern[str] | None) -> str:
        """What is wrong with one value, without showing it: it may be personal."""
        if not text:
            return "is empty" if column.required else ""
        if self.form.separator in text or _CONTROLS.search(text):
            return "holds the separator or a control character"
        if pattern and not pattern.fullmatch(text):
            return f"has not the form {column.pattern}"
        try:
            size = len(text.encode(self.form.encoding))
        except UnicodeEncodeError as error:
            character = text[error.start]
            return (
                f"holds the character U+{ord(character):04X},"
                f" which {self.form.encoding.upper()} lacks"
            )
        if column.max_bytes and size > column.max_bytes and not column.cut:
            return f"has {size} bytes, at most {column.max_bytes} are allowed"
        return ""

    def _cut(self, text: str, size: int) -> str:
        """The longest beginning of whole characters that fits into `size` bytes."""
        content = text.encode(self.form.encoding)[:size]
        return content.decode(self.form.encoding, errors="ignore")
