"""Policies that change: nobody is chased twice for it, and who changed what is kept."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .collection_case import TODAY
from .test_policy import PolicyCase


@tagged("post_install", "-at_install")
class TestPolicyChange(PolicyCase):
    def setUp(self):
        super().setUp()
        self.switch_on()

    def test_a_change_of_segment_neither_repeats_nor_jumps_and_is_written_down(self):
        """Row 32."""
        self.owing(450)
        case = self.in_segment("occasional")
        self.run_days(1)
        self.in_segment("habitual")
        lines = self.run_days(6, start=1)
        self.assertEqual(lines.step_id.mapped("channel"), ["call"])
        self.assertEqual((lines.date - TODAY).days, 3)
        change = case.policy_change_ids
        self.assertEqual((change.before_id, change.policy_id),
                         (self.policy("default"), self.policy("habitual")))  # fmt: skip
        self.assertEqual(change.changed_on, self.later(1))
        self.assertEqual(
            change.with_user(self.collector).reason_text, "Segment: Occasionally late → Often late"
        )
        for attempt in (lambda: change.write({"changed_on": TODAY}), change.unlink):
            with self.assertRaises(UserError):
                attempt()

    def test_a_new_policy_says_that_the_policies_were_changed(self):
        self.owing(450)
        case = self.in_segment("occasional")
        self.run_days(1)
        self.policy("default").copy({"name": "New", "sequence": 1, "active": True})
        self.run_days(13, start=1)
        self.assertEqual(case.policy_change_ids.reason_text, "The policies were changed.")
        self.assertEqual(
            self.contacts().filtered(lambda c: c.tone == "gentle").mapped("step_id.policy_id"),
            self.policy("default"),
            "the new reminder is the old one, and its fourteen days are not over",
        )
        self.run_days(3, start=14)
        self.assertEqual(len(self.contacts().filtered(lambda c: c.channel == "email")), 2)

    def test_a_step_that_is_deleted_was_taken_all_the_same(self):
        self.owing(450)
        self.in_segment("occasional")
        self.run_days(1)
        default = self.policy("default")
        gentle = default.step_ids[0]
        default.step_ids.filtered(lambda s: (s.channel, s.tone) == ("message", "notice")).unlink()
        gentle.copy({"name": "The same anew"})
        gentle.unlink()
        self.assertFalse(self.run_days(3, start=1).filtered(
            lambda line: line.step_id.channel == "message"))  # fmt: skip

    def test_whoever_changes_a_policy_in_use_says_why_and_it_is_kept(self):
        self.owing(450)
        self.in_segment("occasional")
        self.run_on()
        policy = self.policy("default").with_user(self.manager)
        self.assertEqual(policy.case_count, 1)
        call = policy.step_ids[1]
        with self.assertRaisesRegex(UserError, "say why"):
            call.write({"min_days_overdue": 20})
        with self.assertRaisesRegex(UserError, "say why"):
            policy.write({"step_ids": [Command.update(call.id, {"min_days_overdue": 20})]})
        with Form(policy) as form:
            with form.step_ids.edit(1) as step:
                step.min_days_overdue = 20
            form.change_reason = "The office asked for more time"
        body = str(policy.message_ids[0].body)
        self.assertIn("The office asked for more time", body)
        self.assertIn("From day 15: Call", body)
        self.assertIn("From day 20: Call", body)
        self.assertEqual(policy.message_ids[0].author_id, self.manager.partner_id)
        self.assertFalse(policy.change_reason, "the next change has its own reason")

    def test_policies_that_the_addon_brings_begin_with_an_empty_chatter(self):
        """It would read in English for ever; what a person makes is logged as always."""
        shipped = self.env["ir.model.data"].search(
            [("module", "=", "property_arrears"), ("model", "=", "arrears.policy")]
        )
        policies = self.env["arrears.policy"].browse(shipped.mapped("res_id"))
        self.assertTrue(policies)
        before = policies.message_ids.filtered(
            lambda message: message.create_date < self.env.cr.now()
        )
        self.assertFalse(before)
        policies = self.env["arrears.policy"].with_user(self.manager)
        own = policies.with_context(tracking_disable=False).create(
            {"name": "Ours", "active": False}
        )
        self.assertTrue(own.message_ids)

    def test_a_collector_changes_no_policy(self):
        policy = self.policy("default").with_user(self.collector)
        for attempt in (
            lambda: policy.write({"occupancy": "occupied"}),
            lambda: policy.step_ids[0].write({"gap_days": 1}),
            lambda: policy.copy(),
        ):
            with self.assertRaises(AccessError):
                attempt()
