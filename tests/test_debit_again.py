"""Presented again under the same reference; what the bank hears of a mandate that changed."""

from datetime import timedelta

from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY

LATER = TODAY + timedelta(days=6)
IBAN, OTHER = "DE02120300000000202051", "DE89370400440532013000"


@tagged("post_install", "-at_install")
class TestPresentedAgain(DebitCase):
    def setUp(self):
        super().setUp()
        self.mandate_one, self.bill = self.household("1", 100)
        self.out = self.exported()
        self.first = self.out.line_ids

    def fails(self, batch=None, outcome="technical"):
        batch = batch or self.out
        self.answered(batch, **{line.reference: outcome for line in batch.line_ids})
        self.end_transaction()

    def again(self, days=1):
        return self.exported(collection_date=TODAY + timedelta(days=days))

    def test_a_technical_failure_goes_again_under_the_same_reference(self):
        self.fails()
        again = self.again()
        line = again.line_ids
        self.assertEqual((line.reference, line.retry_of_id), (self.first.reference, self.first))
        rows = [{**row, "value_date": TODAY.isoformat()} for row in self.answer_rows(again)]
        verdict, __ = self.seal(again, rows)
        self.assertEqual(verdict["state"], "sealed")
        self.book()
        self.assertEqual((line.state, self.first.state), ("settled", "failed"))
        self.assertEqual(self.bill.payment_state, "paid")
        self.assertEqual(len(again.move_ids), 1)

    def test_another_amount_or_account_is_another_instruction(self):
        self.fails()
        self.pay(self.bill, 30)
        self.end_transaction()
        line = self.again().line_ids
        self.assertFalse(line.retry_of_id)
        self.assertNotEqual(line.reference, self.first.reference)

    def test_another_account_is_another_instruction(self):
        self.fails()
        self.mandate_one.action_suspend()
        self.mandate_one.account_entry = "6227000012345999999"
        self.mandate_one.action_activate()
        self.assertFalse(self.again().line_ids.retry_of_id)

    def test_want_of_funds_gets_a_reference_of_its_own(self):
        self.fails(outcome="funds")
        line = self.again(6).line_ids
        self.assertFalse(line.retry_of_id)
        self.assertNotEqual(line.reference, self.first.reference)

    def test_three_technical_failures_in_a_row_end_in_a_person(self):
        self.fails()
        for day in (1, 2):
            self.fails(self.again(day))
        batch = self.batch(collection_date=TODAY + timedelta(days=3))
        self.assertEqual(batch.omission_ids.reasons[0]["code"], "debit_technical_in_a_row")
        attempts = self.mandate_one.line_ids
        self.assertEqual((len(attempts), len(set(attempts.mapped("reference")))), (3, 1))

    def test_the_answer_of_either_batch_finds_its_own_instruction(self):
        self.fails()
        again = self.again()
        verdict, file = self.seal(self.out, self.answer_rows(
            self.out, **{self.first.reference: "technical"}), 2)  # fmt: skip
        self.assertEqual(verdict["state"], "sealed", "the first answer once more")
        self.assertEqual(file.row_ids.line_id, self.first)
        rows = [{**row, "value_date": TODAY.isoformat()} for row in self.answer_rows(again)]
        verdict, file = self.seal(again, rows, batch_reference="")
        self.assertEqual((verdict["state"], file.batch_id), ("sealed", again))
        self.assertEqual(file.row_ids.line_id, again.line_ids)

    def test_a_late_success_of_the_first_is_set_aside(self):
        self.fails()
        self.again()
        verdict, __ = self.seal(self.out, self.answer_rows(self.out), 2)
        self.assertEqual(verdict["code"], "debit_answer_changed")

    def test_a_return_goes_to_the_one_that_was_collected(self):
        self.fails()
        again = self.again()
        rows = [{**row, "value_date": TODAY.isoformat()} for row in self.answer_rows(again)]
        self.seal(again, rows)
        self.book()
        back = {**rows[0], "outcome": "funds", "settled": -10000, "code": "AM04"}
        verdict, __ = self.seal(again, [back], 2, batch_reference="")
        self.assertEqual(verdict["state"], "sealed", verdict)
        self.book()
        self.assertEqual((again.line_ids.state, self.first.state), ("returned", "failed"))
        self.assertEqual(self.bill.amount_residual, 100)

    def test_a_withdrawn_one_goes_again_too(self):
        self.fails()
        again = self.again()
        again.with_user(self.treasurer).sudo()._ask_withdrawal("not_handed_in", "Wrong day")
        again.with_user(self.second).action_withdraw()
        line = self.again(2).line_ids
        self.assertEqual((line.reference, line.retry_of_id), (self.first.reference, self.first))

    def test_its_payer_is_told_of_the_new_day(self):
        self.fails()
        self.channel.notice_days = 3
        early = self.batch(collection_date=TODAY + timedelta(days=2))
        self.assertEqual(early.omission_ids.reasons[0]["code"], "debit_not_announced")
        batch = self.batch(collection_date=LATER)
        self.assertEqual((batch.line_count, batch.unannounced_count), (1, 1))

    def test_the_second_run_leaves_time_to_tell_the_payer(self):
        self.fails()
        self.channel.notice_days = 9
        self.out.with_user(self.treasurer).action_second_run()
        again = self.env["arrears.debit.batch"].search([("first_run_id", "=", self.out.id)])
        self.assertEqual(again.collection_date, TODAY + timedelta(days=9))
        self.assertEqual(again.line_count, 1)


