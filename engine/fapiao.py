"""Fapiao: what makes a number good, what a bill may still be invoiced for, and red letters.

A fapiao is the tax document of the People's Republic. Once it is issued it is never changed: what
is credited after is taken back by a red-letter fapiao (红字发票) that answers to the blue one
(VAT Law 2026 art. 28 sets the obligation at the day of issue where a fapiao comes first).
Amounts are minor units and positive, on red ones too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .money import spread
from .reason import Reason

# A fully digitalised fapiao has one number of 20 digits. Those of the earlier systems have a code
# of 10 (paper) or 12 digits (electronic, roll) and a number of 8.
DIGITAL_DIGITS = 20
OLD_DIGITS = 8
OLD_CODE_DIGITS = (10, 12)
# Unified social credit code: 18 (GB 32100-2015). Older tax registrations: 15 to 20.
TAX_NUMBER = re.compile(r"[0-9A-Z]{15,20}$")
# Charges that are no sale of ours: a deposit is given back, so its paper is a receipt.
KINDS_WITHOUT_FAPIAO = frozenset({"deposit", "unclassified"})
# A request keeps the ladder still for so many working days, and the same card again only after
# this long: else a debtor could wait for one fapiao after the other for ever.
STOP_WORKING_DAYS = 5
DAYS_BETWEEN_STOPS = 30
# The order in which what was billed too much is taken off: what nobody has seen yet first.
SHRINK_ORDER = {"asked": 0, "exporting": 1, "issued": 2}


def number_fault(number: str, code: str = "") -> Reason | None:
    """What is wrong with the number of a fapiao, or None.

    :param code: only of the earlier systems; empty for a digital fapiao
    """
    if not number:
        return Reason("fapiao_number_missing")
    if not (number.isascii() and number.isdigit()):
        return Reason("fapiao_number_not_digits", {"number": number})
    if not code:
        if len(number) != DIGITAL_DIGITS:
            return Reason("fapiao_number_length", {"number": number, "digits": len(number)})
        return None
    if not (code.isascii() and code.isdigit() and len(code) in OLD_CODE_DIGITS):
        return Reason("fapiao_code_length", {"code": code})
    if len(number) != OLD_DIGITS:
        return Reason("fapiao_old_number_length", {"number": number, "digits": len(number)})
    return None


def tax_number_fault(tax_number: str) -> Reason | None:
    """What is wrong with the form of a buyer's tax number, or None. Check digits are not read."""
    if TAX_NUMBER.match(tax_number or ""):
        return None
    return Reason("fapiao_tax_number", {"number": tax_number or ""})


def may_stop(
    bills: Collection[int], stopped: Collection[int], last_stop: date | None, today: date
) -> bool:
    """Whether a request may keep a card still: once for a bill, and not time after time.

    :param bills: what the request is about
    :param stopped: bills that kept this card still before
    :param last_stop: the day the card's latest stop of this kind ended or ends
    """
    if not set(bills) - set(stopped):
        return False
    return last_stop is None or today > last_stop + timedelta(days=DAYS_BETWEEN_STOPS)


@dataclass(frozen=True, slots=True)
class Covered:
    """One line of a fapiao or of a request: so much of one charge.

    ``amount`` is what still stands: red letters that are on their way or issued are taken off.
    """

    key: int
    charge: int
    move: int
    state: str
    amount: int
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Billed:
    """One charge as the ledger has it: ``net`` is billed less credited; ``gone``: not there now."""

    key: int
    move: int
    net: int
    gone: bool = False


def surplus(lines: Iterable[Covered], charges: Iterable[Billed]) -> dict[int, int]:
    """What is invoiced beyond what is billed, by line of a fapiao; only lines above zero.

    A charge that is gone because its bill was sorted anew (another unit, period or kind) hands
    what was invoiced for it to the other charges of the bill, as far as they have room.
    """
    by_charge: dict[int, list[Covered]] = {}
    for line in lines:
        by_charge.setdefault(line.charge, []).append(line)
    room: dict[int, int] = {}
    gone, found = [], {}
    for charge in charges:
        covered = by_charge.get(charge.key, [])
        standing = sum(line.amount for line in covered)
        if charge.gone:
            gone.append((charge, standing))
            continue
        room[charge.move] = room.get(charge.move, 0) + max(charge.net - standing, 0)
        found |= _take(covered, standing - charge.net)
    for charge, standing in gone:
        moved = min(room.get(charge.move, 0), standing)
        room[charge.move] = room.get(charge.move, 0) - moved
        found |= _take(by_charge.get(charge.key, []), standing - moved)
    return found


