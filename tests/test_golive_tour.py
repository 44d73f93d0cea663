"""A go-live in a real browser: a list is uploaded, looked at, and booked."""

from odoo.tests import HttpCase, tagged

from .golive_case import GoliveCase


@tagged("post_install", "-at_install")
class TestGoliveTour(GoliveCase, HttpCase):
    def test_an_accountant_uploads_a_list_looks_at_it_and_books(self):
        self.end_transaction()
        self.start_tour(
            f"/odoo/arrears.golive/{self.golive.id}", "arrears_golive", login=self.accountant.login
        )
        rows = self.rows("open_item")
        self.assertEqual(sorted(rows.mapped("state")), ["booked", "refused"])
        booked = rows.filtered(lambda row: row.state == "booked")
        self.assertEqual((booked.unit_id, booked.amount), (self.flat, 450.5))
        self.assertEqual(self.golive.state, "booked")
        self.assertEqual(self.golive.transfer_balance, -450.5)
