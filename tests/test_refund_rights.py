"""Who asks, who approves, who pays; what took effect stays."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .receipts_case import ReceiptsCase


@tagged("post_install", "-at_install")
class TestRefundRights(ReceiptsCase):
    def test_whoever_asked_does_not_approve(self):
        both = self.user("manager", login="both")
        refund = self.refund(self.bank_in(500), user=both)
        refund.action_request()
        with self.refused(UserError, "does not decide"):
            refund.action_approve()
        refund.with_user(self.manager).action_approve()

    def test_the_database_refuses_it_as_well(self):
        refund = self.approved(self.bank_in(500))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE arrears_refund SET approved_by_id = requested_by_id WHERE id = %s",
                    [refund.id],
                )

    def test_a_draft_written_by_another_hand_is_not_approved_by_that_hand(self):
        refund = self.refund(self.bank_in(500), user=self.manager)
        refund.with_user(self.accountant).action_request()
        self.assertEqual(refund.requested_by_id, self.accountant)
        with self.refused(UserError, "does not decide"):
            refund.with_user(self.manager).action_approve()

    def test_above_the_limit_the_finance_director_approves(self):
        self.company.arrears_refund_limit = 400
        refund = self.refund(self.bank_in(500))
        refund.action_request()
        with self.refused(UserError, "400.* finance director"):
            refund.with_user(self.manager).action_approve()
        refund.with_user(self.director).action_approve()
        self.assertEqual(refund.approved_by_id, self.director)

    def test_cashier_and_accountant_do_not_approve_and_managers_do_not_pay(self):
        refund = self.refund(self.bank_in(500))
        refund.action_request()
        for user in (self.cashier, self.accountant):
            with self.refused(AccessError):
                refund.with_user(user).action_approve()
        refund.with_user(self.manager).action_approve()
        for user in (self.cashier, self.manager):
            with self.refused(AccessError):
                refund.with_user(user).action_pay()

    def test_the_approver_sees_what_the_owner_owes(self):
        refund = self.refund(self.bank_in(500))
        self.invoice(self.line(180))
        self.end_transaction()
        self.env.invalidate_all()
        self.assertEqual(refund.with_user(self.manager).amount_owed, 180)

    def test_a_credit_is_neither_reserved_nor_freed_by_hand(self):
        refund = self.refund(self.bank_in(500))
        refund.action_request()
        credit = refund.line_ids.item_id.with_user(self.accountant)
        self.assertEqual(credit.sudo().arrears_reserving_refund_id, refund)
        for value in (False, refund.id):
            with self.refused(UserError, "reserved by asking"):
                credit.write({"arrears_reserving_refund_id": value})
        refund.cancel_reason = "Asked for twice"
        refund.action_cancel()
        self.assertFalse(credit.sudo().arrears_reserving_refund_id)

    def test_decisions_are_not_typed(self):
        refund = self.refund(self.bank_in(500))
        for values in (
            {"state": "approved"},
            {"approved_by_id": self.manager.id},
            {"account_last4": "1111"},
            {"move_id": False},
        ):
            with self.refused(UserError, "cannot be typed in"):
                refund.with_user(self.accountant).write(values)
        with self.refused(UserError, "cannot be typed in"):
            self.env["arrears.refund"].create({"debtor_id": self.owner.id, "state": "paid"})

    def test_from_the_request_on_it_stands_still(self):
        item = self.bank_in(500)
        refund = self.refund(item)
        refund.action_request()
        for refused in (
            lambda: refund.write({"explanation": "x"}),
            lambda: refund.line_ids.write({"amount": 1}),
            lambda: refund.line_ids.unlink(),
            lambda: refund.unlink(),
            lambda: refund.env["arrears.refund.line"].create(
                {"refund_id": refund.id, "item_id": self.bank_in(1).id}
            ),
        ):
            with self.refused(UserError):
                refused()

    def test_a_draft_can_be_thrown_away(self):
        refund = self.refund(self.bank_in(500))
        refund.unlink()
        self.assertFalse(refund.exists())

    def test_a_cashier_sees_his_own_and_no_other_company_any(self):
        refund = self.refund(self.bank_in(500), user=self.accountant)
        refund.action_request()
        other = self.user("cashier", login="other")
        self.assertFalse(self.env["arrears.refund"].with_user(other).search([]))
        with self.refused(AccessError):
            refund.with_user(other).read(["amount"])
        sister = self.new_company("Sister")
        self.accountant.company_ids += sister
        seen = self.env["arrears.refund"].with_user(self.accountant)
        self.assertIn(refund, seen.search([]))
        self.assertNotIn(refund, seen.with_context(allowed_company_ids=sister.ids).search([]))

    def test_a_treasurer_sees_what_is_approved(self):
        refund = self.refund(self.bank_in(500))
        refund.action_request()
        seen = self.env["arrears.refund"].with_user(self.treasurer)
        self.assertFalse(seen.search([]))
        refund.with_user(self.manager).action_approve()
        self.assertEqual(seen.search([]), refund)

    def test_a_collector_sees_none(self):
        with self.assertRaises(AccessError):
            self.env["arrears.refund"].with_user(self.user("collector")).search([])

    def test_the_report_counts_by_state_and_age(self):
        self.approved(self.bank_in(500))
        self.refund(self.bank_in(20)).action_request()
        self.refund(self.bank_in(5))
        report = self.env["arrears.refund.report"].with_user(self.manager)
        rows = report.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            sorted(rows.mapped(lambda row: (row.state, row.days_class, row.amount))),
            [("approved", "1_days_3", 500), ("requested", "1_days_3", 20)],
        )
        later = report.with_context(arrears_today=self.day("2026-10-15"))
        self.env.invalidate_all()
        self.assertEqual(set(later.search([]).mapped("days_class")), {"4_more"})
        with self.assertRaises(AccessError):
            report.with_user(self.cashier).search([])


@tagged("post_install", "-at_install")
class TestRefundStandsStill(ReceiptsCase):
    def test_no_line_moves_into_a_refund_that_was_approved(self):
        refund = self.approved(self.bank_in(500))
        draft = self.refund(self.bank_in(900))
        for user in (self.cashier, self.accountant):
            with self.refused(UserError, "stays in it"):
                draft.line_ids.with_user(user).refund_id = refund
        self.assertEqual(refund.amount, 500)

    def test_no_deduction_moves_into_a_refund_that_was_approved(self):
        refund = self.approved(self.bank_in(500))
        charge = self.charges(
            self.invoice(self.line(30, "cost"), arrears_period_from=False, arrears_period_to=False)
        )
        draft = self.refund(self.bank_in(900), deductions=[(charge, 30)])
        with self.refused(UserError, "stays in it"):
            draft.deduction_ids.refund_id = refund

    def test_a_draft_whose_owner_was_changed_is_not_asked_for(self):
        refund = self.refund(self.bank_in(500))
        refund.debtor_id = self.partner("Stranger")
        with self.refused(UserError, "not a credit of Stranger"):
            refund.action_request()

    def test_a_draft_whose_company_was_changed_is_not_asked_for(self):
        refund = self.refund(self.bank_in(500))
        other = self.new_company("Other")
        refund = refund.with_env(self.env).with_context(**self.context_of(self.company, other))
        refund.company_id = other
        with self.refused(UserError, "another company"):
            refund.action_request()
