"""The job that books answers: chunks, what waits, and what it costs."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .debit_case import DebitCase

ITEMS = "odoo.addons.property_arrears.models.debit.bank_file_booking.ITEMS_AN_ENTRY"


@tagged("post_install", "-at_install")
class TestDebitJob(DebitCase):
    def test_entries_have_some_two_hundred_items(self):
        for number in range(5):
            self.household(str(number), 10)
        batch = self.exported()
        __, file = self.seal(batch, self.answer_rows(batch))
        with patch(ITEMS, 3):
            self.book()
        self.assertEqual(len(batch.move_ids), 3)
        self.assertTrue(all(len(move.line_ids) <= 3 for move in batch.move_ids))
        self.assertEqual(file.state, "booked")

    def test_a_file_that_cannot_be_booked_waits_and_others_go_on(self):
        __, first = self.household("1", 100)
        stuck = self.exported()
        other = self.channel.copy({"code": "second", "clearing_account_id": self.new_clearing().id})
        __, second = self.household("2", 50, channel_id=other.id)
        fine = self.exported(channel_id=other.id)
        self.seal(stuck, self.answer_rows(stuck))
        self.seal(fine, self.answer_rows(fine))
        self.clearing.active = False
        self.book()
        file = stuck.file_ids.filtered(lambda file: file.direction == "in")
        self.assertEqual((file.state, first.amount_residual), ("sealed", 100))
        self.assertIn("archived", file.booking_error)
        self.assertEqual(file.activity_ids.user_id, self.treasurer)
        self.assertEqual(second.payment_state, "paid")
        self.assertFalse(stuck.line_ids.result_ids, "nothing of a chunk that failed stays")
        self.clearing.active = True
        self.book()
        self.assertEqual((file.state, first.payment_state), ("booked", "paid"))

    def new_clearing(self):
        return self.env["account.account"].create(
            {
                "name": "Second clearing",
                "code": "109902",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(self.company.ids)],
            }
        )

    def test_rows_whose_invoices_are_in_use_wait_for_the_next_run(self):
        __, busy = self.household("1", 100)
        __, free = self.household("2", 100)
        batch = self.exported()
        __, file = self.seal(batch, self.answer_rows(batch))
        items = type(self.env["account.move.line"])
        lock = items.try_lock_for_update

        def somebody_has_one(records, **options):
            return lock(records, **options) - self.receivables(busy)

        with patch.object(items, "try_lock_for_update", somebody_has_one):
            self.book()
        self.assertEqual((free.payment_state, busy.payment_state), ("paid", "not_paid"))
        self.assertEqual((file.state, batch.state), ("sealed", "exported"))
        self.assertIn("1 rows wait", file.booking_error)
        self.book()
        self.assertEqual((file.state, busy.payment_state), ("booked", "paid"))
        self.assertEqual(batch.state, "closed")

    def test_our_part_of_the_booking_takes_no_query_a_row(self):
        for number in range(3):
            self.household(str(number), 10)
        few = self.own_queries()
        for number in range(10, 22):
            self.household(str(number), 10)
        self.assertLessEqual(self.own_queries(), few + 2)

    def own_queries(self):
        """Queries of booking one answer, without those of Odoo's own posting."""
        batch = self.exported()
        __, file = self.seal(batch, self.answer_rows(batch))
        self.env.flush_all()
        self.env.invalidate_all()
        posted = []
        book = type(batch)._book

        def counted(records, *arguments):
            before = self.env.cr.sql_log_count
            move = book(records, *arguments)
            posted.append(self.env.cr.sql_log_count - before)
            return move

        before = self.env.cr.sql_log_count
        with patch.object(type(batch), "_book", counted):
            file.sudo()._book_rows(file.sudo()._next_rows(set()), set())
        own = self.env.cr.sql_log_count - before - sum(posted)
        self.assertEqual(set(batch.line_ids.mapped("state")), {"settled"})
        batch.line_ids.mandate_id.action_revoke()
        return own
