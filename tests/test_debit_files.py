"""A batch in several files: Odoo takes them all or none, and answers come as they like."""

import base64
import hashlib

from odoo.exceptions import UserError
from odoo.tests import tagged

from .debit_case import DebitCase


class PartsCase(DebitCase):
    """A batch of three instructions, 100 and 200 and 300, which its bank takes two a file."""

    def setUp(self):
        super().setUp()
        for number in ("1", "2", "3"):
            self.household(number, int(number) * 100)
        self.out = self.batch()
        self.out.with_user(self.second).action_approve()

    def confirm(self, part, parts=2, count=None, total=None, content=None, batch=None):
        """What the sidecar says of one file; by default what is right for two files."""
        batch = batch or self.out
        counts, totals = {1: (2, 30000), 2: (1, 30000)}, (count, total)
        said = [one if one is not None else counts[part][at] for at, one in enumerate(totals)]
        content = content or f"{batch.name} file {part} of {parts}".encode()
        return self.seam.confirm_export(
            batch_id=batch.id, sidecar="test", name=f"{batch.name}_{part}.txt",
            sha256=hashlib.sha256(content).hexdigest(), row_count=said[0], total=said[1],
            content_base64=base64.b64encode(content).decode(), part=part, parts=parts,
        )  # fmt: skip

    def both(self):
        self.confirm(1)
        self.confirm(2)
        self.env.invalidate_all()
        return self.out


@tagged("post_install", "-at_install")
class TestDebitFiles(PartsCase):
    def test_the_batch_is_exported_with_its_last_file(self):
        first = self.confirm(1)
        self.assertEqual((first["state"], self.out.state), ("approved", "approved"))
        self.assertEqual(set(self.out.line_ids.mapped("state")), {"draft"})
        with self.refused(UserError, "Only a batch whose file was made"):
            self.out.with_user(self.treasurer).action_hand_in()
        self.assertEqual(self.confirm(2)["state"], "exported")
        self.assertEqual(self.out.file_out_count, 2)
        self.assertEqual(self.out.line_ids.sorted("sequence").mapped("part"), [1, 1, 2])
        self.assertEqual(set(self.out.line_ids.mapped("state")), {"sent"})
        self.assertIn("2 files", self.out.message_ids[0].body)

    def test_the_order_of_the_files_and_a_second_time_do_not_matter(self):
        last = self.confirm(2)
        first = self.confirm(1)
        self.assertEqual((first["state"], self.out.file_out_id.part), ("exported", 1))
        self.assertEqual(self.confirm(2), {**last, "state": "exported"})
        self.assertEqual(self.confirm(1), first)
        with self.refused(UserError, "other bytes"):
            self.confirm(1, content=b"something else")

    def test_files_that_do_not_sum_to_the_batch_are_taken_by_none(self):
        self.confirm(1)
        for said in ({"count": 2}, {"total": 29999}, {"count": 0}, {"total": 0}):
            with self.subTest(said=said), self.refused(UserError, "is not taken"):
                self.confirm(2, **said)
        self.assertEqual(self.out.state, "approved")
        self.assertEqual(self.confirm(2)["state"], "exported")

    def test_totals_that_sum_up_but_sit_in_the_wrong_file_are_refused(self):
        self.confirm(1, total=30001)
        with self.refused(UserError, "instructions 1 to 2 of the batch add up to"):
            self.confirm(2, total=29999)

    def test_numbers_that_cannot_be_are_refused(self):
        for part, parts in ((0, 2), (3, 2), ("1", 2), (1, None), (True, 1)):
            with self.subTest(part=part, parts=parts), self.refused(UserError):
                self.confirm(part, parts, count=1, total=100)

    def test_another_cut_of_the_batch_voids_what_nobody_had_yet(self):
        self.confirm(1)
        self.confirm(1, parts=3, count=1, total=10000, content=b"one of three")
        states = {file.part_count: file.state for file in self.out.file_ids}
        self.assertEqual(states, {2: "void", 3: "exported"})
        self.both()
        self.assertEqual((self.out.state, len(self.out.file_ids)), ("exported", 3))
        self.assertEqual(self.out.file_out_ids.mapped("part_count"), [2, 2])

    def test_a_treasurer_gets_all_files_with_count_total_and_hash(self):
        self.both()
        action = self.out.with_user(self.treasurer).action_download()
        files = self.env[action["res_model"]].with_user(self.treasurer).search(action["domain"])
        self.assertEqual(
            {file.part_text: (file.row_count, file.total_offered) for file in files},
            {"1/2": (2, 300), "2/2": (1, 300)},
        )
        self.assertTrue(all(file.sha256 for file in files))
        self.assertEqual(files[0].action_download()["type"], "ir.actions.act_url")


