"""What one unit is billed for one service of a period: who, for which days, how much.

Payers, prices and reductions each hold for spans of days. The period is cut where one of them
changes, and every piece between becomes one line. Prices are prices of a month.

- ``days``: a part of a calendar month is its days over the days of that month, as an exact
  fraction; 15 days of April are half a month.
- ``whole_month``: what holds on the first day of a month that anybody is billed for holds to the
  month's end, and a month begun counts as a whole.

Amounts are whole minor units, rounded once per line, halves up. Before rounding the lines of a
unit add up to the amount of the whole, so n lines differ from the undivided amount by n/2 minor
units at most: the two parts of a unit sold within the period by one at most. Shares of an amount
are taken from a running total instead and add up exactly.

Both ends of every span of days belong to it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from .money import spread
from .payers import BY_DAYS, WHOLE_MONTH, PayerSpan, ReductionSpan

ONE_DAY = timedelta(days=1)
WHOLE = Fraction(1)

NO_PAYER = "no_payer"
NO_PRICE = "no_price"
ZERO_AREA = "zero_area"
ZERO_AMOUNT = "zero_amount"


@dataclass(frozen=True, slots=True)
class Price:
    """A version of a price from ``first`` to ``last`` (``None``: until further notice).

    ``monthly`` is the price of one month in minor units, for one m² where ``by_area``. Where
    ``total`` is given it is this unit's share of an amount for the whole span, in minor units,
    and ``monthly`` is not used; such a span has an end. ``general`` prices hold only on days
    without one that is not.
    """

    key: int
    first: date
    last: date | None
    monthly: Fraction = Fraction(0)
    by_area: bool = False
    area: Fraction = WHOLE
    total: int | None = None
    general: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the price is one on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill. ``payable`` is the part of the price that is asked for; ``difference``
    marks what another than the payer of the unit pays, since he promised the reduction."""

    first: date
    last: date
    payer: int
    price: Price
    months: Fraction
    amount: int
    payable: Fraction = WHOLE
    reduction: ReductionSpan | None = None
    difference: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Days that are not billed, and why."""

    first: date
    last: date
    code: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Days on which nothing changes."""

    first: date
    last: date
    payer: int | None
    price: Price | None
    reduction: ReductionSpan | None

    @property
    def complete(self) -> bool:
        return self.payer is not None and self.price is not None

    def continues(self, earlier: _Piece) -> bool:
        """Whether the same holds as in the piece before, without a day between."""
        return earlier.last + ONE_DAY == self.first and (
            (earlier.payer, earlier.price, earlier.reduction)
            == (self.payer, self.price, self.reduction)
        )


def rounded(amount: Fraction) -> int:
    """The nearest whole number, halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


@lru_cache(maxsize=4096)
def months_between(first: date, last: date, part_month: str = BY_DAYS) -> Fraction:
    """How many months the days are; each day counts as a fraction of its own month.

    Raises ``ValueError`` where the period ends before it starts.
    """
    if last < first:
        raise ValueError(f"the period ends on {last}, before it starts on {first}")
    between = (last.year - first.year) * 12 + last.month - first.month
    if part_month == WHOLE_MONTH:
        return Fraction(between + 1)
    before = Fraction(first.day - 1, _days_of_month(first))
    return between - before + Fraction(last.day, _days_of_month(last))


def _days_of_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def bill_unit(
    first: date,
    last: date,
    payers: Sequence[PayerSpan],
    prices: Sequence[Price],
    reductions: Sequence[ReductionSpan] = (),
    part_month: str = BY_DAYS,
) -> tuple[list[Line], list[Gap]]:
    """The lines of one unit for one service, and the days that can't be billed.

    :param prices: the versions of one price, already meant for this unit
    :param reductions: approved ones; empty for what is passed through
    """
    if last < first:
        raise ValueError(f"the period ends on {last}, before it starts on {first}")
    pieces = _pieces(first, last, payers, prices, reductions, part_month)
    if part_month == WHOLE_MONTH:
        pieces = _to_the_end_of_month(pieces)
    lines: list[Line] = []
    gaps: list[Gap] = []
    for piece in _joined(pieces):
        _bill_piece(piece, part_month, lines, gaps)
    return lines, _joined_gaps(gaps)


def _pieces(
    first: date,
    last: date,
    payers: Sequence[PayerSpan],
    prices: Sequence[Price],
    reductions: Sequence[ReductionSpan],
    part_month: str,
) -> list[_Piece]:
    starts = {first}
    for span in (*payers, *prices, *reductions):
        starts.add(span.first)
        if span.last is not None:
            starts.add(span.last + ONE_DAY)
    if part_month == WHOLE_MONTH:
        starts.update(_month_starts(first, last))
    ordered = sorted(start for start in starts if first <= start <= last)
    ends = [start - ONE_DAY for start in ordered[1:]]
    return [
        _Piece(
            start,
            end,
            next((span.payer for span in payers if span.first <= start <= span.last), None),
            _price_on(prices, start),
            next((span for span in reductions if span.first <= start <= span.last), None),
        )
        for start, end in zip(ordered, [*ends, last], strict=True)
    ]


def _price_on(prices: Sequence[Price], day: date) -> Price | None:
    holding = [price for price in prices if price.holds_on(day)]
    return min(holding, key=lambda price: price.general, default=None)


def _month_starts(first: date, last: date) -> Iterator[date]:
    start = first.replace(day=1)
    while start <= last:
        yield start
        start += timedelta(days=_days_of_month(start))


def _to_the_end_of_month(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Each month as its first piece that can be billed; one without such as it is."""
    month: list[_Piece] = []
    for piece in pieces:
        if month and (month[0].first.year, month[0].first.month) != (
            piece.first.year, piece.first.month
        ):  # fmt: skip
            yield from _one_month(month)
            month = []
        month.append(piece)
    yield from _one_month(month)


