"""Money that is no plain payment: courts, payment firms, transfers, sister companies, the rest."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .claim_case import ClaimCase

STEP_BACK = "odoo.addons.property_arrears.models.receipts.claim_step_back.RECONCILING"


@tagged("post_install", "-at_install")
class TestClaimKinds(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fees = cls.account("expense")

    def test_a_courts_money_less_its_costs_pays_the_whole_debt(self):
        bill = self.invoice(self.line(1000))
        claim = self.claim(950, "执行款 被执行人张三", "湖滨区人民法院", "1234567890")
        self.assertEqual((claim.kind, claim.debtor_id), ("court", self.owner))
        self.assertEqual(claim.reasons[0]["code"], "claim_court")
        claim.write({"fee_amount": 50, "fee_account_id": self.fees.id})
        claim.action_divide()
        claim.action_confirm()
        self.assertEqual(self.charges(bill).amount_remaining, 0)
        costs = claim.move_id.line_ids.filtered(lambda item: item.account_id == self.fees)
        self.assertEqual(costs.balance, 50)
        self.assertFalse(self.env["arrears.payer.account"].search([]), "a court pays for everybody")
        claim.action_undo()
        self.assertEqual(self.charges(bill).amount_remaining, 1000)

    def test_codes_and_cards_net_of_fee_clear_the_waiting_account(self):
        waiting = self.new_account("Codes under way")
        moves = [
            self.entry((waiting, amount, {}), (self.income, -amount, {})) for amount in (60, 40)
        ]
        items = (moves[0] | moves[1]).line_ids.filtered(lambda item: item.account_id == waiting)
        claim = self.claim(99.4, "结算", "财付通支付科技有限公司")
        self.assertEqual(claim.kind, "merchant")
        with self.assertRaisesRegex(UserError, "not divided yet"):
            claim.action_confirm()
        claim.write({"item_ids": items.ids, "fee_amount": 0.6})
        with self.assertRaisesRegex(UserError, "account for the fee"):
            claim.action_confirm()
        claim.write({"fee_account_id": self.fees.id})
        claim.action_confirm()
        self.assertTrue(all(items.mapped("reconciled")))
        self.assertTrue(claim.statement_line_id.is_reconciled)
        claim.action_undo()
        self.assertFalse(any(items.mapped("reconciled")))

    def test_a_transfer_between_own_accounts_meets_its_other_leg(self):
        other = self.bank.copy({"name": "Second bank", "code": "BNK9"})
        out = self.claim(-500, "内部转账", self.company.name)
        into = self.claim(500, "内部转账", self.company.name, journal_id=other.id)
        self.assertEqual((out | into).mapped("kind"), ["transfer", "transfer"])
        (out | into).action_confirm()
        account = self.company.transfer_account_id
        items = (out | into).move_id.line_ids.filtered(lambda item: item.account_id == account)
        self.assertEqual(len(items), 2)
        self.assertTrue(all(items.mapped("reconciled")))

    def test_cash_that_the_counter_sent_meets_the_bank_line_that_shows_it(self):
        transit = self.new_account("Cash to the bank")
        self.company.arrears_cash_transit_account_id = transit
        sent = self.entry((transit, 500, {}), (self.income, -500, {}))
        claim = self.claim(500, "现金存款", self.company.name)
        self.assertEqual(claim.kind, "transfer")
        claim.action_confirm()
        waiting = sent.line_ids.filtered(lambda item: item.account_id == transit)
        self.assertTrue(waiting.reconciled)

    def test_a_fee_goes_with_the_kind_that_had_it(self):
        self.invoice(self.line(1000))
        claim = self.claim(950, "执行款 被执行人张三", "湖滨区人民法院", "1234567890")
        claim.write({"fee_amount": 50, "fee_account_id": self.fees.id})
        claim.sudo()._propose()
        self.assertEqual((claim.kind, claim.fee_amount), ("court", 50), "typed in by somebody")
        claim.write({"kind": "debtor"})
        claim.action_divide()
        self.assertEqual((claim.fee_amount, claim.amount_left), (0, 0))
        claim.action_confirm()

    def test_other_money_needs_an_account_and_a_text(self):
        claim = self.claim(-3, "账户管理费", "")
        self.assertEqual(claim.kind, "other")
        with self.assertRaisesRegex(UserError, "counterpart account"):
            claim.action_confirm()
        claim.write({"account_id": self.fees.id, "label": "Account fee"})
        claim.action_confirm()
        item = claim.move_id.line_ids.filtered(lambda one: one.account_id == self.fees)
        self.assertEqual((item.balance, item.name), (3, "Account fee"))

    def test_another_program_that_reconciles_makes_ours_step_back(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        menu = self.env.ref("property_arrears.menu_arrears_claim")
        self.assertNotIn(menu.id, self.env["ir.ui.menu"]._load_menus_blacklist())
        with patch(STEP_BACK, ("account",)):
            self.assertIn(menu.id, self.env["ir.ui.menu"]._load_menus_blacklist())
            claim.invalidate_recordset()
            self.assertTrue(claim.steps_back)
            for refused in (claim.action_confirm, claim.action_confirm_sure):
                with self.assertRaisesRegex(UserError, "reconciled with"):
                    refused()
            proposal = claim.statement_line_id.arrears_proposal
        self.assertIn("张三", proposal)
        self.assertFalse(claim.statement_line_id.is_reconciled)


@tagged("post_install", "-at_install")
class TestClaimForSister(ClaimCase):
    """The money came to the wrong company of the group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls.company
        cls.sister = cls.new_company("Sister property")
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.sister, install_demo=False
        )
        cls.use(cls.here, cls.sister)
        cls.both = cls.worker("accountant", cls.here | cls.sister)

    def setUp(self):
        super().setUp()
        for company in (self.here, self.sister):
            company.arrears_intercompany_account_id = self.new_account(
                f"Group {company.name}", company
            )
            company.arrears_intercompany_journal_id = self.env["account.journal"].search(
                [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
            )
        self.accountant = self.both

    def bill_of_sister(self, amount):
        estate = self.env["arrears.estate"].create(
            {"name": "山水苑", "code": "HILL", "company_id": self.sister.id,
             "jurisdiction_id": self.estate.jurisdiction_id.id}
        )  # fmt: skip
        unit = self.env["arrears.unit"].create(
            {"estate_id": estate.id, "building": "8", "number": "802", "area": 90}
        )
        self.lives(self.owner, unit)
        income = self.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", self.sister.ids)], limit=1
        )
        journal = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.sister.id)], limit=1
        )
        move = self.env["account.move"].with_company(self.sister).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.owner.id,
                "invoice_date": "2026-04-01",
                "invoice_date_due": "2026-04-30",
                "journal_id": journal.id,
                "arrears_unit_id": unit.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Fee", "quantity": 1, "price_unit": amount,
                         "account_id": income.id, "arrears_kind": "principal",
                         "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )  # fmt: skip
        move.action_post()
        self.end_transaction()
        return move

    def test_money_for_a_sister_is_handed_on_by_two_entries_of_one_value_date(self):
        bill = self.bill_of_sister(480)
        claim = self.claim(480, "山水苑8-802物业费", "陌生人")
        self.assertEqual(claim.kind, "sister_company")
        self.assertEqual((claim.sister_company_id, claim.debtor_id), (self.sister, self.owner))
        claim.action_confirm()
        self.assertEqual(self.charges(bill).amount_remaining, 0)
        here, there = claim.move_id, claim.sister_move_id
        self.assertEqual((here.company_id, there.company_id), (self.here, self.sister))
        self.assertEqual(str(there.arrears_value_date), "2026-09-10")
        owed = here.line_ids.filtered(
            lambda item: item.account_id == self.here.arrears_intercompany_account_id
        )
        due = there.line_ids.filtered(
            lambda item: item.account_id == self.sister.arrears_intercompany_account_id
        )
        self.assertEqual((owed.balance, due.balance), (-480, 480))
        self.assertEqual(owed.partner_id, self.sister.partner_id)
        self.assertEqual(due.partner_id, self.here.partner_id)

    def test_undoing_reverses_the_sisters_entry_and_opens_the_debt(self):
        bill = self.bill_of_sister(480)
        claim = self.claim(480, "山水苑8-802", "陌生人")
        self.assertEqual(claim.kind, "sister_company")
        claim.action_confirm()
        claim.action_undo()
        self.assertEqual(self.charges(bill).amount_remaining, 480)
        self.assertFalse(claim.statement_line_id.is_reconciled)
        account = self.sister.arrears_intercompany_account_id
        items = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertEqual(sum(items.mapped("balance")), 0)

    def test_what_takes_a_part_payment_back_is_no_new_fee_of_the_unit(self):
        bill = self.bill_of_sister(480)
        claim = self.claim(200, "山水苑8-802", "陌生人")
        claim.action_confirm()
        claim.action_undo()
        self.assertEqual(self.charges(bill).amount_remaining, 480)
        reversal = self.env["account.move"].search(
            [("reversed_entry_id", "=", claim.sudo().sister_move_id.id)]
        )
        self.assertEqual(len(reversal), 1)
        self.assertFalse(reversal.line_ids.arrears_unit_id)
        made = self.env["arrears.charge"].search([("move_id", "=", reversal.id)])
        self.assertEqual(set(made.mapped("kind")), {"unclassified"})

    def test_who_works_for_one_company_only_books_nothing_in_the_other(self):
        self.bill_of_sister(480)
        claim = self.claim(480, "山水苑8-802", "陌生人")
        claim = claim.with_user(type(self).accountant).with_context(
            allowed_company_ids=self.here.ids
        )
        with self.assertRaisesRegex(UserError, "do not work for it"):
            claim.action_confirm()
        claim.action_confirm_sure()
        self.assertEqual(claim.state, "proposed")

    def test_a_division_over_bills_of_another_company_is_refused(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        claim.write({"kind": "sister_company", "sister_company_id": self.sister.id})
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            claim.action_confirm()

    def test_a_sister_that_is_not_set_up_is_refused_with_the_cure(self):
        self.bill_of_sister(480)
        claim = self.claim(480, "山水苑8-802", "陌生人")
        self.sister.arrears_intercompany_account_id = False
        with self.assertRaisesRegex(UserError, "inter-company account"):
            claim.action_confirm()
        self.assertFalse(claim.sister_move_id)

    def test_debtors_of_another_company_are_never_proposed_without_it(self):
        self.bill_of_sister(480)
        self.here.arrears_intercompany_account_id = False
        claim = self.claim(480, "山水苑8-802", "陌生人")
        self.assertFalse(claim.debtor_id)
