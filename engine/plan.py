"""Payment plans: instalments over existing charges, from what the owner can pay.

Sources: domain notes 4.2 points 5 to 7, seeds B1 二.3, B3 一.4 and 二.3, B5 2, B6 二.3 (the owner's
figure first), B11 二.2 (limits to giving way). A missed instalment brings a friendly notice and
days to catch up, then a person looks; nothing leads to the law by itself. Amounts in minor units.
"""

from __future__ import annotations

import calendar
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from .extension import within_a_year
from .reason import Reason

# A plan of token payments is looked at again after so many months.
TOKEN_MONTHS = 6
# A rest of at most this part of the owner's figure goes into the last instalment.
SMALL_REST = 10


@dataclass(frozen=True, slots=True)
class Terms:
    """The bounds of a firm.

    :param first_days: days from the proposal to the first instalment, at least
    :param standard: instalments of an ordinary plan, at most
    :param longest: instalments of a longer one, at most; beyond it there are token payments
    :param a_year: ordinary plans within twelve months
    """

    first_days: int = 15
    fewest: int = 3
    standard: int = 12
    longest: int = 18
    cure_days: int = 15
    a_year: int = 1


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is to be paid by a day."""

    due_on: date
    amount: int


def months_after(day: date, count: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def schedule(
    total: int, first_on: date, *, figure: int = 0, months: int = 0, terms: Terms | None = None
) -> list[Instalment]:
    """Monthly instalments that add up to ``total``; the last one takes the rounding.

    :param figure: what the owner can pay a month; it comes first. Where it would take longer than
        the longest plan, the first months of token payments
    :param months: number of instalments where there is no figure
    :raises ValueError: there is nothing to divide, or nothing to divide it by
    """
    if total <= 0 or figure < 0 or months < 0 or not (figure or months):
        raise ValueError("a plan divides an amount by a figure or a number of months")
    amounts = _by_figure(total, figure, terms or Terms()) if figure else _by_months(total, months)
    return [
        Instalment(months_after(first_on, number), amount) for number, amount in enumerate(amounts)
    ]


def _by_figure(total: int, figure: int, terms: Terms) -> list[int]:
    full, rest = divmod(total, figure)
    has_own_rest = not full or rest * SMALL_REST > figure
    if full + has_own_rest > terms.longest:
        return [figure] * TOKEN_MONTHS
    if has_own_rest:
        return [figure] * full + [rest]
    return [figure] * (full - 1) + [figure + rest]


def _by_months(total: int, months: int) -> list[int]:
    part = total // months
    if not part:
        raise ValueError("less than the smallest coin a month")
    return [part] * (months - 1) + [total - part * (months - 1)]


def kind_of(instalments: Sequence[Instalment], total: int, terms: Terms) -> str:
    """``standard``, ``long``, or ``token``: at this pace the longest plan would not pay it off."""
    pace = max((one.amount for one in instalments), default=0)
    if 0 < pace * terms.longest < total:
        return "token"
    return "long" if _months(instalments) > terms.standard else "standard"


def _months(instalments: Sequence[Instalment]) -> int:
    """How many months a plan takes, also where it leaves some out."""
    if not instalments:
        return 0
    first, last = instalments[0].due_on, instalments[-1].due_on
    spanned = (last.year - first.year) * 12 + last.month - first.month + 1
    return max(spanned, len(instalments))


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan that somebody proposes or decides on.

    :param asked_on: the day of the proposal
    :param granted_on: days on which the owner got ordinary plans before
    :param excepted: the owner is in hardship, or the plan takes the place of a running one
    :param explained: it is written down why a longer plan is needed
    """

    today: date
    asked_on: date
    total: int
    instalments: tuple[Instalment, ...]
    granted_on: tuple[date, ...] = ()
    excepted: bool = False
    has_consent: bool = False
    explained: bool = False


def obstacles(facts: PlanFacts, terms: Terms) -> list[Reason]:
    """Why this plan can't be agreed; empty where it can."""
    if not facts.instalments:
        return [Reason("plan_no_instalments")]
    reasons = [*_faults_of_amounts(facts, terms), *_faults_of_days(facts, terms)]
    used = within_a_year(facts.granted_on, facts.today)
    if used >= terms.a_year and not facts.excepted:
        reasons.append(Reason("plan_used_up", {"number": used, "limit": terms.a_year}))
    kind = kind_of(facts.instalments, facts.total, terms)
    if kind != "standard" and not facts.explained:
        reasons.append(Reason("plan_unexplained", {"months": terms.standard}))
    if not facts.has_consent:
        reasons.append(Reason("plan_no_consent"))
    return reasons


def _faults_of_amounts(facts: PlanFacts, terms: Terms) -> Iterable[Reason]:
    if any(one.amount <= 0 for one in facts.instalments):
        yield Reason("plan_not_positive")
    elif kind_of(facts.instalments, facts.total, terms) != "token":
        if sum(one.amount for one in facts.instalments) != facts.total:
            yield Reason("plan_not_adding_up")


def _faults_of_days(facts: PlanFacts, terms: Terms) -> Iterable[Reason]:
    days = [one.due_on for one in facts.instalments]
    if any(later <= earlier for earlier, later in pairwise(days)):
        yield Reason("plan_days_not_in_order")
        return
    if days[0] <= facts.today:
        yield Reason("plan_past")
    elif days[0] < facts.asked_on + timedelta(days=terms.first_days):
        yield Reason("plan_first_too_soon", {"days": terms.first_days})
    if len(days) < terms.fewest:
        yield Reason("plan_too_short", {"months": terms.fewest})
    if _months(facts.instalments) > terms.longest:
        yield Reason("plan_too_long", {"months": terms.longest})


