"""A waiting reward is booked only while what earned it stands: paid bills, money in advance."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .rewards_receipts import RewardsReceipts
from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestStillEarned(RewardsScene):
    def setUp(self):
        super().setUp()
        self.award = self.award_for(self.program(), self.taxed(100))
        self.bill = self.award.charge_id.move_id

    def open_again(self):
        """The payment is taken off the rewarded bill, as a bank does that takes it back."""
        self.receivables(self.bill).remove_move_reconcile()
        self.end_transaction()

    def assertWaits(self):
        """The next bill brings no reward, and the books are explained."""
        self.assertEqual(self.next_bill(self.taxed(100)).amount_total, 106)
        self.assertEqual(self.award.state, "granted")
        self.assertTiesOut()

    def test_a_bill_that_is_open_again_brings_no_credit_note(self):
        self.open_again()
        action = self.award.with_user(self.accountant).action_credit_notes()
        window = self.env["arrears.incentive.credit"].with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Not settled by a payment"):
            window.browse(action["res_id"]).action_book()
        self.assertWaits()

    def test_a_rewarded_bill_that_was_cancelled_earns_nothing_more(self):
        self.open_again()
        self.bill.button_draft()
        self.bill.button_cancel()
        self.end_transaction()
        self.assertWaits()

    def test_a_rewarded_bill_that_was_credited_instead_of_paid_earns_nothing_more(self):
        self.open_again()
        note = self.credit_note(self.taxed(100))
        self.receivables(self.bill, note).reconcile()
        self.end_transaction()
        self.assertEqual(self.award.charge_id.state, "settled")
        self.assertWaits()

    def test_paid_again_it_comes_onto_the_next_bill(self):
        self.open_again()
        self.pay(self.bill, 106)
        self.end_transaction()
        self.assertEqual(self.next_bill(self.taxed(100)).amount_total, 100.70)


@tagged("post_install", "-at_install")
class TestStillEarnedAhead(RewardsReceipts):
    def rewarded_year(self, item=None):
        """A year in advance and its free month."""
        item = item or self.prepay(2160)
        program = self.program(name="Year", kind="prepaid_year", reward_type="months", percent=0,
                               free_months=1)  # fmt: skip
        self.assertEqual(list(self.answers(program).values()), ["granted"])
        return item, program.award_ids

    def test_money_in_advance_that_was_reversed_gives_no_free_month(self):
        item, award = self.rewarded_year()
        item.move_id._reverse_moves([{"date": "2026-09-15"}], cancel=True)
        self.end_transaction()
        self.assertEqual(self.next_bill(self.line(180), self.line(180)).amount_total, 360)
        self.assertEqual(award.state, "granted")
        self.assertTiesOut()

    def test_money_in_advance_that_was_cancelled_gives_no_free_month(self):
        item, award = self.rewarded_year()
        item.move_id.button_draft()
        item.move_id.button_cancel()
        self.end_transaction()
        self.assertEqual(self.next_bill(self.line(180), self.line(180)).amount_total, 360)
        self.assertEqual(award.state, "granted")

    def test_a_cancelled_bill_frees_all_of_the_budget_of_a_reward_taken_back_in_part(self):
        item, award = self.rewarded_year(self.bank_in(2160))
        bill = self.next_bill(*(self.line(180) for _month in range(6)))
        (self.receivables(bill) | item).reconcile()
        refund = self.refund(item)
        refund.line_ids.write({"months_bought": 13, "months_served": 6})
        self.end_transaction()
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        self.pay_out(refund)
        self.assertEqual(award.program_id.amount_granted, 83.08)
        bill.button_draft()
        bill.button_cancel()
        self.assertEqual((award.state, award.move_id.ids), ("taken_back", []))
        self.assertEqual(award.program_id.amount_granted, 0)
