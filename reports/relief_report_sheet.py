from odoo import models
from odoo.tools import format_date, format_datetime

from .rate_report_sheet import XLSX
from .relief_report_line import DIMENSIONS
from .spreadsheet import Column, Spreadsheet


class ArrearsReliefReport(models.Model):
    """The report as a workbook, in the language of whoever asks."""

    _inherit = "arrears.relief.report"

    def action_spreadsheet(self):
        """Download the report as a workbook that names who took it.

        :raises AccessError: the user may not read reports on relief
        """
        self.ensure_one()
        self.check_access("read")
        name = f"relief_{self.company_id.id}_{self.date_from}.xlsx"
        return self.env["arrears.report.download"]._hand_out(self, name, self._workbook(), XLSX)

    def _workbook(self):
        book = Spreadsheet(self.currency_id, self.display_name, self._notes())
        tables = dict(self.line_ids._fields["dimension"]._description_selection(self.env))
        for dimension, _label in DIMENSIONS:
            lines = self.line_ids.filtered(lambda one, table=dimension: one.dimension == table)
            if lines:
                book.add_table(
                    tables[dimension], self._columns(dimension),
                    [self._cells(line) for line in lines],
                    total_label=self.env._("Total") if not lines[0].is_hidden else "",
                )  # fmt: skip
        book.add_definitions(self.env._("Definitions"), self._definitions())
        return book.content()

    def _columns(self, dimension):
        columns = [
            Column(self.env._("Group"), width=48),
            Column(self.env._("Number of applications"), "number", total=True),
        ]
        if dimension != "ground":
            columns += [
                Column(self.env._("Days to the answer"), "number", width=18),
                Column(self.env._("Relief granted"), "amount", total=True),
            ]
        return columns

    def _cells(self, line):
        shown = not line.is_hidden
        cells = [line.label, line.applications if shown else None]
        if line.dimension != "ground":
            cells += [line.median_days, line.amount] if shown else [None, None]
        return cells

    def _notes(self):
        now = format_datetime(self.env, self.env.cr.now(), dt_format="yyyy-MM-dd HH:mm")
        return [
            self.company_id.sudo().name,
            self.env._(
                "%(first)s to %(last)s",
                first=format_date(self.env, self.date_from),
                last=format_date(self.env, self.date_to),
            ),
            self.env._("Amounts in %(currency)s", currency=self.currency_id.name),
            self.env._("Taken by %(user)s, %(moment)s", user=self.env.user.name, moment=now),
        ]

    def _definitions(self):
        _ = self.env._
        return [
            (_("Group"), _("Of at least five owners. Smaller ones are counted together, and "
                           "where all together are fewer than five nothing is shown.")),
            (_("Number of applications"),
             _("Applications for relief that came in, or were decided, in these three months.")),
            (_("Days to the answer"), _("Calendar days from the application, or the appeal, to "
                                        "its decision: the median of the group.")),
            (_("Relief granted"), _("Late fees and service fees given up by these decisions. What "
                                    "an appeal granted stands with the appeals.")),
        ]  # fmt: skip
