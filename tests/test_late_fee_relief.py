"""Late fees and relief: what pauses them, what gives them up, what a court would leave."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .late_fee_scene import LateFeeScene


@tagged("post_install", "-at_install")
class TestLateFeeRelief(LateFeeScene):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls.user("fee reviewer", "group_reviewer")
        cls.second = cls.user("second manager", "group_manager")

    def owing_with_fee(self, due_days=15):
        """A bill of 1,000 due in August, and the bill of its late fee of 7.50."""
        bill = self.owing(1000, due="2026-08-31")
        self.company.arrears_late_fee_payment_days = due_days
        return bill, self.charge_until()

    def waivers(self):
        return self.env["arrears.waiver"].search([("company_id", "=", self.company.id)])

    def night(self, day):
        self.end_transaction()
        self.on(day, self.env["arrears.waiver"])._waive_promptly_paid()
        self.end_transaction()

    # Pauses

    def test_an_application_pauses_from_its_day_also_while_the_office_is_late(self):
        bill = self.owing(1000, due="2026-08-31")
        self.on("2026-09-06", self.env["arrears.hardship"].with_user(self.reviewer)).create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "category": "illness"}
        )
        charge = self.charges(bill)
        self.assertEqual(charge._late_fees(date(2027, 6, 30))[charge.id].amount, 250)

    def test_the_days_under_review_stay_free_after_a_refusal(self):
        bill = self.owing(1000, due="2026-08-31")
        application = self.on(
            "2026-09-06", self.env["arrears.hardship"].with_user(self.reviewer)
        ).create({"company_id": self.company.id, "debtor_id": self.owner.id})
        deciding = self.on("2026-09-10", application.with_user(self.second))
        deciding.sudo().write({"decision": "refuse", "decision_reason": "Not shown."})
        deciding.sudo()._refuse()
        rows = self.stretches(bill)
        self.assertEqual(rows[0][1:], ("2026-09-05", 1000, 2.5))
        self.assertEqual(rows[1][2:], (0, 0))

    def test_an_extension_pauses_the_late_fee(self):
        bill = self.owing(1000, due="2026-08-31")
        extension = self.on("2026-09-06", self.env["arrears.extension"]).create(
            {"case_id": self.case_of().id, "until": "2026-09-20", "reason": "Salary comes late",
             "consent_how": "call", "consent_on": "2026-09-06"}
        )  # fmt: skip
        granting = self.on("2026-09-06", extension.with_user(self.manager))
        granting.action_grant()
        self.assertEqual([row[2:] for row in self.stretches(bill)], [(1000, 2.5), (0, 0)])

    # Given up when the service fee comes soon after

    def test_paid_in_time_it_is_waived_by_an_ordinary_waiver_once(self):
        self.company.arrears_prompt_waiver_by_id = self.manager
        bill, fee = self.owing_with_fee(due_days=0)
        self.pay(bill, 1000, arrears_value_date="2026-09-22")
        self.night("2026-09-23")
        waiver = self.waivers()
        self.assertEqual((waiver.state, waiver.reason_code, waiver.approved_by_id),
                         ("applied", "prompt_payment", self.manager))  # fmt: skip
        self.assertEqual(self.charges(fee).amount_remaining, 0)
        self.assertEqual(waiver.credit_note_ids.amount_total, 7.5)
        self.night("2026-09-24")
        self.assertEqual(self.waivers(), waiver)
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_without_a_manager_who_approved_in_advance_it_waits_for_one(self):
        bill, fee = self.owing_with_fee(due_days=0)
        self.pay(bill, 1000, arrears_value_date="2026-09-22")
        self.night("2026-09-23")
        self.assertEqual(self.waivers().state, "submitted")
        self.assertEqual(self.charges(fee).amount_remaining, 7.5)

    def test_a_day_too_late_or_in_part_waives_nothing(self):
        bill, _fee = self.owing_with_fee(due_days=0)
        self.pay(bill, 900, arrears_value_date="2026-09-20")
        self.night("2026-09-23")
        self.assertFalse(self.waivers())
        self.pay(bill, 100, arrears_value_date="2026-09-23")
        self.night("2026-09-24")
        self.assertFalse(self.waivers())

    def test_once_in_twelve_months(self):
        bill, _fee = self.owing_with_fee(due_days=0)
        other = self.owing(1000, due="2026-08-31", unit=self.garage)
        self.charge_until(due_date="2026-09-15")
        for one in (bill, other):
            self.pay(one, 1000, arrears_value_date="2026-09-16")
        self.night("2026-09-17")
        self.night("2026-09-18")
        self.assertEqual(len(self.waivers()), 1)

    def test_nobody_approves_in_advance_in_the_name_of_another(self):
        self.manager.group_ids += self.env.ref("base.group_system")
        company = self.company.with_user(self.manager)
        with self.assertRaises(ValidationError):
            company.arrears_prompt_waiver_by_id = self.second
        with self.assertRaises(ValidationError):
            self.company.arrears_prompt_waiver_by_id = self.accountant

    # The figure of a court

    def test_approvers_see_what_a_court_would_leave_and_collectors_do_not(self):
        self.env["arrears.reference.rate"].create(
            {"jurisdiction_id": self.estate.jurisdiction_id.id, "date_from": "2020-01-01",
             "percent": 3}
        )  # fmt: skip
        self.env["arrears.reference.rate"].search([("date_from", "=", "2026-01-01")]).unlink()
        _bill, fee = self.owing_with_fee()
        waiver = self.env["arrears.waiver"].with_user(self.collector).create(
            {"company_id": self.company.id, "debtor_id": self.owner.id,
             "line_ids": [Command.create({"charge_id": self.charges(fee).id, "amount": 7.5})]}
        )  # fmt: skip
        seen = waiver.with_user(self.manager)
        self.assertTrue(seen.court_is_known)
        self.assertEqual(seen.court_amount, 1.6)  # 1,000 x 0.106849 ‰ x 15 days
        with self.assertRaises(AccessError):
            waiver.read(["court_amount"])

    def test_without_a_reference_rate_no_court_figure_is_shown(self):
        self.env["arrears.reference.rate"].search([]).unlink()
        _bill, fee = self.owing_with_fee()
        waiver = self.env["arrears.waiver"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id,
             "line_ids": [Command.create({"charge_id": self.charges(fee).id, "amount": 7.5})]}
        )  # fmt: skip
        self.assertFalse(waiver.court_is_known)
