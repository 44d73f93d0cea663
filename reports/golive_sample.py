from datetime import date

from odoo import models

from ..engine.golive_sheets import COLUMNS, WORDS
from .ageing_sheet import XLSX
from .spreadsheet import Column, Spreadsheet

_SHAPES = {
    "amount": "amount", "paid": "amount", "area": "number_2", "whole": "number", "day": "date",
}  # fmt: skip


class ArrearsGolive(models.Model):
    """A sample of each list: its columns, one row as it should be, and what the columns mean."""

    _inherit = "arrears.golive"

    def _sample_file(self, sheet, language):
        """Download the sample of a list.

        :param sheet: one of ``engine.golive_sheets.SHEETS``
        :param language: ``zh_CN`` for Chinese headings, else English
        """
        self.ensure_one()
        label = dict(
            self.env["arrears.golive.file"]
            ._fields["sheet"]
            ._description_selection(self.with_context(lang=language).env)
        )[sheet]
        content = self.with_context(lang=language)._sample_content(sheet, label)
        return self.env["arrears.report.download"]._hand_out(self, f"{label}.xlsx", content, XLSX)

    def _sample_content(self, sheet, label):
        """The workbook of a sample, in the language of the context."""
        chinese = (self.env.lang or "").startswith("zh")
        columns = COLUMNS[sheet]
        book = Spreadsheet(self.currency_id, label, [self.estate_id.name])
        book.add_table(label, [_column(one, chinese) for one in columns], self._examples(sheet))
        book.add_definitions(
            self.env._("Read me"),
            [*self._general_advice(), *((_heading(c, chinese), self._advice(c)) for c in columns)],
        )
        return book.content()

    def _examples(self, sheet):
        """One row, with a unit of the estate where there is one."""
        chinese = (self.env.lang or "").startswith("zh")
        unit = self.env["arrears.unit"].search([("estate_id", "=", self.estate_id.id)], limit=1)
        row = []
        for column in COLUMNS[sheet]:
            value = column.example[chinese]
            if column.name == "unit" and unit:
                value = unit.name
            elif column.name == "currency":
                value = self.currency_id.name
            elif column.type == "day" and value:
                value = date.fromisoformat(value)
            row.append(value)
        return [row]

    def _general_advice(self):
        _ = self.env._
        return [
            (
                _("How to fill it in"),
                _(
                    "One row for each item, under the headings of the first sheet. Delete the "
                    "example. Columns may stand in any order; others are passed over. English and "
                    "Chinese headings are both known."
                ),
            ),
            (
                _("Total"),
                _(
                    "A last row that begins with “Total” is compared with the rows and not "
                    "imported; so is the control total that you enter when uploading."
                ),
            ),
            (
                _("Corrections"),
                _(
                    "Refused rows are named with their cause. Correct them in this file and upload "
                    "it again: rows that were booked are known and not booked twice."
                ),
            ),
        ]

    def _advice(self, column):
        """What to write into a column."""
        _ = self.env._
        required = _("Required.") if column.required else _("May stay empty.")
        return f"{self._advice_of_type(column)} {required}"

    def _advice_of_type(self, column):
        _ = self.env._
        chinese = (self.env.lang or "").startswith("zh")
        texts = {
            "amount": _("An amount above zero with at most two decimal places, without a symbol."),
            "paid": _("An amount with at most two decimal places; 0 or empty: nothing was paid."),
            "area": _("Square metres, at most two decimal places."),
            "whole": _("A whole number."),
            "day": _("A date: a date cell, or text with the year first, such as 2024-01-31."),
            "account": _(
                "Format the column as text before typing: numbers lose their last digits."
            ),
            "text": _("Text."),
        }
        if column.type in texts:
            return texts[column.type]
        words = [
            next(word for word in spellings if word.isascii() != chinese)
            for spellings in WORDS[column.type].values()
        ]
        return _("One of: %(words)s.", words=", ".join(words))


def _heading(column, chinese):
    return column.chinese if chinese else column.english


def _column(column, chinese):
    return Column(_heading(column, chinese), _SHAPES.get(column.type, "text"))
