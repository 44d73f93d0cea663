"""Failures alone are listed, and the money on the statement proves the rest: nobody keys it in."""

from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestDebitProof(DebitCase):
    def setUp(self):
        super().setUp()
        self.channel.silence = "proved"
        self.household("1", 100)
        self.household("2", 200)
        self.household("3", 40)
        self.out = self.exported()
        self.lines = {round(line.amount): line for line in self.out.line_ids}

    def failures(self, *lines, number=1):
        """A status report that names these as failed for want of funds."""
        rows = [
            {
                "line": at, "reference": line.reference, "outcome": "funds",
                "offered": round(line.amount * 100), "settled": 0, "value_date": None,
                "code": "AM04", "text": "AM04", "raw": "",
            }
            for at, line in enumerate(lines, start=1)
        ]  # fmt: skip
        verdict, file = self.seal(self.out, rows, number)
        self.book()
        return verdict, file

    def money(self, amount, remark, day=TODAY):
        """A bank line, looked at by the job."""
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": amount, "date": day, "payment_ref": remark}
        )
        self.end_transaction()
        claim = self.env["arrears.claim"]._make_for(line)
        self.book()
        self.end_transaction()
        return claim

    def states(self):
        self.env.invalidate_all()
        return {amount: line.state for amount, line in self.lines.items()}

    def test_a_report_of_failures_is_booked_and_the_rest_waits(self):
        verdict, file = self.failures(self.lines[100])
        self.assertEqual((verdict["state"], file.state), ("sealed", "booked"))
        self.assertEqual(self.states(), {100: "failed", 200: "sent", 40: "sent"})
        self.assertEqual(self.out.state, "exported")

    def test_the_lump_sum_proves_the_rest_and_then_clears_it(self):
        self.failures(self.lines[100])
        claim = self.money(240, f"SEPA credit {self.out.name}")
        self.assertEqual(self.states(), {100: "failed", 200: "settled", 40: "settled"})
        self.assertEqual((self.out.state, self.out.amount_settled), ("closed", 240))
        self.assertEqual(self.lines[200].value_date, TODAY)
        self.assertFalse(claim.proposed_on, "it is looked at again")
        claim._propose()
        self.assertEqual((claim.kind, claim.batch_ids, claim.sure), ("debit_batch", self.out, True))
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_the_same_bank_line_answers_once(self):
        self.failures(self.lines[100])
        claim = self.money(240, self.out.name)
        claim._propose()
        claim._propose()
        self.book()
        proofs = self.out.file_ids.filtered(lambda file: file.profile == "statement")
        self.assertEqual((len(proofs), len(self.lines[200].result_ids)), (1, 1))

    def test_another_sum_or_another_name_proves_nothing(self):
        self.failures(self.lines[100])
        for amount, remark in ((239, self.out.name), (240, "SEPA credit"), (340, self.out.name)):
            self.money(amount, remark)
        self.assertEqual(self.states(), {100: "failed", 200: "sent", 40: "sent"})

    def test_a_sum_that_names_single_debits_proves_those(self):
        self.money(200, f"E2E {self.lines[200].reference}")
        self.assertEqual(self.states(), {100: "sent", 200: "settled", 40: "sent"})

    def test_money_that_came_before_the_report_leaves_the_refused_out(self):
        claim = self.money(240, self.out.name)
        self.assertEqual(set(self.states().values()), {"sent"})
        self.failures(self.lines[100])
        claim._propose()
        self.book()
        self.assertEqual(self.states(), {100: "failed", 200: "settled", 40: "settled"})

    def test_a_report_that_contradicts_the_money_is_set_aside(self):
        self.money(340, self.out.name)
        verdict, file = self.failures(self.lines[100])
        self.assertEqual(
            (verdict["state"], verdict["code"]), ("quarantined", "debit_answer_changed")
        )
        self.assertEqual(file.state, "quarantined")

    def test_a_channel_that_names_all_takes_no_money_for_an_answer(self):
        self.channel.silence = "refused"
        self.money(340, self.out.name)
        self.assertEqual(set(self.states().values()), {"sent"})

    def test_money_of_another_account_proves_nothing(self):
        other = self.env["account.journal"].create(
            {"name": "Other bank", "code": "BNKX", "type": "bank", "company_id": self.company.id}
        )
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": other.id, "amount": 340, "date": TODAY, "payment_ref": self.out.name}
        )
        self.env["arrears.claim"]._make_for(line)
        self.assertEqual(set(self.states().values()), {"sent"})
