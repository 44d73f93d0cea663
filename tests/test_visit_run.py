"""The round of visits on paper, and visit steps of a run."""

from datetime import datetime, time, timedelta

from lxml import html
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .letter_case import TODAY, VisitCase


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
        self.env["arrears.capacity"].create({"user_id": self.collector.id, "visits_a_day": 1})
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
            arrears_now=self.clock_at("18:30"), arrears_today=TODAY
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
        self.owner.phone = "+86 138 1234 5678"
        self.log(self.plan()).action_no_answer()
        self.tell(self.posted(), "returned")
        self.assertEqual(self.case._channels_tried()[self.case.id], {"visit", "letter"})

    def test_the_first_morning_far_ahead_of_utc_counts_and_the_day_before_does_not(self):
        opened = max(self.case.episode_ids.mapped("opened_on"))
        contacts = self.env["arrears.contact"].sudo()
        for channel, hours in (("sms", 20), ("letter", -12)):
            contacts.create(
                {
                    "company_id": self.company.id,
                    "debtor_id": self.case.debtor_id.id,
                    "case_ids": [Command.set(self.case.ids)],
                    "channel": channel,
                    "state": "sent",
                    "contact_class": "dunning",
                    "happened_at": datetime.combine(opened, time())
                    - timedelta(days=1)
                    + timedelta(hours=hours),
                }
            )
        tried = self.case._channels_tried()[self.case.id]
        self.assertIn("message", tried)
        self.assertNotIn("letter", tried)
