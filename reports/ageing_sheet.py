from odoo import models
from odoo.tools import format_date, format_datetime, formatLang, split_every

from ..engine import money
from .ageing_axes import AXES
from .ageing_figures import WITH_CREDITS
from .ageing_tie import PARTS
from .spreadsheet import Column, Spreadsheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# Rows of a table that surely fit on one page of paper laid across.
ROWS_A_PAGE = 18
LINES_AT_ONCE = 5000


def pieces(rows):
    """Rows cut into lots that are never torn by the end of a page."""
    return [rows[start : start + ROWS_A_PAGE] for start in range(0, len(rows), ROWS_A_PAGE)]


def plain(env, digits):
    """How wide tables write an amount: without the currency's sign, which the head gives."""
    return lambda amount: formatLang(env, float(amount or 0), digits=digits)


class ArrearsAgeingReport(models.Model):
    """The report as a workbook and as a paper, in the language of whoever asks."""

    _inherit = "arrears.ageing.report"

    # ------------------------------------------------------------------
    # Workbook
    # ------------------------------------------------------------------

    def action_xlsx(self):
        """Download the report with every charge, as a workbook that names who took it."""
        self.ensure_one()
        self.check_access("read")
        name = f"{self._file_stem()}.xlsx"
        return self.env["arrears.report.download"]._hand_out(self, name, self._workbook(), XLSX)

    def _file_stem(self):
        """A file name of letters that every system keeps."""
        return f"ageing_{self.company_id.id}_{self.date}"

    def _workbook(self, estates=None, with_names=True):
        """The bytes of the workbook.

        :param estates: only these ``arrears.estate`` in the tables; the proof is of the whole
        :param with_names: also the sheets that name debtors
        """
        book = Spreadsheet(self.currency_id, self._title(), self._notes(estates))
        self._add_to(book, estates, with_names)
        book.add_definitions(self.env._("Definitions"), self._definitions())
        return book.content()

    def _add_to(self, book, estates=None, with_names=False):
        """Add the report's sheets to a workbook; see ``_workbook``."""
        for axis, _label in AXES:
            self._add_matrix(book, "estate", axis, estates)
        for by in ("collector", "kind"):
            self._add_matrix(book, by, "due_date", estates)
        self._add_matrix(book, "reason", "due_date", estates, overdue_only=True)
        self._add_tie(book)
        if with_names:
            self._add_debts(book, estates)
            self._add_credits(book, estates)

    def _title(self):
        return self.env._("Ageing of receivables")

    def _notes(self, estates=None):
        """Company, day and clock, the estates, the unit of amounts, and who took it when."""
        basis = dict(self._fields["basis"]._description_selection(self.env))[self.basis]
        now = format_datetime(self.env, self.env.cr.now(), dt_format="yyyy-MM-dd HH:mm")
        notes = [
            self.company_id.sudo().name,
            self.env._("As of %(day)s", day=format_date(self.env, self.date)),
            self.env._("Money counts by: %(clock)s", clock=basis),
            self.env._("Amounts in %(currency)s", currency=self.currency_id.name),
        ]
        if estates:
            notes.append(self.env._("Only: %(estates)s", estates=", ".join(estates.mapped("name"))))
        notes.append(
            self.env._("Taken by %(user)s, %(moment)s", user=self.env.user.name, moment=now)
        )
        return notes

    def _add_matrix(self, book, by, axis, estates, overdue_only=False):
        """One sheet: a dimension down, the classes of age across."""
        digits = self.currency_id.decimal_places
        classes = self._classes(axis)
        rows = self._matrix(by, axis, estates, overdue_only)
        amounts = [*classes.values(), self.env._("Owed")]
        if by in WITH_CREDITS:
            amounts.append(self.env._("Unapplied credits"))
        dimension = self._dimension_label(by)
        columns = [Column(dimension, width=26), *(Column(a, "amount", total=True) for a in amounts)]
        book.add_table(
            f"{dimension} · {self._axis_label(axis)}",
            columns,
            [self._matrix_cells(row, classes, digits)[: len(columns)] for row in rows],
            total_label=self.env._("Total"),
        )

    @staticmethod
    def _matrix_cells(row, classes, digits):
        minors = (*(row["buckets"].get(code, 0) for code in classes), row["owed"], row["credit"])
        return [row["label"], *(money.decimal_amount(minor, digits) for minor in minors)]

    def _add_tie(self, book):
        """The proof: every ledger account with what explains its balance."""
        fields = self.env["arrears.ageing.tie"].fields_get(
            ["ledger_balance", *PARTS, "unexplained"], ["string"]
        )
        names = ["ledger_balance", *PARTS, "unexplained"]
        columns = [
            Column(self.env._("Ledger account"), width=34),
            Column(self.env._("Company"), width=22),
            *(Column(fields[name]["string"], "amount", total=True) for name in names),
        ]
        rows = [
            [tie.account_name, tie.company_id.sudo().name, *(tie[name] for name in names)]
            for tie in self.tie_ids
        ]
        title = self.env._("Tie-out with the ledger")
        book.add_table(title, columns, rows, total_label=self.env._("Total"))

    def _add_debts(self, book, estates):
        """Every charge, one row each."""
        names = ["debtor_id", "estate_id", "unit_id", "kind", "period_from", "period_to",
                 "due_date", "days_overdue", "due_bucket", "period_bucket", "limitation_bucket",
                 "limitation_date", "collector_id", "reason_id", "amount_original", "amount_paid",
                 "amount_reduced", "amount_owed"]  # fmt: skip
        self._add_lines(book, self.env._("Debts"), "debt", names, estates)

    def _add_credits(self, book, estates):
        """Every credit that no charge has used."""
        names = ["debtor_id", "estate_id", "unit_id", "kind", "line_id", "amount_credit"]
        self._add_lines(book, self.env._("Unapplied credits"), "credit", names, estates)

    def _add_lines(self, book, title, entry, names, estates):
        Line = self.env["arrears.ageing.line"]
        domain = [("report_id", "=", self.id), ("entry", "=", entry)]
        if estates:
            domain.append(("estate_id", "in", estates.ids))
        labels = Line.fields_get(names, ["string"])
        fields = [Line._fields[name] for name in names]
        columns = [
            Column(labels[field.name]["string"], *self._column_kind(field)) for field in fields
        ]
        lines = Line.search(domain, order="estate_id, debtor_id, due_date, id")
        book.add_table(title, columns, self._cells(lines, fields), total_label=self.env._("Total"))

    @staticmethod
    def _column_kind(field):
        """Kind of a column, and whether it is added up."""
        kinds = {"monetary": ("amount", True), "date": ("date",), "integer": ("number",)}
        return kinds.get(field.type, ("text",))

    def _cells(self, lines, fields):
        """Rows of plain values, with the names of records and choices, read in lots."""
        choices = {
            field.name: dict(field._description_selection(self.env))
            for field in fields
            if field.type == "selection"
        }
        for lot in split_every(LINES_AT_ONCE, lines.ids, lines.browse):
            names = {**choices, **self._names(lot, fields)}
            for values in lot.read([field.name for field in fields], load=None):
                yield [self._cell(names.get(f.name), values[f.name]) for f in fields]
            lot.invalidate_recordset()

    @staticmethod
    def _cell(names, value):
        return names.get(value) if names is not None and value else value

    @staticmethod
    def _names(lines, fields):
        """Names of the records that these lines refer to: ``{field: {id: name}}``."""
        return {
            field.name: {record.id: record.display_name for record in lines.sudo()[field.name]}
            for field in fields
            if field.type == "many2one"
        }

    # ------------------------------------------------------------------
    # Paper
    # ------------------------------------------------------------------

    def action_pdf(self):
        """Print the report on the axis that the button names, and keep the paper."""
        self.ensure_one()
        axis = self.env.context.get("axis", self.axis)
        return self._paper(axis, self.env.lang).action_print()

    def _paper(self, axis, language, estates=None):
        """The report as an ``arrears.document``."""
        report = self.with_context(lang=language)
        values = {"title": report._title(), **report._paper_values(axis, estates)}
        return self.env["arrears.document"]._issue(
            self, "report", "property_arrears.document_ageing", values,
            language=language, landscape=True,
        )  # fmt: skip

    def _paper_values(self, axis, estates=None):
        """What the template shows; amounts in currency units."""
        digits = self.currency_id.decimal_places
        classes = self._classes(axis)
        return {
            "plain": plain(self.env, digits),
            "basis_label": dict(self._fields["basis"]._description_selection(self.env))[self.basis],
            "axis_label": self._axis_label(axis),
            "classes": classes,
            "tables": [
                self._paper_table(by, axis, classes, digits, estates)
                for by in ("estate", "collector", "kind")
            ],
            "reasons": self._paper_table(
                "reason", "due_date", self._classes("due_date"), digits, estates, overdue_only=True
            ),
            "definitions": self._definitions(),
        }

    def _paper_table(self, by, axis, classes, digits, estates, overdue_only=False):
        """A table in pieces that fit a page; columns of credits only where credits are known."""
        rows = self._matrix(by, axis, estates, overdue_only)
        with_credit = by in WITH_CREDITS
        figures = [
            (row["label"], [*(row["buckets"].get(code, 0) for code in classes), row["owed"],
                            *([row["credit"]] if with_credit else [])])
            for row in rows
        ]  # fmt: skip
        columns = zip(*(minors for _label, minors in figures), strict=True)
        exact = [
            (label, [money.decimal_amount(minor, digits) for minor in minors])
            for label, minors in figures
        ]
        return {
            "heading": self._dimension_label(by),
            "classes": list(classes.values()),
            "with_credit": with_credit,
            "pieces": pieces(exact),
            "totals": [money.decimal_amount(sum(column), digits) for column in columns],
        }
