"""What a decision gave up of a bill outlives a reset to draft, and never becomes money."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .relief_scene import ReliefScene
from .test_dispute_reduce import DisputeReduceScene


@tagged("post_install", "-at_install")
class TestWaiverOutlivesDraft(ReliefScene):
    def setUp(self):
        super().setUp()
        _principal, self.fee = self.arrears(10)
        self.charge = self.charges(self.fee)
        self.waived = self.approved((self.charge, 4))
        self.apply_waivers(self.waived)

    def test_a_bill_posted_again_meets_its_waiver_again(self):
        self.fee.button_draft()
        self.receivables(self.fee).remove_move_reconcile()  # As Odoo does with a line that changes.
        self.end_transaction()
        self.assertEqual(self.waived.credit_note_ids.amount_residual, 4)
        self.fee.action_post()
        self.end_transaction()
        self.assertEqual((self.charge.amount_credited, self.charge.amount_remaining), (4, 6.60))
        self.assertEqual(self.waived.credit_note_ids.amount_residual, 0)
        self.assertTiesOut()

    def test_posted_again_the_waiver_can_be_reversed(self):
        self.fee.button_draft()
        self.receivables(self.fee).remove_move_reconcile()
        self.fee.action_post()
        self.end_transaction()
        self.waived.with_user(self.other_manager)._reverse("Wrong flat.")
        self.assertEqual(self.charge.amount_remaining, 10.60)
        self.assertTiesOut()

    def test_a_bill_with_a_waiver_is_not_cancelled_before_the_waiver_is_reversed(self):
        with self.assertRaisesRegex(UserError, "left as a credit"), self.env.cr.savepoint():
            self.fee.button_cancel()
        self.assertEqual(self.fee.state, "posted")
        self.fee.button_draft()
        with self.assertRaisesRegex(UserError, "left as a credit"), self.env.cr.savepoint():
            self.fee.button_cancel()
        self.fee.action_post()
        self.end_transaction()
        self.waived.with_user(self.other_manager)._reverse("Wrong flat.")
        self.fee.button_draft()
        self.fee.button_cancel()
        self.end_transaction()
        self.assertEqual(self.charge.state, "gone")
        self.assertTiesOut()

    def test_the_credit_note_of_a_waiver_is_not_reset_to_draft(self):
        with self.assertRaisesRegex(UserError, "have the waiver reversed"):
            self.waived.credit_note_ids.button_draft()
        self.assertEqual(self.charge.amount_remaining, 6.60)


@tagged("post_install", "-at_install")
class TestReductionOutlivesDraft(DisputeReduceScene):
    def setUp(self):
        super().setUp()
        self.dispute_note = self.reduced(
            self.dispute((self.principal, 53)), 21.20
        ).credit_note_ids  # fmt: skip

    def test_a_bill_posted_again_meets_the_reduction_again(self):
        self.bill.button_draft()
        self.receivables(self.bill).remove_move_reconcile()
        self.bill.action_post()
        self.end_transaction()
        self.assertEqual(self.principal.amount_remaining, 84.80)
        self.assertTiesOut()

    def test_a_bill_is_cancelled_once_the_reduction_is_reversed(self):
        with self.assertRaisesRegex(UserError, "left as a credit"), self.env.cr.savepoint():
            self.bill.button_cancel()
        self.dispute_note._reverse_moves([{"date": "2026-09-15"}], cancel=True)
        self.bill.button_cancel()
        self.assertEqual(self.bill.state, "cancel")
