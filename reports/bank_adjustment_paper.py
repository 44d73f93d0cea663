from odoo import models
from odoo.tools import format_date, format_datetime

from .bank_adjustment_line import SECTIONS
from .spreadsheet import Column, Spreadsheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ArrearsBankAdjustment(models.Model):
    """The adjustment as a paper to be signed and as a workbook."""

    _inherit = "arrears.bank.adjustment"

    def action_pdf(self):
        """Print the adjustment, and keep the paper."""
        self.ensure_one()
        self.check_access("read")
        record = self.with_context(lang=self.env.lang)
        return (
            self.env["arrears.document"]
            ._issue(
                self,
                "report",
                "property_arrears.bank_adjustment_document",
                {
                    "title": record._title(),
                    "currency": self.currency_id,
                    "account": self._account_name(),
                    "sides": record._sides(),
                    "lists": record._lists(),
                },
                language=self.env.lang,
            )
            .action_print()
        )

    def action_xlsx(self):
        """Download the adjustment with the items behind it, as a workbook."""
        self.ensure_one()
        self.check_access("read")
        book = Spreadsheet(self.currency_id, self._title(), self._notes())
        _ = self.env._
        rows = [row for side in self._sides() for row in side]
        rows.append((_("Remaining difference"), self.difference))
        columns = [Column(_("Item"), width=48), Column(_("Amount"), "amount")]
        book.add_table(_("Adjustment"), columns, rows)
        for label, lines, _total in self._lists():
            book.add_table(
                label,
                [
                    Column(_("Date"), "date"),
                    Column(_("Text"), width=48),
                    Column(_("Entry or statement"), width=28),
                    Column(_("Days open"), "number"),
                    Column(_("Amount"), "amount", total=True),
                ],
                [(one.date, one.label, one.document, one.days_open, one.amount) for one in lines],
                total_label=_("Total"),
            )
        name = f"bank_adjustment_{self.journal_id.id}_{self.date}.xlsx"
        return self.env["arrears.report.download"]._hand_out(self, name, book.content(), XLSX)

    def _title(self):
        return self.env._("Bank adjustment")

    def _account_name(self):
        """The journal's name; managers read adjustments without reading the books."""
        return self.journal_id.sudo().display_name

    def _notes(self):
        now = format_datetime(self.env, self.env.cr.now(), dt_format="yyyy-MM-dd HH:mm")
        _ = self.env._
        return [
            self.company_id.sudo().name,
            _("Account: %(journal)s", journal=self._account_name()),
            _("At the end of %(date)s", date=format_date(self.env, self.date)),
            _("Amounts in %(currency)s", currency=self.currency_id.name),
            _("Taken by %(user)s, %(moment)s", user=self.env.user.name, moment=now),
        ]

    def _sides(self):
        """Both columns of the paper, each a list of (label, amount in currency units)."""
        columns = (
            ("bank_balance", "books_in", "books_out", "bank_adjusted"),
            ("book_balance", "bank_in", "bank_out", "book_adjusted"),
        )
        labels = self.fields_get([name for side in columns for name in side], ["string"])
        return [[(labels[name]["string"], self[name]) for name in side] for side in columns]

    def _lists(self):
        """(label, lines, total) of each list that has items."""
        grouped = self.line_ids.grouped("section")
        labels = dict(self.line_ids._fields["section"]._description_selection(self.env))
        return [
            (labels[section], grouped[section], self[section])
            for section, _label in SECTIONS
            if section in grouped
        ]
