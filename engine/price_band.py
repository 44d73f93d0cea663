"""Prices that the authority guides (政府指导价): a band that no discount may leave.

Price Law art. 12, 39; Rules on service charges of property management (发改价格〔2003〕1864号)
art. 6, 7. A band is set per unit of the price, as the price itself is: an amount a m² and month,
or a unit and month. Discounts are shares of a bill in hundredths of a percent (5 % is 500).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from .incentives import MONTHS_OF_A_YEAR, WHOLE


@dataclass(frozen=True, slots=True)
class Band:
    """What may be charged from ``first`` to ``last`` (None: until further notice).

    ``usage`` and ``basis`` name the prices it is about; no usage means every usage. ``lowest``
    and ``highest`` are amounts of the currency, with as many decimals as a price has.
    """

    usage: str
    basis: str
    lowest: Decimal
    highest: Decimal
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """A price in force from ``first`` to ``last``. ``smallest_bill``: what the cheapest unit that
    pays it is billed for one period, in minor units; 0 where it is not known."""

    key: int
    usage: str
    basis: str
    value: Decimal
    first: date
    last: date | None = None
    smallest_bill: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """The most a programme may take off one bill; exactly one of the three is above zero."""

    percent: int = 0
    fixed: int = 0
    free_months: int = 0


@dataclass(frozen=True, slots=True)
class OutsideBand:
    """A price that leaves its band: ``price`` after all discounts, on a day of both."""

    key: int
    band: Band
    price: Decimal
    too_low: bool


def largest_share(offer: Offer, smallest_bill: int) -> int:
    """The largest share of a bill that an offer takes off; never more than the whole.

    Free months count as months of a year. A fixed amount weighs most on the smallest bill; where
    that is not known the whole bill might go.
    """
    if offer.percent:
        share = Decimal(offer.percent)
    elif offer.free_months:
        share = Decimal(WHOLE * offer.free_months) / MONTHS_OF_A_YEAR
    elif not offer.fixed:
        share = Decimal(0)
    elif smallest_bill > 0:
        share = Decimal(WHOLE * offer.fixed) / smallest_bill
    else:
        share = Decimal(WHOLE)
    return min(int(share.to_integral_value(ROUND_CEILING)), WHOLE)


def discounted(price: Price, offers: Iterable[Offer]) -> Decimal:
    """The price that is left once every offer has taken its share; never below zero."""
    taken = sum(largest_share(offer, price.smallest_bill) for offer in offers)
    return price.value * max(WHOLE - taken, 0) / WHOLE


def bands_of(bands: Sequence[Band], price: Price) -> list[Band]:
    """The bands that a price meets on one of its days: those of its usage, else those for every
    usage."""
    met = [
        band
        for band in bands
        if band.basis == price.basis and band.usage in ("", price.usage) and _meet(band, price)
    ]
    return [band for band in met if band.usage] or met


def outside(
    prices: Iterable[Price], bands: Sequence[Band], offers: Sequence[Offer] = ()
) -> Iterator[OutsideBand]:
    """The prices that leave a band, by themselves or once the offers have taken their shares."""
    for price in prices:
        left = discounted(price, offers)
        for band in bands_of(bands, price):
            if left < band.lowest or price.value > band.highest:
                yield OutsideBand(
                    price.key, band, left if left < band.lowest else price.value, left < band.lowest
                )


def _meet(band: Band, price: Price) -> bool:
    starts, ends = max(band.first, price.first), [d for d in (band.last, price.last) if d]
    return not ends or starts <= min(ends)
