"""The treasurer's screens in a real browser: batch, approval, file, answer."""

from odoo.tests import HttpCase, tagged

from .debit_case import DebitCase


@tagged("post_install", "-at_install")
class TestDebitTour(DebitCase, HttpCase):
    def test_from_a_batch_to_its_answer(self):
        self.channel.exchange = "browser"
        self.household("1", 100)
        self.end_transaction()
        self.start_tour("/odoo/debit-batches", "arrears_debit_make", login=self.treasurer.login)
        batch = self.env["arrears.debit.batch"].search([("channel_id", "=", self.channel.id)])
        self.assertEqual((batch.state, batch.line_ids.amount), ("draft", 100))
        page = f"/odoo/debit-batches/{batch.id}"
        self.start_tour(page, "arrears_debit_approve", login=self.second.login)
        self.assertEqual((batch.state, batch.render_requested), ("approved", True))
        self.export(batch)
        self.start_tour(page, "arrears_debit_answer", login=self.treasurer.login)
        answer = self.env["arrears.bank.file"].search(
            [("channel_id", "=", self.channel.id), ("direction", "=", "in")]
        )
        self.assertEqual((answer.name, answer.state), ("answer_R1.txt", "received"))
        self.assertEqual(answer._bytes(), b"an answer of the bank")
