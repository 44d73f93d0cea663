"""Lists of fapiao as workbooks: out to whoever issues them, and back with the numbers.

Headings are read in every installed language, wherever on the sheet they stand, so that a list
made by a Chinese colleague comes back through an English one.
"""

import io
import zipfile
from datetime import date, datetime
from decimal import InvalidOperation

import openpyxl
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from ..engine import money
from ..engine.reason import Reason
from .ageing_sheet import XLSX
from .spreadsheet import Column, Spreadsheet

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 100_000
# Rows above the headings: title, notes, and what somebody put before them.
HEADING_WITHIN = 40
# Days as Excel counts them that can be dates of a fapiao: 1990 to 2099.
SERIALS = range(32_874, 73_050)
UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError)


class ArrearsFapiaoSheet(models.AbstractModel):
    """The one layout of lists that go out and come back."""

    _name = "arrears.fapiao.sheet"
    _description = "Lists of fapiao as spreadsheets"

    @api.model
    def _headings(self):
        """Name of a column → its heading in the reader's language."""
        _ = self.env._
        return {
            "key": _("Our key"),
            "title": _("Fapiao title"),
            "tax_number": _("Tax number"),
            "type": _("Type"),
            "unit": _("Unit"),
            "item": _("Fapiao item"),
            "period": _("Period"),
            "net": _("Amount without tax"),
            "rate": _("Tax rate"),
            "tax": _("Tax"),
            "amount": _("Amount with tax"),
            "note": _("Note"),
            "blue_number": _("Blue fapiao"),
            "blue_date": _("Date of the blue fapiao"),
            "number": _("Fapiao number"),
            "code": _("Fapiao code"),
            "date": _("Date of fapiao"),
        }

    # ------------------------------------------------------------------
    # Out
    # ------------------------------------------------------------------

    @api.model
    def _hand_out(self, export):
        """The list as a download; who took it stands on it."""
        name = f"fapiao_{export.id:06d}.xlsx"
        return self.env["arrears.report.download"]._hand_out(
            export, name, self._workbook(export), XLSX
        )

    @api.model
    def _workbook(self, export):
        """The bytes of a list: one row a line of a fapiao, the same key on all of one."""
        now = format_datetime(self.env, self.env.cr.now(), dt_format="yyyy-MM-dd HH:mm")
        notes = [
            export.company_id.sudo().name,
            self.env._(
                "Fill in the last three columns and upload the file again. Leave “Our key” as it "
                "is; numbers are text."
            ),
            self.env._("Taken by %(user)s, %(moment)s", user=self.env.user.name, moment=now),
        ]
        book = Spreadsheet(export.currency_id, export.name, notes)
        fapiao = export.fapiao_ids.filtered(lambda one: one.state in ("exporting", "issued"))
        rows = [row for one in fapiao.sorted("id") for row in self._rows(one)]
        book.add_table(export.name, self._columns(export.is_red), rows)
        return book.content()

    @api.model
    def _columns(self, is_red):
        kinds = {"net": "amount", "tax": "amount", "amount": "amount", "rate": "percent",
                 "blue_date": "date", "date": "date"}  # fmt: skip
        widths = {"key": 14, "title": 34, "type": 16, "item": 26, "number": 26, "blue_number": 26}
        blue = ("blue_number", "blue_date")
        return [
            Column(heading, kinds.get(name, "text"), width=widths.get(name))
            for name, heading in self._headings().items()
            if is_red or name not in blue
        ]

    @api.model
    def _rows(self, fapiao):
        types = dict(fapiao._fields["fapiao_type"]._description_selection(self.env))
        blue = fapiao.reverses_id
        of_blue = [blue.number, blue.issued_on] if fapiao.is_red else []
        for line in fapiao.line_ids:
            digits = line.currency_id.decimal_places
            net = money.minor_units(line.amount, digits) - money.minor_units(
                line.amount_tax, digits
            )
            yield [
                fapiao.name, fapiao.title, fapiao.tax_number, types[fapiao.fapiao_type],
                line.unit_id.sudo().name, line.item, line.period_text,
                money.decimal_amount(net, digits), line.tax_rate / 100, line.amount_tax,
                line.amount, fapiao.note, *of_blue, fapiao.number, fapiao.code, fapiao.issued_on,
            ]  # fmt: skip

    # ------------------------------------------------------------------
    # Back
    # ------------------------------------------------------------------

    @api.model
    def _read(self, content, digits):
        """The rows of a list that came back.

        :param content: bytes of the file
        :param digits: decimal places of the currency
        :return: list of ``{"row", "key", "number", "code", "day", "amount", "faults"}``; ``day``
            and ``amount`` (minor units) are None where nothing is entered, ``faults`` are reasons
        :raises UserError: it is no workbook, has no heading, or is too large
        """
        if len(content) > LARGEST_FILE:
            raise UserError(self.env._("The file is larger than 20 MB: split the list."))
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            rows = list(self._sheet_rows(book))
        except UNREADABLE as error:
            raise UserError(
                self.env._(
                    "The file is no readable Excel workbook (XLSX): open it and save it as one. "
                    "(%(detail)s)",
                    detail=str(error)[:200],
                )
            ) from error
        return self._parse(rows, digits)

    def _sheet_rows(self, book):
        """(row number, values) of the first sheet."""
        for number, values in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            if number > MOST_ROWS:
                raise UserError(
                    self.env._("More than %(rows)s rows: split the list.", rows=MOST_ROWS)
                )
            yield number, values

    @api.model
    def _parse(self, rows, digits):
        places, start = self._find_headings(rows)
        found = []
        for number, values in rows:
            if number <= start or not any(value not in (None, "") for value in values):
                continue
            cells = {
                name: values[place] if place < len(values) else None
                for name, place in places.items()
            }
            if self._text(cells["key"]) in self._known_headings()["key"]:
                continue  # a second heading, as where two lists were put under each other
            found.append({"row": number, **self._parse_row(cells, digits)})
        return found

    @api.model
    def _known_headings(self):
        """Name of a column → every heading it has in one of the installed languages."""
        known = {}
        for code, _name in self.env["res.lang"].get_installed():
            for name, heading in self.with_context(lang=code)._headings().items():
                known.setdefault(name, set()).add(heading)
        return known

    @api.model
    def _find_headings(self, rows):
        """:return: ({name: place}, row number of the heading)"""
        known = self._known_headings()
        wanted = ("key", "number", "date")
        for number, values in rows[:HEADING_WITHIN]:
            texts = [self._text(value) for value in values]
            places = {
                name: next(place for place, text in enumerate(texts) if text in headings)
                for name, headings in known.items()
                if headings & set(texts)
            }
            if all(name in places for name in wanted):
                return places, number
        headings = self._headings()
        raise UserError(
            self.env._(
                "No row has the headings %(headings)s. Fill in the list that went out, and keep "
                "its headings.",
                headings=", ".join(f"“{headings[name]}”" for name in wanted),
            )
        )

    @api.model
    def _parse_row(self, cells, digits):
        faults = []
        number = cells["number"]
        if isinstance(number, (int, float)) and len(f"{number:.0f}") > 15:
            faults.append(Reason("fapiao_number_as_number"))
        return {
            "key": self._text(cells["key"]),
            "number": self._digits(number),
            "code": self._digits(cells.get("code")),
            "day": self._day(cells["date"], faults),
            "amount": self._amount(cells.get("amount"), digits, faults),
            "faults": faults,
        }

    @staticmethod
    def _text(value):
        return " ".join(str(value).split()) if value not in (None, "") else ""

    @classmethod
    def _digits(cls, value):
        """A number as text. Eight digits kept as a number are whole; long ones are refused."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "".join(cls._text(value).lstrip("'").split())

    @classmethod
    def _day(cls, value, faults):
        """A date cell, a serial number or a written date; None where nothing is entered."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, (int, float)) and int(value) in SERIALS:
            return from_excel(value).date()
        text = cls._text(value)
        if not text:
            return None
        plain = text.replace("年", "-").replace("月", "-").replace("日", "")
        plain = plain.replace("/", "-").replace(".", "-")
        parts = plain.split("-")
        if len(parts) == 1 and len(plain) == 8:
            parts = [plain[:4], plain[4:6], plain[6:]]
        try:
            year, month, day = (int(part) for part in parts)
            return date(year, month, day)
        except ValueError:
            faults.append(Reason("fapiao_date_unreadable", {"text": text[:40]}))
            return None

    @classmethod
    def _amount(cls, value, digits, faults):
        if value in (None, ""):
            return None
        try:
            return money.minor_units(cls._text(value).replace(",", ""), digits)
        except (InvalidOperation, ValueError):
            faults.append(Reason("fapiao_amount_unreadable", {"text": cls._text(value)[:40]}))
            return None
