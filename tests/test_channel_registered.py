"""An SMS gateway that sends registered texts alone: what is handed over, and what never leaves."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .channel_case import ChannelCase

NO_WORDS = '{"to": "{recipient}", "n": "{template}", "s": "{signature}", "v": "{variables}"}'


@tagged("post_install", "-at_install")
class TestRegisteredTexts(ChannelCase):
    def setUp(self):
        super().setUp()
        self.channel = self.gateway(channel="sms", vendor="aliyun")
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        self.text = self.env.ref("property_arrears.template_sms_gentle")

    def register(self, vendor="aliyun", language="en_US"):
        form = Form(self.env["arrears.sms.vendor.template"].with_context(lang="en_US"))
        form.template_id = self.text
        form.vendor = vendor
        form.language_id = self.env["res.lang"]._lang_get(language)
        form.signature = "Lakeside"
        form.number = "SMS_1"
        return form.save()

    def test_the_request_carries_number_signature_and_values_in_their_order(self):
        registered = self.register()
        contact = self.sent()
        self.assertEqual((contact.state, contact.template_id), ("sent", self.text))
        [(_path, _headers, body)] = self.server.seen
        handed = body["template"]
        self.assertEqual((handed["number"], handed["sign"]), ("SMS_1", "Lakeside"))
        text = registered._body()
        for name, value in zip(registered._names(), handed["values"], strict=True):
            text = text.replace(f"{{{name}}}", value)
        self.assertEqual(text, contact.text, "the gateway makes the same text to the letter")

    def test_values_by_name_are_handed_over_where_the_gateway_asks_for_names(self):
        self.channel.body = NO_WORDS.replace("{variables}", "{named_variables}")
        self.register()
        self.sent()
        [(_path, _headers, body)] = self.server.seen
        self.assertIn("450.00", body["v"]["amount"])

    def test_a_text_that_is_not_registered_never_leaves_and_says_why(self):
        self.register(vendor="tencent")
        contact = self.sent()
        self.assertEqual(
            (contact.state, self.codes_of(contact)), ("failed", ["web_not_registered"])
        )
        self.assertFalse(self.server.seen)
        self.assertEqual(self.case.contact_count, 0, "it reached nobody")

    def test_a_text_changed_since_its_approval_never_leaves(self):
        self.register()
        contact = self.queued()
        self.text.with_context(lang="en_US").body += " "
        self.send()
        self.assertEqual(self.codes_of(contact), ["web_not_registered"])
        self.assertFalse(self.server.seen)

    def test_a_gateway_without_a_vendor_takes_any_text(self):
        self.channel.vendor = False
        contact = self.sent()
        [(_path, _headers, body)] = self.server.seen
        self.assertEqual((body["content"], contact.state), (contact.text, "sent"))

    def test_the_gateway_names_the_texts_that_would_not_leave(self):
        self.assertIn(self.text.name, self.channel.unregistered_names)
        for code, _name in self.env["res.lang"].get_installed():
            self.register(language=code)
        self.channel.invalidate_recordset()
        self.assertNotIn(self.text.name, self.channel.unregistered_names.split(" · "))
        self.channel.vendor = False
        self.assertFalse(self.channel.unregistered_names)

    def test_a_body_without_the_parts_of_a_registered_text_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "{template}"):
            self.channel.body = '{"to": "{recipient}", "content": "{text}"}'
        self.channel.vendor = False
        with self.assertRaisesRegex(ValidationError, "{text}"):
            self.channel.body = NO_WORDS

    def test_the_usual_body_follows_what_the_gateway_asks_for(self):
        form = Form(self.env["arrears.message.channel"].with_user(self.manager))
        form.channel = "sms"
        self.assertIn("{text}", form.body)
        form.vendor = "tencent"
        self.assertIn("{template}", form.body)
        self.assertNotIn("{text}", form.body)
