"""Visits: two people, within the rules, written down with their true time, ended by a refusal."""

from datetime import timedelta

from lxml import html
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .test_letter import LetterCase


class VisitCase(LetterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.user("second", "group_collector")
        cls.estate.collector_ids |= cls.second

    def setUp(self):
        super().setUp()
        self.owing(450)
        self.case = self.case_of()
        self.case.reason_id = self.env.ref("property_arrears.reason_service")

    def visits(self):
        return self.env["arrears.visit"].search([("company_id", "=", self.company.id)])

    def plan(self, user=None, **values):
        """A visit, planned by a collector on the form of the card."""
        user = user or self.collector
        action = self.case.with_user(user).action_plan_visit()
        window = self.env["arrears.visit.plan"].with_user(user)
        with Form(window.with_context(**action["context"])) as form:
            values.setdefault("companion_id", self.second)
            for name, value in values.items():
                setattr(form, name, value)
        form.record.action_plan()
        return self.visits().filtered(lambda visit: visit.state == "planned")

    def log(self, visit, clock="11:00", minutes=15, day=TODAY, **values):
        """The form on which a collector writes a visit down, filled in."""
        started = self.moment(clock, day)
        now = {"arrears_now": started + timedelta(minutes=minutes + 5), "arrears_today": day}
        visit = visit.with_user(self.collector).with_context(**now)
        action = visit.action_write_down()
        window = self.env["arrears.contact.log"].with_user(self.collector)
        form = Form(window.with_context(**now, **action["context"]))
        form.happened_at = started
        form.ended_at = started + timedelta(minutes=minutes)
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()


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
        log = log.with_context(arrears_now=self.moment("15:00"))
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


@tagged("post_install", "-at_install")
class TestVisitRound(VisitCase):
    def sheet(self, visit, language="en_US"):
        of_day = self.env["arrears.visit.round"]._round_of(
            self.company, visit.user_id, visit.planned_on
        ).with_context(lang=language)  # fmt: skip
        documents = self.env["arrears.document"].sudo()
        page = documents._page(of_day, "visit_round", {}, self.company)
        source = of_day.env["arrears.document.render"]._html(
            "property_arrears.visit_round_document", {**page, "number": "1", "issued_on": TODAY}
        )
        return " ".join(html.document_fromstring(source).body.text_content().split())

    def test_the_round_says_what_two_people_need_and_masks_the_name(self):
        """Row 53."""
        self.owner.name = "Zhang San"
        visit = self.plan(note="Ask about the leak", appointment_at=self.moment("11:00"))
        self.env["arrears.hold"].create(
            {"case_id": self.case.id, "type": "dispute", "amount": 100, "note": "Leak"}
        )
        text = self.sheet(visit)
        for part in ("1501", "Z*** S***", "11:00", "Second", "350.00", "2026-04–2026-06",
                     "Unhappy with the service", "Take down the complaint", "Dispute",
                     "Why should I pay for bad service?", "Ask about the leak",
                     "leave when you are asked"):  # fmt: skip
            self.assertIn(part, text)
        self.assertNotIn("Zhang", text)

    def test_nobody_learns_of_hardship_from_the_round(self):
        visit = self.plan()
        self.env["arrears.hold"].create(
            {"case_id": self.case.id, "type": "hardship", "amount": 100, "note": "Illness",
             "date_until": self.later(30)}
        )  # fmt: skip
        text = self.sheet(visit)
        for word in ("Hardship", "Illness"):
            self.assertNotIn(word, text)

    def test_a_collector_prints_his_own_round_and_a_manager_any(self):
        visit = self.plan()
        action = visit.with_user(self.collector).action_print_round()
        self.assertEqual(action["type"], "ir.actions.act_url")
        document = self.env["arrears.document"].search([("document_type", "=", "visit_round")])
        self.assertEqual(document.with_user(self.collector).res_model, "arrears.visit.round")
        with self.assertRaises(AccessError):
            document.with_user(self.second).read(["title"])
        with self.assertRaisesRegex(AccessError, "own round"):
            visit.with_user(self.second).action_print_round()
        visit.with_user(self.manager).action_print_round()

    def test_nobody_is_sent_alone(self):
        visit = self.plan(companion_id=self.env["res.users"])
        with self.assertRaisesRegex(UserError, "alone"):
            visit.with_user(self.collector).action_print_round()

    def test_who_paid_meanwhile_drops_out_of_the_round(self):
        visit = self.plan()
        self.pay(self.case.charge_ids.move_id, 450)
        self.end_transaction()
        action = visit.with_user(self.collector).action_print_round()
        self.assertEqual(visit.state, "cancelled")
        self.assertIn("Nothing is overdue", visit.reason_text)
        self.assertEqual(action["tag"], "display_notification")


@tagged("post_install", "-at_install")
class TestVisitInRun(VisitCase):
    def setUp(self):
        super().setUp()
        self.ladder("visit", "call")
        self.switch_on()

    def test_a_run_plans_one_visit_a_debtor(self):
        self.owing(80, unit=self.garage)
        self.case_of(unit=self.garage).reason_id = self.case.reason_id
        run = self.run_on()
        visit = self.visits()
        self.assertEqual((visit.state, visit.planned_on, visit.user_id),
                         ("planned", TODAY, self.collector))  # fmt: skip
        self.assertEqual((len(visit.case_ids), run.task_count), (2, 1))
        self.assertEqual((self.case.stage_id, self.case.next_action),
                         (self.stage("visit"), "visit"))  # fmt: skip
        self.assertEqual(self.run_on().step_count, 0)
        self.log(visit, companion_id=self.second).action_no_answer()
        self.assertEqual(visit.contact_id.run_id, run)
        self.assertEqual(self.case.claim_ids.contact_id, visit.contact_id)

    def test_a_card_without_a_reason_is_passed_over_with_it(self):
        self.case.reason_id = False
        run = self.run_on()
        self.assertFalse(self.visits())
        self.assertEqual(self.line_of(run, self.case).step_id.channel, "call")

    def test_a_debtor_who_refused_is_not_planned_again(self):
        self.log(self.plan()).action_refused()
        self.run_on(self.later(20))
        self.assertEqual(self.visits().mapped("state"), ["done"])

    def test_visits_go_up_to_a_collector_s_day(self):
        self.company.arrears_visits_a_day = 1
        other = self.partner("Other", street="2 Lake Road")
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "9"})
        self.owing(9000, partner=other, unit=unit)
        self.case_of(other, unit).reason_id = self.case.reason_id
        run = self.run_on()
        self.assertEqual(self.visits().debtor_id, other, "the more important one")
        line = self.line_of(run, self.case)
        self.assertEqual(self.codes(line), ["collector_visits_full"])
        self.assertIn("limit 1", line.reason_text)
        self.run_on(self.later(1))
        self.assertEqual(len(self.visits()), 1, "the first is still to be made")
        self.log(self.visits(), companion_id=self.second).action_no_answer()
        self.run_on(self.later(2))
        self.assertEqual(len(self.visits()), 2)

    def test_a_run_in_the_evening_plans_for_the_next_day(self):
        run = self.env["arrears.run"].with_context(
            arrears_now=self.moment("18:30"), arrears_today=TODAY
        ).create({"company_id": self.company.id, "date": TODAY})  # fmt: skip
        run._look_at(run._debtors_left())
        self.assertEqual(self.visits().planned_on, self.later(1))

    def undo(self, run):
        window = self.env["arrears.run.undo"].with_user(self.manager)
        window = window.browse(run.with_user(self.manager).action_undo()["res_id"])
        window.reason = "Too early"
        window.action_undo()

    def test_undoing_takes_a_visit_back_that_was_not_made(self):
        run = self.run_on()
        self.undo(run)
        self.assertEqual(self.visits().state, "cancelled")
        self.assertEqual(self.case.stage_id, self.stage("reminder"))
        self.assertEqual(self.run_on().step_count, 1)

    def test_a_visit_that_was_made_stays(self):
        run = self.run_on()
        self.log(self.visits(), companion_id=self.second).action_no_answer()
        self.undo(run)
        self.assertEqual((self.visits().state, run.kept_count), ("done", 1))

    def test_every_channel_counts_before_the_law_once_it_was_tried(self):
        """Row 54: a visit that met nobody, a letter that came back."""
        self.log(self.plan()).action_no_answer()
        self.tell(self.posted(), "returned")
        self.assertEqual(self.case._channels_tried()[self.case.id], {"visit", "letter"})
