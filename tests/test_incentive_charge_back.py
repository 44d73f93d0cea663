"""A reward that was used and whose payment is gone: charged back once, with its tax."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.reason import Reason
from .rewards_scene import RewardsScene

RETURNED = Reason("payment_returned")


@tagged("post_install", "-at_install")
class TestIncentiveChargeBack(RewardsScene):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.lang = "en_US"

    def used(self, line=None, **values):
        """An award that came onto a bill, and that bill."""
        award = self.award_for(self.program(**values), line or self.taxed(100))
        return award, self.next_bill(self.taxed(100))

    def returned(self, award):
        """The payment behind the reward is gone."""
        award.sudo()._take_back_for(award.charge_id, RETURNED)

    def backs(self, *moves):
        moves = self.env["account.move"].union(*moves)
        return moves.invoice_line_ids.filtered("arrears_back_award_id")

    def last_bill(self, *lines, **values):
        """The bill of the fourth quarter."""
        quarter = {
            "due": "2026-12-31",
            "invoice_date": "2026-09-15",
            "arrears_period_from": "2026-10-01",
            "arrears_period_to": "2026-12-31",
        }
        return self.invoice(*lines, **{**quarter, **values})

    def test_the_next_bill_charges_it_back_with_the_tax_of_the_discount(self):
        award, bill = self.used()
        self.returned(award)
        self.assertEqual((award.state, award.amount_back), ("booked", 5.30))
        last = self.last_bill(self.taxed(100))
        line = self.backs(last)
        self.assertEqual((line.price_subtotal, line.price_total), (5, 5.30))
        self.assertEqual(line.tax_ids, self.tax)
        self.assertEqual(line.account_id, award.line_id.account_id)
        self.assertEqual(line.product_id, award.line_id.product_id)
        self.assertEqual(line.arrears_kind, "principal")
        self.assertEqual(line.arrears_unit_id, self.flat)
        self.assertEqual(str(line.arrears_period_from), "2026-10-01")
        self.assertEqual(line.analytic_distribution, {str(self.analytic.id): 100})
        self.assertEqual(
            (award.state, award.back_move_id, award.back_line_id), ("taken_back", last, line)
        )
        self.assertFalse(award.take_back_due)
        self.assertEqual(bill.amount_total + last.amount_total, 212)
        self.assertEqual(self.remaining(last), {"principal": 111.30})
        self.assertTiesOut()

    def test_every_amount_comes_back_to_the_cent(self):
        for cents in (0.01, 0.09, 0.26, 4.99, 17.77):
            with self.subTest(cents=cents):
                award, _bill = self.used(reward_type="amount", percent=0, amount=cents)
                self.returned(award)
                line = self.backs(self.last_bill(self.taxed(33.33), self.taxed(12.34)))
                self.assertEqual(line.price_total, cents)
                self.assertEqual(line.price_subtotal, -award.line_id.price_subtotal)
        self.assertTiesOut()

    def test_the_tax_is_that_of_the_discount_also_where_the_fee_is_taxed_otherwise_now(self):
        award, _bill = self.used()
        self.returned(award)
        last = self.last_bill(self.line(100))
        self.assertEqual(self.backs(last).tax_ids, self.tax)
        self.assertEqual(last.amount_total, 105.30)
        self.assertTiesOut()

    def test_an_account_archived_since_does_not_stop_the_next_bill(self):
        award, _bill = self.used()
        self.returned(award)
        other = self.income.copy({"code": "REWARDS9", "name": "Fees from now on"})
        self.products["principal"].property_account_income_id = other
        self.income.active = False
        last = self.last_bill(self.taxed(100))
        self.assertEqual(self.backs(last).account_id, other)
        self.assertEqual(last.amount_total, 111.30)
        self.assertTiesOut()

    def test_the_owner_reads_why_in_his_own_language(self):
        award, _bill = self.used()
        self.returned(award)
        self.owner.lang = "zh_CN"
        line = self.backs(self.last_bill(self.taxed(100)))
        self.assertEqual(line.name, award.with_context(lang="zh_CN")._back_wording())
        self.assertIn("2026", line.name)
        self.assertNotIn("charged back", line.name)

    def test_the_budget_is_free_when_the_payment_is_gone_and_only_once(self):
        award, _bill = self.used()
        program = award.program_id
        self.returned(award)
        self.assertEqual(program.amount_granted, 0)
        self.returned(award)
        last = self.last_bill(self.taxed(100))
        last.button_draft()
        self.backs(last).unlink()
        self.assertEqual(program.amount_granted, 0)

    def test_a_neighbour_another_unit_and_water_do_not_carry_it(self):
        award, _bill = self.used()
        self.returned(award)
        others = (
            self.last_bill(self.line(100), partner_id=self.partner("Neighbour").id),
            self.last_bill(self.line(100), arrears_unit_id=self.garage.id),
            self.last_bill(self.line(100, "pass_through")),
        )
        self.assertFalse(self.backs(*others))
        self.assertTrue(award.take_back_due)

    def test_two_bills_posted_together_and_a_bill_posted_again_carry_it_once(self):
        award, _bill = self.used()
        self.returned(award)
        bills = self.last_bill(self.taxed(100), post=False) | self.last_bill(
            self.taxed(100), post=False
        )
        bills.action_post()
        self.assertEqual(sorted(bills.mapped("amount_total")), [106, 111.30])
        carrying = award.back_move_id
        carrying.button_draft()
        carrying.action_post()
        self.assertEqual(carrying.amount_total, 111.30)
        self.assertEqual(len(self.backs(bills)), 1)

    def test_a_cancelled_bill_or_a_deleted_line_leaves_it_to_the_next_bill(self):
        award, _bill = self.used()
        self.returned(award)
        last = self.last_bill(self.taxed(100))
        last.button_draft()
        self.backs(last).unlink()
        self.assertEqual((award.state, award.take_back_due), ("booked", True))
        last.action_post()
        self.assertEqual(last.amount_total, 111.30)
        last.button_cancel()
        self.assertTrue(award.take_back_due)
        self.assertEqual(self.backs(self.last_bill(self.taxed(100))), award.back_line_id)
        self.assertTiesOut()

    def test_a_changed_line_is_refused_with_the_cure(self):
        award, _bill = self.used()
        self.returned(award)
        last = self.last_bill(self.taxed(100))
        last.button_draft()
        self.backs(last).price_unit = 50
        with self.assertRaisesRegex(UserError, "Delete that line"):
            last.action_post()

    def test_a_duplicate_of_the_bill_does_not_charge_it_twice(self):
        award, _bill = self.used()
        self.returned(award)
        self.assertEqual(self.last_bill(self.taxed(100)).copy().amount_total, 106)

    def test_the_bill_with_the_discount_is_not_cancelled_under_a_charge_back(self):
        award, bill = self.used()
        self.returned(award)
        self.last_bill(self.taxed(100))
        with self.assertRaisesRegex(UserError, "that bill first"):
            bill.button_cancel()

    def test_another_reward_is_not_taken_off_what_is_charged_back(self):
        award, _bill = self.used(reward_type="amount", percent=0, amount=60)
        other = self.award_for(
            self.program(name="Other", reward_type="amount", percent=0, amount=60),
            self.taxed(100),
        )
        self.returned(award)
        last = self.last_bill(self.line(50))
        self.assertEqual(last.amount_total, 110)
        self.assertEqual(other.state, "granted")

    def test_months_later_and_already_used_it_is_the_same(self):
        award, _bill = self.used()
        later = self.env["arrears.incentive.award"].with_context(
            arrears_today=self.day("2027-03-01")
        )
        later.sudo()._take_back_for(award.charge_id, RETURNED)
        bill = self.last_bill(self.taxed(100), due="2027-04-30")
        self.assertEqual(self.backs(bill).arrears_back_award_id, award)

    def test_the_database_itself_refuses_a_second_line(self):
        award, bill = self.used()
        self.returned(award)
        self.last_bill(self.taxed(100))
        other = bill.invoice_line_ids - award.line_id
        with self.refused_by_an_index():
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move_line SET arrears_back_award_id = %s WHERE id = %s",
                    award.id,
                    other.id,
                )
            )

    # The owner gets no further bill

    def test_a_debit_note_charges_it_back_where_no_bill_follows(self):
        award, _bill = self.used()
        self.returned(award)
        for person in (self.manager, self.collector):
            with self.assertRaises(AccessError):
                award.with_user(person).action_charge_back()
        action = award.with_user(self.accountant).action_charge_back()
        note = self.env["account.move"].search(action["domain"])
        self.assertEqual((note.state, note.move_type), ("posted", "out_invoice"))
        self.assertEqual((note.amount_untaxed, note.amount_total), (5, 5.30))
        self.assertEqual((note.partner_id, note.arrears_unit_id), (self.owner, self.flat))
        self.assertEqual((award.state, award.back_move_id), ("taken_back", note))
        self.assertEqual(self.remaining(note), {"principal": 5.30})
        with self.assertRaisesRegex(UserError, "Nothing of this"):
            award.with_user(self.accountant).action_charge_back()
        self.assertFalse(self.backs(self.last_bill(self.taxed(100))))
        self.assertTiesOut()

    def test_one_debit_note_an_owner_and_unit(self):
        program = self.program()
        awards = self.award_for(program, self.taxed(100)) | self.award_for(
            program, self.taxed(40), arrears_unit_id=self.garage.id
        )
        second = self.program(name="Second")
        self.grant(second, awards[0].charge_id)
        awards |= second.award_ids
        self.next_bill(self.taxed(300))
        self.next_bill(self.taxed(300), arrears_unit_id=self.garage.id)
        awards.sudo()._take_back_for(awards.charge_id, RETURNED)
        awards.with_user(self.accountant).action_charge_back()
        notes = awards.back_move_id
        self.assertEqual(sorted(notes.mapped("amount_total")), [2.12, 10.60])
        self.assertTiesOut()

    # What takes it back

    def test_a_payment_taken_off_by_hand_is_shown_and_the_reward_waits(self):
        award = self.award_for(self.program(), self.taxed(100))
        bill = award.charge_id.move_id
        payment = self.receivables(bill).matched_credit_ids.credit_move_id
        self.receivables(bill).remove_move_reconcile()
        self.end_transaction()
        self.assertEqual(award.charge_remaining, 106)
        shown = self.env["arrears.incentive.award"].search([("charge_remaining", ">", 0)])
        self.assertIn(award, shown)
        self.assertEqual(self.next_bill(self.taxed(100)).amount_total, 106)
        self.assertEqual(award.state, "granted")
        (self.receivables(bill) | payment).reconcile()
        self.end_transaction()
        self.assertEqual(self.next_bill(self.taxed(100)).amount_total, 100.70)
