"""Where an owner is led to pay: the code on letters and the owner's page, the link in e-mails."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.receipts import qr_picture
from .letter_case import LetterCase

PAGE = "https://pay.example.com/lakeside"
BASE = "https://odoo.example.com"


class LinkCase(LetterCase):
    def code(self, link=PAGE, app="page"):
        return self.env["arrears.payment.code"].create(
            {"estate_id": self.estate.id, "app": app, "link": link}
        )

    def signed_up(self, partner=None):
        """The owner gets a login for the portal."""
        return new_test_user(
            self.env, login="link-owner", password="link-owner", groups="base.group_portal",
            partner_id=(partner or self.owner).id, company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestPaymentLink(LinkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", BASE)
        cls.template = cls.env.ref("property_arrears.template_email_gentle")

    def text(self, template=None):
        if not self.case_of():
            self.owing(450)
        case = self.case_of()
        named = case._named_charges(self.today())[case.id]
        return (template or self.template)._render(case, named, "en_US")["text"]

    def today(self):
        return self.company._arrears_today()

    def test_a_letter_carries_the_code_with_its_own_number(self):
        self.code(f"{PAGE}?r={{reference}}")
        with patch.object(
            qr_picture, "qr_png", side_effect=qr_picture.qr_png.__wrapped__
        ) as drawing:
            letter = self.printed()
        links = {call.args[0] for call in drawing.call_args_list}
        self.assertIn(f"{PAGE}?r={letter.name.replace('/', '%2F')}", links)
        self.code("weixin://wxpay/bizpayurl?pr=1", "wechat")
        self.assertIn("Scan with WeChat", self.page(letter))

    def test_who_can_sign_in_gets_the_owners_page_and_nothing_personal_in_it(self):
        self.assertNotIn("online", self.text())
        self.signed_up()
        self.assertIn(f"paying online: {BASE}/my/arrears\n", self.text())

    def test_a_contact_of_a_firm_that_signs_in_counts_for_the_firm(self):
        self.owner.is_company = True
        self.signed_up(self.env["res.partner"].create({"name": "Li", "parent_id": self.owner.id}))
        self.assertIn(f"{BASE}/my/arrears", self.text())

    def test_others_get_the_payment_page_with_the_number_of_the_oldest_bill(self):
        self.code(f"{PAGE}?r={{reference}}")
        bill = self.owing(450)
        self.assertIn(f"online: {PAGE}?r={bill.name.replace('/', '%2F')}", self.text())
        self.code("weixin://wxpay/bizpayurl?pr=1", "wechat")
        self.assertNotIn("weixin", self.text(), "an app's code is scanned, not clicked")

    def test_an_address_without_https_is_sent_to_nobody(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "http://odoo.example.com")
        self.signed_up()
        self.assertNotIn("/my/arrears", self.text())

    def test_a_text_with_a_place_for_it_names_it_there_and_leaves_the_line_out_without_it(self):
        own = self.template.copy(
            {"body": self.template.body + "\nSee your account: {payment_link}\nBye"}
        )
        self.assertTrue(self.text(own).endswith("\nBye"))
        self.assertNotIn("See your account", self.text(own))
        self.signed_up()
        text = self.text(own)
        self.assertIn(f"See your account: {BASE}/my/arrears\nBye", text)
        self.assertEqual(text.count("/my/arrears"), 1)

    def test_an_sms_has_no_link_and_refuses_a_place_for_one(self):
        self.signed_up()
        sms = self.env.ref("property_arrears.template_sms_gentle")
        self.assertNotIn("https", self.text(sms))
        with self.assertRaisesRegex(ValidationError, "goes by e-mail alone"):
            sms.body = sms.body + " {payment_link}"

    def test_what_is_written_by_hand_names_it_and_what_is_spoken_does_not(self):
        self.owing(450)
        self.signed_up()
        for name, has_link in (("script_wechat_gentle", True), ("script_call_gentle", False)):
            script = self.env.ref(f"property_arrears.{name}", raise_if_not_found=False)
            script = script or self.env["arrears.script"].search([("channel", "=", "call")])
            __, after = script._filled(self.case_of(), True)
            self.assertEqual("/my/arrears" in str(after), has_link, name)


@tagged("post_install", "-at_install")
class TestPaymentCodeOnThePage(LinkCase, HttpCase):
    def test_the_owners_page_shows_the_code_of_the_estate_and_a_button_for_a_telephone(self):
        bill = self.owing(450)
        self.code(f"{PAGE}?r={{reference}}")
        self.code("weixin://wxpay/bizpayurl?pr=1", "wechat")
        self.signed_up()
        self.authenticate("link-owner", "link-owner")
        text = self.url_open("/my/arrears").text
        self.assertIn(f'href="{PAGE}?r={bill.name.replace("/", "%2F")}"', text)
        self.assertIn('href="weixin://wxpay/bizpayurl?pr=1"', text)
        self.assertEqual(text.count("data:image/png;base64,"), 2)
        self.pay(bill, 450)
        self.end_transaction()
        self.assertNotIn("data:image/png", self.url_open("/my/arrears").text, "nothing to pay")
