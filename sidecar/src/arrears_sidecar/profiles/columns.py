"""The cells of a debit file by column, whatever family it is of."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of a table, kept flat so that a column is one slice: replies may have 100,000 rows.

    :param lines: physical line of each row, counted from 1.
    :param raws: each row as it stands in the file.
    :param cells: all cells, row after row, `width` each.
    """

    lines: Sequence[int]
    raws: Sequence[str] = field(repr=False)
    width: int
    cells: Sequence[str] = field(repr=False)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.lines)

    def __getitem__(self, place: int) -> list[str]:
        """One column, without the blanks some banks pad with."""
        return [cell.strip() for cell in self.cells[place :: self.width]]

    def optional(self, place: int | None) -> list[str]:
        """One column, or empty texts where the layout has none."""
        return [""] * len(self) if place is None else self[place]

    def row(self, index: int) -> list[str]:
        """The cells of one row."""
        return [cell.strip() for cell in self.cells[index * self.width :][: self.width]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a family makes of a file: its rows, and the rows around them.

    :param head: cells of the first row where the layout sets it apart, with its line; so `tail`.
    :param titles: headings of the columns, where the file has them.
    """

    columns: Columns
    head: tuple[int, list[str]] | None = None
    tail: tuple[int, list[str]] | None = None
    titles: tuple[str, ...] = ()
