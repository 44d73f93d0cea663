"""How a statement's table is declared: headings, labels beside values, signs, references.

The families (delimited, spreadsheet) differ in how bytes become cells; from there on a statement
is read by this declaration.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from ..declaration import Table
from ..errors import ConfigError
from ..statement_records import StatementTable
from .cells import Cell, CellForms, Line, title_of

FIELDS = (
    "date", "value_date", "amount", "money_in", "money_out", "sign", "balance", "reference",
    "payer_name", "payer_account", "remark", "account", "currency",
)  # fmt: skip
LABELS = (
    "account", "currency", "opening", "closing", "total_in", "total_out", "count", "count_in",
    "count_out",
)  # fmt: skip
SIGNS = {
    "signed": ("amount",),
    "columns": ("money_in", "money_out"),
    "flag": ("amount", "sign"),
}
"""How direction is told: by the amount's own sign, by two columns, by a word beside the amount."""

REFERENCES = ("account", "day", "none")
"""Within what the bank's reference is unique: the account, one day, or not at all."""


class StatementProfile(Protocol):
    """One bank's statement. Recognising a file and reading it are two separate questions."""

    code: str
    title: str

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether the file looks like a statement of this layout. Never raises."""

    def parse(self, name: str, content: bytes) -> StatementTable:
        """Read a statement whole, or refuse it with `BadFile`."""


@dataclass(frozen=True, slots=True)
class StatementLayout:
    """The declaration of one statement's table.

    :param columns: field → headings it may have, in one spelling (`title_of`).
    :param labels: field → words that stand beside its value, above or below the table.
    :param footer: words with which a row below the movements begins; it may hold the totals.
    :param footer_required: whether a file without such a row was cut.
    :param detect: whether the layout may claim files by itself, or is only used by name.
    :param detect_with: further headings that a file must have to be claimed: banks share words.
    """

    forms: CellForms
    currency: str
    signs: str
    sign_in: tuple[str, ...]
    sign_out: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    labels: dict[str, tuple[str, ...]]
    footer: tuple[str, ...]
    footer_required: bool
    reference: str
    header_within: int
    detect: bool
    detect_with: tuple[str, ...]

    @classmethod
    def read(cls, table: Table) -> "StatementLayout":
        """Take the declaration out of a profile.

        :raises ConfigError: names the key that is missing or cannot be.
        """
        amount, dates = table.table("amount"), table.table("dates")
        signs = amount.choice("signs", tuple(SIGNS))
        rows = table.table("rows", {})
        layout = cls(
            currency=amount.take("currency", str, ""),
            signs=signs,
            sign_in=_titles(amount.take("words_in", list, [])),
            sign_out=_titles(amount.take("words_out", list, [])),
            forms=CellForms.read(dates, amount),
            columns=_words(table.table("columns"), FIELDS),
            labels=_words(table.table("labels", {}), LABELS),
            footer=_titles(rows.take("footer", list, [])),
            footer_required=rows.take("footer_required", bool, False),
            reference=rows.choice("reference", REFERENCES, "account"),
            header_within=rows.take("header_within", int, 30),
            detect=rows.take("detect", bool, True),
            detect_with=_titles(rows.take("detect_with", list, [])),
        )
        for part in (amount, rows):
            part.done()
        layout._check(table)
        return layout

    def _check(self, table: Table) -> None:
        """What the way of telling signs needs must be declared."""
        for name in ("date", *SIGNS[self.signs]):
            if name not in self.columns:
                raise ConfigError(
                    table.path(f"columns.{name}"), "it is missing", "Give its headings as a list"
                )
        if self.signs == "flag" and not (self.sign_in and self.sign_out):
            raise ConfigError(
                table.path("amount.words_in"),
                "words_in and words_out say which way money went",
                'Write words_in = ["贷"] and words_out = ["借"]',
            )

    @property
    def required(self) -> tuple[str, ...]:
        """Columns without which a row is no heading."""
        return ("date", *SIGNS[self.signs])

    def places(self, cells: list[Cell]) -> dict[str, list[int]] | None:
        """At which columns each field stands if this row is the heading, else None.

        Only the remark may have several columns; of others the first heading listed wins.
        """
        titles = [title_of(cell) for cell in cells]
        found: dict[str, list[int]] = {}
        for name, words in self.columns.items():
            places = [titles.index(word) for word in words if word in titles]
            if places:
                found[name] = places if name == "remark" else places[:1]
        return found if all(name in found for name in self.required) else None

    def is_header(self, cells: list[Cell], places: dict[str, list[int]]) -> bool:
        """Whether a row below the heading at these places is a heading again."""
        place = places["date"][0]
        cell = cells[place] if place < len(cells) else None
        # Asked of every movement: a day begins with a digit and needs no folding.
        if not isinstance(cell, str) or cell[:1].isdigit():
            return False
        return title_of(cell) in self.columns["date"]

    def find_header(self, lines: Iterable[Line]) -> tuple[int, dict[str, list[int]]] | None:
        """The first row that holds every required heading: its line and the places of fields."""
        for line, cells in islice(lines, self.header_within):
            places = self.places(cells)
            if places:
                return line, places
        return None

    def claims(self, lines: Iterable[Line]) -> bool:
        """Whether a table has this layout's heading, with the words that are this bank's alone."""
        for _line, cells in islice(lines, self.header_within):
            if self.places(cells):
                return set(self.detect_with) <= {title_of(cell) for cell in cells}
        return False

    def is_footer(self, cells: list[Cell]) -> bool:
        """Whether a row stands below the movements: it begins with a footer's word or a label."""
        first = next((title for cell in cells if (title := title_of(cell))), "")
        if not first or first[0].isdigit():
            return False
        head = first.partition(":")[0]
        return first.startswith(self.footer) or any(head in words for words in self.labels.values())

    def labelled(self, cells: list[Cell]) -> dict[str, Cell]:
        """Values that stand beside (`账号 | 123`) or behind (`账号：123`) their label in a row."""
        found: dict[str, Cell] = {}
        titles = [title_of(cell) for cell in cells]
        for name, words in self.labels.items():
            for place, title in enumerate(titles):
                word = next((one for one in words if title == one), None)
                if word:
                    found[name] = next((one for one in cells[place + 1 :] if title_of(one)), None)
                    break
                behind = next((one for one in words if title.startswith(f"{one}:")), None)
                if behind:
                    found[name] = title[len(behind) + 1 :]
                    break
        return found


def _titles(words: list[str]) -> tuple[str, ...]:
    """Words of a declaration in one spelling."""
    return tuple(title_of(word) for word in words)


def _words(table: Table, allowed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Field → words; unknown fields are refused."""
    found = {}
    for name in allowed:
        words = table.take(name, list, [])
        if words:
            found[name] = _titles(words)
    table.done()
    return found
