"""Amounts are integers of the minor unit (分, cent); this is the only crossing to text."""

import re
from collections.abc import Sequence
from decimal import Decimal

from .errors import shown

_MAJOR_DIGITS = 13


class BadAmount(ValueError):
    """A text is not an amount of the declared form. `index` is its place in a column."""

    def __init__(self, text: str, cause: str, index: int = 0) -> None:
        super().__init__(cause)
        self.text = text
        self.index = index


def _pattern(digits: int) -> str:
    """The declared form: plain ASCII digits and exactly `digits` decimals."""
    fraction = rf"\.[0-9]{{{digits}}}" if digits else ""
    return rf"[0-9]{{1,{_MAJOR_DIGITS}}}{fraction}"


def parse_minor(text: str, digits: int = 2) -> int:
    """Read `123.45` as 12345.

    Exactly `digits` decimals are demanded: a bank that suddenly writes fen instead of yuan, or a
    spreadsheet that dropped zeros, is then noticed instead of being booked a hundredfold.
    :raises BadAmount: with the cause in words.
    """
    if not isinstance(text, str):
        raise BadAmount(str(text), f"an amount must be text, not {type(text).__name__}")
    if not re.fullmatch(_pattern(digits), text):
        raise BadAmount(text, _cause(text, digits))
    return int(text.replace(".", ""))


def parse_column(texts: Sequence[str], digits: int = 2) -> list[int]:
    """Read a whole column at once; the same rule as `parse_minor`, some ten times faster.

    :raises BadAmount: with `index` of the first text that is not an amount.
    """
    if not texts:
        return []
    joined = "\n".join(texts) + "\n"
    one = _pattern(digits)
    if joined.count("\n") == len(texts) and re.fullmatch(rf"(?:{one}\n)*", joined):
        return [int(part) for part in joined.replace(".", "").split()]
    values = []
    for index, text in enumerate(texts):
        try:
            values.append(parse_minor(text, digits))
        except BadAmount as error:
            error.index = index
            raise
    return values


def format_minor(minor: int, digits: int = 2) -> str:
    """Write 12345 as `123.45`. Only integers are taken: a float has already lost something."""
    if isinstance(minor, bool) or not isinstance(minor, int):
        raise BadAmount(str(minor), f"an amount must be an integer, not {type(minor).__name__}")
    if minor < 0:
        raise BadAmount(str(minor), "an amount must not be negative")
    if not digits:
        return str(minor)
    whole, fraction = divmod(minor, 10**digits)
    return f"{whole}.{fraction:0{digits}d}"


def decimal_amount(minor: int, digits: int = 2) -> Decimal:
    """The amount as a Decimal of major units, for spreadsheets and screens."""
    return Decimal(minor).scaleb(-digits)


def _cause(text: str, digits: int) -> str:
    """Why a text is not an amount, as precisely as can be said."""
    wanted = f"{digits} decimals" if digits else "no decimals"
    if not text:
        return "the amount is empty"
    quoted = shown(text)
    if re.search(r"[0-9][,' ][0-9]", text):
        return f"{quoted} has a thousands separator or a decimal comma instead of a point"
    if re.fullmatch(r"[0-9.]+[eE][+-]?[0-9]+", text):
        return f"{quoted} was turned into a floating number by a spreadsheet"
    if text.startswith(("-", "+")):
        return f"{quoted} has a sign"
    if len(text.partition(".")[0]) > _MAJOR_DIGITS:
        return f"{quoted} is longer than {_MAJOR_DIGITS} digits"
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", text):
        found = len(text.partition(".")[2])
        return f"{quoted} has {found} decimals where {wanted} are wanted (is the unit right?)"
    return f"{quoted} is not an amount with {wanted}"


def signed_text(minor: int, digits: int = 2) -> str:
    """Write −12345 as `-123.45`, for messages about balances."""
    return f"{'-' if minor < 0 else ''}{format_minor(abs(minor), digits)}"
