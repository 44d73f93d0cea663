"""Contacts: what leaves, what is refused at the last moment, and what a collector writes down."""

import base64
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .collection_case import TODAY, CollectionCase
from .talk_case import TalkCase


@tagged("post_install", "-at_install")
class TestContactLeaving(CollectionCase):
    def setUp(self):
        super().setUp()
        self.bill = self.owing(450)
        self.switch_on()

    def queued(self):
        self.run_on()
        contact = self.env["arrears.contact"].search([("company_id", "=", self.company.id)])
        self.assertEqual(contact.state, "queued")
        return contact

    def codes_of(self, contact):
        return [reason["code"] for reason in contact.reasons or ()]

    def test_an_email_leaves_through_odoo_with_every_mandatory_part(self):
        contact = self.queued()
        self.send()
        self.assertEqual(contact.state, "sent")
        mail = contact.mail_id
        self.assertEqual((mail.state, mail.email_to), ("sent", "owner@example.com"))
        for part in ("450.00", "04/30/2026", "2026-04–2026-06", "1501", "Lakeside office",
                     "0571-88886666", "If you have paid already", "there is help"):  # fmt: skip
            self.assertIn(part, contact.text)
            self.assertIn(part, mail.body_html)
        self.assertNotIn(self.owner.name, contact.text)
        self.assertEqual(self.case_of().contact_count, 1)
        self.assertEqual(self.case_of().last_contact_date, TODAY)

    def test_without_an_email_address_an_sms_leaves(self):
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        contact = self.queued()
        self.assertEqual(contact.channel, "sms")
        self.assertNotIn("¥", contact.text)
        self.assertLessEqual(len(contact.text), 500)
        with patch.object(type(self.env["sms.sms"]), "_send_with_api", self.accept_sms):
            self.send()
        self.assertEqual(contact.state, "sent")
        self.assertEqual(contact.sms_id.body, contact.text)
        self.assertEqual(contact.address_masked, "*********5678")

    @staticmethod
    def accept_sms(sms, *_args, **_kwargs):
        sms.write({"state": "pending"})

    def test_an_sms_that_the_gateway_refuses_has_failed_with_its_reason(self):
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        contact = self.queued()

        def refuse(sms, *_args, **_kwargs):
            sms.write({"state": "error", "failure_type": "sms_credit"})

        with patch.object(type(self.env["sms.sms"]), "_send_with_api", refuse):
            self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("failed", ["sms_failed"]))
        self.assertIn("Insufficient Credit", contact.reason_text)

    def test_a_mail_that_fails_says_so_without_the_address(self):
        contact = self.queued()

        def fail(mails, *_args, **_kwargs):
            mails.write({"state": "exception", "failure_reason": "refused: owner@example.com"})

        self.patch(type(self.env["mail.mail"]), "send", fail)
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("failed", ["mail_failed"]))
        self.assertNotIn("owner@", contact.reason_text)
        self.assertEqual(self.case_of().contact_count, 0, "nobody was reached")
        moment = self.moment("11:00")
        self.assertFalse(contact._contact_reasons(self.case_of(), "email", moment))

    def test_who_has_paid_meanwhile_gets_nothing(self):
        contact = self.queued()
        self.pay(self.bill, 450)
        self.end_transaction()
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("refused", ["nothing_due"]))
        self.assertFalse(contact.mail_id)

    def test_a_part_payment_makes_the_text_untrue_so_it_does_not_leave(self):
        contact = self.queued()
        self.pay(self.bill, 100)
        self.end_transaction()
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("refused", ["changed_since"]))
        again = self.run_on(self.later(1))
        self.assertEqual(again.message_count, 1, "a refused step may come again")

    def test_a_hold_set_in_the_last_minute_stops_the_message(self):
        contact = self.queued()
        self.env["arrears.hold"].create({"case_id": self.case_of().id, "type": "dispute"})
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("refused", ["hold_dispute"]))

    def test_switching_off_stops_what_waits(self):
        contact = self.queued()
        self.estate.with_user(self.manager).action_switch_off()
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("refused", ["escalation_off"]))

    def test_outside_the_hours_a_message_is_put_off_and_not_dropped(self):
        contact = self.queued()
        self.send("20:30")
        self.assertEqual(contact.state, "queued")
        self.assertEqual(contact.scheduled_at, self.moment("09:00", self.later(1)))

    def test_the_cap_is_asked_again_at_the_door_over_all_companies(self):
        contact = self.queued()
        other = self.new_company("Sister firm")
        self.env["arrears.contact"].create(
            {
                "company_id": other.id,
                "debtor_id": self.owner.id,
                "channel": "email",
                "state": "sent",
                "happened_at": self.moment("09:30"),
            }
        )
        self.send()
        self.assertEqual((contact.state, self.codes_of(contact)), ("refused", ["contact_cap"]))

    def test_a_message_cut_off_while_leaving_is_never_sent_again(self):
        contact = self.queued()
        contact.write({"leaving_at": self.moment("10:00")})
        self.assertFalse(self.send("10:10"))
        later = self.env["arrears.contact"].with_context(arrears_now=self.clock_at("12:00"))
        later._give_up_cut_off()
        self.assertEqual((contact.state, self.codes_of(contact)), ("failed", ["unknown_if_left"]))

    def test_the_scheduled_action_commits_before_the_message_is_handed_over(self):
        contact = self.queued()
        states = []

        def progress(cron, processed=0, **_kwargs):
            states.append((processed, contact.state, bool(contact.leaving_at)))
            return 100.0

        progress_of_cron = patch.object(type(self.env["ir.cron"]), "_commit_progress", progress)
        with progress_of_cron, self.mock_mail_gateway():
            self.env["arrears.contact"].with_context(
                arrears_now=self.clock_at("10:00")
            )._cron_send_queued()
        self.assertIn((0, "queued", True), states, "marked and committed before it left")
        self.assertEqual(states[-1], (1, "sent", True))

    def test_taking_back_a_waiting_message_frees_its_step(self):
        contact = self.queued()
        contact.with_user(self.collector).action_cancel()
        self.assertEqual(contact.state, "cancelled")
        self.assertTrue(self.case_of().claim_ids.voided)

    def test_what_left_is_frozen_for_everybody(self):
        contact = self.queued()
        self.send()
        for values in ({"text": "other"}, {"amount": 1}, {"state": "queued"}, {"case_ids": False},
                       {"happened_at": False}, {"reasons": []}):  # fmt: skip
            with self.assertRaises(UserError):
                contact.sudo().write(values)
        with self.assertRaises(UserError):
            contact.sudo().unlink()
        contact.write({"state": "delivered"})
        event = self.env["arrears.contact.event"].create(
            {"contact_id": contact.id, "kind": "delivered"}
        )
        with self.assertRaises(UserError):
            event.write({"kind": "bounced"})
        with self.assertRaises(UserError):
            event.unlink()

    def test_the_text_comes_in_the_debtor_s_language(self):
        template = self.env.ref("property_arrears.template_email_gentle")
        template.with_context(lang="zh_CN").write(
            {
                "subject": "{units} 的账单提醒",
                "body": "尊敬的业主: {amount} {due_date} {periods} {how_to_pay} {office} "
                "{ignore_if_paid} {help_line}",
            }
        )
        self.owner.lang = "zh_CN"
        contact = self.queued()
        self.assertEqual((contact.language, contact.subject), ("zh_CN", "1501 的账单提醒"))
        self.assertIn("尊敬的业主", contact.text)

    def test_an_office_note_with_a_threat_keeps_the_message_back(self):
        self.estate.how_to_pay = "Pay, or we will tell your employer."
        run = self.run_on()
        line = self.line_of(run, self.case_of())
        self.assertEqual((line.outcome, self.codes(line)), ("waiting", ["wording_third_party"]))


