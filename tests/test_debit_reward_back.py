"""From end to end: a reward for a debit on time, gone again when the bank takes the money back."""

from datetime import date, timedelta

from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY

BACK = TODAY + timedelta(days=21)
LATER = BACK + timedelta(days=10)


@tagged("post_install", "-at_install")
class TestDebitRewardBack(DebitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_manager = cls.user("manager", login="second-manager")
        cls.estate.analytic_account_id = cls.env["account.analytic.account"].create(
            {
                "name": "Lakeside",
                "plan_id": cls.env["account.analytic.plan"].create({"name": "Estates"}).id,
                "company_id": cls.company.id,
            }
        )
        cls.env["arrears.late.fee.clause"].create(
            {"estate_id": cls.estate.id, "date_from": "2020-01-01", "permille": 0.5,
             "clause": "Contract 2020, clause 18"}
        )  # fmt: skip
        # Made earlier than its documents, as every estate in use is.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE arrears_estate SET create_date = create_date - interval '1 day' WHERE id = %s",
            [cls.estate.id],
        )
        cls.estate.invalidate_recordset()

    def setUp(self):
        super().setUp()
        self.program = self.make_program()
        self.mandate_one, __ = self.household("1", 1)
        self.pay(self.bills_of(self.mandate_one), 1)
        unit = self.mandate_one.unit_ids
        debtor = self.mandate_one.debtor_id
        self.bill = self.invoice(
            self.line(1000), partner_id=debtor.id, arrears_unit_id=unit.id,
            invoice_date="2026-09-01", due=TODAY.isoformat(),
        )  # fmt: skip
        self.out = self.exported()
        self.answered(self.out)
        self.line_one = self.out.line_ids
        self.end_transaction()
        self.charge = self.charges(self.bill)

    def bills_of(self, mandate):
        return self.env["account.move"].search(
            [("partner_id", "=", mandate.debtor_id.id), ("move_type", "=", "out_invoice")]
        )

    def make_program(self):
        """5 % for paying on time, proposed by one manager and started by another."""
        program = self.env["arrears.incentive.program"].with_user(self.manager).create(
            {
                "name": "On time 2026", "company_id": self.company.id, "percent": 5,
                "criteria": "Whoever pays by the due date gets 5 % of the bill off the next one.",
                "date_from": "2026-01-01", "date_to": "2026-12-31", "budget": 1000,
                "estate_ids": self.estate.ids,
            }
        )  # fmt: skip
        program.with_user(self.second_manager).action_activate()
        return program.with_env(self.env)

    def grant(self):
        """What the sidecar asks for this bill; Odoo's answer."""
        [answer] = self.program._sidecar_grant(
            self.program.id,
            [
                {
                    "cause": f"on_time:{self.charge.id}",
                    "debtor_id": self.charge.debtor_id.id,
                    "unit_id": self.charge.unit_id.id,
                    "basis": 0,
                }
            ],
        )
        return answer

    def take_back(self):
        """The clock goes on, and a report of the bank takes the money back: its own fault."""
        self.env = self.env(context={**self.env.context, "arrears_today": BACK})
        for name in ("bill", "out", "line_one", "charge", "program"):
            setattr(self, name, getattr(self, name).with_env(self.env))
        row = {
            "line": 1, "reference": self.line_one.reference, "outcome": "technical",
            "offered": 100_000, "settled": -100_000, "value_date": BACK.isoformat(),
            "code": "RJ05", "text": "reversed by the bank", "raw": "",
        }  # fmt: skip
        verdict, __ = self.seal(self.out, [row], 9, batch_reference="")
        self.assertEqual(verdict["state"], "sealed", verdict)
        self.book()
        self.end_transaction()

    def tied_out(self):
        """What the tie-out of the day of the return cannot explain."""
        return self.env["arrears.tie.out"]._compute_for(self.company, BACK).unexplained

    def fee(self, day):
        """What late fee has accrued on the bill by a day."""
        charge = self.charge.with_context(arrears_today=day)
        charge.invalidate_recordset()
        return charge.late_fee_accrued

    def test_the_reward_for_a_debit_on_time_goes_with_the_money(self):
        self.assertEqual((self.bill.payment_state, self.line_one.state), ("paid", "settled"))
        self.assertEqual(self.grant()["state"], "granted")
        award = self.program.award_ids
        self.assertEqual((award.amount, award.state), (50, "granted"))
        self.assertEqual(self.program.amount_granted, 50)
        self.take_back()
        self.assertEqual(award.state, "taken_back")
        self.assertEqual(award.reasons[0]["code"], "payment_returned")
        self.assertEqual(self.program.amount_granted, 0, "the budget is free again")
        self.assertEqual(
            (self.bill.payment_state, self.charge.amount_remaining), ("not_paid", 1000)
        )
        self.assertEqual(self.grant()["state"], "exists", "it is not earned a second time")
        self.assertEqual(self.program.award_ids.mapped("state"), ["taken_back"])
        self.assertEqual(self.tied_out(), 0)

    def test_a_reward_that_is_on_a_bill_already_is_charged_back_on_the_next_one(self):
        self.grant()
        quarter = {
            "invoice_date": "2026-09-16", "due": "2026-10-31",
            "partner_id": self.bill.partner_id.id,
            "arrears_unit_id": self.charge.unit_id.id,
            "arrears_period_from": "2026-07-01", "arrears_period_to": "2026-09-30",
        }  # fmt: skip
        used = self.invoice(self.line(1000), **quarter)
        self.end_transaction()
        award = self.program.award_ids
        self.assertEqual((award.state, used.amount_total), ("booked", 950))
        self.take_back()
        self.assertEqual((award.take_back_due, award.amount_back), (True, 50))
        following = self.invoice(
            self.line(1000),
            **{**quarter, "invoice_date": BACK.isoformat(), "due": "2026-11-30",
               "arrears_period_from": "2026-10-01", "arrears_period_to": "2026-12-31"},
        )  # fmt: skip
        self.end_transaction()
        self.assertEqual((award.state, following.amount_total), ("taken_back", 1050))
        self.assertEqual(self.tied_out(), 0)

    def test_a_debit_that_was_taken_back_before_the_sidecar_asked_earns_nothing(self):
        self.take_back()
        answer = self.grant()
        self.assertEqual((answer["state"], answer["code"]), ("refused", "not_settled"))
        self.assertFalse(self.program.award_ids)

    def test_no_late_fee_until_the_bank_took_it_back_and_an_ordinary_one_after(self):
        self.take_back()
        self.assertEqual(self.fee(BACK), 0, "for three weeks the debtor thought it was paid")
        self.assertEqual(self.fee(LATER), 5, "10 days of 0.5 ‰ of 1,000")
        [accrual] = self.charge.with_context(arrears_today=LATER)._late_fees().values()
        paid = [one for one in accrual.stretches if one.amount]
        self.assertEqual(min(one.first_day for one in paid), BACK + timedelta(days=1))
        self.assertLess(self.charge.due_date, date(2026, 9, 16))
