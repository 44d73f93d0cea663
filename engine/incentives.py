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
IN_A_ROW = "in_a_row"
PREPAID_YEAR = "prepaid_year"
DEBIT_SIGN_UP = "debit_sign_up"
MONTHS_OF_A_YEAR = 12
WHOLE = 10_000  # a hundred percent, in hundredths of a percent


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """The published rules of one programme.

    ``estates`` may be rewarded; ``unauthorised`` are in the programme on paper, but hold the fee
    for their owners (酬金制) and lack the dated resolution of the owners' body. Exactly one of
    ``percent``, ``fixed`` and ``free_months`` is above zero. ``cap`` is the most for one reward,
    0 for no limit. ``row_length`` is how many bills make a row; an ``exclusive`` reward stands
    alone on its bill.
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
    kind: str = ON_TIME
    row_length: int = 0
    free_months: int = 0
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class PaidBill:
    """What the ledger says about what may be rewarded: a bill, a prepayment or a mandate.

    ``due_date`` is the day that the programme's window looks at: the due date of a bill, the day
    a prepayment was paid or a mandate signed. ``net`` is the charge less credit notes, or the
    price of the year. ``settled_on`` is the day the money that settled it moved (``None`` while
    it is open, or where no money settled it), ``overdue_principal`` what the debtor owes overdue
    in this company today. ``blocked``: another reward of this bill does not go with this one.
    """

    kind: str
    estate: int | None
    due_date: date
    settled_on: date | None
    net: int
    remaining: int
    overdue_principal: int
    returned: bool
    disputed: bool = False
    time_barred: bool = False
    account_active: bool = True
    period_open: bool = True
    blocked: bool = False
    # In a row: how many unused bills paid on time end with this one.
    in_row: int = 0
    # A prepayment: the price of a month, what was paid, what of it left again, and all money in
    # advance of the service against the most that may be taken (0: no cap).
    monthly: int = 0
    paid: int = 0
    gone: int = 0
    ahead: int = 0
    most_ahead: int = 0
    # A mandate: whether it may collect, and whether it follows one that already did.
    mandate_active: bool = True
    signed_before: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The amount granted, or 0 and every reason against it."""

    amount: int
    reasons: tuple[Reason, ...] = ()

    @property
    def granted(self) -> bool:
        """Whether there is something to grant."""
        return not self.reasons


def cause_of(kind: str, subject: int) -> str:
    """The name under which one subject can be rewarded once per programme: ``on_time:1234``.

    The subject is the id of the charge (the last one of a row), of the prepayment's journal item
    or of the mandate.
    """
    return f"{kind}:{subject}"


def subject_of(kind: str, cause: str) -> int | None:
    """The subject that a cause of this kind of programme names; ``None`` for any other text."""
    prefix, _colon, number = cause.partition(":")
    is_number = number.isascii() and number.isdigit()
    return int(number) if prefix == kind and is_number else None


def reward(rules: ProgramRules, net: int, monthly: int = 0) -> int:
    """The rule applied to one bill: percent (half a cent up), fixed or months of the price,
    capped, at most ``net``."""
    amount = rules.fixed or rules.free_months * monthly
    amount = amount or (net * rules.percent * 2 + WHOLE) // (2 * WHOLE)
    if rules.cap:
        amount = min(amount, rules.cap)
    return max(min(amount, net), 0)


def judge(rules: ProgramRules, bill: PaidBill, budget_left: int) -> Decision:
    """Grant or refuse one bill. A refusal carries all reasons, not only the first."""
    reasons = [
        *_outside_program(rules, bill),
        *_EARNED[rules.kind](rules, bill),
        *_stopped(bill),
    ]
    amount = reward(rules, bill.net, bill.monthly)
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


def _stopped(bill: PaidBill) -> Iterable[Reason]:
    """What forbids any reward, however well it was earned."""
    if bill.returned:
        yield Reason("payment_returned")
    if bill.overdue_principal > 0:
        yield Reason("principal_overdue", {"amount": bill.overdue_principal})
    if bill.disputed:
        yield Reason("bill_disputed")
    if bill.time_barred:
        yield Reason("bill_time_barred")
    if not bill.account_active:
        yield Reason("account_inactive")
    if not bill.period_open:
        yield Reason("period_closed")
    if bill.blocked:
        yield Reason("rewarded_elsewhere")


