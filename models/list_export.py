from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

# Who may take a list of debtors out of the house.
MAY_EXPORT = ("property_arrears.group_manager", "property_arrears.group_accountant")

# What a spreadsheet would run. Odoo guards its text files against "=", "+" and "-", and its
# workbooks against nothing: there "=" and "{=" become formulas.
STARTS_A_FORMULA = ("=", "{=", "@", "\t", "\r")


class ArrearsListExport(models.AbstractModel):
    """Lists of debtors leave for few, and every copy says who took it."""

    _name = "arrears.list.export"
    _description = "List that names debtors"

    def export_data(self, fields_to_export):
        """Extended: only managers and accountants export, and the last row names who did. What
        owners and banks wrote stays text in a spreadsheet.

        A list that turns up where it should not can be traced (PIPL art. 51: those who handle
        personal data limit and record who gets at it).

        :raises AccessError: for everybody else
        """
        if not any(self.env.user.has_group(group) for group in MAY_EXPORT):
            raise AccessError(
                self.env._(
                    "Lists that name debtors are exported by managers and accountants: ask one "
                    "of them, and say what for."
                )
            )
        exported = super().export_data(fields_to_export)
        rows = [[_harmless(value) for value in row] for row in exported["datas"]]
        if rows:
            rows.append(self._export_mark(fields_to_export))
        return {**exported, "datas": rows}

    def _export_mark(self, fields_to_export):
        """The row that names who took the list, and when."""
        row = [""] * len(fields_to_export)
        # A grouped export starts each row with the number of its record, or nothing for "the
        # same one still", and leaves that column out.
        first = 1 if fields_to_export[0] == ".id" and len(row) > 1 else 0
        row[first] = self.env._(
            "Taken by %(user)s, %(moment)s",
            user=self.env.user.name,
            moment=format_datetime(self.env, self.env.cr.now()),
        )
        return row


def _harmless(value):
    """A cell; a text that a spreadsheet would run is shown instead."""
    is_formula = isinstance(value, str) and value.startswith(STARTS_A_FORMULA)
    return f"'{value}" if is_formula else value
