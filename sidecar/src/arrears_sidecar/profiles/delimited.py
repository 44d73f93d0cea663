"""The family of delimited text files: columns set apart by one character, one row a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..declaration import Table
from ..records import Batch, Instruction, RenderedFile, ReplyTable
from .delimited_reply import ReplyLayout
from .delimited_request import RequestLayout
from .layout import ExplainedRow

ENCODINGS = ("gbk", "gb18030", "utf-8", "ascii")
LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}


@dataclass(frozen=True, slots=True)
class FileForm:
    """What request and reply have in common: how bytes become rows of columns.

    :param quote: the character that encloses a column holding the separator; empty when the bank
        knows none, which is the rule.
    :param trailing_separator: whether a separator also ends each row.
    """

    encoding: str
    separator: str
    quote: str
    trailing_separator: bool
    line_end: str
    max_rows: int
    max_bytes: int
    currency: str
    digits: int

    @classmethod
    def read(cls, file: Table, amount: Table) -> "FileForm":
        """Take the form out of a profile's `[file]` and `[amount]` tables."""
        form = cls(
            encoding=file.choice("encoding", ENCODINGS),
            separator=file.take("separator", str),
            quote=file.take("quote", str, ""),
            trailing_separator=file.take("trailing_separator", bool, False),
            line_end=LINE_ENDS[file.choice("line_end", tuple(LINE_ENDS), "crlf")],
            max_rows=file.take("max_rows", int, 100_000),
            max_bytes=file.take("max_bytes", int, 50_000_000),
            currency=amount.take("currency", str),
            digits=amount.take("digits", int, 2),
        )
        file.done()
        amount.done()
        return form


@dataclass(frozen=True, slots=True)
class DelimitedProfile:
    """One bank's delimited layout: a request and its reply."""

    code: str
    title: str
    request: RequestLayout
    reply: ReplyLayout

    @property
    def reply_lists(self) -> str:
        """`all`, or `failures` when silence about a row means success."""
        return self.reply.lists

    @classmethod
    def read(cls, table: Table) -> "DelimitedProfile":
        """Make the profile of its declaration."""
        form = FileForm.read(table.table("file"), table.table("amount"))
        profile = cls(
            code=table.take("code", str),
            title=table.take("title", str),
            request=RequestLayout.read(table.table("request"), form),
            reply=ReplyLayout.read(table.table("reply"), form),
        )
        table.done()
        return profile

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The request as files; the same rows give identical bytes."""
        return self.request.render(batch, rows)

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether name or first line follow the layout's reply."""
        return self.reply.recognises(name, content)

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """Read a reply whole, or refuse it with `BadFile`."""
        return self.reply.parse(name, content)

    def explain(self, name: str, content: bytes) -> list[ExplainedRow]:
        """How each line is read."""
        return self.reply.explain(name, content)
