"""“I have paid”: nothing is asked for while it is traced, and the owner hears the result."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .stops_case import StopsCase


class PaymentClaimCase(StopsCase):
    def claim(self, amount=450, paid_on="2026-09-10", user=None, **values):
        claims = self.env["arrears.payment.claim"].with_user(user or self.collector)
        return claims.create(
            {"case_id": self.case.id, "amount": amount, "paid_on": paid_on, **values}
        )


@tagged("post_install", "-at_install")
class TestPaymentClaim(PaymentClaimCase):
    def test_the_button_on_the_card_opens_the_form_and_pauses_the_owner(self):
        garage = self.owing(80, unit=self.garage) and self.case_of(unit=self.garage)
        action = self.case.with_user(self.collector).action_claim_payment()
        claims = self.env["arrears.payment.claim"].with_user(self.collector)
        with Form(claims.with_context(**action["context"])) as form:
            self.assertEqual(form.amount, 450, "what was asked for")
            form.paid_on = "2026-09-10"
            form.payer_name = "Wife"
        claim = self.case.payment_claim_ids
        self.assertEqual((claim.state, claim.author_id), ("open", self.collector))
        self.assertEqual(claim.trace_by, self.later(3), "Friday, three working days on")
        for case in self.case | garage:
            self.assertEqual(self.codes_of(case), ["escalation_off", "hold_payment_claim"])
            self.assertEqual(case.amount_pursued, 0)
        self.assertEqual(self.case.badges[0]["code"], "payment_claim")
        self.assertEqual(self.tasks(claim).user_id, self.accountant)

    def test_the_reason_in_a_call_log_asks_four_things_and_starts_the_search(self):
        case = self.as_user(self.collector, self.case)
        form = Form(case.env["arrears.contact.log"].with_context(default_case_id=case.id))
        form.identity_checked = True
        form.reason_id = self.reason("paid")
        self.assertEqual(form.claim_amount, 450)
        log = form.save()
        with self.assertRaisesRegex(ValidationError, "amount, day and way"):
            log.action_connected()
        log.claim_paid_on = "2026-09-10"
        log.claim_way = "code"
        log.action_connected()
        claim = self.case.payment_claim_ids
        self.assertEqual((claim.amount, claim.way, claim.state), (450, "code", "open"))
        self.assertEqual(claim.contact_id, self.case.contact_ids)
        self.assertEqual(self.case.reason_id, self.reason("paid"))

    def test_a_call_for_another_reason_asks_for_no_payment(self):
        self.logged(reason_id=self.reason("forgot").id)
        self.assertFalse(self.case.payment_claim_ids)

    @mute_logger("odoo.sql_db")
    def test_the_same_money_is_claimed_once(self):
        first = self.claim()
        with self.assertRaisesRegex(ValidationError, "claimed on"):
            self.claim()
        self.claim(amount=451)
        first.with_user(self.collector).action_withdraw()
        self.claim()
        model = type(self.env["arrears.payment.claim"])
        refuse, model._refuse_known = model._refuse_known, lambda *_a: None
        try:
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.claim()
        finally:
            model._refuse_known = refuse

    def test_what_makes_no_sense_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "lies ahead"):
            self.claim(paid_on="2026-09-16")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.claim(amount=0)

    def test_a_hold_of_this_kind_is_not_set_or_lifted_by_hand(self):
        holds = self.env["arrears.hold"].with_user(self.collector)
        with self.assertRaisesRegex(ValidationError, "It is paid"):
            holds.create(
                {"case_id": self.case.id, "type": "payment_claim", "date_until": self.later(3)}
            )
        claim = self.claim()
        with self.assertRaisesRegex(ValidationError, "came from"):
            claim.hold_ids.with_user(self.collector).action_lift()

    def test_what_was_said_is_kept(self):
        claim = self.claim()
        with self.assertRaises(UserError):
            claim.unlink()
        claim.with_user(self.collector).action_withdraw()
        with self.assertRaisesRegex(UserError, "took effect"):
            claim.write({"amount": 5})
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            self.claim().write({"state": "found"})


@tagged("post_install", "-at_install")
class TestPaymentClaimTrace(PaymentClaimCase):
    def test_a_bank_line_of_the_amount_is_proposed_and_found(self):
        line = self.bank_line(450, "2026-09-11")
        self.bank_line(99, "2026-09-11")
        claim = self.claim().with_user(self.accountant)
        self.assertIn("The amount agrees", claim.proposal_text)
        claim.action_take_proposal()
        self.assertEqual(claim.statement_line_id, line)
        claim.action_found()
        self.assertEqual((claim.state, claim.closed_by_id), ("found", self.accountant))
        self.assertFalse(claim.hold_ids.filtered("is_running"))
        self.assertIn("payment_found_unbooked", self.codes_of(), "it is not allocated yet")
        self.assertFalse(self.tasks(claim))
        self.assertIn("was found", self.tasks(self.case, self.collector).summary)

    def test_once_the_money_is_allocated_it_stops_nobody(self):
        payment = self.pay(self.bill, 200)
        self.end_transaction()
        claim = self.claim(200, "2026-05-05").with_user(self.accountant)
        claim.action_take_proposal()
        self.assertEqual(claim.credit_line_id.move_id, payment)
        claim.action_found()
        self.assertEqual(self.codes_of(), ["escalation_off"])

    def test_a_claimed_amount_hints_at_a_bank_line(self):
        known = self.env["arrears.claim"]._known_promises(self.company, {12345})
        self.assertFalse(known)
        self.claim(123.45)
        known = self.env["arrears.claim"]._known_promises(self.company, {12345})
        self.assertEqual(known, {12345: (self.owner.id,)})

    def test_nothing_found_takes_words_and_the_collector_tells_the_owner(self):
        claim = self.claim().with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "No bank line"):
            claim.action_take_proposal()
        with self.assertRaisesRegex(UserError, "Name the bank line"):
            claim.action_found()
        with self.assertRaisesRegex(UserError, "what was looked at"):
            claim.action_not_found()
        claim.result_note = "Both accounts until 15 September"
        claim.action_not_found()
        self.assertEqual(self.codes_of(), ["escalation_off"])
        self.assertIn("ask for the proof", self.tasks(self.case, self.collector).summary)

    def test_a_bank_line_of_an_amount_that_was_not_found_stops_once_more(self):
        self.claim(123, result_note="x").with_user(self.accountant).action_not_found()
        self.assertEqual(self.codes_of(), ["escalation_off"])
        line = self.bank_line(123, "2026-09-15")
        self.env.cr.execute(
            "UPDATE account_bank_statement_line SET create_date = %s WHERE id = %s",
            (TODAY, line.id),
        )
        self.assertIn("unidentified_receipt", self.codes_of())

    def test_with_a_proof_it_is_traced_again(self):
        claim = self.claim(result_note="x").with_user(self.accountant)
        claim.action_not_found()
        with self.assertRaisesRegex(UserError, "proof"):
            claim.action_look_again()
        claim.with_user(self.collector).write({"proof": b"cGljdHVyZQ=="})
        claim.action_look_again()
        self.assertEqual(claim.state, "open")
        self.assertIn("hold_payment_claim", self.codes_of())

    def test_collectors_do_not_say_what_was_found(self):
        claim = self.claim(result_note="x")
        for name in ("action_found", "action_not_found", "action_take_proposal"):
            with self.assertRaises(AccessError):
                getattr(claim.with_user(self.collector), name)()
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            claim.with_user(stranger).read(["amount"])
        with self.assertRaises(AccessError):
            self.claim(70, user=self.user("reader", "group_reader"))

    def test_while_we_are_late_the_owner_still_waits_and_a_manager_hears_once(self):
        claim = self.claim()
        self.morning(3)
        self.assertFalse(claim.escalated_on)
        self.refresh(self.later(10))
        self.morning(4)
        self.morning(5)
        late = self.on(self.later(4), claim)
        self.assertTrue(late.is_overdue)
        self.assertEqual(claim.escalated_on, self.later(4))
        self.assertEqual(len(self.tasks(claim, self.manager)), 1)
        self.assertIn("hold_payment_claim", self.codes_of(day=self.later(10)))
        found = self.on(self.later(4), self.env["arrears.payment.claim"])
        self.assertIn(claim, found.search([("is_overdue", "=", True)]))

    def test_a_message_that_waits_is_refused_when_the_owner_says_it_is_paid(self):
        self.switch_on()
        self.run_on()
        self.assertEqual(self.contacts().state, "queued")
        self.claim()
        self.send(day=TODAY)
        self.assertEqual(self.contacts().state, "refused")
        self.assertIn("says it is paid", self.contacts().reason_text)
