"""Another way for a message that surely did not arrive, inside the same caps."""

from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .channel_case import ChannelCase


@tagged("post_install", "-at_install")
class TestFallback(ChannelCase):
    def setUp(self):
        super().setUp()
        self.gateway()
        self.on_wechat()
        self.answers(200, '{"code": 1}')

    def calls(self):
        kind = self.env.ref("property_arrears.activity_type_call")
        return self.case.activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def test_it_goes_once_more_over_the_next_channel_and_counts_once(self):
        first = self.sent()
        self.fall_back()
        second = first.fallback_ids
        self.assertEqual((first.fallback, second.channel), ("message", "email"))
        self.assertEqual((second.state, second.amount), ("queued", first.amount))
        self.assertIn("450.00", second.body_html)
        self.send("10:40")
        self.assertEqual(second.state, "sent")
        self.assertEqual(second.mail_id.email_to, "owner@example.com")
        self.assertEqual(self.case.contact_count, 1)
        self.fall_back("10:50")
        self.assertEqual(len(self.contacts()), 2, "running again sends nothing")
        self.assertFalse(self.calls())

    def test_one_that_came_back_after_it_left_goes_another_way_too(self):
        self.answers(200, '{"code": 0}')
        first = self.sent()
        self.fall_back()
        self.assertFalse(first.fallback)
        first._take_event("bounced", "1")
        self.fall_back()
        self.assertEqual(first.fallback_ids.channel, "email")

    def test_where_the_second_fails_as_well_the_collector_is_asked_to_call(self):
        first = self.sent()
        self.fall_back()

        def fail(mails, *_args, **_kwargs):
            mails.write({"state": "exception", "failure_reason": "refused"})

        self.patch(type(self.env["mail.mail"]), "send", fail)
        self.send("10:40")
        self.owner.phone = "+86 138 1234 5678"
        self.fall_back("10:50")
        second = first.fallback_ids
        self.assertEqual((second.fallback, second.fallback_ids.ids), ("task", []))
        task = self.calls()
        self.assertEqual((len(task), task.user_id), (1, self.collector))
        self.assertIn("two ways", task.note)
        self.assertNotIn("450", f"{task.summary} {task.note}")

    def test_a_debtor_without_another_channel_is_called(self):
        self.owner.email = False
        first = self.sent()
        self.fall_back()
        self.fall_back("10:50")
        self.assertEqual(first.fallback, "task")
        self.assertIn("no other channel", first.fallback_text)
        self.assertEqual(len(self.calls()), 1)

    def test_who_has_paid_meanwhile_gets_nothing_more(self):
        first = self.sent()
        self.pay(self.bill, 450)
        self.end_transaction()
        self.fall_back()
        self.assertEqual((first.fallback, first.fallback_ids.ids), ("none", []))
        self.assertFalse(self.calls())

    def test_a_hold_stops_the_second_way_as_it_leaves(self):
        first = self.sent()
        self.fall_back()
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "dispute"})
        self.send("10:40")
        self.assertEqual(first.fallback_ids.state, "refused")

    def test_a_message_of_another_company_uses_up_the_cap(self):
        first = self.sent()
        self.env["arrears.contact"].create(
            {"company_id": self.new_company("Sister firm").id, "debtor_id": self.owner.id,
             "channel": "email", "state": "sent", "happened_at": self.moment("10:05")}
        )  # fmt: skip
        self.fall_back()
        self.assertEqual((first.fallback, first.fallback_ids.ids), ("none", []))
        self.assertIn("contact_cap", [r["code"] for r in first.fallback_reasons])

    def test_outside_the_hours_it_waits_for_the_morning(self):
        first = self.sent()
        self.fall_back("21:00")
        self.assertEqual(first.fallback_ids.scheduled_at, self.moment("09:00", self.later(1)))

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_a_second_one(self):
        first = self.sent()
        self.fall_back()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            first.fallback_ids.copy({"fallback_of_id": first.id})
            self.env.flush_all()
