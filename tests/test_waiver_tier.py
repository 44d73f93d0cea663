"""Waivers by tier: the level decides by amount, place and closeness, and waiting goes up."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .relief_scene import ReliefScene


class TierScene(ReliefScene):
    """Three levels: the project up to 20, the area up to 50, the head office any amount and,
    alone, the service fee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project, cls.area, cls.head = (
            cls.user(name, "manager") for name in ("project", "area", "head")
        )
        cls.rules = cls.env["arrears.approval.rule"].create(
            [
                cls.rule("Project", 1, cls.project, limit_amount=20),
                cls.rule("Area", 2, cls.area, limit_amount=50),
                cls.rule("Head", 3, cls.head, is_unlimited=True),
                cls.rule("Head", 3, cls.head, is_unlimited=True, subject="principal"),
            ]
        )

    @classmethod
    def rule(cls, name, level, user, **values):
        company = cls.company.id
        return {"name": name, "company_id": company, "level": level,
                "user_ids": [Command.set(user.ids)], **values}  # fmt: skip

    def on(self, day, records):
        return records.with_context(arrears_today=day)

    def submitted(self, *amounts, **values):
        waiver = self.waiver(*amounts, **values)
        waiver.action_submit()
        return waiver.with_env(self.env)

    def approve(self, waiver, user, day=None):
        waiver = waiver.with_user(user)
        (self.on(day, waiver) if day else waiver).action_approve()

    def assertNotBy(self, waiver, *users, words="needs an approver of level"):
        for user in users:
            with self.assertRaisesRegex(UserError, words):
                self.approve(waiver, user)

    def tasks(self, waiver):
        return waiver.sudo().activity_ids


