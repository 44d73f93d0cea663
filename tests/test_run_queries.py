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

    def test_cards_that_differ_in_what_stands_in_the_way_are_told_apart(self):
        """Alike cards are asked once: one by e-mail, one by SMS, one by nothing, one of nobody."""
        owners = self.debtors(4)
        owners[2].write({"email": False, "phone": False})
        cases = self.env["arrears.case"].sudo().search([("debtor_id", "in", owners.ids)])
        cases = cases.sorted(lambda case: owners.ids.index(case.debtor_id.id))
        cases[3].user_id = False
        run = self.env["arrears.run"].new({"company_id": self.company.id})
        facts = run._facts(cases)
        codes = {}
        for case in cases:
            policy, reach = facts.policies[case.id], facts.reach[case.debtor_id.id]
            together = run._all_obstacles(case, facts)
            alone = run._obstacles(case, policy, reach, None)
            self.assertLessEqual(alone.items(), together.items())
            codes[case] = {reason.code for reason in alone.values()}
        self.assertEqual(
            [{"no_channel", "no_collector"} & codes[case] for case in cases],
            [set(), set(), {"no_channel"}, {"no_collector"}],
        )
