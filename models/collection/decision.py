"""What a run finds for one debtor, between deciding and acting."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ...engine.conversation import Plan, Verdict
from ...engine.reason import Reason


@dataclass(frozen=True, slots=True)
class Reach:
    """How a message can reach a debtor: ``email`` or ``sms``, the address and its digest."""

    channel: str
    address: str
    key: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a run found for one debtor. ``blocked`` are reasons that keep a ready step waiting."""

    cases: Any
    plan: Plan
    verdicts: dict[int, Verdict]
    anchors: dict[int, date]
    policies: dict[int, Any]
    today: date
    reach: Reach | None = None
    leaves_at: datetime | None = None
    blocked: tuple[Reason, ...] = ()
    acting: tuple[int, ...] = ()
    # Values of the contact that waits to be made; the rendered text is among them.
    message: dict[str, Any] | None = None

    def failed(self, reason):
        """The same finding without an action, for a step that could not be carried out."""
        return replace(self, plan=Plan(), acting=(), message=None, blocked=(reason,))