# A running plan


@dataclass(frozen=True, slots=True)
class Line:
    """An instalment of a running plan.

    :param grace_end: the last day on which money by value date still is in time
    :param told_on: the day the owner was told that it was missed, if that happened
    """

    key: Hashable
    due_on: date
    amount: int
    grace_end: date
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Current:
    """A bill that fell due while the plan ran, and is not paid."""

    key: Hashable
    grace_end: date
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineState:
    """``paid``, ``part``, ``due`` or ``missed``; the day it was paid in full, if it is."""

    key: Hashable
    state: str
    paid: int
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """``running``, ``late`` (time to catch up), ``review`` or ``completed``, and why.

    :param missed: keys of the instalments, and of the bills, that the owner is to hear of
    :param cure_until: the last day to catch up, where something is missed
    """

    state: str
    lines: tuple[LineState, ...]
    missed: tuple[Hashable, ...] = ()
    unpaid: tuple[Hashable, ...] = ()
    cure_until: date | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """What is known of a running plan on a day.

    :param payments: value dates and minor units that reached its charges
    :param left: what is left of its charges
    :param resumed_on: the day a person decided that it goes on; the time to catch up runs anew
    :param review_on: the day on which a person looks in any case (token payments)
    :param ledger_old_since: since when the bank's statements are too old to show a payment
    """

    lines: tuple[Line, ...]
    payments: tuple[tuple[date, int], ...]
    left: int
    currents: tuple[Current, ...] = ()
    resumed_on: date | None = None
    review_on: date | None = None
    ledger_old_since: date | None = None


def judge(plan: Running, today: date, cure_days: int) -> Judgement:
    """Where a plan stands: a pure function of days and money, so that it may be asked at any time.

    Money fulfils the oldest instalment first, in any amount. A payment that is returned takes its
    instalment back by itself.
    """
    filled = _filled(plan)
    lines = tuple(_line_state(one, *filled[one.key], plan, today) for one in plan.lines)
    if not plan.left:
        return Judgement("completed", lines, reasons=(Reason("plan_completed"),))
    by_key = {one.key: one for one in plan.lines}
    missed = [by_key[line.key] for line in lines if line.state == "missed"]
    unpaid = [one for one in plan.currents if _is_overdue(one, plan, today)]
    behind = [*missed, *unpaid]
    ends = [_cure_until(one, plan, today, cure_days) for one in behind]
    reasons = _reasons(plan, missed, unpaid, min(ends, default=None), today)
    state = "late" if behind else "running"
    if any(end < today for end in ends) or (plan.review_on and plan.review_on <= today):
        state = "review"
    return Judgement(
        state,
        lines,
        tuple(one.key for one in missed),
        tuple(one.key for one in unpaid),
        min(ends, default=None),
        reasons,
    )


def _filled(plan: Running) -> dict[Hashable, tuple[int, date | None]]:
    """What reached each instalment, and the day on which it was full."""
    money = sorted(plan.payments)
    found, position, at_hand, day = {}, 0, 0, None
    for line in sorted(plan.lines, key=lambda one: one.due_on):
        while at_hand < line.amount and position < len(money):
            day = money[position][0]
            at_hand += money[position][1]
            position += 1
        paid = min(at_hand, line.amount)
        at_hand -= paid
        found[line.key] = (paid, day if paid == line.amount else None)
    return found


def _line_state(
    line: Line, paid: int, paid_on: date | None, plan: Running, today: date
) -> LineState:
    if paid == line.amount:
        return LineState(line.key, "paid", paid, paid_on)
    if _is_overdue(line, plan, today):
        return LineState(line.key, "missed", paid)
    return LineState(line.key, "part" if paid else "due", paid)


def _is_overdue(one: Line | Current, plan: Running, today: date) -> bool:
    """Whether its day is over; while the statements are too old nobody is newly called late."""
    if plan.ledger_old_since and not one.told_on:
        return False
    return one.grace_end < today


def _cure_until(one: Line | Current, plan: Running, today: date, cure_days: int) -> date:
    """The time to catch up runs from the day the owner was told."""
    start = one.told_on or today
    if plan.resumed_on:
        start = max(start, plan.resumed_on)
    return start + timedelta(days=cure_days)


def _reasons(
    plan: Running, missed: Sequence[Line], unpaid: Sequence[Current], cure: date | None, today: date
) -> tuple[Reason, ...]:
    reasons = []
    if missed:
        reasons.append(Reason("plan_missed", {"day": missed[0].due_on.isoformat()}))
    if unpaid:
        reasons.append(Reason("plan_current_unpaid", {"number": len(unpaid)}))
    if cure:
        code = "plan_cure_over" if cure < today else "plan_cure_until"
        reasons.append(Reason(code, {"until": cure.isoformat()}))
    if plan.review_on and plan.review_on <= today:
        reasons.append(Reason("plan_review_due", {"day": plan.review_on.isoformat()}))
    if plan.ledger_old_since:
        reasons.append(Reason("plan_ledger_old", {"since": plan.ledger_old_since.isoformat()}))
    return tuple(reasons) or (Reason("plan_in_order"),)
