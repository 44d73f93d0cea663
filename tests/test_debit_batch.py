"""A batch from approval to the bank: four eyes, a file, its bytes, who may what."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from .debit_case import CONTENT, DebitCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestDebitBatch(DebitCase):
    def test_another_person_approves(self):
        self.household("1")
        batch = self.batch()
        with self.refused(UserError, "another person"):
            batch.with_user(self.treasurer).action_approve()
        batch.with_user(self.manager).action_approve()
        self.assertEqual((batch.state, batch.approved_by_id), ("approved", self.manager))

    def test_who_selected_the_lines_does_not_approve_either(self):
        self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_collect_lines()
        with self.refused(UserError, "another person"):
            batch.with_user(self.second).action_approve()

    def test_an_empty_batch_is_not_approved(self):
        batch = self.batch()
        with self.refused(UserError, "no instructions"):
            batch.with_user(self.second).action_approve()

    def test_no_state_or_signature_can_be_written_by_hand(self):
        self.household("1")
        batch = self.batch().with_user(self.treasurer)
        for values in (
            {"state": "approved"},
            {"approved_by_id": self.second.id},
            {"collected_by_id": self.second.id},
            {"line_ids": [(5, 0, 0)]},
        ):
            with self.refused(AccessError):
                batch.write(values)
        made = batch.with_context(default_state="approved", default_approved_by_id=self.second.id)
        made = made.create({"channel_id": self.channel.id})
        self.assertEqual((made.state, made.approved_by_id.id), ("draft", False))

    def test_what_was_paid_since_the_selection_stops_the_approval(self):
        __, bill = self.household("1")
        batch = self.batch()
        self.pay(bill, 10)
        self.end_transaction()
        with self.refused(UserError, "select the instructions again"):
            batch.with_user(self.second).action_approve()
        batch.with_user(self.treasurer).action_collect_lines()
        batch.with_user(self.second).action_approve()
        self.assertEqual(batch.line_ids.amount, 90)

    def test_a_mandate_suspended_since_the_selection_stops_the_approval(self):
        mandate, __ = self.household("1")
        batch = self.batch()
        mandate.action_suspend()
        with self.refused(UserError, "select the instructions again"):
            batch.with_user(self.second).action_approve()

    def test_an_approved_batch_stays_and_its_lines_too(self):
        self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        with self.refused(UserError, "may be at the bank"):
            batch.with_user(self.treasurer).unlink()
        with self.refused(UserError, "nothing can be taken off"):
            batch.line_ids.with_user(self.treasurer).action_leave_out()
        with self.refused(UserError, "no draft any more"):
            batch.with_user(self.treasurer).action_collect_lines()

    def test_the_thread_names_counts_and_no_person_or_account(self):
        mandate, __ = self.household("1")
        batch = self.exported()
        text = " ".join(batch.message_ids.mapped("body"))
        self.assertIn("1 instructions", text)
        for secret in (mandate.holder_name, mandate.account_last4, batch.line_ids.reference):
            self.assertNotIn(secret, text)

    def test_a_treasurer_makes_a_batch_on_the_form(self):
        self.household("1")
        self.end_transaction()
        form = Form(self.env["arrears.debit.batch"].with_user(self.treasurer))
        form.channel_id = self.channel
        batch = form.save()
        self.assertEqual(batch.collection_date, TODAY)
        batch.action_collect_lines()
        self.assertEqual(batch.line_count, 1)

    def test_handing_in_notes_who_and_when(self):
        self.household("1")
        batch = self.exported().with_user(self.treasurer)
        batch.bank_acceptance = "CCB-77"
        batch.action_hand_in()
        self.assertEqual((batch.state, batch.handed_in_by_id), ("handed_in", self.treasurer))


@tagged("post_install", "-at_install")
class TestDebitFileOut(DebitCase):
    def test_the_sidecar_sees_approved_batches_of_folder_channels_alone(self):
        self.household("1")
        batch = self.batch()
        self.assertFalse(self.seam.batches_to_export(sidecar="test"))
        batch.with_user(self.second).action_approve()
        (summary,) = self.seam.batches_to_export(sidecar="test")
        self.assertEqual(
            summary,
            {
                "batch_id": batch.id,
                "reference": batch.name,
                "channel": "ccb_test",
                "profile": "ccb_batch",
                "company_id": self.company.id,
                "currency": self.company.currency_id.name,
                "digits": 2,
                "row_count": 1,
                "total": 10000,
                "collection_date": TODAY.isoformat(),
                "summary": "物业费",
                "approved_at": batch._approved_at(),
                "creditor": self.channel._creditor(),
            },
        )
        self.export(batch)
        self.assertFalse(self.seam.batches_to_export(sidecar="test"))

    def test_rows_carry_whole_accounts_page_by_page_and_only_once_approved(self):
        for number in range(1, 4):
            self.household(str(number))
        batch = self.batch()
        with self.refused(UserError, "only for an approved batch"):
            self.seam.batch_rows(batch_id=batch.id)
        batch.with_user(self.second).action_approve()
        first = self.seam.batch_rows(batch_id=batch.id, limit=2)
        rest = self.seam.batch_rows(batch_id=batch.id, after=first["next"], limit=2)
        rows = first["rows"] + rest["rows"]
        self.assertEqual((len(first["rows"]), rest["next"]), (2, None))
        self.assertEqual([row["sequence"] for row in rows], [1, 2, 3])
        self.assertEqual(
            rows[0],
            {
                "sequence": 1,
                "reference": batch.line_ids[0].reference,
                "account_number": "6227000012345000001",
                "holder_name": "Owner 1",
                "amount": 10000,
                "bank_name": "",
                "bank_code": "",
                "agreement": "",
                "summary": "物业费",
                "memo": "1",
                "signed_on": str(batch.line_ids[0].mandate_id.signed_date),
            },
        )

    def test_layouts_that_name_the_firm_get_what_the_channel_says(self):
        self.household("1")
        self.channel.creditor_identifier = "DE98ZZZ09999999999"
        self.channel.journal_id.bank_account_id = self.env["res.partner.bank"].create(
            {"acc_number": "DE89 3704 0044 0532 0130 00", "partner_id": self.company.partner_id.id}
        )
        batch = self.batch()
        self.assertEqual(batch._seam_summary()["approved_at"], "")
        batch.with_user(self.second).action_approve()
        told = batch._seam_summary()
        self.assertRegex(told["approved_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")
        self.assertEqual(
            told["creditor"],
            {
                "name": self.company.name,
                "account": "DE89370400440532013000",
                "bank_code": "",
                "identifier": "DE98ZZZ09999999999",
            },
        )

    def test_rows_are_what_was_approved_whatever_happens_to_the_mandate(self):
        mandate, __ = self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        before = self.seam.batch_rows(batch_id=batch.id)
        mandate.action_suspend()
        mandate.write({"account_entry": "4000056789012345", "holder_name": "Somebody"})
        self.assertEqual(self.seam.batch_rows(batch_id=batch.id), before)

    def test_confirming_the_same_bytes_again_gives_the_same_answer(self):
        self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        first = self.export(batch)
        self.assertEqual((batch.state, batch.line_ids.state), ("exported", "sent"))
        self.assertEqual(self.export(batch), first)
        with self.refused(UserError, "other bytes"):
            self.export(batch, b"something else")

    def test_a_file_with_another_count_total_or_hash_is_refused(self):
        self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        good = {
            "batch_id": batch.id,
            "sidecar": "test",
            "name": "x.txt",
            "sha256": None,
            "row_count": 1,
            "total": 10000,
            "content_base64": base64.b64encode(CONTENT).decode(),
        }
        for wrong in ({"row_count": 2}, {"total": 9999}, {"sha256": "0" * 64}, {"name": "../x"}):
            with self.refused(UserError):
                self.seam.confirm_export(**{**good, **wrong})
        self.assertEqual(batch.state, "approved")

    def test_a_browser_channel_gets_its_file_when_somebody_asks_for_it(self):
        self.channel.exchange = "browser"
        self.household("1")
        batch = self.batch()
        batch.with_user(self.second).action_approve()
        self.assertFalse(self.seam.batches_to_export(sidecar="test"))
        self.assertFalse(self.seam.renders_wanted(sidecar="test"))
        notice = batch.with_user(self.treasurer).action_download()
        self.assertEqual(notice["params"]["type"], "warning", "no sidecar has shown up")
        self.seam.heartbeat(sidecar="a", version="1", state="ok", backlog=0, last_error="")
        notice = batch.with_user(self.treasurer).action_download()
        self.assertEqual(notice["params"]["type"], "info")
        (summary,) = self.seam.renders_wanted(sidecar="test")
        self.assertEqual(summary["batch_id"], batch.id)
        self.export(batch)
        self.assertFalse(self.seam.renders_wanted(sidecar="test"))
        action = batch.with_user(self.treasurer).action_download()
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_the_bytes_of_a_file_lie_encrypted_and_cannot_be_changed(self):
        self.household("1")
        batch = self.exported()
        file = batch.file_out_id
        self.assertEqual(file._bytes(), CONTENT + batch.name.encode())
        stored = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", "arrears.bank.file"), ("res_id", "=", file.id),
             ("res_field", "=", "content")]
        )  # fmt: skip
        self.assertTrue(stored)
        self.assertNotIn("张三".encode("gbk"), stored.raw)
        with self.refused(UserError, "cannot be changed"):
            file.content = False
        with self.refused(UserError, "stays"):
            file.sudo().unlink()
        with self.refused(AccessError):
            stored.with_user(self.treasurer).read(["raw"])


@tagged("post_install", "-at_install")
class TestDebitDownload(DebitCase, HttpCase):
    def fetch_as(self, user, file):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/property_arrears/bank_file/{file.id}")

    def test_a_treasurer_downloads_the_bytes_and_nobody_else_does(self):
        self.household("1")
        batch = self.exported()
        got = self.fetch_as(self.treasurer, batch.file_out_id)
        self.assertEqual((got.status_code, got.content), (200, CONTENT + batch.name.encode()))
        self.assertIn(f"{batch.name}.txt", got.headers["Content-Disposition"])
        self.assertIn("downloaded", batch.message_ids[0].body)
        accountant = self.user("accountant")
        collector = self.user("collector")
        for user in (self.manager, accountant, collector, self.sidecar_user):
            with self.subTest(user=user.login):
                answer = self.fetch_as(user, batch.file_out_id)
                self.assertNotEqual(answer.status_code, 200)
                self.assertNotIn(CONTENT, answer.content)
