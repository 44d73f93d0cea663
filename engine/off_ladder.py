"""Debtors whose cards take no step of a policy: the sum is too small, or the units too many.

Both are asked of a debtor, all cards together, and of no single card: five yuan on each of ten
parking spaces are fifty yuan of one person, and a flat among three hundred is one conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .money import decimal_amount
from .reason import Reason


@dataclass(frozen=True, slots=True)
class Size:
    """How much one debtor owes and for how much.

    ``pursued`` is what may be asked for on all cards that nothing stops, in minor units;
    ``units`` for how many units there are open cards. ``by_hand`` is True for an account that is
    worked as a whole already, False where a person decided that its cards are worked one by one,
    None while nobody has asked.
    """

    pursued: int = 0
    units: int = 0
    by_hand: bool | None = None


def is_large(size: Size, most_units: int) -> bool:
    """Whether the account is worked as a whole: more units than ``most_units`` (0: no limit),
    unless a person decided it. An account that became large stays so until a person ends it, so
    that a payment does not send twenty letters the next night."""
    if size.by_hand is not None:
        return size.by_hand
    return 0 < most_units < size.units


def too_small(size: Size, smallest: int, digits: int = 2) -> Reason | None:
    """Why nothing is asked for yet: less than ``smallest`` (0: no limit); as much is enough.

    ``smallest`` is in minor units of a currency with ``digits`` decimal places.
    """
    if 0 < size.pursued < smallest:
        amount = str(decimal_amount(smallest, digits))
        return Reason("below_smallest_amount", {"amount": amount})
    return None


def statement_period(day: date, every_months: int) -> date:
    """The first day of the period of ``every_months`` whole months, counted from January, in
    which ``day`` lies: with 3 it is the quarter."""
    months = day.year * 12 + day.month - 1
    first = months - months % max(every_months, 1)
    return date(first // 12, first % 12 + 1, 1)