def _not_on_time(rules: ProgramRules, bill: PaidBill) -> Iterable[Reason]:
    last_day = bill.due_date + timedelta(days=rules.grace_days)
    if bill.remaining > 0 or bill.settled_on is None:
        yield Reason("not_settled")
    elif bill.settled_on > last_day:
        yield Reason(
            "settled_late",
            {"settled": bill.settled_on.isoformat(), "last_day": last_day.isoformat()},
        )


def _not_in_a_row(rules: ProgramRules, bill: PaidBill) -> Iterable[Reason]:
    late = list(_not_on_time(rules, bill))
    yield from late
    if not late and bill.in_row != rules.row_length:
        yield Reason("row_too_short", {"count": bill.in_row, "needed": rules.row_length})


def _not_prepaid(_rules: ProgramRules, bill: PaidBill) -> Iterable[Reason]:
    """A year at the price of a month. Free months are no money in advance: they never count
    against the cap (Hangzhou, Zhengzhou: at most twelve months may be taken)."""
    if bill.monthly <= 0:
        yield Reason("price_unknown")
    elif bill.paid < MONTHS_OF_A_YEAR * bill.monthly:
        yield Reason("year_not_prepaid", {"months": bill.paid // bill.monthly})
    if bill.gone > 0:
        yield Reason("prepayment_gone")
    if bill.most_ahead and bill.ahead > bill.most_ahead:
        yield Reason("prepaid_above_cap")


def _not_signed_up(_rules: ProgramRules, bill: PaidBill) -> Iterable[Reason]:
    if not bill.mandate_active:
        yield Reason("mandate_not_active")
    if bill.settled_on is None:
        yield Reason("no_debit_settled")
    if bill.signed_before:
        yield Reason("signed_before")


_EARNED = {
    ON_TIME: _not_on_time,
    IN_A_ROW: _not_in_a_row,
    PREPAID_YEAR: _not_prepaid,
    DEBIT_SIGN_UP: _not_signed_up,
}


def earned_by(rules: ProgramRules, bill: PaidBill) -> Reason:
    """Why a reward was granted: the days of the facts that it was decided on, by kind."""
    settled = {"settled": bill.settled_on.isoformat()} if bill.settled_on else {}
    day = bill.due_date.isoformat()
    last_day = (bill.due_date + timedelta(days=rules.grace_days)).isoformat()
    facts = {
        ON_TIME: {"due": day, "last_day": last_day, **settled},
        IN_A_ROW: {"due": day, "count": bill.in_row, **settled},
        PREPAID_YEAR: {"paid": day, "months": bill.paid // bill.monthly if bill.monthly else 0},
        DEBIT_SIGN_UP: {"signed": day, **settled},
    }
    return Reason(f"earned_{rules.kind}", facts[rules.kind])


def is_on_time(rules: ProgramRules, bill: PaidBill) -> bool:
    """Whether a bill counts in a row: settled in time, by money that stayed, and undisputed."""
    return not (bill.returned or bill.disputed or list(_not_on_time(rules, bill)))


@dataclass(frozen=True, slots=True)
class RowBill:
    """One bill of a service, in the order of the due dates. ``used``: an earlier row of this
    programme has counted it."""

    key: Hashable
    on_time: bool
    used: bool = False


def rows_of(bills: Iterable[RowBill], length: int) -> dict[Hashable, int]:
    """For each bill how many bills in a row it ends; a full row starts the count anew, and so
    does a late bill or one that was used. A bill thus belongs to one row at most."""
    ends: dict[Hashable, int] = {}
    count = 0
    for bill in bills:
        count = count + 1 if bill.on_time and not bill.used else 0
        ends[bill.key] = count
        if count == length:
            count = 0
    return ends


def gift_room(limit: int, given: Iterable[tuple[date, int]], today: date) -> int:
    """What may still be given to an owner this calendar year; never below zero.

    :param given: day and value of the gifts that were approved
    """
    spent = sum(value for day, value in given if day.year == today.year)
    return max(limit - spent, 0)


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
