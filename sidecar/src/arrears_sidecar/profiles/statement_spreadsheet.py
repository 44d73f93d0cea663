"""Statements in workbooks: .xlsx and the older .xls."""

from dataclasses import dataclass

from ..declaration import Table
from ..errors import BadFile
from ..statement_records import StatementTable
from .cells import Line
from .statement_layout import StatementLayout
from .statement_table import TableReader
from .workbook import is_workbook, sheets_of


@dataclass(frozen=True, slots=True)
class SpreadsheetStatement:
    """One bank's statement as a workbook.

    :param sheet: name of the sheet; empty: the one sheet that holds the heading.
    """

    code: str
    title: str
    sheet: str
    max_rows: int
    layout: StatementLayout

    @classmethod
    def read(cls, table: Table) -> "SpreadsheetStatement":
        """Make the profile of its declaration."""
        file = table.table("file", {})
        profile = cls(
            code=table.take("code", str),
            title=table.take("title", str),
            sheet=file.take("sheet", str, ""),
            max_rows=file.take("max_rows", int, 200_000),
            layout=StatementLayout.read(table),
        )
        file.done()
        table.done()
        return profile

    def recognises(self, name: str, content: bytes) -> bool:
        """Whether a sheet has the heading among its first rows."""
        if not self.layout.detect or not is_workbook(content):
            return False
        try:
            sheets = sheets_of(name, content, self.layout.header_within)
        except BadFile:
            return False
        return any(self.layout.claims(lines) for lines in sheets.values())

    def parse(self, name: str, content: bytes) -> StatementTable:
        """Read the statement whole, or refuse it with `BadFile`."""
        sheets = sheets_of(name, content, self.max_rows + 1)
        lines = self._chosen(name, sheets)
        if len(lines) > self.max_rows:
            raise BadFile(name, "too_long", f"the sheet has more than {self.max_rows} rows",
                          "Ask the bank for shorter periods")  # fmt: skip
        return TableReader(name, self.layout, lines).read()

    def _chosen(self, name: str, sheets: dict[str, list[Line]]) -> list[Line]:
        """The sheet to read: the named one, or the one that holds the heading."""
        if self.sheet:
            if self.sheet not in sheets:
                raise BadFile(name, "no_sheet", f"there is no sheet {self.sheet!r}",
                              "Correct file.sheet in the layout")  # fmt: skip
            return sheets[self.sheet]
        fitting = [lines for lines in sheets.values() if self.layout.find_header(lines)]
        if len(fitting) > 1:
            raise BadFile(name, "several_sheets", "several sheets hold a statement",
                          "Save one file for each sheet, or name it in file.sheet of the"
                          " layout")  # fmt: skip
        return fitting[0] if fitting else next(iter(sheets.values()), [])
