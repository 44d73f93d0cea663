"""Who sees which card, and who may change what."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestCaseRights(CollectionCase):
    def setUp(self):
        super().setUp()
        self.owing(450)
        self.case = self.case_of()

    def seen_by(self, user, model="arrears.case"):
        return self.env[model].with_user(user).search([("company_id", "=", self.company.id)])

    def test_a_collector_sees_the_estates_he_is_named_on_and_the_cards_he_works(self):
        stranger = self.user("stranger", "group_collector")
        self.assertEqual(self.seen_by(self.collector), self.case)
        self.assertFalse(self.seen_by(stranger))
        with self.assertRaises(AccessError):
            self.case.with_user(stranger).read(["amount_overdue"])
        self.case.user_id = stranger
        self.assertEqual(self.seen_by(stranger), self.case)

    def test_office_and_managers_see_every_card_of_their_company(self):
        for group in ("cashier", "treasurer", "accountant", "reviewer", "manager"):
            self.assertEqual(self.seen_by(self.user(group[:5], f"group_{group}")), self.case)

    def test_a_lawyer_sees_nothing_before_the_law(self):
        self.assertFalse(self.seen_by(self.user("lawyer", "group_lawyer")))

    def test_a_reader_changes_nothing(self):
        reader = self.user("reader", "group_reader")
        self.estate.collector_ids += reader
        self.assertEqual(self.seen_by(reader), self.case)
        with self.assertRaises(AccessError):
            self.case.with_user(reader).write({"stage_id": self.stage("call").id})
        with self.assertRaises(AccessError):
            self.env["arrears.hold"].with_user(reader).create({"case_id": self.case.id})
        with self.assertRaises(AccessError):
            self.case.with_user(reader).action_log_no_answer()

    def test_cards_of_another_company_are_out_of_reach(self):
        other = self.new_company("Other firm")
        manager = self.user("other", "group_manager")
        manager.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        cards = (
            self.env["arrears.case"].with_user(manager).with_context(allowed_company_ids=other.ids)
        )
        self.assertFalse(cards.search([]))
        with self.assertRaises(AccessError):
            cards.browse(self.case.id).read(["amount_overdue"])

    def test_why_somebody_is_in_hardship_is_not_for_collectors(self):
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "hardship"})
        self.assertFalse(self.seen_by(self.collector, "arrears.hold"))
        self.assertTrue(self.seen_by(self.manager, "arrears.hold"))
        self.assertEqual(self.case.with_user(self.collector).badges[0]["code"], "paused")

    def test_a_collector_sets_no_hold_that_another_room_decides(self):
        holds = self.env["arrears.hold"].with_user(self.collector)
        with self.assertRaises(AccessError):
            holds.create({"case_id": self.case.id, "type": "deceased"})
        holds.create({"case_id": self.case.id, "type": "represented"})

    def test_only_managers_run_and_switch(self):
        with self.assertRaises(AccessError):
            self.env["arrears.run"].with_user(self.collector).action_run_now()
        with self.assertRaises(AccessError):
            self.estate.with_user(self.collector).action_preview_first_run()
        with self.assertRaises(AccessError):
            self.estate.with_user(self.collector).action_switch_on()

    def test_nobody_creates_contacts_claims_runs_or_lines_over_rpc(self):
        values = {
            "arrears.contact": {"debtor_id": self.owner.id, "channel": "call"},
            "arrears.step.claim": {"case_id": self.case.id},
            "arrears.run": {"date": "2026-09-15"},
            "arrears.run.line": {"case_id": self.case.id},
            "arrears.case.episode": {"case_id": self.case.id},
        }
        for model, row in values.items():
            for user in (self.collector, self.manager):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).create(row)

    def test_no_field_describes_the_person_beyond_the_account(self):
        """Closed list (acceptance 25 and 219): no age, job, income, family or whereabouts."""
        words = ("age", "birth", "job", "income", "salary", "family", "child", "spouse", "gender",
                 "religion", "occupation", "marital", "car", "plate")  # fmt: skip
        models = [name for name in self.env.registry if name.startswith("arrears.")]
        for model in models:
            for name in self.env[model]._fields:
                parts = name.split("_")
                if name.startswith("age_") and parts[1][:1].isdigit():
                    continue  # age of the debt
                if name in ("age_over_365", "min_age_days"):
                    continue
                self.assertFalse(set(parts) & set(words), f"{model}.{name}")
