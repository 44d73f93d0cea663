"""Money taken back weeks later: the payment, the promise, the reward and the record un-happen."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY

BACK = TODAY + timedelta(days=21)


@tagged("post_install", "-at_install")
class TestDebitReturn(DebitCase):
    def setUp(self):
        super().setUp()
        self.mandate_one, self.bill = self.household("1", 100)
        self.mandate_two, self.other = self.household("2", 200)
        self.out = self.exported()
        self.answered(self.out)
        self.entry_in = self.out.move_ids
        self.line_one = self.out.line_ids.filtered(lambda line: line.amount == 100)
        self.line_two = self.out.line_ids - self.line_one
        self.at(BACK)

    def at(self, day):
        """The clock goes on."""
        self.env = self.env(context={**self.env.context, "arrears_today": day})
        for name in ("bill", "other", "out", "entry_in", "line_one", "line_two", "mandate_one",
                     "mandate_two"):  # fmt: skip
            setattr(self, name, getattr(self, name).with_env(self.env))

    def row(self, line, number=1, **changes):
        """A row of a report of returns."""
        return {
            "line": number, "reference": line.reference, "outcome": "funds",
            "offered": round(line.amount * 100), "settled": -round(line.amount * 100),
            "value_date": BACK.isoformat(), "code": "AM04", "text": "no funds", "raw": "",
            **changes,
        }  # fmt: skip

    def report(self, rows, number=1, batch_reference=""):
        return self.seal(
            self.out, rows, f"back {number}".replace(" ", ""), batch_reference=batch_reference
        )

    def taken_back(self, *rows, number=1):
        verdict, file = self.report(list(rows) or [self.row(self.line_one)], number)
        self.assertEqual(verdict["state"], "sealed", verdict)
        self.book()
        return file

    def returned_entries(self):
        return self.out.move_ids - self.entry_in

    def test_a_return_is_an_entry_of_its_own_and_the_bill_is_open_again(self):
        file = self.taken_back()
        move = self.returned_entries()
        self.assertEqual((move.state, move.arrears_value_date), ("posted", BACK))
        clearing = move.line_ids.filtered(lambda line: line.account_id == self.clearing)
        self.assertEqual((clearing.credit, len(move.line_ids)), (100, 2))
        self.assertEqual((self.bill.payment_state, self.bill.amount_residual), ("not_paid", 100))
        self.assertEqual(self.charges(self.bill).state, "open")
        self.assertEqual((self.other.payment_state, self.other.amount_residual), ("paid", 0))
        self.assertEqual((self.line_one.state, self.line_one.amount_settled), ("returned", 0))
        self.assertEqual((self.line_one.outcome, self.line_one.value_date), ("funds", BACK))
        self.assertEqual((self.out.returned_count, self.out.amount_settled), (1, 200))
        self.assertEqual((file.state, self.out.state), ("booked", "closed"))
        credit = self.entry_in.line_ids.filtered(lambda line: line.name == self.line_one.reference)
        self.assertTrue(credit.reconciled, "it meets its own return")
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_the_same_return_in_two_files_is_booked_once(self):
        self.taken_back()
        again = self.taken_back(self.row(self.line_one), self.row(self.line_two, 2), number=2)
        self.assertEqual(len(self.returned_entries()), 2)
        self.assertEqual(len(self.line_one.result_ids), 2)
        states = {row.line_id: row.state for row in again.row_ids}
        self.assertEqual(states, {self.line_one: "known", self.line_two: "booked"})

    def test_two_accepted_reports_with_the_same_return_book_once(self):
        self.report([self.row(self.line_one)], 1)
        self.report([self.row(self.line_one)], 2)
        self.book()
        self.assertEqual(len(self.returned_entries()), 1)
        self.assertEqual(self.bill.amount_residual, 100)

    def test_another_return_of_the_same_debit_is_set_aside(self):
        self.taken_back()
        for number, changes in enumerate(({"code": "MD06"}, {"value_date": TODAY.isoformat()}), 2):
            verdict, __ = self.report([self.row(self.line_one, **changes)], number)
            self.assertEqual(verdict["code"], "debit_return_twice")

    def test_the_database_lets_a_return_in_once(self):
        file = self.taken_back()
        self.assertEqual(file._claim_results([{"id": file.row_ids.id}]), [])

    def part(self, minor, number=1, **changes):
        return self.row(self.line_one, number, settled=-minor, **changes)

    def test_a_part_that_goes_back_is_booked_and_the_rest_stays_paid(self):
        self.taken_back(self.part(4000))
        move = self.returned_entries()
        clearing = move.line_ids.filtered(lambda line: line.account_id == self.clearing)
        self.assertEqual(clearing.credit, 40)
        self.assertEqual((self.bill.payment_state, self.bill.amount_residual), ("partial", 40))
        self.assertEqual(self.charges(self.bill).amount_remaining, 40)
        line = self.line_one
        self.assertEqual((line.state, line.outcome), ("partial", "funds"))
        self.assertEqual((line.amount_settled, line.amount_returned), (60, 40))
        self.assertEqual(line.split_ids.amount_settled, 60)
        self.assertEqual((self.out.amount_settled, self.out.amount_returned), (260, 40))
        self.assertTrue(self.entry_in.line_ids.filtered("reconciled"))
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_two_parts_are_both_booked_the_same_one_twice_is_not(self):
        self.taken_back(self.part(4000), self.part(2500, 2))
        self.assertEqual((self.bill.amount_residual, self.line_one.amount_returned), (65, 65))
        self.assertEqual(len(self.returned_entries()), 2)
        self.taken_back(self.part(4000), self.part(1000, 2, code="MD06"), number=2)
        self.assertEqual((self.bill.amount_residual, self.line_one.amount_returned), (75, 75))
        self.assertEqual(len(self.line_one.result_ids), 4)
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_parts_never_take_back_more_than_was_collected(self):
        self.taken_back(self.part(4000))
        verdict, __ = self.report([self.part(6001, code="MD06")], 2)
        self.assertEqual(verdict["code"], "debit_return_amount")
        self.assertIn("60", verdict["message"])
        self.taken_back(self.part(6000), number=3)
        self.assertEqual((self.line_one.state, self.line_one.amount_settled), ("returned", 0))
        self.assertEqual((self.bill.payment_state, self.bill.amount_residual), ("not_paid", 100))
        verdict, __ = self.report([self.part(1, code="MD06")], 4)
        self.assertEqual(verdict["code"], "debit_return_twice")

    def test_of_several_charges_the_youngest_loses_first(self):
        unit = self.mandate_two.unit_ids
        for amount, due in ((30, "2026-08-01"), (50, "2026-09-01")):
            self.invoice(
                self.line(amount), partner_id=self.mandate_two.debtor_id.id,
                arrears_unit_id=unit.id, due=due,
            )  # fmt: skip
        out = self.exported(collection_date=BACK)
        line = out.line_ids.filtered(lambda line: line.mandate_id == self.mandate_two)
        rows = [{**row, "value_date": BACK.isoformat()} for row in self.answer_rows(out)]
        self.seal(out, rows)
        self.book()
        self.taken_back(self.row(line, settled=-6000))
        left = line.split_ids.sorted("due_date").mapped("charge_id.amount_remaining")
        self.assertEqual(left, [10, 50])

    def test_a_promise_stays_kept_as_long_as_what_is_left_keeps_it(self):
        case = self.env["arrears.case"].search([("debtor_id", "=", self.bill.partner_id.id)])
        hold = self.env["arrears.hold"].create(
            {
                "case_id": case.id,
                "type": "promise",
                "date_from": TODAY,
                "date_until": TODAY,
                "charge_ids": [Command.set(self.charges(self.bill).ids)],
                "amount": 100,
            }
        )
        promise = hold.promise_ids
        promise._judge(BACK)
        self.taken_back(self.part(300))
        self.assertEqual(promise.state, "kept", "97 of 100 are there")
        self.taken_back(self.part(4000), number=2)
        self.assertEqual(promise.state, "part", "57 of 100 are left")

    def test_a_part_that_the_payer_claims_back_suspends_the_mandate(self):
        self.taken_back(self.part(4000, outcome="refused", code="MD06"))
        mandate = self.mandate_one
        self.assertEqual((mandate.state, mandate.problem), ("suspended", "refused"))
        self.assertIn("took back 1", " ".join(self.out.message_ids.mapped("body")))

    def test_a_success_inside_a_report_of_returns_undoes_nothing(self):
        collected = self.row(
            self.line_two, 2, outcome="success", settled=20000, value_date=TODAY.isoformat()
        )
        self.taken_back(self.row(self.line_one), collected)
        self.assertEqual(self.other.payment_state, "paid")
        self.assertEqual(self.line_two.state, "settled")

    def test_a_return_that_does_not_fit_is_set_aside_with_its_words(self):
        cases = [
            ({"reference": "D99"}, "debit_return_unknown"),
            ({"settled": -10001}, "debit_return_amount"),
            ({"value_date": "2027-01-01"}, "debit_return_day"),
            ({"value_date": None}, "debit_return_no_day"),
        ]
        for number, (changes, code) in enumerate(cases):
            with self.subTest(code=code):
                verdict, __ = self.report([self.row(self.line_one, **changes)], number)
                self.assertEqual((verdict["code"], verdict["line"]), (code, 1))
                self.assertNotIn("Reason debit", verdict["message"])
        verdict, __ = self.report([self.row(self.line_one)], 9, batch_reference="DK0")
        self.assertEqual(verdict["code"], "debit_unknown_batch")
        self.book()
        self.assertFalse(self.returned_entries())

    def test_what_was_never_collected_cannot_go_back(self):
        self.household("3", 50)
        failed = self.exported(collection_date=BACK)
        line = failed.line_ids.filtered(lambda line: line.amount == 50)
        self.answered(failed, **{line.reference: "funds"})
        verdict, __ = self.report([self.row(line)])
        self.assertEqual(verdict["code"], "debit_return_not_collected")

    def test_what_was_collected_too_much_goes_back_whole(self):
        self.household("3", 50)
        out = self.exported(collection_date=BACK)
        bill = out.line_ids.split_ids.charge_id.move_id
        self.pay(bill, 20)
        rows = self.answer_rows(out)
        self.seal(out, [{**row, "value_date": BACK.isoformat()} for row in rows])
        self.book()
        self.taken_back(self.row(out.line_ids))
        self.assertEqual(bill.amount_residual, 30, "what came in at the counter stays")
        credits = out.move_ids.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertTrue(all(credits.mapped("reconciled")))
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_a_promise_that_it_kept_is_judged_anew(self):
        case = self.env["arrears.case"].search([("debtor_id", "=", self.bill.partner_id.id)])
        hold = self.env["arrears.hold"].create(
            {
                "case_id": case.id,
                "type": "promise",
                "date_from": TODAY,
                "date_until": TODAY,
                "charge_ids": [Command.set(self.charges(self.bill).ids)],
                "amount": 100,
            }
        )
        promise = hold.promise_ids
        promise._judge(BACK)
        self.assertEqual(promise.state, "kept")
        self.taken_back()
        self.assertEqual(promise.state, "broken")

    def test_no_late_fee_until_the_bank_took_it_back(self):
        self.taken_back()
        charge = self.charges(self.bill)
        (pause,) = [one for one in charge._late_fee_pauses()[charge.id] if one.code == "debit"]
        self.assertEqual((pause.first_day, pause.last_day), (self.out.exported_on, BACK))

    def test_the_mandate_and_the_people_hear_of_it(self):
        self.taken_back(self.row(self.line_one, outcome="refused", code="MD06"))
        mandate = self.mandate_one
        self.assertEqual((mandate.state, mandate.problem), ("suspended", "refused"))
        self.assertIn("took back 1", " ".join(self.out.message_ids.mapped("body")))
        self.assertEqual(self.line_one.return_reason_id.code, "MD06")

    def test_a_code_that_nobody_knows_asks_the_treasurer_for_the_reason(self):
        self.taken_back(self.row(self.line_one, outcome="unknown", code="ZZ99"))
        self.assertEqual(self.bill.amount_residual, 100, "the money is gone all the same")
        self.assertIn("unknown reason", self.out.activity_ids.summary)

    def test_returns_of_two_batches_come_in_one_report(self):
        self.household("3", 50)
        out = self.exported(collection_date=BACK)
        rows = [{**row, "value_date": BACK.isoformat()} for row in self.answer_rows(out)]
        self.seal(out, rows)
        self.book()
        self.taken_back(self.row(self.line_one), self.row(out.line_ids, 2))
        self.assertEqual(len(self.returned_entries()), 1)
        self.assertEqual(out.line_ids.state, "returned")

    def test_returns_are_keyed_by_hand_and_confirmed_by_another(self):
        answer = (
            self.env["arrears.keyed.answer"]
            .with_user(self.treasurer)
            .create(
                {
                    "batch_id": self.out.id,
                    "kind": "returns",
                    "value_date": BACK,
                    "moved_count": 1,
                    "moved_total": 100,
                    "source": "Letter of the bank",
                    "line_ids": [
                        Command.create(
                            {
                                "debit_line_id": self.line_one.id,
                                "outcome": "funds",
                                "answer_code": "AM04",
                            }
                        )
                    ],
                }
            )
        )
        answer.moved_total = 99
        answer.action_done_keying()
        with self.refused(UserError, "states 1 returns"):
            answer.with_user(self.second).action_confirm()
        answer.with_user(self.second).action_correct()
        answer.moved_total = 100
        answer.action_done_keying()
        answer.with_user(self.second).action_confirm()
        self.book()
        self.assertEqual((self.line_one.state, self.bill.amount_residual), ("returned", 100))
        self.taken_back()
        self.assertEqual(len(self.returned_entries()), 1, "the bank's file says the same")

    def test_a_returned_debit_can_be_presented_again(self):
        self.taken_back()
        early = self.batch(collection_date=BACK + timedelta(days=4))
        self.assertEqual(early.omission_ids.reasons[0]["code"], "debit_too_soon")
        again = self.batch(collection_date=BACK + timedelta(days=5))
        self.assertEqual(again.line_ids.mandate_id, self.mandate_one)
