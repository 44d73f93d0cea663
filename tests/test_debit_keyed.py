"""An answer keyed in by one person and confirmed by another: the same checks as a file."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .debit_case import DebitCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestKeyedAnswer(DebitCase):
    def setUp(self):
        super().setUp()
        for number in ("1", "2", "3"):
            self.household(number, int(number) * 100)
        self.out = self.exported()
        self.first, self.middle, self.last = self.out.line_ids.sorted("sequence")

    def keyed(self, *failures, count=2, total=500, done=True, **values):
        """An answer of the treasurer; a failure is an instruction or values of a line."""
        lines = [one if isinstance(one, dict) else {"debit_line_id": one.id} for one in failures]
        answer = (
            self.env["arrears.keyed.answer"]
            .with_user(self.treasurer)
            .create(
                {
                    "batch_id": self.out.id,
                    "value_date": TODAY,
                    "moved_count": count,
                    "moved_total": total,
                    "source": "Page of the bank",
                    "line_ids": [Command.create(line) for line in lines],
                    **values,
                }
            )
        )
        if done:
            answer.action_done_keying()
        return answer

    def confirmed(self, answer, user=None):
        answer.with_user(user or self.second).action_confirm()
        self.book()

    def test_failures_with_count_and_total_book_the_whole_batch(self):
        answer = self.keyed({"debit_line_id": self.first.id, "answer_code": "RJ03"})
        self.confirmed(answer)
        self.assertEqual(
            [line.state for line in (self.first, self.middle, self.last)],
            ["failed", "settled", "settled"],
        )
        self.assertEqual((self.out.state, self.out.amount_settled), ("closed", 500))
        self.assertEqual((answer.state, answer.confirmed_by_id), ("confirmed", self.second))
        self.assertEqual((answer.file_id.state, answer.file_id.profile), ("booked", "keyed"))
        self.assertEqual(self.first.return_reason_id.code, "RJ03")

    def test_a_part_that_was_collected_counts_among_the_successes(self):
        part = {"debit_line_id": self.first.id, "outcome": "partial", "amount_settled": 40}
        self.confirmed(self.keyed(part, count=3, total=540))
        self.assertEqual((self.first.state, self.first.amount_settled), ("partial", 40))

    def test_the_person_who_keyed_it_does_not_confirm_it(self):
        answer = self.keyed(self.first)
        with self.refused(UserError, "another person"):
            answer.action_confirm()
        with self.refused(AccessError):
            answer.with_user(self.user("accountant")).action_confirm()
        answer.with_user(self.manager).action_confirm()
        self.assertEqual(answer.state, "confirmed")

    def test_a_count_total_or_instruction_that_does_not_fit_changes_nothing(self):
        self.household("4", 50)
        other = self.exported(collection_date="2026-09-16").line_ids
        cases = [
            (self.keyed(self.first, count=3), "3 are said to be collected"),
            (self.keyed(self.first, total=501), "501.00"),
            (self.keyed(self.first, other), "is not of this batch"),
            (self.keyed(self.first, value_date="2026-01-01"), "lies outside"),
            (
                self.keyed({"debit_line_id": self.first.id, "amount_settled": 5}),
                "said to have failed, but",
            ),
        ]
        for answer, words in cases:
            with self.subTest(words=words), self.refused(UserError, words):
                answer.with_user(self.second).action_confirm()
        self.book()
        self.assertEqual(set(self.out.line_ids.mapped("state")), {"sent"})
        self.assertFalse(self.out.file_ids.filtered(lambda file: file.direction == "in"))

    def test_the_confirmer_sends_it_back_and_the_keyer_corrects_it(self):
        answer = self.keyed(self.middle)
        with self.refused(UserError):
            answer.write({"moved_count": 1})
        with self.refused(UserError):
            answer.line_ids.write({"outcome": "account"})
        with self.refused(UserError, "lines are fixed"):
            answer.line_ids.create({"answer_id": answer.id, "debit_line_id": self.last.id})
        answer.with_user(self.second).action_correct()
        answer.line_ids.unlink()
        answer.line_ids.create({"answer_id": answer.id, "debit_line_id": self.first.id})
        answer.action_done_keying()
        self.confirmed(answer)
        self.assertEqual((self.first.state, self.middle.state), ("failed", "settled"))

    def test_no_state_or_signature_can_be_typed(self):
        answer = self.keyed(self.first, done=False)
        for values in ({"state": "keyed"}, {"keyed_by_id": self.second.id}, {"file_id": 1}):
            with self.subTest(values=values), self.refused(UserError, "use the buttons"):
                answer.write(values)
        with self.refused(UserError, "“To confirm” any more"):
            answer.with_user(self.second).action_confirm()

    def test_confirming_twice_books_once(self):
        answer = self.keyed(self.first)
        self.confirmed(answer)
        with self.refused(UserError, "any more"):
            answer.with_user(self.manager).action_confirm()
        self.confirmed(self.keyed(self.first))
        self.assertEqual(len(self.out.move_ids), 1)

    def test_where_the_bank_answers_in_several_files_successes_are_named_too(self):
        self.channel.silence = "waiting"
        named = [
            {"debit_line_id": self.first.id, "outcome": "funds"},
            {"debit_line_id": self.middle.id, "outcome": "success"},
        ]
        self.confirmed(self.keyed(*named, count=1, total=200))
        self.assertEqual((self.middle.state, self.last.state), ("settled", "sent"))

    def test_a_treasurer_keys_it_on_the_form(self):
        action = self.out.with_user(self.treasurer).action_key_answer()
        form = Form(
            self.env["arrears.keyed.answer"]
            .with_user(self.treasurer)
            .with_context(**action["context"])
        )
        form.value_date, form.source, form.moved_count, form.moved_total = TODAY, "Paper", 3, 600
        answer = form.save()
        answer.action_list_failures()
        self.assertEqual(answer.line_ids.debit_line_id, self.out.line_ids)
        with Form(answer) as form:
            for __ in range(3):
                form.line_ids.remove(0)
        answer.action_done_keying()
        self.confirmed(answer)
        self.assertEqual(self.out.amount_settled, 600)

    def test_the_kept_text_names_no_account_and_no_holder(self):
        answer = self.keyed(self.first)
        self.confirmed(answer)
        text = answer.file_id._bytes().decode()
        self.assertIn(self.first.reference, text)
        # Numbers of ours may hold the account's last digits by chance.
        for ours in (self.first.reference, self.out.name, f"keyed {answer.id}|"):
            text = text.replace(ours, "")
        for secret in (self.first.holder_name, self.first.account_last4):
            self.assertNotIn(secret, text)
