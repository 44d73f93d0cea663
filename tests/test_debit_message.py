"""Announcements that the house sends itself: one message a payer and day, or paper, or nothing."""

from datetime import timedelta
from unittest.mock import patch

from odoo.addons.mail.tests.common import MockEmail
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .debit_case import DebitCase
from .ledger_case import TODAY

IN_TIME = TODAY + timedelta(days=14)


@tagged("post_install", "-at_install")
class TestDebitMessage(MockEmail, DebitCase):
    def setUp(self):
        super().setUp()
        self.company.partner_id.tz = "Asia/Shanghai"
        self.channel.notice_days = 14
        self.mandate_one, self.bill = self.household("1", 100)
        self.debtor = self.mandate_one.debtor_id
        self.debtor.write({"email": "one@example.com", "lang": "en_US"})

    def later(self, days):
        self.env = self.env(
            context={**self.env.context, "arrears_today": TODAY + timedelta(days=days)}
        )

    def announced(self, **values):
        """A draft batch whose payers are to be told; the job has run."""
        batch = self.batch(collection_date=IN_TIME, **values)
        batch.with_user(self.treasurer).action_announce_by_message()
        self.job()
        return batch

    def job(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 99.0):
            self.env["arrears.debit.batch"]._cron_announce()
        self.env.invalidate_all()

    def leave(self, error=""):
        """Let the messages leave whose moment has come."""

        def fail(mails, *_args, **_kwargs):
            mails.write({"state": "exception", "failure_reason": error})

        for contact in self.contacts().filtered(lambda one: one.state == "queued"):
            contact._prepare_to_leave()
            if contact.leaving_at and contact.state == "queued":
                with self.mock_mail_gateway():
                    if error:
                        with patch.object(type(self.env["mail.mail"]), "send", fail):
                            contact._leave()
                    else:
                        contact._leave()

    def fall_back(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 99.0):
            self.env["arrears.contact"]._cron_fall_back()
        self.env.invalidate_all()

    def contacts(self):
        return self.env["arrears.contact"].search([("company_id", "=", self.company.id)])

    def told(self, batch):
        return batch.announcement_ids.with_env(self.env)

    def codes(self, announcement):
        return [reason["code"] for reason in announcement.reasons or ()]

    def test_a_message_names_amount_day_mandate_creditor_and_four_digits(self):
        self.channel.creditor_identifier = "DE98ZZZ09999999999"
        self.mandate_one.action_suspend()
        self.mandate_one.write(
            {"agreement_number": "M-77", "account_entry": "DE02120300000000202051"}
        )
        self.mandate_one.action_activate()
        batch = self.announced()
        contact = self.contacts()
        self.assertEqual((contact.contact_class, contact.channel), ("service", "email"))
        self.assertEqual((contact.amount, contact.template_id.use), (100, "debit"))
        for words in ("100.00", "M-77", "DE98ZZZ09999999999", "ending 2051", "09/29/2026"):
            self.assertIn(words, contact.text)
        self.assertNotIn("0202051", contact.text)
        self.assertFalse(self.told(batch).told_on, "it has not left yet")
        self.leave()
        self.assertEqual((contact.state, self.told(batch).told_on), ("sent", TODAY))
        self.assertEqual(self.told(batch).way, "message")

    def test_one_message_names_all_debits_of_a_payer_on_a_day(self):
        second, __ = self.household("2", 200)
        self.env["arrears.ownership"].create(
            {"unit_id": second.unit_ids.id, "partner_id": self.debtor.id, "role": "co_owner",
             "date_from": "2020-01-01"}
        )  # fmt: skip
        second.holder_id = self.debtor
        batch = self.announced()
        contact = self.contacts()
        self.assertEqual((len(contact), contact.amount), (1, 300))
        self.assertEqual(contact.announcement_ids, self.told(batch))
        self.assertEqual(len(self.told(batch)), 2)

    def test_more_payers_cost_no_more_questions(self):
        def questions(numbers):
            new = self.env["arrears.mandate"].union(
                *(self.household(number, 100)[0] for number in numbers)
            )
            for mandate in new:
                mandate.debtor_id.write({"email": f"{mandate.id}@example.com", "lang": "en_US"})
            batch = self.batch(collection_date=IN_TIME)
            groups = [(line.mandate_id._payer(), line) for line in batch.line_ids]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.sudo()._announce_to(groups)
            self.env.flush_all()
            counted = self.env.cr.sql_log_count - before
            self.assertFalse(new - self.told(batch).filtered("contact_id").mandate_id)
            batch.with_user(self.treasurer).unlink()
            return counted

        few = questions(["21"])
        self.assertLessEqual(questions([str(number) for number in range(31, 39)]), few + 2)

    @mute_logger("odoo.addons.property_arrears.models.announce.debit_batch_send")
    def test_one_that_cannot_be_written_gets_paper_and_the_others_hear(self):
        self.household("2", 70)[0].debtor_id.email = "two@example.com"
        batches = type(self.env["arrears.debit.batch"])
        compose = batches._compose_announcement

        def fail(batch, payer, lines, around):
            if payer == self.debtor:
                raise ValueError("a text with a hole")
            return compose(batch, payer, lines, around)

        with patch.object(batches, "_compose_announcement", fail):
            batch = self.announced()
        broken = self.told(batch).filtered(lambda one: one.mandate_id == self.mandate_one)
        self.assertEqual((broken.way, self.codes(broken)), ("letter", ["failed_to_act"]))
        self.assertIn("a text with a hole", broken.reason_text)
        self.assertEqual((self.told(batch) - broken).way, "message")

    def test_nothing_is_announced_twice_however_often_the_job_runs(self):
        batch = self.announced()
        self.job()
        self.leave()
        self.job()
        batch.with_user(self.treasurer).action_collect_lines()
        self.job()
        self.assertEqual((len(self.contacts()), len(self.told(batch))), (1, 1))

    def test_the_batch_waits_for_messages_and_then_takes_what_was_told(self):
        batch = self.announced()
        with self.refused(UserError, "have not left yet"):
            batch.with_user(self.second).action_approve()
        self.leave()
        batch.with_user(self.second).action_approve()
        self.assertEqual((batch.state, batch.line_count), ("approved", 1))

    def test_what_did_not_arrive_in_time_is_left_out(self):
        second, __ = self.household("2", 200)
        second.debtor_id.email = "two@example.com"
        batch = self.announced()
        self.leave()
        contact = self.contacts().filtered(lambda one: one.partner_id == self.debtor)
        contact.write({"state": "failed"})
        self.assertFalse(self.told(batch).filtered("contact_id").filtered(
            lambda one: one.contact_id == contact).told_on)  # fmt: skip
        self.later(1)
        batch.with_env(self.env).with_user(self.second).action_approve()
        self.assertEqual(batch.line_ids.mandate_id, second)
        self.assertEqual(batch.omission_ids.reasons[0]["code"], "debit_not_announced")

    def test_a_message_that_failed_goes_another_way_once_and_then_on_paper(self):
        self.debtor.phone = "+8613800000001"
        self.debtor.country_id = self.env.ref("base.cn")
        batch = self.announced()
        self.leave(error="refused")
        first = self.contacts()
        self.assertEqual(first.state, "failed")
        self.fall_back()
        second = first.fallback_ids
        self.assertEqual((first.fallback, second.channel), ("message", "sms"))
        self.assertEqual(self.told(batch).contact_id, second)
        second.write({"state": "failed", "leaving_at": second.scheduled_at,
                      "happened_at": second.scheduled_at})  # fmt: skip
        self.fall_back()
        self.assertEqual(self.told(batch).way, "letter")
        self.assertEqual(self.codes(self.told(batch)), ["fallback_failed_too"])
        self.assertEqual(batch.paper_count, 1)

    def test_who_has_no_number_is_told_on_paper_and_counts_once_it_is_posted(self):
        self.debtor.email = False
        batch = self.announced()
        self.assertFalse(self.contacts())
        self.assertEqual((self.told(batch).way, batch.paper_count), ("letter", 1))
        self.assertEqual(self.codes(self.told(batch)), ["no_channel"])
        batch.with_user(self.treasurer).action_print_announcements()
        paper = self.env["arrears.document"].search([("res_model", "=", batch._name)])
        self.assertEqual((paper.document_type, paper.res_id), ("debit_announcement", batch.id))
        self.assertEqual(batch.with_user(self.treasurer).document_count, 1)
        dialog = self.env["arrears.debit.announce"].with_user(self.treasurer)
        dialog.create({"batch_id": batch.id, "told_on": TODAY, "way": "letter"}).action_record()
        self.assertEqual(self.told(batch).told_on, TODAY)
        batch.invalidate_recordset()
        self.assertEqual((batch.paper_count, batch.unannounced_count), (0, 0))

    def test_noting_paper_leaves_messages_under_way_alone(self):
        second, __ = self.household("2", 200)
        batch = self.announced()
        dialog = self.env["arrears.debit.announce"].with_user(self.treasurer)
        dialog.create({"batch_id": batch.id, "told_on": TODAY, "way": "letter"}).action_record()
        noted = self.told(batch).filtered("told_on")
        self.assertEqual(noted.mandate_id, second)

    def test_whom_no_machine_writes_to_is_told_on_paper(self):
        self.end_transaction()
        case = self.env["arrears.case"].search([("debtor_id", "=", self.debtor.id)])
        self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "represented", "date_from": TODAY, "note": "Lawyer"}
        )
        batch = self.announced()
        self.assertEqual(self.codes(self.told(batch)), ["notice_not_contacted"])
        self.assertFalse(self.contacts())

    def test_a_holder_without_a_role_gets_paper_and_no_message(self):
        stranger = self.partner("Stranger", email="stranger@example.com")
        self.mandate_one.action_suspend()
        self.mandate_one.write({"holder_name": "Stranger"})
        self.mandate_one.action_activate()
        batch = self.announced()
        self.assertEqual(self.codes(self.told(batch)), ["debit_holder_unknown"])
        self.mandate_one.holder_id = stranger
        self.told(batch)._record({"reasons": False})
        self.job()
        self.assertEqual(self.codes(self.told(batch)), ["debit_holder_without_role"])
        self.assertFalse(self.contacts())

    def test_a_changed_amount_is_not_announced_as_it_was(self):
        batch = self.announced()
        unit = self.mandate_one.unit_ids
        self.invoice(self.line(50), partner_id=self.debtor.id, arrears_unit_id=unit.id)
        self.end_transaction()
        batch.with_user(self.treasurer).action_collect_lines()
        self.leave()
        self.assertEqual(self.contacts().state, "refused")
        self.job()
        self.leave()
        sent = self.contacts().filtered(lambda one: one.state == "sent")
        self.assertEqual((len(sent), sent.amount), (1, 150))

    def test_a_mandate_may_agree_on_a_shorter_time(self):
        self.mandate_one.action_suspend()
        self.mandate_one.notice_days = 3
        self.mandate_one.action_activate()
        self.household("2", 200)
        batch = self.batch(collection_date=TODAY + timedelta(days=5))
        self.assertEqual(batch.line_ids.mandate_id, self.mandate_one)
        self.assertEqual(batch.unannounced_count, 1)
        with self.refused(UserError, "cannot be|suspend it"):
            self.mandate_one.notice_days = 1

    def test_only_a_treasurer_has_them_sent_and_only_from_a_draft(self):
        batch = self.batch(collection_date=IN_TIME)
        with self.refused(AccessError):
            batch.with_user(self.manager).action_announce_by_message()
        with self.refused(AccessError):
            batch.with_user(self.treasurer).write({"announce_wanted": True})
        empty = self.batch(collect=False, collection_date=IN_TIME)
        with self.refused(UserError, "once they are selected"):
            empty.with_user(self.treasurer).action_announce_by_message()

    def test_the_texts_of_the_house_name_what_they_must_in_each_language(self):
        texts = self.env["arrears.template"].search([("use", "=", "debit")])
        self.assertEqual(set(texts.mapped("channel")), {"email", "sms", "wechat"})
        sms = texts.filtered(lambda text: text.channel == "sms")
        with self.refused(ValidationError, "debit_date"):
            sms.body = "Dear holder, {amount} by {creditor}: {debits}. {help_line}"
