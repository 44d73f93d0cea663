"""The receipt on paper: number, amount in figures and in words, what is left."""

import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from pypdf import PdfReader

from .counter_case import CounterCase


@tagged("post_install", "-at_install")
class TestReceiptPaper(CounterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.estate.write({"office_name": "Lakeside office", "office_phone": "021-5555 0101"})

    def printed(self, receipt, language=None):
        return receipt._paper(language)

    def text(self, document):
        pages = PdfReader(io.BytesIO(document._content())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_the_receipt_says_what_was_paid_by_whom_and_what_is_left(self):
        self.invoice(self.line(100), self.line(20, "late_fee"))
        receipt = self.receipt(110, payer_name="A neighbour", reference="S-17")
        document = self.printed(receipt)
        text = self.text(document)
        for part in ("RC/2026/00001", "A neighbour", "S-17", "Lakeside 1501", "Service fee",
                     "100.00", "110.00", "10.00", "Lakeside office", "021-5555 0101",
                     self.cashier.name):  # fmt: skip
            self.assertIn(part, text)
        self.assertEqual((document.name, document.page_count), ("RC/2026/00001", 1))
        page = PdfReader(io.BytesIO(document._content())).pages[0].mediabox
        self.assertEqual([round(float(side)) for side in (page.width, page.height)], [595, 420])

    def test_asked_for_again_the_same_sheet_comes_and_a_void_says_so(self):
        self.invoice(self.line(100))
        receipt = self.receipt(100)
        first = self.printed(receipt)
        self.assertEqual(self.printed(receipt), first)
        action = receipt.action_print()
        self.assertIn(str(first.id), action["url"])
        self.void(receipt, reason="Counted wrong")
        second = self.printed(receipt)
        self.assertEqual(second.name, "RC/2026/00001-2")
        self.assertIn("VOID", self.text(second))
        self.assertIn("Counted wrong", self.text(second))

    def test_yuan_are_written_in_capital_numerals(self):
        yuan = self.env.ref("base.CNY")
        yuan.active = True
        receipt = self.env["arrears.receipt"].new({"amount": 107000.53})
        receipt.currency_id = yuan
        self.assertEqual(receipt._paper_words(), "壹拾万柒仟元伍角叁分")

    def test_a_sheet_in_another_language_has_a_number_of_its_own(self):
        self.invoice(self.line(100))
        receipt = self.receipt(100)
        english, chinese = self.printed(receipt, "en_US"), self.printed(receipt, "zh_CN")
        self.assertEqual((english.name, chinese.name), ("RC/2026/00001", "RC/2026/00001-2"))

    def test_a_draft_is_not_printed_and_outsiders_see_no_sheet(self):
        self.invoice(self.line(100))
        draft = self.receipt(100, confirm=False)
        with self.assertRaisesRegex(UserError, "Confirm the receipt first"):
            draft.action_print()
        draft.action_confirm()
        document = self.printed(draft)
        with self.assertRaises(AccessError):
            document.with_env(self.as_of(self.collector)).check_access("read")
        document.with_env(self.as_of(self.other_cashier)).check_access("read")

    def test_forty_periods_flow_over_several_pages(self):
        units = self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "number": f"G{number}"} for number in range(40)]
        )
        for unit in units:
            self.invoice(self.line(1), arrears_unit_id=unit.id)
        document = self.printed(self.receipt(40))
        self.assertGreater(document.page_count, 1)
        self.assertIn("G39", self.text(document))
