import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from openpyxl import load_workbook
from pypdf import PdfReader

from .rate_case import RateCase


@tagged("post_install", "-at_install")
class TestRatePaper(RateCase):
    """The report as a workbook and as a paper."""

    def setUp(self):
        super().setUp()
        self.receive(self.bill(1000, "2025-01-01", "2025-12-31"), 300, "2026-03-02")
        self.receive(self.bill(400, "2026-04-01", "2026-06-30"), 130, "2026-05-01")
        self.env["arrears.rate.target"].create(
            {"company_id": self.company.id, "month": "2026-09-01", "scope": "company",
             "target_current": 80}
        )  # fmt: skip
        self.kept = self.report()

    def cells(self, content):
        """Every cell of a workbook: ``{sheet: [[values of a row]]}``"""
        book = load_workbook(io.BytesIO(content), data_only=True)
        return {sheet.title: [list(row) for row in sheet.values] for sheet in book}

    def row_of(self, rows, first):
        heads = next(row for row in rows if row.count(None) < 3 and len(row) > 3)
        return dict(zip(heads, next(row for row in rows if row[0] == first), strict=True))

    def test_the_workbook_has_right_rates_at_every_grouping_and_says_what_they_mean(self):
        sheets = self.cells(self.kept._workbook())
        row = self.row_of(sheets["Estate"], "Lakeside")
        self.assertEqual((row["Due to date"], row["Paid to date"]), (400, 130))
        self.assertEqual(row["Collection rate to date (%)"], 0.325)
        self.assertIsNone(row["Collection rate by units (%)"] or None, "nobody paid in full")
        total = self.row_of(sheets["Old arrears · Estate"], "Total")
        self.assertEqual((total["Opening arrears"], total["Old arrears recovered"]), (1000, 300))
        self.assertEqual(total["Recovery rate of old arrears (%)"], 0.3)
        self.assertIsNone(total["Target recovery rate (%)"], "blank, not zero")
        self.assertIn("Targets", sheets)
        words = {row[0] for row in sheets["Definitions"]}
        self.assertIn("Recovery rate of old arrears (%)", words)

    def test_the_paper_prints_figures_and_definitions_and_is_issued_once(self):
        document = self.kept._paper("en_US")
        self.assertEqual(document.document_type, "report")
        reader = PdfReader(io.BytesIO(document._content()))
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in ("1,000.00", "32.50", "30.00", "80.00", "Lakeside", "never recovered"):
            self.assertIn(words, text)
        self.assertEqual(self.kept._paper("en_US"), document)

    def test_a_draft_is_not_handed_out_and_a_collector_gets_none(self):
        draft = self.env["arrears.rate.report"].create({})
        for button in ("action_print", "action_spreadsheet"):
            with self.assertRaisesRegex(UserError, "compute it first"):
                getattr(draft, button)()
            with self.assertRaises(AccessError):
                getattr(self.as_user(self.collector, self.kept), button)()

    def test_the_accountant_downloads_the_workbook(self):
        accountant = self.user("accountant", "accountant")
        action = self.as_user(accountant, self.kept).action_spreadsheet()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("/web/content/", action["url"])
