"""A bank's layout of rows and columns: what files of text and workbooks have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Batch, Instruction, RenderedFile, ReplyTable
from .layout import ExplainedRow
from .reply_rows import ReplyRows
from .request_rows import RequestRows


@dataclass(frozen=True, slots=True)
class TableProfile:
    """One bank's layout: a request and its reply."""

    code: str
    title: str
    request: RequestRows
    reply: ReplyRows

    @property
    def reply_lists(self) -> str:
        """`all`, or `failures` when silence about a row means success."""
        return self.reply.lists

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The request as files; the same rows give identical bytes."""
        return self.request.render(batch, rows)

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether the first bytes look like the layout's reply."""
        return self.reply.form.looks_like(content, self.reply)

    def names(self, name: str) -> bool:
        """Whether the name follows the bank's rule."""
        return bool(self.reply.name.batch_of(name))

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """Read a reply whole, or refuse it with `BadFile`."""
        return self.reply.parse(name, content)

    def explain(self, name: str, content: bytes) -> list[ExplainedRow]:
        """How each line is read."""
        return self.reply.explain(name, content)
