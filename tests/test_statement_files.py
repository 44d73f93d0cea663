"""Statements in: the same bytes once, believed whole or set aside, each movement booked once."""

import base64
import os
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.debit import account_vault
from .debit_case import KEY
from .statement_case import PAYER, StatementCase


@tagged("post_install", "-at_install")
class TestStatementBooking(StatementCase):
    def test_a_statement_becomes_bank_lines_with_the_bank_s_balances(self):
        file = self.booked_statement(self.rows(12345, -200, 30000))
        lines = self.bank_lines()
        self.assertEqual(lines.mapped("amount"), [123.45, -2, 300])
        self.assertEqual(lines.mapped("arrears_bank_reference"), ["R1", "R2", "R3"])
        self.assertEqual(lines[0].partner_name, "Payer 1")
        self.assertEqual(lines[0].payment_ref, "3-2-1501")
        self.assertEqual(lines[0].move_id.arrears_value_date, self.day("2026-09-14"))
        self.assertEqual(set(lines.move_id.mapped("state")), {"posted"})
        self.assertFalse(any(lines.mapped("is_reconciled")))
        statement = lines.statement_id
        self.assertEqual((statement.balance_start, statement.balance_end_real), (1000, 1421.45))
        self.assertTrue(statement.is_complete and statement.is_valid)
        self.assertEqual((file.state, file.booked_count, file.known_count), ("booked", 3, 0))

    def test_the_payer_s_account_is_kept_encrypted_and_in_one_place(self):
        file = self.booked_statement(self.rows(100))
        line = self.bank_lines()
        self.assertEqual(line.arrears_payer_last4, PAYER[-4:])
        self.assertEqual(line.arrears_payer_hash, account_vault.fingerprints(self.env, PAYER)[0])
        token = line.arrears_payer_cipher.encode()
        self.assertEqual(account_vault.decrypt(self.env, token).decode(), PAYER)
        row = file.row_ids.sudo()
        self.assertFalse(row.payer_cipher or row.payer_hash)
        self.env.cr.execute(
            "SELECT s::text || b::text FROM arrears_statement_row s "
            "JOIN account_bank_statement_line b ON b.id = s.statement_line_id"
        )
        self.assertNotIn(PAYER, self.env.cr.fetchone()[0])
        self.assertFalse(line.account_number)

    def test_a_changed_key_reaches_the_payers_of_bank_lines(self):
        self.booked_statement(self.rows(100))
        self.use_key(f"{Fernet.generate_key().decode()},{KEY}")
        self.env["arrears.mandate"]._rotate_account_key()
        line = self.bank_lines()
        self.assertEqual(line.arrears_payer_hash, account_vault.fingerprints(self.env, PAYER)[0])

    def learn(self, partner):
        hashed = account_vault.fingerprints(self.env, PAYER)[0]
        values = {"company_id": self.company.id, "partner_id": partner.id, "account_hash": hashed}
        return self.env["arrears.payer.account"].create(values)

    def test_a_changed_key_reaches_accounts_that_paid_before_and_joins_twins(self):
        self.booked_statement(self.rows(100))
        self.learn(self.owner)
        alone = self.learn(self.partner("Other"))
        keys = f"{Fernet.generate_key().decode()},{os.environ[account_vault.VARIABLE]}"
        with patch.dict(os.environ, {account_vault.VARIABLE: keys}):
            twin = self.learn(self.owner)
            self.env["arrears.mandate"]._rotate_account_key()
        accounts = self.env["arrears.payer.account"].search([])
        self.assertEqual(accounts, twin | alone)
        self.assertEqual(alone.account_hash, twin.account_hash)

    def test_booking_again_and_reading_the_same_movements_again_makes_no_line(self):
        self.booked_statement(self.rows(100, 200))
        self.book_statements()
        again = self.booked_statement(self.rows(100, 200), content=b"other bytes")
        self.assertEqual(len(self.bank_lines()), 2)
        self.assertEqual((again.booked_count, again.known_count), (0, 2))
        self.assertEqual(len(self.bank_lines().statement_id), 1)

    def test_overlapping_periods_book_what_is_new_exactly_once(self):
        first = self.rows(100, 200)
        self.booked_statement(first)
        longer = [*first, *self.rows(300, 400, opening=100300, first=3)]
        longer = [{**row, "position": at} for at, row in enumerate(longer, start=1)]
        file = self.booked_statement(longer)
        self.assertEqual((file.known_count, file.booked_count), (2, 2))
        self.assertEqual(self.bank_lines().mapped("amount"), [1, 2, 3, 4])
        second = self.bank_lines()[-1].statement_id
        self.assertEqual((second.balance_start, second.balance_end_real), (1003, 1010))
        self.assertTrue(second.is_complete and second.is_valid)

    def test_movements_without_a_reference_are_told_apart_and_known_again(self):
        """Two owners of flats alike pay alike on one day, and the bank names neither."""
        alike = self.rows(300, 300, reference="", payer_name="", payer_account="", remark="",
                          balance=None)  # fmt: skip
        told = {"opening": None, "closing": None}
        self.booked_statement(alike, **told)
        keys = self.bank_lines().mapped("arrears_bank_reference")
        self.assertEqual(len(set(keys)), 2)
        third = {**alike[0], "position": 3, "line": 9}
        file = self.booked_statement([*alike, third], **told)
        self.assertEqual((file.known_count, file.booked_count), (2, 1))

    def test_movements_before_the_books_are_passed_over(self):
        self.source.date_from = "2026-09-14"
        early = self.rows(500, day="2026-09-10")
        late = self.rows(100, opening=100500, first=2)
        file = self.booked_statement([*early, {**late[0], "position": 2}])
        self.assertEqual((file.before_count, file.booked_count), (1, 1))
        self.assertEqual(self.bank_lines().statement_id.balance_start, 1005)

    def test_many_movements_are_booked_in_chunks(self):
        file = self.booked_statement(self.rows(*range(1, 452)))
        self.assertEqual(file.booked_count, 451)
        self.assertEqual(len(self.bank_lines()), 451)
        self.assertTrue(self.bank_lines().statement_id.is_complete)

    def test_a_statement_that_cannot_be_booked_waits_with_the_reason_and_others_go_on(self):
        answer, file = self.seal_statement(self.rows(100))
        self.assertEqual(answer["state"], "sealed")
        self.bank.suspense_account_id = False
        self.bank.company_id.account_journal_suspense_account_id = False
        self.source.responsible_id = self.accountant
        suspense = self.account("asset_current")
        with mute_logger("odoo.sql_db"):
            self.book_statements(runs=1)
        self.assertEqual(file.state, "sealed")
        self.assertIn("suspense account", file.booking_error)
        self.assertEqual(file.activity_ids.user_id, self.accountant)
        self.bank.suspense_account_id = suspense
        self.book_statements()
        self.assertEqual((file.state, file.booking_error), ("booked", False))

    def test_a_gap_to_the_statement_before_is_shown(self):
        self.booked_statement(self.rows(100, day="2026-09-10"))
        file = self.booked_statement(self.rows(200, day="2026-09-14", opening=150000, first=2))
        self.assertEqual(file.gap, 499)


