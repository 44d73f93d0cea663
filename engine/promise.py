"""Whether a promise to pay was kept: by the day the bank says the money moved.

A promise is judged when two working days beyond its day are over, so that a transfer of the last
evening counts, and by value dates, so that neither a slow bank nor a lock date makes anybody break
his word. While money waits to be identified nobody's promise is called broken. Judging is a pure
function of the payments: a payment that is returned un-keeps the promise by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .reason import Reason

# A transfer of the last evening arrives within so many working days.
GRACE_WORKING_DAYS = 2
# A rounded sum keeps a promise as well: nobody is called a liar for the cents.
KEPT_PERCENT = 95


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised.

    :param amount: minor units; what was overdue when all of it was promised
    :param made_on: the day of the promise; earlier money is not for it
    :param promised_by: the last day promised
    :param grace_end: two working days later, on the calendar of the debtor's place
    :param lifted_on: the day a person took it back, if one did
    """

    amount: int
    made_on: date
    promised_by: date
    grace_end: date
    lifted_on: date | None = None

    @property
    def was_taken_back(self) -> bool:
        """Whether it ended before its day was over; after that it has to be judged."""
        return self.lifted_on is not None and self.lifted_on <= self.promised_by


@dataclass(frozen=True, slots=True)
class Judgement:
    """``open``, ``kept``, ``part``, ``broken`` or ``ended``; what was paid in time, and why."""

    state: str
    paid: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still open of a promised debt, in minor units.

    :param meant: of what the promise names, or of what was overdue when it was given
    :param due_since: of what fell due later, before the days of the promise were over
    :param touched: whether anything of either was settled since it was given, and still is
    """

    meant: int = 0
    due_since: int = 0
    touched: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether the debt is gone. A promise given before the bill was due is about what fell
        due since: it counts unless something was settled, as before a debit came back."""
        return not self.meant and (self.touched or not self.due_since)


def judge(
    promise: Promise,
    payments: Iterable[tuple[date, int]],
    today: date,
    *,
    settled: bool = False,
    unmatched_until: date | None = None,
    ledger_old_since: date | None = None,
    kept_percent: int = KEPT_PERCENT,
) -> Judgement:
    """What became of a promise.

    :param payments: value dates and minor units of the money that reached the promised debt;
        what is from before the promise only tells that it was money that settled the debt
    :param settled: nothing was left of the debt before the promised day was over, and nothing is
    :param unmatched_until: the day until which an unidentified receipt may still be this one
    :param ledger_old_since: since when the bank's statements are too old to show the payment
    :param kept_percent: so much of what was promised keeps the promise
    """
    payments = list(payments)
    paid = sum(amount for day, amount in payments if promise.made_on <= day <= promise.grace_end)
    facts = {"paid": paid, "promised": promise.amount}
    if paid * 100 >= promise.amount * kept_percent or (settled and payments):
        return Judgement("kept", paid, (Reason("promise_kept", facts),))
    if settled:
        return Judgement("ended", paid, (Reason("promise_settled"),))
    if promise.was_taken_back:
        return Judgement("ended", paid, (Reason("promise_taken_back"),))
    wait = _wait(promise, today, unmatched_until, ledger_old_since)
    if wait:
        return Judgement("open", paid, (wait,))
    if paid > 0:
        return Judgement("part", paid, (Reason("promise_part", facts),))
    return Judgement("broken", paid, (Reason("promise_broken", facts),))


def _wait(
    promise: Promise, today: date, unmatched_until: date | None, ledger_old_since: date | None
) -> Reason | None:
    """Why it is too early to say that a promise was not kept."""
    if today <= promise.promised_by:
        return Reason("promise_runs", {"until": promise.promised_by.isoformat()})
    if today <= promise.grace_end:
        return Reason("promise_grace", {"until": promise.grace_end.isoformat()})
    if unmatched_until and today <= unmatched_until:
        return Reason("promise_unmatched", {"until": unmatched_until.isoformat()})
    if ledger_old_since:
        return Reason("promise_ledger_old", {"since": ledger_old_since.isoformat()})
    return None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far ahead one may promise; days, as a policy sets them."""

    alone: int = 14
    with_leader: int = 30
    broken_before_leader: int = 2


def permission(days_ahead: int, broken: int, limits: Limits) -> tuple[str, tuple[Reason, ...]]:
    """Who may accept a promise: ``anyone``, ``leader`` or ``nobody``, with what asks for it.

    :param days_ahead: from the day it is made to the day promised
    :param broken: promises broken in the last 90 days
    """
    if days_ahead < 0:
        return "nobody", (Reason("promise_past"),)
    if days_ahead > limits.with_leader:
        return "nobody", (Reason("promise_too_far", {"days": limits.with_leader}),)
    asked = []
    if days_ahead > limits.alone:
        asked.append(Reason("promise_far", {"days": limits.alone}))
    if broken >= limits.broken_before_leader:
        asked.append(Reason("promise_after_broken", {"number": broken}))
    return ("leader" if asked else "anyone"), tuple(asked)
