"""Plans and promises in force at go-live: as they were agreed, or refused with the cause."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .golive_case import GoliveCase

AGREED = date(2026, 8, 10)


class AgreementCase(GoliveCase):
    def setUp(self):
        super().setUp()
        self.items()

    def items(self, *amounts, **values):
        """Open items of the flat to come: by default 450.50 due on the last of July."""
        self.upload("open_item", *(self.item(amount=one, **values) for one in amounts or (450.5,)))

    def instalments(self, *parts, total=450.5, **values):
        """Rows of a plan: (day, amount, paid) each."""
        return [
            {
                "unit": "1501", "person_name": "王芳", "plan_number": "FQ-1", "agreed_on": AGREED,
                "acknowledged": "是", "plan_total": total, "due_date": day, "amount": amount,
                "paid": paid, **values,
            }
            for day, amount, paid in parts
        ]  # fmt: skip

    def three(self, **values):
        return self.instalments(
            (date(2026, 8, 31), 150, 0), (date(2026, 9, 30), 150, 0),
            (date(2026, 10, 31), 150.5, 0), **values,
        )  # fmt: skip

    def plan_rows(self, *rows):
        self.upload("plan", *rows)
        return self.rows("plan")

    def causes(self, *rows):
        return [self.reasons(row) for row in self.plan_rows(*rows)]

    def promise(self, **values):
        return {
            "unit": "1501", "person_name": "王芳", "made_on": date(2026, 8, 28),
            "due_date": date(2026, 9, 20), "amount": 450.5, **values,
        }  # fmt: skip


@tagged("post_install", "-at_install")
class TestGolivePlans(AgreementCase):
    def test_a_plan_runs_on_over_its_bills_with_what_is_left_and_is_on_hold(self):
        rows = self.plan_rows(*self.three())
        self.assertEqual(set(rows.mapped("state")), {"accepted"}, rows.mapped("reason_text"))
        self.book_all()
        plan = rows.plan_id
        self.assertEqual(len(plan), 1)
        self.assertEqual((plan.state, plan.amount, plan.number_before), ("running", 450.5, "FQ-1"))
        self.assertEqual(plan.line_ids.mapped("amount"), [150, 150, 150.5])
        self.assertEqual((plan.consent_on, plan.decided_on), (AGREED, AGREED))
        self.assertEqual(plan.charge_ids.debtor_id, self.wang)
        case = self.case_of(self.wang)
        self.assertEqual((case.state, case.amount_pursued), ("held", 0))
        self.assertEqual(plan.golive_id, self.golive)

    def test_a_written_agreement_interrupts_limitation_and_an_unwritten_one_does_not(self):
        rows = self.plan_rows(*self.three())
        self.book_all()
        event = rows.plan_id.limitation_event_id
        self.assertEqual((event.type, event.state, event.date), ("plan", "recorded", AGREED))
        charge = rows.plan_id.charge_ids
        self.assertEqual(charge.limitation_date, date(2029, 8, 10))

    def test_an_unwritten_agreement_acknowledges_nothing_and_stands_on_the_check_list(self):
        rows = self.plan_rows(*self.three(acknowledged="否"))
        self.assertEqual(self.notes(rows[0]), ["golive_plan_unwritten"])
        self.book_all()
        self.assertEqual(rows.plan_id.state, "running")
        self.assertFalse(rows.plan_id.limitation_event_id)
        self.golive.action_look()
        line = self.golive.checklist_ids.filtered(lambda one: one.code == "unsigned_plans")
        action = line.action_open()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), rows.plan_id)

    def test_what_was_paid_before_is_kept_beside_and_the_rest_is_owed_here(self):
        rows = self.instalments(
            (date(2026, 8, 15), 200, 200), (date(2026, 9, 15), 200, 49.5),
            (date(2026, 10, 15), 300, 0), total=700,
        )  # fmt: skip
        rows = self.plan_rows(*rows)
        self.assertEqual(set(rows.mapped("state")), {"accepted"}, rows.mapped("reason_text"))
        self.book_all()
        plan = rows.plan_id
        self.assertEqual((plan.amount, plan.paid_before), (450.5, 249.5))
        self.assertEqual(plan.line_ids.mapped("amount"), [150.5, 300])
        self.assertEqual(set(rows.mapped("state")), {"booked"}, "the paid one, too")

    def test_money_after_the_cut_over_fulfils_the_oldest_and_a_missed_one_gets_its_time(self):
        rows = self.plan_rows(*self.three())
        self.book_all()
        plan = rows.plan_id
        self.env["arrears.plan"]._judge(self.company)
        self.assertEqual((plan.state, plan.line_ids[0].state), ("late", "missed"))
        self.assertTrue(plan.cure_until, "a friendly word first, and time to catch up")
        payment = self.money(150, self.wang)
        line = rows.plan_id.charge_ids.line_id
        (self.receivables(payment) | line).reconcile()
        self.end_transaction()
        self.env["arrears.plan"]._judge(self.company)
        self.assertEqual((plan.state, plan.line_ids[0].state), ("running", "paid"))

    def test_planted_errors_are_named_and_the_whole_plan_is_refused(self):
        first, second, third = self.three()
        other = ["golive_plan_other_row"]
        self.assertEqual(self.causes(first, {**second, "amount": 149}, third),
                         [["golive_plan_sum"]] * 3)  # fmt: skip
        self.assertIn("449.50", self.rows("plan")[0].reason_text)
        self.assertEqual(self.causes(first, second, {**third, "amount": None}),
                         [other, other, ["golive_missing"]])  # fmt: skip
        self.assertEqual(
            self.causes(first, {**third, "amount": 150}, {**second, "amount": 150.5})[2],
            ["golive_plan_order"],
        )
        self.assertEqual(self.causes(first, second, {**third, "kind": "滞纳金"})[2],
                         ["golive_plan_kind"])  # fmt: skip
        self.assertEqual(self.causes(first, second, {**third, "paid": 151})[2],
                         ["golive_plan_overpaid"])  # fmt: skip
        self.assertEqual(self.causes(first, second, third, third)[3], ["golive_twice"])
        self.assertEqual(self.causes({**first, "due_date": date(2026, 8, 1)}, second, third)[0],
                         ["golive_due_before_agreed"])  # fmt: skip
        self.assertEqual(self.causes(*self.three(agreed_on=date(2026, 9, 1)))[1],
                         ["golive_agreed_after_cut_over"])  # fmt: skip
        self.assertFalse(self.rows("plan").filtered(lambda row: row.state == "accepted"))

    def test_an_unknown_unit_is_named(self):
        rows = self.plan_rows(*self.three(unit="9-9"))
        self.assertEqual([self.reasons(row) for row in rows], [["golive_unit_unknown"]] * 3)
        self.assertIn("9-9", rows[0].reason_text)

    def test_more_than_the_open_items_is_refused_and_less_needs_its_period(self):
        days = date(2026, 9, 30), date(2026, 10, 31)
        more = self.instalments(*((day, 300, 0) for day in days), total=600)
        self.assertEqual(self.causes(*more), [["golive_plan_too_much"]] * 2)
        self.assertIn("450.50", self.rows("plan")[0].reason_text)
        less = self.instalments(*((day, 50, 0) for day in days), total=100)
        self.assertEqual(self.causes(*less), [["golive_plan_not_exact"]] * 2)

    def test_what_fell_due_after_the_agreement_is_not_of_the_plan(self):
        self.assertEqual(self.causes(*self.three(agreed_on=date(2026, 7, 30)))[0],
                         ["golive_plan_too_much"])  # fmt: skip

    def test_a_period_chooses_the_bills(self):
        self.upload(
            "open_item", self.item(), self.item(
                amount=90, period_from=date(2025, 7, 1), period_to=date(2025, 12, 31),
                due_date=date(2026, 1, 31)),
        )  # fmt: skip
        self.assertEqual(self.causes(*self.three())[0], ["golive_plan_not_exact"])
        period = {"period_from": date(2026, 1, 1), "period_to": date(2026, 6, 30)}
        rows = self.plan_rows(*self.three(**period))
        self.assertEqual(set(rows.mapped("state")), {"accepted"}, rows.mapped("reason_text"))
        self.book_all()
        self.assertEqual(rows.plan_id.charge_ids.amount_remaining, 450.5)
        self.assertEqual(self.case_of(self.wang).amount_pursued, 90)

    def test_nobody_is_held_to_instalments_on_what_is_time_barred(self):
        self.items(450.5, period_from=date(2020, 1, 1), period_to=date(2020, 6, 30),
                   due_date=date(2020, 7, 31))  # fmt: skip
        self.assertEqual(self.causes(*self.three())[0], ["golive_plan_too_much"])

    def test_a_plan_that_is_refused_does_not_stand_in_the_way_of_another(self):
        wrong = [{**row, "plan_number": "FQ-0", "plan_total": 1} for row in self.three()]
        self.assertEqual(self.causes(*wrong, *self.three()), [["golive_plan_sum"]] * 3 + [[]] * 3)

    def test_an_owner_has_one_plan(self):
        second = [{**row, "plan_number": "FQ-2"} for row in self.three()]
        causes = self.causes(*self.three(), *second)
        self.assertEqual(causes, [[]] * 3 + [["golive_plan_there"]] * 3)
        self.book_all()
        self.plan_rows(*second)
        fresh = self.rows("plan").filtered(lambda row: row.state != "booked")
        self.assertEqual([self.reasons(row) for row in fresh], [["golive_plan_there"]] * 3)

    def test_the_same_list_again_changes_nothing_and_a_changed_one_is_refused(self):
        self.plan_rows(*self.three())
        self.book_all()
        plan = self.rows("plan").plan_id
        file = self.upload("plan", *self.three(), name="again.xlsx", book={"before": [["x"]]})
        self.assertEqual((file.known_count, len(self.rows("plan"))), (3, 3))
        first, second, third = self.three()
        self.upload("plan", first, second, {**third, "due_date": date(2026, 11, 30)})
        fresh = self.rows("plan").filtered(lambda row: row.state != "booked")
        self.assertEqual([self.reasons(row) for row in fresh], [["golive_plan_changed"]])
        self.assertEqual(self.env["arrears.plan"].search([("debtor_id", "=", self.wang.id)]), plan)

    def test_taken_back_the_bills_are_free_and_the_plan_uses_up_none(self):
        rows = self.plan_rows(*self.three())
        self.book_all()
        plan, event = rows.plan_id, rows.event_id
        self.golive.action_undo()
        self.end_transaction()
        self.assertEqual((plan.state, event.state), ("withdrawn", "withdrawn"))
        self.assertTrue(plan.hold_ids.lifted_on)
        self.assertEqual(set(rows.mapped("state")), {"accepted"})
        self.book_all()
        self.assertEqual(rows.plan_id.state, "running")
        self.assertNotEqual(rows.plan_id, plan)
        self.assertFalse(rows.plan_id._granted_before())

    def test_a_plan_whose_bills_are_in_question_at_booking_is_refused_alone(self):
        self.book_all()
        self.plan_rows(*self.three())
        self.upload("open_item", self.item(unit="P7", person_name="李雷"))
        charge = self.env["arrears.charge"].search([("debtor_id", "=", self.wang.id)])
        self.env["arrears.hold"].create(
            {"case_id": self.case_of(self.wang).id, "type": "dispute", "charge_ids": charge.ids}
        )
        self.golive.action_check()
        self.golive.action_book()
        self.assertEqual(set(self.rows("plan").mapped("state")), {"refused"})
        self.assertIn("settle that first", self.rows("plan")[0].reason_text)
        self.assertEqual(self.rows("open_item").filtered("debtor_id")[-1:].state, "booked")
        self.assertFalse(self.env["arrears.plan"].search([("debtor_id", "=", self.wang.id)]))


@tagged("post_install", "-at_install")
class TestGolivePromises(AgreementCase):
    def promise_rows(self, *rows):
        self.upload("promise", *rows)
        return self.rows("promise")

    def test_a_promise_in_force_holds_its_card_until_its_day(self):
        row = self.promise_rows(self.promise())
        self.assertEqual(row.state, "accepted", row.reason_text)
        self.book_all()
        promise = row.promise_id
        self.assertEqual((promise.state, promise.amount), ("open", 450.5))
        self.assertEqual((promise.made_on, promise.promised_by),
                         (date(2026, 8, 28), date(2026, 9, 20)))  # fmt: skip
        self.assertEqual(promise.author_id, self.accountant)
        self.assertEqual(self.case_of(self.wang).state, "held")

    def test_a_part_that_was_promised_holds_that_part(self):
        self.promise_rows(self.promise(amount=100))
        self.book_all()
        case = self.case_of(self.wang)
        self.assertEqual((case.amount_pursued, case.amount_held), (350.5, 100))

    def test_planted_errors_are_named(self):
        causes = {
            "golive_unit_unknown": {"unit": "9-9"},
            "golive_promise_over": {"due_date": date(2026, 9, 14)},
            "golive_promise_far": {"due_date": date(2026, 9, 28)},
            "golive_promise_too_much": {"amount": 450.51},
            "golive_due_before_agreed": {"due_date": date(2026, 8, 27)},
            "golive_agreed_after_cut_over": {"made_on": date(2026, 9, 1)},
            "golive_not_a_date": {"due_date": "soon"},
        }
        for code, values in causes.items():
            with self.subTest(code):
                self.assertIn(code, self.reasons(self.promise_rows(self.promise(**values))))
        twice = self.promise_rows(self.promise(), self.promise(amount=5))
        self.assertEqual([self.reasons(row) for row in twice], [[], ["golive_twice"]])

    def test_one_promise_a_unit_and_the_same_list_again_changes_nothing(self):
        self.promise_rows(self.promise())
        self.book_all()
        file = self.upload("promise", self.promise(), name="again.xlsx", book={"before": [["x"]]})
        self.assertEqual((file.known_count, len(self.rows("promise"))), (1, 1))
        later = self.promise_rows(self.promise(due_date=date(2026, 9, 25)))
        self.assertIn(["golive_promise_there"], [self.reasons(row) for row in later])

    def test_taken_back_the_card_is_free(self):
        row = self.promise_rows(self.promise())
        self.book_all()
        promise = row.promise_id
        self.golive.action_undo()
        self.end_transaction()
        self.assertEqual((promise.state, row.state), ("ended", "accepted"))
        self.assertTrue(promise.hold_id.lifted_on)

    def test_nothing_overdue_any_more_is_said_and_the_rest_is_booked(self):
        self.book_all()
        row = self.promise_rows(self.promise())
        payment = self.money(450.5, self.wang)
        charge = self.env["arrears.charge"].search([("debtor_id", "=", self.wang.id)])
        (self.receivables(payment) | charge.line_id).reconcile()
        self.end_transaction()
        self.golive.action_check()
        self.assertEqual(self.reasons(row), ["golive_promise_too_much"])
        with self.assertRaisesRegex(UserError, "nothing to book"):
            self.golive.action_book()
