"""A dispute is no way around the limits of approval."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_dispute_reduce import DisputeReduceScene


@tagged("post_install", "-at_install")
class TestDisputeLimits(DisputeReduceScene):
    """The project takes off service fees up to 30, the head office any amount."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.user("head", "manager")
        cls.env["arrears.approval.rule"].create(
            [
                cls.limit("Project", 1, cls.manager, limit_amount=30),
                cls.limit("Head", 2, cls.head, is_unlimited=True),
            ]
        )

    @classmethod
    def limit(cls, name, level, user, **values):
        return {"name": name, "company_id": cls.company.id, "level": level,
                "subject": "principal", "user_ids": [Command.set(user.ids)], **values}  # fmt: skip

    def test_the_limit_itself_is_within_it_and_a_fen_more_is_not(self):
        dispute = self.dispute((self.principal, 53))
        with self.assertRaisesRegex(UserError, "needs an approver of level"):
            self.reduced(dispute, 30.01)
        self.assertEqual((dispute.state, dispute.credit_note_ids.ids), ("open", []))
        self.reduced(dispute, 30)
        self.assertEqual(self.principal.amount_remaining, 76)

    def test_what_another_dispute_took_off_counts_too(self):
        self.reduced(self.dispute((self.principal, 53)), 20)
        again = self.dispute((self.principal, 50))
        with self.assertRaisesRegex(UserError, "needs an approver of level"):
            self.reduced(again, 10.01)
        self.reduced(again, 10.01, user=self.head)
        self.assertEqual(self.principal.amount_remaining, 75.99)
        self.assertTiesOut()

    def test_what_a_dispute_took_off_counts_for_a_waiver_too(self):
        self.reduced(self.dispute((self.principal, 53)), 20)
        waiver = self.waiver((self.principal, 10.01), subject="principal")
        waiver.action_submit()
        with self.assertRaisesRegex(UserError, "needs an approver of level"):
            waiver.with_user(self.manager).action_approve()
        waiver.with_user(self.head).action_approve()
        self.assertEqual(waiver.state, "approved")

    def test_what_a_waiver_gave_up_counts_for_a_dispute_too(self):
        waiver = self.waiver((self.principal, 25), subject="principal")
        waiver.action_submit()
        waiver.with_user(self.manager).action_approve()
        dispute = self.dispute((self.principal, 50))
        with self.assertRaisesRegex(UserError, "needs an approver of level"):
            self.reduced(dispute, 5.01)
        self.reduced(dispute, 5)

    def test_no_limit_for_late_fees_means_that_nobody_takes_them_off(self):
        dispute = self.dispute((self.late_fee, 10))
        with self.assertRaisesRegex(UserError, "No limit of the firm reaches"):
            self.reduced(dispute, 5, user=self.head)

    def test_a_bill_that_stands_needs_no_level(self):
        dispute = self.dispute((self.principal, 53)).with_user(self.manager)
        dispute.write({"outcome": "rejected", "decision_reason": "The lift was repaired."})
        dispute.action_decide()
        self.assertEqual(dispute.state, "decided")
