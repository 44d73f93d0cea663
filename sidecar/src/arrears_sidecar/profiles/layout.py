"""What a profile is, whatever its family, and the parts families share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..declaration import Table
from ..errors import ConfigError
from ..records import OUTCOMES, Batch, Instruction, RenderedFile, ReplyTable


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """How one physical line of a reply is read, with personal columns masked."""

    line: int
    columns: tuple[str, ...]
    reading: dict[str, str]


class Profile(Protocol):
    """One bank's layout. Recognising a file and reading it are two separate questions."""

    code: str
    title: str
    reply_lists: str

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """The request as one or more files. The same rows give identical bytes."""

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether the content looks like a reply of this bank. Never raises."""

    def names(self, name: str) -> bool:
        """Whether the name follows the bank's rule; asked when no content is like any layout."""

    def parse(self, name: str, content: bytes) -> ReplyTable:
        """Read a reply whole, or refuse it with `BadFile`."""

    def explain(self, name: str, content: bytes) -> list[ExplainedRow]:
        """How each line would be read; used when a layout is being set up."""


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """One line of the mapping of a bank's words to an outcome class."""

    outcome: str
    result: tuple[str, ...]
    reason: tuple[str, ...]

    def fits(self, result: str, reason: str) -> bool:
        """`result` is equal to one of the words and `reason` contains one; no words fit all."""
        if self.result and result not in self.result:
            return False
        return not self.reason or any(word in reason for word in self.reason)


@dataclass(frozen=True, slots=True)
class OutcomeMap:
    """The mapping of a profile; what fits no rule has the default class."""

    rules: tuple[OutcomeRule, ...]
    default: str

    def outcome_of(self, result: str, reason: str) -> str:
        """The class of one pair of bank texts."""
        for rule in self.rules:
            if rule.fits(result, reason):
                return rule.outcome
        return self.default

    def outcomes_of(self, results: Sequence[str], reasons: Sequence[str]) -> list[str]:
        """The classes of two whole columns; each distinct pair is looked at once."""
        pairs = list(zip(results, reasons, strict=True))
        known = {pair: self.outcome_of(*pair) for pair in set(pairs)}
        return [known[pair] for pair in pairs]

    @classmethod
    def read(cls, reply: Table) -> "OutcomeMap":
        """Take the rules out of a profile's `[reply]` table."""
        rules = []
        for table in reply.tables("outcomes"):
            rule = OutcomeRule(
                outcome=table.choice("outcome", OUTCOMES),
                result=tuple(table.take("result", list, [])),
                reason=tuple(table.take("reason", list, [])),
            )
            if not rule.result and not rule.reason:
                raise ConfigError(
                    table.path("result"),
                    "a rule without words would fit every row",
                    "Give `result` or `reason`",
                )
            table.done()
            rules.append(rule)
        return cls(tuple(rules), reply.choice("default_outcome", OUTCOMES, "unknown"))


BATCH_REFERENCE = "[A-Z0-9]{4,16}"


@dataclass(frozen=True, slots=True)
class ReplyName:
    """The naming rule of replies, and what it tells about the batch."""

    rule: str
    pattern: re.Pattern[str]

    @classmethod
    def read(cls, rule: str, place: str) -> "ReplyName":
        """Compile a rule such as `{batch}_R{number}.txt`."""
        if "{batch}" not in rule:
            cure = "Write {batch} where its reference stands"
            raise ConfigError(place, "it names no batch", cure)
        stem = re.escape(rule.rpartition(".")[0] or rule)
        stem = stem.replace(r"\{batch\}", f"(?P<batch>{BATCH_REFERENCE})", 1)
        stem = stem.replace(r"\{number\}", "[0-9]{1,4}")
        # Browsers and people decorate names: "Copy of X_R1 (1).txt" still tells the batch.
        return cls(rule, re.compile(rf"(?<![A-Za-z0-9]){stem}(?![A-Za-z0-9])"))

    def batch_of(self, name: str) -> str:
        """The batch's reference, or an empty text when the name does not follow the rule."""
        found = self.pattern.search(name)
        return found["batch"] if found else ""
