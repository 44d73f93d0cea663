"""Visits: two people, within the rules, written down with their true time, ended by a refusal."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from psycopg2 import IntegrityError

from .letter_case import TODAY, VisitCase


@tagged("post_install", "-at_install")
class TestVisit(VisitCase):
    def test_a_visit_is_planned_from_a_card_for_all_cards_of_the_debtor(self):
        self.owing(80, unit=self.garage)
        visit = self.plan(note="Ask about the leak")
        self.assertEqual((visit.state, visit.user_id, visit.companion_id),
                         ("planned", self.collector, self.second))  # fmt: skip
        self.assertEqual(len(visit.case_ids), 2)
        self.assertEqual(self.case.visit_count, 1)
        with self.assertRaisesRegex(UserError, "planned already"):
            self.plan()

    def test_without_a_known_reason_nobody_is_visited(self):
        """Row 52."""
        self.case.reason_id = False
        with self.assertRaisesRegex(UserError, "call first, then visit"):
            self.plan()
        self.assertFalse(self.visits())

    def test_the_second_person_is_somebody_else(self):
        with self.assertRaisesRegex(ValidationError, "two people"):
            self.plan(companion_id=self.collector)

    def test_the_evening_is_by_the_owner_s_wish_and_ends_in_time(self):
        """Row 63."""
        with self.assertRaisesRegex(ValidationError, "owner asked for"):
            self.plan(appointment_at=self.moment("18:30"))
        for clock in ("19:31", "19:30"):
            with self.assertRaises(ValidationError):
                self.plan(appointment_at=self.moment(clock), asked_by_owner=True)
        visit = self.plan(appointment_at=self.moment("18:30"), asked_by_owner=True)
        self.assertEqual(visit.planned_on, TODAY)

    def test_a_shop_is_visited_in_its_hours(self):
        self.flat.usage = "shop"
        with self.assertRaisesRegex(ValidationError, "Shops and offices"):
            self.plan(appointment_at=self.moment("18:30"), asked_by_owner=True)

    def test_money_is_fetched_at_home_only_when_the_owner_asked(self):
        """Row 64."""
        with self.assertRaisesRegex(ValidationError, "only when the owner asked"):
            self.plan(purpose="collect")
        self.assertEqual(self.plan(purpose="collect", asked_by_owner=True).purpose, "collect")

    def test_a_public_holiday_is_no_day_for_an_appointment(self):
        self.env["arrears.holiday"].create(
            {"jurisdiction_id": self.estate.jurisdiction_id.id, "date": self.later(3),
             "name": "Closed", "kind": "holiday"}
        )  # fmt: skip
        with self.assertRaisesRegex(ValidationError, "public holiday"):
            self.plan(appointment_at=self.moment("10:00", self.later(3)))

    def test_meeting_the_debtor_settles_the_visit_and_proves_the_address(self):
        visit = self.plan()
        log = self.log(visit, identity_checked=True, reason_id=self.case.reason_id)
        log.action_connected()
        contact = visit.contact_id
        self.assertEqual((visit.state, visit.outcome), ("done", "met"))
        self.assertEqual((contact.channel, contact.state, contact.amount),
                         ("visit", "connected", 450))  # fmt: skip
        self.assertEqual(contact.happened_at, self.moment("11:00"))
        self.assertFalse(contact.breach)
        self.case.invalidate_recordset()
        self.assertEqual(self.case.address_quality, "good")

    def test_a_talk_at_the_door_needs_identity_and_a_reason_or_promise(self):
        log = self.log(self.plan())
        with self.assertRaisesRegex(ValidationError, "who is speaking"):
            log.action_connected()
        log.identity_checked = True
        with self.assertRaisesRegex(ValidationError, "reason or the promised date"):
            log.action_connected()
        log.promise_date = self.later(7)
        log.action_connected()
        self.assertEqual(self.case.hold_ids.type, "promise")

    def test_one_key_each_for_the_other_outcomes(self):
        visit = self.plan()
        self.log(visit).action_no_answer()
        self.assertEqual((visit.outcome, visit.contact_id.state), ("not_home", "failed"))
        self.assertFalse(visit.contact_id.charge_ids, "nothing was said")

    def test_who_has_moved_is_visited_and_written_to_no_more(self):
        self.log(self.plan()).action_moved()
        self.case.invalidate_recordset()
        self.assertEqual(self.case.address_quality, "bad")
        self.assertEqual(self.case._visit_obstacles()[self.case.id].code, "address_unverified")
        with self.assertRaisesRegex(UserError, "address is not good"):
            self.letter()

    def test_after_a_refusal_only_the_owner_can_ask_for_a_visit(self):
        """Row 66."""
        self.log(self.plan()).action_asked_to_leave()
        self.assertEqual(self.visits().outcome, "asked_to_leave")
        later = self.later(30)
        self.case = self.on(later, self.case)
        with self.assertRaisesRegex(UserError, "would not have us visit"):
            self.plan(planned_on=later)
        visit = self.plan(planned_on=later, asked_by_owner=True)
        self.assertEqual(visit.state, "planned")

    def test_what_was_done_alone_or_late_is_a_breach_and_not_hidden(self):
        visit = self.plan(companion_id=self.env["res.users"])
        log = self.log(visit, "18:10", companion_id=self.env["res.users"])
        for words in ("Nobody visits a debtor alone", "owner asked for"):
            with self.assertRaisesRegex(UserError, words):
                log.action_no_answer()
        log.breach = True
        log.action_no_answer()
        self.assertTrue(visit.contact_id.breach)
        self.assertEqual(visit.state, "done")

    def test_a_visit_that_went_on_too_long_is_a_breach(self):
        visit = self.plan(appointment_at=self.moment("19:00"), asked_by_owner=True)
        log = self.log(visit, "19:00", minutes=40)
        with self.assertRaisesRegex(UserError, "over by 19:30"):
            log.action_refused()
        log.ended_at = self.moment("19:30")
        log.action_refused()
        self.assertEqual(visit.outcome, "refused")

    def test_one_visit_in_fourteen_days(self):
        self.log(self.plan()).action_no_answer()
        self.case = self.on(self.later(13), self.case)
        with self.assertRaisesRegex(UserError, "often enough"):
            self.plan(planned_on=self.later(13))
        self.case = self.on(self.later(14), self.case)
        self.assertTrue(self.plan(planned_on=self.later(14)))

    def test_a_visit_nobody_planned_is_kept_with_its_true_time(self):
        log = self.env["arrears.contact.log"].with_user(self.collector)
        log = log.with_context(arrears_now=self.clock_at("15:00"))
        with Form(log.with_context(default_case_id=self.case.id)) as form:
            form.channel = "visit"
            form.happened_at = self.moment("11:00", self.later(-1))
            form.companion_id = self.second
        form.record.action_no_answer()
        visit = self.visits()
        self.assertEqual((visit.state, visit.planned_on), ("done", self.later(-1)))
        self.assertEqual((visit.user_id, visit.companion_id), (self.collector, self.second))

    def test_what_was_made_is_evidence_and_what_is_planned_keeps_its_debtor(self):
        visit = self.plan()
        with self.assertRaisesRegex(UserError, "cancel it"):
            visit.with_user(self.collector).write({"case_ids": [(5, 0, 0)]})
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            visit.with_user(self.collector).write({"outcome": "met"})
        visit.with_user(self.collector).planned_on = self.later(1)
        self.log(visit, day=self.later(1)).action_no_answer()
        with self.assertRaises(UserError):
            visit.sudo().write({"planned_on": TODAY})
        with self.assertRaises(UserError):
            visit.sudo().unlink()
        with self.assertRaises(ValidationError):
            self.log(visit, day=self.later(1)).action_no_answer()

    def test_visits_are_the_work_of_collectors_of_the_estate(self):
        visit = self.plan()
        stranger = self.user("stranger", "group_collector")
        cashier = self.user("cashier", "group_cashier")
        for user in (stranger, cashier):
            with self.assertRaises(AccessError):
                visit.with_user(user).action_cancel()
        visit.with_user(self.collector).action_cancel()
        self.assertEqual(visit.state, "cancelled")

    def test_the_database_keeps_one_planned_visit_a_debtor(self):
        visit = self.plan()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            visit.copy()
            self.env.flush_all()
