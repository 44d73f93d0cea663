"""Taking a batch back that the bank never got: two people, charges free, file void for good."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .debit_case import DebitCase
from .ledger_case import TODAY


class WithdrawCase(DebitCase):
    def setUp(self):
        super().setUp()
        self.channel.exchange = "browser"
        self.mandate_one, self.bill = self.household("1", 100)
        self.out = self.exported()

    def asked(self, cause="not_handed_in", user=None, **values):
        self.env["arrears.debit.withdrawal"].with_user(user or self.treasurer).create(
            {"batch_id": self.out.id, "cause": cause, "reason": "Wrong day", **values}
        ).action_ask()
        return self.out

    def withdrawn(self, cause="not_handed_in"):
        self.asked(cause).with_user(self.second).action_withdraw()
        return self.out


@tagged("post_install", "-at_install")
class TestDebitWithdraw(WithdrawCase):
    def test_another_person_withdraws_and_the_charges_are_free_again(self):
        self.withdrawn()
        out = self.out
        self.assertEqual((out.state, out.line_ids.state), ("withdrawn", "withdrawn"))
        self.assertEqual((out.withdrawn_by_id, out.withdrawn_on), (self.second, TODAY))
        self.assertFalse(any(out.line_ids.split_ids.mapped("is_open")))
        self.assertIn("Wrong day", out.message_ids[0].body)
        again = self.exported()
        self.assertEqual(again.line_ids.mandate_id, self.mandate_one)
        self.assertEqual(again.collection_date, out.collection_date, "even for the same day")
        self.assertNotEqual(again.line_ids.reference, out.line_ids.reference)
        self.answered(again)
        self.assertEqual(self.bill.payment_state, "paid")

    def test_the_person_who_asked_does_not_withdraw(self):
        with self.refused(UserError, "Ask for the withdrawal first"):
            self.out.with_user(self.second).action_withdraw()
        self.asked()
        with self.refused(UserError, "another person"):
            self.out.with_user(self.treasurer).action_withdraw()
        for role in ("accountant", "collector"):
            with self.refused(AccessError):
                self.out.with_user(self.user(role)).action_withdraw()
        self.out.with_user(self.manager).action_withdraw()
        self.assertEqual(self.out.state, "withdrawn")

    def test_what_is_asked_back_is_not_handed_in_until_it_is_decided(self):
        self.asked()
        with self.refused(UserError, "asked to withdraw"):
            self.out.with_user(self.second).action_hand_in()
        self.out.with_user(self.manager).action_keep()
        self.assertFalse(self.out.withdraw_reason)
        self.out.with_user(self.second).action_hand_in()
        self.assertEqual(self.out.state, "handed_in")

    def test_once_handed_in_only_a_refusal_of_the_whole_file_withdraws(self):
        self.out.with_user(self.treasurer).action_hand_in()
        with self.refused(UserError, "until it is handed in"):
            self.asked()
        self.withdrawn("refused")
        self.assertEqual(self.out.withdraw_cause, "refused")

    def test_handed_in_between_asking_and_deciding_is_too_late(self):
        self.asked()
        self.out.state = "handed_in"
        with self.refused(UserError, "until it is handed in"):
            self.out.with_user(self.second).action_withdraw()

    def test_an_answer_that_is_there_stops_the_withdrawal(self):
        self.asked("refused")
        self.seal(self.out, self.answer_rows(self.out))
        with self.refused(UserError, "has an answer"):
            self.out.with_user(self.second).action_withdraw()

    def test_a_batch_that_is_no_file_yet_or_was_answered_is_not_withdrawn(self):
        self.answered(self.out)
        with self.refused(UserError, "Book its answer"):
            self.asked("refused")

    def test_in_a_folder_somebody_has_to_take_the_file_out_first(self):
        self.channel.exchange = "folder"
        with self.refused(UserError, "outbox of channel ccb_test"):
            self.asked()
        self.asked(taken_out=True)
        self.assertTrue(self.out.withdraw_asked_by_id)

    def test_an_answer_for_a_withdrawn_batch_is_set_aside(self):
        rows = self.answer_rows(self.out)
        self.withdrawn()
        verdict, __ = self.seal(self.out, rows)
        self.assertEqual(verdict["state"], "quarantined")
        self.assertEqual(verdict["code"], "debit_batch_withdrawn")
        self.assertIn("was withdrawn", verdict["message"])
        self.book()
        self.assertFalse(self.out.move_ids)

    def test_the_sidecar_hears_no_for_the_bytes_of_a_withdrawn_batch(self):
        self.withdrawn()
        with self.refused(UserError, "no file is wanted"):
            self.export(self.out)
        with self.refused(UserError, "only for an approved batch"):
            self.seam.batch_rows(batch_id=self.out.id)

    def test_dunning_and_late_fees_go_on_from_the_day_of_the_withdrawal(self):
        self.end_transaction()
        case = self.env["arrears.case"].search([("debtor_id", "=", self.bill.partner_id.id)])
        self.withdrawn()
        codes = [reason.code for reason in case._stop_reasons(TODAY).get(case.id, ())]
        self.assertNotIn("debit_in_flight", codes)
        charge = self.charges(self.bill)
        pauses = charge._late_fee_pauses()[charge.id]
        self.assertEqual([pause.last_day for pause in pauses if pause.code == "debit"], [TODAY])


@tagged("post_install", "-at_install")
class TestVoidFile(WithdrawCase, HttpCase):
    def test_a_void_file_is_kept_and_never_handed_out(self):
        self.withdrawn()
        file = self.out.file_ids
        self.assertEqual(file.state, "void")
        self.assertIn("Wrong day", file.error_message)
        with self.refused(UserError, "must not go to the bank"):
            file.with_user(self.treasurer).action_download()
        with self.refused(UserError, "is void"):
            self.out.with_user(self.treasurer).action_download()
        content = file._bytes()
        self.authenticate(self.treasurer.login, self.treasurer.login)
        got = self.url_open(f"/property_arrears/bank_file/{file.id}")
        self.assertNotEqual(got.status_code, 200)
        self.assertNotIn(content, got.content)
