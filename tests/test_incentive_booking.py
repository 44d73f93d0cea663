"""Booking: one discount line on the next bill, exact to the cent, once, never below zero."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestIncentiveBooking(RewardsScene):
    def discounts(self, *moves):
        return self.env["account.move"].union(*moves).invoice_line_ids.filtered("arrears_award_id")

    # The line

    def test_the_next_bill_carries_the_reward_with_the_tax_of_the_fee(self):
        award = self.award_for(self.program(), self.taxed(100))
        bill = self.next_bill(self.taxed(100))
        line = self.discounts(bill)
        self.assertEqual(line.arrears_award_id, award)
        self.assertEqual(line.price_subtotal, -5)
        self.assertEqual(line.price_total, -5.30)
        self.assertEqual(bill.amount_untaxed, 95)
        self.assertEqual(bill.amount_tax, 5.70)
        self.assertEqual(bill.amount_total, 100.70)
        self.assertEqual(line.tax_ids, self.tax)
        self.assertEqual(line.account_id, self.income)
        self.assertEqual(line.product_id, self.products["principal"])
        self.assertEqual(line.arrears_kind, "principal")
        self.assertEqual(line.arrears_unit_id, self.flat)
        self.assertEqual(str(line.arrears_period_from), "2026-07-01")
        self.assertEqual(line.analytic_distribution, {str(self.analytic.id): 100})
        self.assertEqual((award.state, award.move_id, award.line_id), ("booked", bill, line))
        self.assertEqual(str(award.booked_on), "2026-09-15")
        self.assertEqual(self.remaining(bill), {"principal": 100.70})
        self.assertTiesOut()

    def test_every_amount_comes_out_to_the_cent_also_where_no_price_before_tax_gives_it(self):
        """At 6 % no price before tax comes to 0.09 with tax, nor to 0.26; the line still does."""
        for rounding in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = rounding
            for cents in (0.01, 0.09, 0.26, 4.99, 17.77):
                with self.subTest(rounding=rounding, cents=cents):
                    program = self.program(reward_type="amount", percent=0, amount=cents)
                    self.award_for(program, self.taxed(100))
                    bill = self.next_bill(self.taxed(33.33), self.taxed(12.34))
                    whole = self.next_bill(self.taxed(33.33), self.taxed(12.34))
                    self.assertEqual(self.discounts(bill).price_total, -cents)
                    less = self.company.currency_id.round(whole.amount_total - bill.amount_total)
                    self.assertEqual(less, cents)
                    self.assertEqual(self.receivables(bill).balance, bill.amount_total)
                    self.assertEqual(self.remaining(bill), {"principal": bill.amount_total})
        self.assertTiesOut()

    def test_a_bill_without_tax_and_one_with_tax_inside_the_price(self):
        self.award_for(self.program(percent=3), self.line(100))
        bill = self.next_bill(self.line(80))
        self.assertEqual(bill.amount_total, 77)
        self.tax.price_include_override = "tax_included"
        self.award_for(self.program(percent=7), self.taxed(106))
        bill = self.next_bill(self.taxed(106))
        self.assertEqual(self.discounts(bill).price_total, -7.42)
        self.assertEqual(bill.amount_total, 98.58)
        self.assertTiesOut()

    def test_the_owner_reads_it_in_his_own_language(self):
        self.owner.lang = "zh_CN"
        award = self.award_for(self.program(), self.line(100))
        line = self.discounts(self.next_bill(self.line(100)))
        self.assertEqual(line.name, award.with_context(lang="zh_CN")._wording())
        self.assertIn("2026", line.name)

    def test_a_reward_stays_with_its_owner_and_unit(self):
        award = self.award_for(self.program(), self.line(100))
        neighbour = self.partner("Neighbour")
        others = (
            self.next_bill(self.line(100), partner_id=neighbour.id),
            self.next_bill(self.line(100), arrears_unit_id=self.garage.id),
            self.next_bill(self.line(100), arrears_unit_id=False),
            self.next_bill(self.line(100, "pass_through")),
            self.next_bill(self.line(100), move_type="out_refund"),
        )
        self.assertFalse(self.discounts(*others))
        self.assertEqual(award.state, "granted")

    def test_a_bill_for_two_units_carries_each_reward_under_its_unit(self):
        program = self.program()
        flat = self.award_for(program, self.line(100))
        garage = self.award_for(program, self.line(40), arrears_unit_id=self.garage.id)
        bill = self.next_bill(self.line(100), self.line(40, arrears_unit_id=self.garage.id))
        self.assertEqual(
            {(line.arrears_unit_id, line.price_total) for line in self.discounts(bill)},
            {(self.flat, -5), (self.garage, -2)},
        )
        self.assertEqual((flat | garage).mapped("state"), ["booked", "booked"])
        self.end_transaction()
        self.assertEqual(
            {charge.unit_id: charge.amount_remaining for charge in self.charges(bill)},
            {self.flat: 95, self.garage: 38},
        )
        self.assertTiesOut()

    # Never below zero

    def test_what_does_not_fit_waits_for_the_next_bill(self):
        program = self.program(reward_type="amount", percent=0, amount=60)
        charges = self.charges(self.paid_bill(self.line(100)), self.paid_bill(self.line(100)))
        self.grant(program, *charges)
        first, second = program.award_ids.sorted("id")
        bill = self.next_bill(self.line(100))
        self.assertEqual(bill.amount_total, 40)
        self.assertEqual((first.state, second.state), ("booked", "granted"))
        self.assertEqual(self.next_bill(self.line(100)).amount_total, 40)
        self.assertEqual(second.state, "booked")
        self.assertTiesOut()

    def test_only_the_service_fee_is_reduced_never_the_water(self):
        program = self.program(reward_type="amount", percent=0, amount=60)
        self.award_for(program, self.line(100))
        bill = self.next_bill(self.line(50), self.line(500, "pass_through"))
        self.assertFalse(self.discounts(bill))

    def test_a_bill_may_come_down_to_zero(self):
        program = self.program(reward_type="amount", percent=0, amount=60)
        self.award_for(program, self.taxed(100))
        bill = self.next_bill(self.line(60))
        self.assertEqual(bill.amount_total, 0)
        self.assertEqual(bill.payment_state, "paid")
        self.assertTiesOut()

    # Exactly once

    def test_two_bills_posted_together_carry_it_once(self):
        self.award_for(self.program(), self.line(100))
        bills = self.next_bill(self.line(100), post=False) | self.next_bill(
            self.line(100), post=False
        )
        bills.action_post()
        self.assertEqual(sorted(bills.mapped("amount_total")), [95, 100])

    def test_reset_to_draft_and_posted_again_it_is_not_doubled(self):
        award = self.award_for(self.program(), self.line(100))
        bill = self.next_bill(self.line(100))
        for _time in range(2):
            bill.button_draft()
            bill.action_post()
        self.assertEqual(bill.amount_total, 95)
        self.assertEqual(self.discounts(bill), award.line_id)
        self.assertFalse(self.discounts(self.next_bill(self.line(100))))
        self.assertTiesOut()

    def test_the_line_deleted_from_the_draft_comes_back_as_granted(self):
        award = self.award_for(self.program(), self.line(100))
        bill = self.next_bill(self.line(100))
        bill.button_draft()
        self.discounts(bill).unlink()
        self.assertEqual((award.state, award.move_id), ("granted", bill.browse()))
        self.assertEqual(bill.amount_total, 100)
        bill.action_post()
        self.assertEqual(bill.amount_total, 95)

    def test_a_changed_reward_is_refused_with_the_cure(self):
        self.award_for(self.program(), self.line(100))
        bill = self.next_bill(self.line(100))
        bill.button_draft()
        self.discounts(bill).price_unit = -50
        with self.assertRaisesRegex(UserError, "Delete that line"):
            bill.action_post()

    def test_a_draft_handed_to_another_owner_does_not_take_the_reward_along(self):
        self.award_for(self.program(), self.line(100))
        bill = self.next_bill(self.line(100))
        bill.button_draft()
        bill.partner_id = self.partner("Buyer")
        with self.assertRaisesRegex(UserError, "Delete that line"):
            bill.action_post()

    def test_a_cancelled_bill_frees_the_reward_and_never_gives_it_twice(self):
        award = self.award_for(self.program(), self.line(100))
        bill = self.next_bill(self.line(100))
        bill.button_cancel()
        self.assertEqual((award.state, award.move_id), ("granted", bill.browse()))
        replacement = self.next_bill(self.line(100))
        self.assertEqual(self.discounts(replacement), award.line_id)
        bill.button_draft()
        bill.action_post()
        self.assertEqual(bill.amount_total, 100)
        self.assertTiesOut()

    def test_a_deleted_draft_frees_the_reward(self):
        award = self.award_for(self.program(), self.line(100))
        bill = self.next_bill(self.line(100))
        bill.button_draft()
        bill.with_context(force_delete=True).unlink()
        self.assertEqual(award.state, "granted")
        self.assertEqual(self.discounts(self.next_bill(self.line(100))), award.line_id)

    def test_a_duplicate_of_the_bill_does_not_repeat_the_reward(self):
        self.award_for(self.program(), self.line(100))
        copy = self.next_bill(self.line(100)).copy()
        self.assertEqual(copy.amount_total, 100)

    def test_a_credit_note_reverses_the_bill_with_its_reward(self):
        award = self.award_for(self.program(), self.taxed(100))
        bill = self.next_bill(self.taxed(100))
        note = bill._reverse_moves(cancel=True)
        self.assertEqual(note.amount_total, 100.70)
        self.assertEqual(bill.payment_state, "reversed")
        self.assertEqual(award.line_id.move_id, bill)
        self.assertTiesOut()

    def test_the_database_itself_refuses_a_second_line_for_a_reward(self):
        award = self.award_for(self.program(), self.line(100))
        bill = self.next_bill(self.line(100))
        other = bill.invoice_line_ids - award.line_id
        with self.refused_by_an_index():
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move_line SET arrears_award_id = %s WHERE id = %s",
                    award.id,
                    other.id,
                )
            )

    # Money

    def test_a_bill_paid_by_a_debit_and_a_credit_note_shows_paid(self):
        self.award_for(self.program(), self.taxed(100))
        bill = self.next_bill(self.taxed(100))
        note = self.credit_note(self.taxed(10))
        self.receivables(bill, note).reconcile()
        batch = self._debit_batch()
        payment = self.money(90.10, post=False)
        payment.arrears_debit_batch_id = batch
        payment.action_post()
        self.receivables(bill, payment).reconcile()
        self.assertEqual(bill.payment_state, "paid")
        self.assertTiesOut()

    def _debit_batch(self):
        """A batch as far as a posting needs one; the debit room tests what it does."""
        clearing = self.env["account.account"].create(
            {
                "name": "Debits on their way",
                "code": "REWARDS1",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        channel = self.env["arrears.bank.channel"].create(
            {
                "name": "Bank of the tests",
                "code": "rewards",
                "profile": "ccb_batch",
                "company_id": self.company.id,
                "journal_id": self.bank.id,
                "clearing_account_id": clearing.id,
            }
        )
        return self.env["arrears.debit.batch"].create({"channel_id": channel.id})

    # Taking back

    def test_a_waiting_reward_is_taken_back_and_frees_its_budget(self):
        program = self.program()
        award = self.award_for(program, self.line(100))
        with self.assertRaises(AccessError):
            award.with_user(self.accountant).action_take_back()
        award.with_user(self.manager).action_take_back()
        self.assertEqual(award.state, "taken_back")
        self.assertEqual(award.taken_back_by_id, self.manager)
        self.assertEqual(award.reason_text, "Taken back by a manager.")
        self.assertEqual(program.amount_granted, 0)
        self.assertFalse(self.discounts(self.next_bill(self.line(100))))

    def test_a_used_reward_is_marked_to_be_charged_back_and_not_lost(self):
        program = self.program()
        award = self.award_for(program, self.line(100))
        bill = self.next_bill(self.line(100))
        award.with_user(self.manager).action_take_back()
        self.assertEqual(award.state, "booked")
        self.assertTrue(award.take_back_due)
        self.assertEqual(program.amount_granted, 0, "the claim on the owner stands for it")
        bill.button_cancel()
        self.assertEqual(award.state, "taken_back", "on no bill any more, it ends here")
        self.assertFalse(award.take_back_due)
        self.assertEqual(program.amount_granted, 0)

    # Cost

    def test_where_nothing_waits_posting_costs_one_query_for_any_number_of_bills(self):
        awards = self.env["arrears.incentive.award"].sudo()
        bills = self.env["account.move"].union(
            *(self.next_bill(self.line(100), post=False) for _number in range(5))
        )
        bills.mapped("invoice_line_ids")
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        awards._book_on(bills)
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        awards._book_on(bills)
        self.assertEqual(self.env.cr.sql_log_count - before, 1, "known for this transaction")

    def test_a_reward_granted_in_the_same_transaction_is_not_overlooked(self):
        self.env["arrears.incentive.award"].sudo()._book_on(
            self.next_bill(self.line(100), post=False)
        )
        self.award_for(self.program(), self.line(100))
        self.assertTrue(self.discounts(self.next_bill(self.line(100))))

    def test_rewards_of_many_bills_are_booked_in_one_go(self):
        program = self.program()
        owners = [self.partner(f"Owner {number}") for number in range(4)]
        for owner in owners:
            self.award_for(program, self.line(100), partner_id=owner.id)
        bills = self.env["account.move"].union(
            *(self.next_bill(self.line(100), partner_id=o.id, post=False) for o in owners)
        )
        bills.action_post()
        self.assertEqual(bills.mapped("amount_total"), [95] * 4)
        self.assertEqual(self.discounts(*bills).mapped("quantity"), [1] * 4)
        self.assertTiesOut()

    def test_lines_typed_by_hand_cannot_claim_a_reward(self):
        award = self.award_for(self.program(), self.line(100))
        forged = Command.create({"name": "x", "price_unit": -1, "arrears_award_id": award.id})
        with self.assertRaisesRegex(UserError, "by themselves"):
            self.next_bill(self.line(100), forged)
        bill = self.next_bill(self.line(100), partner_id=self.partner("Neighbour").id, post=False)
        with self.assertRaisesRegex(UserError, "by themselves"):
            bill.invoice_line_ids.arrears_award_id = award
