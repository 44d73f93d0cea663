"""A waiver: late fees only, asked for by one, approved by another, frozen from then on."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, UniqueViolation

from .relief_scene import ReliefScene


@tagged("post_install", "-at_install")
class TestWaiver(ReliefScene):
    def test_only_late_fees_are_waived(self):
        principal, fee = self.arrears(10)
        with self.assertRaisesRegex(ValidationError, "only late fees"):
            self.waiver((self.charges(principal), 1))
        self.assertTrue(self.waiver((self.charges(fee), 10.60)))

    def test_never_more_than_the_posted_fee(self):
        _principal, fee = self.arrears(10)
        charge = self.charges(fee)
        with self.assertRaisesRegex(ValidationError, "10.60.* left"):
            self.waiver((charge, 10.61))
        waiver = self.waiver((charge, 10.60))
        self.pay(fee, 4)
        self.end_transaction()
        with self.assertRaisesRegex(ValidationError, "6.60.* left"):
            waiver.action_submit()

    @mute_logger("odoo.sql_db")
    def test_amounts_are_above_zero_and_a_fee_stands_once(self):
        _principal, fee = self.arrears(10)
        charge = self.charges(fee)
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.waiver((charge, 0))
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.waiver((charge, 1), (charge, 2))

    def test_a_fee_of_another_owner_is_refused(self):
        neighbour = self.partner("Neighbour")
        fee = self.invoice(self.line(10, "late_fee"), partner_id=neighbour.id)
        with self.assertRaisesRegex(ValidationError, "another owner"):
            self.waiver((self.charges(fee), 5))

    def test_requester_and_approver_are_two_people(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5), user=self.manager)
        self.assertEqual(waiver.requested_by_id, self.manager)
        waiver.action_submit()
        with self.assertRaisesRegex(UserError, "asked for it yourself"):
            waiver.action_approve()
        waiver.with_user(self.other_manager).action_approve()
        self.assertEqual(waiver.approved_by_id, self.other_manager)
        self.assertEqual(str(waiver.approved_on), "2026-09-15")

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_one_person_in_both_parts(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5))
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            waiver._record_effect({"approved_by_id": self.collector.id})
            self.env.flush_all()
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            waiver._record_effect({"state": "approved"})
            self.env.flush_all()

    def test_only_managers_decide(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5))
        waiver.action_submit()
        for user in (self.collector, self.accountant, self.reviewer):
            for method in ("action_approve", "action_refuse"):
                with self.assertRaises(AccessError):
                    getattr(waiver.with_user(user), method)()

    def test_the_name_of_the_requester_cannot_be_borrowed(self):
        _principal, fee = self.arrears(10)
        with self.assertRaisesRegex(UserError, "cannot be typed in"):
            self.waiver((self.charges(fee), 5), requested_by_id=self.other_manager.id)
        waiver = (
            self.env["arrears.waiver"]
            .with_user(self.manager)
            .with_context(
                default_requested_by_id=self.other_manager.id,
                default_state="approved",
                default_approved_by_id=self.manager.id,
            )
        )
        waiver = waiver.create({"company_id": self.company.id, "debtor_id": self.owner.id})
        self.assertEqual((waiver.state, waiver.requested_by_id), ("draft", self.manager))
        for values in (
            {"requested_by_id": self.other_manager.id},
            {"state": "approved"},
            {"approved_by_id": self.other_manager.id},
            {"amount_after": 0},
        ):
            with self.assertRaisesRegex(UserError, "cannot be typed in"):
                waiver.sudo().write(values)

    def test_once_asked_for_and_once_approved_it_stands_still_for_everybody(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5)).sudo()
        waiver.action_submit()
        for _round in range(2):
            for values in ({"valid_until": "2030-01-01"}, {"reason_code": "own_error"}):
                with self.assertRaisesRegex(UserError, "no longer be changed"):
                    waiver.write(values)
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                waiver.line_ids.write({"amount": 1})
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                waiver.line_ids.unlink()
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                waiver.write({"line_ids": [(2, waiver.line_ids.id)]})
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                waiver.unlink()
            if waiver.state == "submitted":
                waiver.with_user(self.manager).decision_note = "Fine."
                waiver.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            waiver.decision_note = "Changed my mind."

    def test_no_fee_is_slipped_in_after_asking(self):
        _principal, first, second = self.arrears(10, 20)
        waiver = self.waiver((self.charges(first), 5))
        waiver.action_submit()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            self.env["arrears.waiver.line"].create(
                {"waiver_id": waiver.id, "charge_id": self.charges(second).id, "amount": 5}
            )

    def test_taken_back_to_draft_it_needs_approval_anew(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5))
        waiver.action_submit()
        waiver.action_back_to_draft()
        waiver.line_ids.amount = 6
        with self.assertRaisesRegex(UserError, "cannot be done"):
            waiver.with_user(self.manager).action_approve()
        waiver.action_submit()
        waiver.with_user(self.manager).action_approve()
        self.assertEqual(waiver.amount_total, 6)

    def test_a_refusal_is_explained(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5))
        waiver.action_submit()
        refused = waiver.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "why it is refused"):
            refused.action_refuse()
        refused.decision_note = "He paid late on purpose."
        refused.action_refuse()
        self.assertEqual((waiver.state, waiver.refused_by_id), ("refused", self.manager))

    def test_an_empty_or_expired_waiver_goes_nowhere(self):
        _principal, fee = self.arrears(10)
        with self.assertRaisesRegex(UserError, "at least one fee"):
            self.waiver().action_submit()
        waiver = self.waiver((self.charges(fee), 5), valid_until="2026-09-14")
        self.assertTrue(waiver.is_expired)
        self.assertIn(waiver, waiver.search([("is_expired", "=", True)]))
        waiver.action_submit()
        with self.assertRaisesRegex(UserError, "has expired"):
            waiver.with_user(self.manager).action_approve()

    def test_a_collector_sees_what_he_asked_for_and_no_sealed_one(self):
        _principal, fee = self.arrears(10)
        own = self.waiver((self.charges(fee), 1))
        other = self.waiver((self.charges(fee), 1), user=self.manager)
        intake = self.env["arrears.hardship.intake"].with_user(self.collector)
        intake.create({"case_id": self.card().id}).action_hand_over()
        application = self.env["arrears.hardship"].search([("debtor_id", "=", self.owner.id)])
        sealed = self.decide(application, "waive_full").waiver_id
        self.assertEqual(sealed.requested_by_id, self.collector)
        seen = self.env["arrears.waiver"].with_user(self.collector)
        self.assertEqual(seen.search([("debtor_id", "=", self.owner.id)]), own)
        self.assertEqual(
            self.env["arrears.waiver.line"].with_user(self.collector).search([]).waiver_id, own
        )
        for hidden in (other, sealed):
            with self.assertRaises(AccessError):
                hidden.with_user(self.collector).read(["name"])
        everything = self.env["arrears.waiver"].with_user(self.accountant)
        self.assertIn(sealed, everything.search([]))
        with self.assertRaises(AccessError):
            sealed.with_user(self.accountant).read(["hardship_id"])

    def test_a_card_drafts_a_waiver_of_its_late_fees(self):
        _principal, first, second = self.arrears(10, 20)
        card = self.card().with_user(self.collector)
        action = card.action_request_waiver()
        waiver = self.env["arrears.waiver"].browse(action["res_id"])
        self.assertEqual(waiver.line_ids.charge_id, self.charges(first, second))
        self.assertEqual(waiver.amount_total, 31.80)
        self.assertEqual(waiver.requested_by_id, self.collector)
        with self.assertRaises(AccessError):
            card.with_user(self.user("cashier", "cashier")).action_request_waiver()

    def test_a_card_without_late_fee_says_so(self):
        self.arrears()
        with self.assertRaisesRegex(UserError, "No late fee is open"):
            self.card().with_user(self.collector).action_request_waiver()

    def test_the_form_offers_what_is_left_of_a_fee(self):
        _principal, fee = self.arrears(10)
        form = Form(self.env["arrears.waiver"].with_user(self.accountant))
        form.debtor_id = self.owner
        with form.line_ids.new() as line:
            line.charge_id = self.charges(fee)
            self.assertEqual(line.amount, 10.60)
        waiver = form.save()
        self.assertTrue(waiver.name.startswith("WV/"))
        self.assertEqual(waiver.amount_total, 10.60)

    def test_another_company_sees_no_waiver(self):
        _principal, fee = self.arrears(10)
        waiver = self.waiver((self.charges(fee), 5))
        elsewhere = self.new_company("Elsewhere")
        stranger = self.user("stranger", "manager")
        stranger.write({"company_id": elsewhere.id, "company_ids": [(6, 0, elsewhere.ids)]})
        seen = self.env["arrears.waiver"].with_user(stranger)
        seen = seen.with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(seen.search([("id", "=", waiver.id)]))
        with self.assertRaises(AccessError):
            seen.browse(waiver.id).read(["name"])
