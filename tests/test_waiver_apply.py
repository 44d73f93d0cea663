"""Applying a waiver: an ordinary credit note, once, never above the fee, each for itself."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .relief_scene import ReliefScene


@tagged("post_install", "-at_install")
class TestWaiverApply(ReliefScene):
    def test_a_full_waiver_settles_the_fee_and_leaves_the_service_fee_alone(self):
        principal, fee = self.arrears(10)
        charge = self.charges(fee)
        waiver = self.approved((charge, 10.60))
        (answer,) = self.apply_waivers(waiver)
        self.assertEqual(
            answer,
            {
                "waiver_id": waiver.id,
                "state": "applied",
                "code": None,
                "message": None,
                "before": 1060,
                "after": 0,
            },
        )
        self.assertEqual(waiver.state, "applied")
        self.assertEqual(str(waiver.applied_on), "2026-09-15")
        self.assertEqual((waiver.amount_before, waiver.amount_after), (10.60, 0))
        self.assertEqual((charge.amount_credited, charge.amount_remaining), (10.60, 0))
        self.assertEqual(self.remaining(principal), {"principal": 106})
        self.assertEqual(fee.payment_state, "reversed")
        self.assertTiesOut()

    def test_the_credit_note_is_an_ordinary_document(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 10.60))
        self.apply_waivers(waiver)
        note = waiver.credit_note_ids
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertEqual(note.amount_untaxed, 10)
        self.assertEqual(note.amount_tax, 0.60)
        self.assertEqual(note.reversed_entry_id, fee)
        self.assertEqual(note.ref, waiver.name)
        self.assertEqual(str(note.invoice_date), "2026-09-15")
        self.assertEqual(str(note.arrears_value_date), "2026-09-15")
        line = note.invoice_line_ids
        self.assertEqual(line.account_id, fee.invoice_line_ids.account_id)
        self.assertEqual(line.tax_ids, self.tax)
        self.assertEqual(line.analytic_distribution, {str(self.analytic.id): 100})
        self.assertIn(fee.name, line.name)
        self.assertEqual(self.receivables(note).amount_residual, 0)

    def test_a_part_waiver_is_exact_on_each_fee(self):
        _principal, first, second, third = self.arrears(10, 20, 30)
        charges = self.charges(first, second, third)
        waiver = self.approved(*zip(charges, (0.09, 7.77, 31.80), strict=True))
        (answer,) = self.apply_waivers(waiver)
        self.assertEqual(answer["before"] - answer["after"], 9 + 777 + 3180)
        self.assertEqual(charges.mapped("amount_remaining"), [10.51, 13.43, 0])
        self.assertEqual(waiver.line_ids.mapped("amount_applied"), [0.09, 7.77, 31.80])
        self.assertEqual(len(waiver.credit_note_ids), 3, "one red letter for each invoice")
        self.assertTiesOut()

    def test_a_fee_on_the_bill_of_the_service_fee_leaves_principal_alone(self):
        move = self.invoice(self.taxed(100), self.taxed(10, "late_fee"))
        fee = self.charges(move).filtered(lambda charge: charge.kind == "late_fee")
        self.assertEqual(self.apply_waivers(self.approved((fee, 5)))[0]["state"], "applied")
        self.assertEqual(self.remaining(move), {"principal": 106, "late_fee": 5.60})
        self.assertTiesOut()

    def test_a_payment_in_between_lowers_the_credit(self):
        _principal, fee = self.arrears(10)
        charge = self.charges(fee)
        waiver = self.approved((charge, 10.60))
        self.pay(fee, 8)
        (answer,) = self.apply_waivers(waiver)
        self.assertEqual((answer["before"], answer["after"]), (260, 0))
        self.assertEqual(waiver.line_ids.amount_applied, 2.60)
        self.assertEqual(self.receivables(*waiver.credit_note_ids).balance, -2.60)
        self.assertTiesOut()

    def test_applied_again_it_answers_already(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 5))
        self.apply_waivers(waiver)
        (answer,) = self.apply_waivers(waiver)
        self.assertEqual(answer["state"], "already")
        self.assertEqual((answer["before"], answer["after"]), (1060, 560))
        self.assertEqual(len(waiver.credit_note_ids), 1)
        self.assertEqual(self.charges(fee).amount_remaining, 5.60)

    def test_a_second_booking_of_the_same_waiver_fails_in_the_database(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 5))
        self.apply_waivers(waiver)
        other = self.credit_note(self.taxed(1, "late_fee"))
        with self.refused_by_an_index():
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move SET arrears_waiver_id = %s, arrears_waived_move_id = %s"
                    " WHERE id = %s",
                    waiver.id,
                    fee.id,
                    other.id,
                )
            )

    @mute_logger("odoo.sql_db")
    def test_a_clash_with_another_process_is_kept_as_a_failure_and_books_nothing(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 5))
        note = self.credit_note(self.taxed(1, "late_fee"), post=False)
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET arrears_waiver_id = %s, arrears_waived_move_id = %s"
                " WHERE id = %s",
                waiver.id,
                fee.id,
                note.id,
            )
        )
        (answer,) = self.apply_waivers(waiver)
        self.assertEqual((answer["state"], answer["code"]), ("refused", "booking_refused"))
        self.assertEqual(waiver.state, "approved")
        self.assertEqual(self.charges(fee).amount_remaining, 10.60)
        self.assertTiesOut()

    def test_one_that_fails_keeps_its_failure_and_the_rest_go_on(self):
        _principal, first, second = self.arrears(10, 20)
        good = self.approved((self.charges(second), 20))
        bad = self.approved((self.charges(first), 5))
        account = self.income.copy({"code": "GONE1", "company_ids": self.company.ids})
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line SET account_id = %s WHERE id = %s",
                account.id,
                first.invoice_line_ids.id,
            )
        )
        self.env.invalidate_all()
        account.active = False
        answers = self.apply_waivers(bad, good)
        self.assertEqual([answer["state"] for answer in answers], ["refused", "applied"])
        self.assertEqual(bad.state, "approved")
        self.assertIn("is archived", bad.failure_text)
        self.assertTrue(bad.failed_on)
        self.assertFalse(bad.credit_note_ids)
        account.active = True
        self.assertEqual(self.apply_waivers(bad)[0]["state"], "applied")
        self.assertFalse(bad.failure_text, "the failure is gone with its cause")
        self.assertTiesOut()

    def test_only_approved_and_known_waivers_are_applied(self):
        _principal, first, second = self.arrears(10, 20)
        draft = self.waiver((self.charges(first), 5))
        expired = self.approved((self.charges(first), 5), valid_until="2026-09-15")
        later = self.env(context={**self.env.context, "arrears_today": date(2026, 9, 16)})
        good = self.approved((self.charges(first), 5))
        waivers = later["arrears.waiver"]
        answers = waivers._sidecar_apply(
            [
                {"waiver_id": draft.id},
                {"waiver_id": expired.id},
                {"waiver_id": 999999999},
                {
                    "waiver_id": good.id,
                    "lines": [{"charge_id": self.charges(second).id, "amount": 1}],
                },
            ]
        )
        self.assertEqual(
            [answer["code"] for answer in answers],
            ["waiver_not_approved", "waiver_expired", "waiver_unknown", "charge_not_in_waiver"],
        )
        self.assertFalse(self.env["account.move"].search([("arrears_waiver_id", "!=", False)]))

    def test_tasks_name_what_can_still_reduce_a_fee(self):
        _principal, first, second = self.arrears(10, 20)
        waiver = self.approved((self.charges(first), 5))
        paid = self.approved((self.charges(second), 5))
        self.pay(second, 21.20)
        self.waiver((self.charges(first), 5))
        self.end_transaction()
        tasks = self.env["arrears.waiver"]._sidecar_to_apply()
        self.assertEqual(
            tasks,
            [
                {
                    "waiver_id": waiver.id,
                    "reference": waiver.name,
                    "company_id": self.company.id,
                    "digits": 2,
                    "lines": [
                        {
                            "charge_id": self.charges(first).id,
                            "approved": 500,
                            "remaining": 1060,
                        }
                    ],
                }
            ],
        )
        self.assertEqual(self.apply_waivers(paid)[0]["code"], "nothing_left_to_waive")

    def test_a_lock_date_moves_the_accounting_date_and_not_the_value_date(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 5))
        self.company.fiscalyear_lock_date = "2026-09-30"
        self.assertEqual(self.apply_waivers(waiver)[0]["state"], "applied")
        note = waiver.credit_note_ids
        self.assertGreater(str(note.date), "2026-09-30")
        self.assertEqual(str(note.arrears_value_date), "2026-09-15")
        self.assertTiesOut()

    def test_an_opening_item_needs_an_account_and_is_then_credited(self):
        entry = self.opening(50, arrears_kind="late_fee", arrears_unit_id=self.flat.id)
        charge = self.charges(entry)
        waiver = self.approved((charge, 20))
        (answer,) = self.apply_waivers(waiver)
        self.assertEqual(answer["code"], "booking_refused")
        self.assertIn("opening item", waiver.failure_text)
        self.company.arrears_waiver_account_id = self.income
        self.assertEqual(self.apply_waivers(waiver)[0]["state"], "applied")
        self.assertEqual(self.charges(entry).amount_remaining, 30)
        self.assertFalse(waiver.credit_note_ids.reversed_entry_id)
        self.assertTiesOut()

    def test_the_receivable_account_of_the_fee_is_credited(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 5))
        self.owner.property_account_receivable_id = self.receivable.copy(
            {"code": "OTHER1", "company_ids": [Command.set(self.company.ids)]}
        )
        self.assertEqual(self.apply_waivers(waiver)[0]["state"], "applied")
        self.assertEqual(self.receivables(*waiver.credit_note_ids).account_id, self.receivable)
        self.assertTiesOut()

    def test_an_accountant_applies_by_hand_and_nobody_else(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 5))
        for user in (self.collector, self.manager, self.reviewer):
            with self.assertRaises(AccessError):
                waiver.with_user(user).action_apply()
        self.assertIs(waiver.with_user(self.accountant).action_apply(), True)
        self.assertEqual(waiver.state, "applied")

    def test_what_fails_by_hand_is_said_and_kept(self):
        _principal, fee = self.arrears(10)
        waiver = self.approved((self.charges(fee), 5))
        self.pay(fee, 10.60)
        notice = waiver.with_user(self.accountant).action_apply()
        self.assertEqual(notice["params"]["message"], "Nothing is left of the late fees.")
        self.assertEqual(waiver.failure_text, "Nothing is left of the late fees.")

    def test_from_paper_form_to_settled_fee_and_paid_bill(self):
        """The whole way: paused, decided, applied, and the rest paid like any bill."""
        principal, fee = self.arrears(10)
        application = self.decide(self.apply_for_relief(), "waive_full")
        waiver = application.waiver_id.sudo()
        self.assertEqual(self.apply_waivers(waiver)[0]["state"], "applied")
        note = waiver.credit_note_ids
        self.assertNotIn("ardship", f"{note.ref} {note.invoice_line_ids.name} {note.narration}")
        payment = self.pay(principal, 106)
        payment.arrears_value_date = "2026-09-20"
        self.assertTiesOut()
        self.assertEqual(self.card().state, "closed")
        self.assertEqual(self.remaining(principal, fee), {"principal": 0, "late_fee": 0})
