"""An application for relief: paused at once, read by few, decided by another."""

import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, UniqueViolation

from .relief_scene import ReliefScene


@tagged("post_install", "-at_install")
class TestHardshipPause(ReliefScene):
    def test_all_cards_of_the_owner_are_paused_at_once(self):
        self.arrears(10)
        self.arrears(unit=self.garage)
        application = self.apply_for_relief(unit_id=self.flat.id)
        for unit in (self.flat, self.garage):
            card = self.card(unit)
            self.assertEqual(card.state, "held")
            self.assertEqual(card.amount_pursued, 0)
            hold = card.hold_ids
            self.assertEqual(hold.type, "hardship")
            self.assertEqual(str(hold.date_from), "2026-09-15")
            self.assertEqual(str(hold.date_until), "2026-10-14", "thirty days with the first")
        self.assertEqual(str(application.paused_until), "2026-10-14")
        self.assertEqual(str(application.decide_by), "2026-09-29", "ten working days")

    def test_the_card_says_paused_and_nothing_more(self):
        self.arrears(10)
        self.apply_for_relief()
        card = self.card().with_user(self.collector)
        (badge,) = [badge for badge in card.badges if badge["code"] == "paused"]
        self.assertEqual(badge["label"], "Paused")
        labels = dict(self.env["arrears.hold"]._fields["type"]._description_selection(self.env))
        self.assertEqual(labels["hardship"], "Paused")
        self.assertFalse(card.hold_ids.note)
        shown = str(card.read()) + str(card.hold_ids.read()) + str(card.message_ids.read(["body"]))
        for word in ("illness", "Illness", "hospital", "Hardship"):
            self.assertNotIn(word, shown)

    def test_what_falls_due_meanwhile_is_stopped_too_also_when_the_office_is_late(self):
        self.arrears(10)
        self.apply_for_relief()
        self.arrears(unit=self.garage)
        late = self.env(context={**self.env.context, "arrears_today": date(2026, 12, 1)})
        cards = (self.card() | self.card(self.garage)).with_env(late)
        stops = cards._stop_reasons(self.day("2026-12-01"))
        for card in cards:
            self.assertIn("hold_paused", [reason.code for reason in stops[card.id]])
            self.assertIn("paused", [badge["code"] for badge in card._card_badges()[card.id]])

    def test_the_pause_is_prolonged_once(self):
        self.arrears(10)
        application = self.apply_for_relief()
        application.action_extend_pause()
        self.assertEqual(str(application.paused_until), "2026-11-13")
        self.assertEqual(str(self.card().hold_ids.date_until), "2026-11-13")
        with self.assertRaisesRegex(UserError, "prolonged already"):
            application.action_extend_pause()

    def test_withdrawn_by_the_owner_it_pauses_no_longer(self):
        self.arrears(10)
        application = self.apply_for_relief()
        application.action_withdraw()
        self.assertEqual(str(self.card().hold_ids.date_until), "2026-09-15")
        self.assertEqual(application.state, "withdrawn")
        self.assertTrue(self.apply_for_relief(), "the owner may apply again")

    @mute_logger("odoo.sql_db")
    def test_an_owner_has_one_application_at_a_time(self):
        self.apply_for_relief()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.apply_for_relief()

    def test_two_owners_with_an_application_each_are_not_merged_before_one_is_closed(self):
        twin = self.partner("Owner again")
        first = self.apply_for_relief()
        self.apply_for_relief(debtor_id=twin.id)
        merge = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaisesRegex(UserError, "Close one of them first"):
            merge._merge((self.owner | twin).ids, self.owner)
        first.action_withdraw()
        merge._merge((self.owner | twin).ids, self.owner)
        left = first.search([("state", "=", "applied"), ("company_id", "=", self.company.id)])
        self.assertEqual(left.debtor_id, self.owner)

    def test_without_any_card_an_application_is_taken_all_the_same(self):
        application = self.apply_for_relief()
        self.assertFalse(application.sudo().hold_ids)
        self.arrears(10)
        self.assertIn("paused", [badge["code"] for badge in self.card().badges])

    def test_a_contact_below_another_is_sent_to_the_one_that_owes(self):
        child = self.partner("Child", parent_id=self.owner.id)
        with self.assertRaisesRegex(UserError, "apply for that one"):
            self.apply_for_relief(debtor_id=child.id)


