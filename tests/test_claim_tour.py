"""Claiming and refunding in a real browser, each step by whoever does it."""

from odoo.tests import HttpCase, tagged

from .claim_case import ClaimCase
from .receipts_case import ReceiptsCase

ACTION = "/odoo/action-property_arrears."


@tagged("post_install", "-at_install")
class TestClaimTour(ClaimCase, HttpCase):
    def test_an_accountant_confirms_a_proposal_with_one_click(self):
        bill = self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501 物业费", "张三")
        self.assertTrue(claim.sure)
        self.start_tour(
            f"{ACTION}action_arrears_claim", "arrears_claim_sure", login=self.accountant.login
        )
        self.assertEqual((claim.state, claim.confirmed_by_id), ("confirmed", self.accountant))
        self.assertEqual(self.charges(bill).amount_remaining, 0)

    def test_one_transfer_is_divided_over_two_flats_and_a_garage(self):
        neighbour = self.partner("Li Si")
        second = self.unit("1602", neighbour)
        garage = self.unit("P7", self.owner, usage="parking")
        bills = (
            self.invoice(self.line(270))
            | self.invoice(self.line(300), partner_id=neighbour.id, arrears_unit_id=second.id)
            | self.invoice(self.line(80), arrears_unit_id=garage.id)
        )
        claim = self.claim(650, "一家人的", "王先生")
        self.start_tour(
            f"{ACTION}action_arrears_claim/{claim.id}", "arrears_claim_divide",
            login=self.accountant.login,
        )  # fmt: skip
        self.assertEqual(claim.line_ids.unit_id, self.flat | second | garage)
        self.assertEqual(sum(self.charges(bills).mapped("amount_remaining")), 0)


@tagged("post_install", "-at_install")
class TestRefundTour(ReceiptsCase, HttpCase):
    def test_a_refund_is_asked_for_approved_and_paid_by_three_people(self):
        self.owner.name = "Zhang San"
        item = self.bank_in(500)
        self.end_transaction()
        action = f"{ACTION}action_arrears_refund"
        self.start_tour(action, "arrears_refund_ask", login=self.cashier.login)
        refund = self.env["arrears.refund"].search([("company_id", "=", self.company.id)])
        self.assertEqual((refund.state, refund.amount), ("requested", 500))
        for step, user in (("approve", self.manager), ("pay", self.accountant)):
            self.start_tour(f"{action}/{refund.id}", f"arrears_refund_{step}", login=user.login)
        self.assertEqual((refund.state, refund.paid_by_id), ("paid", self.accountant))
        self.assertTrue(item.reconciled)
