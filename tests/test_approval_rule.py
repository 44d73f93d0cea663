"""Limits of approval: a table that counts once somebody is named, and nobody writes himself in."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .relief_scene import ReliefScene


@tagged("post_install", "-at_install")
class TestApprovalRule(ReliefScene):
    def rules(self, user=None):
        return self.env["arrears.approval.rule"].with_user(user or self.manager)

    def in_force(self):
        return self.rules()._in_force(self.company)

    def test_without_a_named_person_two_persons_are_enough(self):
        self.assertTrue(self.company.arrears_two_persons)
        self.rules().action_take_usual_limits()
        self.assertTrue(self.company.arrears_two_persons, "a table without names does not count")
        first = self.rules().search([("company_id", "=", self.company.id)])[:1]
        self.assertFalse(first.is_in_force)
        first.user_ids = self.other_manager
        self.company.invalidate_recordset(["arrears_two_persons"])
        self.assertFalse(self.company.arrears_two_persons)
        self.assertTrue(first.is_in_force)
        self.assertEqual(self.in_force(), first.sudo())

    def test_the_usual_table_is_that_of_the_notes_and_is_taken_once(self):
        self.rules().action_take_usual_limits()
        found = self.rules().search([("company_id", "=", self.company.id)])
        table = [
            (rule.subject, rule.level, None if rule.is_unlimited else rule.limit_amount, rule.name)
            for rule in found
        ]
        self.assertEqual(
            sorted(table, key=str),
            sorted(
                [
                    ("late_fee", 1, 500, "Project manager"),
                    ("late_fee", 2, 5000, "Area manager"),
                    ("late_fee", 3, None, "Regional general manager"),
                    ("late_fee", 4, None, "Head office"),
                    ("principal", 3, 1000, "Regional general manager"),
                    ("principal", 4, None, "Head office"),
                ],
                key=str,
            ),
        )
        with self.assertRaisesRegex(UserError, "limits already"):
            self.rules().action_take_usual_limits()

    def test_the_usual_table_speaks_each_installed_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search(
            [("name", "=", "property_arrears")]
        )._update_translations(["zh_CN"])
        self.rules().action_take_usual_limits()
        head = self.rules().search([("company_id", "=", self.company.id), ("level", "=", 4)])[:1]
        self.assertEqual(head.with_context(lang="en_US").name, "Head office")
        self.assertEqual(head.with_context(lang="zh_CN").name, "总部")

    def test_nobody_writes_himself_into_a_limit_or_changes_his_own(self):
        form = Form(self.rules())
        form.name = "Area manager"
        form.limit_amount = 500
        form.user_ids.add(self.manager)
        with self.assertRaisesRegex(UserError, "another manager"):
            form.save()
        rule = self.rules(self.other_manager).create(
            {"name": "Area manager", "limit_amount": 500, "user_ids": self.manager.ids}
        )
        for values in ({"limit_amount": 5000}, {"active": False}, {"user_ids": [(5,)]}):
            with self.assertRaisesRegex(UserError, "another manager"):
                rule.with_user(self.manager).write(values)
        rule.limit_amount = 800
        with self.assertRaisesRegex(UserError, "another manager"):
            rule.write({"user_ids": self.other_manager.ids})

    def test_only_managers_are_named_and_only_managers_change_limits(self):
        with self.assertRaisesRegex(ValidationError, "is no manager"):
            self.rules().create({"name": "Clerk", "user_ids": self.collector.ids})
        for user in (self.collector, self.accountant, self.reviewer):
            self.assertFalse(self.rules(user).has_access("create"))
            with self.assertRaises(AccessError):
                self.rules(user).action_take_usual_limits()

    def test_a_limit_is_archived_and_never_deleted(self):
        rule = self.rules().create({"name": "Head office", "is_unlimited": True})
        with self.assertRaisesRegex(UserError, "Archive a limit"):
            rule.sudo().unlink()
        rule.active = False
        self.assertFalse(rule.is_in_force)

    def test_a_limit_names_estates_or_a_region(self):
        with self.assertRaisesRegex(ValidationError, "not both"):
            self.rules().create({"name": "North", "region": "North", "estate_ids": self.estate.ids})

    @mute_logger("odoo.sql_db")
    def test_levels_begin_at_one_and_limits_at_zero(self):
        for values in ({"level": 0}, {"limit_amount": -1}):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.rules().create({"name": "Wrong", **values})
