"""The bank's lump sum for debit batches clears what the batches collected."""

from odoo.tests import new_test_user, tagged

from .debit_case import DebitCase


@tagged("post_install", "-at_install")
class TestClaimDebit(DebitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, login="lump-accountant", groups="property_arrears.group_accountant",
            company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
        )  # fmt: skip

    def collected(self, number, amount):
        """A batch whose one debit was collected and booked."""
        self.household(number, amount)
        batch = self.exported()
        self.seal(batch, self.answer_rows(batch))
        self.book()
        self.end_transaction()
        return batch

    def claim(self, amount, remark):
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": amount, "date": "2026-09-20",
             "payment_ref": remark}
        )  # fmt: skip
        self.end_transaction()
        return self.env["arrears.claim"]._make_for(line).sudo(False).with_user(self.accountant)

    def waiting(self, batch):
        return batch.move_ids.line_ids.filtered(lambda item: item.account_id == self.clearing)

    def test_a_lump_sum_that_names_its_batch_is_sure_and_clears_it(self):
        batch = self.collected("1", 100)
        claim = self.claim(100, f"代扣 {batch.name}")
        self.assertEqual((claim.kind, claim.batch_ids, claim.sure), ("debit_batch", batch, True))
        claim.action_confirm()
        self.assertTrue(all(self.waiting(batch).mapped("reconciled")))
        claim.action_undo()
        self.assertFalse(any(self.waiting(batch).mapped("reconciled")))

    def test_what_the_bank_kept_is_a_cost(self):
        batch = self.collected("2", 100)
        claim = self.claim(98, f"代扣 {batch.name}")
        self.assertEqual((claim.fee_amount, claim.sure, claim.amount_left), (2, False, 0))
        claim.fee_account_id = self.account("expense")
        claim.action_confirm()
        self.assertTrue(all(self.waiting(batch).mapped("reconciled")))

    def test_one_sum_for_several_batches_is_matched_by_hand(self):
        batches = self.collected("3", 100) | self.collected("4", 50)
        claim = self.claim(150, "代扣款")
        self.assertNotEqual(claim.kind, "debit_batch")
        claim.write({"kind": "debit_batch", "batch_ids": batches.ids})
        claim.action_take_batches()
        claim.sudo()._propose()
        self.assertEqual(claim.batch_ids, batches, "chosen by hand")
        self.assertEqual((claim.amount_divided, claim.amount_left), (150, 0))
        claim.action_confirm()
        self.assertTrue(all(self.waiting(batches).mapped("reconciled")))

    def test_an_amount_that_one_batch_collected_is_proposed(self):
        batch = self.collected("5", 77)
        claim = self.claim(77, "代扣款")
        self.assertEqual((claim.kind, claim.batch_ids, claim.sure), ("debit_batch", batch, False))

    def test_the_reference_of_one_debit_leads_to_its_debtor(self):
        self.household("6", 60)
        batch = self.exported()
        line = batch.line_ids
        claim = self.claim(60, f"代扣 {line.reference}")
        self.assertEqual(claim.debtor_id, line.debtor_id)
        self.assertEqual(claim.reasons[0]["code"], "claim_debit")
