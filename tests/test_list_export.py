"""Lists that name debtors leave for few, and every copy says who took it."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestListExport(CollectionCase):
    def setUp(self):
        super().setUp()
        self.owing(450)
        allowed = Command.link(self.env.ref("base.group_allow_export").id)
        (self.collector | self.manager).group_ids = [allowed]

    def lists(self, user):
        case = self.case_of().with_user(user)
        return case, self.env["arrears.charge"].browse(case.charge_ids.ids).with_user(user)

    def test_a_collector_takes_no_list_of_debtors_away(self):
        for records in self.lists(self.collector):
            with self.assertRaisesRegex(AccessError, "managers and accountants"):
                records.export_data(["display_name"])

    def test_the_last_row_of_a_managers_copy_names_him(self):
        for records in self.lists(self.manager):
            rows = records.export_data(["display_name", "company_id/name"])["datas"]
            self.assertEqual(len(rows), len(records) + 1)
            self.assertIn(self.manager.name, rows[-1][0])
            self.assertEqual(len(rows[-1]), 2)

    def test_a_grouped_copy_carries_the_mark_beside_its_hidden_numbers(self):
        cases, _charges = self.lists(self.manager)
        rows = cases.export_data([".id", "display_name"])["datas"]
        self.assertFalse(rows[-1][0])
        self.assertIn(self.manager.name, rows[-1][1])

    def test_what_an_owner_wrote_does_not_run_in_a_spreadsheet(self):
        case = self.case_of()
        case.debtor_id.name = '=HYPERLINK("http://x.y","Owner")'
        rows = case.with_user(self.manager).export_data(["debtor_id/name", "amount_overdue"])
        name, amount = rows["datas"][0]
        self.assertEqual(name, "'" + case.debtor_id.name)
        self.assertEqual(amount, 450)
        for text in ("@SUM(1)", "{=1}", "\t=1"):
            case.debtor_id.name = text
            told = case.with_user(self.manager).export_data(["debtor_id/name"])["datas"]
            self.assertTrue(told[0][0].startswith("'"), text)
