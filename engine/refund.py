"""Money that goes back: how much, to whom, and who may say so. Amounts in minor units.

- What was paid for service not delivered goes back when the contract ends (SPC interpretation on
  property-service disputes 2020, art. 3), pro rata at the price that was paid.
- It goes to the account it came from; another one takes a reason, a document and a second
  approval.
- A deposit is the payer's money: a part is kept only against a document and with his consent in
  writing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .billing import months_between, rounded
from .payers import BY_DAYS
from .reason import Reason

ORIGIN, OTHER, CASH, NONE = "origin", "other", "cash", "none"
BANK = "bank"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the money of a credit came from.

    :param method: ``bank``, ``cash`` or ``unknown``
    :param account: something that is equal for equal accounts (a keyed hash); of cash, who
        brought it, where that is known
    """

    method: str
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A credit that money is asked back from.

    :param left: what the books still hold of it
    :param is_deposit: a deposit held, as against money on the debtor's account
    """

    name: str
    asked: int
    left: int
    is_deposit: bool = False
    origin: Origin = Origin(UNKNOWN)


@dataclass(frozen=True, slots=True)
class Request:
    """What a refund says when it is handed in.

    :param deductions: (name of the charge, what is kept for it, what it still owes)
    """

    items: tuple[Item, ...]
    destination: str
    deductions: tuple[tuple[str, int, int], ...] = ()
    has_consent: bool = False
    has_proof: bool = False
    has_account: bool = False
    has_reason: bool = False
    has_document: bool = False

    @property
    def asked(self) -> int:
        """All that the chosen credits give."""
        return sum(item.asked for item in self.items)

    @property
    def paid_out(self) -> int:
        """What is handed back in money."""
        return self.asked - sum(amount for __, amount, __ in self.deductions)


def request_problems(request: Request) -> list[Reason]:
    """Why a refund cannot be handed in yet; empty where it can."""
    return [
        *_problems_of_items(request),
        *_problems_of_deductions(request),
        *_problems_of_destination(request),
    ]


def _problems_of_items(request):
    if not request.items:
        yield Reason("refund_nothing")
    for item in request.items:
        if item.asked > item.left:
            yield Reason("refund_more_than_left", {"item": item.name, "left": item.left})


def _problems_of_deductions(request):
    if not request.deductions:
        return
    if not all(item.is_deposit for item in request.items):
        yield Reason("refund_deduction_without_deposit")
    if request.paid_out < 0:
        yield Reason("refund_deductions_exceed")
    for name, amount, owed in request.deductions:
        if amount > owed:
            yield Reason("refund_deduction_above_charge", {"charge": name, "left": owed})
    if not request.has_consent:
        yield Reason("refund_consent_missing")
    if not request.has_proof:
        yield Reason("refund_proof_missing")


def _problems_of_destination(request):
    if request.paid_out <= 0:
        return
    origins = {item.origin for item in request.items}
    if request.destination == OTHER:
        if not request.has_account:
            yield Reason("refund_account_missing")
        if not request.has_reason:
            yield Reason("refund_other_account_unreasoned")
        if not request.has_document:
            yield Reason("refund_other_account_undocumented")
    elif len(origins) > 1:
        yield Reason("refund_origins_differ")
    elif request.destination == ORIGIN and {origin.method for origin in origins} != {BANK}:
        yield Reason("refund_origin_unknown")
    elif request.destination == CASH and {origin.method for origin in origins} != {CASH}:
        yield Reason("refund_not_paid_in_cash")


@dataclass(frozen=True, slots=True)
class Approver:
    """Who wants to approve, and what he may."""

    user: int
    is_manager: bool = False
    is_director: bool = False


def approval_problems(
    approver: Approver, involved: Collection[int], amount: int, limit: int
) -> list[Reason]:
    """Why somebody may not approve a refund; empty where he may.

    :param involved: everybody who asked for it or wrote it down
    :param limit: above this the finance director approves; 0: no limit
    """
    problems = []
    if approver.user in involved:
        problems.append(Reason("refund_own_request"))
    if not (approver.is_manager or approver.is_director):
        problems.append(Reason("refund_not_an_approver"))
    elif limit and amount > limit and not approver.is_director:
        problems.append(Reason("refund_needs_director", {"limit": limit}))
    return problems


def unserved(
    paid: int, first: date, last: date, last_served: date, part_month: str = BY_DAYS
) -> int:
    """What of the price paid for a period is for the days after ``last_served``.

    :param part_month: ``days``, or ``whole_month`` where a month begun counts as served
    :raises ValueError: the period ends before it starts
    """
    months = months_between(first, last, part_month)
    if last_served < first:
        return paid
    if last_served >= last:
        return 0
    served = months_between(first, last_served, part_month)
    return rounded(paid * (months - served) / months)


@dataclass(frozen=True, slots=True)
class ProRata:
    """What goes back of months bought at a price, and what stays since it was a reward."""

    refund: int
    kept: int


def at_price_paid(
    paid: int, months_bought: Fraction, months_served: Fraction, left: int
) -> ProRata:
    """Months bought together, some of them free: each of them cost its part of what was paid.

    Eleven months' money for twelve months, left after six: 5.5 months' money goes back; what the
    books hold beyond that is the part of the reward that was not earned.

    :param left: what the books still hold of the payment
    :raises ValueError: no months were bought
    """
    if months_bought <= 0:
        raise ValueError("no months were bought")
    unused = max(months_bought - months_served, Fraction(0))
    refund = min(rounded(Fraction(paid) * unused / months_bought), left)
    return ProRata(refund, left - refund)


def one_origin(origins: Iterable[Origin]) -> Origin:
    """The origin all have in common, else an unknown one."""
    found = set(origins)
    return found.pop() if len(found) == 1 else Origin(UNKNOWN)
