"""From the cells of a sheet to rows with values, each with what is wrong in it.

The heading may stand below a title; blank rows are passed over; a row of totals is compared, not
imported; a second heading row is named. Nothing here knows the books: see ``golive_rows`` for
what can be said of a row by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .golive_cells import CellError, is_blank, read_cell
from .golive_sheets import COLUMNS, Column, column_of, plain
from .reason import Reason

# The heading is looked for in the first rows only; what comes later is data.
ROWS_OF_A_TITLE = 15
MOST_ROWS = 60_000
_TOTALS = frozenset(map(plain, ("合计", "总计", "total", "grand total", "sum")))
_SUBTOTALS = frozenset(map(plain, ("小计", "subtotal", "本页小计")))


@dataclass(slots=True)
class Row:
    """A row of a file: what it says, why it cannot be used, and what its reader should know."""

    number: int
    values: dict[str, object] = field(default_factory=dict)
    problems: list[Reason] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A sheet as it was read.

    :param problems: why the file as a whole cannot be used
    :param total: what the file's own row of totals says, in minor units
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    blank_count: int = 0
    total: int | None = None

    def amount(self) -> int:
        """Sum of the amounts that could be read, in minor units."""
        return sum(row.values.get("amount") or 0 for row in self.rows)


def choose_sheet(sheet: str, worksheets: Sequence[tuple[str, Sequence[Sequence]]]):
    """The worksheet that looks most like the sheet asked for; explanations beside it are none.

    :param worksheets: (name, rows of cells) of each worksheet of a workbook
    :return: rows of cells
    """
    known = column_of(sheet)
    return max((rows for _name, rows in worksheets), key=lambda rows: _heading(known, rows)[1])


def read_table(sheet: str, cells: Sequence[Sequence], digits: int = 2) -> Table:
    """Read a sheet.

    :param sheet: one of ``golive_sheets.SHEETS``
    :param cells: its rows, each a sequence of cells as the file holds them
    :param digits: decimal places of the currency
    """
    known = column_of(sheet)
    place, matches = _heading(known, cells)
    table = Table()
    if matches < 2:
        wanted = [column.english for column in COLUMNS[sheet] if column.required]
        table.problems.append(Reason("golive_no_heading", {"columns": wanted}))
        return table
    columns = _columns(known, cells[place], table)
    missing = [c for c in COLUMNS[sheet] if c.required and c not in columns.values()]
    if missing:
        names = [column.english for column in missing]
        table.problems.append(Reason("golive_columns_missing", {"columns": names}))
    if len(cells) - place > MOST_ROWS:
        table.problems.append(Reason("golive_too_long", {"limit": MOST_ROWS}))
    if table.problems:
        return table
    for number, row in enumerate(cells[place + 1 :], start=place + 2):
        _read_row(table, known, columns, number, row, digits)
    if not table.rows:
        table.problems.append(Reason("golive_empty"))
    return table


def _heading(known: dict[str, Column], cells: Iterable[Sequence]) -> tuple[int, int]:
    """Position of the row with most headings among the first, and how many it has."""
    best = (0, 0)
    for place, row in enumerate(cells):
        if place >= ROWS_OF_A_TITLE:
            break
        matches = _matches(known, row)
        if matches > best[1]:
            best = (place, matches)
    return best


def _matches(known: dict[str, Column], row: Sequence) -> int:
    return len({known[plain(c)].name for c in row if isinstance(c, str) and plain(c) in known})


def _columns(known: dict[str, Column], heading: Sequence, table: Table) -> dict[int, Column]:
    """Position → column; a heading that stands twice is a problem of the file."""
    columns: dict[int, Column] = {}
    for position, cell in enumerate(heading):
        if is_blank(cell):
            continue
        column = known.get(plain(cell))
        if column is None:
            table.ignored.append(str(cell).strip()[:60])
        elif column in columns.values():
            table.problems.append(Reason("golive_heading_twice", {"column": str(cell).strip()}))
        else:
            columns[position] = column
    return columns


def _read_row(table, known, columns, number, cells, digits) -> None:
    """Read one row into the table."""
    if all(is_blank(cell) for cell in cells):
        table.blank_count += 1
        return
    first = next(plain(cell) for cell in cells if not is_blank(cell))
    if first in _SUBTOTALS:
        return
    row = Row(number)
    for position, column in columns.items():
        cell = cells[position] if position < len(cells) else None
        _read_value(row, column, cell, digits)
    if first in _TOTALS:
        table.total = row.values.get("amount")
        return
    if _matches(known, cells) >= 2:
        row = Row(number, {}, [Reason("golive_heading_again")])
    table.rows.append(row)


def _read_value(row: Row, column: Column, cell: object, digits: int) -> None:
    names = {"column": column.english, "cell": column.name}
    if is_blank(cell):
        if column.required:
            row.problems.append(Reason("golive_missing", names))
        return
    try:
        row.values[column.name] = read_cell(column, cell, digits)
    except CellError as error:
        reason = error.reason
        row.problems.append(Reason(reason.code, {**names, **reason.arguments}))
