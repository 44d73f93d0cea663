"""An appeal against a refusal: one, in time, decided one level up by somebody without a part."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .relief_scene import ReliefScene


class AppealScene(ReliefScene):
    def refused(self, **values):
        self.arrears(10)
        return self.decide(self.apply_for_relief(**values), "refuse").with_env(self.env)

    def on(self, day, records):
        return records.with_context(arrears_today=day)

    def appeal(self, application, user=None, said="I still cannot pay."):
        application = application.with_user(user or self.reviewer)
        action = application.action_appeal()
        window = self.env[action["res_model"]].with_user(user or self.reviewer)
        form = Form(window.with_context(**{**application.env.context, **action["context"]}))
        form.said = said
        form.save().action_take()
        return application.with_env(self.env)

    def decide_appeal(self, application, decision, user=None, part=0, reason="Heard anew."):
        user = user or self.manager
        action = application.with_user(user).action_decide_appeal()
        window = self.env[action["res_model"]].with_user(user)
        form = Form(window.with_context(**action["context"]))
        form.decision = decision
        if decision in ("waive_part", "reduce_principal"):
            form.part = part
        form.reason = reason
        form.save().action_decide()


@tagged("post_install", "-at_install")
class TestHardshipAppeal(AppealScene):
    def test_an_appeal_pauses_again_and_stops_the_cards(self):
        application = self.refused()
        self.assertEqual(str(application.paused_until), "2026-09-22")
        application = self.appeal(self.on(date(2026, 9, 25), application))
        self.assertEqual(application.state, "appealed")
        self.assertEqual(str(application.paused_until), "2026-10-24")
        self.assertEqual(str(application.decide_by), "2026-10-09", "ten weekdays")
        first, second = application.sudo().hold_ids.sorted("date_from")
        self.assertEqual(str(first.date_until), "2026-09-22", "what had ended stays ended")
        self.assertEqual((str(second.date_from), str(second.date_until)),
                         ("2026-09-25", "2026-10-24"))  # fmt: skip
        stops = self.card()._stop_reasons(date(2026, 12, 1))
        self.assertIn("hold_paused", [reason.code for reason in stops[self.card().id]])

    def test_while_the_first_pause_still_runs_it_is_prolonged(self):
        application = self.appeal(self.refused())
        self.assertEqual(str(application.sudo().hold_ids.date_until), "2026-10-14")

    def test_the_last_day_is_in_time_and_the_next_is_not(self):
        application = self.refused()
        self.assertEqual(str(application.appeal_until), "2026-09-29")
        with self.assertRaisesRegex(UserError, "possible until"):
            self.appeal(self.on(date(2026, 9, 30), application))
        self.assertEqual(self.appeal(self.on(date(2026, 9, 29), application)).state, "appealed")

    def test_there_is_one_appeal_and_only_against_a_refusal(self):
        application = self.apply_for_relief()
        with self.assertRaisesRegex(UserError, "no refusal"):
            self.appeal(application)
        self.arrears(10)
        application = self.decide(application, "refuse").with_env(self.env)
        self.appeal(application)
        with self.assertRaisesRegex(UserError, "no refusal"):
            self.appeal(application)
        self.decide_appeal(application, "refuse")
        with self.assertRaisesRegex(UserError, "no refusal"):
            self.appeal(application)

    def test_a_manager_decides_for_good_and_the_first_decision_stays(self):
        application = self.appeal(self.refused())
        self.decide_appeal(application, "waive_part", part=4)
        self.assertEqual((application.state, application.appeal_decision),
                         ("approved", "waive_part"))  # fmt: skip
        self.assertEqual((application.decision, application.decided_by_id),
                         ("refuse", self.other_reviewer))  # fmt: skip
        self.assertEqual(application.appeal_decided_by_id, self.manager)
        self.assertEqual((application.waiver_id.state, application.waiver_id.amount_total),
                         ("approved", 4))  # fmt: skip
        self.assertEqual(application.waiver_id.approved_by_id, self.manager)
        self.assertEqual(str(application.paused_until), "2026-09-22", "seven quiet days")
        with self.assertRaisesRegex(UserError, "decided already"):
            application.with_user(self.other_manager)._decide_appeal("refuse", 0, "Again.")

    def test_refused_for_good_it_has_reasons(self):
        application = self.appeal(self.refused())
        with self.assertRaisesRegex(UserError, "write its reasons"):
            self.decide_appeal(application, "refuse", reason=" ")
        self.decide_appeal(application, "refuse")
        self.assertEqual((application.state, application.appeal_reason), ("refused", "Heard anew."))
        self.assertFalse(application.waiver_id)

    def test_reviewers_do_not_decide_it(self):
        application = self.appeal(self.refused())
        for user in (self.reviewer, self.other_reviewer, self.collector, self.accountant):
            with self.assertRaises(AccessError):
                application.with_user(user).action_decide_appeal()
            with self.assertRaises(AccessError):
                application.with_user(user)._decide_appeal("refuse", 0, "No.")

    def test_nobody_with_a_part_in_it_decides_it(self):
        both = self.user("both", "manager", "reviewer")
        self.arrears(10)
        application = self.apply_for_relief()
        self.decide(application, "refuse", user=both)
        application = application.with_env(self.env)
        self.appeal(application, user=self.other_manager)
        for user in (both, self.other_manager):
            with self.assertRaisesRegex(UserError, "asked for it yourself"):
                self.decide_appeal(application, "waive_full", user=user)
        self.card().user_id = self.manager
        with self.assertRaisesRegex(UserError, "collect this owner's debt"):
            self.decide_appeal(application, "waive_full")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            application._record_effect({"appeal_decided_by_id": both.id})
            self.env.flush_all()

    def test_another_proof_may_be_seen_on_appeal(self):
        self.company.arrears_self_declaration_limit = 5
        application = self.appeal(self.refused())
        with self.assertRaisesRegex(UserError, "word is not enough"):
            self.decide_appeal(application, "waive_full")
        seen = application.with_user(self.other_reviewer)
        seen.evidence_type = "medical_certificate"
        self.consent(application, user=self.other_reviewer)
        seen.action_evidence_seen()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            seen.statement = "Something else"
        self.decide_appeal(application, "waive_full")
        self.assertEqual(application.state, "approved")

    def test_a_collector_takes_an_appeal_in_a_sealed_envelope(self):
        application = self.refused()
        intake = self.env["arrears.hardship.intake"].with_user(self.collector)
        envelope = intake.create(
            {"case_id": self.card().id, "is_appeal": True, "statement": "The answer is wrong."}
        )
        envelope.action_hand_over()
        self.assertEqual((application.state, application.appeal_said),
                         ("appealed", "The answer is wrong."))  # fmt: skip
        self.assertEqual(application.appeal_taken_by_id, self.collector)
        with self.assertRaises(AccessError):
            application.with_user(self.collector).read(["appeal_said"])
        with self.assertRaisesRegex(UserError, "waiting already"):
            intake.create({"case_id": self.card().id}).action_hand_over()

    def hand_over(self, **values):
        """What the person at the intake sees of an objection: the answer, and the card."""
        intake = self.env["arrears.hardship.intake"].with_user(self.collector)
        envelope = intake.create({"case_id": self.card().id, "is_appeal": True, **values})
        answer = envelope.action_hand_over()
        card = self.card().with_user(self.collector)
        notes = len(card.message_ids)
        return answer, card.state, card.badges, card.hold_ids.ids, notes

    def test_whoever_takes_an_objection_never_learns_whether_there_was_a_refusal(self):
        self.arrears(10)
        without = self.hand_over(statement="I object.")
        application = self.env["arrears.hardship"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual((application.state, application.is_objection), ("applied", True))
        self.assertEqual(application.statement, "I object.", "the reviewer reads it")
        self.decide(application, "refuse")
        refused = self.hand_over(statement="I object.")
        self.assertEqual((application.state, application.is_objection), ("appealed", True))
        self.assertEqual(without, refused)

    def test_an_objection_to_what_was_granted_is_taken_the_same_way(self):
        self.arrears(10)
        granted = self.decide(self.apply_for_relief(), "waive_part", waive_amount=4)
        answer, state, *_rest = self.hand_over(statement="Too little.")
        self.assertEqual((answer["params"]["message"], state),
                         ("Handed over. The card is paused.", "held"))  # fmt: skip
        new = self.env["arrears.hardship"].search(
            [("debtor_id", "=", self.owner.id), ("id", "!=", granted.id)]
        )
        self.assertEqual((new.state, new.is_objection), ("applied", True))

    def test_what_was_decided_on_appeal_cannot_be_typed(self):
        application = self.refused()
        for values in (
            {"appealed_on": "2026-09-15"},
            {"appeal_decision": "waive_full"},
            {"appeal_decided_by_id": self.manager.id},
            {"appeal_said": "x"},
        ):
            with self.assertRaisesRegex(UserError, "cannot be typed in"):
                application.sudo().write(values)


@tagged("post_install", "-at_install")
class TestOnceAYear(AppealScene):
    def granted(self):
        self.arrears(10)
        return self.decide(self.apply_for_relief(), "waive_full")

    def apply_on(self, day, **values):
        return self.on(day, self.env["arrears.hardship"].with_user(self.reviewer)).create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, **values}
        )

    def test_relief_is_granted_once_in_twelve_months(self):
        self.granted()
        refused = self.assertRaisesRegex(UserError, "once in twelve months")
        with refused, self.env.cr.savepoint():
            self.apply_on(date(2027, 9, 14))
        self.assertTrue(self.apply_on(date(2027, 9, 15)))

    def test_something_new_opens_it_again(self):
        self.granted()
        self.assertTrue(self.apply_on(date(2026, 10, 20), is_new_event=True))

    def test_a_refusal_does_not_use_it_up_and_an_appeal_that_was_granted_does(self):
        application = self.refused()
        self.apply_on(date(2026, 9, 16)).action_withdraw()
        application = self.appeal(application)
        self.decide_appeal(application, "waive_full")
        with self.assertRaisesRegex(UserError, "once in twelve months"):
            self.apply_on(date(2026, 10, 20))