def _take(lines: Sequence[Covered], amount: int) -> dict[int, int]:
    """Take an amount off lines: requests first, then the newest fapiao."""
    found = {}
    newest = sorted(lines, key=lambda line: (line.day or date.max, line.key), reverse=True)
    for line in sorted(newest, key=lambda line: SHRINK_ORDER[line.state]):
        part = min(line.amount, amount)
        if part > 0:
            found[line.key] = part
            amount -= part
    return found


def by_rate(amount: int, weights: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Divide what a charge is invoiced for over the tax rates of its bill lines.

    :param weights: ``{rate: (total with tax, tax in it)}`` as booked; a whole charge gives the
        booked tax to the cent
    :return: ``{rate: (part of the amount, tax in it)}``, nothing where the part is zero
    """
    rates = [rate for rate, (total, _tax) in weights.items() if total > 0]
    if not rates:
        return {"0": (amount, 0)} if amount else {}
    parts = spread(amount, [weights[rate][0] for rate in rates])
    found = {}
    for rate, part in zip(rates, parts, strict=True):
        if part:
            total, tax = weights[rate]
            found[rate] = (part, spread(part, [total - max(tax, 0), max(tax, 0)])[1])
    return found


def status(lines: Iterable[tuple[str, bool, int]]) -> str:
    """The one word about a charge or a bill.

    :param lines: (state, whether red, minor units) of every line about it
    """
    lines = list(lines)
    waiting = {is_red for state, is_red, _amount in lines if state in ("asked", "exporting")}
    if True in waiting:
        return "red_needed"
    if False in waiting:
        return "asked"
    issued = [(is_red, amount) for state, is_red, amount in lines if state == "issued"]
    if not issued:
        return "none"
    left = sum(-amount if is_red else amount for is_red, amount in issued)
    return "issued" if left > 0 else "red_lettered"


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of a list that came back: what somebody typed beside our key."""

    number: str
    code: str = ""
    day: date | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the key of a row names here. ``amount`` as on the list that went out, red below zero."""

    state: str
    amount: int
    number: str = ""
    code: str = ""
    cancelled_bill: bool = False
    changed: bool = False


def judge(answer: Answer, waiting: Waiting | None, taken: str | None, today: date) -> list[Reason]:
    """Why a row is refused; empty when it is accepted, ``fapiao_already`` alone when known.

    :param taken: our key of another fapiao with this number, None when it is free
    """
    if waiting is None:
        return [Reason("fapiao_key_unknown")]
    if waiting.state == "issued":
        same = (answer.number, answer.code) == (waiting.number, waiting.code)
        other = Reason("fapiao_other_number", {"number": waiting.number})
        return [Reason("fapiao_already") if same else other]
    if waiting.state == "withdrawn":
        return [Reason("fapiao_withdrawn")]
    fault = number_fault(answer.number, answer.code)
    reasons = [fault] if fault else []
    if taken:
        reasons.append(Reason("fapiao_number_taken", {"number": answer.number, "other": taken}))
    reasons += _date_faults(answer.day, today)
    if answer.amount is not None and answer.amount != waiting.amount:
        reasons.append(Reason("fapiao_amount_differs"))
    if waiting.cancelled_bill:
        reasons.append(Reason("fapiao_bill_cancelled"))
    elif waiting.changed:
        reasons.append(Reason("fapiao_bill_changed"))
    return reasons


def _date_faults(day: date | None, today: date) -> list[Reason]:
    if day is None:
        return [Reason("fapiao_date_missing")]
    if day > today:
        return [Reason("fapiao_date_future", {"day": day.isoformat()})]
    return []
