"""Disputes: just the disputed part is paused, an answer is owed, somebody else decides."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .dispute_case import DisputeCase


@tagged("post_install", "-at_install")
class TestDispute(DisputeCase):
    def test_the_button_on_the_card_offers_what_is_overdue_and_pauses_it(self):
        action = self.case.with_user(self.collector).action_dispute()
        records = self.as_user(self.collector, self.env["arrears.dispute"])
        with Form(records.with_context(**action["context"])) as form:
            form.kind = "price"
            form.said = "The price was never agreed"
        dispute = self.case.dispute_line_ids.dispute_id
        self.assertEqual(dispute.line_ids.charge_id, self.first | self.second)
        self.assertEqual(dispute.amount_total, 550)
        self.assertEqual(dispute.answer_by, self.later(14), "ten working days")
        self.assertEqual((dispute.state, dispute.author_id), ("open", self.collector))
        self.assertEqual((self.case.amount_held, self.case.amount_pursued), (550, 0))
        self.assertEqual(self.case.state, "held")
        self.assertEqual(self.case.badges[0]["code"], "dispute")
        task = self.tasks(dispute)
        self.assertEqual((task.user_id, task.date_deadline), (self.collector, self.later(14)))
        again = self.case.with_user(self.collector).action_dispute()
        self.assertEqual(again["res_id"], dispute.id, "the open one")

    def test_what_helps_for_a_wrong_amount_is_the_form_of_a_dispute(self):
        case = self.case.with_user(self.collector)
        case.reason_id = self.reason("wrong_amount")
        self.assertEqual(case.action_do_what_helps()["res_model"], "arrears.dispute")

    def test_a_part_is_held_and_the_rest_is_pursued(self):
        dispute = self.dispute((self.first, 60), (self.second, 100), kind="amount")
        self.assertEqual(len(self.holds()), 2, "the part of one bill, and the whole other one")
        self.assertEqual((self.case.amount_held, self.case.amount_pursued), (160, 390))
        named = self.case._named_charges(self.day("2026-09-15"))[self.case.id]
        self.assertEqual(named, [(self.first, 39000)], "a letter asks for the rest alone")
        self.assertEqual(self.codes_of(), ["escalation_off"])
        self.assertEqual(dispute.amount_total, 160)

    def test_one_amount_is_laid_over_the_oldest_charges(self):
        dispute = self.dispute(kind="amount", amount_said=460)
        amounts = [(line.charge_id, line.amount) for line in dispute.line_ids]
        self.assertEqual(amounts, [(self.first, 450), (self.second, 10)])
        other = self.decide(dispute, "rejected")
        self.assertFalse(any(other.line_ids.mapped("is_open")))
        only = self.dispute(kind="amount", amount_said=30)
        self.assertEqual(only.line_ids.charge_id, self.first)

    def test_no_late_fee_runs_on_the_disputed_part(self):
        self.dispute((self.first, 60), kind="service")
        pauses = self.first._late_fee_pauses()[self.first.id]
        disputed = [pause for pause in pauses if pause.code == "dispute"]
        self.assertEqual([(p.first_day, p.last_day, p.amount) for p in disputed],
                         [(self.day("2026-09-15"), None, 6000)])  # fmt: skip
        self.assertFalse(
            [p for p in self.second._late_fee_pauses()[self.second.id] if p.code == "dispute"]
        )

    def test_a_part_of_the_debt_in_dispute_keeps_the_case_from_the_law(self):
        codes = {reason.code for reason in self.case._legal_gate_reasons()[self.case.id]}
        self.assertNotIn("legal_dispute_open", codes)
        dispute = self.dispute((self.first, 60), kind="amount")
        codes = {reason.code for reason in self.case._legal_gate_reasons()[self.case.id]}
        self.assertIn("legal_dispute_open", codes)
        self.decide(dispute, "rejected")
        codes = {reason.code for reason in self.case._legal_gate_reasons()[self.case.id]}
        self.assertNotIn("legal_dispute_open", codes)

    def test_where_all_is_disputed_the_reason_is_named(self):
        self.dispute(kind="house_defect")
        self.assertIn("hold_dispute", self.codes_of())

    # What can't be disputed

    def test_what_stands_against_a_dispute_is_said_in_words(self):
        stranger = self.partner("Neighbour")
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "Z1"})
        strange = self.charges(self.owing(70, partner=stranger, unit=unit))
        paid = self.owing(20, due="2026-05-31", arrears_period_from="2026-01-01",
                          arrears_period_to="2026-03-31")  # fmt: skip
        settled = self.charges(paid)
        self.pay(paid, 20)
        self.end_transaction()
        for lines, word in (
            ([(self.first, 451)], "More is disputed than is left"),
            ([(strange, 70)], "another owner or unit"),
            ([(settled, 20)], "Nothing is left"),
        ):
            with self.assertRaisesRegex(UserError, word):
                self.dispute(*lines)
        with self.assertRaisesRegex(UserError, "More is disputed than is left"):
            self.dispute(amount_said=551)
        self.assertFalse(self.holds())

    def test_a_charge_is_disputed_once_at_a_time(self):
        dispute = self.dispute((self.first, 60))
        with self.assertRaisesRegex(UserError, "under dispute already"):
            self.dispute((self.first, 10))
        second = self.dispute(kind="price")
        self.assertEqual(second.line_ids.charge_id, self.second, "what nobody disputes yet")
        with self.assertRaisesRegex(UserError, "at least one charge"):
            self.dispute()
        self.decide(dispute, "rejected")
        self.assertTrue(self.dispute((self.first, 10)))

    @mute_logger("odoo.sql_db")
    def test_two_at_the_same_moment_fail_in_the_database(self):
        line = self.dispute((self.first, 60)).line_ids
        twin = self.dispute((self.second, 60)).line_ids
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE arrears_dispute_line SET charge_id = %s WHERE id = %s",
                [line.charge_id.id, twin.id],
            )

    def test_not_living_there_and_not_using_the_lift_are_answered_and_pause_nothing(self):
        for ground in ("not_living_there", "not_using"):
            with self.assertRaisesRegex(UserError, "art. 944"):
                self.dispute(kind="service", ground=ground)
        self.assertFalse(self.holds())
        self.assertTrue(self.dispute(kind="price", ground="not_using"), "only asked of a service")

    def test_a_hold_of_a_dispute_comes_from_its_form_and_ends_with_it(self):
        holds = self.env["arrears.hold"].with_user(self.collector)
        with self.assertRaisesRegex(ValidationError, "Disputes the bill"):
            holds.create({"case_id": self.case.id, "type": "dispute"})
        self.dispute()
        for user in (self.collector, self.manager):
            with self.assertRaisesRegex(ValidationError, "ends where it came from"):
                self.holds().with_user(user).action_lift()

    # Who is not the payer

    def test_who_says_not_to_be_the_owner_is_left_alone_on_every_card(self):
        self.owing(80, unit=self.garage)
        other = self.case_of(unit=self.garage)
        dispute = self.dispute((self.first, 450), kind="identity")
        for case in (self.case, other):
            self.assertIn("dispute_of_identity", self.codes_of(case))
        log = self.as_user(self.collector, self.env["arrears.contact.log"]).create(
            {"case_id": other.id, "channel": "call"}
        )
        self.assertIn("not to be the owner", log.warning)
        notices = self.env["arrears.notice"]
        asked = (self.company, self.owner.ids, self.later(0))
        self.assertEqual(notices._untouchable(*asked), {self.owner.id}, "no machine writes either")
        self.decide(dispute, "rejected")
        self.assertNotIn("dispute_of_identity", self.codes_of(other))
        self.assertFalse(notices._untouchable(*asked))

    def test_not_handed_over_asks_who_pays_until_then(self):
        dispute = self.dispute(kind="not_handed_over", responsible="developer")
        self.assertEqual(dispute.milestone_ids.planned_on, dispute.answer_by)
        self.assertIn("developer", dispute.milestone_ids.what)

    # The decision

    def test_rejected_the_pause_ends_after_quiet_days(self):
        dispute = self.decide(self.dispute(), "rejected")
        self.assertEqual((dispute.state, dispute.decided_by_id), ("decided", self.manager))
        self.assertEqual(dispute.paused_until, self.later(7))
        self.assertEqual(self.holds().date_until, self.later(7))
        self.assertIn("part_held", self.codes_of(day=self.later(7)))
        self.assertEqual(self.codes_of(day=self.later(8)), ["escalation_off"])
        word = self.tasks(dispute, self.collector)
        self.assertIn("decision and its reasons", word.summary)

    def test_nobody_decides_what_he_opened_or_collects(self):
        opened = self.dispute((self.first, 60), user=self.manager)
        with self.assertRaisesRegex(UserError, "asked for it yourself"):
            self.decide(opened, "rejected")
        self.case.user_id = self.second_manager
        with self.assertRaisesRegex(UserError, "collect this owner"):
            self.decide(opened, "rejected", user=self.second_manager)
        self.assertEqual(opened.state, "open")
        third = self.user("third", "group_manager")
        self.assertEqual(self.decide(opened, "rejected", user=third).state, "decided")

    @mute_logger("odoo.sql_db")
    def test_the_database_knows_that_two_people_take_part(self):
        dispute = self.dispute()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            dispute.sudo()._record_effect({"decided_by_id": dispute.author_id.id})
            self.env.flush_all()

    def test_a_collector_decides_nothing_and_nobody_without_reasons(self):
        dispute = self.dispute(kind="service")
        with self.assertRaisesRegex(AccessError, "Only managers"):
            self.decide(dispute, "rejected", user=self.collector)
        with self.assertRaisesRegex(AccessError, "Only managers"):
            dispute.action_withdraw()
        with self.assertRaisesRegex(UserError, "the owner reads them"):
            self.decide(dispute, "rejected", decision_reason=" ")
        with self.assertRaisesRegex(UserError, "can't come of a dispute of this type"):
            self.decide(dispute, "corrected")

    def test_what_was_disputed_and_decided_stands_still(self):
        dispute = self.dispute((self.first, 60))
        with self.assertRaisesRegex(UserError, "took effect"):
            dispute.line_ids.amount = 10
        for change in ({"case_id": False}, {"kind": "amount"}, {"ground": "not_using"}):
            with self.assertRaisesRegex(UserError, "took effect"):
                dispute.write(change)
        with self.assertRaisesRegex(UserError, "stands still"):
            dispute.write({"line_ids": [Command.create({"charge_id": self.second.id})]})
        with self.assertRaisesRegex(UserError, "cannot be typed in"):
            dispute.write({"state": "decided"})
        decided = self.decide(dispute, "rejected")
        with self.assertRaisesRegex(UserError, "took effect"):
            decided.decision_reason = "Other reasons"
        with self.assertRaisesRegex(UserError, "over already"):
            decided.action_decide()
        with self.assertRaises(UserError):
            decided.sudo().unlink()

    def test_taken_back_it_ends_today_and_says_who_took_it_back(self):
        dispute = self.as_user(self.manager, self.dispute())
        with self.assertRaisesRegex(UserError, "who took the dispute back"):
            dispute.action_withdraw()
        dispute.decision_reason = "The owner called on Monday"
        dispute.action_withdraw()
        self.assertEqual(dispute.state, "withdrawn")
        self.assertFalse(self.holds())
        self.assertEqual(self.codes_of(), ["escalation_off"])

    def test_whoever_collects_it_does_not_take_it_back_alone(self):
        dispute = self.as_user(self.manager, self.dispute())
        self.case.user_id = self.manager
        dispute.decision_reason = "The owner called on Monday"
        with self.assertRaisesRegex(UserError, "collect this owner"):
            dispute.action_withdraw()
        self.assertTrue(self.holds())

    # Corrected by an accountant

    def test_a_correction_holds_until_the_accountant_says_that_it_is_done(self):
        dispute = self.decide(self.dispute((self.first, 450), kind="price"), "corrected")
        task = self.tasks(dispute, self.accountant)
        self.assertIn("Correct the bills", task.summary)
        self.morning(20)
        self.assertFalse(dispute.corrected_on)
        self.assertFalse(self.holds().date_until)
        with self.assertRaises(AccessError):
            dispute.action_corrected()
        self.as_user(self.accountant, dispute).action_corrected()
        self.assertEqual(dispute.corrected_by_id, self.accountant)
        self.assertEqual(self.holds().date_until, self.later(7))
        self.assertFalse(self.tasks(dispute, self.accountant))
        with self.assertRaisesRegex(UserError, "waits for no correction"):
            self.as_user(self.accountant, dispute).action_corrected()

    def test_a_correction_shows_in_the_figures_of_all_the_bills(self):
        dispute = self.decide(self.dispute(kind="amount"), "corrected")
        note = self.credit_note(self.line(50))
        self.receivables(self.bill, note).reconcile()
        self.end_transaction()
        self.morning(1)
        self.assertFalse(dispute.corrected_on, "one of two")
        self.other_bill.button_draft()
        self.end_transaction()
        self.morning(2)
        self.morning(2)
        self.assertEqual(dispute.corrected_on, self.later(2))
        self.assertFalse(dispute.corrected_by_id)
        self.assertEqual(self.holds().mapped("date_until"), [self.later(9)])

    # What the owner hears meanwhile

    def test_every_fortnight_the_collector_is_asked_for_a_word(self):
        dispute = self.dispute()
        self.morning(13)
        self.assertEqual(len(self.tasks(dispute, self.collector)), 1)
        self.morning(14)
        self.morning(15)
        words = self.tasks(dispute, self.collector)
        self.assertEqual(len(words), 2, "the examination, and the word")
        on_day = self.on(self.later(15), dispute)
        with self.assertRaisesRegex(UserError, "how far it is"):
            on_day.action_informed()
        on_day.progress = "The engineer comes on Friday"
        on_day.action_informed()
        self.assertEqual(dispute.informed_on, self.later(15))
        self.assertIn("The engineer comes", dispute.message_ids[0].body)
        self.assertEqual(len(self.tasks(dispute, self.collector)), 1, "the word was given")
        self.morning(28)
        self.assertEqual(len(self.tasks(dispute, self.collector)), 1)
        self.morning(29)
        self.assertEqual(len(self.tasks(dispute, self.collector)), 2)

    def test_a_milestone_that_is_done_is_told(self):
        dispute = self.dispute()
        step = self.as_user(self.collector, self.env["arrears.dispute.milestone"]).create(
            {"dispute_id": dispute.id, "what": "Measure the flat", "planned_on": "2026-09-20"}
        )
        self.assertTrue(self.on(self.later(6), step).is_overdue)
        step.action_done()
        self.assertEqual((step.done_on, step.done_by_id), (self.later(0), self.collector))
        summaries = self.tasks(dispute, self.collector).mapped("summary")
        self.assertIn("Tell the owner: Measure the flat", summaries)
        with self.assertRaisesRegex(UserError, "over already"):
            step.action_done()

    def test_a_late_decision_goes_once_to_a_manager_who_may_decide(self):
        dispute = self.dispute(user=self.manager)
        self.morning(14)
        self.assertFalse(self.tasks(dispute, self.second_manager))
        self.morning(15)
        self.morning(16)
        self.assertEqual(len(self.tasks(dispute, self.second_manager)), 1)
        self.assertFalse(self.tasks(dispute, self.manager))
        self.assertTrue(self.on(self.later(15), dispute).is_overdue)
        late = self.on(self.later(15), self.env["arrears.dispute"])
        self.assertIn(dispute, late.search([("is_overdue", "=", True)]))

    def test_a_work_order_elsewhere_is_shown(self):
        dispute = self.dispute(kind="house_defect", responsible="builder")
        dispute.write({"ticket_number": "B-17", "ticket_state": "Ordered",
                       "ticket_on": "2026-09-14"})  # fmt: skip
        self.assertEqual(dispute.ticket_text, "B-17 · Ordered · 2026-09-14")

    def test_a_script_tells_how_far_the_repair_is(self):
        script = self.env["arrears.script"].create(
            {"name": "How far", "code": "DEFECT-3", "situation": "closing",
             "body": "It stands like this: {repair_status}."}
        )  # fmt: skip
        self.assertEqual(script._filled(self.case, True)[1], [], "no repair, no words")
        dispute = self.dispute(kind="house_defect", responsible="builder")
        dispute.write({"ticket_number": "B-17", "ticket_state": "Ordered"})
        self.env["arrears.dispute.milestone"].create(
            {"dispute_id": dispute.id, "what": "Measure the wall", "planned_on": "2026-09-20"}
        )
        ((_name, words),) = script._filled(self.case, True)[1]
        self.assertIn("Ordered; next: Measure the wall, planned for 09/20/2026", words)
        self.assertNotIn("B-17", words)
        self.assertFalse(script._filled(self.case, False)[1])

    # Who sees it

    def test_strangers_see_nothing_and_the_office_all(self):
        dispute = self.dispute()
        stranger = self.user("stranger", "group_collector")
        for record in (dispute, dispute.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["amount_total", "amount"][:1]
                                                if record == dispute else ["amount"])  # fmt: skip
            self.assertTrue(record.with_user(self.accountant).read(["display_name"]))

    def test_two_contacts_that_become_one_keep_both_disputes(self):
        twin = self.partner("Owner twice")
        self.owing(70, partner=twin)
        other = self.case_of(twin)
        mine, theirs = self.dispute(), self.dispute(case_id=other.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.owner).ids, self.owner)
        self.env.invalidate_all()
        self.assertEqual({mine.case_id, theirs.case_id}, {self.case})
        self.assertTrue(all((mine | theirs).line_ids.mapped("is_open")))
