"""Scheduled reports: made once, none forgotten, kept, and sent to the right people alone."""

import hashlib
from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..engine.report_periods import ReportPeriod
from ..reports.report_issue import ArrearsReportIssue
from .ledger_case import TODAY
from .test_ageing import AgeingCase
from .test_ageing_papers import opened, table

# 15 September 2026 is a Tuesday: the week before ended on Sunday the 13th.
SUNDAY = date(2026, 9, 13)
WEEK = ReportPeriod(date(2026, 9, 7), SUNDAY)


@tagged("post_install", "-at_install")
class TestReportSchedule(AgeingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.reader("accountant")
        cls.manager = cls.reader("manager")

    @classmethod
    def reader(cls, group, login=None, **values):
        login = login or f"schedule_{group}"
        return new_test_user(
            cls.env, login, f"property_arrears.group_{group}", email=f"{login}@firm.test",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)], **values,
        )  # fmt: skip

    def schedule(self, **values):
        self.end_transaction()
        defaults = {
            "name": "For finance",
            "company_id": self.company.id,
            "frequency": "week",
            "date_from": "2026-09-07",
            "user_ids": [Command.set(self.accountant.ids)],
            "has_roll_rates": True,
        }
        return self.env["arrears.report.schedule"].create({**defaults, **values})

    def issued(self, schedule, period=WEEK):
        return self.env["arrears.report.issue"]._issue(schedule, period).with_env(self.env)

    def night(self, today=TODAY):
        """The scheduled action of a day, without the commits that a test can't have."""
        moved = self.env["arrears.report.schedule"].with_context(arrears_today=today)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            moved.sudo()._cron_issue()

    def mails(self):
        return self.env["mail.mail"].search([("email_to", "ilike", "@firm.test")])

    def test_without_a_schedule_nothing_is_made_and_nothing_is_sent(self):
        self.assertFalse(self.env["arrears.report.schedule"].search([]))
        self.night()
        self.assertFalse(self.env["arrears.report.issue"].search([]))
        self.assertFalse(self.mails())

    def test_a_report_is_made_once_however_often_it_is_asked_for(self):
        self.bill(100, "2026-08-31")
        schedule = self.schedule()
        self.night()
        self.night()
        schedule.action_make_due()
        [issue] = schedule.issue_ids
        self.assertEqual((issue.state, issue.date_from, issue.date_to), ("made", *self.days(WEEK)))
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(self.issued(schedule), issue)

    @staticmethod
    def days(period):
        return period.first, period.last

    def test_the_database_refuses_a_second_report_of_a_period(self):
        issue = self.issued(self.schedule())
        issue.flush_recordset()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "INSERT INTO arrears_report_issue (schedule_id, company_id, frequency,"
                    " date_from, date_to, state) SELECT schedule_id, company_id, frequency,"
                    " date_from, date_to, state FROM arrears_report_issue WHERE id = %s",
                    issue.ids,
                )

    def test_after_days_off_every_missed_week_is_made_as_of_its_own_last_day(self):
        move = self.bill(100, "2026-08-15")
        schedule = self.schedule(date_from="2026-08-24")
        self.pay(move, 60)  # on 5 May: long before
        self.bill(40, "2026-09-08")
        self.night()
        issues = schedule.issue_ids.sorted("date_to")
        self.assertEqual(
            issues.mapped("date_to"), [date(2026, 8, 30), date(2026, 9, 6), date(2026, 9, 13)]
        )
        self.assertEqual(issues.mapped("amount_overdue"), [40, 40, 80])
        self.assertEqual(issues.ageing_report_id.mapped("date"), issues.mapped("date_to"))

    def test_a_month_waits_for_its_days_after_the_end(self):
        schedule = self.schedule(frequency="month", date_from="2026-08-10", delay_days=15)
        self.night(date(2026, 9, 14))
        self.assertFalse(schedule.issue_ids)
        self.assertEqual(schedule.next_date, date(2026, 9, 15))
        self.night(date(2026, 9, 15))
        self.assertEqual(schedule.issue_ids.date_to, date(2026, 8, 31))
        schedule.invalidate_recordset()
        self.assertEqual(schedule.next_date, date(2026, 10, 15))

    def test_figures_and_file_are_kept_and_agree(self):
        self.bill(100, "2026-08-31")
        self.money(30)
        issue = self.issued(self.schedule())
        ageing = issue.figures["ageing"]
        self.assertEqual((ageing["overdue"], ageing["credit"]), (10000, 3000))
        [row] = [r for r in ageing["by_estate"]["due_date"] if r["owed"]]
        self.assertEqual((row["label"], row["buckets"]), ("Lakeside", {"1_days_30": 10000}))
        _formulas, book = opened(self.content(issue))
        _heading, rows = table(book["Estate · By due date"], "Estate")
        self.assertEqual(rows[0][-2], 100)
        self.assertIn("Roll rates · Overdue for", book.sheetnames)
        self.assertEqual(issue.sha256, hashlib.sha256(self.content(issue)).hexdigest())
        self.assertTrue(issue.intact)
        self.assertEqual((issue.unexplained, issue.figures["roll_rates"]["date_from"]),
                         (0, "2026-09-06"))  # fmt: skip

    def test_collection_rates_come_with_it(self):
        self.bill(100, "2026-08-31")
        issue = self.issued(self.schedule(has_ageing=False, has_roll_rates=False, has_rates=True))
        self.assertEqual((issue.state, issue.failure), ("made", False))
        self.assertEqual(issue.rate_report_id.date, SUNDAY)
        self.assertEqual(issue.figures["rates"]["year"], 2026)
        self.assertEqual(issue.figures["rates"]["due"], 10000)
        _formulas, book = opened(self.content(issue))
        self.assertGreater(len(book.sheetnames), 2)

    def content(self, issue):
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", issue._name), ("res_id", "=", issue.id), ("res_field", "=", "file")]
        )
        return attachment.raw

    def test_nothing_of_it_changes_afterwards(self):
        issue = self.issued(self.schedule())
        for values in ({"figures": {}}, {"file": False}, {"date_to": "2026-01-01"},
                       {"state": "failed"}):  # fmt: skip
            with self.assertRaises(UserError):
                issue.sudo().write(values)
        with self.assertRaisesRegex(UserError, "kept"):
            issue.sudo().unlink()
        with self.assertRaisesRegex(UserError, "kept"):
            issue.ageing_report_id.sudo().unlink()
        with self.assertRaisesRegex(UserError, "archive it"):
            issue.schedule_id.unlink()

    def test_later_postings_change_the_next_report_and_not_this_one(self):
        self.bill(100, "2026-08-31")
        issue = self.issued(self.schedule())
        self.bill(50, "2026-08-31")
        self.assertEqual(self.issued(issue.schedule_id).amount_overdue, 100)

    def test_mails_go_to_the_people_named_and_name_no_debtor(self):
        self.bill(100, "2026-08-31", partner_id=self.partner("Zhang Secret").id)
        self.issued(self.schedule(user_ids=[Command.set((self.accountant | self.manager).ids)]))
        mails = self.mails()
        addresses = {self.accountant.email_formatted, self.manager.email_formatted}
        self.assertEqual(set(mails.mapped("email_to")), addresses)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        for mail in mails:
            self.assertIn("100.00", mail.body_html)
            self.assertNotIn("Zhang Secret", mail.body_html)
            [file] = mail.attachment_ids
            _formulas, book = opened(file.raw)
            cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
            self.assertNotIn("Zhang Secret", cells)

    def test_each_mail_is_in_its_readers_language(self):
        self.accountant.lang = "zh_CN"
        self.bill(100, "2026-08-31")
        self.issued(self.schedule())
        [mail] = self.mails()
        address = "action-property_arrears.action_arrears_report_issue/"
        self.assertIn(address, mail.body_html)

    def test_only_people_of_the_firm_with_the_right_may_be_named(self):
        elsewhere = self.env["res.company"].create({"name": "Another firm"})
        for user, reason in (
            (self.reader("collector"), "no right"),
            (new_test_user(self.env, "schedule_portal", "base.group_portal"), "firm's people"),
            (self.reader("accountant", "schedule_silent"), "e-mail"),
            (
                new_test_user(
                    self.env, "schedule_other", "property_arrears.group_accountant",
                    email="other@firm.test", company_id=elsewhere.id,
                    company_ids=[Command.set(elsewhere.ids)],
                ),
                "does not work in",
            ),
        ):  # fmt: skip
            if reason == "e-mail":
                user.email = False
            with self.assertRaisesRegex(ValidationError, reason):
                self.schedule(user_ids=[Command.set(user.ids)])

    def test_who_lost_the_right_since_gets_nothing_and_the_record_says_so(self):
        schedule = self.schedule(user_ids=[Command.set((self.accountant | self.manager).ids)])
        self.accountant.group_ids = [
            Command.unlink(self.env.ref("property_arrears.group_accountant").id)
        ]
        issue = self.issued(schedule)
        self.assertEqual(issue.user_ids, self.manager)
        self.assertIn(self.accountant.name, issue.left_out)
        self.assertEqual(self.mails().mapped("email_to"), [self.manager.email_formatted])

    def test_a_branch_added_later_closes_the_report_to_those_who_do_not_work_there(self):
        schedule = self.schedule()
        self.new_company("Ledger test north", parent_id=self.company.id)
        issue = self.issued(schedule)
        self.assertEqual((issue.state, issue.user_ids.ids), ("made", []))
        self.assertIn("Ledger test north", issue.left_out)

    def test_nobody_named_means_kept_and_not_sent(self):
        issue = self.issued(self.schedule(user_ids=[]))
        self.assertEqual((issue.state, issue.mailed_at), ("made", False))
        self.assertFalse(self.mails())

    def test_a_failure_leaves_a_trace_and_is_made_up_for_the_next_night(self):
        self.bill(100, "2026-08-31")
        schedule, other = self.schedule(), self.schedule(name="For the board")
        broken = ArrearsReportIssue._make_reports

        def fails_for_finance(issue):
            if issue.schedule_id == schedule:
                raise OSError("The disk is full")
            return broken(issue)

        with patch.object(ArrearsReportIssue, "_make_reports", fails_for_finance):
            self.night()
            self.night()
        [issue] = schedule.issue_ids
        self.assertEqual((issue.state, issue.attempts), ("failed", 2))
        self.assertIn("The disk is full", issue.failure)
        self.assertFalse(issue.ageing_report_id, "nothing half made")
        self.assertEqual(other.issue_ids.state, "made", "the others are not held up")
        self.night()
        self.assertEqual((issue.state, issue.attempts, issue.failure), ("made", 3, False))
        self.assertEqual(len(self.mails()), 2)

    def test_only_the_estates_asked_for_are_in_the_tables_and_the_proof_is_of_the_whole(self):
        self.bill(100, "2026-08-31")
        self.bill(40, "2026-08-31", arrears_unit_id=False)
        issue = self.issued(self.schedule(estate_ids=[Command.set(self.estate.ids)]))
        rows = issue.figures["ageing"]["by_estate"]["due_date"]
        self.assertEqual([row["label"] for row in rows], ["Lakeside"])
        self.assertEqual((issue.amount_overdue, issue.unexplained), (140, 0))

    def test_a_schedule_asks_for_something_of_its_own_company(self):
        with self.assertRaisesRegex(ValidationError, "at least one report"):
            self.schedule(has_ageing=False, has_roll_rates=False)
        with self.assertRaisesRegex(ValidationError, "another company"):
            elsewhere = self.env["res.company"].create({"name": "Another firm"})
            estate = self.estate.copy({"company_id": elsewhere.id})
            self.schedule(estate_ids=[Command.set(estate.ids)])

    def test_the_form_makes_a_schedule_that_sends_nothing_by_itself(self):
        form = Form(self.env["arrears.report.schedule"].with_company(self.company))
        form.name = "Board"
        schedule = form.save()
        self.assertEqual((schedule.date_from, schedule.user_ids.ids), (TODAY, []))
        self.assertEqual(schedule.next_date, TODAY + timedelta(days=6))
        self.assertFalse(schedule.issue_ids)

    def test_managers_make_schedules_and_accountants_read_them(self):
        schedule = self.schedule()
        mine = schedule.with_user(self.manager)
        mine.action_make_due()
        self.assertEqual(mine.issue_ids.state, "made")
        theirs = schedule.with_user(self.accountant)
        self.assertEqual(theirs.issue_ids.amount_overdue, 0)
        with self.assertRaises(UserError):
            theirs.action_make_due()
        with self.assertRaises(UserError):
            theirs.name = "Mine"
