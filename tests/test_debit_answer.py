"""Taking an answer in: the same bytes once, rows staged, the whole believed or set aside."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .debit_case import DebitCase


@tagged("post_install", "-at_install")
class TestBankFile(DebitCase):
    def setUp(self):
        super().setUp()
        self.household("1", 100)
        self.household("2", 200)
        self.batch_out = self.exported()

    def test_the_same_bytes_are_one_file_whatever_their_name(self):
        first = self.open_answer(self.batch_out, 1, b"answer")
        self.assertEqual(self.open_answer(self.batch_out, 2, b"answer"), first)
        self.assertNotEqual(self.open_answer(self.batch_out, 1, b"another"), first)

    def test_bytes_that_do_not_fit_their_hash_are_refused(self):
        with self.refused(UserError, "damaged"):
            self.seam.open_file(
                sidecar="test", channel="ccb_test", profile="ccb_batch", name="a.txt",
                sha256="0" * 64, content_base64=base64.b64encode(b"x").decode(),
            )  # fmt: skip

    def test_names_that_are_paths_and_contents_that_are_none_are_refused(self):
        for name, content in (
            ("../a.txt", "eA=="), ("a/b.txt", "eA=="), (".hidden", "eA=="), ("", "eA=="),
            ("a\n.txt", "eA=="), ("a.txt", ""), ("a.txt", "not base64!"), ("x" * 121, "eA=="),
        ):  # fmt: skip
            with self.subTest(name=name, content=content), self.refused(UserError):
                self.seam.open_file(
                    sidecar="test", channel="ccb_test", profile="p", name=name, sha256=None,
                    content_base64=content,
                )  # fmt: skip

    def test_an_unknown_channel_names_the_known_ones(self):
        with self.refused(UserError, "ccb_test"):
            self.seam.open_file(
                sidecar="test", channel="ccb", profile="p", name="a.txt", sha256=None,
                content_base64="eA==",
            )  # fmt: skip

    def test_staging_again_changes_nothing_and_another_row_is_refused(self):
        rows = self.answer_rows(self.batch_out)
        file_id = self.open_answer(self.batch_out)
        self.assertEqual(self.seam.stage_rows(file_id=file_id, rows=rows[:1]), {"staged": 1})
        self.assertEqual(self.seam.stage_rows(file_id=file_id, rows=rows), {"staged": 2})
        self.assertEqual(self.seam.stage_rows(file_id=file_id, rows=rows), {"staged": 2})
        changed = [{**rows[0], "settled": 1}]
        with self.refused(UserError, "line 1 was sent before"):
            self.seam.stage_rows(file_id=file_id, rows=changed)
        self.seal(self.batch_out, rows)
        self.assertEqual(self.seam.stage_rows(file_id=file_id, rows=rows), {"staged": 2})
        with self.refused(UserError, "line 3"):
            self.seam.stage_rows(file_id=file_id, rows=[{**rows[0], "line": 3}])

    def test_a_row_of_the_wrong_kind_is_named_by_its_line(self):
        good = self.answer_rows(self.batch_out)[0]
        file_id = self.open_answer(self.batch_out)
        for wrong in (
            {"offered": "100"}, {"settled": 1.5}, {"value_date": "10.11.2026"}, {"offered": None},
            {"value_date": "2026-13-01"},
        ):  # fmt: skip
            with self.subTest(wrong=wrong), self.refused(UserError, "line 1"):
                self.seam.stage_rows(file_id=file_id, rows=[{**good, **wrong}])

    def test_raw_rows_hide_account_numbers(self):
        __, file = self.seal(self.batch_out, self.answer_rows(self.batch_out))
        self.assertIn("****8901", file.row_ids[0].raw)
        self.assertNotIn("6227000012345678901", repr(file.row_ids.read()))

    def test_a_file_uploaded_by_a_treasurer_waits_for_the_sidecar(self):
        upload = self.env["arrears.bank.file.upload"].with_user(self.treasurer)
        values = {
            "channel_id": self.channel.id,
            "name": "answer.txt",
            "content": base64.b64encode(b"raw answer"),
        }
        action = upload.create(values).action_upload()
        file = self.env["arrears.bank.file"].browse(action["res_id"])
        self.assertEqual((file.state, file.uploaded_by_id), ("received", self.treasurer))
        self.assertIn(file.id, [one["file_id"] for one in self.seam.files_to_parse(sidecar="t")])
        content = self.seam.file_content(file_id=file.id)
        self.assertEqual(base64.b64decode(content["content_base64"]), b"raw answer")
        again = upload.create({**values, "name": "renamed.txt"}).action_upload()
        self.assertIn("Nothing was changed", again["params"]["message"])
        self.assertFalse(upload.search([]), "the bytes stay in the encrypted file alone")
        with self.refused(AccessError):
            upload.with_user(self.manager).create(values)


@tagged("post_install", "-at_install")
class TestSeal(DebitCase):
    def setUp(self):
        super().setUp()
        self.household("1", 100)
        self.household("2", 200)
        self.batch_out = self.exported()
        self.rows = self.answer_rows(self.batch_out)

    def assert_set_aside(self, answer, file, code, line=None):
        """The file is in quarantine with a message, and nothing is booked or moved."""
        self.assertEqual((answer["state"], answer["code"]), ("quarantined", code))
        self.assertEqual(answer["line"], line)
        self.assertIn(file.name, answer["message"])
        self.assertNotIn("Reason debit", answer["message"], "the code has no words")
        self.book()
        self.assertEqual(file.state, "quarantined")
        self.assertFalse(self.batch_out.move_ids)
        self.assertEqual(set(self.batch_out.line_ids.mapped("state")), {"sent"})

    def test_an_answer_that_fits_is_accepted_and_sealing_again_says_the_same(self):
        answer, file = self.seal(self.batch_out, self.rows)
        self.assertEqual(answer, {"state": "sealed", "code": "", "message": "", "line": None})
        again, same = self.seal(self.batch_out, self.rows)
        self.assertEqual((again, same), (answer, file))
        self.assertEqual(file.total_settled, 300)

    def test_money_without_a_day_is_set_aside_unless_the_bank_names_none(self):
        undated = [{**row, "value_date": ""} for row in self.rows]
        answer, file = self.seal(self.batch_out, undated)
        self.assert_set_aside(answer, file, "debit_no_value_date", 1)
        self.channel.answer_day = "collection"
        answer, file = self.seal(self.batch_out, undated, number=2)
        self.assertEqual(answer["state"], "sealed")
        self.book()
        self.assertEqual(file.state, "booked")
        day = self.batch_out.collection_date
        self.assertEqual(set(self.batch_out.line_ids.mapped("value_date")), {day})
        self.assertEqual(set(self.batch_out.move_ids.mapped("date")), {day})

    def test_an_answer_whose_name_tells_no_batch_is_known_by_its_instructions(self):
        answer, file = self.seal(self.batch_out, self.rows, batch_reference="")
        self.assertEqual((answer["state"], file.batch_id), ("sealed", self.batch_out))

    def test_instructions_of_two_batches_tell_no_batch(self):
        self.household("3", 300)
        other = self.exported()
        strange = [self.rows[0], {**self.answer_rows(other)[0], "line": 2}]
        answer, file = self.seal(self.batch_out, strange, batch_reference="")
        self.assert_set_aside(answer, file, "debit_no_one_batch")

    def test_wrong_totals_and_counts_are_set_aside(self):
        for number, (changes, code) in enumerate(
            [
                ({"row_count": 3}, "debit_row_count"),
                ({"total_offered": 1}, "debit_total_offered"),
                ({"total_settled": 1}, "debit_total_settled"),
                ({"batch_reference": "DK0000000000"}, "debit_unknown_batch"),
            ]
        ):
            with self.subTest(code=code):
                answer, file = self.seal(self.batch_out, self.rows, number, **changes)
                self.assert_set_aside(answer, file, code)

    def test_wrong_rows_are_set_aside_with_their_line(self):
        for number, (changes, code) in enumerate(
            [
                ({"reference": "D9"}, "debit_unknown_reference"),
                ({"offered": 20001}, "debit_amount_differs"),
                ({"settled": 30000}, "debit_settled_impossible"),
                ({"settled": 5}, "debit_success_not_full"),
                ({"value_date": "2020-01-01"}, "debit_value_date_outside"),
                ({"value_date": None}, "debit_no_value_date"),
                ({"outcome": "maybe"}, "debit_unknown_outcome"),
            ]
        ):
            with self.subTest(code=code):
                rows = [self.rows[0], {**self.rows[1], **changes}]
                answer, file = self.seal(self.batch_out, rows, number)
                self.assert_set_aside(answer, file, code, line=2)
                self.assertIn("line 2", answer["message"])

    def test_totals_are_whole_numbers(self):
        for wrong in ({"row_count": "2"}, {"total_offered": None}, {"total_settled": 1.5}):
            with self.subTest(wrong=wrong), self.refused(UserError, "whole numbers"):
                self.seal(self.batch_out, self.rows, **wrong)

    def test_half_an_answer_is_no_answer(self):
        answer, file = self.seal(self.batch_out, self.rows[:1])
        self.assert_set_aside(answer, file, "debit_rows_missing")

    def test_amounts_in_messages_read_like_money(self):
        answer, __ = self.seal(self.batch_out, self.rows, total_settled=1)
        self.assertIn("0.01", answer["message"])
        self.assertIn("300.00", answer["message"])

    def test_the_message_is_worded_for_its_reader(self):
        __, file = self.seal(self.batch_out, self.rows[:1])
        self.assertIn("Ask the bank for the whole answer", file.error_message)
        self.assertIn("whole answer", file.with_user(self.treasurer).error_message)

    def test_a_batch_that_never_left_cannot_be_answered(self):
        waiting = self.batch(collection_date="2026-09-16")
        self.household("3")
        waiting = self.batch(collection_date="2026-09-17")
        rows = self.answer_rows(waiting)
        answer, file = self.seal(waiting, rows)
        self.assert_set_aside(answer, file, "debit_batch_not_sent")

    def test_an_answer_for_another_channel_is_not_taken(self):
        other = self.channel.copy({"code": "icbc_test"})
        file_id = self.seam.open_file(
            sidecar="t", channel=other.code, profile="p", name="a.txt", sha256=None,
            content_base64="eA==",
        )["file_id"]  # fmt: skip
        self.seam.stage_rows(file_id=file_id, rows=self.rows)
        answer = self.seam.seal_file(
            file_id=file_id, row_count=2, total_offered=30000, total_settled=30000,
            batch_reference=self.batch_out.name,
        )  # fmt: skip
        self.assertEqual(answer["code"], "debit_unknown_batch")

    def test_a_second_answer_may_repeat_the_first_and_not_contradict_it(self):
        reference = self.rows[0]["reference"]
        self.seal(self.batch_out, self.rows, 1)
        failed = self.answer_rows(self.batch_out, **{reference: "funds"})
        contradicts, file = self.seal(self.batch_out, failed, 2)
        self.assertEqual((contradicts["code"], file.error_line), ("debit_answer_changed", 1))
        repeats, __ = self.seal(self.batch_out, self.rows, 3)
        self.assertEqual(repeats["state"], "sealed")

    def test_what_the_sidecar_cannot_read_is_kept_with_its_words(self):
        answer = self.seam.quarantine_file(
            sidecar="t", channel="ccb_test", profile="ccb_batch", name="broken.txt", sha256=None,
            content_base64="eA==", code="half_row", line=7, message="Row 7 ends in the middle.",
        )  # fmt: skip
        file = self.env["arrears.bank.file"].browse(answer["file_id"])
        self.assertEqual(answer["state"], "quarantined")
        self.assertEqual(file.error_message, "broken.txt, line 7: Row 7 ends in the middle.")
        again = self.seam.quarantine_file(
            file_id=file.id, code="other", line=1, message="Something else."
        )
        self.assertEqual((again["state"], file.error_code), ("quarantined", "half_row"))

    def test_a_file_that_is_accepted_can_no_longer_be_set_aside(self):
        __, file = self.seal(self.batch_out, self.rows)
        self.seam.quarantine_file(file_id=file.id, code="late", line=None, message="Too late.")
        self.assertEqual(file.state, "sealed")

    def test_a_file_that_was_set_aside_can_be_read_again(self):
        __, file = self.seal(self.batch_out, self.rows[:1])
        file.profile = "mistyped"
        file.with_user(self.treasurer).action_read_again()
        self.assertEqual(file.profile, self.channel.profile)
        self.assertIn(file.id, [one["file_id"] for one in self.seam.files_to_parse(sidecar="t")])
        self.seam.stage_rows(file_id=file.id, rows=self.rows)
        answer = self.seam.seal_file(
            file_id=file.id, row_count=2, total_offered=30000, total_settled=30000,
            batch_reference=self.batch_out.name,
        )  # fmt: skip
        self.assertEqual(answer["state"], "sealed")

    def test_a_task_tells_the_maker_of_the_batch(self):
        __, file = self.seal(self.batch_out, self.rows[:1])
        self.assertEqual(file.activity_ids.user_id, self.treasurer)
