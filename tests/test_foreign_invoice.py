"""Invoices made elsewhere in Odoo: each surprise placed right in charges, cases and tie-out."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_case import LedgerCase

BASIS = "Contract 4.2"


class ForeignCase(LedgerCase):
    def assert_all_agree(self):
        """Tied out to the cent, each receivable adds up, and a full rebuild finds nothing."""
        self.assertEqual(self.tie_out().state, "tied")
        for company in self.env.companies:
            self.assertEqual(self.env["arrears.charge"]._rebuild(company), 0)

    def case_of(self, move):
        self.end_transaction()
        return self.env["arrears.case"].search(
            [
                ("company_id", "=", move.company_id.id),
                ("debtor_id", "=", move.commercial_partner_id.id),
                ("unit_id", "=", move.arrears_unit_id.id),
            ]
        )

    def register(self, moves, **values):
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"payment_date": "2026-05-05", **values})
            ._create_payments()
        )

    def remaining_of(self, *moves):
        return sum(self.charges(*moves).mapped("amount_remaining"))


@tagged("post_install", "-at_install")
class TestTermsAndTaxes(ForeignCase):
    def discount_term(self, way):
        return self.env["account.payment.term"].create(
            {
                "name": f"Two per cent, {way}", "early_discount": True, "discount_days": 60,
                "discount_percentage": 2, "early_pay_discount_computation": way,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 90})
                ],
            }
        )  # fmt: skip

    def tax(self, **values):
        return self.env["account.tax"].create(
            {"name": "Six", "amount": 6, "company_id": self.company.id, **values}
        )

    def test_a_cash_discount_taken_in_its_window_settles_the_whole_charge(self):
        for way in ("included", "excluded", "mixed"):
            tax = self.tax(name=f"Six {way}")
            move = self.invoice(
                self.line(1000, tax_ids=[Command.set(tax.ids)]),
                invoice_payment_term_id=self.discount_term(way).id,
            )
            charge = self.charges(move)
            self.assertEqual(charge.amount_original, move.amount_total)
            payment = self.register(move)
            self.assertLess(payment.amount, move.amount_total)
            self.assertEqual(self.charges(move), charge)
            self.assertEqual((charge.state, charge.amount_remaining), ("settled", 0))
        self.assert_all_agree()

    def test_a_cash_discount_not_taken_leaves_the_full_charge_overdue(self):
        move = self.invoice(
            self.line(1000), invoice_payment_term_id=self.discount_term("included").id
        )
        self.assertEqual(str(self.charges(move).due_date), "2026-06-30")
        self.pay(move, 980)
        self.assertEqual(self.remaining_of(move), 20)
        self.assertEqual(self.bucket("overdue"), 20)

    def test_taxes_due_on_payment_leave_the_charge_whole_and_make_no_new_one(self):
        self.company.tax_exigibility = True
        account = self.receivable.copy(
            {"name": "Tax on the way", "account_type": "liability_current", "reconcile": True}
        )
        self.company.tax_cash_basis_journal_id = self.misc.copy({"code": "CABA9", "name": "CABA"})
        tax = self.tax(tax_exigibility="on_payment", cash_basis_transition_account_id=account.id)
        move = self.invoice(
            self.line(100, tax_ids=[Command.set(tax.ids)]),
            self.line(50, "pass_through", tax_ids=[Command.set(tax.ids)]),
        )
        self.assertEqual(self.remaining(move), {"principal": 106, "pass_through": 53})
        self.register(move, amount=106)
        taxes = self.env["account.move"].search([("tax_cash_basis_origin_move_id", "=", move.id)])
        self.assertTrue(taxes, "Odoo made its cash basis entry")
        self.assertEqual(self.remaining(move), {"principal": 0, "pass_through": 53})
        self.assertFalse(self.charges(taxes))
        self.receivables(move).remove_move_reconcile()
        self.assertEqual(self.remaining_of(move), 159)
        self.assert_all_agree()

    def test_several_due_dates_are_overdue_one_after_the_other(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (30, 300)
                ],
            }
        )
        move = self.invoice(self.line(100), invoice_payment_term_id=term.id)
        self.assertEqual((self.bucket("overdue"), self.bucket("not_yet_due")), (50, 50))
        self.assertEqual(self.case_of(move).amount_overdue, 50)
        self.pay(move, 60)
        self.assertEqual((self.bucket("overdue"), self.bucket("not_yet_due")), (0, 40))
        self.assertEqual(self.case_of(move).state, "closed")

    def test_cash_rounding_is_part_of_what_is_owed(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To five", "rounding": 0.05, "strategy": "add_invoice_line",
                "profit_account_id": self.income.id, "loss_account_id": self.income.id,
            }
        )  # fmt: skip
        move = self.invoice(self.line(10.02), invoice_cash_rounding_id=rounding.id)
        self.assertEqual(self.remaining_of(move), move.amount_total)
        self.assertEqual(set(self.charges(move).mapped("kind")), {"principal"})
        self.assert_all_agree()


@tagged("post_install", "-at_install")
class TestKindsOfDocument(ForeignCase):
    def test_sections_and_notes_say_something_and_charge_nothing(self):
        says = [
            Command.create({"display_type": kind, "name": "Says something"})
            for kind in ("line_section", "line_subsection", "line_note")
        ]
        move = self.invoice(says[0], self.line(100), says[1], self.line(20, "cost"), says[2])
        self.assertEqual(self.remaining(move), {"principal": 100, "cost": 20})

    def test_a_down_payment_taken_off_reduces_its_own_unit_and_period(self):
        down = self.invoice(self.line(30))
        final = self.invoice(
            self.line(100), self.line(40, arrears_unit_id=self.garage.id),
            self.line(30, quantity=-1),
        )  # fmt: skip
        found = {charge.unit_id: charge.amount_original for charge in self.charges(final)}
        self.assertEqual(found, {self.flat: 70, self.garage: 40})
        self.assertEqual(self.remaining_of(down), 30)

    def test_a_debit_note_is_a_charge_of_its_own_beside_the_first(self):
        first = self.invoice(self.line(100))
        second = self.invoice(self.line(15), ref="Debit note", invoice_origin=first.name)
        both = self.charges(first, second)
        self.assertEqual(len(both), 2)
        self.assertEqual(sum(both.mapped("amount_remaining")), 115)
        self.assertEqual(self.case_of(first).amount_overdue, 115)

    def test_a_sales_receipt_is_charged_like_an_invoice(self):
        move = self.invoice(self.line(60), move_type="out_receipt")
        self.assertEqual(self.remaining(move), {"principal": 60})
        self.assert_all_agree()

    def test_a_negative_invoice_is_refused_by_odoo_and_turns_into_a_credit(self):
        move = self.invoice(self.line(-100), post=False)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            move.action_post()
        move.action_switch_move_type()
        move.action_post()
        self.assertEqual(move.move_type, "out_refund")
        self.assertFalse(self.charges(move))
        self.assertEqual(self.bucket("unapplied_credits"), -100)

    def test_an_invoice_of_nothing_owes_nothing(self):
        move = self.invoice(self.line(100), self.line(-100))
        self.assertFalse(self.charges(move))
        self.assert_all_agree()

    def test_a_refund_paid_out_uses_the_credit_and_no_debt_is_left(self):
        note = self.credit_note(self.line(80))
        payment = self.register(note)
        self.assertEqual(payment.payment_type, "outbound")
        self.assertEqual(self.bucket("unapplied_credits"), 0)
        self.assertEqual(self.bucket("overdue"), 0)
        self.assertFalse(self.case_of(note).filtered(lambda case: case.state != "closed"))
        self.assert_all_agree()

    def test_a_refund_paid_out_before_the_credit_note_is_unclassified_and_not_dunned(self):
        bank = self.bank.default_account_id
        out = self.entry((self.receivable, 80, {"partner_id": self.owner.id}), (bank, -80, {}))
        self.assertEqual(self.charges(out).kind, "unclassified")
        note = self.credit_note(self.line(80))
        self.receivables(out, note).reconcile()
        self.assertEqual(self.charges(out).state, "settled")
        self.assert_all_agree()

    def test_a_reversed_and_redrafted_invoice_leaves_one_debt(self):
        move = self.invoice(self.line(100))
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        action = wizard.create(
            {"journal_id": move.journal_id.id, "date": "2026-04-02"}
        ).modify_moves()
        again = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(self.charges(move).amount_credited, 100)
        again.action_post()
        self.assertEqual(self.remaining_of(again), 100)
        self.assertEqual(self.tie_out().ledger_balance, 100)

    def test_a_deferred_and_an_unrelated_entry_make_no_charge(self):
        bill = self.invoice(
            self.line(100), move_type="in_invoice", arrears_unit_id=False,
            journal_id=self.journal("purchase").id,
        )  # fmt: skip
        plain = self.entry((self.income, 10, {}), (self.income, -10, {}))
        self.assertFalse(self.charges(bill, plain))
        self.assert_all_agree()

    def test_an_invoice_excluded_from_follow_up_is_owed_and_not_pursued(self):
        move = self.invoice(self.line(100, arrears_price_basis=BASIS))
        move.no_followup = True
        case = self.case_of(move)
        self.assertEqual((case.amount_overdue, case.amount_pursued), (100, 0))
        entry = self.opening(40, arrears_kind="principal", arrears_price_basis=BASIS,
                             arrears_unit_id=self.flat.id)  # fmt: skip
        self.assertTrue(self.receivables(entry).no_followup)
        case = self.case_of(move)
        self.assertEqual((case.amount_overdue, case.amount_pursued), (140, 40))


@tagged("post_install", "-at_install")
class TestOtherCurrencies(ForeignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.env["res.currency"].create(
            {
                "name": "TST", "symbol": "T",
                "rate_ids": [
                    Command.create({"name": day, "rate": rate})
                    for day, rate in (("2026-01-01", 0.7), ("2026-05-01", 0.9),
                                      ("2026-06-01", 0.5))
                ],
            }
        )  # fmt: skip

    def test_an_exchange_difference_either_way_leaves_no_remainder(self):
        for day in ("2026-05-05", "2026-06-05"):
            move = self.invoice(
                self.line(70), self.line(35.35, "pass_through"), currency_id=self.currency.id
            )
            self.register(move, payment_date=day)
            self.assertEqual(set(self.charges(move).mapped("state")), {"settled"})
        self.assertEqual(self.bucket("overdue"), 0)
        self.assertEqual(self.bucket("unapplied_credits"), 0)
        self.assert_all_agree()

    def test_part_payments_at_different_rates_add_up_to_the_residual(self):
        move = self.invoice(self.line(70), currency_id=self.currency.id)
        for day in ("2026-05-05", "2026-06-05"):
            self.register(move, payment_date=day, amount=20, currency_id=self.currency.id)
            line = self.receivables(move)
            self.assertAlmostEqual(self.remaining_of(move), line.amount_residual, 2)
        self.assert_all_agree()

    def test_an_exchange_entry_is_nobodys_open_charge(self):
        move = self.invoice(self.line(70), currency_id=self.currency.id)
        self.register(move, payment_date="2026-06-05")
        partials = self.receivables(move).matched_credit_ids
        exchange = partials.exchange_move_id
        self.assertTrue(exchange)
        self.assertFalse(self.charges(exchange).filtered(lambda c: c.state == "open"))

    def test_undoing_a_foreign_payment_opens_the_charge_at_its_first_value(self):
        move = self.invoice(self.line(70), currency_id=self.currency.id)
        before = self.remaining_of(move)
        self.register(move, payment_date="2026-06-05")
        self.receivables(move).remove_move_reconcile()
        self.assertEqual(self.remaining_of(move), before)
        self.assert_all_agree()

    def test_a_foreign_credit_note_over_a_local_invoice_counts_at_its_value(self):
        move = self.invoice(self.line(100))
        note = self.credit_note(self.line(35), currency_id=self.currency.id)
        self.receivables(move, note).reconcile()
        charge = self.charges(move)
        self.assertEqual((charge.amount_credited, charge.amount_remaining), (50, 50))
        self.assert_all_agree()
