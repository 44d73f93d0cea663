"""The family of ISO 20022 messages: pain.008 to the bank, pain.002 from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..declaration import Table
from ..records import Batch, Instruction, RenderedFile, ReplyTable
from .amount_form import AmountForm
from .layout import ExplainedRow
from .sepa_reply import SepaReply
from .sepa_request import SepaRequest


@dataclass(frozen=True, slots=True)
class SepaProfile:
    """Direct debits of SEPA in one version of the message."""

    code: str
    title: str
    request: SepaRequest
    reply: SepaReply
    detect: bool

    @property
    def reply_lists(self) -> str:
        """A status report lists what failed."""
        return self.reply.lists

    @classmethod
    def read(cls, table: Table) -> "SepaProfile":
        """Make the profile of its declaration."""
        amounts = AmountForm.read(table.table("amount"))
        profile = cls(
            code=table.take("code", str),
            title=table.take("title", str),
            request=SepaRequest.read(table.table("request"), amounts),
            reply=SepaReply.read(table.table("reply"), amounts),
            detect=table.take("detect", bool, True),
        )
        table.done()
        return profile

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The request as messages; the same rows give identical bytes."""
        return self.request.render(batch, rows)

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether it is a status report. All versions of ours read the same: one claims it."""
        return self.detect and self.reply.looks_like(content)

    def names(self, name: str) -> bool:
        """Banks name their reports as they like."""
        return False

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """Read a report whole, or refuse it with `BadFile`."""
        return self.reply.parse(name, content)

    def explain(self, name: str, content: bytes) -> list[ExplainedRow]:
        """How each refusal is read."""
        return self.reply.explain(name, content)
