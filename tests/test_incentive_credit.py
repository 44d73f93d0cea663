"""Rewards as credit notes: by explicit choice, with the red letters shown before."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..engine.reason import Reason
from .billing_case import BillingCase
from .fapiao_case import NUMBER, FapiaoCase
from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestIncentiveCredit(RewardsScene):
    def window(self, awards):
        action = awards.with_user(self.accountant).action_credit_notes()
        window = self.env["arrears.incentive.credit"].with_user(self.accountant)
        return window.browse(action["res_id"])

    def book(self, awards):
        action = self.window(awards).action_book()
        return self.env["account.move"].search(action["domain"])

    def test_the_window_says_how_much_and_how_many_red_letters(self):
        awards = self.award_for(self.program(), self.taxed(100))
        window = self.window(awards)
        form = Form(window)
        self.assertEqual((form.award_count, form.amount, form.red_count), (1, 5.30, 0))

    def test_a_credit_note_carries_the_tax_of_the_rewarded_line_and_meets_an_open_bill(self):
        award = self.award_for(self.program(), self.taxed(100))
        bill = self.next_bill(self.taxed(300), arrears_unit_id=self.garage.id)
        own = self.invoice(self.line(50), due="2026-10-31", post=False)
        note = self.book(award)
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertEqual((note.amount_untaxed, note.amount_total), (5, 5.30))
        self.assertEqual(note.invoice_line_ids.tax_ids, self.tax)
        self.assertEqual(note.reversed_entry_id, award.charge_id.move_id)
        self.assertEqual((award.state, award.move_id), ("booked", note))
        self.assertEqual(award.line_id, note.invoice_line_ids)
        self.assertEqual(bill.amount_residual, bill.amount_total, "another unit's bill is left")
        self.assertEqual(note.amount_residual, 5.30, "nothing of the unit is open yet")
        own.action_post()
        self.assertEqual(own.amount_total, 50, "the reward is on no bill a second time")
        self.assertTiesOut()

    def test_it_is_matched_with_what_the_unit_owes(self):
        award = self.award_for(self.program(), self.taxed(100))
        # A discount line would come onto a bill posted now: this one was posted before the grant.
        award.with_user(self.manager).action_take_back()
        open_bill = self.next_bill(self.taxed(100))
        second = self.program(name="Second")
        self.grant(second, award.charge_id)
        note = self.book(second.award_ids)
        self.assertEqual(note.amount_residual, 0)
        self.assertEqual(open_bill.amount_residual, 100.70)
        self.assertEqual(self.remaining(open_bill), {"principal": 100.70})
        self.assertTiesOut()

    def test_it_is_booked_once(self):
        award = self.award_for(self.program(), self.taxed(100))
        window, other = self.window(award), self.window(award)
        window.action_book()
        with self.assertRaisesRegex(UserError, "waits no longer"):
            other.action_book()
        with self.assertRaisesRegex(UserError, "waiting rewards"):
            award.with_user(self.accountant).action_credit_notes()

    def test_several_rewards_of_a_bill_make_one_credit_note(self):
        charge = self.charges(self.paid_bill(self.taxed(100)))
        programs = self.program() | self.program(name="Second", percent=1)
        for program in programs:
            self.grant(program, charge)
        note = self.book(programs.award_ids)
        self.assertEqual(len(note), 1)
        self.assertEqual(note.amount_total, 6.36)
        self.assertEqual(note.invoice_line_ids.arrears_award_id, programs.award_ids)

    def test_only_accountants_do_it(self):
        award = self.award_for(self.program(), self.taxed(100))
        for person in (self.manager, self.collector):
            with self.assertRaises(AccessError):
                award.with_user(person).action_credit_notes()

    def test_a_closed_period_an_archived_account_or_a_dispute_leaves_nothing_half_done(self):
        program = self.program()
        awards = self.award_for(program, self.taxed(100)) | self.award_for(
            program, self.taxed(40), arrears_unit_id=self.garage.id
        )
        window = self.window(awards)
        before = self.env["account.move"].search_count([("move_type", "=", "out_refund")])

        def refused(words):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                window.action_book()
            self.assertEqual(awards.mapped("state"), ["granted", "granted"])
            count = self.env["account.move"].search_count([("move_type", "=", "out_refund")])
            self.assertEqual(count, before)

        self.company.fiscalyear_lock_date = "2026-12-31"
        refused("locked beyond today")
        self.company.fiscalyear_lock_date = False
        self.income.active = False
        refused("archived")
        self.income.active = True
        self.owner.active = False
        refused("archived")

    def test_taken_back_afterwards_the_next_bill_charges_it_back(self):
        award = self.award_for(self.program(), self.taxed(100))
        self.book(award)
        award.sudo()._take_back_for(award.charge_id, Reason("payment_returned"))
        self.assertTrue(award.take_back_due)
        bill = self.next_bill(self.taxed(100))
        line = bill.invoice_line_ids.filtered("arrears_back_award_id")
        self.assertEqual((line.price_subtotal, line.price_total), (5, 5.30))
        self.assertEqual(award.state, "taken_back")
        self.assertTiesOut()


@tagged("post_install", "-at_install")
class TestIncentiveCreditBilling(BillingCase, RewardsScene):
    def test_the_next_billing_run_uses_an_open_credit_note(self):
        paid = self.paid_bill(
            self.line(100), arrears_period_from="2026-01-01", arrears_period_to="2026-03-31"
        )
        program = self.program()
        self.grant(program, self.charges(paid))
        awards = program.award_ids.with_user(self.accountant)
        window = self.env["arrears.incentive.credit"].browse(awards.action_credit_notes()["res_id"])
        window.with_user(self.accountant).action_book()
        note = program.award_ids.move_id
        self.assertEqual(note.amount_residual, 5)
        bill = self.bills(self.billed())
        self.assertEqual(note.amount_residual, 0)
        self.assertEqual(bill.amount_total - bill.amount_residual, 5)
        self.assertTiesOut()


@tagged("post_install", "-at_install")
class TestIncentiveCreditFapiao(FapiaoCase):
    def test_the_red_letter_is_told_before_and_asked_for_after(self):
        paid = self.paid_bill(self.taxed(100))
        charge = self.charges(paid)
        fapiao = self.issued(charge)
        program = self.program()
        self.grant(program, charge)
        award = program.award_ids
        action = award.with_user(self.accountant).action_credit_notes()
        window = self.env["arrears.incentive.credit"].with_user(self.accountant)
        window = window.browse(action["res_id"])
        self.assertEqual(window.red_count, 1)
        self.assertIn(NUMBER, window.fapiao_text)
        self.assertFalse(self.red_letters(fapiao), "nothing is booked yet")
        window.action_book()
        self.end_transaction()
        self.assertEqual(sum(self.red_letters(fapiao).mapped("amount")), -5.30)
        self.assertTiesOut()