def _one_month(pieces: list[_Piece]) -> list[_Piece]:
    standing = next((piece for piece in pieces if piece.complete), None)
    if standing is None:
        return pieces
    return [replace(standing, first=pieces[0].first, last=pieces[-1].last)]


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    waiting: _Piece | None = None
    for piece in pieces:
        if waiting and piece.continues(waiting):
            waiting = replace(waiting, last=piece.last)
            continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def _bill_piece(piece: _Piece, part_month: str, lines: list[Line], gaps: list[Gap]) -> None:
    code = _obstacle(piece)
    if code:
        gaps.append(Gap(piece.first, piece.last, code))
        return
    made = _lines_of(piece, part_month)
    lines += made
    if not made:
        gaps.append(Gap(piece.first, piece.last, ZERO_AMOUNT))


def _obstacle(piece: _Piece) -> str | None:
    if piece.payer is None:
        return NO_PAYER
    if piece.price is None:
        return NO_PRICE
    return ZERO_AREA if piece.price.by_area and not piece.price.area else None


def _lines_of(piece: _Piece, part_month: str) -> list[Line]:
    """The payer's line and, of a reduction that somebody promised, the line of the difference."""
    exact = _exact_amount(piece, part_month)
    reduction = piece.reduction
    payable = reduction.payable if reduction else WHOLE
    own = rounded(exact * payable)
    line = Line(
        piece.first,
        piece.last,
        piece.payer,
        piece.price,
        months_between(piece.first, piece.last, part_month),
        own,
        payable,
        reduction,
    )
    lines = [line]
    if reduction and reduction.difference_payer is not None:
        lines.append(
            replace(
                line,
                payer=reduction.difference_payer,
                payable=WHOLE - payable,
                amount=rounded(exact) - own,
                difference=True,
            )
        )
    return [found for found in lines if found.amount > 0]


def _exact_amount(piece: _Piece, part_month: str) -> Fraction:
    """The amount of a piece in minor units before rounding."""
    price = piece.price
    if price.total is None:
        area = price.area if price.by_area else WHOLE
        return price.monthly * area * months_between(piece.first, piece.last, part_month)
    before = piece.first
    if part_month == WHOLE_MONTH:
        # A month begun counts as a whole, so what lies before it ends with the month before.
        before = before.replace(day=1)
    until = _running_total(price, piece.last, part_month)
    return Fraction(until - _running_total(price, before - ONE_DAY, part_month))


def _running_total(price: Price, day: date, part_month: str) -> int:
    """What of a share belongs to the days up to ``day``, rounded; so pieces add up exactly."""
    if day < price.first:
        return 0
    if day >= price.last:
        return price.total
    of_whole = months_between(price.first, price.last, part_month)
    return rounded(price.total * months_between(price.first, day, part_month) / of_whole)


def _joined_gaps(gaps: Iterable[Gap]) -> list[Gap]:
    result: list[Gap] = []
    for gap in gaps:
        if result and result[-1].last + ONE_DAY == gap.first and result[-1].code == gap.code:
            result[-1] = replace(result[-1], last=gap.last)
        else:
            result.append(gap)
    return result


def clipped(
    first: date, last: date, opens: date | None, closes: date | None
) -> tuple[date, date] | None:
    """The days of a period on which a contract runs; ``None`` where there are none.

    :param opens: first day of the contract, ``None`` where it is not known
    :param closes: its last day, or the day the estate was handed over
    """
    start, end = max(first, opens or first), min(last, closes or last)
    return (start, end) if start <= end else None


def shares_by_weight(total: int, weights: Mapping[int, int]) -> dict[int, int]:
    """An amount in minor units over units by their weights, exactly; nobody's without a weight."""
    if not any(weights.values()):
        return dict.fromkeys(weights, 0)
    return dict(zip(weights, spread(total, list(weights.values())), strict=True))
