"""Who is rewarded, with how much, and how many rewards fit on a bill.

The sidecar proposes; these rules decide again at the moment of granting. A programme is an offer
under published, objective criteria (PIPL art. 24), so every "no" is a reason that can be shown,
and the amount is never above what was really paid. Amounts in minor units, percentages in
hundredths of a percent (5 % is 500).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .reason import Reason

ON_TIME = "on_time"
WHOLE = 10_000  # a hundred percent, in hundredths of a percent


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """The published rules of one programme.

    ``estates`` may be rewarded; ``unauthorised`` are in the programme on paper, but hold the fee
    for their owners (酬金制) and lack the dated resolution of the owners' body. Exactly one of
    ``percent`` and ``fixed`` is above zero. ``cap`` is the most for one bill, 0 for no limit.
    """

    active: bool
    kinds: frozenset[str]
    estates: frozenset[int]
    unauthorised: frozenset[int]
    date_from: date
    date_to: date
    grace_days: int
    percent: int
    fixed: int
    cap: int


@dataclass(frozen=True, slots=True)
class PaidBill:
    """What the ledger says about one charge that may be rewarded.

    ``net`` is the charge less credit notes, ``settled_on`` the day the money that settled it
    moved (``None`` while it is open, or where no money settled it), ``overdue_principal`` what
    the debtor owes overdue in this company today.
    """

    kind: str
    estate: int | None
    due_date: date
    settled_on: date | None
    net: int
    remaining: int
    overdue_principal: int
    returned: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The amount granted, or 0 and every reason against it."""

    amount: int
    reasons: tuple[Reason, ...] = ()

    @property
    def granted(self) -> bool:
        """Whether there is something to grant."""
        return not self.reasons


def cause_of(kind: str, charge: int) -> str:
    """The name under which one charge can be rewarded once per programme: ``on_time:1234``."""
    return f"{kind}:{charge}"


def charge_of(kind: str, cause: str) -> int | None:
    """The charge that a cause of this kind of programme names; ``None`` for any other text."""
    prefix, _colon, number = cause.partition(":")
    is_number = number.isascii() and number.isdigit()
    return int(number) if prefix == kind and is_number else None


def reward(rules: ProgramRules, net: int) -> int:
    """The rule applied to one bill: percent (half a cent up) or fixed, capped, at most ``net``."""
    amount = rules.fixed or (net * rules.percent * 2 + WHOLE) // (2 * WHOLE)
    if rules.cap:
        amount = min(amount, rules.cap)
    return max(min(amount, net), 0)


def judge(rules: ProgramRules, bill: PaidBill, budget_left: int) -> Decision:
    """Grant or refuse one bill. A refusal carries all reasons, not only the first."""
    reasons = [*_outside_program(rules, bill), *_not_earned(rules, bill)]
    amount = reward(rules, bill.net)
    if not reasons and not amount:
        reasons.append(Reason("reward_is_zero"))
    if not reasons and amount > budget_left:
        reasons.append(Reason("budget_spent", {"left": budget_left, "needed": amount}))
    return Decision(0, tuple(reasons)) if reasons else Decision(amount)


def _outside_program(rules: ProgramRules, bill: PaidBill) -> Iterable[Reason]:
    if not rules.active:
        yield Reason("program_not_active")
    if bill.kind not in rules.kinds:
        yield Reason("kind_not_rewarded", {"kind": bill.kind})
    if bill.estate in rules.unauthorised:
        yield Reason("estate_needs_resolution")
    elif bill.estate not in rules.estates:
        yield Reason("estate_not_in_program")
    if not rules.date_from <= bill.due_date <= rules.date_to:
        yield Reason("due_outside_window", {"due": bill.due_date.isoformat()})


def _not_earned(rules: ProgramRules, bill: PaidBill) -> Iterable[Reason]:
    last_day = bill.due_date + timedelta(days=rules.grace_days)
    if bill.remaining > 0 or bill.settled_on is None:
        yield Reason("not_settled")
    elif bill.settled_on > last_day:
        yield Reason(
            "settled_late",
            {"settled": bill.settled_on.isoformat(), "last_day": last_day.isoformat()},
        )
    if bill.returned:
        yield Reason("payment_returned")
    if bill.overdue_principal > 0:
        yield Reason("principal_overdue", {"amount": bill.overdue_principal})


@dataclass(frozen=True, slots=True)
class WaitingReward:
    """A granted reward that waits for a bill. ``taxes`` names the tax treatment it was earned
    under; rewards are tried in the order given, which is the order of granting."""

    key: Hashable
    amount: int
    taxes: Hashable


def place(
    waiting: Sequence[WaitingReward], rooms: Mapping[Hashable, int], total: int
) -> dict[Hashable, Hashable]:
    """Which waiting rewards a bill can carry, and under which tax treatment.

    ``rooms`` is the principal of the bill per tax treatment, the one to prefer first; ``total``
    is what the bill comes to. A reward goes where its own treatment is, else where most room is
    left, and is booked whole or not at all: neither the bill nor one of its tax bases may fall
    below zero. What does not fit waits; a smaller one behind it may still fit.
    """
    left = dict(rooms)
    placed: dict[Hashable, Hashable] = {}
    for reward_waiting in waiting:
        taxes = _best_room(reward_waiting, left)
        if taxes is None or reward_waiting.amount > min(left[taxes], total):
            continue
        placed[reward_waiting.key] = taxes
        left[taxes] -= reward_waiting.amount
        total -= reward_waiting.amount
    return placed


def _best_room(waiting: WaitingReward, left: Mapping[Hashable, int]) -> Hashable | None:
    if waiting.taxes in left:
        return waiting.taxes
    return max(left, key=lambda taxes: left[taxes], default=None)
