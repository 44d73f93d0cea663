"""A programme is published, started by a second person, and stands still while it runs."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestIncentiveProgram(RewardsScene):
    def test_without_published_criteria_it_cannot_start(self):
        program = self.program(active=False, criteria="  ")
        with self.assertRaisesRegex(UserError, "published criteria"):
            program.with_user(self.other_manager).action_activate()

    def test_the_person_who_proposed_it_cannot_start_it(self):
        program = self.program(active=False)
        with self.assertRaisesRegex(UserError, "another manager"):
            program.with_user(self.manager).action_activate()

    def test_a_second_manager_starts_it_and_is_named(self):
        program = self.program()
        self.assertEqual(program.state, "active")
        self.assertEqual(program.activated_by_id, self.other_manager)
        self.assertEqual(str(program.activated_on), "2026-09-15")

    def test_nobody_else_starts_or_ends_it(self):
        program = self.program(active=False)
        for user in (self.collector, self.accountant, self.reviewer):
            with self.assertRaises(AccessError):
                program.with_user(user).action_activate()
            with self.assertRaises(AccessError):
                program.with_user(user).action_end()

    def test_its_rules_stand_still_while_it_runs(self):
        program = self.program()
        for values in ({"percent": 50}, {"criteria": "Other"}, {"budget": 9}, {"grace_days": 9}):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                program.write(values)
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            program.estate_line_ids.resolution_reference = "2026-1"
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            program.estate_line_ids.unlink()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            program.unlink()

    def test_no_estate_is_slipped_into_a_running_programme(self):
        program = self.program()
        estate = self.estate.copy({"code": "SECOND"})
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            self.env["arrears.incentive.program.estate"].create(
                {"program_id": program.id, "estate_id": estate.id}
            )

    def test_state_and_names_cannot_be_typed_nor_smuggled_in_as_defaults(self):
        program = self.program(active=False)
        for name, value in (
            ("state", "active"),
            ("activated_by_id", self.other_manager.id),
            ("proposed_by_id", self.other_manager.id),
            ("amount_granted", 5),
        ):
            with self.assertRaisesRegex(UserError, "cannot be typed in"):
                program.write({name: value})
        values = {
            "name": "Smuggled",
            "percent": 1,
            "budget": 1,
            "date_from": "2026-01-01",
            "date_to": "2026-01-31",
        }
        with self.assertRaisesRegex(UserError, "cannot be typed in"):
            program.create({**values, "state": "active"})
        smuggled = program.with_user(self.manager).with_context(
            default_state="active", default_proposed_by_id=self.other_manager.id
        )
        smuggled = smuggled.create(values)
        self.assertEqual(smuggled.state, "draft")
        self.assertEqual(smuggled.proposed_by_id, self.manager)

    def test_a_copy_is_a_new_proposal_of_whoever_copies(self):
        copy = self.program().with_user(self.other_manager).copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.proposed_by_id, self.other_manager)
        self.assertEqual(copy.estate_ids, self.estate)
        self.assertEqual(copy.amount_granted, 0)

    def test_where_the_fee_is_held_for_the_owners_their_resolution_is_needed(self):
        self.estate.fee_basis = "commission"
        program = self.program(active=False)
        line = program.estate_line_ids
        self.assertTrue(line.is_excluded)
        self.assertIn("resolution is missing", line.excluded_reason)
        with self.assertRaisesRegex(UserError, "resolution of the owners"):
            program.with_user(self.other_manager).action_activate()
        line.resolution_reference = "Owners' assembly 2026-3"
        self.assertTrue(line.is_excluded, "a reference without a date is no resolution")
        line.resolution_date = "2026-09-16"
        self.assertTrue(line.is_excluded, "a resolution of tomorrow does not bind today")
        line.resolution_date = "2026-09-15"
        self.assertFalse(line.is_excluded)
        self.assertFalse(line.excluded_reason)
        program.with_user(self.other_manager).action_activate()

    def test_another_company_reads_nothing_of_it(self):
        program = self.program()
        elsewhere = self.new_company("Elsewhere")
        stranger = self.user("stranger", "reader")
        stranger.write({"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]})
        seen = self.env["arrears.incentive.program"].with_user(stranger)
        seen = seen.with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(seen.search([("id", "=", program.id)]))
        with self.assertRaises(AccessError):
            seen.browse(program.id).read(["name"])

    def test_the_form_makes_a_programme(self):
        form = Form(self.env["arrears.incentive.program"].with_user(self.manager))
        form.name = "By form"
        form.percent = 3
        form.budget = 500
        form.date_from = "2026-01-01"
        form.date_to = "2026-03-31"
        with form.estate_line_ids.new() as line:
            line.estate_id = self.estate
        program = form.save()
        self.assertEqual(program.estate_ids, self.estate)
        self.assertEqual(program.amount_left, 500)
