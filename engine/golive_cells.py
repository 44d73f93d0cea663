"""What a cell of a spreadsheet means, or why it means nothing that can be relied on.

A cell arrives as the file holds it: text, number, date or nothing. Guessing is refused where two
readings are possible; where one reading is certain (a date kept as a serial number) it is taken.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from .golive_sheets import Column, plain, words
from .money import minor_units
from .reason import Reason

# Serial numbers of spreadsheets count days from here (the 1900 system with its leap-year error).
SERIAL_EPOCH = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2099, 12, 31)

_PLAIN_AMOUNT = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_DAY = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T ]0?0:00(:00)?)?")
_DIGITS_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TWO_WAYS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
# A spreadsheet keeps fifteen digits of a number; what is behind them is noise of its reckoning.
_DIGITS_OF_A_NUMBER = 15
MOST_TEXT = 200


class CellError(ValueError):
    """A cell that cannot be used; ``reason`` says why, without the column."""

    def __init__(self, code: str, **arguments):
        super().__init__(code)
        self.reason = Reason(code, arguments)


def is_blank(cell: object) -> bool:
    """Whether there is nothing in the cell that anybody would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_cell(column: Column, cell: object, digits: int = 2):
    """The value of a cell that is not blank.

    :param digits: decimal places of the currency
    :return: text, date, whole number (amounts in minor units), ``Decimal`` (areas) or bool
    :raises CellError: with the code of the reason
    """
    if column.type == "amount":
        return amount(cell, digits)
    if column.type == "paid":
        return paid(cell, digits)
    if column.type in _READERS:
        return _READERS[column.type](cell)
    return word(column.type, cell)


def text(cell: object) -> str:
    """Text in ordinary characters; a whole number as its digits."""
    if isinstance(cell, datetime | date):
        return day(cell).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    found = unicodedata.normalize("NFKC", str(cell)).strip()
    if len(found) > MOST_TEXT:
        raise CellError("golive_text_long", limit=MOST_TEXT)
    return found


def account(cell: object) -> str:
    """A bank account: text, since a number has lost its leading zeros or its last digits."""
    if not isinstance(cell, str):
        raise CellError("golive_account_number")
    found = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", cell)).upper()
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", found):
        raise CellError("golive_account_number")
    if not (8 <= len(found) <= 34 and found.isascii() and found.isalnum()):
        raise CellError("golive_account_bad")
    return found


def _number(cell: object) -> Decimal:
    """The exact number that the person who typed it sees."""
    if isinstance(cell, bool):
        raise CellError("golive_not_a_number", value=str(cell))
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            raise CellError("golive_not_a_number", value=str(cell))
        return Decimal(f"{cell:.{_DIGITS_OF_A_NUMBER}g}")
    found = unicodedata.normalize("NFKC", str(cell)).strip()
    if not _PLAIN_AMOUNT.fullmatch(found):
        raise CellError("golive_not_a_number", value=found[:40])
    return Decimal(found.replace(",", ""))


def amount(cell: object, digits: int = 2) -> int:
    """An amount above zero, in minor units; no more decimal places than the currency has."""
    minor = paid(cell, digits)
    if not minor:
        raise CellError("golive_amount_zero")
    return minor


def paid(cell: object, digits: int = 2) -> int:
    """An amount that may be zero, in minor units."""
    number = _number(cell)
    if number < 0:
        raise CellError("golive_amount_negative", value=str(number))
    minor = minor_units(number, digits)
    if Decimal(minor) != number.scaleb(digits):
        raise CellError("golive_amount_decimals", value=str(number), digits=digits)
    return minor


def area(cell: object) -> Decimal:
    """Square metres, at most two decimal places."""
    number = _number(cell)
    if number < 0:
        raise CellError("golive_amount_negative", value=str(number))
    if number != number.quantize(Decimal("0.01")):
        raise CellError("golive_amount_decimals", value=str(number), digits=2)
    return number


def whole(cell: object) -> int:
    """A number without decimals, not below zero."""
    number = _number(cell)
    if number < 0 or number != number.to_integral_value():
        raise CellError("golive_not_whole", value=str(number))
    return int(number)


def day(cell: object) -> date:
    """A date: a date cell, a serial number, or text with the year in front."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _day_of_number(cell)
    found = unicodedata.normalize("NFKC", str(cell)).strip()
    parts = _DAY.fullmatch(found) or _DIGITS_DAY.fullmatch(found)
    if parts:
        return _plausible(_date(found, *map(int, parts.groups()[:3])))
    if re.fullmatch(r"\d{5}", found):
        return _day_of_number(int(found))
    if _TWO_WAYS.fullmatch(found):
        raise CellError("golive_date_two_ways", value=found)
    raise CellError("golive_not_a_date", value=found[:40])


def _day_of_number(number: float) -> date:
    if number != int(number):
        raise CellError("golive_not_a_date", value=str(number))
    digits = _DIGITS_DAY.fullmatch(str(int(number)))
    if digits:
        return _plausible(_date(str(int(number)), *map(int, digits.groups())))
    if not 0 < number < 100_000:
        raise CellError("golive_not_a_date", value=str(number))
    return _plausible(SERIAL_EPOCH + timedelta(days=int(number)))


def _date(shown: str, year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError as error:
        raise CellError("golive_not_a_date", value=shown) from error


def _plausible(found: date) -> date:
    if not FIRST_DAY <= found <= LAST_DAY:
        raise CellError("golive_date_far", value=found.isoformat())
    return found


def word(list_name: str, cell: object):
    """What a word of a list means."""
    known = words(list_name)
    found = plain(text(cell))
    if found not in known:
        raise CellError(f"golive_{list_name}_unknown", value=text(cell)[:40])
    return known[found]


_READERS = {
    "text": text, "account": account, "area": area, "whole": whole, "day": day,
}  # fmt: skip
