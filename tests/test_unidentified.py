"""What nobody has claimed, by bank account and age, to the cent of the suspense account."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .claim_case import ClaimCase


@tagged("post_install", "-at_install")
class TestUnidentified(ClaimCase):
    def test_every_open_line_has_its_age_and_the_total_is_the_suspense_accounts(self):
        self.claims_of(
            *(
                self.bank_line(amount, when=when)
                for amount, when in (
                    (10, "2026-09-15"), (20, "2026-09-08"), (30, "2026-09-07"),
                    (40, "2026-08-16"), (50, "2026-08-15"), (60, "2026-06-17"),
                    (70, "2026-06-16"), (-5, "2026-09-14"),
                )
            )
        )  # fmt: skip
        row = self.waiting()
        self.assertEqual(
            (row.amount_week, row.amount_month, row.amount_quarter, row.amount_older),
            (25, 70, 110, 70),
        )
        self.assertEqual((row.amount, row.balance, row.difference), (275, 275, 0))
        self.assertEqual(row.line_count, 8)
        oldest = self.env["arrears.unidentified"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.assertEqual((oldest.days, oldest.days_class, oldest.amount), (91, "3_older", 70))
        self.assertEqual(oldest.claim_id.statement_line_id, oldest.statement_line_id)
        self.assertEqual(oldest.action_open_claim()["res_id"], oldest.claim_id.id)

    def test_what_is_claimed_leaves_the_list_and_comes_back_when_undone(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        claim.action_confirm()
        self.assertEqual((self.waiting().amount, self.waiting().difference), (0, 0))
        claim.action_undo()
        self.assertEqual((self.waiting().amount, self.waiting().difference), (270, 0))

    def test_money_booked_to_suspense_without_a_bank_line_shows_as_a_difference(self):
        self.bank_line(100)
        self.entry((self.income, 7, {}), (self.suspense, -7, {}))
        row = self.waiting()
        self.assertEqual((row.amount, row.balance, row.difference), (100, 107, 7))
        found = self.env["account.move.line"].search(row.action_open_items()["domain"])
        self.assertEqual(found.balance, -7)
        lines = self.env["arrears.unidentified"].search(row.action_open_lines()["domain"])
        self.assertEqual(lines.amount, 100)

    def test_ages_group_and_add_up(self):
        self.bank_line(10, when="2026-09-15")
        self.bank_line(20, when="2026-01-15")
        groups = self.env["arrears.unidentified"]._read_group(
            [("company_id", "=", self.company.id)], ["days_class"], ["amount:sum"]
        )
        self.assertEqual(dict(groups), {"0_week": 10, "3_older": 20})

    def test_another_company_sees_nothing_of_it(self):
        self.bank_line(10)
        self.end_transaction()
        other = self.new_company("Elsewhere")
        elsewhere = self.env(
            user=self.worker("manager", other),
            context={**self.env.context, **self.context_of(other)},
        )
        for model in ("arrears.unidentified", "arrears.unidentified.account"):
            self.assertFalse(elsewhere[model].search([]))

    def test_cashiers_and_collectors_do_not_see_it(self):
        for role in ("cashier", "collector"):
            user = self.worker(role)
            for model in ("arrears.unidentified", "arrears.unidentified.account"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
