"""One notice a bill: a convenience of a good record, by wish, segment or programme."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .collection_case import CollectionCase

DUE = "2026-09-30"


@tagged("post_install", "-at_install")
class TestNoticeSpared(CollectionCase):
    """Three rules speak of every bill; the owner has paid nothing late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.with_user(cls.manager).notices_enabled = True
        rules = [cls.env.ref(f"property_arrears.notice_rule_{days}") for days in (15, 7, 1)]
        cls.first, cls.second, cls.eve = rules
        cls.first.active = True
        cls.eve.only_after_late = False
        cls.wishes = cls.env["arrears.notice.wish"]

    def told(self, *days):
        """The rules that spoke on these mornings."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            for day in days or ("2026-09-15", "2026-09-23", "2026-09-29"):
                self.on(day, self.env["arrears.notice"])._cron_notices()
        made = self.env["arrears.notice"].search([("company_id", "=", self.company.id)])
        return made.rule_id.filtered(lambda rule: rule.occasion == "coming")

    def wish(self, wish):
        self.wishes._said(self.company, self.owner, wish)

    def paid_bills(self, *dues):
        for due in dues:
            self.pay(self.owing(due=due), 450).arrears_value_date = due
        self.end_transaction()

    def test_without_a_wish_or_a_record_every_notice_comes(self):
        self.owing(due=DUE)
        self.assertEqual(self.told(), self.first | self.second | self.eve)

    def test_who_wishes_it_hears_of_a_bill_once(self):
        self.wish("fewer")
        self.owing(due=DUE)
        self.assertEqual(self.told(), self.first)

    def test_a_missed_morning_is_made_up_for(self):
        self.wish("fewer")
        self.owing(due=DUE)
        self.assertEqual(self.told("2026-09-29"), self.first)

    def test_with_something_overdue_the_wish_waits(self):
        self.wish("fewer")
        self.owing(due="2026-08-31", unit=self.garage)
        self.owing(due=DUE)
        self.assertEqual(self.told(), self.first | self.second | self.eve)

    def test_the_segment_on_time_gives_it_and_the_owner_may_opt_back_in(self):
        self.assertTrue(self.env.ref("property_arrears.segment_on_time").fewer_notices)
        self.paid_bills("2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31")
        self.owing(due=DUE)
        self.assertEqual(self.told("2026-09-15", "2026-09-23"), self.first)
        self.wish("all")
        self.assertEqual(self.told("2026-09-23", "2026-09-29"),
                         self.first | self.second | self.eve)  # fmt: skip

    def test_the_segment_may_be_told_not_to(self):
        self.env.ref("property_arrears.segment_on_time").fewer_notices = False
        self.paid_bills("2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31")
        self.owing(due=DUE)
        self.assertEqual(self.told(), self.first | self.second | self.eve)

    def test_the_last_word_of_the_owner_counts(self):
        self.wish("fewer")
        self.wish("all")
        [wish] = self.wishes.search([("debtor_id", "=", self.owner.id)])
        self.assertEqual((wish.wish, wish.said_on), ("all", fields.Date.to_date("2026-09-15")))
        with (
            mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):  # fmt: skip
            self.wishes.create({"company_id": self.company.id, "debtor_id": self.owner.id})

    def test_a_collector_reads_only_what_was_said_to_him(self):
        self.wish("fewer")
        mine = self.wishes.with_user(self.collector)
        self.assertFalse(mine.search([("debtor_id", "=", self.owner.id)]))
        with self.assertRaises(AccessError):
            mine.browse(self.wishes.search([]).ids).read(["wish"])
        taken = mine.create({"company_id": self.company.id, "debtor_id": self.partner("B").id})
        self.assertEqual((taken.wish, taken.taken_by_id), ("fewer", self.collector))