@tagged("post_install", "-at_install")
class TestWaiverTier(TierScene):
    def test_the_limit_itself_stays_below_and_a_cent_more_goes_up(self):
        _principal, fee = self.arrears(100)
        charge = self.charges(fee)
        small = self.submitted((charge, 20))
        self.assertEqual((small.needed_level, small.approver_ids),
                         (1, self.project | self.area | self.head))  # fmt: skip
        large = self.submitted((charge, 20.01))
        self.assertEqual((large.needed_level, large.approver_ids), (2, self.area | self.head))
        self.assertNotBy(large, self.project)
        self.approve(large, self.area)
        self.assertEqual((large.state, large.approved_by_id), ("approved", self.area))
        self.assertIn("Level 2", large.approval_basis_text)

    def test_sums_cut_in_pieces_count_together(self):
        _principal, first, second = self.arrears(100, 100)
        one = self.submitted((self.charges(first), 15))
        two = self.submitted((self.charges(second), 15))
        self.assertEqual((one.needed_level, two.needed_level), (1, 1))
        self.approve(one, self.project)
        self.assertNotBy(two, self.project)
        self.apply_waivers(one)
        self.assertNotBy(two, self.project)
        self.approve(two, self.area)
        self.assertIn("15", two.approval_basis_text)

    def test_what_was_given_up_more_than_a_year_ago_no_longer_counts(self):
        _principal, first, second = self.arrears(100, 100)
        one = self.submitted((self.charges(first), 15))
        self.approve(one, self.project)
        two = self.waiver((self.charges(second), 15), valid_until="2028-01-01")
        later = self.on(date(2027, 9, 15), two)
        later.action_submit()
        self.assertEqual(later.needed_level, 1)
        self.approve(two, self.project, date(2027, 9, 15))
        self.assertEqual(two.state, "approved")

    def test_the_requester_does_not_approve_whatever_the_level(self):
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5), user=self.head)
        self.assertNotBy(waiver, self.head, words="asked for it yourself")
        self.approve(waiver, self.project)

    def test_a_manager_who_is_named_nowhere_neither_approves_nor_refuses(self):
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5))
        self.assertNotBy(waiver, self.manager)
        refused = waiver.with_user(self.manager)
        refused.decision_note = "No."
        with self.assertRaisesRegex(UserError, "level 1"):
            refused.action_refuse()
        waiver.with_user(self.project).action_refuse()
        self.assertEqual(waiver.state, "refused")
        self.assertIn("Level 1", waiver.approval_basis_text)

    def test_a_declared_conflict_goes_one_level_up(self):
        _principal, fee = self.arrears(10)
        for conflict in ("employee", "committee", "related"):
            waiver = self.submitted((self.charges(fee), 5), conflict=conflict)
            self.assertEqual(waiver.needed_level, 2, conflict)
            self.assertNotBy(waiver, self.project)
            waiver.with_user(self.collector).action_back_to_draft()

    def test_a_debtor_who_is_a_colleague_is_known_without_being_declared(self):
        _principal, fee = self.arrears(10)
        self.user("neighbour", "reader").partner_id = self.owner
        waiver = self.submitted((self.charges(fee), 5))
        self.assertEqual((waiver.conflict, waiver.needed_level), ("none", 2))

    def test_a_limit_of_the_estate_goes_before_that_of_everywhere(self):
        local = self.user("local", "manager")
        self.env["arrears.approval.rule"].create(
            self.rule("Project", 1, local, limit_amount=60, estate_ids=self.estate.ids)
        )
        _principal, fee = self.arrears(100)
        waiver = self.submitted((self.charges(fee), 60))
        self.assertEqual((waiver.needed_level, waiver.approver_ids),
                         (1, local | self.area | self.head))  # fmt: skip
        self.assertNotBy(waiver, self.project)
        self.approve(waiver, local)

    def test_above_every_limit_nobody_approves(self):
        self.rules[2].user_ids = False
        _principal, fee = self.arrears(100)
        waiver = self.submitted((self.charges(fee), 50.01))
        self.assertFalse(waiver.approver_ids)
        self.assertFalse(self.tasks(waiver))
        self.assertIn("Nobody", waiver.route_text)
        self.assertNotBy(waiver, self.head, words="No limit of the firm")

    def test_the_form_says_who_will_approve_before_it_is_asked_for(self):
        _principal, fee = self.arrears(100)
        form = Form(self.env["arrears.waiver"].with_user(self.collector))
        form.debtor_id = self.owner
        with form.line_ids.new() as line:
            line.charge_id = self.charges(fee)
            line.amount = 20
        self.assertIn("Project: ", form.save().route_text)
        waiver = self.waiver((self.charges(fee), 30))
        self.assertIn("Area: ", waiver.route_text)
        self.rules.user_ids = False
        waiver.invalidate_recordset(["route_text"])
        self.assertIn("Any manager", waiver.route_text)

    def test_limits_that_changed_meanwhile_hold_at_the_decision(self):
        _principal, fee = self.arrears(100)
        waiver = self.submitted((self.charges(fee), 20))
        self.rules[0].limit_amount = 19.99
        self.assertNotBy(waiver, self.project)

    def test_the_limits_of_another_company_do_not_hold_here(self):
        elsewhere = self.new_company("Elsewhere")
        self.rules.user_ids = False
        self.env["arrears.approval.rule"].create(
            {"name": "Head", "company_id": elsewhere.id, "is_unlimited": True,
             "user_ids": self.env.ref("base.user_admin").ids}
        )  # fmt: skip
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5))
        self.approve(waiver, self.manager)
        self.assertIn("Two persons", waiver.approval_basis_text)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_an_approval_before_the_request(self):
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5))
        with self.assertRaisesRegex(UserError, "nobody backdates"):
            self.approve(waiver, self.project, date(2026, 9, 14))
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            waiver._record_effect({"approved_on": "2026-09-14"})
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestWaiverRoute(TierScene):
    def night(self, day):
        self.on(day, self.env["arrears.waiver"])._raise_waiting()

    def test_the_task_is_of_the_level_in_the_language_of_its_person(self):
        _principal, fee = self.arrears(100)
        waiver = self.submitted((self.charges(fee), 30))
        task = self.tasks(waiver)
        summary = f"Decide on waiver {waiver.name}"
        self.assertEqual((task.user_id, task.summary), (self.area, summary))
        self.approve(waiver, self.area)
        self.assertFalse(self.tasks(waiver))

    def test_after_five_working_days_it_goes_up_and_a_second_night_changes_nothing(self):
        """Asked on Tuesday 15 September 2026: with the Sunday that is worked for the National Day
        the fifth working day after is Monday the 21st."""
        _principal, fee = self.arrears(100)
        waiver = self.submitted((self.charges(fee), 5))
        self.estate.jurisdiction_id = self.env.ref("property_arrears.jurisdiction_cn")
        self.night(date(2026, 9, 21))
        self.assertEqual((waiver.needed_level, self.tasks(waiver).user_id), (1, self.project))
        self.night(date(2026, 9, 22))
        self.assertEqual((waiver.needed_level, self.tasks(waiver).user_id), (2, self.area))
        said = len(waiver.message_ids)
        self.assertIn("from level 1 to 2", waiver.message_ids[0].body)
        self.night(date(2026, 9, 22))
        self.assertEqual((len(waiver.message_ids), len(self.tasks(waiver))), (said, 1))
        with self.assertRaisesRegex(UserError, "level 2"):
            self.approve(waiver, self.project, date(2026, 9, 22))
        self.approve(waiver, self.area, date(2026, 9, 22))

    def test_a_job_that_was_off_for_weeks_comes_to_the_same_level(self):
        _principal, fee = self.arrears(100)
        waiver = self.submitted((self.charges(fee), 5))
        self.night(date(2026, 12, 1))
        self.assertEqual((waiver.needed_level, self.tasks(waiver).user_id), (3, self.head))
        self.approve(waiver, self.head, date(2026, 12, 1))

    def test_a_deputy_gets_the_task_and_approves_while_the_absence_lasts(self):
        _principal, fee = self.arrears(100)
        deputy = self.user("deputy", "manager")
        self.env["arrears.absence"].create(
            {"user_id": self.area.id, "deputy_id": deputy.id, "company_id": self.company.id,
             "date_from": "2026-09-14", "date_until": "2026-09-16"}
        )  # fmt: skip
        waiver = self.submitted((self.charges(fee), 30))
        self.assertEqual(self.tasks(waiver).user_id, deputy)
        with self.assertRaisesRegex(UserError, "level 2"):
            self.approve(waiver, deputy, date(2026, 9, 17))
        self.approve(waiver, deputy, date(2026, 9, 16))
        self.assertEqual(waiver.approved_by_id, deputy)

    def test_with_two_persons_any_other_manager_gets_the_task(self):
        self.rules.user_ids = False
        self.estate.manager_id = self.other_manager
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5))
        self.assertEqual(self.tasks(waiver).user_id, self.other_manager)
        own = self.submitted((self.charges(fee), 5), user=self.other_manager)
        self.assertNotEqual(self.tasks(own).user_id, self.other_manager)
        self.night(date(2026, 12, 1))
        self.assertEqual(waiver.needed_level, 0)
        self.approve(waiver, self.manager)

    def test_back_in_draft_nobody_is_asked(self):
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5))
        waiver.with_user(self.collector).action_back_to_draft()
        self.assertFalse(self.tasks(waiver))
        self.assertFalse(waiver.approver_ids)

    def test_the_route_cannot_be_typed(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5))
        for values in ({"needed_level": 1}, {"raised": 1}, {"approver_ids": self.head.ids},
                       {"approval_basis": [{"code": "x"}]}):  # fmt: skip
            with self.assertRaisesRegex(UserError, "cannot be typed in"):
                waiver.sudo().write(values)


