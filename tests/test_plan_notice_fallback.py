"""A friendly notice of a plan that did not arrive goes another way once, else a person tells."""

from unittest.mock import patch

from odoo.tests import tagged

from .channel_case import ChannelCase
from .collection_case import TODAY
from .plan_case import AGREED

LATE = "2026-10-10"


@tagged("post_install", "-at_install")
class TestPlanNoticeFallback(ChannelCase):
    def setUp(self):
        super().setUp()
        self.estate.with_user(self.manager).notices_enabled = True
        self.gateway()
        self.on_wechat()
        self.answers(200, '{"code": 1}')
        plans = self.env["arrears.plan"].with_user(self.collector).with_context(arrears_today=TODAY)
        self.plan = plans.create({"case_id": self.case.id, "owner_figure": 100, **AGREED})
        self.plan.action_propose()
        self.plan.with_user(self.manager).action_approve()
        self.plan = self.plan.with_env(self.env)
        self.today = self.day(LATE)

    def night(self, day=None):
        company = self.on(day or self.today, self.company)
        self.on(day or self.today, self.env["arrears.plan"])._judge(company)

    def leave(self, clock="10:00"):
        self.send(clock, self.today)

    def another_way(self, clock="10:30"):
        context = {"arrears_today": self.today, "arrears_now": self.clock_at(clock, self.today)}
        contacts = self.env["arrears.contact"].with_context(**context)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 99):
            contacts._cron_fall_back()

    def failed(self):
        self.night()
        first = self.plan.notice_ids.contact_id
        self.assertEqual(first.channel, "wechat")
        self.leave()
        self.assertEqual(first.state, "failed")
        return first

    def why(self, contact):
        return [reason["code"] for reason in contact.fallback_reasons or ()]

    def tasks(self):
        return self.plan.activity_ids

    def test_it_goes_once_over_the_next_channel_and_the_time_runs_from_then(self):
        first = self.failed()
        self.another_way()
        second = first.fallback_ids
        self.assertEqual((first.fallback, second.channel, second.amount), ("message", "email", 100))
        self.assertEqual((second.contact_class, second.template_id.use), ("service", "plan"))
        self.assertEqual(self.plan.notice_ids.contact_id, second)
        self.assertEqual(self.plan.notice_ids.told_on, self.today)
        self.leave("10:40")
        self.assertEqual(second.state, "sent")
        self.another_way("10:50")
        self.night("2026-10-11")
        self.assertEqual(len(self.contacts().filtered("plan_notice_ids")), 1)
        self.assertEqual(len(first.fallback_ids), 1)
        self.assertFalse(self.tasks())

    def test_without_another_channel_the_collector_tells_the_owner(self):
        self.owner.email = False
        first = self.failed()
        self.another_way()
        self.assertEqual((first.fallback, self.why(first)), ("task", ["notice_no_other_way"]))
        self.assertEqual(self.tasks().user_id, self.collector)
        self.assertTrue(self.plan.notice_ids.by_task)
        self.another_way("10:50")
        self.night("2026-10-11")
        self.assertEqual(len(self.tasks()), 1)

    def test_who_has_paid_meanwhile_hears_nothing(self):
        first = self.failed()
        payment = self.pay(self.bill, 100)
        payment.arrears_value_date = "2026-10-09"
        self.end_transaction()
        self.another_way()
        self.assertEqual((first.fallback, self.why(first)), ("none", ["changed_since"]))
        self.assertFalse(first.fallback_ids or self.tasks())

    def test_a_part_paid_meanwhile_comes_off_what_is_said(self):
        first = self.failed()
        payment = self.pay(self.bill, 40)
        payment.arrears_value_date = "2026-10-09"
        self.end_transaction()
        self.another_way()
        self.assertEqual(first.fallback_ids.amount, 60)

    def test_the_second_failure_is_told_by_the_collector(self):
        first = self.failed()
        self.another_way()

        def fail(mails, *_args, **_kwargs):
            mails.write({"state": "exception", "failure_reason": "refused"})

        self.patch(type(self.env["mail.mail"]), "send", fail)
        self.leave("10:40")
        self.another_way("10:50")
        self.assertEqual(self.why(first.fallback_ids), ["fallback_failed_too"])
        self.assertEqual(len(self.tasks()), 1)

    def test_on_a_day_with_another_message_a_person_tells_inside_the_caps(self):
        first = self.failed()
        self.env["arrears.contact"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "email",
             "state": "sent", "happened_at": self.moment("10:05", self.today)}
        )  # fmt: skip
        self.another_way()
        self.assertEqual((first.fallback, first.fallback_ids.ids), ("task", []))
        self.assertEqual(len(self.tasks()), 1)

    def test_a_second_way_refused_as_it_leaves_does_not_begin_again(self):
        first = self.failed()
        self.another_way()
        self.pay(self.bill, 30).arrears_value_date = "2026-10-09"
        self.end_transaction()
        self.leave("10:40")
        self.assertEqual(first.fallback_ids.state, "refused")
        self.assertEqual(len(self.tasks()), 1)
        self.night("2026-10-11")
        self.assertEqual(len(self.contacts()), 2)