@tagged("post_install", "-at_install")
class TestStatementSeal(StatementCase):
    def assert_set_aside(self, answer, file, code, line=None):
        """The file is in quarantine with a message, and nothing is booked."""
        self.assertEqual((answer["state"], answer["code"], answer["line"]),
                         ("quarantined", code, line))  # fmt: skip
        self.assertIn(file.name, answer["message"])
        self.assertNotIn("Reason statement", answer["message"], "the code has no words")
        self.book_statements()
        self.assertEqual(file.state, "quarantined")
        self.assertFalse(self.bank_lines())

    def test_the_same_bytes_are_one_file_whatever_their_name(self):
        first = self.open_statement(b"x", "a.xlsx")
        self.assertEqual(self.open_statement(b"x", "b.xlsx"), first)
        self.assertNotEqual(self.open_statement(b"y", "a.xlsx"), first)

    def test_an_unknown_source_names_the_known_ones(self):
        with self.refused(UserError, "st-main"):
            self.open_statement(source="nobody")

    def test_sealing_again_says_the_same(self):
        rows = self.rows(100)
        answer, file = self.seal_statement(rows)
        again, same = self.seal_statement(rows)
        self.assertEqual((answer, file), (again, same))

    def test_what_it_says_of_itself_must_hold(self):
        changes = [
            ({"row_count": 3}, "statement_rows_missing", None),
            ({"total_in": 1}, "statement_total_in", None),
            ({"total_out": 1}, "statement_total_out", None),
            ({"closing": 1}, "statement_closing", None),
            ({"opening": 1}, "statement_balance", 5),
            ({"account": "33050161234500000999"}, "statement_other_account", None),
            ({"currency": "XXX"}, "statement_other_currency", None),
        ]
        for number, (change, code, line) in enumerate(changes):
            with self.subTest(code=code):
                content = str(number).encode()
                answer, file = self.seal_statement(self.rows(100, -50), content, **change)
                self.assert_set_aside(answer, file, code, line)

    def test_wrong_movements_are_named_by_their_line(self):
        good = self.rows(100, -50)
        for number, (change, code) in enumerate(
            [
                ({"balance": 1}, "statement_balance"),
                ({"date": "2026-10-01"}, "statement_future"),
                ({"reference": "R1"}, "statement_reference_twice"),
                ({"amount": 0, "balance": 100100}, "statement_no_amount"),
            ]
        ):
            with self.subTest(code=code):
                rows = [good[0], {**good[1], **change}]
                answer, file = self.seal_statement(rows, str(number).encode())
                self.assert_set_aside(answer, file, code, line=6)

    def test_an_account_hidden_in_its_middle_is_ours(self):
        answer, __ = self.seal_statement(self.rows(100), account="3305********0688")
        self.assertEqual(answer["state"], "sealed")

    def test_a_journal_without_an_account_takes_no_statement_that_names_one(self):
        self.bank.bank_account_id = False
        answer, file = self.seal_statement(self.rows(100))
        self.assert_set_aside(answer, file, "statement_no_own_account")

    def test_movements_that_somebody_typed_in_are_not_booked_beside(self):
        self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "date": "2026-09-14", "amount": 1, "payment_ref": "typed"}
        )
        answer, file = self.seal_statement(self.rows(100, 200))
        self.assertEqual((answer["code"], answer["line"]), ("statement_similar", 5))
        with self.refused(AccessError):
            file.with_user(self.manager).action_accept_similar()
        file.with_user(self.accountant).action_accept_similar()
        self.assertEqual(file.state, "received")
        self.booked_statement(self.rows(100, 200))
        self.assertEqual(len(self.bank_lines()), 3)
        self.assertEqual(file.similar_accepted_by_id, self.accountant)

    def test_another_layout_does_not_book_the_same_days_again(self):
        self.booked_statement(self.rows(100, 200))
        other = [{**row, "reference": ""} for row in self.rows(100, 200)]
        answer, __ = self.seal_statement(other, profile="generic_sheet")
        self.assertEqual(answer["code"], "statement_similar")

    def test_a_reference_that_stands_for_another_movement_is_not_taken_for_a_known_one(self):
        self.booked_statement(self.rows(100, 200, day="2026-09-13"))
        for amount, day in ((201, "2026-09-13"), (200, "2026-09-14")):
            with self.subTest(amount=amount, day=day):
                answer, __ = self.seal_statement(self.rows(amount, day=day, first=2))
                self.assertEqual((answer["code"], answer["line"]), ("statement_reference_other", 6))
                self.assertIn("R2 already stands for another movement of 09/13/2026",
                              answer["message"])  # fmt: skip
        self.assertEqual(len(self.bank_lines()), 2)

    def test_references_trusted_in_another_way_do_not_book_the_same_movements_again(self):
        self.booked_statement(self.rows(100, 200))
        for reference in ("2026-09-14 R1", ""):
            with self.subTest(reference=reference):
                answer, __ = self.seal_statement(self.rows(100, reference=reference))
                self.assertEqual(answer["code"], "statement_similar")

    def test_another_layout_may_read_another_day_of_a_known_movement(self):
        self.booked_statement(self.rows(100, day="2026-09-13"))
        file = self.booked_statement(self.rows(100, day="2026-09-14"), profile="generic_sheet")
        self.assertEqual((file.known_count, file.booked_count), (1, 0))

    def test_staging_again_changes_nothing_and_another_row_is_refused(self):
        rows = self.rows(100, 200)
        file_id = self.open_statement()
        stage = self.seam.stage_statement_rows
        self.assertEqual(stage(file_id=file_id, rows=rows[:1]), {"staged": 1})
        self.assertEqual(stage(file_id=file_id, rows=rows), {"staged": 2})
        self.assertEqual(stage(file_id=file_id, rows=rows), {"staged": 2})
        with self.refused(UserError, "line 5 was sent before"):
            stage(file_id=file_id, rows=[{**rows[0], "amount": 1}])

    def test_a_row_of_the_wrong_kind_is_named_by_its_line(self):
        file_id = self.open_statement()
        for wrong in ({"amount": "1"}, {"amount": 1.5}, {"date": "14.9.2026"}, {"balance": True}):
            with self.subTest(wrong=wrong), self.refused(UserError, "line 5"):
                self.seam.stage_statement_rows(
                    file_id=file_id, rows=[{**self.rows(100)[0], **wrong}]
                )

    def test_remarks_hide_account_numbers_and_keep_telephones(self):
        __, file = self.seal_statement(self.rows(100, remark=f"卡{PAYER} 13812345678"))
        self.assertEqual(file.row_ids.remark, "卡****0123 13812345678")

    def test_what_the_sidecar_cannot_read_is_kept_with_its_words_and_read_again(self):
        self.source.responsible_id = self.accountant
        answer = self.seam.quarantine_statement(
            sidecar="t", source="st-main", profile="", name="cut.xlsx", sha256=None,
            content_base64="eA==", code="balance", line=7, message="The balance is off.",
        )  # fmt: skip
        file = self.env["arrears.statement.file"].browse(answer["file_id"])
        self.assertEqual(file.error_message, "cut.xlsx, line 7: The balance is off.")
        self.assertEqual(file.activity_ids.user_id, self.accountant)
        file.with_user(self.accountant).action_read_again()
        waiting = self.seam.statements_to_parse(sidecar="t")
        self.assertIn((file.id, "st-main"), [(one["file_id"], one["source"]) for one in waiting])

    def test_an_accepted_statement_can_no_longer_be_set_aside(self):
        __, file = self.seal_statement(self.rows(100))
        self.seam.quarantine_statement(file_id=file.id, code="late", line=None, message="Late.")
        self.assertEqual(file.state, "sealed")
        with self.refused(UserError, "set aside"):
            file.with_user(self.accountant).action_read_again()
        with self.refused(UserError, "evidence"):
            file.unlink()


