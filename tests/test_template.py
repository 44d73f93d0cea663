"""Texts to debtors: the linter at the door, and what our own texts say."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase, tagged

PARTS = "{amount} {due_date} {periods} {how_to_pay} {office} {ignore_if_paid} {help_line}"


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    def template(self, body, channel="email"):
        return self.env["arrears.template"].create(
            {"name": "Test", "channel": channel, "subject": "Your fee", "body": body}
        )

    def test_a_threat_is_refused_with_the_phrase_and_the_reason(self):
        with self.assertRaises(ValidationError) as refusal:
            self.template(f"{PARTS} 否则后果自负")
        self.assertIn("后果自负", str(refusal.exception))
        self.assertIn("veiled threat", str(refusal.exception))

    def test_a_text_without_a_due_date_is_refused(self):
        with self.assertRaisesRegex(ValidationError, r"\{due_date\} is missing"):
            self.template(PARTS.replace("{due_date}", ""))

    def test_what_a_gateway_refuses_is_refused_for_sms_alone(self):
        self.template(f"催缴 {PARTS}")
        with self.assertRaisesRegex(ValidationError, "gateways"):
            self.template(f"催缴 {PARTS}", channel="sms")

    def test_a_translation_is_checked_like_the_text_itself(self):
        template = self.template(PARTS)
        with self.assertRaises(ValidationError):
            template.with_context(lang="zh_CN").body = f"{PARTS} 列入黑名单"

    def test_a_part_about_the_person_does_not_exist(self):
        with self.assertRaisesRegex(ValidationError, "There is no part"):
            self.template(f"{PARTS} {{age}}")

    def test_an_sms_writes_yuan_as_people_do(self):
        """The sign is refused by gateways, and "CNY" is nobody's word for it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        company = self.env["res.company"].new({"currency_id": self.env.ref("base.CNY").id})
        sms = self.env.ref("property_arrears.template_sms_gentle")
        self.assertEqual(sms.with_context(lang="zh_CN")._money(75491, company), "754.91元")
        self.assertEqual(sms.with_context(lang="en_US")._money(75491, company), "754.91 yuan")

    def test_our_own_texts_pass_in_every_language(self):
        templates = self.env["arrears.template"].search([])
        self.assertTrue(templates)
        templates._check_wording()

    def test_the_form_says_which_parts_there_are(self):
        form = Form(self.env["arrears.template"])
        self.assertIn("{amount}", form.parts_help)

    def test_every_reason_code_of_the_engine_has_its_words(self):
        from ..engine import wording_phrases

        words = self.env["arrears.reason.wording"]._words()
        for why in {why for _p, why in (*wording_phrases.GENERAL, *wording_phrases.SMS_VENDOR)}:
            self.assertIn(f"wording_{why}", words)

    def test_every_sentence_is_complete_with_the_arguments_it_names(self):
        wording = self.env["arrears.reason.wording"]
        everything = dict.fromkeys(
            ("until", "on", "at", "start", "end", "day", "limit", "days", "length", "detail",
             "user", "channels", "amount", "phrase", "part", "person"), "2026-12-01"
        )  # fmt: skip
        collection = (
            wording._words_of_stops() | wording._words_of_contact() | wording._words_of_ladder()
            | wording._words_of_law() | wording._words_of_wording()
        )  # fmt: skip
        for code in collection:
            text = wording._word([{"code": code, "arguments": everything}])
            self.assertNotIn("%(", text, code)
            self.assertNotIn("('", text, code)
