"""When a debtor pays which bill: pure arithmetic on dates and fen, from a fixed seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

LATE_BILLS_OF_OCCASIONAL = 2


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that arrived: its value date and its amount in fen."""

    day: date
    amount: int


def payments(habit, bills, today, random):
    """What was paid on each bill by today.

    :param bills: ``[(issued, due, amount in fen)]`` of one debtor, oldest first
    :return: a list of payments for each bill, in the same order
    """
    late = set()
    if habit.style == "occasional":
        recent = range(max(0, len(bills) - 8), len(bills))
        late = set(random.sample(recent, min(LATE_BILLS_OF_OCCASIONAL, len(recent))))
    return [
        _paid(habit, bill, today, random, late=index in late) for index, bill in enumerate(bills)
    ]


def _paid(habit, bill, today, random, *, late):
    issued, due, amount = bill
    day = _day(habit.style, issued, due, random, late=late)
    if habit.stopped_days is not None and due >= today - timedelta(days=habit.stopped_days):
        amount = int((Decimal(amount) * habit.part).quantize(Decimal(1), rounding=ROUND_DOWN))
        day = max(day, due + timedelta(days=20))
    if not amount or day > today:
        return []
    return [Payment(day, amount)]


def _day(style, issued, due, random, *, late):
    if style == "habitual":
        return due + timedelta(days=random.randint(25, 80))
    if late:
        return due + timedelta(days=random.randint(5, 35))
    return issued + timedelta(days=random.randint(1, max(1, (due - issued).days)))
