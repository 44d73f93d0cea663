"""Booking a go-live: once, in chunks, taken back while unused, the transfer account at zero."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.golive import golive_booking
from .golive_case import BASIS, CUT_OVER, GoliveCase


@tagged("post_install", "-at_install")
class TestGoliveBooking(GoliveCase):
    def fill(self):
        """A small estate: two items, a prepayment, a deposit."""
        self.upload(
            "open_item",
            self.item(demand_date=date(2026, 8, 3), demand_how="快递", demand_proof="SF123"),
            self.item(unit="P7", person_name="李雷", amount=100, document_number="B9"),
        )
        paid = {"person_name": "王芳", "unit": "1501", "paid_on": date(2026, 3, 1)}
        self.upload("prepayment", {**paid, "kind": "Service fee", "amount": 70, "months": 2})
        self.upload("deposit", {**paid, "deposit_type": "装修押金", "amount": 2000})

    def test_items_are_booked_with_all_they_say_and_without_tax(self):
        self.fill()
        self.book_all()
        self.assertEqual(self.golive.state, "booked")
        row = self.rows("open_item")[0]
        line = row.line_id
        self.assertEqual((line.balance, line.date_maturity), (450.5, date(2026, 7, 31)))
        self.assertEqual((line.arrears_unit_id, line.partner_id), (self.flat, self.wang))
        self.assertEqual((line.arrears_price_basis, line.arrears_kind), (BASIS, "principal"))
        self.assertEqual((line.move_id.date, line.move_id.state), (CUT_OVER, "posted"))
        self.assertFalse(line.move_id.line_ids.tax_line_id | line.move_id.line_ids.tax_ids)
        charge = self.charges(line.move_id).filtered(lambda one: one.unit_id == self.flat)
        self.assertEqual((charge.amount_remaining, charge.kind), (450.5, "principal"))
        self.assertEqual(charge.price_basis, BASIS)

    def test_prepayments_and_deposits_are_what_the_lists_read(self):
        self.fill()
        self.book_all()
        prepaid = self.rows("prepayment").line_id
        self.assertEqual(
            (prepaid.balance, prepaid.arrears_unit_id, prepaid.arrears_kind, prepaid.reconciled),
            (-70, self.flat, "principal", False),
        )
        self.assertEqual(prepaid.account_id.account_type, "asset_receivable")
        self.assertEqual(prepaid.arrears_value_date, date(2026, 3, 1))
        held = self.rows("deposit").line_id
        self.assertEqual(
            (held.balance, held.account_id, held.arrears_kind, held.partner_id),
            (-2000, self.deposits, "deposit", self.wang),
        )

    def test_a_proven_demand_starts_the_limitation_of_its_item_anew(self):
        self.fill()
        self.book_all()
        charge = self.env["arrears.charge"].search(
            [("line_id", "=", self.rows("open_item")[0].line_id.id)]
        )
        self.assertEqual(charge.limitation_date, date(2029, 8, 3))
        event = self.rows("open_item")[0].event_id
        self.assertEqual((event.state, event.proof, event.method), ("recorded", "SF123", "courier"))

    def test_the_transfer_account_ends_at_zero_and_only_then_it_closes(self):
        opening = self.opening_entry(550.5, prepaid=70, deposits=2000)
        self.golive.opening_move_ids = opening
        self.fill()
        self.assertEqual(self.golive.transfer_forecast, 0)
        before = {line.sheet: line.amount_before for line in self.golive.balance_ids}
        self.assertEqual(before, {"open_item": 550.5, "prepayment": 70, "deposit": 2000})
        self.book_all()
        manager = self.golive.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "transfer account stands"):
            manager.action_close()
        self.golive.action_move_opening()
        self.end_transaction()
        self.assertEqual(self.golive.transfer_balance, 0)
        self.assertEqual(self.golive.balance_ids.mapped("amount_difference"), [0, 0, 0])
        self.assertEqual(self.golive.balance_ids.mapped("amount_moved"), [550.5, 70, 2000])
        self.assertTrue(self.receivables(opening).reconciled)
        self.assertEqual(self.tie_out().unexplained, 0)
        with self.assertRaises(AccessError):
            self.golive.action_close()
        manager.action_close()
        self.assertEqual(self.golive.state, "closed")
        with self.assertRaises(UserError):
            self.upload("open_item", self.item())
        with self.assertRaises(UserError):
            self.golive.sudo().date = "2026-01-01"

    def test_a_difference_is_shown_by_sort(self):
        self.golive.opening_move_ids = self.opening_entry(500, prepaid=70, deposits=2000)
        self.fill()
        differences = {line.sheet: line.amount_difference for line in self.golive.balance_ids}
        self.assertEqual(differences, {"open_item": -50.5, "prepayment": 0, "deposit": 0})
        self.assertEqual(self.golive.transfer_forecast, -50.5)

    def test_the_same_rows_again_are_known_and_changed_ones_refused(self):
        self.fill()
        self.book_all()
        file = self.upload(
            "open_item",
            self.item(demand_date=date(2026, 8, 3), demand_how="快递", demand_proof="SF123"),
            self.item(unit="P7", person_name="李雷", amount=99, document_number="B9"),
            self.item(period_from=date(2025, 7, 1), period_to=date(2025, 12, 31)),
        )
        self.assertEqual(file.known_count, 1)
        fresh = self.rows("open_item").filtered(lambda row: row.file_id == file)
        self.assertEqual(
            [(row.state, self.reasons(row)) for row in fresh],
            [("refused", ["golive_booked_differs"]), ("accepted", [])],
        )
        self.book_all()
        self.assertEqual(len(self.rows("open_item").filtered(lambda r: r.state == "booked")), 3)

    def test_another_go_live_cannot_book_a_row_again(self):
        self.fill()
        self.book_all()
        second = self.new_golive(
            transfer_account_id=self.new_account("Second", "199902", "asset_current").id
        )
        file = self.upload(
            "open_item",
            self.item(demand_date=date(2026, 8, 3), demand_how="快递", demand_proof="SF123"),
            golive=second,
        )
        self.assertEqual((file.known_count, len(self.rows(golive=second))), (1, 0))

    def test_booking_stops_and_goes_on_in_chunks(self):
        self.fill()
        self.golive.action_check()
        with patch.object(golive_booking, "CHUNK", 1), patch.object(golive_booking, "AT_ONCE", 1):
            self.golive.action_book()
            self.assertEqual((self.golive.state, self.golive.booked_count), ("booking", 0))
            system = self.golive.sudo()
            system._book_rows(system._next_rows())
            self.golive.invalidate_recordset()
            self.assertEqual(self.golive.booked_count, 1)
            with self.enter_registry_test_mode():
                self.env.ref("property_arrears.cron_arrears_golive").method_direct_trigger()
        self.golive.invalidate_recordset()
        self.assertEqual((self.golive.state, self.golive.booked_count), ("booked", 4))
        self.assertEqual(self.golive.sudo().row_ids.move_id.mapped("state"), ["posted"] * 4)

    def test_a_row_that_cannot_be_booked_is_refused_and_the_others_are_booked(self):
        self.fill()
        self.golive.action_check()
        self.li.with_company(self.company).property_account_receivable_id = self.new_account(
            "Closed", "112299", "asset_receivable", True
        )
        self.li.with_company(self.company).property_account_receivable_id.active = False
        self.golive.action_book()
        states = [row.state for row in self.rows("open_item")]
        self.assertEqual(states, ["booked", "refused"])
        self.assertEqual(self.reasons(self.rows("open_item")[1]), ["golive_failed"])

    def test_what_was_booked_can_be_taken_back_until_it_is_used(self):
        self.golive.opening_move_ids = self.opening_entry(550.5, prepaid=70, deposits=2000)
        self.fill()
        self.book_all()
        self.golive.action_move_opening()
        event = self.rows("open_item").event_id
        self.golive.action_undo()
        self.end_transaction()
        self.assertEqual(set(self.rows().mapped("state")), {"accepted"})
        self.assertEqual(event.state, "withdrawn")
        self.assertEqual(self.golive.transfer_balance, 0)
        self.assertFalse(self.env["arrears.charge"].search(
            [("unit_id", "=", self.flat.id), ("state", "!=", "gone")]))  # fmt: skip
        self.book_all()
        bill = self.rows("open_item")[0].line_id
        credit = self.receivables(self.money(450.5, partner=self.wang))
        (bill | credit).reconcile()
        with self.assertRaisesRegex(UserError, "paid or allocated"):
            self.golive.action_undo()

    def test_past_demands_are_taken_back_with_their_items_and_booked_again(self):
        self.upload("open_item", self.item())
        self.upload(
            "demand",
            {"unit": "1501", "person_name": "王芳", "demand_date": "2026-08-05",
             "demand_how": "快递", "demand_proof": "SF9", "period_from": "2026-01-01",
             "period_to": "2026-06-30"},
        )  # fmt: skip
        self.book_all()
        event = self.rows("demand").event_id
        self.golive.action_undo()
        self.end_transaction()
        self.assertEqual((event.state, self.rows("demand").state), ("withdrawn", "accepted"))
        self.assertFalse(self.rows("demand").event_id)
        self.book_all()
        charge = self.charges(self.rows("open_item").move_id)
        self.assertEqual(charge.limitation_date, date(2029, 8, 5))
        self.assertEqual(self.rows("demand").event_id.charge_link_ids.charge_id, charge)

    def test_what_is_moved_over_is_not_recovered(self):
        opening = self.opening_entry(550.5)
        self.golive.opening_move_ids = opening
        self.golive.action_move_opening()
        self.end_transaction()
        rows = self.env["arrears.charge"]._figures_on(self.company, CUT_OVER)
        lump = [row for row in rows if row.move_id == opening.id]
        self.assertEqual([(row.paid, row.transferred, row.remaining) for row in lump],
                         [(0, 55050, 0)])  # fmt: skip

    def test_a_balance_that_cannot_be_matched_is_moved_by_one_go_live_only(self):
        opening = self.opening_entry(550.5, prepaid=70)
        second = self.new_golive(
            transfer_account_id=self.new_account("Second", "199902", "asset_current").id,
            opening_move_ids=opening.ids,
        )
        self.golive.opening_move_ids = opening
        self.golive.action_move_opening()
        with self.assertRaisesRegex(UserError, "moved this opening entry already"):
            second.action_move_opening()
        self.golive.action_undo()
        second.action_move_opening()
        self.assertTrue(second.opening_transfer_id)

    def test_what_was_booked_is_frozen_for_everybody(self):
        self.fill()
        self.book_all()
        row = self.rows("open_item")[0]
        for change in ({"amount": 1}, {"unit_id": False}, {"state": "refused"}):
            with self.assertRaises(UserError):
                row.sudo().write(change)
        with self.assertRaises(UserError):
            row.sudo().unlink()
        with self.assertRaises(UserError):
            self.golive.sudo().unlink()
