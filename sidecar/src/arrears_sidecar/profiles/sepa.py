"""The family of ISO 20022 messages: pain.008 to the bank; pain.002 and returns from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..declaration import Table
from ..money import signed_text
from ..records import Batch, Instruction, RenderedFile, ReplyTable
from .amount_form import AmountForm
from .layout import ExplainedRow
from .sepa_reply import SepaReply
from .sepa_request import SepaRequest
from .sepa_returns import SepaReturns


@dataclass(frozen=True, slots=True)
class SepaProfile:
    """Direct debits of SEPA in one version of the message."""

    code: str
    title: str
    request: SepaRequest
    reply: SepaReply
    returns: SepaReturns
    detect: bool

    @property
    def reply_lists(self) -> str:
        """A status report lists what failed."""
        return self.reply.lists

    @classmethod
    def read(cls, table: Table) -> "SepaProfile":
        """Make the profile of its declaration."""
        amounts = AmountForm.read(table.table("amount"))
        reply = SepaReply.read(table.table("reply"), amounts)
        profile = cls(
            code=table.take("code", str),
            title=table.take("title", str),
            request=SepaRequest.read(table.table("request"), amounts),
            reply=reply,
            returns=SepaReturns(reply.outcomes, amounts),
            detect=table.take("detect", bool, True),
        )
        table.done()
        return profile

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The request as messages; the same rows give identical bytes."""
        return self.request.render(batch, rows)

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether it is a status report or a notification. All versions of ours read the same:
        one claims them."""
        return self.detect and self._reader(content).looks_like(content)

    def names(self, name: str) -> bool:
        """Banks name their reports as they like."""
        return False

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """Read a report whole, or refuse it with `BadFile`."""
        return self._reader(content).parse(name, content)

    def _reader(self, content: bytes) -> SepaReply | SepaReturns:
        """What reads such a message; one that is of no kind is refused as a status report."""
        return self.returns if self.returns.looks_like(content) else self.reply

    def explain(self, name: str, content: bytes) -> list[ExplainedRow]:
        """How each refusal or return is read."""
        table = self.parse(name, content)
        shown = self.reply.amounts.shown
        return [
            ExplainedRow(
                line,
                (table.references[at], table.codes[at]),
                {
                    "reference": table.references[at],
                    "outcome": table.outcomes[at],
                    "offered": shown(table.offered[at]),
                    "settled": signed_text(table.settled[at], self.reply.amounts.digits),
                    "value_date": table.value_dates[at],
                    "text": table.texts[at],
                },
            )
            for at, line in enumerate(table.lines)
        ]
