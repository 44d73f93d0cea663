"""The tie-out: every bucket, branches, and that a difference is found."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .ledger_case import TODAY, LedgerCase


@tagged("post_install", "-at_install")
class TestTieOut(LedgerCase):
    def test_overdue_not_yet_due_and_time_barred_are_told_apart(self):
        self.invoice(self.line(100), due="2026-09-14")
        self.invoice(self.line(40), due="2026-09-15")
        self.invoice(self.line(7), invoice_date="2020-01-01", due="2020-02-01")
        self.assertEqual(self.bucket("overdue"), 100)
        self.assertEqual(self.bucket("not_yet_due"), 40)
        self.assertEqual(self.bucket("time_barred"), 7)

    def test_what_no_charge_has_used_is_a_credit_and_is_never_netted(self):
        self.invoice(self.line(100))
        self.money(30)
        self.credit_note(self.line(5))
        self.assertEqual(self.bucket("overdue"), 100)
        self.assertEqual(self.bucket("unapplied_credits"), -35)

    def test_entries_without_partner_stand_alone_whatever_their_sign(self):
        nobody = self.env["res.partner"]
        self.opening(30, nobody)
        self.money(12, nobody)
        self.assertEqual(self.bucket("no_partner"), 18)
        self.assertEqual(self.bucket("overdue"), 0)

    def test_a_draft_payment_that_is_reconciled_shows_until_it_is_posted(self):
        move = self.invoice(self.line(100))
        payment = self.pay(move, 100)
        payment.button_draft()
        self.assertEqual(self.charges(move).state, "settled")
        self.assertEqual(self.bucket("draft_entries"), 100)
        payment.action_post()
        self.assertEqual(self.bucket("draft_entries"), 0)

    def test_an_invoice_in_draft_that_is_reconciled_shows_on_the_payments_side(self):
        move = self.invoice(self.line(100))
        self.pay(move, 100)
        move.button_draft()
        self.assertEqual(self.bucket("draft_entries"), -100)

    def test_non_trade_receivables_stand_apart(self):
        apart = self.receivable.copy({"name": "VAT to get back", "non_trade": True})
        self.entry((apart, 40, {"partner_id": self.owner.id}), (self.income, -40, {}))
        self.invoice(self.line(100))
        tie_out = self.tie_out()
        self.assertEqual((tie_out.ledger_balance, tie_out.non_trade_balance), (100, 40))
        self.assertEqual(tie_out.state, "tied")

    def test_a_parent_that_pays_a_branchs_invoice_shows_between_branches(self):
        branch = self.new_company("Ledger test north", parent_id=self.company.id)
        self.env = self.env(context=self.context_of(self.company, branch))
        move = self.invoice(
            self.line(100), company_id=branch.id, journal_id=self.journal("sale", branch).id,
            arrears_unit_id=False,
        )  # fmt: skip
        self.assertEqual(move.company_id, branch)
        self.pay(move, 100)
        self.assertEqual(self.charges(move).state, "settled")
        self.assertEqual(self.bucket("between_branches", branch), 100)
        self.assertEqual(self.bucket("between_branches", self.company), -100)

    def test_every_bucket_opens_as_many_records_as_it_counts(self):
        self.invoice(self.line(100), self.line(3, "cost"))
        self.invoice(self.line(40), due="2026-12-31")
        self.opening(30, self.env["res.partner"])
        self.money(12, self.env["res.partner"])
        self.money(5)
        self.pay(self.invoice(self.line(9)), 9).button_draft()
        for line in self.tie_out().line_ids:
            if line.code == "no_partner":
                continue
            action = line.action_open()
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual(found, line.count, line.code)

    def test_the_tie_out_opens_its_ledger_and_what_stands_apart(self):
        self.invoice(self.line(100))
        tie_out = self.tie_out()
        for action in (tie_out.action_open_ledger(), tie_out.action_open_non_trade()):
            items = self.env[action["res_model"]].search(action["domain"])
            self.assertIn(sum(items.mapped("balance")), (100, 0))

    def test_a_charge_that_does_not_agree_is_found_and_named(self):
        move = self.invoice(self.line(100), due="2026-12-31")
        charge = self.charges(move)
        self.env.cr.execute(
            "UPDATE arrears_charge SET amount_remaining = 99.99 WHERE id = %s", charge.ids
        )
        charge.invalidate_recordset()
        tie_out = self.env["arrears.tie.out"]._compute_for(self.company, TODAY)
        self.assertEqual((tie_out.state, tie_out.unexplained), ("open", 0.01))
        self.assertEqual(tie_out.lines_off_count, 1)
        action = tie_out.action_open_lines_off()
        self.assertEqual(
            self.env["account.move.line"].search(action["domain"]), self.receivables(move)
        )

    def test_two_errors_that_cancel_out_are_found_too(self):
        moves = [self.invoice(self.line(100)), self.invoice(self.line(100))]
        for charge, shift in zip(self.charges(*moves), (1, -1), strict=True):
            self.env.cr.execute(
                "UPDATE arrears_charge SET amount_remaining = amount_remaining + %s WHERE id = %s",
                (shift, charge.id),
            )
        self.env["arrears.charge"].invalidate_model()
        tie_out = self.env["arrears.tie.out"]._compute_for(self.company, TODAY)
        self.assertEqual((tie_out.state, tie_out.lines_off_count), ("open", 2))

    def test_a_second_tie_out_of_the_day_replaces_the_first(self):
        self.invoice(self.line(100))
        first = self.tie_out()
        self.invoice(self.line(1))
        self.assertEqual(self.tie_out(), first)
        self.assertEqual(first.ledger_balance, 101)

    def test_accountants_and_managers_tie_out_and_nobody_else(self):
        self.invoice(self.line(100))
        self.end_transaction()
        for group in ("group_accountant", "group_manager", "group_collector", "group_cashier"):
            user = new_test_user(
                self.env, f"tie_{group}", f"property_arrears.{group}",
                company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
            )  # fmt: skip
            TieOut = self.env["arrears.tie.out"].with_user(user)
            if group in ("group_accountant", "group_manager"):
                record = TieOut.browse(TieOut.action_tie_out_now()["res_id"])
                self.assertEqual(record.state, "tied")
            else:
                with self.assertRaises(AccessError):
                    TieOut.action_tie_out_now()

    def test_from_a_branch_alone_one_is_told_to_switch(self):
        branch = self.new_company("Ledger test north", parent_id=self.company.id)
        user = new_test_user(
            self.env, "tie_branch", "property_arrears.group_manager",
            company_id=branch.id, company_ids=[Command.set(branch.ids)],
        )  # fmt: skip
        TieOut = self.env["arrears.tie.out"].with_user(user)
        with self.assertRaisesRegex(UserError, "Switch to Ledger test"):
            TieOut.with_context(allowed_company_ids=branch.ids).action_tie_out_now()
