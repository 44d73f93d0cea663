from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, formatLang

from ..engine.money import decimal_of
from .spreadsheet import Column, Spreadsheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CURRENT = ("billed", "credited", "waived", "due", "paid", "written_off", "remaining",
           "rate_current", "rate_target", "week_rate_current", "last_year_rate_current",
           "year_due", "year_paid", "rate_year", "units_billed", "units_paid", "rate_units",
           "area_billed", "area_paid", "rate_area", "excluded_due", "excluded_paid",
           "rate_adjusted")  # fmt: skip
OLD = ("opening", "correction", "target_recovered", "recovered", "old_waived", "old_written_off",
       "old_remaining", "old_barred", "old_ending", "rate_old", "rate_target_old",
       "week_rate_old", "last_year_rate_old", "rate_combined", "week_rate_combined",
       "last_year_rate_combined", "cash", "rate_cash", "prepaid", "unplaced")  # fmt: skip
# What the paper shows: it has to fit on a page.
PAPER_CURRENT = ("billed", "credited", "waived", "due", "paid", "written_off", "remaining",
                 "rate_current", "rate_target", "week_rate_current", "last_year_rate_current",
                 "rate_year", "rate_units", "rate_area", "rate_adjusted")  # fmt: skip
PAPER_OLD = ("opening", "correction", "target_recovered", "recovered", "old_waived",
             "old_written_off", "old_remaining", "old_barred", "old_ending", "rate_old",
             "rate_target_old", "rate_combined")  # fmt: skip
# Groupings of the lines: name → what they are grouped by.
GROUPINGS = {
    "company": ("company_id",),
    "region": ("region",),
    "estate": ("estate_id",),
    "building": ("estate_id", "building"),
    "usage": ("usage",),
    "collector": ("collector_id",),
}


