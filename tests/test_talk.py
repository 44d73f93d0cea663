"""What came of a talk: reason, way of paying, need, next step, the hour to call back."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .collection_case import TODAY
from .talk_case import TalkCase


@tagged("post_install", "-at_install")
class TestTalk(TalkCase):
    def test_a_promise_is_given_with_its_reason_once_and_with_the_way_of_paying(self):
        """Rows 45, 47."""
        bare = {"identity_checked": True, "promise_date": self.later(3)}
        with self.assertRaisesRegex(ValidationError, "Why was it not paid"):
            self.log(**bare).action_connected()
        self.log(**bare, reason_id=self.forgot().id, promise_way="code").action_connected()
        self.assertEqual(self.case.reason_id, self.forgot())
        promise = self.case.promise_ids
        self.assertEqual(promise.way, "code")
        self.assertEqual(promise.contact_id.reason_id, self.forgot())
        # The reason is on the card now: nobody is asked for it twice.
        self.case.hold_ids.sudo().write({"lifted_on": TODAY})
        self.log(**bare, direction="in").action_connected()
        self.assertEqual(self.contact().reason_id, self.forgot())
        self.assertFalse(self.contact().promise_way)

    def test_need_and_next_step_are_kept_and_stand_in_the_chatter(self):
        """Rows 11, 113: also where the talk was not about the debt."""
        self.log(
            contact_class="service", need="A ramp at the gate", next_step="We ask the builder"
        ).action_connected()
        contact = self.contact()
        self.assertEqual(
            (contact.need, contact.next_step), ("A ramp at the gate", "We ask the builder")
        )
        self.assertFalse(contact.reason_id)
        self.assertIn("We ask the builder", self.case.message_ids[0].body)
        with self.assertRaises(UserError):
            contact.sudo().need = "Another"

    def call_tasks(self):
        kind = self.env.ref("property_arrears.activity_type_call")
        return self.case.sudo().activity_ids.filtered(lambda task: task.activity_type_id == kind)

    def test_a_call_back_is_a_task_of_its_day_that_names_the_hour(self):
        """Row 95: the hour is the owner's choice, within the hours in which one may call."""
        night, later = self.moment("21:30", self.later(1)), self.moment("15:30", self.later(1))
        values = {"identity_checked": True, "reason_id": self.forgot().id}
        for moment, why in ((night, "at that hour"), (self.moment("09:00"), "after the talk")):
            with self.assertRaisesRegex(ValidationError, why):
                self.log(**values, call_back_at=moment).action_connected()
        self.log(**values, call_back_at=later).action_connected()
        task = self.call_tasks()
        self.assertEqual((task.date_deadline, task.user_id), (self.later(1), self.collector))
        self.assertIn("15:30", task.summary)
        self.assertNotIn("450", task.summary)

    def test_the_call_the_owner_asked_for_may_be_made_within_the_quiet_days(self):
        back = self.moment("15:30", self.later(1))
        self.log(
            identity_checked=True, reason_id=self.forgot().id, call_back_at=back
        ).action_connected()
        with self.assertRaisesRegex(UserError, "spoke with the debtor lately"):
            self.case.action_log_no_answer()
        tomorrow = self.case.with_context(arrears_now=self.clock_at("15:35", self.later(1)))
        log = tomorrow.env["arrears.contact.log"].create({"case_id": self.case.id})
        log.action_no_answer()
        self.assertFalse(self.contact().breach)
