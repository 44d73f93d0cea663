"""Cells of statements as people and spreadsheets write them: days, amounts, account numbers.

Every reader takes what stands in a cell (a text, or what a spreadsheet keeps: a number, a date)
and gives the one exact reading, or says why there is none. Nothing is guessed.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ..declaration import Table
from ..errors import ConfigError, shown

Cell = str | int | float | date | datetime | bool | None

Line = tuple[int, list[Cell]]
"""A row of a table with its physical line."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_EXACT_DIGITS = 15
_FLOATING = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]+")
_ACCOUNT = re.compile(r"[A-Z0-9*]{4,34}")


class BadCell(ValueError):
    """A cell has no exact reading. Cause and cure are sentences without personal data."""

    def __init__(self, code: str, cause: str, cure: str) -> None:
        super().__init__(cause)
        self.code = code
        self.cause = cause
        self.cure = cure


ORIGINAL = "Use the file as the bank gave it, without opening and saving it in another program"


def text_of(cell: Cell) -> str:
    """What a person sees in a cell, without blanks around it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**_EXACT_DIGITS:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell).strip().strip("\ufeff\u200b\u00a0\u3000 \t")


def title_of(cell: Cell) -> str:
    """A heading or label in one spelling: full-width forms folded, no blanks, no colon behind."""
    plain = unicodedata.normalize("NFKC", text_of(cell)).casefold()
    return re.sub(r"\s+", "", plain).rstrip(":")


@dataclass(frozen=True, slots=True)
class CellForms:
    """How a layout writes days and amounts.

    :param dates: `strptime` formats that may occur.
    :param serial_dates: whether a bare number is a spreadsheet's count of days since 1899-12-30.
    """

    dates: tuple[str, ...]
    serial_dates: bool
    digits: int
    decimal: str
    thousands: str

    @classmethod
    def read(cls, dates: Table, amount: Table) -> "CellForms":
        """Take the forms out of a profile's `[dates]` and `[amount]` tables."""
        forms = cls(
            dates=tuple(dates.take("formats", list)),
            serial_dates=dates.take("serials", bool, False),
            digits=amount.take("digits", int, 2),
            decimal=amount.choice("decimal", (".", ","), "."),
            thousands=amount.choice("thousands", ("", ",", ".", " ", "'"), ","),
        )
        if forms.decimal == forms.thousands:
            raise ConfigError(
                amount.path("thousands"),
                "it is the same as the decimal point",
                "Set both as the bank writes them",
            )
        if not forms.dates:
            raise ConfigError(dates.path("formats"), "it is empty", 'Write ["%Y-%m-%d"]')
        dates.done()
        return forms

    def day(self, cell: Cell) -> str:
        """A day as ISO text.

        :raises BadCell: when it has no reading, or more than one.
        """
        if isinstance(cell, datetime):
            return self._sensible(cell.date())
        if isinstance(cell, date):
            return self._sensible(cell)
        text = text_of(cell)
        found = _readings(text, self.dates)
        if len(found) > 1:
            days = " or ".join(sorted(day.isoformat() for day in found))
            raise BadCell("date_ambiguous", f"{shown(text)} can be read as {days}",
                          "Leave one date format in the layout")  # fmt: skip
        if found:
            return self._sensible(next(iter(found)))
        if re.fullmatch(r"[1-9][0-9]{4}(\.[0-9]+)?", text):
            return self._serial(text)
        raise BadCell(
            "date",
            f"{shown(text)} is no date of the form {' or '.join(self.dates)}" if text
            else "the date is empty",
            "Correct the date formats of the layout, or ask the bank for the file again",
        )  # fmt: skip

    def _serial(self, text: str) -> str:
        """A spreadsheet's running number of a day."""
        if not self.serial_dates:
            raise BadCell(
                "date_serial",
                f"the date is the number {text}, as a spreadsheet counts days",
                f"{ORIGINAL}; or set dates.serials = true in the layout if the bank writes it so",
            )
        return self._sensible(_SPREADSHEET_EPOCH + timedelta(days=int(float(text))))

    def _sensible(self, day: date) -> str:
        """Days far off are a misread format."""
        if not FIRST_DAY <= day <= LAST_DAY:
            raise BadCell("date", f"{day.isoformat()} cannot be the day of a movement",
                          "Correct the date formats of the layout")  # fmt: skip
        return day.isoformat()

    def amount(self, cell: Cell) -> int | None:
        """An amount in minor units; None for an empty cell.

        :raises BadCell: when it is no amount, or has more decimals than the currency.
        """
        if isinstance(cell, bool):
            raise BadCell("amount", "the amount is a truth value", ORIGINAL)
        if isinstance(cell, (int, float)):
            return self._minor(Decimal(repr(cell)), cell)
        text = unicodedata.normalize("NFKC", text_of(cell))
        if text in ("", "-", "--"):
            return None
        return self._minor(self._decimal(text), text)

    def _decimal(self, text: str) -> Decimal:
        """A text as an exact number, in the layout's way of writing."""
        group = re.escape(self.thousands) if self.thousands else ""
        whole = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)" if group else "[0-9]+"
        if not re.fullmatch(rf"[+-]?{whole}(?:{re.escape(self.decimal)}[0-9]*)?", text):
            if _FLOATING.fullmatch(text):
                raise BadCell(
                    "amount_float", f"{shown(text)} was shortened by a spreadsheet", ORIGINAL
                )
            raise BadCell(
                "amount",
                f"{shown(text)} is no amount",
                "Correct amount.decimal and amount.thousands in the layout, or ask the bank for the"
                " file again",
            )
        plain = text.replace(self.thousands, "") if self.thousands else text
        return Decimal(plain.replace(self.decimal, "."))

    def _minor(self, number: Decimal, cell: object) -> int:
        """A number in minor units; a spreadsheet's dust behind the sixth decimal is no money."""
        quoted = shown(str(cell))
        try:
            shifted = number.scaleb(self.digits)
            whole = shifted.to_integral_value()
        except InvalidOperation as error:
            raise BadCell("amount", f"{quoted} is no amount", ORIGINAL) from error
        if not number.is_finite() or abs(shifted - whole) > Decimal("0.0001"):
            raise BadCell(
                "amount_decimals",
                f"{quoted} has more than {self.digits} decimals",
                "Check amount.digits in the layout, or ask the bank for the file again",
            )
        return int(whole)