@tagged("post_install", "-at_install")
class TestWaiverCommission(TierScene):
    def setUp(self):
        super().setUp()
        self.estate.fee_basis = "commission"

    def test_without_a_dated_resolution_of_the_owners_nothing_is_approved(self):
        _principal, fee = self.arrears(10)
        for values in (
            {},
            {"resolution_reference": "2026-3"},
            {"resolution_reference": " ", "resolution_date": "2026-09-01"},
            {"resolution_reference": "2026-3", "resolution_date": "2026-09-16"},
        ):
            waiver = self.submitted((self.charges(fee), 5), **values)
            self.assertTrue(waiver.needs_resolution)
            self.assertNotBy(waiver, self.project, words="dated resolution")
        waiver = self.submitted(
            (self.charges(fee), 5), resolution_reference="2026-3", resolution_date="2026-09-15"
        )
        self.approve(waiver, self.project)

    def test_two_persons_need_it_too(self):
        self.rules.user_ids = False
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5))
        self.assertNotBy(waiver, self.manager, words="dated resolution")

    def test_a_standing_resolution_of_the_estate_is_enough(self):
        _principal, fee = self.arrears(10)
        waiver = self.submitted((self.charges(fee), 5))
        self.estate.write({"waiver_resolution": "2026-1", "waiver_resolved_on": "2026-01-10"})
        self.approve(waiver, self.project)

    def test_a_reviewers_decision_waits_for_the_resolution(self):
        self.arrears(10)
        waiver = self.decide(self.apply_for_relief(), "waive_full").waiver_id
        self.assertEqual(waiver.state, "submitted")
        self.assertNotBy(waiver.with_env(self.env), self.project, words="dated resolution")


