"""Channels of a company, and messages that leave through a gateway of its own."""

from unittest.mock import patch

import requests
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .channel_case import SECRET, ChannelCase


@tagged("post_install", "-at_install")
class TestChannelOrder(ChannelCase):
    def reach(self):
        return self.case._reach()[self.owner.id]

    def test_without_a_setting_email_comes_first_and_sms_second(self):
        self.assertEqual(self.reach().channel, "email")
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        self.assertEqual(self.reach().channel, "sms")

    def test_the_company_chooses_the_order_and_who_lacks_a_channel_gets_the_next(self):
        self.gateway()
        self.assertEqual(self.reach().channel, "email", "nobody on WeChat yet")
        self.on_wechat()
        self.assertEqual(self.reach().channel, "wechat")
        ways = self.case._ways_of(self.owner, self.company)
        self.assertEqual([way.channel for way in ways], ["wechat", "email"])

    def test_an_archived_row_switches_its_channel_off(self):
        self.owner.phone = "+86 138 1234 5678"
        values = {"name": "No e-mail", "company_id": self.company.id, "channel": "email"}
        rows = self.env["arrears.message.channel"].with_user(self.manager)
        rows.create({**values, "way": "odoo", "active": False})
        self.assertEqual(self.reach().channel, "sms")

    def test_who_takes_the_consent_back_is_not_on_wechat(self):
        self.gateway()
        self.on_wechat().active = False
        self.assertEqual(self.reach().channel, "email")

    def test_two_identifiers_with_the_same_digits_are_two_addresses(self):
        contact = self.env["arrears.contact"]
        self.assertNotEqual(contact._key_on("wechat", "a1"), contact._key_on("wechat", "b1"))
        self.assertTrue(contact._key_on("wechat", "letters"))

    def test_a_gateway_that_could_not_work_is_refused_with_the_place(self):
        for values, word in (
            ({"url": "http://gate.example"}, "https"),
            ({"body": "{"}, "JSON"),
            ({"body": '{"a": "{recipient} {text} {name}"}'}, "{name}"),
            ({"headers": "nothing"}, "line 1"),
            ({"receipt_states": "A = delivered\nB = gone"}, "line 2"),
            ({"accepted_values": ""}, "mean yes"),
            ({"way": "odoo"}, "WeChat leaves through"),
            ({"channel": "email"}, "mail servers"),
            ({"secret": "Schlüssel"}, "secret"),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, word),
                self.env.cr.savepoint(),
            ):
                self.gateway(**values)

    def test_the_secret_is_written_and_never_read(self):
        gateway = self.gateway()
        self.assertTrue(gateway.has_secret)
        self.assertFalse(gateway.secret)
        self.assertNotIn(SECRET, str(gateway.read()))
        with self.assertRaises(AccessError):
            gateway.read(["secret_cipher"])
        self.assertNotIn(SECRET, gateway.sudo().secret_cipher)
        with Form(gateway) as form:
            form.name = "Renamed"
        self.assertEqual(gateway._opened("secret_cipher"), SECRET, "not lost by saving the form")

    def test_only_managers_see_gateways_and_collectors_only_their_owners(self):
        self.gateway()
        known = self.on_wechat()
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            self.env["arrears.message.channel"].with_user(self.collector).search([])
        self.assertEqual(known.with_user(self.collector).identifier, "openid-Abc")
        self.assertFalse(known.with_user(stranger).search([]))
        other = self.new_company("Sister firm")
        foreign = self.user("foreign", "group_manager")
        foreign.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(known.with_user(foreign).with_context(allowed_company_ids=other.ids)
                         .search([]))  # fmt: skip