@tagged("post_install", "-at_install")
class TestAnswersOfFiles(PartsCase):
    def setUp(self):
        super().setUp()
        self.both()
        self.rows = self.answer_rows(self.out)

    def test_an_answer_to_one_file_is_booked_and_the_other_waits(self):
        verdict, __ = self.seal(self.out, self.rows[2:], 2)
        self.assertEqual(verdict["state"], "sealed")
        self.book()
        self.assertEqual((self.out.state, self.out.waiting_count), ("exported", 2))
        self.seal(self.out, self.rows[:2], 1)
        self.book()
        self.assertEqual((self.out.state, self.out.amount_settled), ("closed", 600))

    def test_half_an_answer_to_one_file_is_no_answer(self):
        verdict, __ = self.seal(self.out, self.rows[:1])
        self.assertEqual(verdict["code"], "debit_rows_missing")

    def test_an_answer_for_all_and_then_overlapping_ones_book_once(self):
        self.seal(self.out, self.rows, 1)
        self.book()
        entries = self.out.move_ids
        self.seal(self.out, self.rows[:2], 2)
        __, file = self.seal(self.out, [self.rows[2], self.rows[0]], 3)
        self.book()
        self.assertEqual(self.out.move_ids, entries)
        self.assertEqual((file.state, set(file.row_ids.mapped("state"))), ("booked", {"known"}))

    def test_where_the_bank_answers_in_several_files_what_is_not_named_waits(self):
        self.channel.silence = "waiting"
        self.seal(self.out, [self.rows[1]], 1)
        self.book()
        self.assertEqual((self.out.settled_count, self.out.waiting_count), (1, 2))
        self.seal(self.out, [self.rows[2], self.rows[0]], 2)
        self.book()
        self.assertEqual(self.out.state, "closed")

    def only_failures(self, number=1, **said):
        failed = self.answer_rows(self.out, **{self.rows[0]["reference"]: "funds"})[:1]
        return self.seal(self.out, failed, number, **said)

    def test_where_failures_alone_are_listed_the_rest_was_collected(self):
        self.channel.silence = "collected"
        verdict, file = self.only_failures(success_count=1, success_total=20000)
        self.assertEqual(verdict["state"], "sealed", verdict)
        self.book()
        self.assertEqual(
            self.out.line_ids.sorted("sequence").mapped("state"), ["failed", "settled", "sent"]
        )
        self.assertEqual((file.row_count, file.total_settled), (2, 200))
        self.assertEqual(self.out.move_ids.arrears_value_date, self.out.collection_date)

    def test_silence_is_believed_only_with_count_and_total(self):
        self.channel.silence = "collected"
        for number, (said, code) in enumerate(
            [
                ({}, "debit_silence_unsaid"),
                ({"success_count": 2, "success_total": 20000}, "debit_success_count"),
                ({"success_count": 1, "success_total": 19999}, "debit_success_total"),
                (
                    {"success_count": 1, "success_total": 20000, "value_date": "2026-08-01"},
                    "debit_success_day",
                ),
            ]
        ):
            with self.subTest(code=code):
                verdict, file = self.only_failures(number, **said)
                self.assertEqual((verdict["state"], verdict["code"]), ("quarantined", code))
                self.assertNotIn("Reason debit", verdict["message"])
                self.assertEqual(file.row_count, 1)
        with self.refused(UserError, "whole numbers"):
            self.only_failures(9, success_count="1", success_total=20000)
