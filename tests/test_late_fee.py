"""The late fee in the books: what is reckoned, what pauses it, what a bill charges."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .late_fee_scene import LateFeeScene


@tagged("post_install", "-at_install")
class TestLateFee(LateFeeScene):
    def test_half_a_permille_a_day_from_the_day_after_the_due_date(self):
        bill = self.owing(1000, due="2026-08-31")
        self.assertEqual(self.fee_of(bill), 7.5)  # 15 days of 0.50

    def test_a_part_payment_lowers_the_base_from_the_day_after_its_value_date(self):
        bill = self.owing(1000, due="2026-08-31")
        self.pay(bill, 600, arrears_value_date="2026-09-05")
        self.assertEqual(
            self.stretches(bill), [("2026-09-01", "2026-09-05", 1000, 2.5),
                                   ("2026-09-06", "2026-09-15", 400, 2)],
        )  # fmt: skip

    def test_a_credit_note_over_a_late_fee_leaves_the_base_alone(self):
        self.estate_is_older(-2)
        bill = self.invoice(self.line(1000), self.line(80, "late_fee"), due="2026-08-31")
        note = self.credit_note(self.line(80, "late_fee"), invoice_date="2026-09-03")
        self.receivables(bill, note).reconcile()
        self.assertEqual(self.stretches(bill), [("2026-09-01", "2026-09-15", 1000, 7.5)])

    def test_money_for_a_bill_of_two_charges_reaches_the_older_principal(self):
        bill = self.invoice(
            self.line(300, arrears_period_from="2026-04-01", arrears_period_to="2026-04-30"),
            self.line(300, arrears_period_from="2026-05-01", arrears_period_to="2026-05-31"),
            due="2026-08-31",
        )
        self.pay(bill, 300, arrears_value_date="2026-09-01")
        april, may = self.charges(bill).sorted("period_from")
        fees = (april | may)._late_fees()
        self.assertEqual((fees[april.id].amount, fees[may.id].amount), (15, 225))

    def test_without_a_clause_there_is_no_fee_and_the_reason_says_so(self):
        self.clause.unlink()
        bill = self.owing(1000, due="2026-08-31")
        accrual = self.charges(bill)._late_fees()[self.charges(bill).id]
        self.assertEqual([r.code for r in accrual.reasons], ["late_fee_without_clause"])

    def test_the_lowest_of_contract_law_and_company_holds_day_by_day(self):
        self.clause.permille = 3
        self.company.arrears_late_fee_cap_permille = 0.4
        self.env["arrears.late.fee.cap"].create(
            {"jurisdiction_id": self.estate.jurisdiction_id.id, "date_from": "2026-09-11",
             "permille": 0.1}
        )  # fmt: skip
        bill = self.owing(1000, due="2026-08-31")
        self.assertEqual(
            self.stretches(bill), [("2026-09-01", "2026-09-10", 1000, 4),
                                   ("2026-09-11", "2026-09-15", 1000, 0.5)],
        )  # fmt: skip

    def test_a_clause_of_a_usage_goes_before_the_one_for_all(self):
        self.clause.copy({"usage": "parking", "permille": 0.2})
        flat, garage = self.owing(1000, due="2026-08-31"), self.owing(
            1000, due="2026-08-31", unit=self.garage
        )  # fmt: skip
        self.assertEqual((self.fee_of(flat), self.fee_of(garage)), (7.5, 3))

    def test_water_deposits_and_late_fees_bear_none(self):
        self.estate_is_older(-2)
        for kind in ("pass_through", "deposit", "late_fee", "cost"):
            self.assertEqual(self.fee_of(self.owing(1000, due="2026-06-30", kind=kind)), 0)

    def test_a_time_barred_period_bears_none_after_its_last_day(self):
        bill = self.owing(1000, due="2023-08-31", invoice_date="2023-08-01")
        until = self.charges(bill).limitation_date
        self.assertEqual(self.stretches(bill)[-1][1:3], ("2026-09-15", 0))
        self.assertLess(until, TODAY)

    def test_a_disputed_part_a_pause_by_hand_and_a_lifted_hold(self):
        bill = self.owing(1000, due="2026-08-31")
        charge = self.charges(bill)
        hold = self.env["arrears.hold"].create(
            {"case_id": self.case_of().id, "type": "dispute", "amount": 400,
             "date_from": "2026-09-03", "charge_ids": [(6, 0, charge.ids)]}
        )  # fmt: skip
        self.on("2026-09-06", hold).action_lift()
        self.env["arrears.late.fee.pause"].create(
            {"charge_id": charge.id, "date_from": "2026-09-10", "note": "The letter came back."}
        )
        self.assertEqual(
            [row[2:] for row in self.stretches(bill)],
            [(1000, 1), (600, 0.9), (1000, 2), (0, 0)],
        )

    def test_an_amount_on_hold_is_laid_over_the_oldest_charges_of_the_card(self):
        old, new = self.owing(300, due="2026-07-31"), self.owing(300, due="2026-08-31")
        self.env["arrears.hold"].create(
            {"case_id": self.case_of().id, "type": "dispute", "amount": 400,
             "date_from": "2026-09-06"}
        )  # fmt: skip
        self.assertEqual([row[2] for row in self.stretches(old)], [300, 0])
        self.assertEqual([row[2] for row in self.stretches(new)], [300, 200])

    def test_a_promise_pauses_no_fee(self):
        bill = self.owing(1000, due="2026-08-31")
        self.env["arrears.hold"].create(
            {"case_id": self.case_of().id, "type": "promise", "date_from": TODAY,
             "date_until": self.later(3)}
        )  # fmt: skip
        self.assertEqual(self.fee_of(bill), 7.5)

    def test_many_charges_cost_no_more_queries_than_few(self):
        few = self.charges(*(self.owing(100 + n, due="2026-08-31") for n in range(3)))
        many = self.charges(*(self.owing(200 + n, due="2026-08-31") for n in range(12)))
        counts = []
        for charges in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            charges._late_fees()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_the_card_shows_what_no_bill_has_charged(self):
        self.owing(1000, due="2026-08-31")
        case = self.case_of().with_user(self.collector)
        self.assertEqual(case.late_fee_accrued, 7.5)
        action = case.action_late_fee_statement()
        statement = self.env[action["res_model"]].with_user(self.collector).browse(action["res_id"])
        self.assertEqual((statement.amount_left, len(statement.line_ids)), (7.5, 1))
        statement.until = "2026-09-10"
        statement.action_reckon()
        self.assertEqual(statement.line_ids.days, 10)

    def test_a_fixed_amount_for_each_reminder_where_the_law_knows_one(self):
        self.estate.jurisdiction_id.late_fee_per_reminder = True
        self.clause.write({"basis": "reminder", "reminder_amount": 5})
        old, new = self.owing(100, due="2026-07-31"), self.owing(100, due="2026-08-31")
        charges = self.charges(old, new)
        for state, moment in (("sent", "2026-09-10 02:00:00"), ("refused", "2026-09-12 02:00:00")):
            self.env["arrears.contact"].create(
                {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "email",
                 "contact_class": "dunning", "state": state, "happened_at": moment,
                 "case_ids": [(6, 0, self.case_of().ids)], "charge_ids": [(6, 0, charges.ids)]}
            )  # fmt: skip
        self.assertEqual(self.stretches(old), [("2026-09-10", "2026-09-10", 100, 5)])
        self.assertEqual(self.fee_of(new), 0)

    def test_china_knows_no_fixed_amount(self):
        with self.assertRaisesRegex(ValidationError, "no fixed amount"):
            self.clause.write({"basis": "reminder", "reminder_amount": 5})

    def test_bad_terms_are_refused_by_the_database(self):
        for values in ({"permille": -0.1}, {"permille": 11}, {"grace_days": -1}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.clause.copy({"date_from": "2026-01-02", **values}).flush_recordset()

    def test_a_pause_is_ended_and_never_changed_or_deleted(self):
        bill = self.owing(1000, due="2026-08-31")
        pause = self.env["arrears.late.fee.pause"].create(
            {"charge_id": self.charges(bill).id, "date_from": "2026-09-10", "note": "Lost"}
        )
        pause.date_until = "2026-09-12"
        with self.assertRaises(UserError):
            pause.date_from = "2026-09-01"
        with self.assertRaises(UserError):
            pause.unlink()

    def test_the_forms_open(self):
        with Form(self.env["arrears.late.fee.run"]) as form:
            form.estate_id = self.estate
        self.assertEqual(form.due_date, "2026-09-30")
        bill = self.owing(1000, due="2026-08-31")
        with Form(self.env["arrears.late.fee.pause"]) as pause:
            pause.charge_id = self.charges(bill)
            pause.date_from = "2026-09-02"
            pause.note = "The bill never arrived."
