"""Rows of workbooks, .xlsx and the older .xls. What a cell keeps is taken, not its look."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import openpyxl
import xlrd
from openpyxl.utils.exceptions import InvalidFileException
from xlrd.compdoc import CompDocError

from ..errors import ASK_AGAIN, BadFile
from .cells import Cell, Line

XLSX, XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_COLUMNS = 80
MOST_UNPACKED = 400_000_000
"""Bytes that a workbook may have unpacked; more is no statement but a trap."""

_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, xlrd.XLRDError, CompDocError, zlib.error,
    struct.error, ValueError, TypeError, AssertionError, EOFError, SyntaxError, AttributeError,
    OSError, RuntimeError, ArithmeticError, LookupError,
)  # fmt: skip
"""What the libraries raise for a damaged container; a parse error of XML is a SyntaxError."""


def is_workbook(content: bytes) -> bool:
    """Whether the first bytes are those of a workbook."""
    return content.startswith((XLSX, XLS))


def sheets_of(name: str, content: bytes, most: int) -> dict[str, list[Line]]:
    """Sheet → its rows, at most so many each.

    :raises BadFile: when it is empty, no workbook, or damaged
    """
    if not content:
        raise BadFile(name, "empty", "the file is empty", ASK_AGAIN)
    if not is_workbook(content):
        raise BadFile(name, "container", _no_workbook(content),
                      "Download it from the bank again as a spreadsheet, or use the layout for"
                      " text files")  # fmt: skip
    try:
        if content.startswith(XLS):
            return _read_xls(content, most)
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise BadFile(name, "too_large", "the workbook unpacks to more than a statement"
                              " can have", "Check where the file comes from")  # fmt: skip
        return _read_xlsx(content, most)
    except _BROKEN as error:
        cause = f"the workbook is damaged or was cut ({type(error).__name__})"
        raise BadFile(name, "container", cause, ASK_AGAIN) from error


def _read_xlsx(content: bytes, most: int) -> dict[str, list[Line]]:
    """Rows of a workbook as they are stored: no formulas, no styles but dates."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        found = {}
        for sheet in book.worksheets:
            # Some banks state a wrong size of the table; then only its first cell would be read.
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1)
            # A sheet may be formatted to its last row: rows without content are not kept.
            filled = ((line, list(row)) for line, row in rows if set(row) != {None})
            found[sheet.title] = list(islice(filled, most))
        return found
    finally:
        book.close()


def _read_xls(content: bytes, most: int) -> dict[str, list[Line]]:
    """Rows of the older format."""
    book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO())
    return {
        sheet.name: list(_xls_rows(book, sheet, most))
        for sheet in (book.sheet_by_index(at) for at in range(book.nsheets))
    }


def _xls_rows(book: Any, sheet: Any, most: int) -> Iterator[Line]:
    for at in range(min(sheet.nrows, most)):
        yield at + 1, [_xls_cell(book, cell) for cell in sheet.row(at)[:MOST_COLUMNS]]


def _xls_cell(book: Any, cell: Any) -> Cell:
    """A cell with its own type; a date keeps its day."""
    if cell.ctype == xlrd.XL_CELL_DATE:
        return datetime(*xlrd.xldate_as_tuple(cell.value, book.datemode)) if cell.value >= 1 else ""
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value


def _no_workbook(content: bytes) -> str:
    """What it is instead, as far as can be told."""
    head = content[:512].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "the file is a web page with the name of a spreadsheet"
    return "the file is no workbook (.xlsx or .xls)"
