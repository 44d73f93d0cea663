from odoo import models
from odoo.tools import format_date, formatLang

from ..engine import money
from .ageing_axes import AXES
from .roll_line import RATES
from .roll_sql import AMOUNTS
from .spreadsheet import Spreadsheet


class ArrearsReportIssue(models.Model):
    """What an issued report says: its figures, its workbook and its mail."""

    _inherit = "arrears.report.issue"

    # ------------------------------------------------------------------
    # Figures, as they are kept
    # ------------------------------------------------------------------

    def _collect_figures(self):
        """All figures as JSON can carry them; amounts in minor units. Other rooms add theirs."""
        figures = {
            "currency": self.currency_id.name,
            "digits": self.currency_id.decimal_places,
            "estates": self.schedule_id.estate_ids.mapped("name"),
        }
        if self.ageing_report_id:
            figures["ageing"] = self._ageing_figures(self.ageing_report_id)
        if self.roll_report_id:
            figures["roll_rates"] = self._roll_figures(self.roll_report_id)
        if self.rate_report_id:
            figures["rates"] = self._rate_figures(self.rate_report_id)
        return figures

    def _minor(self, amount):
        return money.minor_units(amount or 0, self.currency_id.decimal_places)

    def _ageing_figures(self, report):
        estates = self.schedule_id.estate_ids
        return {
            "as_of": str(report.date),
            "basis": report.basis,
            "owed": self._minor(report.amount_owed),
            "overdue": self._minor(report.amount_overdue),
            "credit": self._minor(report.amount_credit),
            "ledger_balance": self._minor(report.ledger_balance),
            "unexplained": self._minor(report.unexplained),
            "by_estate": {axis: report._matrix("estate", axis, estates) for axis, _label in AXES},
            "by_collector": report._matrix("collector", "due_date", estates),
            "by_reason": report._matrix("reason", "due_date", estates, overdue_only=True),
        }

    def _roll_figures(self, report):
        estates = self.schedule_id.estate_ids
        return {
            "date_from": str(report.date_from),
            "date_to": str(report.date_to),
            "classes": [self._roll_row(row) for row in report._table_of(estates)],
            "estates": [self._roll_row(row) for row in report._table_of(estates, "estate_id")],
        }

    def _roll_row(self, row):
        label, values = row
        amounts = {name: self._minor(values[name]) for name in AMOUNTS}
        return {"label": label, **amounts, **{rate: values[rate] for rate in RATES}}

    def _rate_figures(self, report):
        """Figures of the whole: amounts in minor units, rates in percent or None."""
        found = {"as_of": str(report.date), "year": report.year}
        for name in dict.fromkeys([*report._figure_names(), *report._ratios]):
            value, kind = report[name], report._fields[name].type
            if kind == "monetary":
                value = self._minor(value)
            found[name] = None if value is False else value
        return found

    # ------------------------------------------------------------------
    # The file
    # ------------------------------------------------------------------

    def _workbook(self):
        """One workbook with the tables of all reports, without the names of debtors."""
        notes = [
            self.company_id.name,
            self._period_text(),
            self.env._("Amounts in %(currency)s", currency=self.currency_id.name),
        ]
        book = Spreadsheet(self.currency_id, self.schedule_id.name, notes)
        definitions = self._add_sheets(book)
        book.add_definitions(self.env._("Definitions"), definitions)
        return book.content()

    def _add_sheets(self, book):
        """Add the sheets of each report; the definitions of their words. Other rooms add theirs."""
        estates, definitions = self.schedule_id.estate_ids, []
        if self.ageing_report_id:
            self.ageing_report_id._add_to(book, estates)
            definitions += self.ageing_report_id._definitions()
        if self.roll_report_id:
            self.roll_report_id._add_to(book, estates)
            definitions += self.roll_report_id._definitions()
        if self.rate_report_id:
            self.rate_report_id._add_to(book, estates)
            definitions += self.rate_report_id._definitions()
        # Two reports may explain the same word in the same way.
        return list(dict.fromkeys(definitions))

    def _period_text(self):
        return self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )

    # ------------------------------------------------------------------
    # The mail
    # ------------------------------------------------------------------

    def _mail_values(self):
        """What the template of the mail shows, in the reader's language."""
        return {
            "title": self.schedule_id.name,
            "company": self.company_id.name,
            "period": self._period_text(),
            "figures": self._mail_figures(),
            "address": f"{self.get_base_url()}/odoo/action-property_arrears"
            f".action_arrears_report_issue/{self.id}",
        }

    def _mail_figures(self):
        """A few lines of the whole: (label, text). Other rooms add theirs."""
        found = []
        if self.ageing_report_id:
            report = self.ageing_report_id
            found += [
                (self.env._("Owed"), self._money(report.amount_owed)),
                (self.env._("Overdue"), self._money(report.amount_overdue)),
                (self.env._("Unapplied credits"), self._money(report.amount_credit)),
                (self.env._("Unexplained against the ledger"), self._money(report.unexplained)),
            ]
        if self.roll_report_id:
            report = self.roll_report_id
            found += [
                (self.env._("New arrears"), self._money(report.amount_new)),
                (self.env._("Cure rate"), self._percent(report.rate_paid)),
                (self.env._("Roll rate"), self._percent(report.rate_rolled)),
            ]
        if self.rate_report_id:
            report = self.rate_report_id
            found += [
                (self.env._("Collection rate to date"), self._percent(report.rate_current)),
                (self.env._("Recovery rate of old arrears"), self._percent(report.rate_old)),
            ]
        return found

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _percent(self, rate):
        return "" if rate is False else f"{formatLang(self.env, rate, digits=2)} %"
