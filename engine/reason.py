"""A reason as a code with arguments: decided here, worded at display in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was done, refused or stopped.

    ``code`` names the rule in snake_case and never changes once stored; ``arguments`` holds
    only what JSON can hold (text, numbers, ISO dates), so that a row reads the same years later.
    """

    code: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((k, str(v)) for k, v in self.arguments.items()))))

    def as_json(self) -> dict[str, Any]:
        """The form in which a record stores it: ``{"code": …, "arguments": {…}}``."""
        return {"code": self.code, "arguments": dict(self.arguments)}


def as_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """A list of reasons as a ``Json`` field stores it, in the given order."""
    return [reason.as_json() for reason in reasons]


def from_json(stored: Iterable[Mapping[str, Any]] | None) -> list[Reason]:
    """The reasons behind a stored ``Json`` field; an empty list for an empty field."""
    return [Reason(row["code"], dict(row.get("arguments") or {})) for row in stored or ()]