@tagged("post_install", "-at_install")
class TestContactLog(TalkCase):
    def promised(self, days, **values):
        """The log of a talk in which a day was promised, with the reason."""
        values = {"promise_date": self.later(days), "reason_id": self.forgot().id, **values}
        return self.log(identity_checked=True, **values)

    def test_a_call_nobody_answered_is_one_click(self):
        self.owner.phone = "+86 138 1234 5678"
        for outcome in ("no_answer", "switched_off", "wrong_number"):
            getattr(self.case, f"action_log_{outcome}")()
            contact = self.contact()
            self.assertEqual((contact.outcome, contact.state), (outcome, "failed"))
            self.assertEqual(contact.user_id, self.collector)
            self.assertFalse(contact.charge_ids, "nothing was disclosed")
        self.assertEqual(self.case.contact_count, 3)

    def test_a_conversation_needs_identity_and_a_reason_or_a_promise(self):
        with self.assertRaisesRegex(ValidationError, "who is speaking"):
            self.log().action_connected()
        with self.assertRaisesRegex(ValidationError, "What came of the talk"):
            self.log(identity_checked=True).action_connected()
        reason = self.env.ref("property_arrears.reason_forgot")
        self.log(identity_checked=True, reason_id=reason.id).action_connected()
        self.assertEqual(self.case.reason_id, reason)
        self.assertEqual(self.contact().state, "connected")
        self.assertEqual(self.contact().amount, 450)

    def test_a_promise_becomes_a_hold_of_at_most_fourteen_days(self):
        self.promised(10).action_connected()
        hold = self.case.hold_ids
        self.assertEqual((hold.type, hold.date_until), ("promise", self.later(10)))
        self.assertEqual(self.case.state, "held")
        self.assertEqual(hold.author_id, self.collector)

    def test_a_promise_too_far_away_or_in_the_past_is_refused(self):
        with self.assertRaises(ValidationError):
            self.promised(15).action_connected()
        with self.assertRaises(ValidationError):
            self.promised(-1).action_connected()

    def test_a_promise_of_a_part_holds_that_part(self):
        self.promised(5, promise_amount=100).action_connected()
        self.assertEqual((self.case.amount_held, self.case.amount_pursued), (100, 350))

    def test_a_call_at_night_is_refused_unless_recorded_as_a_breach(self):
        late = self.moment("20:30", self.later(-1))
        with self.assertRaisesRegex(UserError, "allowed hours"):
            self.log(happened_at=late).action_no_answer()
        self.log(happened_at=late, breach=True, note="Misdialled").action_no_answer()
        contact = self.contact()
        self.assertTrue(contact.breach)
        self.assertEqual([reason["code"] for reason in contact.reasons], ["quiet_hours"])
        found = self.env["arrears.contact"].with_user(self.manager).search([("breach", "=", True)])
        self.assertIn(contact, found)

    def test_ticking_the_box_without_a_breach_records_none(self):
        self.log(breach=True).action_no_answer()
        self.assertFalse(self.contact().breach)

    def test_the_fourth_attempt_of_a_day_is_refused(self):
        for _n in range(3):
            self.case.action_log_no_answer()
        with self.assertRaisesRegex(UserError, "often enough"):
            self.case.action_log_no_answer()

    def test_no_second_call_within_three_days_after_a_talk(self):
        reason = self.env.ref("property_arrears.reason_forgot")
        self.log(identity_checked=True, reason_id=reason.id).action_connected()
        with self.assertRaisesRegex(UserError, "spoke with the debtor lately"):
            self.case.action_log_no_answer()

    def test_a_hold_stops_a_call_and_inbound_is_never_limited(self):
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "dispute"})
        with self.assertRaisesRegex(UserError, "disputed"):
            self.case.action_log_no_answer()
        reason = self.env.ref("property_arrears.reason_service")
        log = self.log(direction="in", identity_checked=True, reason_id=reason.id,
                       happened_at=self.moment("22:30", self.later(-1)))  # fmt: skip
        log.action_connected()
        self.assertFalse(self.contact().breach)

    def test_a_call_on_a_public_holiday_is_refused(self):
        self.env["arrears.holiday"].create(
            {
                "jurisdiction_id": self.estate.jurisdiction_id.id,
                "date": TODAY,
                "name": "Holiday of the test",
            }
        )
        with self.assertRaisesRegex(UserError, "public holiday"):
            self.case.action_log_no_answer()

    def test_only_people_with_a_role_on_the_unit_can_be_spoken_with(self):
        reason = self.env.ref("property_arrears.reason_forgot")
        log = self.log(identity_checked=True, reason_id=reason.id, party="agent")
        with self.assertRaisesRegex(ValidationError, "Nobody is registered"):
            log.action_connected()
        agent = self.partner("Agent")
        role = self.env["arrears.ownership"].create(
            {
                "unit_id": self.flat.id,
                "partner_id": agent.id,
                "role": "agent",
                "date_from": "2026-01-01",
                "date_to": self.later(30),
            }
        )
        with self.assertRaisesRegex(ValidationError, "needs a written authority"):
            log.action_connected()
        role.authority = base64.b64encode(b"authority")
        role.with_user(self.manager).action_authorise()
        log.action_connected()
        self.assertEqual((self.contact().partner_id, self.contact().party), (agent, "agent"))

    def test_a_contact_with_a_stranger_can_not_be_written_at_all(self):
        with self.assertRaises(ValidationError):
            self.env["arrears.contact"].sudo().create(
                {
                    "company_id": self.company.id,
                    "debtor_id": self.owner.id,
                    "partner_id": self.partner("Neighbour").id,
                    "case_ids": [(6, 0, self.case.ids)],
                    "channel": "call",
                    "state": "failed",
                    "happened_at": self.moment(),
                }
            )
        parties = dict(self.env["arrears.contact"]._fields["party"].selection)
        self.assertEqual(
            set(parties), {"owner", "co_owner", "tenant_payer", "agent", "developer", "heir"}
        )

    def test_a_talk_settles_the_call_task_and_no_answer_puts_it_off(self):
        self.owner.email = False
        self.switch_on()
        self.run_on()
        task = self.case.activity_ids
        self.case.action_log_no_answer()
        self.assertEqual(task.date_deadline, self.later(1))
        reason = self.env.ref("property_arrears.reason_forgot")
        self.log(identity_checked=True, reason_id=reason.id).action_connected()
        self.assertFalse(self.case.activity_ids)

    def test_nothing_is_written_down_before_it_happens(self):
        with self.assertRaises(ValidationError):
            self.log(happened_at=self.moment("13:00")).action_no_answer()

    def test_the_form_warns_before_the_button_is_pressed(self):
        self.env["arrears.hold"].create({"case_id": self.case.id, "type": "dispute"})
        form = Form(self.case.env["arrears.contact.log"].with_context(default_case_id=self.case.id))
        self.assertIn("disputed", form.warning)
        form.direction = "in"
        self.assertFalse(form.warning)

    def test_a_number_counts_as_one_however_it_was_typed(self):
        china = self.env.ref("base.cn")
        self.owner.write({"phone": "0571-88886666", "country_id": china.id})
        neighbour = self.partner("Wife", phone="+86 571 8888 6666", country_id=china.id)
        self.owing(80, partner=neighbour, unit=self.garage)
        for _n in range(3):
            self.case.action_log_no_answer()
        other = self.case_of(neighbour, self.garage).with_env(self.case.env)
        with self.assertRaisesRegex(UserError, "number or address was used often enough"):
            other.action_log_no_answer()