@tagged("post_install", "-at_install")
class TestPrincipalWaiver(TierScene):
    def test_late_fee_and_service_fee_are_never_in_one_waiver(self):
        principal, fee = self.arrears(10)
        with self.assertRaisesRegex(ValidationError, "is no late fee"):
            self.waiver((self.charges(principal), 5))
        with self.assertRaisesRegex(ValidationError, "is no service fee"):
            self.waiver((self.charges(fee), 5), subject="principal")
        waiver = self.waiver((self.charges(principal), 5), subject="principal")
        with self.assertRaisesRegex(ValidationError, "is no late fee"):
            waiver.subject = "late_fee"

    def test_only_the_levels_for_it_approve_and_only_people_book_it(self):
        principal, _fee = self.arrears(10)
        charge = self.charges(principal)
        waiver = self.submitted((charge, 6), subject="principal")
        self.assertEqual(waiver.needed_level, 3)
        self.assertNotBy(waiver, self.project, self.area)
        self.approve(waiver, self.head)
        tasks = self.env["arrears.waiver"]._sidecar_to_apply()
        self.assertNotIn(waiver.id, [task["waiver_id"] for task in tasks])
        (answer,) = self.apply_waivers(waiver)
        self.assertEqual((answer["state"], answer["code"]), ("refused", "not_a_late_fee"))
        self.assertEqual(charge.amount_remaining, 106)
        self.assertIs(waiver.with_user(self.accountant).action_apply(), True)
        self.assertEqual((waiver.state, charge.amount_remaining), ("applied", 100))
        self.assertEqual(waiver.credit_note_ids.invoice_line_ids.arrears_kind, "principal")
        self.assertEqual(waiver.credit_note_ids.arrears_reduction, "waiver")
        self.assertTiesOut()

    def test_the_two_subjects_are_counted_apart(self):
        principal, fee = self.arrears(100)
        waiver = self.submitted((self.charges(principal), 60), subject="principal")
        self.approve(waiver, self.head)
        self.assertEqual(self.submitted((self.charges(fee), 20)).needed_level, 1)


@tagged("post_install", "-at_install")
class TestHardshipTier(TierScene):
    def test_above_what_is_left_to_reviewers_the_limits_hold(self):
        self.company.arrears_reviewer_limit = 30
        self.arrears(10, 20)
        waiver = self.decide(self.apply_for_relief(), "waive_full").waiver_id.with_env(self.env)
        self.assertEqual((waiver.amount_total, waiver.state), (31.80, "submitted"))
        self.assertEqual(waiver.needed_level, 2)
        self.assertNotBy(waiver, self.project)
        self.approve(waiver, self.area)

    def test_up_to_it_the_decision_approves_by_itself(self):
        self.company.arrears_reviewer_limit = 31.80
        self.arrears(10, 20)
        waiver = self.decide(self.apply_for_relief(), "waive_full").waiver_id
        self.assertEqual((waiver.state, waiver.approved_by_id), ("approved", self.other_reviewer))

    def test_a_reduction_of_the_service_fee_is_a_proposal_to_the_head_office(self):
        self.arrears(10)
        application = self.apply_for_relief()
        with self.assertRaisesRegex(UserError, "Service fees of .*106.* are open"):
            self.decide(application, "reduce_principal", waive_amount=106.01)
        waiver = self.decide(application, "reduce_principal", waive_amount=40).waiver_id
        waiver = waiver.with_env(self.env)
        self.assertEqual((waiver.subject, waiver.state, waiver.amount_total),
                         ("principal", "submitted", 40))  # fmt: skip
        self.assertEqual(waiver.approver_ids, self.head)
        self.assertTrue(waiver.is_sealed)
        self.approve(waiver, self.head)
