"""A cashier's day: what should be in the drawer, what is, and what goes to the bank."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .counter_case import CounterCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestCashierDay(CounterCase):
    def setUp(self):
        super().setUp()
        self.invoice(self.line(1000))

    def day(self, user=None):
        user = user or self.cashier
        found = self.env["arrears.cashier.day"].search([("cashier_id", "=", user.id)], limit=1)
        return found.with_env(self.as_of(user))

    def drawer(self, day=None):
        """The cash line of a day."""
        return (day or self.day()).line_ids.filtered(lambda line: line.way == "cash")

    def close(self, counted, deposited=0, reason=False, user=None):
        """Count, deposit and close the day on its form."""
        day = self.day(user)
        day.invalidate_recordset()
        with Form(day) as form:
            form.difference_reason = reason
            with form.line_ids.edit(day.line_ids.ids.index(self.drawer(day).id)) as line:
                line.counted = counted
                line.deposited = deposited
        day.action_close()
        return day

    def test_the_first_receipt_opens_the_day_and_others_join_it(self):
        first, second = self.receipt(100), self.receipt(50, method_id=self.card)
        other = self.receipt(10, user=self.other_cashier)
        day = self.day()
        self.assertEqual(first.day_id | second.day_id, day.with_env(first.env))
        self.assertNotEqual(other.sudo().day_id, day.sudo())
        self.assertEqual((day.date, day.state, day.receipt_count), (TODAY, "open", 2))
        self.assertEqual(day.amount_received, 150)
        self.assertEqual(
            [(line.method_id.name, line.received, line.expected) for line in day.line_ids],
            [("Cash", 100, 100), ("Card", 50, 50)],
        )

    def test_a_cashier_opens_the_day_with_a_float(self):
        with Form(self.as_of(self.cashier)["arrears.cashier.day"]) as form:
            pass
        self.drawer(form.record).opening = 200
        self.receipt(100)
        self.assertEqual(self.day().cash_expected, 300)

    def test_closing_books_the_deposit_and_leaves_the_float_for_tomorrow(self):
        """Row 221."""
        self.receipt(300)
        day = self.close(counted=300, deposited=250)
        self.assertEqual((day.state, day.closed_by_id), ("closed", self.cashier))
        self.assertEqual(self.balance(self.cash.account_id), 50)
        self.assertEqual(self.balance(self.transit_account), 250)
        later = self.as_of(self.cashier)(
            context={**self.env.context, "arrears_today": date(2026, 9, 16)}
        )
        tomorrow = later["arrears.cashier.day"].create({})
        self.assertEqual(self.drawer(tomorrow).opening, 50)

    def test_a_difference_needs_a_reason_above_the_limit_and_is_booked(self):
        self.receipt(300)
        with self.assertRaisesRegex(UserError, "Count again"):
            self.close(counted=280)
        day = self.close(counted=280, reason="A note was missing")
        self.assertEqual(day.cash_difference, -20)
        self.assertEqual(self.balance(self.difference_account), 20)
        self.assertEqual(self.balance(self.cash.account_id), 280)

    def test_a_small_surplus_is_booked_without_a_reason(self):
        self.receipt(300)
        self.close(counted=300.5)
        self.assertEqual(self.balance(self.difference_account), -0.5)
        self.assertEqual(self.balance(self.cash.account_id), 300.5)

    def test_more_cannot_go_to_the_bank_than_was_counted(self):
        self.receipt(300)
        with self.assertRaisesRegex(UserError, "More goes to the bank"):
            self.close(counted=300, deposited=301)

    def test_without_an_account_the_message_names_it_and_the_cure(self):
        self.company.arrears_cash_transit_account_id = False
        self.receipt(300)
        with self.assertRaisesRegex(UserError, "Cash on its way to the bank.*page Counter"):
            self.close(counted=300, deposited=10)

    def test_after_closing_nothing_is_added_or_changed(self):
        receipt = self.receipt(300)
        day = self.close(counted=300)
        for refused in (
            lambda: self.receipt(10),
            lambda: day.write({"difference_reason": "x"}),
            lambda: self.drawer(day).write({"counted": 1}),
            lambda: day.sudo().unlink(),
        ):
            with self.assertRaisesRegex(UserError, "accountant"):
                refused()
        self.assertEqual(receipt.sudo().day_id.receipt_count, 1)
        day.action_close()
        self.assertEqual(len(day.sudo().move_ids), 0, "closing twice books nothing")

    def test_a_void_of_the_same_day_leaves_the_drawer_as_it_was(self):
        self.receipt(300)
        self.void(self.receipt(100))
        line = self.drawer()
        self.assertEqual((line.received, line.paid_back, line.expected), (400, 100, 300))

    def test_an_accountant_opens_a_day_again_with_a_reason_that_stays(self):
        self.receipt(300)
        day = self.close(counted=280, deposited=200, reason="A note was missing")
        reopen = {"day_id": day.id, "reason": "The note was found"}
        for user in (self.cashier, self.manager):
            with self.assertRaises(AccessError):
                self.as_of(user)["arrears.cashier.day.reopening"].create(reopen)
        opening = self.as_of(self.accountant)["arrears.cashier.day.reopening"].create(reopen)
        self.assertEqual((day.state, day.closed_by_id.id), ("open", False))
        self.assertEqual(self.balance(self.transit_account), 0)
        self.assertEqual(self.balance(self.difference_account), 0)
        self.assertEqual(self.balance(self.cash.account_id), 300)
        self.receipt(5)
        self.close(counted=305, deposited=205)
        self.assertEqual(self.balance(self.cash.account_id), 100)
        self.assertEqual(
            (opening.opened_by_id, opening.reason), (self.accountant, "The note was found")
        )
        with self.assertRaisesRegex(UserError, "is kept"):
            opening.sudo().unlink()

    def test_a_closing_is_undone_by_opening_the_day_and_not_in_the_ledger(self):
        self.receipt(300)
        day = self.close(counted=300, deposited=300)
        with self.assertRaisesRegex(UserError, "open the day again"):
            day.sudo().move_ids.button_draft()
        opening = self.as_of(self.accountant)["arrears.cashier.day.reopening"]
        with self.assertRaisesRegex(UserError, "Say why"):
            opening.create({"day_id": day.id, "reason": " "})
        opening.create({"day_id": day.id, "reason": "Late payer"})
        with self.assertRaisesRegex(UserError, "is open"):
            opening.create({"day_id": day.id, "reason": "Again"})

    def test_a_day_is_closed_by_its_cashier_or_the_office(self):
        self.receipt(300)
        day = self.day()
        with self.assertRaises(AccessError):
            day.with_env(self.as_of(self.other_cashier)).action_close()
        self.drawer(day).counted = 300
        day.with_env(self.as_of(self.accountant)).action_close()
        self.assertEqual(day.closed_by_id, self.accountant)

    @mute_logger("odoo.sql_db")
    def test_a_cashier_has_one_day_a_date(self):
        days = self.as_of(self.cashier)["arrears.cashier.day"]
        days.create({})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            days.create({})

    def test_what_the_last_day_left_is_the_float_and_no_cashier_says_otherwise(self):
        self.receipt(300)
        self.close(counted=300, deposited=250)
        context = {**self.context_of(self.company), "arrears_today": date(2026, 9, 16)}
        tomorrow = self.as_of(self.cashier)(context=context)["arrears.cashier.day"].create({})
        line = self.drawer(tomorrow)
        line.opening = 50
        with self.assertRaisesRegex(UserError, "accountant may change the float"):
            line.opening = 20
        line.with_env(self.as_of(self.accountant)).opening = 20
        self.assertEqual(line.expected, 20)

    def test_a_day_whose_deposit_the_bank_has_shown_stays_closed(self):
        self.receipt(300)
        day = self.close(counted=300, deposited=250)
        shown = self.entry(
            (self.bank.default_account_id, 250, {}), (self.transit_account, -250, {})
        )
        waiting = (day.sudo().move_ids | shown).line_ids.filtered(
            lambda item: item.account_id == self.transit_account
        )
        waiting.reconcile()
        opening = self.as_of(self.accountant)["arrears.cashier.day.reopening"]
        with self.assertRaisesRegex(UserError, "undo the claim"):
            opening.create({"day_id": day.id, "reason": "Late payer"})
        self.assertEqual((day.state, waiting.mapped("reconciled")), ("closed", [True, True]))

    def test_taking_a_day_leaves_a_mark_that_a_closing_under_way_runs_into(self):
        """A row that was only looked at would let it close past a receipt it can't see."""
        receipt = self.receipt(300)
        day = self.day().sudo()

        def version():
            self.env.flush_all()
            self.env.cr.execute("SELECT ctid FROM arrears_cashier_day WHERE id = %s", (day.id,))
            return self.env.cr.fetchone()

        before = version()
        receipt.sudo()._day_of_void(self.cashier, TODAY)
        self.assertNotEqual(version(), before)

    def test_money_under_way_waits_on_a_clearing_account_and_not_on_the_banks_own(self):
        for account in (self.bank.default_account_id, self.receivable, self.difference_account):
            with self.assertRaisesRegex(ValidationError, "clearing account"):
                self.card.account_id = account
            with self.assertRaisesRegex(ValidationError, "clearing account"):
                self.company.arrears_cash_transit_account_id = account
