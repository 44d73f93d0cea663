"""WeChat has words of its own, and those of the SMS where they are missing or unread."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .channel_case import ChannelCase


@tagged("post_install", "-at_install")
class TestWechatText(ChannelCase):
    def setUp(self):
        super().setUp()
        self.gateway()
        self.on_wechat()
        self.text = self.env.ref("property_arrears.template_wechat_gentle")
        self.sms = self.env.ref("property_arrears.template_sms_gentle")
        self.step = self.env.ref("property_arrears.policy_step_gentle_reminder")
        self.step.wechat_template_id = self.text

    def test_a_message_on_wechat_says_each_period_in_a_line(self):
        self.owing(20, unit=self.flat, due="2026-05-31")
        contact = self.queued()
        self.assertEqual((contact.channel, contact.template_id), ("wechat", self.text))
        self.assertIn("Dear owner", contact.text)
        self.assertEqual(contact.text.count("\n1501 "), 2)

    def test_until_it_is_read_by_a_second_person_the_sms_text_goes(self):
        self.text.with_user(self.manager).body += "\nThank you."
        self.assertEqual(self.text.review_state, "draft")
        self.assertEqual(self.queued().template_id, self.sms)

    def test_without_one_the_sms_text_goes(self):
        self.step.wechat_template_id = False
        self.assertEqual(self.queued().template_id, self.sms)

    def test_by_hand_it_is_the_same_text(self):
        self.switch_on()
        action = self.case.with_user(self.collector).action_wechat_by_hand()
        log = self.env["arrears.wechat.log"].with_user(self.collector)
        form = Form(log.with_context(**action["context"], arrears_now=self.clock_at("10:00")))
        self.assertIn("Dear owner", form.text)

    def test_a_text_of_another_channel_tone_or_occasion_is_refused(self):
        texts = ("template_sms_gentle", "template_wechat_firm", "template_wechat_coming")
        for name in texts:
            with self.assertRaises(ValidationError):
                self.step.wechat_template_id = self.env.ref(f"property_arrears.{name}")
        with self.assertRaises(ValidationError):
            self.env.ref("property_arrears.notice_rule_7").wechat_template_id = self.text
