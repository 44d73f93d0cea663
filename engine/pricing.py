"""Cutting an amount with taxes into price and taxes the way a charged line was cut.

A discount or a credit is agreed with its taxes inside (5.30 off the bill), while a line is priced
before them; and no price before a tax of 6 % comes to 0.09 with it. So the parts are reckoned
from the whole, in the proportions of the line they follow, and add up to it exactly.
Amounts in minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def in_proportion(part: int, whole: int, total: int) -> int:
    """``total`` times ``part / whole``, halves away from zero."""
    exact = Decimal(total) * part / whole
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def cut_like(total: int, net: int, taxes: Sequence[int]) -> tuple[int, list[int]]:
    """Price before taxes and taxes of ``total``, in the proportions of a line of ``net`` plus
    ``taxes``. Each tax is rounded by itself and the price takes the rest.

    Raises ``ValueError`` when the line to follow comes to nothing.
    """
    whole = net + sum(taxes)
    if not whole:
        raise ValueError("a line that comes to nothing has no proportions")
    cut = [in_proportion(tax, whole, total) for tax in taxes]
    return total - sum(cut), cut
