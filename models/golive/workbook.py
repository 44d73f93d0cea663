"""The cells of an uploaded file, as the file holds them: text, numbers, dates, nothing."""

import csv
import io
import zipfile
from itertools import islice
from xml.etree.ElementTree import ParseError

import openpyxl
from odoo.exceptions import UserError
from openpyxl.utils.exceptions import InvalidFileException

from ...engine.golive_table import MOST_ROWS, ROWS_OF_A_TITLE

LARGEST_FILE = 25 * 1024 * 1024
# A compressed file can unfold to anything; a list of 60,000 rows does not fill this.
LARGEST_UNFOLDED = 400 * 1024 * 1024
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"


def worksheets(env, content: bytes):
    """(name, rows of cells) of each worksheet; a text file has one.

    :raises UserError: the file is empty, too large, of an old format or damaged; with the cure
    """
    if not content:
        raise UserError(env._("The file is empty: choose another."))
    if len(content) > LARGEST_FILE:
        raise UserError(env._("The file has more than 25 MB: divide it into several files."))
    if content.startswith(_OLD_EXCEL):
        raise UserError(
            env._("This is an old Excel file (.xls): open it and save it as .xlsx, then upload it.")
        )
    if content.startswith(_ZIP):
        return _workbook(env, content)
    return [("", _text_rows(env, content))]


def _workbook(env, content):
    try:
        unfolded = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if unfolded > LARGEST_UNFOLDED:
            raise UserError(env._("The file is too large when unfolded: divide it into several."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [(sheet.title, _rows(sheet)) for sheet in book.worksheets]
    except (
        zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, ParseError,
    ) as error:  # fmt: skip
        raise UserError(
            env._(
                "The file cannot be read as a spreadsheet: open it, save it anew as .xlsx and "
                "upload it again."
            )
        ) from error


def _rows(sheet):
    # Programs write wrong dimensions; and formatted rows without content may number a million.
    sheet.reset_dimensions()
    rows = list(islice(sheet.iter_rows(values_only=True), MOST_ROWS + ROWS_OF_A_TITLE + 1))
    return _without_blank_end(rows)


def _text_rows(env, content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UserError(
            env._("The file is neither a spreadsheet nor text: save it as .xlsx or as CSV (UTF-8).")
        )
    if "\x00" in text:
        raise UserError(env._("The file is no text: save it as .xlsx or as CSV (UTF-8)."))
    head = text[:4000]
    separator = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UserError(
            env._("The text file cannot be divided into columns: save it as .xlsx.")
        ) from error
    return _without_blank_end(rows[: MOST_ROWS + ROWS_OF_A_TITLE + 1])


def _without_blank_end(rows):
    while rows and not any(cell not in (None, "") for cell in rows[-1]):
        rows.pop()
    return rows
