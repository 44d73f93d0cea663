"""Reversing an applied waiver: by another manager, once, in the books and told to the owner."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import CheckViolation

from .relief_scene import ReliefScene


@tagged("post_install", "-at_install")
class TestWaiverReversal(ReliefScene):
    def applied(self, *fees, part=None):
        """An applied waiver over late fees, and their charges."""
        _principal, *moves = self.arrears(*fees)
        charges = self.charges(*moves)
        amounts = [(charge, part or charge.amount_remaining) for charge in charges]
        waiver = self.approved(*amounts)
        self.apply_waivers(waiver)
        self.assertEqual(waiver.state, "applied")
        return waiver, charges

    def reverse(self, waiver, user=None, reason="It was the wrong flat."):
        action = waiver.with_user(user or self.other_manager).action_open_reversal()
        window = self.env[action["res_model"]].with_user(user or self.other_manager)
        form = Form(window.with_context(**action["context"]))
        form.reason = reason
        form.save().action_reverse()

    def test_the_fees_are_owed_as_before_and_the_books_tie_out(self):
        waiver, charges = self.applied(10, 20)
        self.assertEqual(charges.mapped("amount_remaining"), [0, 0])
        self.reverse(waiver)
        self.assertEqual(charges.mapped("amount_remaining"), [10.60, 21.20])
        self.assertEqual(charges.mapped("amount_credited"), [0, 0])
        self.assertEqual(waiver.state, "reversed")
        self.assertEqual((waiver.reversed_by_id, str(waiver.reversed_on)),
                         (self.other_manager, "2026-09-15"))  # fmt: skip
        self.assertTiesOut()
        self.end_transaction()
        self.assertTiesOut()

    def test_each_credit_note_meets_one_document_of_today_and_nothing_else_is_owed(self):
        waiver, charges = self.applied(10, 20)
        notes = waiver.credit_note_ids
        self.reverse(waiver)
        self.end_transaction()
        reversals = waiver.reversal_move_ids
        self.assertEqual(reversals.reversed_entry_id, notes)
        self.assertEqual(set(reversals.mapped("state")), {"posted"})
        self.assertEqual({str(day) for day in reversals.mapped("arrears_value_date")},
                         {"2026-09-15"})  # fmt: skip
        self.assertEqual(sorted(reversals.mapped("amount_total")), [10.60, 21.20])
        self.assertEqual(sum(self.receivables(*notes, *reversals).mapped("amount_residual")), 0)
        self.assertFalse(notes.reversed_entry_id, "no red letter is due for them any more")
        self.assertEqual(notes.arrears_waived_move_id, charges.move_id)
        extra = self.charges(*reversals)
        self.assertFalse(extra.filtered(lambda charge: charge.state == "open"))
        self.assertFalse(extra.unit_id)
        self.assertEqual(self.card().amount_overdue, 106 + 31.80)

    def test_a_bill_whose_water_was_paid_as_well_is_owed_again_by_what_was_given_up(self):
        bill = self.invoice(self.taxed(100), self.taxed(20, "pass_through"))
        fee = self.charges(bill).filtered(lambda charge: charge.kind == "principal")
        waiver = self.approved((fee, 20), subject="principal")
        waiver.with_user(self.accountant).action_apply()
        self.pay(bill, 96)
        self.assertEqual(self.remaining(bill), {"principal": 0, "pass_through": 11.20})
        self.reverse(waiver)
        self.assertEqual(self.remaining(bill), {"principal": 10, "pass_through": 21.20})
        self.assertTiesOut()

    def test_the_one_who_approved_does_not_reverse_it(self):
        waiver, _charges = self.applied(10)
        with self.assertRaisesRegex(UserError, "approved it yourself"):
            self.reverse(waiver, user=self.manager)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            today = waiver.approved_on
            waiver._record_effect(
                {"state": "reversed", "reversed_by_id": self.manager.id, "reversed_on": today}
            )
            self.env.flush_all()

    def test_nobody_but_managers_reverses(self):
        waiver, _charges = self.applied(10)
        for user in (self.collector, self.accountant, self.reviewer):
            with self.assertRaises(AccessError):
                waiver.with_user(user).action_open_reversal()
            with self.assertRaises(AccessError):
                self.env["arrears.waiver.reversal"].with_user(user).create(
                    {"waiver_id": waiver.id, "reason": "x"}
                )
            with self.assertRaises(AccessError):
                waiver.with_user(user)._reverse("x")

    def test_it_needs_a_reason_and_an_applied_waiver(self):
        waiver, _charges = self.applied(10)
        with self.assertRaisesRegex(UserError, "Write why"):
            self.reverse(waiver, reason="  ")
        _principal, fee = self.arrears(10)
        waiting = self.approved((self.charges(fee), 5))
        with self.assertRaisesRegex(UserError, "cannot be done"):
            self.reverse(waiting)

    def test_a_second_reversal_is_refused_by_the_state_and_by_the_database(self):
        waiver, _charges = self.applied(10)
        self.reverse(waiver)
        with self.assertRaisesRegex(UserError, "cannot be done"):
            self.reverse(waiver)
        note = waiver.credit_note_ids
        other = self.credit_note(self.taxed(1, "late_fee"))
        with self.refused_by_an_index():
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move SET reversed_entry_id = %s,"
                    " arrears_reversed_waiver_id = %s WHERE id = %s",
                    note.id, waiver.id, other.id,
                )
            )  # fmt: skip

    def test_a_lock_date_moves_the_reversal_and_leaves_the_credit_note(self):
        waiver, charges = self.applied(10)
        booked = waiver.credit_note_ids.date
        self.company.fiscalyear_lock_date = "2026-09-30"
        self.reverse(waiver)
        reversal = waiver.reversal_move_ids
        self.assertGreater(str(reversal.date), "2026-09-30")
        self.assertEqual(str(reversal.arrears_value_date), "2026-09-15")
        self.assertEqual(waiver.credit_note_ids.date, booked)
        self.assertEqual(charges.amount_remaining, 10.60)
        self.assertTiesOut()

    def test_whoever_works_the_card_has_to_tell_the_owner(self):
        waiver, _charges = self.applied(10)
        self.reverse(waiver)
        task = self.card().sudo().activity_ids.filtered(lambda one: waiver.name in one.summary)
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("Tell the owner", task.summary)
        self.assertIn("10.60", task.summary)

    def test_a_fee_that_was_paid_in_part_is_open_again_by_what_was_waived(self):
        _principal, fee = self.arrears(10)
        charge = self.charges(fee)
        waiver = self.approved((charge, 5))
        self.pay(fee, 5.60)
        self.apply_waivers(waiver)
        self.assertEqual(charge.amount_remaining, 0)
        self.reverse(waiver)
        self.assertEqual((charge.amount_remaining, charge.amount_allocated), (5, 5.60))
        self.assertTiesOut()

    def test_a_reduced_service_fee_is_owed_again_under_its_period(self):
        (principal,) = self.arrears()
        charge = self.charges(principal)
        waiver = self.approved((charge, 6), subject="principal")
        waiver.with_user(self.accountant).action_apply()
        self.assertEqual(charge.amount_remaining, 100)
        self.reverse(waiver)
        self.assertEqual(charge.amount_remaining, 106)
        self.assertEqual(self.remaining(*waiver.reversal_move_ids), {"unclassified": 0})
        self.assertTiesOut()

    def test_reversed_it_no_longer_counts_against_the_owner_and_stands_still(self):
        waiver, charges = self.applied(10)
        self.reverse(waiver)
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            waiver.sudo().write({"reason_code": "own_error"})
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            waiver.sudo().unlink()
        again = self.waiver((charges, 5))
        given_up = again._given_up(self.company, self.owner, "late_fee", again)
        self.assertEqual(given_up, 0)
        self.assertEqual(self.apply_waivers(waiver)[0]["code"], "waiver_not_approved")


@tagged("post_install", "-at_install")
class TestWaiverReport(ReliefScene):
    def test_who_gave_up_how_much_and_why_and_what_still_stands(self):
        _principal, first, second, third = self.arrears(10, 20, 30)
        kept = self.approved((self.charges(first), 4))
        taken_back = self.approved((self.charges(second), 5), reason_code="own_error")
        self.apply_waivers(kept, taken_back)
        taken_back.with_user(self.other_manager)._reverse("Wrong flat.")
        refused = self.waiver((self.charges(third), 6))
        refused.action_submit()
        refused.with_user(self.other_manager).decision_note = "No ground."
        refused.with_user(self.other_manager).action_refuse()
        self.waiver((self.charges(third), 7))
        self.env.flush_all()
        report = self.env["arrears.waiver.report"].with_user(self.manager)
        rows = report._read_group(
            [("company_id", "=", self.company.id)],
            ["decided_by_id", "reason_code", "state"],
            ["amount:sum", "amount_applied:sum", "amount_reversed:sum", "amount_standing:sum",
             "__count"],
        )  # fmt: skip
        self.assertEqual(
            sorted(rows, key=str),
            sorted(
                [
                    (self.manager, "goodwill", "applied", 4, 4, 0, 4, 1),
                    (self.manager, "own_error", "reversed", 5, 5, 5, 0, 1),
                    (self.other_manager, "goodwill", "refused", 6, 0, 0, 0, 1),
                ],
                key=str,
            ),
        )

    def test_collectors_and_reviewers_do_not_read_it(self):
        report = self.env["arrears.waiver.report"]
        for user in (self.collector, self.reviewer):
            self.assertFalse(report.with_user(user).has_access("read"))
        for user in (self.manager, self.accountant):
            self.assertTrue(report.with_user(user).has_access("read"))
