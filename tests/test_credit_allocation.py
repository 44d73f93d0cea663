"""Credits beside open bills: offered, applied by a click, undone; never by themselves."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestCreditAllocation(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("property_arrears.group_accountant")

    def offer(self, debtor=None):
        self.end_transaction()
        action = self.env["arrears.credit.allocation"]._open_for(self.company, debtor or self.owner)
        return self.env["arrears.credit.allocation"].browse(action["res_id"])

    def rows(self, allocation):
        return [(row.debt_move_id, row.amount, row.reason) for row in allocation.line_ids]

    def test_a_credit_is_only_shown_until_somebody_clicks(self):
        move = self.invoice(self.line(100))
        self.money(60)
        allocation = self.offer()
        self.assertEqual(self.rows(allocation), [(move, 60, "credit_oldest_fee")])
        self.assertEqual(self.charges(move).amount_remaining, 100)
        self.assertEqual(self.bucket("unapplied_credits"), -60)
        allocation.action_apply()
        self.assertEqual(self.charges(move).amount_remaining, 40)
        self.assertEqual(self.bucket("unapplied_credits"), 0)
        self.assertEqual((allocation.state, allocation.applied_by_id), ("applied", self.env.user))

    def test_same_unit_and_kind_first_then_the_oldest_fee(self):
        old = self.invoice(self.line(100), due="2025-01-31")
        water = self.invoice(self.line(50, "pass_through"), arrears_unit_id=self.garage.id)
        self.money(120, arrears_kind="pass_through", arrears_unit_id=self.garage.id)
        self.assertEqual(
            self.rows(self.offer()),
            [(water, 50, "credit_same_unit_and_kind"), (old, 70, "credit_oldest_fee")],
        )

    def test_a_deposit_and_an_unclassified_bill_are_not_offered(self):
        self.invoice(self.line(100))
        self.invoice(self.line(30, None))
        self.money(80, arrears_kind="deposit", arrears_unit_id=self.flat.id)
        allocation = self.offer()
        self.assertFalse(allocation.line_ids)
        self.assertEqual(len(allocation.credit_line_ids), 1)
        self.assertEqual(len(allocation.charge_ids), 2)

    def test_a_row_left_out_lets_the_next_take_more(self):
        first = self.invoice(self.line(50), due="2025-01-31")
        second = self.invoice(self.line(50), due="2025-02-28")
        self.money(70)
        allocation = self.offer()
        with Form(allocation) as form:
            with form.line_ids.edit(0) as row:
                row.chosen = False
        amounts = dict(zip(allocation.line_ids.debt_move_id, allocation.line_ids.mapped("amount"),
                           strict=True))  # fmt: skip
        self.assertEqual(amounts, {first: 0, second: 50})
        self.assertEqual(allocation.amount, 50)
        allocation.action_apply()
        self.assertEqual(self.charges(first).amount_remaining, 50)
        self.assertEqual(self.charges(second).amount_remaining, 0)

    def test_a_row_can_be_added_by_hand(self):
        odd = self.invoice(self.line(30, None))
        payment = self.money(80)
        allocation = self.offer()
        self.assertFalse(allocation.line_ids)
        with Form(allocation) as form:
            with form.line_ids.new() as row:
                row.credit_line_id = self.receivables(payment)
                row.debt_line_id = self.receivables(odd)
        self.assertEqual(self.rows(allocation), [(odd, 30, "credit_by_hand")])
        allocation.action_apply()
        self.assertEqual(self.charges(odd).state, "settled")

    def test_undoing_opens_the_bill_and_keeps_other_matches(self):
        move = self.invoice(self.line(100))
        self.pay(move, 10)
        self.money(60)
        allocation = self.offer()
        allocation.action_apply()
        allocation.action_undo()
        self.assertEqual(self.charges(move).amount_remaining, 90)
        self.assertEqual(self.bucket("unapplied_credits"), -60)
        self.assertEqual((allocation.state, allocation.undone_by_id), ("undone", self.env.user))
        with self.assertRaisesRegex(UserError, "Offer anew"):
            allocation.action_undo()

    def test_an_offer_overtaken_by_the_books_is_refused(self):
        move = self.invoice(self.line(100))
        self.money(60)
        allocation = self.offer()
        self.pay(move, 100)
        with self.assertRaisesRegex(UserError, "books moved on"):
            allocation.action_apply()
        allocation.action_offer()
        self.assertFalse(allocation.line_ids)
        with self.assertRaisesRegex(UserError, "Choose"):
            allocation.action_apply()

    def test_a_credit_note_knows_its_kind_and_unit(self):
        fee = self.invoice(self.line(80, "late_fee"), due="2026-05-31")
        self.invoice(self.line(100), due="2020-12-31", invoice_date="2020-12-01")
        self.credit_note(self.line(80, "late_fee"))
        self.assertEqual(self.rows(self.offer()), [(fee, 80, "credit_same_unit_and_kind")])

    def test_a_foreign_credit_note_is_offered_at_its_value_and_leaves_no_cent_behind(self):
        currency = self.env["res.currency"].create(
            {"name": "TST", "symbol": "T",
             "rate_ids": [Command.create({"name": "2026-01-01", "rate": 0.7})]}
        )  # fmt: skip
        move = self.invoice(self.line(70), currency_id=currency.id)
        self.credit_note(self.line(35), currency_id=currency.id)
        allocation = self.offer()
        self.assertEqual(self.rows(allocation), [(move, 50, "credit_same_unit_and_kind")])
        allocation.action_apply()
        self.assertEqual(self.charges(move).amount_remaining, 50)
        self.assertEqual(self.tie_out().state, "tied")

    def test_another_debtor_company_and_account_are_left_alone(self):
        other = self.partner("Other")
        self.invoice(self.line(100), partner_id=other.id)
        self.money(60)
        self.assertFalse(self.offer().line_ids)

    def test_a_child_contacts_payment_counts_for_its_firm(self):
        firm = self.partner("Firm", is_company=True)
        clerk = self.partner("Clerk", parent_id=firm.id, type="contact")
        move = self.invoice(self.line(100), partner_id=firm.id)
        payment = self.money(60, clerk)
        self.end_transaction()
        action = self.receivables(payment).action_arrears_allocate()
        allocation = self.env["arrears.credit.allocation"].browse(action["res_id"])
        self.assertEqual((allocation.debtor_id, allocation.line_ids.debt_move_id), (firm, move))

    def test_a_credit_without_partner_is_refused_with_the_cure(self):
        line = self.receivables(self.money(60, self.env["res.partner"]))
        with self.assertRaisesRegex(UserError, "no partner"):
            line.action_arrears_allocate()

    def test_only_accountants_allocate(self):
        self.invoice(self.line(100))
        self.money(60)
        allocation = self.offer()
        users = {
            group: new_test_user(
                self.env, f"allocate_{group}", f"property_arrears.group_{group}",
                company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
            )
            for group in ("accountant", "manager", "collector")
        }  # fmt: skip
        for group in ("manager", "collector"):
            with self.assertRaises(AccessError):
                allocation.with_user(users[group]).action_apply()
        allocation.with_user(users["accountant"]).action_apply()
        self.assertEqual(allocation.applied_by_id, users["accountant"])
        with self.assertRaises(AccessError):
            allocation.with_user(users["manager"]).action_undo()

    def test_what_took_effect_is_kept(self):
        self.invoice(self.line(100))
        self.money(60)
        allocation = self.offer()
        with self.assertRaises(UserError):
            allocation.state = "applied"
        allocation.action_apply()
        for refused in (
            lambda: allocation.line_ids.write({"amount": 1}),
            lambda: allocation.line_ids.unlink(),
            lambda: allocation.unlink(),
            lambda: allocation.write({"debtor_id": self.partner("X").id}),
        ):
            with self.assertRaises(UserError):
                refused()

    def test_the_card_leads_to_the_offer(self):
        move = self.invoice(self.line(100))
        self.money(60)
        self.end_transaction()
        case = self.env["arrears.case"].search([("debtor_id", "=", self.owner.id)])
        action = case.action_allocate_credits()
        allocation = self.env["arrears.credit.allocation"].browse(action["res_id"])
        self.assertEqual(allocation.line_ids.debt_move_id, move)
        self.assertEqual(self.offer(), allocation, "an offer not applied is renewed")
