"""Booking an answer: one entry, bulk reconciliation, once, and no money lost."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestDebitBooking(DebitCase):
    def references(self, batch):
        """``{debtor's name: reference}`` of a batch."""
        return {line.debtor_id.name: line.reference for line in batch.line_ids}

    def books(self):
        """All that booking may change, as plain values."""
        self.env.invalidate_all()
        moves = self.env["account.move"].search([("company_id", "=", self.company.id)])
        lines = self.env["arrears.debit.line"].search([("company_id", "=", self.company.id)])
        return (
            [(m.name, m.state, m.payment_state, m.amount_total) for m in moves],
            [(li.debit, li.credit, li.amount_residual) for li in moves.line_ids],
            [(li.reference, li.state, li.outcome, li.amount_settled) for li in lines],
            self.env["arrears.debit.result"].search_count([]),
        )

    def test_success_pays_the_bill_on_the_value_date(self):
        __, bill = self.household("1", 100)
        __, other = self.household("2", 200)
        batch = self.exported()
        file = self.answered(batch)
        move = batch.move_ids
        self.assertEqual(len(move), 1)
        self.assertEqual((move.state, move.date, move.arrears_value_date), ("posted", TODAY, TODAY))
        self.assertEqual(move.journal_id, self.bank)
        clearing = move.line_ids.filtered(lambda line: line.account_id == self.clearing)
        self.assertEqual((clearing.debit, len(move.line_ids)), (300, 3))
        self.assertEqual(set(move.line_ids.mapped("arrears_value_date")), {TODAY})
        for paid in bill + other:
            self.assertEqual((paid.payment_state, paid.amount_residual), ("paid", 0))
        self.assertEqual(self.charges(bill, other).mapped("state"), ["settled", "settled"])
        self.assertEqual(set(batch.line_ids.mapped("state")), {"settled"})
        self.assertFalse(any(batch.line_ids.split_ids.mapped("is_open")))
        self.assertEqual((file.state, batch.state), ("booked", "closed"))
        self.assertEqual(batch.line_ids.result_ids.move_id, move)

    def test_each_bill_says_once_what_reached_it(self):
        # The notes of whole books at once; Odoo's own are made where tracking is on.
        self.env = self.env(context={**self.env.context, "tracking_disable": False})
        self.mandate(units=self.flat, covers_late_fee=True)
        old = self.invoice(self.line(100), due="2026-01-31")
        new = self.invoice(self.line(100), self.line(30, "late_fee"), due="2026-04-30")
        batch = self.exported()
        before = (old + new).message_ids
        self.answered(batch, **{batch.line_ids.reference: ("partial", 15000)})
        notes = (old + new).message_ids - before
        self.assertEqual(len(notes), 2)
        self.assertFalse(notes.tracking_value_ids, "one word of it is enough")
        self.assertEqual(notes.subtype_id, self.env.ref("mail.mt_note"))
        for bill, amount in ((old, "100.00"), (new, "50.00")):
            [said] = (bill.message_ids - before).mapped("body")
            self.assertIn(amount, said)
            self.assertIn(batch.name, said)

    def test_more_answers_cost_hardly_more_questions(self):
        def questions(numbers):
            for number in numbers:
                self.household(str(number), 100)
            batch = self.exported()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.answered(batch)
            self.assertEqual(set(batch.line_ids.mapped("state")), {"settled"})
            return self.env.cr.sql_log_count - before

        self.env = self.env(context={**self.env.context, "tracking_disable": False})
        questions([1, 2])
        few, many = questions([3, 4]), questions(range(10, 30))
        # Odoo asks for the analytic distribution of each item of an entry.
        self.assertLess(many - few, 2 * 18)

    def test_all_outcomes_of_one_answer(self):
        bills = {name: self.household(name, 100)[1] for name in ("1", "2", "3", "4", "5")}
        batch = self.exported()
        told = self.references(batch)
        self.answered(
            batch,
            **{
                told["Owner 2"]: "funds",
                told["Owner 3"]: "account",
                told["Owner 4"]: ("partial", 4050),
                told["Owner 5"]: "unknown",
            },
        )
        states = {line.debtor_id.name: line.state for line in batch.line_ids}
        self.assertEqual(
            states,
            {
                "Owner 1": "settled",
                "Owner 2": "failed",
                "Owner 3": "failed",
                "Owner 4": "partial",
                "Owner 5": "unknown",
            },
        )
        self.assertEqual(
            {name: bill.amount_residual for name, bill in bills.items()},
            {"1": 0, "2": 100, "3": 100, "4": 59.5, "5": 100},
        )
        self.assertEqual(bills["4"].payment_state, "partial")
        self.assertEqual((batch.state, batch.unknown_count), ("answered", 1))
        self.assertEqual(batch.amount_settled, 140.5)
        self.assertIn("2 collected", " ".join(batch.message_ids.mapped("body")))
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_the_same_answer_again_changes_nothing(self):
        self.household("1", 100)
        self.household("2", 200)
        batch = self.exported()
        rows = self.answer_rows(batch, **{batch.line_ids[0].reference: "funds"})
        self.seal(batch, rows, 1)
        self.book()
        before = self.books()
        self.seal(batch, rows, 1)
        self.book()
        self.assertEqual(self.books(), before)
        __, renamed = self.seal(batch, rows, 2)
        self.book()
        self.assertEqual(self.books(), before)
        self.assertEqual(renamed.state, "booked")
        self.assertEqual(set(renamed.row_ids.mapped("state")), {"known"})

    def test_answers_that_come_in_another_order_give_the_same_books(self):
        """Two that overlap, and the later one comes first; the unclear row is clear in it."""
        self.channel.silence = "waiting"
        ends = []
        for order in ((1, 2), (2, 1)):
            names = [f"{order[0]}{number}" for number in range(1, 5)]
            bills = self.env["account.move"].union(*(self.household(n, 100)[1] for n in names))
            batch = self.exported()
            early = self.answer_rows(batch, **{batch.line_ids.sorted("sequence")[1].reference:
                                               "unknown"})[:3]  # fmt: skip
            late = self.answer_rows(batch)[1:]
            for number in order:
                verdict, __ = self.seal(batch, early if number == 1 else late, number)
                self.assertEqual(verdict["state"], "sealed", verdict)
                self.book()
            self.assertEqual(set(bills.mapped("amount_residual")), {0})
            answers = batch.line_ids.result_ids.filtered(lambda one: one.event_key == "answer")
            credits = batch.move_ids.line_ids.filtered("credit")
            ends.append((sorted(batch.line_ids.mapped("state")), len(answers), len(credits)))
        self.assertEqual(ends, [(["settled"] * 4, 4, 4)] * 2)

    def test_two_accepted_files_with_the_same_rows_book_once(self):
        self.household("1", 100)
        batch = self.exported()
        rows = self.answer_rows(batch)
        self.seal(batch, rows, 1)
        self.seal(batch, rows, 2)
        self.book()
        self.assertEqual(len(batch.move_ids), 1)
        self.assertEqual(len(batch.line_ids.result_ids), 1)

    def test_the_database_lets_an_answer_in_once(self):
        self.household("1", 100)
        batch = self.exported()
        __, file = self.seal(batch, self.answer_rows(batch))
        rows = file._next_rows(set())
        self.assertEqual(file._claim_results(rows), batch.line_ids.ids)
        self.assertEqual(file._claim_results(rows), [])

    def test_what_was_paid_meanwhile_at_the_counter_becomes_a_credit_with_a_task(self):
        __, bill = self.household("1", 100)
        batch = self.exported()
        self.pay(bill, 60)
        self.answered(batch)
        self.assertEqual(bill.amount_residual, 0)
        credit = batch.move_ids.line_ids.filtered(lambda line: line.credit and not line.reconciled)
        self.assertEqual((credit.credit, credit.partner_id), (60, bill.partner_id))
        self.assertEqual(credit.account_id.account_type, "asset_receivable")
        self.assertEqual(batch.line_ids.result_ids.amount_excess, 60)
        self.assertEqual(batch.line_ids.split_ids.amount_settled, 40)
        task = batch.activity_ids
        self.assertEqual(task.user_id, self.treasurer)
        self.assertIn("60.00", task.summary)
        self.assertIn(batch.line_ids.reference, task.summary)
        self.assertEqual(self.tie_out().unexplained, 0)
        refund = self.env["arrears.refund"].search([("debtor_id", "=", bill.partner_id.id)])
        self.assertEqual((refund.state, refund.amount_total), ("draft", 60))
        self.assertEqual(refund.line_ids.item_id, credit)
        self.assertIn(batch.line_ids.reference, refund.explanation)
        self.assertIn(refund.name, task.note)

    def test_a_bill_that_was_reset_meanwhile_loses_no_money(self):
        __, bill = self.household("1", 100)
        batch = self.exported()
        bill.button_draft()
        self.end_transaction()
        self.answered(batch)
        credit = batch.move_ids.line_ids.filtered("credit")
        self.assertEqual((credit.credit, credit.reconciled), (100, False))
        self.assertEqual(credit.partner_id, bill.partner_id)
        self.assertEqual(batch.line_ids.state, "settled")

    def test_a_bill_whose_receivable_was_replaced_is_still_paid(self):
        __, bill = self.household("1", 100)
        batch = self.exported()
        before = self.receivables(bill)
        bill.button_draft()
        halves = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 30)
                ],
            }
        )
        bill.invoice_payment_term_id = halves
        bill.invoice_payment_term_id = self.env.ref("account.account_payment_term_immediate")
        bill.action_post()
        self.end_transaction()
        self.assertNotEqual(self.receivables(bill), before, "the test has lost its point")
        self.answered(batch)
        self.assertEqual(bill.payment_state, "paid")

    def test_a_part_payment_goes_to_the_oldest_principal_first(self):
        mandate = self.mandate(units=self.flat, covers_late_fee=True)
        old = self.invoice(self.line(100), due="2026-01-31")
        new = self.invoice(self.line(100), self.line(30, "late_fee"), due="2026-04-30")
        batch = self.exported()
        self.assertEqual((mandate.line_ids.amount, len(mandate.line_ids.split_ids)), (230, 3))
        self.answered(batch, **{batch.line_ids.reference: ("partial", 15000)})
        self.assertEqual((old.amount_residual, new.amount_residual), (0, 80))
        self.assertEqual(self.remaining(new), {"principal": 50, "late_fee": 30})

    def test_money_for_one_unit_of_a_bill_reaches_that_unit(self):
        self.mandate(units=self.garage)
        bill = self.invoice(self.line(300), self.line(80, arrears_unit_id=self.garage.id))
        batch = self.exported()
        self.assertEqual(batch.line_ids.amount, 80)
        self.answered(batch)
        left = {charge.unit_id: charge.amount_remaining for charge in self.charges(bill)}
        self.assertEqual(left, {self.flat: 300, self.garage: 0})

    def test_an_invoice_paid_by_debit_and_credit_note_is_paid(self):
        __, bill = self.household("1", 100)
        note = self.credit_note(
            self.line(30), partner_id=bill.partner_id.id, arrears_unit_id=bill.arrears_unit_id.id
        )
        self.receivables(bill, note).reconcile()
        batch = self.exported()
        self.assertEqual(batch.line_ids.amount, 70)
        self.answered(batch)
        self.assertEqual(bill.payment_state, "paid")

    def test_a_debit_posting_is_not_reset_to_draft(self):
        self.household("1", 100)
        batch = self.exported()
        self.answered(batch)
        with self.refused(UserError, "book a return"):
            batch.move_ids.button_draft()
        with self.refused(UserError, "book a return"):
            batch.move_ids.button_cancel()

    def test_an_unknown_outcome_is_never_sent_again_and_can_be_cleared_up(self):
        __, bill = self.household("1", 100)
        self.household("2", 100)
        batch = self.exported()
        reference = self.references(batch)["Owner 1"]
        self.answered(batch, 1, **{reference: "unknown"})
        later = self.batch(collection_date="2026-09-25")
        self.assertFalse(later.line_ids)
        self.assertEqual(later.omission_ids.reasons[0]["code"], "debit_in_flight")
        rest = [row for row in self.answer_rows(batch) if row["reference"] == reference]
        verdict, __ = self.seal(batch, rest, 2)
        self.assertEqual(verdict["state"], "sealed")
        self.book()
        self.assertEqual((bill.payment_state, batch.state), ("paid", "closed"))
        self.assertEqual(
            sorted(batch.line_ids.result_ids.mapped("event_key")), ["answer", "answer", "unknown"]
        )

    def test_a_late_unknown_never_takes_back_a_final_answer(self):
        __, bill = self.household("1", 100)
        batch = self.exported()
        unknown = self.answer_rows(batch, **{batch.line_ids.reference: "unknown"})
        __, first = self.seal(batch, unknown, 1)
        self.seal(batch, self.answer_rows(batch), 2)
        first.booking_attempts = 5
        self.book()
        self.assertEqual((batch.line_ids.state, bill.payment_state), ("settled", "paid"))
        self.assertEqual(set(first.row_ids.mapped("state")), {"known"})

    def test_a_lock_date_moves_the_entry_and_keeps_the_value_date(self):
        self.household("1", 100)
        batch = self.exported()
        self.company.fiscalyear_lock_date = TODAY
        self.answered(batch)
        move = batch.move_ids
        self.assertGreater(move.date, TODAY)
        self.assertEqual(move.arrears_value_date, TODAY)

    def test_days_and_companies_are_booked_apart(self):
        self.household("1", 100)
        self.household("2", 100)
        batch = self.exported()
        rows = self.answer_rows(batch)
        rows[1]["value_date"] = "2026-09-16"
        self.seal(batch, rows)
        self.book()
        self.assertEqual(
            sorted(map(str, batch.move_ids.mapped("arrears_value_date"))),
            ["2026-09-15", "2026-09-16"],
        )

    def test_a_branch_is_booked_in_its_own_books(self):
        branch = self.new_company("Branch", parent_id=self.company.id)
        companies = [self.company.id, branch.id]
        self.env = self.env(context={**self.env.context, "allowed_company_ids": companies})
        estate = self.env["arrears.estate"].create(
            {
                "name": "Branch estate",
                "code": "BR",
                "company_id": branch.id,
                "jurisdiction_id": self.estate.jurisdiction_id.id,
            }
        )
        unit = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "1", "area": 9})
        self.channel.estate_ids = False
        self.mandate(units=unit, company_id=branch.id)
        bill = self.invoice(
            self.line(70, account_id=self.income.id),
            arrears_unit_id=unit.id,
            company_id=branch.id,
        )
        self.treasurer.company_ids += branch
        self.second.company_ids += branch
        self.sidecar_user.company_ids += branch
        self.household("1", 100)
        batch = self.exported()
        self.answered(batch)
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(set(batch.move_ids.mapped("company_id.name")), {"Branch", "Ledger test"})

    def test_the_evidence_of_an_answer_cannot_be_changed_by_anybody(self):
        self.household("1", 100)
        batch = self.exported()
        self.answered(batch)
        result = batch.line_ids.result_ids.sudo()
        for attempt in (
            lambda: result.write({"outcome": "funds"}),
            result.unlink,
            lambda: result.create({"line_id": batch.line_ids.id}),
        ):
            with self.refused(UserError):
                attempt()
