"""A notice that did not arrive goes another way once, by the rules of notices, and to no call."""

from unittest.mock import patch

from odoo.tests import tagged

from .channel_case import ChannelCase
from .collection_case import TODAY

IN_A_WEEK = "2026-09-22"


@tagged("post_install", "-at_install")
class TestNoticeFallback(ChannelCase):
    def setUp(self):
        super().setUp()
        # Nothing is overdue: the bill of the case is paid, another is to come.
        self.pay(self.bill, 450)
        self.estate.with_user(self.manager).notices_enabled = True
        self.coming = self.owing(90, due=IN_A_WEEK, unit=self.garage)
        self.gateway()
        self.on_wechat()
        self.answers(200, '{"code": 1}')

    def tell(self):
        notices = self.env["arrears.notice"]
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 99):
            notices._notices_of(self.company)
        return self.env["arrears.notice"].search([("company_id", "=", self.company.id)])

    def failed(self):
        notice = self.tell()
        first = notice.contact_id
        self.assertEqual((first.channel, first.contact_class), ("wechat", "service"))
        self.send()
        self.assertEqual(first.state, "failed")
        return notice, first

    def why_not(self, contact):
        return [reason["code"] for reason in contact.fallback_reasons]

    def tasks(self):
        return self.case.activity_ids

    def test_it_goes_once_over_the_next_channel_with_the_text_of_its_rule(self):
        notice, first = self.failed()
        self.fall_back()
        second = first.fallback_ids
        self.assertEqual((first.fallback, second.channel), ("message", "email"))
        self.assertEqual((second.contact_class, second.template_id), (
            "service", notice.rule_id.email_template_id))  # fmt: skip
        self.assertEqual((notice.contact_id, second.amount), (second, 90))
        self.send("10:40")
        self.assertEqual(second.state, "sent")
        self.fall_back("10:50")
        self.assertEqual(self.tell(), notice)
        self.assertEqual(len(self.contacts().filtered("notice_ids")), 1)
        self.assertFalse(self.tasks())

    def test_one_that_came_back_goes_another_way_too(self):
        self.answers(200, '{"code": 0}')
        first = self.tell().contact_id
        self.send()
        first._take_event("bounced", "1")
        self.fall_back()
        self.assertEqual(first.fallback_ids.channel, "email")

    def test_a_bill_paid_meanwhile_is_not_told_of_again(self):
        _notice, first = self.failed()
        self.pay(self.coming, 90)
        self.end_transaction()
        self.fall_back()
        self.assertEqual((first.fallback, first.fallback_ids.ids), ("none", []))
        self.assertEqual(self.why_not(first), ["nothing_due"])

    def test_a_second_way_refused_as_it_leaves_ends_the_notice(self):
        notice, first = self.failed()
        self.fall_back()
        second = first.fallback_ids
        self.pay(self.coming, 20)
        self.end_transaction()
        self.send("10:40")
        self.assertEqual((second.state, notice.contact_id), ("refused", first))
        self.assertEqual(len(self.tell().contact_id), 1)

    def test_without_another_channel_nobody_is_called(self):
        self.owner.email = False
        _notice, first = self.failed()
        self.fall_back()
        self.assertEqual(self.why_not(first), ["notice_no_other_way"])
        self.assertFalse(self.tasks())

    def test_the_second_failure_is_the_end(self):
        _notice, first = self.failed()
        self.fall_back()

        def fail(mails, *_args, **_kwargs):
            mails.write({"state": "exception", "failure_reason": "refused"})

        self.patch(type(self.env["mail.mail"]), "send", fail)
        self.send("10:40")
        self.fall_back("10:50")
        self.assertEqual(self.why_not(first.fallback_ids), ["fallback_failed_too"])
        self.assertFalse(self.tasks())

    def test_a_text_that_waits_for_its_reader_is_not_used(self):
        notice, first = self.failed()
        notice.rule_id.email_template_id.with_user(self.manager).body += " "
        self.fall_back()
        self.assertEqual(self.why_not(first), ["text_not_reviewed"])

    def test_on_a_day_with_a_reminder_the_notice_does_not_go_again(self):
        _notice, first = self.failed()
        self.env["arrears.contact"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "email",
             "state": "sent", "happened_at": self.moment("10:05", TODAY)}
        )  # fmt: skip
        self.fall_back()
        self.assertEqual(first.fallback, "none")

    def test_consent_to_wechat_taken_back_does_not_stop_the_email(self):
        _notice, first = self.failed()
        self.env["arrears.wechat.contact"].search([]).active = False
        self.fall_back()
        self.assertEqual(first.fallback_ids.channel, "email")

    def test_a_reminder_to_the_number_of_the_second_way_counts(self):
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        _notice, first = self.failed()
        key = self.env["arrears.contact"]._key_on("sms", "+8613812345678")
        self.env["arrears.contact"].create(
            {"company_id": self.company.id, "debtor_id": self.partner("Flatmate").id,
             "channel": "sms", "address_key": key, "state": "sent",
             "happened_at": self.moment("10:05", TODAY)}
        )  # fmt: skip
        self.fall_back()
        self.assertEqual(self.why_not(first), ["contact_cap_number"])