class ArrearsRateReport(models.Model):
    """The report as a workbook and as a paper, in the language of whoever asks."""

    _inherit = "arrears.rate.report"

    def action_spreadsheet(self):
        """Download the report as a workbook that names who took it."""
        self._check_kept()
        name = f"collection_rates_{self.company_id.id}_{self.date}.xlsx"
        return self.env["arrears.report.download"]._hand_out(self, name, self._workbook(), XLSX)

    def action_print(self):
        """Print the report and keep the paper."""
        self._check_kept()
        return self._paper(self.env.lang).action_print()

    def _check_kept(self):
        """A draft has no figures to hand out."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "kept":
            raise UserError(self.env._("This report has no figures yet: compute it first."))

    # ------------------------------------------------------------------
    # Workbook
    # ------------------------------------------------------------------

    def _workbook(self, estates=None, with_names=True):
        """The bytes of the workbook.

        :param estates: only these ``arrears.estate``; the sheets of the whole are left out then
        :param with_names: also the list of excluded units
        """
        book = Spreadsheet(self.currency_id, self._title(), self._notes(estates))
        self._add_to(book, estates, with_names)
        book.add_definitions(self.env._("Definitions"), self._definitions())
        return book.content()

    def _add_to(self, book, estates=None, with_names=False):
        """Add the report's sheets to a workbook; see ``_workbook``."""
        for grouping in GROUPINGS:
            self._add_grouping(book, grouping, CURRENT, estates)
        for grouping in ("estate", "building", "collector"):
            self._add_grouping(book, grouping, OLD, estates, self.env._("Old arrears"))
        if self.goal_ids and not estates:
            self._add_goals(book)
        if with_names and self.exclusion_ids:
            self._add_exclusions(book, estates)

    def _title(self):
        return self.env._("Collection rates")

    def _notes(self, estates=None):
        """Company, day, where the opening comes from, the unit of amounts, who took it when."""
        sources = dict(self._fields["opening_source"]._description_selection(self.env))
        now = format_datetime(self.env, self.env.cr.now(), dt_format="yyyy-MM-dd HH:mm")
        notes = [
            self.company_id.sudo().name,
            self.env._("As of %(day)s", day=format_date(self.env, self.date)),
            self.env._("Year of service: %(year)s", year=str(self.year)),
            self.env._("Opening arrears: %(origin)s", origin=sources.get(self.opening_source, "")),
            self.env._("Amounts in %(currency)s", currency=self.currency_id.name),
        ]
        if estates:
            notes.append(self.env._("Only: %(estates)s", estates=", ".join(estates.mapped("name"))))
        return [
            *notes,
            self.env._("Taken by %(user)s, %(moment)s", user=self.env.user.name, moment=now),
        ]

    def _add_grouping(self, book, grouping, names, estates, heading=""):
        labels = self._labels(names)
        rows, totals = self._grouped(grouping, names, estates)
        heads = [self._dimension(name) for name in GROUPINGS[grouping]]
        columns = [
            *(Column(head, width=24) for head in heads),
            *(Column(labels[name], *self._kind(name), width=14) for name in names),
        ]
        blank = [None] * (len(heads) - 1)
        title = " · ".join(filter(None, (heading, heads[-1])))
        book.add_table(
            title,
            columns,
            [[*texts, *(self._cell(name, value) for name, value in figures.items())]
             for texts, figures in rows],
            total_label=self.env._("Total"),
            totals=[None, *blank, *(self._cell(name, totals[name]) for name in names)],
        )  # fmt: skip

    @staticmethod
    def _kind(name):
        """Kind of a workbook's column; totals are given, so that rates are right too."""
        if "rate_" in name:
            return ("percent",)
        if name.startswith("units_"):
            return ("number",)
        return ("number",) if name.startswith("area_") else ("amount",)

    @staticmethod
    def _cell(name, value):
        """A rate as a share, which the workbook shows in percent."""
        if "rate_" not in name:
            return value
        return None if value is False or value is None else decimal_of(value) / 100

    def _grouped(self, grouping, names, estates=None):
        """Figures by a grouping: ``([(texts, {name: value})], totals)``"""
        lines = self.env["arrears.rate.line"]
        domain = [("report_id", "=", self.id)]
        if estates:
            domain.append(("estate_id", "in", estates.ids))
        by = list(GROUPINGS[grouping])
        aggregates = [f"{name}:{'avg' if 'rate_' in name else 'sum'}" for name in names]
        rows = [
            ([self._text(field, value) for field, value in zip(by, row, strict=False)],
             dict(zip(names, row[len(by):], strict=True)))
            for row in lines._read_group(domain, by, aggregates, order=", ".join(by))
        ]  # fmt: skip
        [sums] = lines._read_group(domain, [], aggregates)
        return rows, dict(zip(names, sums, strict=True))

    def _text(self, field, value):
        """The name of a group as people read it."""
        if field == "usage":
            usages = self.env["arrears.rate.line"]._fields["usage"]
            return dict(usages._description_selection(self.env)).get(value, "–")
        if isinstance(value, models.BaseModel):
            return value.sudo().display_name or (
                self.env._("Without unit") if field == "estate_id" else "–"
            )
        return value or "–"

    def _labels(self, names):
        described = self.env["arrears.rate.line"].fields_get(list(names), ["string"])
        return {name: described[name]["string"] for name in names}

    def _dimension(self, name):
        return self._fields_label("arrears.rate.line", name)

    def _fields_label(self, model, name):
        return self.env[model]._fields[name]._description_string(self.env)

    def _add_goals(self, book):
        names = ("scope", "name", "target_current", "rate_current", "due", "paid", "target_old",
                 "rate_old", "old_due", "recovered", "target_units", "rate_units", "units_billed",
                 "units_paid")  # fmt: skip
        rates = ("target_current", "rate_current", "target_old", "rate_old", "target_units",
                 "rate_units")  # fmt: skip
        amounts = ("due", "paid", "old_due", "recovered")
        kinds = {**dict.fromkeys(rates, "percent"), **dict.fromkeys(amounts, "amount"),
                 **dict.fromkeys(("units_billed", "units_paid"), "number")}  # fmt: skip
        scopes = dict(self.goal_ids._fields["scope"]._description_selection(self.env))
        columns = [
            Column(self._fields_label("arrears.rate.goal", name), kinds.get(name, "text"))
            for name in names
        ]
        rows = [
            [scopes[goal.scope], goal.name,
             *(self._cell("rate_", goal[name]) if name in rates else goal[name]
               for name in names[2:])]
            for goal in self.goal_ids
        ]  # fmt: skip
        book.add_table(self.env._("Targets"), columns, rows)

    def _add_exclusions(self, book, estates):
        found = self.exclusion_ids
        if estates:
            found = found.filtered(lambda one: one.estate_id in estates)
        names = ("unit_id", "reason", "due", "paid")
        reasons = dict(found._fields["reason"]._description_selection(self.env))
        columns = [
            Column(
                self._fields_label("arrears.rate.exclusion", name),
                "amount" if name in ("due", "paid") else "text",
                total=name in ("due", "paid"),
            )
            for name in names
        ]
        rows = [[one.unit_id.display_name, reasons[one.reason], one.due, one.paid] for one in found]
        title = self.env._("Exclusions")
        book.add_table(title, columns, rows, total_label=self.env._("Total"))

    # ------------------------------------------------------------------
    # Paper
    # ------------------------------------------------------------------

    def _paper(self, language, estates=None):
        """The report as an ``arrears.document``."""
        report = self.with_context(lang=language)
        values = {"title": report._title(), **report._paper_values(estates)}
        return self.env["arrears.document"]._issue(
            self, "report", "property_arrears.document_collection_rates", values,
            language=language, landscape=True,
        )  # fmt: skip

    def _paper_values(self, estates=None):
        """What the template shows; amounts in currency units, rates in percent."""
        sources = dict(self._fields["opening_source"]._description_selection(self.env))
        scopes = dict(
            self.env["arrears.rate.goal"]._fields["scope"]._description_selection(self.env)
        )
        reasons = self.env["arrears.rate.exclusion"]._fields["reason"]
        return {
            "figure": self._figure_text,
            "source": sources.get(self.opening_source, ""),
            "labels": self._labels((*PAPER_CURRENT, *PAPER_OLD)),
            "current": [self._paper_table(by, PAPER_CURRENT, estates)
                        for by in ("estate", "building", "collector")],
            "old": [self._paper_table(by, PAPER_OLD, estates) for by in ("estate", "collector")],
            "scopes": scopes,
            "reasons": dict(reasons._description_selection(self.env)),
            "definitions": self._definitions(),
            "is_whole": not estates,
        }  # fmt: skip

    def _figure_text(self, name, value):
        """A figure as it is printed: an amount or a number, a rate with two places or blank."""
        if "rate_" in name or name in ("target_current", "target_old"):
            return "" if value is False or value is None else f"{value:.2f}"
        return formatLang(self.env, value or 0, digits=self.currency_id.decimal_places)

    def _paper_table(self, grouping, names, estates):
        rows, totals = self._grouped(grouping, names, estates)
        return {
            "heading": " / ".join(self._dimension(name) for name in GROUPINGS[grouping]),
            "names": names,
            "rows": [(" ".join(texts), figures) for texts, figures in rows],
            "totals": totals,
        }
