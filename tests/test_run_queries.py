"""A night asks the database about all debtors of a piece together, never about one at a time."""

from odoo.tests import tagged

from .collection_case import CollectionCase

FEW, MANY = 3, 12


@tagged("post_install", "-at_install")
class TestRunQueries(CollectionCase):
    def setUp(self):
        super().setUp()
        self.switch_on()
        self.number = 0
        self.decided(1)  # fills caches that live longer than a transaction

    def debtors(self, number):
        """New owners of a flat each, who can be written to in turns by e-mail and by SMS."""
        found = self.env["res.partner"]
        first, self.number = self.number + 1, self.number + number
        for mark in range(first, self.number + 1):
            way = {"phone": f"+86138000{mark:05}"}
            if mark % 2:
                way = {"email": f"owner{mark}@example.com"}
            owner = self.partner(f"Owner {mark}", **way)
            unit = self.env["arrears.unit"].create(
                {"estate_id": self.estate.id, "number": f"Q-{mark}", "area": 90}
            )
            self.owing(450, partner=owner, unit=unit)
            found |= owner
        return found

    def decided(self, number):
        """Queries of one piece of a night over so many debtors, each of whom is written to."""
        owners = self.debtors(number)
        run = self.env["arrears.run"].create({"company_id": self.company.id, "date": "2026-09-15"})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        run._look_at(owners.ids)
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(run.message_count, number)
        return queries

    def test_more_debtors_are_no_more_queries(self):
        few, many = self.decided(FEW), self.decided(MANY)
        self.assertLessEqual(many - few, 0, f"{few} for {FEW}, {many} for {MANY}")
