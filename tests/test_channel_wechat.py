"""WeChat by hand: the approved text, the record, the screenshot."""

import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .channel_case import ChannelCase

PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
).decode()


@tagged("post_install", "-at_install")
class TestWechatByHand(ChannelCase):
    def setUp(self):
        super().setUp()
        self.switch_on()

    def window(self, clock="10:00", user=None):
        case = self.case.with_user(user or self.collector)
        action = case.action_wechat_by_hand()
        log = self.env["arrears.wechat.log"].with_user(user or self.collector)
        return Form(log.with_context(**action["context"], arrears_now=self.clock_at(clock)))

    def hand_sent(self, **values):
        form = self.window()
        for name, value in values.items():
            form[name] = value
        form.save().action_sent()
        return self.contacts()

    def test_the_reviewed_text_is_shown_and_what_was_sent_is_kept(self):
        form = self.window()
        self.assertIn("450.00", form.text)
        self.assertNotIn(self.owner.name, form.text)
        self.assertFalse(form.warning)
        form.screenshot = PNG
        text = form.text
        form.save().action_sent()
        contact = self.contacts()
        self.assertEqual((contact.channel, contact.state, contact.text), ("wechat", "sent", text))
        self.assertEqual((contact.amount, contact.user_id), (450, self.collector))
        self.assertFalse(contact.breach)
        self.assertEqual(self.case.contact_count, 1)

    def test_the_screenshot_is_read_with_the_contact_and_stays(self):
        contact = self.hand_sent(screenshot=PNG)
        proof = contact.attachment_ids
        self.assertEqual(proof.with_user(self.collector).datas, PNG.encode())
        with self.assertRaises(AccessError):
            proof.with_user(self.user("stranger", "group_collector")).read(["datas"])
        for change in (
            proof.unlink,
            lambda: proof.write({"raw": b"x"}),
            lambda: proof.write({"res_id": 0}),
            lambda: proof.with_user(self.collector).unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_what_is_no_picture_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no picture"):
            self.hand_sent(screenshot=base64.b64encode(b"#!/bin/sh").decode())
        self.assertFalse(self.contacts())

    def test_a_second_message_is_a_breach_of_the_cap_and_recorded_as_such(self):
        self.hand_sent()
        form = self.window("11:00")
        self.assertTrue(form.warning)
        with self.assertRaisesRegex(UserError, "do not allow"):
            form.save().action_sent()
        form.breach = True
        form.save().action_sent()
        self.assertEqual(self.contacts().mapped("breach").count(True), 1)

    def test_hours_and_stops_are_asked(self):
        self.assertIn("hours", self.window("21:30").warning)
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "dispute"})
        with self.assertRaises(UserError):
            self.window().save().action_sent()

    def test_a_text_that_is_no_longer_true_is_not_recorded(self):
        log = self.window().save()
        self.pay(self.bill, 100)
        self.end_transaction()
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            log.action_sent()

    def test_it_counts_against_messages_of_the_run(self):
        self.hand_sent()
        self.run_on()
        self.assertFalse(self.contacts().filtered(lambda one: one.state == "queued"))

    def test_who_does_not_work_the_card_opens_nothing(self):
        for group in ("reader", "cashier"):
            with self.assertRaises(AccessError):
                self.case.with_user(self.user(group, f"group_{group}")).action_wechat_by_hand()

    def test_without_a_valid_certificate_nothing_is_sent_by_hand(self):
        self.company.arrears_needs_certificate = True
        with self.assertRaisesRegex(UserError, "certificate"):
            self.hand_sent()

    def test_where_the_owner_is_on_wechat_is_entered_on_the_card(self):
        action = self.case.with_user(self.collector).action_wechat_contact()
        known = self.env["arrears.wechat.contact"].with_user(self.collector)
        form = Form(known.with_context(**action["context"]))
        form.identifier = "openid-1"
        saved = form.save()
        self.assertEqual((saved.debtor_id.id, saved.company_id), (self.owner.id, self.company))
        again = self.case.with_user(self.collector).action_wechat_contact()
        self.assertEqual(again["res_id"], saved.id)

    def test_merged_owners_keep_one_identifier(self):
        twin = self.partner("Twin")
        self.owing(20, partner=twin)
        known = self.env["arrears.wechat.contact"]
        kept = known.create({"case_id": self.case.id, "identifier": "a"})
        known.create({"case_id": self.case_of(twin).id, "identifier": "b"})
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.owner | twin).ids, self.owner)
        self.assertEqual(known.search([("debtor_id", "=", self.owner.id)]), kept)
