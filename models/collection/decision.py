"""What a run finds for one debtor, between deciding and acting."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from ...engine.conversation import Plan, Verdict
from ...engine.gates import ChargeFacts
from ...engine.ladder import Position, Step
from ...engine.reason import Reason


@dataclass(frozen=True, slots=True)
class Reach:
    """How a message can reach a debtor: ``email`` or ``sms``, the address and its digest."""

    channel: str
    address: str
    key: str


class DueCharge(NamedTuple):
    """A charge past its due date, as the rules ask for it. ``remaining`` in minor units."""

    id: int
    kind: str
    due_date: date
    period_from: date | None
    remaining: int
    has_price_basis: bool
    no_followup: bool
    time_barred: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What most rules ask of some cases, by case id.

    ``who`` is (company id, debtor id). It, ``estates``, ``due`` and ``facts`` have an entry for
    each case, in the same order; ``holds`` only for the cases with a hold in force; a policy may
    be None.
    """

    who: dict[int, tuple[int, int]]
    estates: dict[int, int | bool]
    due: dict[int, list[DueCharge]]
    holds: dict[int, Any]
    facts: dict[int, list[ChargeFacts]]
    policies: dict[int, Any]
    # What rooms found out about the same cases and ask again.
    of_rooms: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, find: Callable[[], Any]) -> Any:
        """What ``find`` says, asked the first time only."""
        if name not in self.of_rooms:
            self.of_rooms[name] = find()
        return self.of_rooms[name]


class PastContacts:
    """Earlier contacts of people and numbers, found by either.

    A row is (debtor id, address key, family, UTC moment, connected).
    """

    def __init__(self, rows):
        self._rows = []
        self._of_debtor, self._of_key = {}, {}
        for row in rows:
            self.append(row)

    def __iter__(self):
        return iter(self._rows)

    def __len__(self):
        return len(self._rows)

    def append(self, row):
        """One contact more."""
        self._rows.append(row)
        self._of_debtor.setdefault(row[0], []).append(row)
        if row[1]:
            self._of_key.setdefault(row[1], []).append(row)

    def of(self, debtor_id, key):
        """The contacts of a person, and those of others by the number or mailbox ``key``."""
        own = self._of_debtor.get(debtor_id, ())
        others = self._of_key.get(key, ()) if key else ()
        return [*own, *(row for row in others if row[0] != debtor_id)]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a chunk of cases, fetched once for all of them. Keys are record ids.

    ``named`` holds what a message may ask for of each case: (``DueCharge``, minor units), oldest
    first.
    """

    today: date
    known: Known
    stops: dict[int, list[Reason]]
    policies: dict[int, Any]
    steps: dict[int, list[Step]]
    repeat_days: dict[int, int]
    positions: dict[int, Position]
    opened: dict[int, date]
    # The last day of each step by its own id, also of steps of other policies.
    taken: dict[int, dict[int, date]]
    named: dict[int, list[tuple[DueCharge, int]]]
    reach: dict[int, Reach | None]
    parties: dict[int, str]
    languages: frozenset[str]
    # Why no legal step is proposed, by case.
    legal_obstacles: dict[int, Reason]
    # Why the cards of a debtor take no step at all, by debtor.
    apart: dict[int, Reason] = field(default_factory=dict)
    # Of each channel: what makes it impossible for a case, and the debtors for whom it waits.
    impossible: dict[str, dict[int, Reason | None]] = field(default_factory=dict)
    waiting: dict[str, set[int]] = field(default_factory=dict)
    # Ids of the charges that messages and letters will name: they are read together.
    spoken_of: list[int] = field(default_factory=list)
    # What was found of steps that can't be done, by what it depends on.
    obstacles: dict[tuple, dict[int, Reason]] = field(default_factory=dict)

    def without_way(self, case_id: int, steps: list[Step]) -> dict[int, Reason]:
        """The steps whose channel can't be used for a case, with the reason."""
        found = {step.key: self.impossible.get(step.channel, {}).get(case_id) for step in steps}
        return {key: reason for key, reason in found.items() if reason}

    def speak_of(self, decisions) -> None:
        """Note the charges of those who may be written to."""
        for decision in decisions:
            if decision.plan.step and decision.plan.step.channel in ("message", "letter"):
                for case_id in (*decision.plan.acting, *decision.plan.named):
                    self.spoken_of.extend(due.id for due, _asked in self.named[case_id])

    def anchor(self, case_id: int, step_id: int) -> date:
        """What a step counts from: the first day of the episode, or the day it came due again."""
        last_on = self.taken.get(case_id, {}).get(step_id)
        if last_on is None:
            return self.opened[case_id]
        return last_on + timedelta(days=max(self.repeat_days[step_id], 1))


@dataclass(frozen=True, slots=True)
class Decision:
    """What a run found for one debtor. ``blocked`` are reasons that keep a ready step waiting."""

    cases: Any
    plan: Plan
    verdicts: dict[int, Verdict]
    anchors: dict[int, date]
    facts: RunFacts
    reach: Reach | None = None
    leaves_at: datetime | None = None
    blocked: tuple[Reason, ...] = ()
    acting: tuple[int, ...] = ()
    # Values of the contact that waits to be made; the rendered text is among them.
    message: dict[str, Any] | None = None

    @property
    def today(self):
        """The company's date of the decision."""
        return self.facts.today

    def failed(self, reason):
        """The same finding without an action, for a step that could not be carried out."""
        return replace(self, plan=Plan(), acting=(), message=None, blocked=(reason,))