@tagged("post_install", "-at_install")
class TestAmendment(DebitCase):
    def setUp(self):
        super().setUp()
        self.mandate_one, __ = self.household("1", 100)
        self.channel.creditor_identifier = "DE98ZZZ09999999999"
        self.change(account_entry=IBAN, agreement_number="M-1", bank_code="BYLADEM1001")

    def change(self, **values):
        if self.mandate_one.state == "active":
            self.mandate_one.action_suspend()
        self.mandate_one.write(values)
        self.mandate_one.action_activate()

    def next_batch(self, day=TODAY, outcome="success", **collected):
        """A batch that was handed in and answered; gives its row at the seam."""
        unit, debtor = self.mandate_one.unit_ids, self.mandate_one.debtor_id
        if self.mandate_one.line_ids:
            self.invoice(self.line(10), partner_id=debtor.id, arrears_unit_id=unit.id)
        self.end_transaction()
        batch = self.batch(collection_date=day)
        batch.with_user(self.second).action_approve()
        row = self.seam.batch_rows(batch_id=batch.id)["rows"][0]
        self.export(batch)
        batch.with_user(self.treasurer).action_hand_in()
        if outcome:
            rows = self.answer_rows(batch, **{row["reference"]: outcome})
            for one in rows:
                one["value_date"] = TODAY.isoformat() if one["settled"] else None
            verdict, __ = self.seal(batch, rows)
            self.assertEqual(verdict["state"], "sealed", verdict)
            self.book()
        return row

    def originals(self, row):
        return {name: row[name] for name in row if name.startswith("original_") and row[name]}

    def day(self, number):
        return TODAY + timedelta(days=number)

    def test_the_first_is_first_until_the_bank_took_one(self):
        self.assertEqual(self.next_batch(outcome="account")["sequence_type"], "FRST")
        self.mandate_one.action_activate()
        self.assertEqual(self.next_batch(self.day(1))["sequence_type"], "FRST")
        row = self.next_batch(self.day(2))
        self.assertEqual((row["sequence_type"], self.originals(row)), ("RCUR", {}))

    def test_an_account_at_the_same_bank_is_told_once_by_the_old_one(self):
        self.next_batch()
        self.change(account_entry=OTHER)
        row = self.next_batch(self.day(1))
        self.assertEqual(self.originals(row), {"original_account": IBAN})
        self.assertEqual((row["account_number"], row["sequence_type"]), (OTHER, "RCUR"))
        self.assertEqual(self.originals(self.next_batch(self.day(2))), {})

    def test_an_account_at_another_bank_is_told_as_such_and_is_a_first_one(self):
        self.next_batch()
        self.change(account_entry=OTHER, bank_code="COBADEFFXXX")
        row = self.next_batch(self.day(1))
        self.assertEqual(self.originals(row), {"original_account": "SMNDA"})
        self.assertEqual(row["sequence_type"], "FRST")
        self.assertEqual(self.next_batch(self.day(2))["sequence_type"], "RCUR")

    def test_the_same_number_entered_again_has_not_changed(self):
        self.next_batch()
        self.change(account_entry=IBAN)
        self.assertEqual(self.originals(self.next_batch(self.day(1))), {})

    def test_number_of_the_mandate_and_creditor_are_told(self):
        self.next_batch()
        self.change(agreement_number="M-2")
        self.channel.creditor_identifier = "DE11ZZZ00000000001"
        self.company.name = "New name"
        self.assertEqual(
            self.originals(self.next_batch(self.day(1))),
            {
                "original_agreement": "M-1",
                "original_creditor_identifier": "DE98ZZZ09999999999",
                "original_creditor_name": "Ledger test",
            },
        )
        self.assertEqual(self.originals(self.next_batch(self.day(2))), {})

    def test_what_the_bank_refused_is_told_again(self):
        self.next_batch()
        self.change(account_entry=OTHER)
        self.next_batch(self.day(1), outcome="technical")
        self.assertEqual(self.originals(self.next_batch(self.day(2))), {"original_account": IBAN})

    def test_what_was_not_handed_in_was_not_told(self):
        self.next_batch()
        self.change(account_entry=OTHER)
        self.end_transaction()
        unit, debtor = self.mandate_one.unit_ids, self.mandate_one.debtor_id
        self.invoice(self.line(10), partner_id=debtor.id, arrears_unit_id=unit.id)
        batch = self.exported(collection_date=self.day(1))
        self.assertEqual(batch.state, "exported")
        self.assertEqual(self.originals(self.next_batch(self.day(2))), {"original_account": IBAN})

    def test_the_last_debit_of_a_term_is_the_last(self):
        self.next_batch()
        self.change(cycle="month", date_to=self.day(40))
        self.assertEqual(self.next_batch(self.day(1))["sequence_type"], "RCUR")
        self.assertEqual(self.next_batch(self.day(20))["sequence_type"], "FNAL")

    def test_a_channel_without_a_creditor_identifier_says_nothing_of_it(self):
        self.channel.creditor_identifier = False
        self.assertNotIn("sequence_type", self.next_batch())
