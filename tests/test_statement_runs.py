"""A statement between whose new movements known ones lie, and one whose booking was cut off."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.statements import statement_file_booking
from .statement_case import StatementCase


@tagged("post_install", "-at_install")
class TestStatementRuns(StatementCase):
    def test_each_unbroken_run_of_new_movements_has_the_bank_s_balances(self):
        rows = self.rows(100, 200, 300, 400, 500)
        known = [{**rows[at], "position": place, "balance": None} for place, at in ((1, 1), (2, 3))]
        self.booked_statement(known, opening=None, closing=None)
        file = self.booked_statement(rows)
        self.assertEqual((file.known_count, file.booked_count), (2, 3))
        new = file.row_ids.filtered(lambda row: row.state == "booked").statement_line_id
        balances = [
            (one.balance_start, one.balance_end_real)
            for one in new.statement_id.sorted("balance_start")
        ]
        self.assertEqual(balances, [(1000, 1001), (1003, 1006), (1010, 1015)])

    def test_a_booking_that_is_cut_off_loses_its_chunk_alone_and_goes_on(self):
        _answer, file = self.seal_statement(self.rows(*range(1, 8)))
        with patch.object(statement_file_booking, "ROWS_A_CHUNK", 3):
            self.assertEqual(file._in_transaction(file._book_chunk), 3)
            self.env.flush_all()
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                file._in_transaction(file._book_chunk)
                self.env.flush_all()
                raise ZeroDivisionError
            self.env.invalidate_all(flush=False)
            self.assertEqual((len(self.bank_lines()), file.state), (3, "sealed"))
            while file._in_transaction(file._book_chunk):
                pass
            file._in_transaction(file._end_booking)
        self.assertEqual(file.state, "booked")
        self.assertEqual(self.bank_lines().mapped("amount"), [n / 100 for n in range(1, 8)])
        self.assertTrue(self.bank_lines().statement_id.is_complete)
