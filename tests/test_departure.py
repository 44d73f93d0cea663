"""When the firm leaves an estate: what goes back, unit by unit, and the refunds for it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .receipts_case import ReceiptsCase


@tagged("post_install", "-at_install")
class TestDeparture(ReceiptsCase):
    def setUp(self):
        super().setUp()
        self.estate.handover_date = "2026-06-30"

    def departure(self, user=None):
        self.end_transaction()
        departure = (
            self.env["arrears.departure"]
            .with_user(user or self.accountant)
            .create({"estate_id": self.estate.id})
        )
        departure.action_reckon()
        return departure

    def test_prepayments_credits_and_deposits_are_listed_with_their_total(self):
        """SPC interpretation 2020, art. 3: prepaid fees go back when the contract ends."""
        self.pay(self.invoice(self.line(540)), 540)  # April to June
        self.bank_in(360)
        self.receivables(self.money(25, arrears_unit_id=self.flat.id))
        self.deposit(800, pay=self.bank_in(800, kind=None))
        departure = self.departure()
        self.assertEqual(departure.day, self.day("2026-06-30"))
        self.assertEqual(
            (departure.amount_prepaid, departure.amount_credit, departure.amount_deposit),
            (360, 25, 800),
        )
        self.assertEqual(departure.amount_total, 1185)
        prepaid = departure.line_ids.filtered(lambda line: line.section == "prepayment")
        self.assertEqual((prepaid.months, prepaid.is_unbilled), (2, False))

    def test_what_was_paid_for_later_days_is_named(self):
        bill = self.invoice(
            self.line(1080), arrears_period_from="2026-05-01", arrears_period_to="2026-10-31"
        )
        self.pay(bill, 1080)
        line = self.departure().line_ids
        self.assertEqual((line.section, line.amount), ("beyond", 720))
        self.assertEqual(line.period_from, self.day("2026-07-01"))

    def test_of_a_bill_half_paid_only_what_was_paid_for_later_days_goes_back(self):
        bill = self.invoice(
            self.line(1080), arrears_period_from="2026-05-01", arrears_period_to="2026-10-31"
        )
        self.pay(bill, 540)
        self.assertEqual(self.departure().amount_beyond, 180)

    def test_units_still_to_be_billed_are_warned_of(self):
        self.invoice(
            self.line(540), arrears_period_from="2026-01-01", arrears_period_to="2026-03-31"
        )
        self.bank_in(900)
        self.assertEqual(self.departure().unbilled_count, 1)

    def test_refunds_are_asked_for_once_each_owner_and_account(self):
        for amount in (100, 50):
            self.bank_in(amount)
        self.bank_in(70, account="6222000011112229999")
        self.cash_in(30)
        self.prepay(20)
        self.deposit(800, pay=self.bank_in(800, kind=None))
        departure = self.departure()
        departure.action_request_refunds()
        refunds = departure.refund_ids
        found = sorted((refund.amount, refund.state, refund.destination) for refund in refunds)
        self.assertEqual(
            found,
            [
                (20, "draft", "origin"),
                (30, "requested", "cash"),
                (70, "requested", "origin"),
                (150, "requested", "origin"),
                (800, "requested", "origin"),
            ],
        )
        self.assertEqual(set(refunds.mapped("reason_code")), {"handover"})
        self.assertTrue(all(departure.line_ids.mapped("refund_id")))
        with self.refused(UserError, "make a new list"):
            departure.action_request_refunds()
        again = self.departure()
        self.assertEqual(again.line_ids.filtered(lambda line: not line.is_reserved).amount, 20)

    def test_nothing_to_ask_for_is_said(self):
        with self.refused(UserError, "nothing that could go back"):
            self.departure().action_request_refunds()

    def test_roles(self):
        self.departure(self.manager)
        with self.refused(AccessError):
            self.departure(self.cashier)

    def test_refunds_are_approved_at_once_and_what_cannot_be_says_why_in_its_row(self):
        """Whoever asked for one approves none of it; the rest goes on."""
        self.bank_in(100)
        self.bank_in(70, account="6222000011112229999")
        self.prepay(20)
        departure = self.departure()
        departure.action_request_refunds()
        self.bank_in(60, account="6222000011112227777")
        own = self.refund(
            self.env["account.move.line"].search(
                [("amount_residual", "=", -60), ("partner_id", "=", self.owner.id)]
            ),
            user=self.manager,
        )
        own.action_request()
        refunds = (departure.refund_ids | own).with_user(self.manager)
        told = refunds.action_approve_many()["params"]
        self.assertEqual((told["type"], told["message"][:6]), ("warning", "2 of 4"))
        by_amount = {refund.amount: refund for refund in refunds}
        self.assertEqual(
            {amount: refund.state for amount, refund in by_amount.items()},
            {100: "approved", 70: "approved", 20: "draft", 60: "requested"},
        )
        self.assertIn("does not decide on it", by_amount[60].problem)
        self.assertFalse(by_amount[100].problem)
        by_amount[60].with_user(self.director).action_approve_many()
        self.assertEqual((by_amount[60].state, by_amount[60].problem), ("approved", False))

    def test_refunds_are_asked_for_at_once_and_an_incomplete_one_says_what_lacks(self):
        first, second = self.refund(self.bank_in(100)), self.refund(self.prepay(20))
        both = first | second
        both.action_request_many()
        self.assertEqual((first.state, second.state), ("requested", "draft"))
        self.assertIn("not known which account", second.problem)
        second.write(self.other_account())
        both.action_request_many()
        self.assertEqual((second.state, second.problem), ("requested", False))

    def test_a_cashier_approves_none_of_many_and_a_reader_asks_for_none(self):
        refund = self.refund(self.bank_in(100))
        refund.action_request()
        with self.assertRaises(AccessError):
            refund.action_approve_many()
        with self.assertRaises(AccessError):
            refund.with_user(self.user("treasurer", login="many")).action_request_many()
