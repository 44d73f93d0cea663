"""A document is rendered once, numbered, kept with its hash, and seen by who sees its record."""

import base64
import hashlib
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from pypdf import PdfReader

from .document_case import DocumentCase

LAYOUT = """
<t t-name="property_arrears.test_paper">
    <t t-call="property_arrears.document_layout">
        <p>Said: <t t-out="said"/></p>
        <table class="grid"><colgroup><col style="width: 70%"/><col style="width: 30%"/></colgroup>
            <thead><tr><th>HeadOfTable</th><th>Amount</th></tr></thead>
            <tbody><tr t-foreach="range(rows)" t-as="row">
                <td>row <t t-out="row"/>.</td><td t-out="money(row)"/>
            </tr></tbody>
        </table>
    </t>
</t>
"""


@tagged("post_install", "-at_install")
class TestDocument(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.ui.view"].create(
            {"name": "paper", "type": "qweb", "key": "property_arrears.test_paper", "arch": LAYOUT}
        )

    def issue(self, said="hello", rows=1, record=None, **values):
        return self.env["arrears.document"]._issue(
            record or self.estate,
            "report",
            "property_arrears.test_paper",
            {"said": said, "rows": rows},
            **values,
        )

    def test_it_is_kept_with_number_hash_pages_and_letterhead(self):
        document = self.issue()
        content = document._content()
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(document.sha256, hashlib.sha256(content).hexdigest())
        self.assertTrue(document.intact)
        self.assertEqual(document.name, "RP/2026/00001")
        self.assertEqual((document.page_count, document.size), (1, len(content)))
        text = self.text_of(document)
        for word in ("Ledger test", "Lakeside office", "021-5555 0101", "8:30",
                     "RP/2026/00001", "1 / 1", "Said: hello"):  # fmt: skip
            self.assertIn(word, text)

    def test_the_same_content_gives_the_same_document_unless_asked_anew(self):
        first = self.issue()
        self.assertEqual(self.issue(), first)
        again = self.issue(anew=True)
        self.assertNotEqual(again, first)
        self.assertEqual((again.name, again.rendition), ("RP/2026/00002", 2))
        self.assertEqual(self.issue(), again)
        self.assertNotIn(self.issue(said="other"), first | again)

    def test_each_language_is_a_document_of_its_own(self):
        english, chinese = self.issue(language="en_US"), self.issue(language="zh_CN")
        self.assertNotEqual(english, chinese)
        self.assertEqual(chinese.language_id.code, "zh_CN")

    def test_a_language_that_is_not_active_is_refused_with_the_cure(self):
        with self.assertRaisesRegex(UserError, "fr_FR is not active: activate it"):
            self.issue(language="fr_FR")

    def test_the_company_decides_the_language_when_nobody_does(self):
        self.company.partner_id.lang = "zh_CN"
        self.assertEqual(self.issue().language_id.code, "zh_CN")

    def test_a_long_table_has_its_head_on_every_page_and_every_row_once(self):
        document = self.issue(rows=90)
        pages = PdfReader(io.BytesIO(document._content())).pages
        self.assertEqual(len(pages), document.page_count)
        self.assertGreater(len(pages), 2)
        texts = [page.extract_text() for page in pages]
        for position, text in enumerate(texts, start=1):
            self.assertEqual(text.count("HeadOfTable"), 1, f"page {position}")
            self.assertIn(f"{position} / {len(pages)}", text)
        whole = " ".join(" ".join(texts).split())
        for row in range(90):
            self.assertEqual(whole.count(f"row {row}."), 1)

    def test_each_company_and_type_counts_for_itself(self):
        self.issue()
        other = self.new_company("Second firm")
        env = self.env(context=self.context_of(other, self.company))
        estate = env["arrears.estate"].create(
            {"name": "Hill", "code": "H", "company_id": other.id,
             "jurisdiction_id": self.estate.jurisdiction_id.id}
        )  # fmt: skip
        self.assertEqual(self.issue(record=estate).name, "RP/2026/00001")

    def test_nobody_changes_or_deletes_it(self):
        document = self.issue().sudo()
        for values in ({"title": "x"}, {"file": base64.b64encode(b"x")}, {"sha256": "x"}):
            with self.assertRaisesRegex(UserError, "neither be changed nor deleted"):
                document.write(values)
        with self.assertRaisesRegex(UserError, "neither be changed nor deleted"):
            document.unlink()
        with self.assertRaises(AccessError):
            document.with_user(self.manager).check_access("create")

    def test_bytes_changed_behind_its_back_are_noticed(self):
        document = self.issue()
        attachment = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", document._name), ("res_id", "=", document.id),
             ("res_field", "=", "file")]
        )  # fmt: skip
        attachment.raw = b"%PDF something else"
        document.invalidate_recordset()
        self.assertFalse(document.intact)

    def test_who_may_not_read_the_record_cannot_issue_for_it(self):
        stranger = self.person("collector", login="documents-stranger")
        with self.assertRaises(AccessError):
            self.as_of(stranger)["arrears.document"]._issue(
                self.estate.with_user(stranger), "report", "property_arrears.test_paper",
                {"said": "x", "rows": 1},
            )  # fmt: skip

    def seen_by(self, user, document):
        env = self.as_of(user)
        found = env["arrears.document"].search([("id", "=", document.id)])
        readable = document.with_env(env).has_access("read")
        self.assertEqual(bool(found), readable, "search and read must agree")
        return readable

    def test_collectors_see_documents_of_the_estates_they_work(self):
        document = self.issue()
        stranger = self.person("collector", login="documents-stranger")
        self.assertTrue(self.seen_by(self.collector, document))
        self.assertFalse(self.seen_by(stranger, document))
        self.assertTrue(self.seen_by(self.accountant, document))

    def test_a_document_is_hidden_from_who_cannot_read_its_record(self):
        """A collector of the estate reads no invoices, so he reads no paper made of one."""
        bill = self.invoice(self.line(100))
        self.end_transaction()
        document = self.printed(bill, "bill_statement", user=self.accountant)
        self.assertEqual(document.sudo().estate_id, self.estate)
        self.assertTrue(self.seen_by(self.accountant, document))
        self.assertFalse(self.seen_by(self.collector, document))

    def test_the_office_keeps_seeing_documents_of_records_that_are_gone(self):
        estate = self.env["arrears.estate"].create(
            {"name": "Gone", "code": "GONE", "company_id": self.company.id,
             "jurisdiction_id": self.estate.jurisdiction_id.id}
        )  # fmt: skip
        unit = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "1"})
        document = self.issue(record=unit)
        self.env.cr.execute("DELETE FROM arrears_unit WHERE id = %s", [unit.id])
        self.env.invalidate_all()
        self.assertTrue(self.seen_by(self.accountant, document))
        self.assertFalse(self.seen_by(self.collector, document))

    def test_papers_follow_a_merged_contact(self):
        twin = self.partner("Owner")
        papers = self.issue(record=self.owner) | self.issue(record=twin)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.owner | twin).ids, self.owner)
        self.assertEqual(papers.mapped("res_id"), [self.owner.id] * 2)
        self.assertTrue(all(papers.mapped("intact")))
        self.assertEqual(sorted(papers.mapped("rendition")), [1, 2])

    def test_chosen_documents_are_printed_as_one_file(self):
        """A hundred bills are one job for the printer; the file is the asker's alone."""
        papers = self.issue(said="first") | self.issue(said="second", rows=60)
        papers = papers.with_env(self.as_of(self.manager))
        action = papers.action_print_together()
        window_id = int(action["url"].split("/")[4])
        window = papers.env["arrears.document.print"].browse(window_id)
        pages = PdfReader(io.BytesIO(base64.b64decode(window.together))).pages
        self.assertEqual(len(pages), sum(papers.mapped("page_count")))
        with self.assertRaises(AccessError):
            window.with_user(self.collector).check_access("read")

    def test_other_companies_see_nothing(self):
        document = self.issue()
        other = self.new_company("Elsewhere")
        env = self.env(user=self.manager.id, context={"allowed_company_ids": [other.id]})
        self.manager.company_ids += other
        self.assertFalse(env["arrears.document"].search([("id", "=", document.id)]))

    def test_pages_of_the_list_are_filled_after_the_hidden_ones_are_left_out(self):
        bill = self.invoice(self.line(100))
        self.end_transaction()
        self.printed(bill, "bill_statement", user=self.accountant)
        seen = self.issue()
        documents = self.as_of(self.collector)["arrears.document"]
        self.assertEqual(documents.search([], limit=1), seen.with_env(documents.env))
        self.assertEqual(documents.search_count([]), 1)
