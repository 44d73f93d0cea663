"""The counter in a real browser, as a cashier uses it."""

from odoo.tests import HttpCase, tagged

from .counter_case import CounterCase


@tagged("post_install", "-at_install")
class TestReceiptTour(CounterCase, HttpCase):
    def test_a_cashier_takes_money_prints_and_voids(self):
        self.flat.write({"building": "3", "entrance": "2"})
        move = self.invoice(self.line(450))
        self.end_transaction()
        self.start_tour("/odoo/counter", "arrears_counter", login=self.cashier.login)
        receipt = self.env["arrears.receipt"].search([("unit_id", "=", self.flat.id)], limit=1)
        self.assertEqual((receipt.state, receipt.amount), ("void", 200))
        self.assertEqual(receipt.void_ids.reason, "Paid for the wrong unit")
        self.assertEqual(self.charges(move).amount_remaining, 450)
