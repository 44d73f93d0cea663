"""Whose account paid for whom: learnt on claiming, forgotten on undoing, never in plain text."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .claim_case import ClaimCase

ACCOUNT = "6227000012345678901"


@tagged("post_install", "-at_install")
class TestPayerAccount(ClaimCase):
    def accounts(self):
        return self.env["arrears.payer.account"].search([("company_id", "=", self.company.id)])

    def test_an_account_that_paid_once_is_sure_the_next_time(self):
        self.invoice(self.line(270))
        self.claim(270, "3-2-1501", "王小二", ACCOUNT).action_confirm()
        learnt = self.accounts()
        self.assertEqual((learnt.partner_id, learnt.account_last4), (self.owner, "8901"))
        self.invoice(self.line(99), due="2026-07-31")
        claim = self.claim(99, "转账", "王小二", ACCOUNT)
        self.assertEqual((claim.debtor_id, claim.sure), (self.owner, True))
        self.assertEqual(claim.reasons[0]["code"], "claim_account")
        claim.action_confirm()
        self.assertEqual(self.accounts(), learnt)
        self.assertEqual(learnt.claim_count, 2)

    def test_what_only_an_undone_claim_taught_is_forgotten(self):
        self.invoice(self.line(270))
        first = self.claim(100, "3-2-1501", "王小二", ACCOUNT)
        first.action_confirm()
        second = self.claim(50, "3-2-1501", "王小二", ACCOUNT)
        second.action_confirm()
        first.action_undo()
        self.assertEqual(self.accounts().claim_ids, second)
        second.action_undo()
        self.assertFalse(self.accounts())

    def test_each_debtor_keeps_the_claims_that_taught_his_own(self):
        both = self.owner | self.partner("李四")
        claims = [self.claim(10, "转账", "王小二", ACCOUNT) for _time in range(3)]
        for claim, debtors in zip(claims, (*both, both), strict=True):
            parts = [{"debtor_id": one.id, "amount": 10 / len(debtors)} for one in debtors]
            claim.write({"line_ids": [Command.clear(), *map(Command.create, parts)]})
            claim.action_confirm()
        learnt = self.accounts().sorted(lambda one: one.partner_id != self.owner)
        self.assertEqual(learnt[0].claim_ids, (claims[0] | claims[2]).sudo())
        self.assertEqual(learnt[1].claim_ids, (claims[1] | claims[2]).sudo())

    def test_the_number_is_nowhere_in_plain_text(self):
        self.invoice(self.line(270))
        self.claim(270, "3-2-1501", "王小二", ACCOUNT).action_confirm()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT account::text FROM arrears_payer_account account "
            "UNION ALL SELECT claim::text FROM arrears_claim claim"
        )
        self.assertFalse([row for (row,) in self.env.cr.fetchall() if ACCOUNT in row])
        with self.assertRaises(AccessError):
            self.accounts().with_user(self.accountant).read(["account_hash"])

    def test_a_payment_firms_account_teaches_nothing(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "支付宝（中国）网络技术有限公司", ACCOUNT)
        self.assertEqual(claim.kind, "debtor")
        claim.action_confirm()
        self.assertFalse(self.accounts())

    def test_an_accountant_removes_one_and_it_is_not_proposed_any_more(self):
        self.invoice(self.line(270))
        self.claim(270, "3-2-1501", "王小二", ACCOUNT).action_confirm()
        with self.assertRaises(AccessError):
            self.accounts().with_user(self.worker("manager")).unlink()
        self.accounts().with_user(self.accountant).unlink()
        self.assertFalse(self.claim(5, "转账", "王小二", ACCOUNT).debtor_id)

    def test_merging_two_contacts_joins_what_was_learnt(self):
        twin = self.partner("张三")
        for person in (self.owner, twin):
            claim = self.claim(10, "转账", "王小二", ACCOUNT)
            claim.write({"debtor_id": person.id})
            claim.action_divide()
            claim.action_confirm()
        self.assertEqual(len(self.accounts()), 2)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.owner | twin).ids, self.owner)
        self.assertEqual(self.accounts().partner_id, self.owner)
        self.assertEqual(self.accounts().claim_count, 2)

    def test_another_companys_learning_is_its_own(self):
        self.invoice(self.line(270))
        self.claim(270, "3-2-1501", "王小二", ACCOUNT).action_confirm()
        other = self.new_company("Elsewhere")
        self.assertFalse(self.env["arrears.claim"]._known_accounts(
            other, {self.accounts().sudo().account_hash}
        ))  # fmt: skip

    def test_nobody_types_an_account_in(self):
        with self.assertRaises(AccessError):
            self.env["arrears.payer.account"].with_user(self.accountant).create(
                {"partner_id": self.owner.id, "company_id": self.company.id, "account_hash": "x"}
            )
