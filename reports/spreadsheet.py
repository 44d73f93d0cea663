"""Workbooks (XLSX) for accountants: typed cells, frozen headings, totals, and what words mean.

One look for every report. Amounts are written as numbers with the currency's decimal places,
never as text; totals are formulas that follow the reader's filter and carry the exact value with
them, so that a program that does not reckon reads it too. Text is always written as text: a name
that begins with an equals sign is no formula.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from ..engine import money

FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
WIDTHS = {"text": 22, "amount": 16, "number": 12, "number_2": 12, "date": 12, "percent": 12}
HEADING_COLOUR = "#E9ECEF"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    :param kind: ``text``, ``amount`` (currency units), ``number``, ``number_2`` (two places: a
        rate in percent), ``date`` or ``percent`` (a share: 0.3 shows as 30.00 %)
    :param total: whether the last row adds it up (amounts and numbers)
    """

    heading: str
    kind: str = "text"
    total: bool = False
    width: int | None = None


class Spreadsheet:
    """A workbook in the making: add sheets one after the other, then take ``content()`` once.

    :param currency: ``res.currency`` of every amount in it
    :param title: printed above each table and kept in the file's properties
    :param notes: lines under the title: company, day, who made it and when. They are on every
        sheet, so that a printed list says whose it is.
    """

    def __init__(self, currency, title: str, notes: Sequence[str] = ()):
        self._digits = currency.decimal_places
        self._title, self._notes = title, list(notes)
        self._buffer = io.BytesIO()
        # Rows go to a temporary file as they come: a list of every charge may have 100,000.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._buffer, options)
        # Same figures, same bytes: what is kept with a hash can be made again and compared.
        self._book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        self._formats = self._make_formats(currency)
        self._names = set()

    def _make_formats(self, currency):
        places = f".{'0' * self._digits}" if self._digits else ""
        amount = f"#,##0{places};[Red]-#,##0{places}"
        symbol = (currency.symbol or currency.name).replace('"', "")
        kinds = {
            "text": {"valign": "top"},
            "amount": {"num_format": amount},
            "number": {"num_format": "#,##0"},
            "number_2": {"num_format": "#,##0.00"},
            "date": {"num_format": "yyyy-mm-dd", "align": "left"},
            "percent": {"num_format": "0.00%"},
        }
        signed = f'"{symbol}"#,##0{places};[Red]-"{symbol}"#,##0{places}'
        totals = {**kinds, "amount": {"num_format": signed}}
        bottom = {"bold": True, "top": 1}
        heading = {"bold": True, "bg_color": HEADING_COLOUR, "bottom": 1, "text_wrap": True}
        shapes = {
            "title": {"bold": True, "font_size": 14},
            "note": {"font_color": "#6C757D"},
            "heading": {**heading, "valign": "vcenter"},
            "wrapped": {"text_wrap": True, "valign": "top"},
            **kinds,
            **{f"total_{kind}": {**shape, **bottom} for kind, shape in totals.items()},
        }
        return {name: self._book.add_format(shape) for name, shape in shapes.items()}

    # ------------------------------------------------------------------
    # Sheets
    # ------------------------------------------------------------------

    def add_table(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence],
        *,
        total_label: str = "",
        totals: Sequence | None = None,
    ) -> None:
        """A sheet with one table; a cell that is ``None`` or ``False`` stays blank.

        :param name: of the sheet; shortened and made unique where Excel asks for it
        :param rows: sequences of values, in the order of ``columns``. Amounts as Odoo or the
            ledger gives them (float or ``Decimal``), in currency units
        :param total_label: first cell of the total row; empty: no such row
        :param totals: values of the total row where they are no sums (a rate, say); ``None`` in
            it: the sum, where the column asks for one
        """
        sheet, top = self._new_sheet(name, columns)
        row_number, sums = top, [0] * len(columns)
        for row_number, row in enumerate(rows, start=top + 1):
            for position, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, row_number, position, column.kind, value)
                if column.total and value not in (None, False, ""):
                    sums[position] += self._exact(column, value)
        if columns:
            sheet.autofilter(top, 0, max(row_number, top), len(columns) - 1)
        if total_label:
            self._write_totals(sheet, (top + 1, row_number), columns, sums, total_label, totals)

    def add_definitions(self, name: str, definitions: Iterable[tuple[str, str]]) -> None:
        """A sheet that says what each word of the others means."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 100)
        top = self._write_title(sheet)
        for row_number, (word, meaning) in enumerate(definitions, start=top):
            sheet.write_string(row_number, 0, str(word), self._formats["heading"])
            sheet.write_string(row_number, 1, str(meaning), self._formats["wrapped"])

    def content(self) -> bytes:
        """The finished file. Nothing can be added after."""
        self._book.close()
        return self._buffer.getvalue()

    # ------------------------------------------------------------------
    # Cells
    # ------------------------------------------------------------------

    def _new_sheet(self, name, columns):
        """A sheet with its heading; also the number of the heading's row."""
        sheet = self._sheet(name)
        top = self._write_title(sheet)
        sheet.set_row(top, 30)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width or WIDTHS[column.kind])
            sheet.write_string(top, position, column.heading, self._formats["heading"])
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        return sheet, top

    def _sheet(self, name):
        clean = FORBIDDEN_IN_NAMES.sub(" ", name).strip("' ")[:LONGEST_NAME] or "-"
        unique, number = clean, 2
        while unique.casefold() in self._names:
            tail = f" {number}"
            unique, number = clean[: LONGEST_NAME - len(tail)] + tail, number + 1
        self._names.add(unique.casefold())
        sheet = self._book.add_worksheet(unique)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        # An ampersand begins a code in Excel's footers.
        watermark = " · ".join(self._notes).replace("&", "&&")[:200]
        sheet.set_footer(f"&L&8{watermark}&R&8&P / &N")
        return sheet

    def _write_title(self, sheet):
        """Title and notes at the top; returns the first free row."""
        sheet.write_string(0, 0, self._title, self._formats["title"])
        for row_number, note in enumerate(self._notes, start=1):
            sheet.write_string(row_number, 0, note, self._formats["note"])
        return len(self._notes) + 2

    def _write(self, sheet, row_number, position, kind, value, prefix=""):
        shape = self._formats[prefix + kind]
        # Zero is a figure; False is how Odoo says "empty".
        if value is None or value is False or value == "":
            sheet.write_blank(row_number, position, None, shape)
        elif kind == "text":
            sheet.write_string(row_number, position, str(value), shape)
        elif kind == "date":
            sheet.write_datetime(row_number, position, self._moment(value), shape)
        elif kind == "amount":
            exact = money.minor_units(value, self._digits)
            sheet.write_number(row_number, position, money.amount(exact, self._digits), shape)
        else:
            sheet.write_number(row_number, position, float(value), shape)

    def _write_totals(self, sheet, span, columns, sums, label, totals):
        first, last = span
        row_number = last + 1
        for position, column in enumerate(columns):
            given = totals[position] if totals else None
            if column.total and given is None:
                self._write_sum(sheet, (first, last), position, column, sums[position])
            else:
                value = label if position == 0 else given
                kind = "text" if position == 0 else column.kind
                self._write(sheet, row_number, position, kind, value, "total_")

    def _write_sum(self, sheet, span, position, column, total):
        """A sum that follows the filter, with its value already reckoned."""
        first, last = span
        shape = self._formats[f"total_{column.kind}"]
        exact = money.amount(total, self._digits) if column.kind == "amount" else total
        if last < first:
            sheet.write_number(last + 1, position, 0, shape)
            return
        cells = f"{xl_rowcol_to_cell(first, position)}:{xl_rowcol_to_cell(last, position)}"
        sheet.write_formula(last + 1, position, f"=SUBTOTAL(109,{cells})", shape, exact)

    def _exact(self, column, value):
        """What a cell adds to its total: minor units of an amount, else a whole number."""
        return money.minor_units(value, self._digits if column.kind == "amount" else 0)

    @staticmethod
    def _moment(value):
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return datetime(day.year, day.month, day.day)