@tagged("post_install", "-at_install")
class TestChannelLeaving(ChannelCase):
    def setUp(self):
        super().setUp()
        self.channel = self.gateway()
        self.known = self.on_wechat()

    def test_a_message_is_posted_once_with_its_key_and_named_parts(self):
        contact = self.sent()
        self.assertEqual((contact.channel, contact.state), ("wechat", "sent"))
        self.assertEqual(contact.their_message_id, "WX-1")
        [(path, headers, body)] = self.server.seen
        self.assertEqual(path, "/send")
        self.assertEqual(headers["Authorization"], f"Bearer {SECRET}")
        self.assertEqual((body["touser"], body["content"]), ("openid-Abc", contact.text))
        self.assertEqual(contact._of_reference(body["ref"]), contact)
        self.assertIn("450.00", contact.text)
        self.assertEqual(contact.address_masked, "o***")
        self.assertEqual(self.case.contact_count, 1)
        self.assertFalse(self.send("10:10"), "it is not due again")
        self.assertEqual(len(self.server.seen), 1)

    def test_it_counts_in_the_cap_that_all_messages_share(self):
        self.sent()
        moment = self.moment("11:00")
        codes = [r.code for r in contact_reasons(self, "email", moment)]
        self.assertEqual(codes, ["contact_cap"])

    def test_a_refusal_has_failed_and_counts_for_nothing(self):
        self.answers(200, '{"code": 40003, "msg": "bad openid openid-Abc"}')
        contact = self.sent()
        self.assertEqual((contact.state, self.codes_of(contact)), ("failed", ["web_refused"]))
        self.assertIn("40003", contact.reason_text)
        self.assertNotIn("openid-Abc", contact.reason_text)
        self.assertFalse(contact_reasons(self, "email", self.moment("11:00")))

    def test_what_nobody_knows_counts_and_never_leaves_again(self):
        for status, body in ((500, ""), (200, "thanks"), (None, "")):
            with self.subTest(status):
                self.answers(status, body)
                contact = self.sent()
                self.assertEqual(self.codes_of(contact), ["web_unknown"])
                self.assertEqual((contact.state, contact.happened_at), ("failed", False))
                self.assertTrue(contact._is_unknown())
                self.assertTrue(contact_reasons(self, "email", self.moment("11:00")))
                self.fall_back()
                self.assertFalse(contact.fallback)
                self.env.cr.execute(
                    "UPDATE arrears_contact SET contact_class = 'service' WHERE id = %s",
                    contact.ids,
                )
                self.env.cr.execute("UPDATE arrears_step_claim SET voided = TRUE")
                self.env.invalidate_all()

    def test_no_answer_in_time_is_unknown_and_no_connection_is_a_failure(self):
        for error, codes in (
            (requests.exceptions.ReadTimeout(), ["web_unknown"]),
            (requests.exceptions.ConnectTimeout(), ["web_refused"]),
            (requests.exceptions.SSLError(), ["web_refused"]),
        ):
            with self.subTest(error), patch.object(requests, "request", side_effect=error):
                answer = self.channel._posted(b"{}", {})
                self.assertEqual(f"web_{answer.verdict}", codes[0])
        self.channel.url = "http://127.0.0.1:1/closed"
        self.assertEqual(self.channel._posted(b"{}", {}).verdict, "refused")

    def test_a_redirection_is_not_followed(self):
        self.answers(302)
        contact = self.sent()
        self.assertEqual(self.codes_of(contact), ["web_refused"])
        self.assertEqual(len(self.server.seen), 1)

    def test_consent_taken_back_in_the_last_minute_stops_it(self):
        contact = self.queued()
        self.known.active = False
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)),
                         ("refused", ["wechat_no_consent"]))  # fmt: skip
        self.assertFalse(self.server.seen)

    def test_a_gateway_archived_meanwhile_sends_nothing_by_sms_instead(self):
        contact = self.queued()
        self.channel.active = False
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("failed", ["channel_gone"]))
        self.assertFalse(contact.sms_id)


def contact_reasons(test, channel, moment):
    """What stands against one more message to the owner at a moment."""
    return test.env["arrears.contact"]._contact_reasons(test.case, channel, moment)
