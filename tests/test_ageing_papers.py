"""The ageing as workbook and paper: what stands in them, and who may take them."""

import io
from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from openpyxl import load_workbook

from ..reports.spreadsheet import Column, Spreadsheet
from .test_ageing import AgeingCase


def opened(content):
    """The workbook with formulas, and with the values they carry."""
    return [load_workbook(io.BytesIO(content), data_only=values) for values in (False, True)]


def table(sheet, heading):
    """Rows below the heading row that begins with ``heading``, without the blank ones."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if row[0] == heading)
    return rows[top], [row for row in rows[top + 1 :] if any(value is not None for value in row)]


@tagged("post_install", "-at_install")
class TestSpreadsheet(AgeingCase):
    def made(self, rows, columns=None, **options):
        columns = columns or [Column("Who"), Column("Owed", "amount", total=True)]
        book = Spreadsheet(self.company.currency_id, "A & B", ["Firm", "As of today"])
        book.add_table("Debts", columns, rows, **options)
        return opened(book.content())

    def test_a_name_that_looks_like_a_formula_stays_text(self):
        with_formulas, _values = self.made([["=1+1", 1], ["@SUM(A1)", 2], ["http://x.y", 3]])
        _heading, rows = table(with_formulas["Debts"], "Who")
        self.assertEqual([row[0] for row in rows], ["=1+1", "@SUM(A1)", "http://x.y"])
        kinds = [with_formulas["Debts"].cell(number, 1).data_type for number in (6, 7, 8)]
        self.assertEqual(kinds, ["s", "s", "s"])

    def test_totals_are_formulas_that_carry_the_exact_sum(self):
        rows = [["A", 0.1], ["B", 0.2], ["C", -0.05], ["D", None]]
        formulas, values = self.made(rows, total_label="Total")
        self.assertEqual(formulas["Debts"]["B10"].value, "=SUBTOTAL(109,B6:B9)")
        self.assertEqual(values["Debts"]["B10"].value, 0.25)
        self.assertEqual(formulas["Debts"]["B6"].number_format, "#,##0.00;[Red]-#,##0.00")
        self.assertIn(self.company.currency_id.symbol, formulas["Debts"]["B10"].number_format)
        self.assertEqual(formulas["Debts"].freeze_panes, "B6")

    def test_an_empty_table_has_a_total_of_zero(self):
        _formulas, values = self.made([], total_label="Total")
        self.assertEqual(values["Debts"]["B6"].value, 0)

    def test_a_rate_that_does_not_exist_is_blank_and_zero_is_not(self):
        columns = [Column("Who"), Column("Rate", "number_2"), Column("Share", "percent")]
        _formulas, values = self.made([["A", False, None], ["B", 0.0, 0.3]], columns)
        _heading, rows = table(values["Debts"], "Who")
        self.assertEqual([row[1:] for row in rows], [[None, None], [0, 0.3]])

    def test_days_are_days(self):
        columns = [Column("Who"), Column("Due", "date")]
        rows = [["A", date(2026, 9, 15)], ["B", "2026-09-16"]]
        _formulas, values = self.made(rows, columns)
        _heading, rows = table(values["Debts"], "Who")
        self.assertEqual([row[1] for row in rows], [datetime(2026, 9, 15), datetime(2026, 9, 16)])

    def test_names_of_sheets_are_made_fit_and_unique(self):
        book = Spreadsheet(self.company.currency_id, "T")
        for name in ("Estate: [1]/2", "A" * 40, "A" * 40, "'Quoted'", ""):
            book.add_table(name, [Column("X")], [])
        names = opened(book.content())[0].sheetnames
        self.assertEqual(len(set(names)), 5)
        self.assertLessEqual(max(map(len, names)), 31)

    def test_the_same_figures_give_the_same_bytes(self):
        contents = []
        for _time in range(2):
            book = Spreadsheet(self.company.currency_id, "T", ["N"])
            book.add_table("S", [Column("A"), Column("B", "amount", True)], [["x", 1.5]])
            contents.append(book.content())
        self.assertEqual(*contents)

    def test_yen_have_no_places(self):
        book = Spreadsheet(self.env.ref("base.JPY"), "T")
        book.add_table("S", [Column("A", "amount", total=True)], [[1200]])
        self.assertEqual(opened(book.content())[0]["S"]["A4"].number_format, "#,##0;[Red]-#,##0")


@tagged("post_install", "-at_install")
class TestAgeingPapers(AgeingCase):
    def setUp(self):
        super().setUp()
        self.bill(100, "2026-08-31")
        self.bill(40.05, "2024-08-31", period_to="2024-06-30", partner_id=self.partner("=Eve").id)
        self.money(30)

    def test_the_workbook_holds_every_charge_and_adds_up(self):
        report = self.report()
        _formulas, book = opened(report._workbook())
        heading, rows = table(book["Estate · By due date"], "Estate")
        self.assertEqual(heading[-2:], ["Owed", "Unapplied credits"])
        self.assertEqual([row[0] for row in rows], ["Lakeside", "Without estate", "Total"])
        self.assertEqual(rows[-1][-2:], [140.05, 30])
        self.assertEqual(rows[0][heading.index("1–30 days")], 100)
        heading, debts = table(book["Debts"], "Debtor")
        self.assertEqual(sorted(row[0] for row in debts[:-1]), ["=Eve", "Owner"])
        self.assertEqual(debts[-1][heading.index("Owed")], 140.05)
        _heading, credits = table(book["Unapplied credits"], "Debtor")
        self.assertEqual((credits[0][0], credits[0][-1]), ("Owner", 30))

    def test_the_workbook_proves_itself_against_the_ledger(self):
        report = self.report()
        _formulas, book = opened(report._workbook())
        heading, rows = table(book["Tie-out with the ledger"], "Ledger account")
        total = dict(zip(heading, rows[-1], strict=True))
        self.assertEqual((total["Ledger balance"], total["Unexplained"]), (110.05, 0))
        self.assertEqual((total["Owed"], total["Unapplied credits"]), (140.05, -30))

    def test_every_sheet_says_whose_it_is_and_who_took_it(self):
        report = self.report()
        _formulas, book = opened(report._workbook())
        for sheet in book.worksheets:
            head = [str(sheet.cell(number, 1).value) for number in range(1, 8)]
            self.assertTrue(any(self.company.name in text for text in head), sheet.title)
            self.assertTrue(any(self.env.user.name in text for text in head), sheet.title)
        self.assertIn("Definitions", book.sheetnames)

    def test_without_names_no_debtor_is_in_the_file(self):
        report = self.report()
        _formulas, book = opened(report._workbook(with_names=False))
        cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        self.assertFalse({"Owner", "=Eve"} & cells)

    def test_only_the_estates_asked_for(self):
        other = self.estate.copy({"name": "Hillside"})
        report = self.report()
        self.assertEqual([row["label"] for row in report._matrix("estate", "period", self.estate)],
                         ["Lakeside"])  # fmt: skip
        self.assertEqual(report._matrix("estate", "period", other), [])

    def test_a_file_is_handed_to_those_who_read_the_report(self):
        report = self.report()
        user = new_test_user(
            self.env, "paper_accountant", "property_arrears.group_accountant",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        first = report.with_user(user).action_xlsx()
        second = report.with_user(user).action_xlsx()
        self.assertIn("/web/content/", second["url"])
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", report._name), ("res_id", "=", report.id)]
        )
        self.assertEqual(len(kept), 1, "the second takes the first one's place")
        self.assertNotEqual(first["url"], second["url"])
        collector = new_test_user(
            self.env, "paper_collector", "property_arrears.group_collector",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            report.with_user(collector).action_xlsx()

    def test_the_paper_is_kept_as_a_document(self):
        report = self.report()
        document = report._paper("period", "en_US")
        self.assertEqual((document.document_type, document.res_id), ("report", report.id))
        self.assertTrue(document.intact)
        self.assertEqual(report._paper("period", "en_US"), document)
        self.assertNotEqual(report._paper("due_date", "en_US"), document)
