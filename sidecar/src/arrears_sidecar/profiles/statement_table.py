"""From a table of cells to a statement: find the heading, read the rows, believe nothing unchecked.

A statement that contradicts itself (totals, counts, running balance, a reference twice) is refused
as a whole with `BadFile`, which names the line and the cure.
"""

from dataclasses import dataclass, field
from typing import NoReturn

from ..errors import ASK_AGAIN, BadFile
from ..money import signed_text
from ..statement_records import StatementRow, StatementTable
from .cells import BadCell, Cell, account_of, named, text_of, title_of
from .statement_check import checked
from .statement_layout import Line, StatementLayout

CURRENCIES = {
    "人民币": "CNY", "人民币元": "CNY", "rmb": "CNY", "cny": "CNY", "美元": "USD", "港币": "HKD",
    "欧元": "EUR", "日元": "JPY", "英镑": "GBP",
}  # fmt: skip
LONGEST_REFERENCE, LONGEST_NAME, LONGEST_REMARK = 64, 120, 400


def currency_of(cell: Cell) -> str:
    """The currency's code; banks write names."""
    title = title_of(cell)
    return CURRENCIES.get(title, title.upper())


@dataclass
class TableReader:
    """Reads one file's rows.

    :param lines: all rows of the table with their physical line numbers.
    """

    name: str
    layout: StatementLayout
    lines: list[Line]
    header: int = 0
    places: dict[str, list[int]] = field(default_factory=dict)
    rows: list[StatementRow] = field(default_factory=list)
    told: dict[str, tuple[int, Cell]] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict, repr=False)
    currencies: dict[str, int] = field(default_factory=dict)
    footer_line: int = 0

    def read(self) -> StatementTable:
        """The statement.

        :raises BadFile: for the first thing that is wrong
        """
        found = self.layout.find_header(self.lines)
        if found is None:
            wanted = ", ".join(self.layout.columns[name][0] for name in self.layout.required)
            self.refuse("no_header", f"no row holds the headings {wanted}",
                        "Check that it is a statement of this bank, or correct the headings in the"
                        " layout")  # fmt: skip
        self.header, self.places = found
        for line, cells in self.lines:
            self._take(line, cells)
        if self.layout.footer_required and not self.footer_line:
            self.refuse("truncated", "the line with the totals at the end is missing: the file was"
                        " cut", ASK_AGAIN)  # fmt: skip
        return checked(self)

    def _take(self, line: int, cells: list[Cell]) -> None:
        """One row, by where it stands."""
        if line == self.header or not any(text_of(cell) for cell in cells):
            return
        if line < self.header:
            self._note_labels(line, cells)
        elif self.layout.is_header(cells, self.places):
            self.refuse(
                "second_header",
                f"the headings of line {self.header} stand here again: two tables were put"
                " together,"
                " or the table has two heading rows",
                "Use the file as the bank gave it, or divide it into one file a table",
                line,
            )
        elif self.layout.is_footer(cells):
            self.footer_line = self.footer_line or line
            self._note_footer(line, cells)
        elif self.footer_line or not text_of(self._cell(cells, "date")):
            self._below(line, cells)
        else:
            self.rows.append(self._row(line, cells))

    def _below(self, line: int, cells: list[Cell]) -> None:
        """A row without a date, or after the totals: labels, or something we must not pass over."""
        if self.layout.labelled(cells):
            self._note_labels(line, cells)
            self.footer_line = self.footer_line or line
        elif any(text_of(self._cell(cells, one)) for one in ("amount", "money_in", "money_out")):
            cause = (
                f"a movement stands below the totals of line {self.footer_line}"
                if self.footer_line
                else "the movement has an amount and no date"
            )
            self.refuse("row_out_of_place", cause, ASK_AGAIN, line)

    def _note_labels(self, line: int, cells: list[Cell]) -> None:
        """Values that stand beside their label."""
        for name, cell in self.layout.labelled(cells).items():
            self.told.setdefault(name, (line, cell))
        for name, known in (("account", self.accounts), ("currency", self.currencies)):
            if name in self.told and not known:
                self._note_identity(*self.told[name], name)

    def _note_footer(self, line: int, cells: list[Cell]) -> None:
        """Totals that stand below their own columns, and labels of the same row."""
        self._note_labels(line, cells)
        for name, column in (("total_in", "money_in"), ("total_out", "money_out")):
            cell = self._cell(cells, column)
            if text_of(cell) and name not in self.told:
                self.told[name] = (line, cell)

    def _note_identity(self, line: int, cell: Cell, name: str) -> None:
        """The account and currency that a row or label names; all rows must name the same."""
        known = self.accounts if name == "account" else self.currencies
        value = self._account(line, cell) if name == "account" else currency_of(cell)
        if value and value not in known:
            known[value] = line
        if len(known) > 1:
            what = "account" if name == "account" else "currency"
            self.refuse(f"several_{name}s",
                        f"another {what} begins here; a file is read for one {what}",
                        f"Ask the bank for one file for each {what}", line)  # fmt: skip

    # Rows

    def _cell(self, cells: list[Cell], name: str) -> Cell:
        """The cell of a field, or None where the row or layout has none."""
        place = self.places.get(name, [len(cells)])[0]
        return cells[place] if place < len(cells) else None

    def _row(self, line: int, cells: list[Cell]) -> StatementRow:
        """One movement."""
        for name in ("account", "currency"):
            if name in self.places:
                self._note_identity(line, self._cell(cells, name), name)
        try:
            day = self.layout.forms.day(self._cell(cells, "date"))
            value = self._cell(cells, "value_date")
            return StatementRow(
                line=line,
                date=day,
                value_date=self.layout.forms.day(value) if text_of(value) else day,
                amount=self._amount(cells),
                balance=self.layout.forms.amount(self._cell(cells, "balance")),
                reference=self._reference(cells, day),
                payer_name=named(self._cell(cells, "payer_name"), LONGEST_NAME),
                payer_account=account_of(self._cell(cells, "payer_account")),
                remark=self._remark(cells),
            )
        except BadCell as bad:
            self.refuse(bad.code, bad.cause, bad.cure, line)

    def _account(self, line: int, cell: Cell) -> str:
        try:
            return account_of(cell)
        except BadCell as bad:
            self.refuse(bad.code, bad.cause, bad.cure, line)

    def _amount(self, cells: list[Cell]) -> int:
        """The amount with its sign: in is positive."""
        forms, layout = self.layout.forms, self.layout
        if layout.signs == "columns":
            money_in = forms.amount(self._cell(cells, "money_in")) or 0
            money_out = forms.amount(self._cell(cells, "money_out")) or 0
            if bool(money_in) == bool(money_out):
                raise BadCell("amount", "the movement has an amount in both columns, or in none"
                              if money_in else "the movement has no amount", ASK_AGAIN)  # fmt: skip
            return money_in - money_out
        amount = forms.amount(self._cell(cells, "amount"))
        if not amount:
            raise BadCell("amount", "the movement has no amount", ASK_AGAIN)
        if layout.signs == "signed":
            return amount
        word = title_of(self._cell(cells, "sign"))
        if word in layout.sign_in:
            return amount
        if word in layout.sign_out:
            return -amount
        raise BadCell("sign", f"{word[:20]!r} says neither in nor out",
                      "Correct amount.words_in and amount.words_out in the layout")  # fmt: skip

    def _reference(self, cells: list[Cell], day: str) -> str:
        """What the bank calls the movement, as far as it is unique."""
        cell = self._cell(cells, "reference")
        if isinstance(cell, (int, float)) and abs(cell) >= 10**15:
            raise BadCell("reference_float", "the reference was turned into a floating number"
                          " and lost its last digits", "Use the file as the bank gave it, without"
                          " opening and saving it in another program")  # fmt: skip
        text = named(cell, LONGEST_REFERENCE)
        if not text or self.layout.reference == "none":
            return ""
        return f"{day} {text}" if self.layout.reference == "day" else text

    def _remark(self, cells: list[Cell]) -> str:
        """The texts of all remark columns, each once."""
        places = [place for place in self.places.get("remark", []) if place < len(cells)]
        texts = dict.fromkeys(named(cells[place], LONGEST_REMARK) for place in places)
        return " ".join(text for text in texts if text)[:LONGEST_REMARK]

    # What the file says of itself

    def amount_told(self, name: str) -> tuple[int, int] | None:
        """A labelled amount with its line."""
        if name not in self.told:
            return None
        line, cell = self.told[name]
        try:
            amount = self.layout.forms.amount(cell)
        except BadCell as bad:
            self.refuse(bad.code, bad.cause, bad.cure, line)
        return None if amount is None else (amount, line)

    def count_told(self, name: str) -> tuple[int, int] | None:
        """A labelled number of movements with its line."""
        if name not in self.told:
            return None
        line, cell = self.told[name]
        digits = "".join(one for one in text_of(cell) if one.isdigit())
        return (int(digits), line) if digits else None

    def shown(self, minor: int) -> str:
        """An amount in a message."""
        return signed_text(minor, self.layout.forms.digits)

    def refuse(self, code: str, cause: str, cure: str, line: int | None = None) -> NoReturn:
        """End here."""
        raise BadFile(self.name, code, cause, cure, line=line)
