"""Teams, stewards and deputies: who works what, and for how long."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval
from psycopg2 import IntegrityError

from .collection_case import TODAY, CollectionCase


class TeamCase(CollectionCase):
    def setUp(self):
        super().setUp()
        self.flat.building = "3"
        self.owing(450)
        self.case = self.case_of()
        self.other = self.user("other", "group_collector")

    def seen_by(self, user, model="arrears.case"):
        return self.env[model].with_user(user).search([("company_id", "=", self.company.id)])

    def away(self, start=0, length=4, **values):
        """An absence of the collector by the calendar of the wall: rights read the real day."""
        first = self.company._arrears_today() + timedelta(days=start)
        return self.absence(first, first + timedelta(days=length), **values)

    def absence(self, first, last, **values):
        values = {
            "company_id": self.company.id,
            "user_id": self.collector.id,
            "deputy_id": self.other.id,
            "date_from": first,
            "date_until": last,
        } | values
        return self.env["arrears.absence"].with_user(self.manager).create(values)

    def zone(self, user=None, building="3"):
        return self.env["arrears.zone"].with_user(self.manager).create(
            {"estate_id": self.estate.id, "building": building, "user_id": (user or self.other).id}
        )  # fmt: skip

    def team(self, *members, leader=None):
        form = Form(self.env["arrears.team"].with_user(self.manager))
        form.name, form.leader_id = "South", leader or self.other
        for member in members:
            form.member_ids.add(member)
        return form.save()

    def call_task(self, day=TODAY):
        return self.case.activity_schedule(
            "property_arrears.activity_type_call", date_deadline=day, user_id=self.collector.id
        )


@tagged("post_install", "-at_install")
class TestSteward(TeamCase):
    def test_a_new_card_goes_to_the_steward_of_its_building(self):
        """Row 193."""
        self.zone()
        second = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "number": "Z9", "building": "4"}
        )
        first = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "number": "Z8", "building": "3"}
        )
        for unit in first | second:
            self.owing(100, unit=unit)
        self.assertEqual(self.case_of(unit=first).user_id, self.other)
        self.assertEqual(self.case_of(unit=second).user_id, self.collector)

    def test_a_new_steward_takes_the_cards_over_and_history_keeps_the_old_name(self):
        zone = self.zone()
        self.assertEqual(self.case.user_id, self.other)
        log = self.env["arrears.contact.log"].with_user(self.other)
        log.create({"case_id": self.case.id}).action_no_answer()
        third = self.user("third", "group_collector")
        zone.user_id = third
        self.assertEqual(self.case.user_id, third)
        self.assertEqual(self.case.contact_ids.user_id, self.other)

    def test_a_card_that_somebody_was_given_stays_with_him(self):
        third = self.user("third", "group_collector")
        self.case.user_id = third
        self.zone()
        self.assertEqual(self.case.user_id, third)

    def test_a_steward_sees_the_cards_of_the_building_and_of_no_other(self):
        self.case.user_id = self.manager
        self.assertFalse(self.seen_by(self.other))
        zone = self.zone()
        self.case.user_id = self.manager
        self.assertEqual(self.seen_by(self.other), self.case)
        self.assertTrue(self.seen_by(self.other, "arrears.charge"))
        self.flat.building = "4"
        self.assertFalse(self.seen_by(self.other))
        self.flat.building = "3"
        zone.unlink()
        self.assertFalse(self.seen_by(self.other))
        self.assertFalse(self.seen_by(self.other, "arrears.charge"))

    @mute_logger("odoo.sql_db")
    def test_a_building_has_one_steward_and_is_a_building(self):
        with self.assertRaisesRegex(ValidationError, "no collector"), self.env.cr.savepoint():
            self.zone(self.user("reader", "group_reader"))
        self.zone()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.zone(self.collector)
        with self.assertRaisesRegex(ValidationError, "No unit of"):
            self.zone(building="99")
        with self.assertRaises(AccessError):
            self.env["arrears.zone"].with_user(self.other).create(
                {"estate_id": self.estate.id, "building": "3", "user_id": self.other.id}
            )


@tagged("post_install", "-at_install")
class TestTeamLeader(TeamCase):
    def test_a_leader_sees_and_works_the_cards_of_the_members(self):
        """Row 196."""
        self.assertFalse(self.seen_by(self.other))
        team = self.team(self.collector)
        self.assertEqual(self.seen_by(self.other), self.case)
        card = self.case.with_user(self.other)
        self.assertTrue(card.is_revealed)
        self.assertTrue(card.charge_ids, "what the card is about is seen as well")
        card.reason_id = self.env.ref("property_arrears.reason_forgot")
        team.with_user(self.manager).member_ids = [Command.clear()]
        self.assertFalse(self.seen_by(self.other))

    def test_an_archived_team_gives_its_leader_nothing(self):
        team = self.team(self.collector)
        self.assertEqual(self.seen_by(self.other), self.case)
        team.with_user(self.manager).active = False
        self.assertFalse(self.seen_by(self.other))
        self.assertFalse(self.case.with_user(self.other).has_access("read"))
        self.assertFalse(self.seen_by(self.other, "arrears.charge"))

    def test_a_leader_accepts_thirty_days_for_the_own_team_only(self):
        self.team(self.collector)
        promise = {"case_id": self.case.id, "type": "promise", "date_from": TODAY,
                   "date_until": self.later(30)}  # fmt: skip
        holds = self.env["arrears.hold"]
        with self.assertRaisesRegex(ValidationError, "14 days"):
            holds.with_user(self.collector).create(promise)
        holds.with_user(self.other).create(promise).sudo()
        self.case.user_id = self.manager
        self.estate.collector_ids |= self.other
        with self.assertRaisesRegex(ValidationError, "14 days"):
            holds.with_user(self.other).create(promise)

    def test_hardship_stays_sealed_for_a_leader(self):
        self.team(self.collector)
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "hardship"})
        self.assertFalse(self.seen_by(self.other, "arrears.hold"))

    def test_who_is_no_collector_is_in_no_team(self):
        with self.assertRaisesRegex(ValidationError, "no collector"):
            self.team(self.user("reader", "group_reader"))


@tagged("post_install", "-at_install")
class TestDeputy(TeamCase):
    def test_new_tasks_go_to_the_deputy_on_the_days_of_the_absence_only(self):
        """Row 240."""
        self.absence(TODAY, self.later(3))
        self.assertEqual(self.call_task(TODAY).user_id, self.other)
        self.assertEqual(self.call_task(self.later(3)).user_id, self.other)
        self.assertEqual(self.call_task(self.later(4)).user_id, self.collector)

    def test_a_run_gives_the_call_to_the_deputy_and_counts_it_as_his(self):
        self.absence(TODAY, self.later(40))
        self.company.arrears_calls_a_day = 1
        self.switch_on()
        self.env.ref("property_arrears.policy_step_call").min_days_overdue = 1
        self.run_on()
        run = self.run_on(self.later(5))
        self.assertEqual(run.task_count, 1)
        self.assertEqual(self.case.activity_ids.user_id, self.other)

    def test_the_deputy_works_the_cards_in_the_dates_and_not_outside(self):
        absence = self.away()
        self.assertEqual(self.seen_by(self.other), self.case)
        self.assertTrue(self.seen_by(self.other, "arrears.charge"))
        log = self.env["arrears.contact.log"].with_user(self.other)
        log.create({"case_id": self.case.id}).action_no_answer()
        self.assertEqual(self.case.contact_ids.user_id, self.other)
        yesterday = self.company._arrears_today() - timedelta(days=1)
        absence.write({"date_from": yesterday - timedelta(days=3), "date_until": yesterday})
        self.assertFalse(self.seen_by(self.other))
        self.assertFalse(self.seen_by(self.other, "arrears.charge"))
        with self.assertRaises(AccessError):
            self.case.with_user(self.other).read(["amount_overdue"])

    def test_access_comes_and_goes_with_the_days_without_a_job(self):
        """The rule is kept in a cache; the day is read whenever it is asked."""
        absence = self.away(start=1)
        cases = self.env["arrears.case"].with_user(self.other)
        self.assertFalse(self.seen_by(self.other))
        self.assertEqual(self.on(absence.date_from, cases).search([]), self.case)
        self.assertFalse(self.on(absence.date_until + timedelta(days=1), cases).search([]))

    def test_nobody_moves_the_clock_from_outside(self):
        """A remote call brings text and moments, never a plain date."""
        absence = self.away(start=1)
        cases = self.env["arrears.case"].with_user(self.other)
        day = absence.date_from
        for sent in (str(day), datetime(day.year, day.month, day.day), f"{day} 09:00:00"):
            self.assertFalse(cases.with_context(arrears_today=sent).search([]), sent)
        night = datetime(2026, 9, 15, 16)
        contacts = self.env["arrears.contact"].with_context(arrears_today=False)
        for sent in (night, str(night)):
            moved = contacts.with_context(arrears_now=sent)._now(self.company)
            self.assertNotEqual(moved, night, sent)

    def test_a_deputy_stands_in_in_the_company_of_the_absence_alone(self):
        """Who may work in both companies sees no more of the one than before."""
        sister = self.env["res.company"].sudo().create({"name": "Sister"})
        (self.other | self.collector | self.manager).sudo().company_ids |= sister
        self.manager = self.manager.with_context(allowed_company_ids=[self.company.id, sister.id])
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": [self.company.id, sister.id]}
        )
        self.away(company_id=sister.id)
        self.assertFalse(self.seen_by(self.other))
        self.assertFalse(self.case.with_user(self.other).has_access("read"))

    def test_what_is_about_a_card_is_seen_with_the_card(self):
        """Letters, visits and what an owner said come with the card, for as long as the card."""
        letter = self.case.with_user(self.collector).action_write_letter()["res_id"]
        about = [
            self.env["arrears.letter"].browse(letter),
            self.env["arrears.grievance"].create({"case_id": self.case.id, "subject": "Lift"}),
            self.env["arrears.extension"].create(
                {"case_id": self.case.id, "reason": "Pay day", "until": self.later(3)}
            ),
        ]
        for record in about:
            mine = record.with_user(self.other)
            self.assertFalse(mine.has_access("read"), record._name)
        absence = self.away()
        for record in about:
            self.assertTrue(record.with_user(self.other).has_access("read"), record._name)
        absence.unlink()
        zone = self.zone(building="3")
        self.case.user_id = self.collector
        for record in about:
            self.assertTrue(record.with_user(self.other).has_access("read"), record._name)
        zone.unlink()
        for record in about:
            self.assertFalse(record.with_user(self.other).has_access("read"), record._name)

    def test_one_person_has_one_deputy_a_day_and_stands_in_for_himself_never(self):
        self.absence(TODAY, self.later(3))
        with self.assertRaisesRegex(ValidationError, "another deputy"):
            self.absence(self.later(3), self.later(5))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.absence(self.later(8), self.later(9), deputy_id=self.collector.id)
        with self.assertRaises(AccessError):
            self.env["arrears.absence"].with_user(self.other).create(
                {"user_id": self.collector.id, "deputy_id": self.other.id,
                 "date_from": TODAY, "date_until": TODAY}
            )  # fmt: skip


@tagged("post_install", "-at_install")
class TestDayBoard(TeamCase):
    def board(self, user):
        rows = self.on(TODAY, self.env["arrears.collector.day"].with_user(user))
        return rows.search([("company_id", "=", self.company.id)])

    def row(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.board(user or self.manager).filtered(lambda r: r.user_id == self.collector)

    def test_it_counts_what_a_collector_did_today(self):
        self.call_task()
        log = self.env["arrears.contact.log"].with_user(self.collector)
        log = log.with_context(arrears_today=TODAY)
        log.create({"case_id": self.case.id}).action_no_answer()
        row = self.row()
        self.assertEqual((row.attempt_count, row.connected_count, row.promise_count), (1, 0, 0))
        log.create(
            {
                "case_id": self.case.id,
                "identity_checked": True,
                "promise_date": self.later(3),
                "reason_id": self.env.ref("property_arrears.reason_forgot").id,
            }
        ).action_connected()
        row = self.row()
        self.assertEqual((row.attempt_count, row.connected_count, row.promise_count), (2, 1, 1))
        self.assertEqual(row.breach_count, 0)
        opened = self.env["arrears.contact"].search(row.action_open_connected()["domain"])
        self.assertEqual(len(opened), 1)

    def test_money_counts_by_value_date_and_as_service_fee(self):
        bill = self.owing(100, kind="pass_through")
        self.assertEqual(self.row().amount_in, 0)
        self.pay(bill, 100, arrears_value_date=TODAY)
        first = self.env["account.move"].search(
            [("partner_id", "=", self.owner.id), ("move_type", "=", "out_invoice"),
             ("amount_total", "=", 450)], limit=1
        )  # fmt: skip
        self.pay(first, 200, arrears_value_date=TODAY)
        self.end_transaction()
        self.assertEqual(self.row().amount_in, 200)

    def test_a_leader_reads_the_own_team_and_a_collector_nobody(self):
        self.assertFalse(self.board(self.other))
        self.assertFalse(self.board(self.collector))
        self.team(self.collector)
        self.assertEqual(self.board(self.other).user_id, self.collector)
        self.assertIn(self.collector, self.board(self.manager).user_id)
        self.assertFalse(self.board(self.collector))


@tagged("post_install", "-at_install")
class TestMyDay(TeamCase):
    def test_the_reasons_for_a_place_add_up_to_the_priority(self):
        self.owing(9000, due="2023-12-01")
        case = self.on(TODAY, self.case.with_user(self.collector))
        case.invalidate_recordset()
        self.assertIn("Amount", case.why_here)
        parts = [int(part.rsplit(" ", 1)[1]) for part in case.why_here.split(" · ")]
        self.assertEqual(sum(parts), case.priority_score)

    def test_my_day_lists_what_is_due_for_me_the_most_important_first(self):
        action = self.env.ref("property_arrears.action_arrears_case_day")
        domain = safe_eval(action.domain, {"uid": self.collector.id})
        cards = self.env["arrears.case"].with_user(self.collector)
        self.assertFalse(cards.search(domain) & self.case)
        self.case.sudo()._update_figures(
            {self.case.id: {"next_action": "message", "next_action_date": TODAY}}
        )
        self.assertFalse(cards.search(domain) & self.case, "a message leaves by itself")
        self.case.sudo()._update_figures({self.case.id: {"next_action": "call"}})
        self.assertIn(self.case, cards.search(domain))
        self.case.sudo()._update_figures(
            {self.case.id: {"next_action": "none", "next_action_date": None}}
        )
        self.call_task(TODAY)
        self.assertIn(self.case, cards.search(domain))
