"""Settlements of payment firms: the payments they brought are found where one set fits."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .claim_case import ClaimCase

FIRM = "财付通支付科技有限公司"


@tagged("post_install", "-at_install")
class TestClaimMerchant(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fees = cls.account("expense")
        cls.waiting_account = cls.env["account.account"].create(
            {"name": "Codes under way", "code": "109977", "account_type": "asset_current",
             "reconcile": True, "company_ids": [Command.set(cls.company.ids)]}
        )  # fmt: skip
        cls.codes = cls.env["arrears.payment.method"].create(
            {
                "name": "Codes", "way": "code", "company_id": cls.company.id,
                "journal_id": cls.bank.id, "account_id": cls.waiting_account.id,
                "fee_rate": 0.6, "fee_account_id": cls.fees.id,
            }
        )  # fmt: skip

    def paid(self, amount, when="2026-09-09"):
        """A payment by code that waits for its settlement."""
        entry = self.entry(
            (self.waiting_account, amount, {}), (self.income, -amount, {}), when=when
        )
        return entry.line_ids.filtered(lambda item: item.account_id == self.waiting_account)

    def test_the_payments_of_a_day_are_proposed_with_the_fee_and_the_reason(self):
        day = self.paid(60) | self.paid(40)
        self.paid(55, when="2026-09-10")
        claim = self.claim(99.4, "结算", FIRM)
        self.assertEqual((claim.kind, claim.item_ids), ("merchant", day))
        self.assertEqual((claim.fee_amount, claim.fee_account_id), (0.6, self.fees))
        self.assertIn("2 open payments", claim.why)
        self.assertFalse(claim.sure, "a person confirms it")
        claim.action_confirm()
        self.assertTrue(all(day.mapped("reconciled")))

    def test_what_fits_twice_or_not_at_all_is_left_to_a_person(self):
        self.paid(100)
        self.paid(100, when="2026-09-08")
        claim = self.claim(99.4, "结算", FIRM)
        self.assertEqual((claim.kind, len(claim.item_ids)), ("merchant", 0))
        with self.assertRaisesRegex(UserError, "choose the payments by hand"):
            claim.action_match_items()

    def test_two_settlements_never_get_the_same_payment(self):
        item = self.paid(100)
        claims = self.claims_of(
            self.bank_line(99.4, "结算", FIRM), self.bank_line(99.4, "结算", FIRM)
        )
        self.assertEqual(claims.sorted("id")[0].item_ids, item)
        self.assertFalse(claims.sorted("id")[1].item_ids)
        third = self.claim(99.4, "结算", FIRM)
        self.assertFalse(third.item_ids)

    def test_a_person_asks_for_it_and_a_day_without_a_payment_firms_name_is_found(self):
        item = self.paid(100)
        claim = self.claim(99.5, "POS")
        self.assertEqual(claim.kind, "debtor")
        claim.action_match_items()
        self.assertEqual((claim.kind, claim.item_ids, claim.fee_amount), ("merchant", item, 0.5))
        with self.assertRaises(AccessError):
            claim.with_user(self.worker("cashier")).action_match_items()

    def test_proposing_anew_reads_the_open_payments_anew(self):
        first = self.paid(100)
        claim = self.claim(99.4, "结算", FIRM)
        self.assertEqual(claim.item_ids, first)
        self.paid(100, when="2026-09-08")
        claim.action_propose()
        self.assertFalse(claim.item_ids)
        self.assertFalse(claim.fee_amount)