@lru_cache(maxsize=4096)
def _readings(text: str, forms: tuple[str, ...]) -> frozenset[date]:
    """All days a text can mean; a statement repeats few of them many times."""
    return frozenset(day for form in forms if (day := _parsed(text, form)) is not None)


def _parsed(text: str, form: str) -> date | None:
    """A text read by one format, or None. `strptime` alone takes `1` for `01`."""
    try:
        moment = datetime.strptime(text, form)
    except ValueError:
        return None
    exact = moment.strftime(form)
    return moment.date() if exact == text or _loosely(exact) == _loosely(text) else None


def _loosely(text: str) -> list[str]:
    """The numbers of a date without leading zeros, where signs stand between them."""
    parts = re.split(r"[^0-9]+", text)
    return [part.lstrip("0") for part in parts] if len(parts) > 1 else [text]


def account_of(cell: Cell) -> str:
    """An account number as text, complete to the last digit; empty for an empty cell.

    :raises BadCell: when a spreadsheet has turned it into a number with fewer digits. The number
        itself is not repeated.
    """
    lost = BadCell(
        "account_float",
        "the account number was turned into a floating number and lost its last digits",
        ORIGINAL,
    )
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if abs(cell) >= 10**_EXACT_DIGITS:
            raise lost
        return text_of(cell)
    text = unicodedata.normalize("NFKC", text_of(cell)).upper().strip("'`\t ")
    if _FLOATING.fullmatch(text):
        raise lost
    plain = re.sub(r"[\s-]", "", text)
    return plain if _ACCOUNT.fullmatch(plain) else ""


def named(cell: Any, longest: int) -> str:
    """A text of the bank in one line, cut where the books have no more room."""
    return " ".join(text_of(cell).split())[:longest]
