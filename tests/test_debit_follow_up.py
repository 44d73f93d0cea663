"""What follows from an answer: cards, mandates, tasks, holds, another try."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestDebitFollowUp(DebitCase):
    def setUp(self):
        super().setUp()
        self.collector = self.user("collector")
        self.estate.default_collector_id = self.collector
        self.mandate_one, self.bill = self.household("1", 100)
        self.end_transaction()
        self.case = self.env["arrears.case"].search([("debtor_id", "=", self.bill.partner_id.id)])

    def told(self, outcome, day=TODAY):
        """A batch of that day whose one instruction is answered so."""
        self.env = self.env(context={**self.env.context, "arrears_today": day})
        batch = self.exported(collection_date=day)
        self.assertEqual(len(batch.line_ids), 1, batch.omission_ids.mapped("reason_text"))
        rows = self.answer_rows(batch, **{batch.line_ids.reference: outcome})
        for row in rows:
            row["value_date"] = day.isoformat() if row["settled"] else None
        verdict, __ = self.seal(batch, rows)
        self.assertEqual(verdict["state"], "sealed", verdict)
        self.book()
        return batch

    def stop_codes(self):
        return [reason.code for reason in self.case._stop_reasons(TODAY)[self.case.id]]

    def badge_codes(self, user=None):
        self.case.invalidate_recordset()
        card = self.case.with_user(user or self.env.user)
        return [badge["code"] for badge in card.badges or ()]

    # While it is under way

    def test_an_approved_instruction_stops_dunning_and_shows_on_the_card(self):
        batch = self.batch()
        self.assertNotIn("debit_in_flight", self.stop_codes())
        batch.with_user(self.second).action_approve()
        self.assertIn("debit_in_flight", self.stop_codes())
        self.assertIn("debit_in_flight", self.badge_codes(self.collector))
        words = self.env["arrears.reason.wording"]._word(
            [reason.as_json() for reason in self.case._stop_reasons(TODAY)[self.case.id]]
        )
        self.assertIn("on its way to the bank", words)

    def test_an_answer_frees_the_card_again(self):
        self.told("funds")
        self.assertNotIn("debit_in_flight", self.stop_codes())
        self.assertNotIn("debit_in_flight", self.badge_codes())

    # What the card says afterwards

    def test_a_collector_sees_the_outcome_and_nothing_of_the_account(self):
        self.told("funds")
        card = self.case.with_user(self.collector)
        self.assertEqual((card.debit_outcome, card.debit_date), ("funds", TODAY))
        self.assertIn("debit_failed", self.badge_codes(self.collector))
        (badge,) = [badge for badge in card.badges if badge["code"] == "debit_failed"]
        self.assertIn("Not enough money", badge["label"])
        self.assertNotIn(self.mandate_one.account_last4, repr(card.read()))
        with self.refused(AccessError):
            self.mandate_one.with_user(self.collector).read(["holder_name"])
        with self.refused(UserError):
            self.case.write({"debit_outcome": "success"})

    def test_a_new_card_knows_what_the_bank_had_answered_before(self):
        __, bill = self.household("2", 50)
        bill.button_draft()
        bill.invoice_date_due = TODAY
        bill.action_post()
        self.end_transaction()
        cases = self.env["arrears.case"]
        domain = [("debtor_id", "=", bill.partner_id.id), ("state", "!=", "closed")]
        self.assertFalse(cases.search(domain))
        batch = self.exported()
        self.answered(batch, **{line.reference: "funds" for line in batch.line_ids})
        tomorrow = TODAY + timedelta(days=1)
        self.env["arrears.charge"]._rebuild(self.company, today=tomorrow)
        self.assertEqual(cases.search(domain).debit_outcome, "funds")

    def test_a_success_leaves_no_badge(self):
        self.told("success")
        self.assertNotIn("debit_failed", self.badge_codes())
        self.assertEqual(self.case.state, "closed")

    # Mandates and tasks

    def test_trouble_with_the_account_stops_the_mandate_and_calls_the_collector(self):
        for outcome in ("account", "mandate", "refused"):
            with self.subTest(outcome=outcome), self.env.cr.savepoint() as savepoint:
                self.told(outcome)
                self.assertEqual(
                    (self.mandate_one.state, self.mandate_one.problem), ("suspended", outcome)
                )
                self.assertEqual(self.case.activity_ids.user_id, self.collector)
                savepoint.rollback()

    def test_want_of_funds_leaves_the_mandate_alone(self):
        self.told("funds")
        self.assertEqual(self.mandate_one.state, "active")
        self.assertFalse(self.case.activity_ids.filtered(lambda task: "Debit" in task.summary))

    def test_three_failures_in_a_row_stop_the_mandate_and_ask_for_a_call(self):
        for days in (0, 20, 40):
            self.assertEqual(self.mandate_one.state, "active")
            self.told("funds", TODAY + timedelta(days=days))
        self.assertEqual((self.mandate_one.state, self.mandate_one.problem), ("suspended", "funds"))
        self.assertEqual(self.case.activity_ids.user_id, self.collector)
        self.mandate_one.with_user(self.treasurer).action_activate()
        later = self.batch(collection_date=TODAY + timedelta(days=41))
        self.assertTrue(later.line_ids, "a person has set it going again")

    def test_after_want_of_funds_the_next_try_waits_for_the_second_run(self):
        self.told("funds")
        soon = self.batch(collection_date=TODAY + timedelta(days=4))
        self.assertEqual(soon.omission_ids.reasons[0]["code"], "debit_too_soon")
        self.assertTrue(self.batch(collection_date=TODAY + timedelta(days=5)).line_ids)

    def test_a_death_stops_all_messages_until_a_person_decides(self):
        self.told("deceased")
        holds = self.case.hold_ids
        self.assertEqual((holds.mapped("type"), self.case.state), (["deceased"], "held"))
        self.assertEqual(self.mandate_one.state, "suspended")

    def test_an_unknown_outcome_calls_the_treasurer_and_is_listed(self):
        batch = self.told("unknown")
        self.assertEqual(batch.activity_ids.user_id, self.treasurer)
        action = batch.with_user(self.treasurer).action_view_unknown()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), batch.line_ids)

    def test_a_reason_of_the_bank_is_named_for_people(self):
        batch = self.exported()
        rows = self.answer_rows(batch, **{batch.line_ids.reference: "funds"})
        rows[0]["code"] = "RJ03"
        self.seal(batch, rows)
        self.book()
        self.assertEqual(
            batch.line_ids.return_reason_id,
            self.env.ref("property_arrears.return_reason_pboc_rj03"),
        )