@tagged("post_install", "-at_install")
class TestHardshipSecrecy(ReliefScene):
    def test_a_collector_reads_nothing_of_it_by_any_way(self):
        self.arrears(10)
        application = self.apply_for_relief()
        seen = application.with_user(self.collector)
        for call in (
            lambda: seen.read(["category"]),
            lambda: seen.search([]),
            lambda: seen.search_read([], ["name"]),
            lambda: seen.message_ids.read(["body"]) or seen.name,
            lambda: seen.action_decide(),
            lambda: seen.action_evidence_seen(),
            lambda: seen.action_extend_pause(),
            lambda: seen.action_withdraw(),
            lambda: seen.formatted_read_group([], ["category"], ["__count"]),
            lambda: self.card().hold_ids.with_user(self.collector).read(["hardship_id"]),
        ):
            with self.assertRaises(AccessError):
                call()
        holds = self.env["arrears.hold"].with_user(self.collector)
        with self.assertRaises(AccessError):
            holds.search([("hardship_id.category", "=", "illness")])

    def test_nobody_but_reviewers_and_managers_has_any_right(self):
        application = self.apply_for_relief()
        people = {
            name: self.user(f"{name} of the office", name)
            for name in ("reader", "cashier", "treasurer", "lawyer")
        }
        for user in (*people.values(), self.collector, self.accountant):
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(application.with_user(user).has_access(operation), user.login)
        manager = application.with_user(self.manager)
        self.assertTrue(manager.has_access("read"))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(manager.has_access(operation))

    def test_a_collector_hands_over_a_sealed_form_and_sees_nothing_after(self):
        self.arrears(10)
        card = self.card().with_user(self.collector)
        action = card.action_ask_for_relief()
        intake = self.env[action["res_model"]].with_user(self.collector)
        form = Form(intake.with_context(**action["context"]))
        form.category = "separation"
        form.address_confidential = True
        form.statement = "He must not learn where I live."
        intake = form.save()
        answer = intake.action_hand_over()
        self.assertEqual(answer["params"]["message"], "Handed over. The card is paused.")
        self.assertFalse(intake.sudo().exists(), "the envelope is empty")
        application = self.env["arrears.hardship"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual(application.opened_by_id, self.collector)
        self.assertEqual(application.category, "separation")
        self.assertTrue(application.address_confidential)
        self.assertNotIn(self.collector.partner_id, application.message_partner_ids)
        self.assertEqual(card.state, "held")
        with self.assertRaises(AccessError):
            application.with_user(self.collector).read(["statement"])

    def test_a_second_form_of_the_same_owner_says_that_one_is_waiting(self):
        self.arrears(10)
        self.apply_for_relief()
        intake = self.env["arrears.hardship.intake"].with_user(self.collector)
        with self.assertRaisesRegex(UserError, "waiting already"):
            intake.create({"case_id": self.card().id}).action_hand_over()

    def test_the_card_of_another_estate_cannot_be_used(self):
        self.arrears(10)
        self.estate.write({"collector_ids": [(5,)], "default_collector_id": False})
        self.card().user_id = False
        intake = self.env["arrears.hardship.intake"].with_user(self.collector)
        with self.assertRaises(AccessError):
            intake.create({"case_id": self.card().id}).action_hand_over()

    def test_no_file_is_kept_whichever_way_it_comes(self):
        application = self.apply_for_relief()
        content = base64.b64encode(b"medical certificate")
        with self.assertRaisesRegex(UserError, "No files"):
            self.env["ir.attachment"].create(
                {
                    "name": "x.pdf",
                    "datas": content,
                    "res_model": "arrears.hardship",
                    "res_id": application.id,
                }
            )
        with self.assertRaisesRegex(UserError, "No files"):
            self.env["ir.attachment"].with_context(
                default_res_model="arrears.hardship", default_res_id=application.id
            ).create({"name": "x.pdf", "datas": content})
        loose = self.env["ir.attachment"].create({"name": "x.pdf", "datas": content})
        with self.assertRaisesRegex(UserError, "No files"):
            loose.write({"res_model": "arrears.hardship", "res_id": application.id})
        with self.assertRaisesRegex(UserError, "No files"):
            application.message_post(body="see file", attachment_ids=loose.ids)
        with self.assertRaisesRegex(UserError, "No files"):
            application.message_post(body="see file", attachments=[("x.pdf", b"copy")])
        self.assertTrue(application.message_post(body="Called back."))

    def test_messages_carry_neither_ground_nor_proof(self):
        self.arrears(10)
        application = self.apply_for_relief(evidence_type="medical_certificate")
        application.write({"category": "disability", "evidence_type": "disability_card"})
        self.decide(application, "waive_full")
        self.env.flush_all()
        messages = application.sudo().message_ids
        self.assertTrue(messages)
        self.assertFalse(messages.sudo().tracking_value_ids)
        text = " ".join(messages.mapped("body")).lower()
        for word in ("illness", "disab", "medical", "hospital"):
            self.assertNotIn(word, text)


@tagged("post_install", "-at_install")
class TestHardshipDecision(ReliefScene):
    def test_a_full_waiver_comes_out_approved_and_sealed(self):
        _principal, first, second = self.arrears(10, 20)
        application = self.decide(self.apply_for_relief(), "waive_full")
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.decided_by_id, self.other_reviewer)
        waiver = application.waiver_id
        self.assertEqual(waiver.state, "approved")
        self.assertEqual(waiver.requested_by_id, self.reviewer)
        self.assertEqual(waiver.approved_by_id, self.other_reviewer)
        self.assertEqual(waiver.amount_total, 31.80)
        self.assertEqual(waiver.line_ids.charge_id, self.charges(first, second))
        self.assertTrue(waiver.is_sealed)
        self.assertEqual(str(application.paused_until), "2026-09-22", "seven quiet days")

    def test_a_part_waiver_takes_the_oldest_fee_first(self):
        _principal, first, second = self.arrears(10, 20)
        application = self.decide(self.apply_for_relief(), "waive_part", waive_amount=15)
        amounts = {
            line.charge_id.move_id: line.amount for line in application.waiver_id.sudo().line_ids
        }
        self.assertEqual(amounts, {first: 10.60, second: 4.40})

    def test_a_part_above_what_is_open_is_refused(self):
        self.arrears(10)
        application = self.apply_for_relief()
        for amount in (0, 10.61):
            with self.assertRaisesRegex(UserError, "no more than that"):
                self.decide(application, "waive_part", waive_amount=amount)

    def test_without_a_late_fee_there_is_nothing_to_waive(self):
        self.arrears()
        with self.assertRaisesRegex(UserError, "none to waive"):
            self.decide(self.apply_for_relief(), "waive_full")

    def test_only_fees_of_the_unit_named_are_waived(self):
        self.arrears(10)
        self.arrears(20, unit=self.garage)
        application = self.apply_for_relief(unit_id=self.flat.id)
        self.assertEqual(application.late_fee_open, 10.60)
        self.assertEqual(self.decide(application, "waive_full").waiver_id.amount_total, 10.60)

    def test_a_refusal_has_reasons_and_leaves_room_to_appeal(self):
        self.arrears(10)
        application = self.apply_for_relief()
        with self.assertRaisesRegex(UserError, "write its reasons"):
            self.decide(application, "refuse", decision_reason=" ")
        application = self.decide(application, "refuse")
        self.assertEqual(application.state, "refused")
        self.assertFalse(application.waiver_id)
        self.assertEqual(str(application.appeal_until), "2026-09-29")
        self.assertEqual(str(application.paused_until), "2026-09-22")

    def test_whoever_took_it_down_does_not_decide_it(self):
        self.arrears(10)
        application = self.apply_for_relief()
        with self.assertRaisesRegex(UserError, "asked for it yourself"):
            self.decide(application, "waive_full", user=self.reviewer)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            application._record_effect({"decided_by_id": self.reviewer.id})
            self.env.flush_all()

    def test_whoever_collects_the_debt_does_not_decide_it(self):
        self.arrears(10)
        self.card().user_id = self.other_reviewer
        with self.assertRaisesRegex(UserError, "collect this owner's debt"):
            self.decide(self.apply_for_relief(), "waive_full")

    def test_a_manager_reads_but_does_not_decide(self):
        self.arrears(10)
        application = self.apply_for_relief()
        self.assertEqual(application.with_user(self.manager).category, "illness")
        with self.assertRaises(AccessError):
            application.with_user(self.manager).action_decide()

    def test_above_the_limit_one_proof_has_to_be_seen(self):
        self.company.arrears_self_declaration_limit = 10
        self.arrears(10)
        application = self.apply_for_relief()
        with self.assertRaisesRegex(UserError, "word is not enough"):
            self.decide(application, "waive_full")
        application.evidence_type = "medical_certificate"
        self.consent(application)
        application.action_evidence_seen()
        self.assertEqual(application.evidence_seen_by_id, self.reviewer)
        self.assertEqual(str(application.evidence_seen_on), "2026-09-15")
        self.assertEqual(self.decide(application, "waive_full").state, "approved")

    def test_decided_once_it_stands_still(self):
        self.arrears(10)
        application = self.decide(self.apply_for_relief(), "waive_full")
        with self.assertRaisesRegex(UserError, "decided already"):
            application.action_decide()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            application.sudo().write({"decision_reason": "Other"})
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            application.sudo().unlink()

    def test_decision_and_names_cannot_be_typed(self):
        application = self.apply_for_relief()
        for name, value in (
            ("state", "approved"),
            ("decided_by_id", self.other_reviewer.id),
            ("opened_by_id", self.other_reviewer.id),
            ("evidence_seen_by_id", self.reviewer.id),
            ("paused_until", "2030-01-01"),
        ):
            with self.assertRaisesRegex(UserError, "cannot be typed in"):
                application.write({name: value})

    def test_an_application_by_form(self):
        form = Form(self.env["arrears.hardship"].with_user(self.reviewer))
        form.debtor_id = self.owner
        form.statement = "Lost my job."
        application = form.save()
        self.assertTrue(application.name.startswith("HS/"))
        self.assertEqual(application.state, "applied")
