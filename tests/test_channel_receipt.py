"""Delivery receipts: what a gateway, Odoo's SMS and a mail server tell of a message, once."""

import hashlib
import hmac
import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .channel_case import ChannelCase


@tagged("post_install", "-at_install")
class TestDeliveryReceipt(ChannelCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.channel = self.gateway()
        self.on_wechat()
        self.contact = self.sent()
        self.reference = self.server.seen[0][2]["ref"]

    def post(self, body, token=None, **headers):
        """What the gateway posts, over the network."""
        body = body if isinstance(body, str) else json.dumps(body)
        token = token or self.channel.sudo().receipt_token
        headers = {"Content-Type": "application/json", **headers}
        self.env.flush_all()
        answer = self.url_open(f"/property_arrears/receipt/{token}", body.encode(), headers=headers)
        self.env.invalidate_all()
        return answer.status_code

    def kinds(self):
        return self.contact.event_ids.mapped("kind")

    def kept(self):
        return self.env["arrears.channel.receipt"].search([("channel_id", "=", self.channel.id)])

    def test_a_receipt_by_our_reference_moves_the_message_on_once(self):
        receipt = {"reference": self.reference, "state": "OK"}
        self.assertEqual([self.post(receipt), self.post(receipt)], [200, 200])
        self.assertEqual((self.contact.state, self.kinds()), ("delivered", ["delivered"]))
        self.assertFalse(self.kept())

    def test_receipts_come_by_their_number_and_many_at_once(self):
        rows = [{"id": "WX-1", "state": "OK"}, {"id": "WX-1", "state": "UNDELIV"}]
        self.assertEqual(self.post(rows), 200)
        self.assertEqual((self.contact.state, self.kinds()), ("failed", ["delivered", "bounced"]))
        self.assertEqual(self.case.contact_count, 0, "it came back")

    def test_a_word_that_means_nothing_is_taken_and_changes_nothing(self):
        self.assertEqual(self.post({"id": "WX-1", "state": "ON_ITS_WAY"}), 200)
        self.assertEqual((self.contact.state, self.kinds()), ("sent", []))

    def test_what_cannot_be_taken_is_answered_and_kept_masked_for_a_manager(self):
        for body, status, code in (
            ("no json 13812345678", 400, "receipt_no_json"),
            ({"state": "OK"}, 400, "receipt_no_message"),
            ({"id": "WX-1"}, 400, "receipt_no_state"),
            ({"id": "WX-2", "state": "OK"}, 404, "receipt_unknown"),
            ({"reference": f"{self.contact.id}-0123456789abcdef", "state": "OK"}, 404,
             "receipt_unknown"),
            ({"reference": "9" * 40, "state": "OK"}, 404, "receipt_unknown"),
        ):  # fmt: skip
            with self.subTest(body):
                self.assertEqual([self.post(body), self.post(body)], [status, status])
                kept = self.kept()[0] if len(self.kept()) == 1 else self.kept().sorted("id")[-1]
                self.assertEqual(([r["code"] for r in kept.reasons], kept.times), ([code], 2))
                self.assertTrue(kept.with_user(self.manager).reason_text)
        self.assertNotIn("1381234", " ".join(self.kept().mapped("raw")))
        self.assertEqual((self.contact.state, self.kinds()), ("sent", []))
        with self.assertRaises(AccessError):
            self.kept().with_user(self.collector).read(["raw"])
        with self.assertRaises(UserError):
            self.kept()[0].write({"raw": "x"})

    def test_nobody_answers_at_an_address_that_was_never_given_or_was_renewed(self):
        old = self.channel.sudo().receipt_token
        receipt = {"reference": self.reference, "state": "OK"}
        self.assertEqual(self.post(receipt, token="0" * 64), 404)
        self.channel.with_user(self.manager).action_new_receipt_url()
        self.assertEqual(self.post(receipt, token=old), 404)
        self.assertEqual(self.post(receipt), 200)
        self.assertIn(self.channel.receipt_token, self.channel.receipt_url)

    def test_where_receipts_are_signed_an_unsigned_one_is_refused(self):
        self.channel.receipt_secret = "shared"
        body = json.dumps({"reference": self.reference, "state": "OK"})
        self.assertEqual(self.post(body), 400)
        self.assertEqual(self.post(body, **{"X-Signature": "0" * 64}), 400)
        self.assertEqual([r["code"] for r in self.kept().reasons], ["receipt_not_signed"])
        self.assertEqual(self.contact.state, "sent")
        signature = hmac.new(b"shared", body.encode(), hashlib.sha256).hexdigest()
        self.assertEqual(self.post(body, **{"X-Signature": signature}), 200)
        self.assertEqual(self.contact.state, "delivered")

    def test_a_gateway_speaks_of_its_own_messages_alone(self):
        other = self.gateway(channel="sms", name="Other")
        token = other.sudo().receipt_token
        self.assertEqual(self.post({"reference": self.reference, "state": "OK"}, token=token), 404)
        self.assertEqual(self.post({"id": "WX-1", "state": "OK"}, token=token), 404)
        self.assertEqual(self.contact.state, "sent")

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_takes_an_event_once(self):
        values = {"contact_id": self.contact.id, "kind": "read", "their_id": "1"}
        self.env["arrears.contact.event"].create(values)
        self.assertFalse(self.contact._take_event("read", "1"))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["arrears.contact.event"].create(values)

    def test_a_receipt_that_was_faster_than_our_own_record_is_caught_up(self):
        self.env.cr.execute(
            "UPDATE arrears_contact SET state = 'queued', happened_at = NULL WHERE id = %s",
            self.contact.ids,
        )
        self.env.invalidate_all()
        self.assertEqual(self.post({"reference": self.reference, "state": "OK"}), 200)
        self.assertEqual((self.contact.state, self.kinds()), ("queued", ["delivered"]))
        self.contact.write({"state": "sent", "happened_at": self.moment("10:00")})
        self.env["arrears.contact"]._follow_early_events()
        self.assertEqual(self.contact.state, "delivered")


@tagged("post_install", "-at_install")
class TestReceiptOfTheUnknown(ChannelCase, HttpCase):
    def test_a_receipt_proves_that_a_message_left_of_which_nobody_knew(self):
        channel = self.gateway()
        self.on_wechat()
        self.answers(500)
        contact = self.sent()
        self.assertEqual(contact.state, "failed")
        reference = self.server.seen[0][2]["ref"]
        body = json.dumps({"reference": reference, "state": "OK"})
        self.env.flush_all()
        url = f"/property_arrears/receipt/{channel.sudo().receipt_token}"
        self.url_open(url, body.encode(), headers={"Content-Type": "application/json"})
        self.env.invalidate_all()
        self.assertEqual(contact.state, "delivered")
        with self.assertRaises(UserError):
            contact.write({"state": "sent"})


@tagged("post_install", "-at_install")
class TestReceiptsOfOdoo(ChannelCase, HttpCase):
    def test_odoos_sms_report_reaches_the_message(self):
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        contact = self.queued()

        def accept(sms, *_args, **_kwargs):
            sms.write({"state": "pending"})

        with patch.object(type(self.env["sms.sms"]), "_send_with_api", accept):
            self.send()
        self.assertEqual(contact.state, "sent")
        for status, state in (("delivered", "delivered"), ("not_delivered", "failed")):
            report = {"message_statuses": [{"sms_status": status,
                                            "uuids": [contact.their_message_id]}]}  # fmt: skip
            self.env.flush_all()
            self.make_jsonrpc_request("/sms/status", report)
            self.env.invalidate_all()
            self.assertEqual(contact.state, state)
        self.assertEqual(contact.event_ids.mapped("kind"), ["delivered", "failed"])

    def test_an_email_that_comes_back_has_bounced(self):
        contact = self.sent()
        self.assertEqual(contact.channel, "email")
        message = contact.mail_id.mail_message_id
        told = {
            "bounced_email": "owner@example.com",
            "bounced_partner": self.env["res.partner"],
            "bounced_msg_ids": [message.message_id],
            "bounced_message": message,
            **dict.fromkeys(("email_from", "to", "message_id", "body"), ""),
        }
        for _time in range(2):
            self.env["mail.thread"]._routing_handle_bounce(None, dict(told))
        self.assertEqual((contact.state, contact.event_ids.mapped("kind")), ("failed", ["bounced"]))
