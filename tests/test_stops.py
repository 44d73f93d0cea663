"""Stops of the person, preferred hours, advertising, and from a reason to what helps."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .stops_case import StopsCase


@tagged("post_install", "-at_install")
class TestPersonStops(StopsCase):
    def hold(self, kind, **values):
        return self.env["arrears.hold"].create({"case_id": self.case.id, "type": kind, **values})

    def test_what_a_person_asked_for_holds_for_every_card_of_the_person(self):
        garage = self.owing(80, unit=self.garage) and self.case_of(unit=self.garage)
        stranger = self.partner("Somebody else")
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "1502"})
        self.owing(70, partner=stranger, unit=unit)
        for kind in ("do_not_contact", "represented", "deceased"):
            hold = self.hold(kind)
            for case in self.case | garage:
                self.assertEqual(self.codes_of(case), ["escalation_off", f"hold_{kind}"])
            self.assertEqual(self.codes_of(self.case_of(stranger, unit)), ["escalation_off"])
            hold.action_lift()
            self.assertEqual(self.codes_of(garage), ["escalation_off"])

    def test_a_hold_over_a_part_is_no_wish_of_the_person(self):
        garage = self.owing(80, unit=self.garage) and self.case_of(unit=self.garage)
        self.hold("represented", amount=10)
        self.assertEqual(self.codes_of(garage), ["escalation_off"])

    def test_a_card_that_comes_later_is_stopped_too_and_so_is_what_waits(self):
        self.switch_on()
        self.run_on()
        self.assertEqual(self.contacts().state, "queued")
        garage = self.owing(80, unit=self.garage) and self.case_of(unit=self.garage)
        self.env["arrears.hold"].create({"case_id": garage.id, "type": "do_not_contact"})
        self.send(day=TODAY)
        self.assertEqual(self.contacts().state, "refused")
        self.assertIn("asked not to be contacted", self.contacts().reason_text)

    def test_calls_and_visits_meet_these_stops_too(self):
        self.hold("represented")
        logs = self.as_user(self.collector, self.env["arrears.contact.log"])
        for channel in ("call", "visit", "wechat"):
            log = logs.create({"case_id": self.case.id, "channel": channel})
            self.assertIn("represented", log.warning)
        service = {"case_id": self.case.id, "contact_class": "service"}
        self.assertFalse(logs.create(service).warning)
        self.hold("deceased")
        self.assertIn("died", logs.create(service).warning)
        inbound = logs.create({"case_id": self.case.id, "direction": "in"})
        self.assertFalse(inbound.warning)

    def test_advertising_is_made_for_nobody(self):
        values = {
            "company_id": self.company.id,
            "debtor_id": self.owner.id,
            "case_ids": [(6, 0, self.case.ids)],
            "channel": "email",
        }
        with self.assertRaisesRegex(UserError, "consent"):
            self.env["arrears.contact"].create(values | {"contact_class": "marketing"})
        self.env["arrears.contact"].create(values | {"contact_class": "service"})


@tagged("post_install", "-at_install")
class TestPreferredHours(StopsCase):
    def prefer(self, start=18, end=19, **values):
        return self.env["arrears.preference"].with_user(self.collector).create(
            {"case_id": self.case.id, "hour_from": start, "hour_to": end, "purpose_told": True,
             **values}
        )  # fmt: skip

    def test_a_message_leaves_within_the_hours_the_owner_gave(self):
        self.prefer()
        self.switch_on()
        line = self.line_of(self.run_on(), self.case)
        self.assertEqual(line.planned_at, self.moment("18:00"))
        self.send("10:00")
        self.assertEqual(self.contacts().state, "queued")
        self.send("18:30")
        self.assertEqual(self.contacts().state, "sent")

    def test_hours_given_after_it_was_written_move_it(self):
        self.switch_on()
        self.run_on()
        self.prefer()
        contact = self.contacts()
        contact.with_context(arrears_now=self.clock_at("11:00"))._prepare_to_leave()
        self.assertEqual((contact.state, contact.scheduled_at), ("queued", self.moment("18:00")))

    def test_a_call_outside_them_is_warned_of(self):
        self.prefer()
        logs = self.as_user(self.collector, self.env["arrears.contact.log"])
        self.assertIn("18:00 to 19:00", logs.create({"case_id": self.case.id}).warning)
        self.assertEqual(self.case.preferred_hours, "18:00–19:00")

    def test_a_message_goes_over_the_channel_the_owner_asked_for(self):
        """Row 24: only among the ways the firm uses, and only where an address is known."""
        self.owner.phone = "+86 138 1234 5678"
        reach = self.case._reach
        self.assertEqual(reach()[self.owner.id].channel, "email")
        preference = self.prefer(9, 20, channel="sms", satisfaction="4")
        self.assertEqual(reach()[self.owner.id].channel, "sms")
        self.assertEqual(self.case.preferred_channel, "SMS")
        ways = self.case._ways_of(self.owner, self.company)
        self.assertEqual([way.channel for way in ways], ["sms", "email"])
        preference.channel = "call"
        self.assertEqual(reach()[self.owner.id].channel, "email", "no message goes by a call")
        self.owner.phone = False
        preference.channel = "sms"
        self.assertEqual(reach()[self.owner.id].channel, "email")

    def test_a_suggestion_becomes_a_task_once(self):
        """Rows 35, 213: feedback goes to whoever can change something."""
        self.estate.manager_id = self.manager
        preference = self.prefer(9, 20, suggestion="A bench by the pond")
        tasks = self.case.sudo().activity_ids
        self.assertEqual(tasks.user_id, self.manager)
        self.assertIn("bench", str(tasks.note))
        preference.suggestion = "A bench by the pond"
        preference.satisfaction = "3"
        self.assertEqual(len(self.case.sudo().activity_ids), 1)
        preference.suggestion = "Two benches"
        self.assertEqual(len(self.case.sudo().activity_ids), 2)
        self.assertEqual(self.case.state, "open", "a suggestion pauses nothing")

    @mute_logger("odoo.sql_db")
    def test_they_are_given_freely_fit_the_rules_and_are_known_once(self):
        with self.assertRaisesRegex(ValidationError, "no hour for a call"):
            with self.env.cr.savepoint():
                self.prefer(20, 22)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.prefer(purpose_told=False)
        preference = self.prefer()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.prefer(10, 12)
        action = self.case.with_user(self.collector).action_preferred_hours()
        self.assertEqual(action["res_id"], preference.id)
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            preference.with_user(stranger).read(["hour_from"])
        preference.unlink()
        self.assertFalse(self.case.preferred_hours)

    def test_the_form_opens(self):
        action = self.case.with_user(self.collector).action_preferred_hours()
        records = self.env["arrears.preference"].with_user(self.collector)
        with Form(records.with_context(**action["context"])) as form:
            form.purpose_told = True
        self.assertEqual(self.case.preferred_hours, "09:00–20:00")


@tagged("post_install", "-at_install")
class TestWhatHelps(StopsCase):
    def start(self, code):
        case = self.case.with_user(self.collector)
        case.reason_id = self.reason(code)
        return case.action_do_what_helps()

    def test_each_reason_starts_its_own_form(self):
        for code, model in (
            ("paid", "arrears.payment.claim"),
            ("service", "arrears.grievance"),
            ("house_defect", "arrears.grievance"),
            ("procrastinating", "arrears.extension"),
            ("difficulty", "arrears.hardship.intake"),
            ("wrong_amount", "arrears.dispute"),
            ("busy_away", "arrears.contact.log"),
        ):
            action = self.start(code)
            self.assertEqual(action["res_model"], model, code)
            form = Form(self.env[model].with_user(self.collector).with_context(**action["context"]))
            self.assertEqual(form.case_id, self.case, code)

    def test_who_forgot_is_offered_direct_debit_by_the_treasurer(self):
        self.owner.write({"email": False, "phone": False})
        with self.assertRaises(AccessError):
            self.start("forgot")
        treasurer = self.user("treasurer", "group_treasurer")
        self.start("forgot")
        self.assertEqual(self.tasks(self.case).user_id, treasurer)

    def test_a_reason_without_a_start_says_so(self):
        with self.assertRaisesRegex(UserError, "Nothing is started"):
            self.start("unwilling")


@tagged("post_install", "-at_install")
class TestInternal(StopsCase):
    """What belongs to a card is as internal as the card."""

    def records(self):
        case = {"case_id": self.case.id}
        return [
            self.env["arrears.payment.claim"].create({**case, "amount": 5, "paid_on": TODAY}),
            self.env["arrears.grievance"].create({**case, "subject": "Lift"}),
            self.env["arrears.extension"].create({**case, "reason": "x", "until": self.later(3)}),
        ]

    def test_nobody_writes_to_the_debtor_from_what_belongs_to_a_card(self):
        for record in self.records():
            with self.assertRaisesRegex(UserError, "internal"):
                record.message_post(body="Pay", partner_ids=self.owner.ids)
            with self.assertRaisesRegex(UserError, "internal"):
                record.message_subscribe(partner_ids=self.owner.ids)
            with self.assertRaisesRegex(UserError, "internal"):
                self.env["mail.followers"].create(
                    {"res_model": record._name, "res_id": record.id, "partner_id": self.owner.id}
                )
            with self.assertRaisesRegex(UserError, "internal"):
                record._message_sms("Pay", partner_ids=self.owner.ids)
            record.message_post(body="Look", partner_ids=self.manager.partner_id.ids)

    def test_two_contacts_that_become_one_said_it_once(self):
        twin = self.partner("Owner twice")
        self.owing(70, partner=twin)
        other = self.case_of(twin)
        first = self.records()
        second = [
            self.env["arrears.payment.claim"].create(
                {"case_id": other.id, "amount": 5, "paid_on": TODAY}
            ),
            self.env["arrears.grievance"].create({"case_id": other.id, "subject": "Door"}),
            self.env["arrears.extension"].create(
                {"case_id": other.id, "reason": "y", "until": self.later(3)}
            ),
        ]
        for case in self.case | other:
            self.env["arrears.preference"].create({"case_id": case.id, "purpose_told": True})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.owner).ids, self.owner)
        self.env.invalidate_all()
        self.assertEqual([record.state for record in first], ["open", "open", "requested"])
        self.assertEqual([record.state for record in second], ["withdrawn", "closed", "withdrawn"])
        self.assertEqual({record.case_id for record in [*first, *second]}, {self.case})
        hours = self.env["arrears.preference"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual(len(hours), 1)


@tagged("post_install", "-at_install")
class TestStopsInSets(StopsCase):
    def queries(self, cases):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cases._stop_reasons(TODAY)
        return self.env.cr.sql_log_count - before

    def test_many_cards_cost_as_many_queries_as_one(self):
        self.bank_line(1, "2026-09-14")
        units = self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "number": f"16{number:02}"} for number in range(12)]
        )
        for unit in units:
            owner = self.partner(f"Owner of {unit.number}")
            self.owing(100, partner=owner, unit=unit)
            self.env["arrears.grievance"].create(
                {"case_id": self.case_of(owner, unit).id, "subject": "Lift"}
            )
            self.env["arrears.payment.claim"].create(
                {"case_id": self.case_of(owner, unit).id, "amount": 7, "paid_on": TODAY}
            )
        cases = self.env["arrears.case"].search([("unit_id", "in", units.ids)])
        self.assertEqual(len(cases), 12)
        self.queries(cases)
        self.assertEqual(self.queries(cases), self.queries(cases[:1]))