@tagged("post_install", "-at_install")
class TestStatementUpload(StatementCase):
    def test_an_accountant_uploads_and_the_sidecar_fetches_the_bytes(self):
        wizard = Form(self.env["arrears.statement.upload"].with_user(self.accountant))
        self.assertEqual(wizard.source_id, self.source, "the only source is proposed")
        wizard.content = base64.b64encode(b"raw")
        upload = wizard.save()
        upload.name = "九月.xlsx"
        action = upload.action_upload()
        file = self.env["arrears.statement.file"].browse(action["res_id"])
        self.assertEqual((file.state, file.uploaded_by_id), ("received", self.accountant))
        content = self.seam.statement_content(file_id=file.id)
        self.assertEqual(base64.b64decode(content["content_base64"]), b"raw")
        values = {
            "source_id": self.source.id,
            "name": "b.xlsx",
            "content": base64.b64encode(b"raw"),
        }
        again = self.env["arrears.statement.upload"].with_user(self.accountant).create(values)
        self.assertIn("Nothing was changed", again.action_upload()["params"]["message"])
        self.assertFalse(self.env["arrears.statement.upload"].search([]))

    def test_others_neither_upload_nor_see_statements(self):
        for role in ("cashier", "collector", "reader", "lawyer", "reviewer"):
            with self.subTest(role=role):
                user = self.user(role)
                for model in ("arrears.statement.upload", "arrears.statement.file",
                              "arrears.statement.row", "arrears.statement.source"):  # fmt: skip
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_another_company_s_statements_are_out_of_sight_and_reach(self):
        other = self.new_company("Other firm")
        stranger = self.user("accountant", login="stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        file = self.booked_statement(self.rows(100))
        for model in (
            "arrears.statement.file",
            "arrears.statement.row",
            "arrears.statement.source",
        ):
            theirs = self.env[model].with_user(stranger)
            self.assertFalse(theirs.with_context(allowed_company_ids=other.ids).search([]))
        self.sidecar_user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.refused(UserError, "unknown"):
            self.seam.statement_content(file_id=file.id)
        with self.refused(UserError, "unknown"):
            self.open_statement()

    def test_one_journal_has_one_source_and_a_source_needs_a_suspense_account(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.source.copy({"code": "second"})
        self.booked_statement(self.rows(100, 200))
        self.assertEqual((self.source.last_balance, str(self.source.last_day)),
                         (1003, "2026-09-14"))  # fmt: skip
