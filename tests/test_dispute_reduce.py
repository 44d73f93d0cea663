"""A dispute that ends with part taken off: an ordinary credit note, at once, or nothing at all."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .relief_scene import ReliefScene


class DisputeReduceScene(ReliefScene):
    """A bill of 106 with tax and a late fee of 10.60, and disputes about them."""

    def setUp(self):
        super().setUp()
        self.bill, self.fee = self.arrears(10)
        self.principal, self.late_fee = self.charges(self.bill), self.charges(self.fee)
        self.case = self.card()

    def dispute(self, *amounts, **values):
        disputes = self.env["arrears.dispute"].with_user(self.collector)
        dispute = disputes.create(
            {
                "case_id": self.case.id,
                "kind": "service",
                "line_ids": [
                    Command.create({"charge_id": charge.id, "amount": amount})
                    for charge, amount in amounts
                ],
                **values,
            }
        )
        return dispute.with_env(self.env)

    def reduced(self, dispute, *amounts, user=None, **values):
        """Reduced by a manager, by the amounts of the lines."""
        dispute = dispute.with_user(user or self.manager)
        for line, amount in zip(dispute.line_ids, amounts, strict=True):
            line.amount_reduced = amount
        dispute.write({"outcome": "reduced", "decision_reason": "The lift stood.",
                       "evidence": "Log of the lift", **values})  # fmt: skip
        dispute.action_decide()
        return dispute.with_env(self.env)


@tagged("post_install", "-at_install")
class TestDisputeReduce(DisputeReduceScene):
    def test_part_of_the_service_fee_is_credited_with_its_tax(self):
        dispute = self.reduced(self.dispute((self.principal, 53)), 21.20)
        line, note = dispute.line_ids, dispute.credit_note_ids
        self.assertEqual(
            (line.amount_before, line.amount_credited, line.amount_after), (106, 21.20, 84.80)
        )
        self.assertEqual((self.principal.amount_credited, self.principal.amount_remaining),
                         (21.20, 84.80))  # fmt: skip
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertEqual((note.amount_untaxed, note.amount_tax), (20, 1.20))
        self.assertEqual(note.reversed_entry_id, self.bill)
        self.assertEqual(note.invoice_line_ids.tax_ids, self.tax)
        self.assertEqual(note.invoice_line_ids.arrears_kind, "principal")
        self.assertEqual(note.ref, dispute.name)
        self.assertEqual(str(note.invoice_date), "2026-09-15")
        self.assertIn("your dispute", note.invoice_line_ids.name)
        self.assertTiesOut()

    def test_it_is_waived_and_never_collected(self):
        dispute = self.reduced(self.dispute((self.principal, 53)), 53)
        self.assertEqual(dispute.credit_note_ids.arrears_reduction, "waiver")
        self.assertEqual(self.principal.amount_allocated, 0)
        self.assertEqual(self.bill.payment_state, "partial")

    def test_a_late_fee_in_the_dispute_is_taken_off_on_its_own_bill(self):
        dispute = self.reduced(
            self.dispute((self.principal, 106), (self.late_fee, 10.60)), 0, 10.60
        )
        self.assertEqual(dispute.credit_note_ids.reversed_entry_id, self.fee)
        self.assertEqual(self.principal.amount_remaining, 106)
        self.assertEqual(self.late_fee.amount_remaining, 0)
        self.assertTiesOut()

    def test_a_charge_that_shares_its_bill_leaves_the_other_alone(self):
        self.bill.button_draft()
        self.bill.button_cancel()
        both = self.invoice(self.taxed(100), self.taxed(10, "pass_through"))
        self.end_transaction()
        fee, water = self.charges(both).sorted(lambda charge: charge.kind != "principal")
        self.reduced(self.dispute((fee, 106)), 50)
        self.assertEqual((fee.amount_remaining, water.amount_remaining), (56, 10.60))
        self.assertTiesOut()

    def test_it_keeps_within_what_was_disputed_and_is_left(self):
        dispute = self.dispute((self.principal, 53))
        with self.assertRaisesRegex(UserError, "No more can be taken off"):
            self.reduced(dispute, 53.01)
        self.pay(self.bill, 60)
        self.end_transaction()
        with self.assertRaisesRegex(UserError, "No more can be taken off"):
            self.reduced(dispute, 50)
        self.assertFalse(dispute.credit_note_ids)
        self.reduced(dispute, 46)
        self.assertEqual(self.principal.amount_remaining, 0)
        self.assertTiesOut()

    def test_it_needs_a_proof_and_an_amount(self):
        dispute = self.dispute((self.principal, 53))
        with self.assertRaisesRegex(UserError, "what proves"):
            self.reduced(dispute, 10, evidence=False)
        with self.assertRaisesRegex(UserError, "how much is taken off"):
            self.reduced(dispute, 0)
        stranger = self.dispute((self.late_fee, 5), kind="identity")
        with self.assertRaisesRegex(UserError, "can't come of"):
            self.reduced(stranger, 5)
        self.assertEqual(dispute.state, "open")

    def test_who_opened_it_takes_nothing_off(self):
        dispute = self.dispute((self.principal, 53))
        dispute.sudo()._record_effect({"author_id": self.manager.id})
        with self.assertRaisesRegex(UserError, "asked for it yourself"):
            self.reduced(dispute, 10)
        self.assertFalse(dispute.credit_note_ids)

    def test_a_booking_that_fails_leaves_nothing_behind(self):
        dispute = self.dispute((self.principal, 53))
        self.bill.invoice_line_ids.account_id.active = False
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.reduced(dispute, 10)
        self.env.invalidate_all()
        self.assertEqual(dispute.state, "open")
        self.assertFalse(dispute.credit_note_ids)
        self.assertFalse(dispute.hold_ids.date_until, "still on hold")
        self.assertEqual(self.principal.amount_remaining, 106)

    def test_a_lock_date_moves_the_accounting_date_and_not_the_value_date(self):
        dispute = self.dispute((self.principal, 53))
        self.company.fiscalyear_lock_date = "2026-09-30"
        note = self.reduced(dispute, 10).credit_note_ids
        self.assertGreater(str(note.date), "2026-09-30")
        self.assertEqual(str(note.arrears_value_date), "2026-09-15")
        self.assertTiesOut()

    @mute_logger("odoo.sql_db")
    def test_a_second_credit_note_on_the_same_bill_fails_in_the_database(self):
        dispute = self.reduced(self.dispute((self.principal, 53)), 10)
        other = self.credit_note(self.taxed(1))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE account_move SET arrears_dispute_id = %s, arrears_disputed_move_id = %s"
                " WHERE id = %s",
                [dispute.id, self.bill.id, other.id],
            )

    def test_an_opening_item_needs_an_account_and_is_credited_there(self):
        opening = self.opening(80, arrears_kind="principal", arrears_unit_id=self.flat.id,
                               date_maturity="2026-03-31")  # fmt: skip
        charge = self.charges(opening)
        dispute = self.dispute((charge, 80))
        with self.assertRaisesRegex(UserError, "set the account for waived"):
            self.reduced(dispute, 30)
        self.company.arrears_waiver_account_id = self.income
        self.reduced(dispute, 30)
        self.assertEqual(charge.amount_remaining, 50)
        self.assertTiesOut()
