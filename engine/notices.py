"""Who hears of a bill before it is due, and when: a service, not dunning.

A rule names a number of days before the due date. A night that was missed is made up for: of the
rules whose day has come the nearest to the due date speaks, once a bill, and never on a day after
the due date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .reason import Reason

# Holds under which nobody writes to the person about anything by a machine.
PERSONAL_HOLDS = frozenset({"deceased", "represented", "do_not_contact", "hardship"})
# Holds that say that the bill itself is in question, or that somebody is looking at it.
BILL_HOLDS = frozenset({"dispute", "payment_claim", "grievance", "manual"})


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """A notice ``days_before`` the due date (0: on it)."""

    key: int
    days_before: int
    only_after_late: bool = False
    also_direct_debit: bool = False


@dataclass(frozen=True, slots=True)
class ComingBill:
    """A charge that is not yet due. ``remaining`` is in minor units."""

    key: int
    due_date: date
    remaining: int
    by_direct_debit: bool = False
    in_question: bool = False


@dataclass(frozen=True, slots=True)
class Payer:
    """What is known of the person: whether a bill was paid late before, open credit, and whether
    one notice a bill is enough."""

    late_before: bool = False
    credit: int = 0
    spared: bool = False


@dataclass(frozen=True, slots=True)
class Spared:
    """Whether a person hears of a bill once instead of by every rule.

    ``late`` of the last eight bills; ``wish`` is ``fewer``, ``all`` or None; ``granted`` by
    segment or programme.
    """

    late: int
    overdue: bool
    wish: str | None
    granted: bool

    def holds(self) -> bool:
        """Only with a good record, and never against the person's wish."""
        if self.late or self.overdue or self.wish == "all":
            return False
        return self.wish == "fewer" or self.granted


def rule_for(
    rules: Sequence[NoticeRule], bill: ComingBill, payer: Payer, today: date
) -> NoticeRule | None:
    """The rule that speaks of this bill today, if one does; the nearest to the due date.

    To a person who is spared only the first rule speaks; it leaves the most time to pay.
    """
    days_left = (bill.due_date - today).days
    if days_left < 0 or bill.remaining <= 0:
        return None
    meant = [
        rule
        for rule in rules
        if (payer.late_before or not rule.only_after_late)
        and (rule.also_direct_debit or not bill.by_direct_debit)
    ]
    if payer.spared:
        meant = sorted(meant, key=lambda rule: -rule.days_before)[:1]
    reached = [rule for rule in meant if days_left <= rule.days_before]
    return min(reached, key=lambda rule: rule.days_before, default=None)


def obstacles(bills: Sequence[ComingBill], payer: Payer) -> list[Reason]:
    """Why none of these bills is spoken of; empty where a notice may be made.

    Bills in question are left out by the caller, who asks with all of them first.
    """
    if bills and all(bill.in_question for bill in bills):
        return [Reason("notice_in_question")]
    asked = sum(bill.remaining for bill in bills if not bill.in_question)
    if asked and payer.credit >= asked:
        return [Reason("notice_credit_covers")]
    return []
