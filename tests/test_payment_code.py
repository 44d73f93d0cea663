"""Codes to scan for paying: what is taken as one, where it is shown, and who may change it."""

import unicodedata
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.receipts import qr_picture
from .document_case import DocumentCase

PAGE = "https://pay.example.com/lakeside"
WECHAT = "weixin://wxpay/bizpayurl?pr=Ab3xYz9"


def code_of(env, estate, link=PAGE, app="page", **values):
    return env["arrears.payment.code"].create(
        {"estate_id": estate.id, "app": app, "link": link, **values}
    )


@tagged("post_install", "-at_install")
class TestPaymentCode(DocumentCase):
    def code(self, *args, **values):
        return code_of(self.env, self.estate, *args, **values)

    def bill(self):
        return self.invoice(self.line(300))

    def paper(self, bill, **values):
        return self.printed(bill, "bill_statement", user=self.accountant, **values)

    def drawn(self, work):
        """The texts of which codes were drawn while something is done."""
        qr_picture.qr_png.cache_clear()
        with patch.object(
            qr_picture, "qr_png", side_effect=qr_picture.qr_png.__wrapped__
        ) as drawing:
            work()
        return {call.args[0] for call in drawing.call_args_list}

    def test_what_is_no_merchants_code_is_refused_with_cause_and_cure(self):
        for link, words in (
            ("http://pay.example.com", "must begin with https://"),
            ("wxp://f2f0abcdef", "private person"),
            ("alipays://elsewhere/x", "begins with alipays://platformapi"),
            ("https://user@pay.example.com/x", "needs a host by name"),
            (f"{PAGE}?amount=300", "carries an amount"),
            (f"{PAGE}?phone=1", "something about a person"),
            (f"{PAGE}?r={{owner}}", "only {reference} is known"),
            (f"{PAGE} x", "blanks"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.code(link)
        self.assertEqual(len(self.code(WECHAT, "wechat") | self.code(PAGE)), 2)

    def test_one_code_an_app_is_in_use_and_the_estate_tells_of_each_change(self):
        code = self.code()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.code()
        code.link = f"{PAGE}?r={{reference}}"
        said = " ".join(self.estate.message_ids.mapped("body"))
        self.assertIn(f"{PAGE} → {PAGE}?r=", said)
        code.active = False
        self.env.flush_all()
        self.assertTrue(self.code())

    def test_a_bill_shows_them_with_its_number_and_a_paid_one_shows_none(self):
        self.code(f"{PAGE}?r={{reference}}")
        self.code(WECHAT, "wechat")
        bill = self.bill()
        number = bill.name.replace("/", "%2F")
        texts = self.drawn(lambda: self.text_of(self.paper(bill)))
        self.assertEqual(texts, {f"{PAGE}?r={number}", WECHAT})
        document = self.paper(bill)
        self.assertIn("Scan with WeChat", self.text_of(document))
        self.assertEqual(self.paper(bill), document, "the same page twice")
        chinese = self.text_of(self.paper(bill, language="zh_CN"))
        self.assertIn("微信扫一扫", unicodedata.normalize("NFKC", chinese))
        self.pay(bill, 300)
        self.assertNotIn("Scan", self.text_of(self.paper(bill, anew=True)))

    def test_a_paper_without_a_number_leaves_out_codes_that_need_one(self):
        self.code(f"{PAGE}?r={{reference}}")
        self.code(WECHAT, "wechat")
        self.assertEqual([code["link"] for code in self.estate._payment_codes()], [WECHAT])

    def test_odoos_own_code_of_a_transfer_is_used_where_a_standard_fits(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "DE89370400440532013000", "partner_id": self.company.partner_id.id,
             "company_id": self.company.id, "allow_out_payment": True}
        )  # fmt: skip
        self.bank.bank_account_id = bank
        self.env["arrears.receiving.account"].create(
            {"estate_id": self.estate.id, "journal_id": self.bank.id, "holder_name": "Firm",
             "bank_name": "Bank", "account_number": "DE89370400440532013000",
             "date_from": "2020-01-01"}
        )  # fmt: skip
        bill = self.bill()
        built = patch.object(
            type(bank), "build_qr_code_base64", return_value=qr_picture.qr_picture("BCD")
        )
        with built as build:
            self.assertNotIn("bank's app", self.text_of(self.paper(bill)))
            self.company.qr_code = True
            shown = self.text_of(self.paper(bill))
        self.assertIn("Scan with your bank's app", shown)
        amount, reference = build.call_args.args[:2]
        self.assertEqual((amount, reference), (300, bill.name), "as the ledger says")

    def test_accountants_and_managers_enter_them_and_others_read(self):
        own = self.code()
        for user, may in ((self.manager, True), (self.accountant, True), (self.collector, False)):
            self.assertEqual(own.with_user(user).link, PAGE)
            self.assertEqual(own.with_user(user).has_access("write"), may)
        other = self.env["res.company"].create({"name": "Other firm"})
        stranger = new_test_user(
            self.env, "codes-other", "property_arrears.group_manager",
            company_id=other.id, company_ids=[(6, 0, other.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            own.with_user(stranger).read(["link"])

    def test_the_form_shows_the_code_as_it_is_printed(self):
        code = self.code()
        self.assertTrue(code.picture)
        self.assertFalse(self.env["arrears.payment.code"].new({"link": "http://x"}).picture)
