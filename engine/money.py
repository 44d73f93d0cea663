"""The one crossing between floats of the accounting system and exact amounts.

Everywhere else amounts are integers of the currency's minor unit (分, cent). ``digits`` is the
number of decimal places of the currency: 2 for CNY and EUR, 0 for JPY.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal


def decimal_of(value: float | str | Decimal) -> Decimal:
    """The exact decimal a person means by ``value``.

    A float is read through its shortest text (0.1 is one tenth, not 0.1000000000000000055).
    Raises ``decimal.InvalidOperation`` for text that is no number and ``ValueError`` for
    infinities and NaN.
    """
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"not an amount: {value!r}")
    return number


def minor_units(value: float | str | Decimal, digits: int = 2) -> int:
    """``value`` in whole minor units, halves away from zero: 12.345 → 1235 at two digits."""
    shifted = decimal_of(value).scaleb(digits)
    return int(shifted.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def decimal_amount(minor: int, digits: int = 2) -> Decimal:
    """Minor units as an exact decimal with all its places: 1230 → ``Decimal("12.30")``."""
    return Decimal(minor).scaleb(-digits)


def amount(minor: int, digits: int = 2) -> float:
    """Minor units as the float a ``Monetary`` field takes. For writing only, never to reckon."""
    return float(decimal_amount(minor, digits))


def total(amounts: Iterable[float], digits: int = 2) -> float:
    """Amounts of ``Monetary`` fields added up exactly, as the float such a field takes."""
    return amount(sum(minor_units(one, digits) for one in amounts), digits)


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Divide ``total`` in proportion to ``weights``; the parts add up to ``total`` exactly.

    Each part is rounded to the nearest minor unit (a half stays below); what is left over or
    too much goes to the largest weight, the first of equals. Where that part would turn
    negative (a few cents over many weights), every part is rounded down instead. Without any
    weight above zero the first takes all.

    Raises ``ValueError`` for a negative weight, or for an amount and nobody to take it.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    if not weights:
        if total:
            raise ValueError("an amount, and nothing to spread it over")
        return []
    if total < 0:
        return [-part for part in spread(-total, weights)]
    weight_sum = sum(weights)
    largest = max(range(len(weights)), key=lambda position: weights[position])
    if not weight_sum:
        return [total if position == largest else 0 for position in range(len(weights))]
    nearest = [(2 * total * weight + weight_sum - 1) // (2 * weight_sum) for weight in weights]
    if nearest[largest] + total - sum(nearest) < 0:
        nearest = [total * weight // weight_sum for weight in weights]
    nearest[largest] += total - sum(nearest)
    return nearest
