"""Notices before the due date, and thanks: once, to whom they are of use, and never otherwise."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import CollectionCase, date

DUE = "2026-09-30"
WEEK_BEFORE, EVE = "2026-09-23", "2026-09-29"


class NoticeCase(CollectionCase):
    """An estate with notices switched on, and the work of a morning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.with_user(cls.manager).notices_enabled = True
        cls.other_owner = cls.partner("Other owner", email="late@example.com")

    def tell(self, day):
        """The scheduled work of a day; the notices there are then."""
        notices = self.on(day, self.env["arrears.notice"])
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            notices._cron_notices()
        return self.env["arrears.notice"].search([("company_id", "=", self.company.id)])

    def rule(self, days):
        return self.env.ref(f"property_arrears.notice_rule_{days}")

    def reasons(self, notice):
        return [reason["code"] for reason in notice.reasons or ()]


@tagged("post_install", "-at_install")
class TestNotice(NoticeCase):
    def test_an_owner_hears_of_a_bill_a_week_before_and_once(self):
        self.owing(due=DUE)
        self.assertFalse(self.tell("2026-09-22"))
        notice = self.tell(WEEK_BEFORE)
        self.assertEqual(notice.rule_id, self.rule(7))
        contact = notice.contact_id
        self.assertEqual((contact.contact_class, contact.tone, contact.state),
                         ("service", "gentle", "queued"))  # fmt: skip
        self.assertEqual(contact.amount, 450)
        self.assertIn("09/30/2026", contact.text)
        self.assertEqual(self.tell(WEEK_BEFORE), notice)
        self.assertEqual(self.tell("2026-09-25"), notice)
        self.assertEqual(len(self.contacts()), 1)

    def test_days_off_are_made_up_for_until_the_due_date(self):
        self.owing(due=DUE)
        self.assertEqual(len(self.tell(DUE)), 1)
        self.owing(due="2026-10-01", unit=self.garage)
        self.assertEqual(len(self.tell("2026-10-02")), 1)

    def test_several_due_dates_of_one_morning_are_one_message(self):
        self.owing(due=DUE)
        self.owing(due="2026-09-28", unit=self.garage)
        notices = self.tell(WEEK_BEFORE)
        self.assertEqual(len(notices), 2)
        self.assertEqual(len(notices.contact_id), 1)
        self.assertEqual(notices.contact_id.amount, 900)

    def test_the_eve_is_for_those_who_were_late_before(self):
        self.owing(due=DUE)
        self.assertEqual(self.tell(EVE).rule_id, self.rule(7))
        late = self.owing(due="2026-04-30", partner=self.other_owner, unit=self.garage)
        self.pay(late, 450)
        self.owing(due=DUE, partner=self.other_owner, unit=self.garage)
        theirs = self.tell(EVE).filtered(lambda one: one.debtor_id == self.other_owner)
        self.assertEqual(theirs.rule_id, self.rule(1))

    def test_nothing_is_sent_where_notices_are_off(self):
        self.estate.with_user(self.manager).notices_enabled = False
        self.owing(due=DUE)
        self.assertFalse(self.tell(WEEK_BEFORE))

    def test_only_a_manager_switches_notices(self):
        with self.assertRaises(AccessError):
            self.estate.with_user(self.collector).notices_enabled = False

    def test_a_paid_bill_is_not_spoken_of(self):
        self.pay(self.owing(due=DUE), 450)
        self.end_transaction()
        self.assertFalse(self.tell(WEEK_BEFORE))

    def test_open_credit_that_covers_the_bill_is_the_reason_for_silence(self):
        self.owing(due=DUE)
        self.money(450)
        notice = self.tell(WEEK_BEFORE)
        self.assertFalse(notice.contact_id)
        self.assertEqual(self.reasons(notice), ["notice_credit_covers"])
        self.assertIn("apply the open credit", notice.reason_text)

    def test_a_person_who_is_not_to_be_contacted_is_not_written_to(self):
        for kind in ("do_not_contact", "represented", "deceased", "hardship"):
            with self.subTest(kind), self.env.cr.savepoint() as point:
                self.owing(due="2026-04-30")
                self.env["arrears.hold"].create({"case_id": self.case_of().id, "type": kind})
                self.owing(due=DUE)
                notice = self.tell(WEEK_BEFORE)
                self.assertFalse(notice.contact_id)
                self.assertEqual(self.reasons(notice), ["notice_not_contacted"])
                point.close(rollback=True)
            self.env.invalidate_all()

    def test_a_disputed_unit_is_left_alone_and_told_of_once_it_is_settled(self):
        self.owing(due="2026-04-30")
        hold = self.env["arrears.hold"].create(
            {"case_id": self.case_of().id, "type": "dispute", "date_from": "2026-09-01"}
        )
        self.owing(due=DUE)
        notice = self.tell(WEEK_BEFORE)
        self.assertEqual(self.reasons(notice), ["notice_in_question"])
        self.on("2026-09-24", hold).action_lift()
        self.assertEqual(self.tell("2026-09-25"), notice)
        self.assertTrue(notice.contact_id)
        self.assertFalse(notice.reasons)

    def test_somebody_who_was_dunned_today_hears_of_the_coming_bill_tomorrow(self):
        self.owing(due="2026-04-30")
        self.switch_on(day=WEEK_BEFORE)
        self.run_on(WEEK_BEFORE)
        self.owing(due=DUE)
        self.assertEqual(self.reasons(self.tell(WEEK_BEFORE)), ["contact_cap"])
        self.assertTrue(self.tell("2026-09-24").contact_id)

    def test_it_is_asked_again_as_it_leaves(self):
        bill = self.owing(due=DUE)
        notice = self.tell(WEEK_BEFORE)
        contact = notice.contact_id
        self.pay(bill, 450)
        self.end_transaction()
        self.send(day=date.fromisoformat(WEEK_BEFORE))
        self.assertEqual(contact.state, "refused")
        self.assertEqual(contact.reasons[0]["code"], "nothing_due")
        self.assertFalse(notice.contact_id)

    def test_it_leaves_and_arrives(self):
        self.owing(due=DUE)
        contact = self.tell(WEEK_BEFORE).contact_id
        self.send(day=date.fromisoformat(WEEK_BEFORE))
        self.assertEqual(contact.state, "sent")

    def test_thanks_follow_a_payment_of_all_that_was_overdue(self):
        bill = self.owing(due="2026-04-30")
        self.pay(bill, 450)
        self.refresh("2026-09-15")
        notice = self.tell("2026-09-16")
        self.assertEqual(notice.rule_id, self.rule("thanks"))
        self.assertEqual(notice.contact_id.amount, 0)
        self.assertNotIn("450", notice.contact_id.text)
        self.assertEqual(self.tell("2026-09-17"), notice)

    def test_nobody_is_thanked_for_a_credit_note(self):
        bill = self.owing(due="2026-04-30")
        note = self.credit_note(self.line(450))
        self.receivables(bill, note).reconcile()
        self.refresh("2026-09-15")
        self.assertFalse(self.tell("2026-09-16"))

    def test_nobody_is_thanked_while_another_unit_is_overdue(self):
        self.owing(due="2026-04-30", unit=self.garage)
        self.pay(self.owing(due="2026-04-30"), 450)
        self.refresh("2026-09-15")
        self.assertFalse(self.tell("2026-09-16"))

    def test_who_wants_no_mailing_is_not_thanked(self):
        self.env["mail.blacklist"].sudo()._add("owner@example.com")
        self.pay(self.owing(due="2026-04-30"), 450)
        self.refresh("2026-09-15")
        self.assertEqual(self.reasons(self.tell("2026-09-16")), ["notice_opted_out"])

    def test_a_text_that_waits_for_its_review_is_not_used(self):
        self.env.ref("property_arrears.template_email_coming").with_user(self.manager).body += " "
        self.owing(due=DUE)
        notice = self.tell(WEEK_BEFORE)
        self.assertFalse(notice.contact_id)
        self.assertEqual(self.reasons(notice), ["text_not_reviewed"])

    def test_a_text_of_another_use_is_refused(self):
        thanks = self.env.ref("property_arrears.template_email_thanks")
        with self.assertRaisesRegex(ValidationError, "another occasion"):
            self.rule(7).email_template_id = thanks
        step = self.env.ref("property_arrears.policy_step_gentle_reminder")
        with self.assertRaisesRegex(ValidationError, "not for overdue bills"):
            step.email_template_id = thanks

    def test_thanks_can_not_ask_for_money(self):
        thanks = self.env.ref("property_arrears.template_email_thanks")
        with self.assertRaisesRegex(ValidationError, r"\{amount\}"):
            thanks.body = "Thank you. Now pay {amount}."

    def test_a_rule_needs_a_text(self):
        with self.assertRaisesRegex(ValidationError, "choose a text"):
            with Form(self.env["arrears.notice.rule"].with_user(self.manager)) as form:
                form.name = "Early"

    def test_the_database_keeps_a_notice_from_being_made_twice(self):
        self.owing(due=DUE)
        notice = self.tell(WEEK_BEFORE)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            notice.copy()
        with self.assertRaises(UserError):
            notice.unlink()
