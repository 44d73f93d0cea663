from odoo import models
from odoo.tools import format_date, format_datetime

from .ageing_sheet import XLSX, pieces, plain
from .roll_line import RATES
from .roll_sql import AMOUNTS
from .spreadsheet import Column, Spreadsheet


class ArrearsRollReport(models.Model):
    """The report as tables, for workbooks, papers and mail, in the language of whoever asks."""

    _inherit = "arrears.roll.report"

    def _table_of(self, estates=None, by="bucket"):
        """Amounts and rates by class of age, or by another field of the lines.

        :param estates: only these ``arrears.estate``; None: everything
        :return: list of (label, {field: value}); a rate without an opening amount is False
        """
        self.ensure_one()
        names = [*(f"{name}:sum" for name in AMOUNTS), *(f"{rate}:avg" for rate in RATES)]
        domain = [("report_id", "=", self.id)]
        if estates:
            domain.append(("estate_id", "in", estates.ids))
        if by != "bucket":
            domain.append(("bucket", "!=", "0_not_due"))
        Line = self.env["arrears.roll.line"]
        labels = dict(Line._fields["bucket"]._description_selection(self.env))
        nothing = self.env._("Without estate")
        rows = []
        for key, *figures in Line._read_group(domain, [by], names):
            values = dict(zip((*AMOUNTS, *RATES), figures, strict=True))
            label = labels[key] if by == "bucket" else key.sudo().display_name or nothing
            # A rate may not exist; an amount of nothing is zero.
            rates = {rate: False if values[rate] is None else values[rate] for rate in RATES}
            rows.append((label, {**{name: values[name] or 0 for name in AMOUNTS}, **rates}))
        return rows

    def _headings(self):
        """Labels of the amounts and rates: ``{field: label}``."""
        described = self.env["arrears.roll.line"].fields_get([*AMOUNTS, *RATES], ["string"])
        return {name: described[name]["string"] for name in (*AMOUNTS, *RATES)}

    def _title(self):
        return self.env._("Roll rates")

    def _notes(self):
        basis = dict(self._fields["basis"]._description_selection(self.env))[self.basis]
        now = format_datetime(self.env, self.env.cr.now(), dt_format="yyyy-MM-dd HH:mm")
        return [
            self.company_id.sudo().name,
            self.env._(
                "From the end of %(first)s to the end of %(last)s",
                first=format_date(self.env, self.date_from),
                last=format_date(self.env, self.date_to),
            ),
            self.env._("Money counts by: %(clock)s", clock=basis),
            self.env._("Amounts in %(currency)s", currency=self.currency_id.name),
            self.env._("Taken by %(user)s, %(moment)s", user=self.env.user.name, moment=now),
        ]

    def action_xlsx(self):
        """Download the report as a workbook."""
        self.ensure_one()
        self.check_access("read")
        book = Spreadsheet(self.currency_id, self._title(), self._notes())
        self._add_to(book)
        book.add_definitions(self.env._("Definitions"), self._definitions())
        name = f"roll_rates_{self.company_id.id}_{self.date_to}.xlsx"
        return self.env["arrears.report.download"]._hand_out(self, name, book.content(), XLSX)

    def _add_to(self, book, estates=None):
        """Add the report's sheets to a workbook.

        :param estates: only these ``arrears.estate``; None: everything
        """
        self._add_table(book, estates, "bucket", self.env._("Overdue for"))
        self._add_table(book, estates, "estate_id", self.env._("Estate"))

    def _add_table(self, book, estates, by, heading):
        labels = self._headings()
        columns = [
            Column(heading, width=24),
            *(Column(labels[name], "amount", total=True) for name in AMOUNTS),
            *(Column(labels[rate], "number_2") for rate in RATES),
        ]
        rows = [[label, *values.values()] for label, values in self._table_of(estates, by)]
        book.add_table(
            f"{self._title()} · {heading}", columns, rows, total_label=self.env._("Total")
        )

    def action_pdf(self):
        """Print the report and keep the paper."""
        self.ensure_one()
        return self._paper(self.env.lang).action_print()

    def _paper(self, language):
        """The report as an ``arrears.document``."""
        report = self.with_context(lang=language)
        values = {
            "title": report._title(),
            "plain": plain(report.env, self.currency_id.decimal_places),
            "headings": report._headings(),
            "amounts": AMOUNTS,
            "rates": list(RATES),
            "tables": [
                (report.env._("Overdue for"), pieces(report._table_of())),
                (report.env._("Estate"), pieces(report._table_of(by="estate_id"))),
            ],
            "definitions": report._definitions(),
        }
        return self.env["arrears.document"]._issue(
            self, "report", "property_arrears.document_roll_rates", values,
            language=language, landscape=True,
        )  # fmt: skip

    def _definitions(self):
        """What the words of the report mean: (word, meaning)."""
        return [
            (self.env._("At the start"), self.env._(
                "What was owed at the end of the first day, in the class it was in then.")),
            (self.env._("Cured"), self.env._("Of this, paid up to the end of the last day.")),
            (self.env._("Reduced"), self.env._(
                "Of this, credited, waived, written off or moved to another receivable; never "
                "counted as cured.")),
            (self.env._("Rolled on"), self.env._(
                "Of this, still owed on the last day and in an older class by then.")),
            (self.env._("Stayed"), self.env._("Of this, still owed and still in its class.")),
            (self.env._("New arrears"), self.env._(
                "Overdue on the last day and not overdue, or not yet billed, on the first.")),
            (self.env._("Rates"), self.env._(
                "Shares of the amount at the start, in percent; blank where nothing was open.")),
        ]  # fmt: skip
