"""Refunds: out of credits of the books, by two people, to where the money came from."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .receipts_case import ReceiptsCase


@tagged("post_install", "-at_install")
class TestRefund(ReceiptsCase):
    def test_from_request_to_payment(self):
        """Row 229: asked for and approved by two people, to the account it came from."""
        item = self.bank_in(500)
        refund = self.refund(item)
        self.assertEqual(refund.line_ids.origin_text, "Account …2333")
        refund.action_request()
        self.assertEqual(
            (refund.state, refund.requested_by_id, refund.account_last4, refund.holder_name),
            ("requested", self.cashier, "2333", "Zhang San"),
        )
        refund.with_user(self.manager).action_approve()
        move = self.pay_out(refund)
        self.assertEqual((refund.state, refund.paid_by_id), ("paid", self.accountant))
        self.assertTrue(item.reconciled)
        self.assertEqual(move.line_ids.filtered("credit").mapped("credit"), [500])
        self.assertEqual(self.tie_out().unexplained, 0)
        self.assertEqual(self.check().prepayment_difference, 0)

    def test_the_entry_books_where_payments_wait_for_the_statement(self):
        waiting = self.env["account.account"].create(
            {"name": "Waiting", "code": "109955", "account_type": "asset_current",
             "reconcile": True, "company_ids": [Command.set(self.company.ids)]}
        )  # fmt: skip
        self.bank.outbound_payment_method_line_ids.payment_account_id = waiting
        move = self.pay_out(self.approved(self.bank_in(500)))
        self.assertIn(waiting, move.line_ids.account_id)

    def test_a_part_goes_back_and_the_rest_stays(self):
        item = self.bank_in(500)
        self.pay_out(self.approved((item, 120)))
        self.assertEqual(item.amount_residual, -380)
        self.pay_out(self.approved(item))
        self.assertTrue(item.reconciled)

    def test_the_form_lists_what_can_go_back(self):
        self.bank_in(500)
        self.receivables(self.money(30))
        self.deposit(200, pay=self.receivables(self.money(200)))
        self.end_transaction()
        with Form(self.env["arrears.refund"].with_user(self.cashier)) as form:
            form.debtor_id = self.owner
        refund = form.record
        refund.action_list_credits()
        self.assertEqual(sorted(refund.line_ids.mapped("amount")), [30, 200, 500])
        self.assertEqual(refund.amount, 730)
        self.assertTrue(refund.has_deposit)

    def test_the_window_of_the_list_starts_with_its_credit(self):
        item = self.bank_in(500)
        action = self.env["arrears.prepayment"].browse(item.id).action_refund()
        refunds = self.env["arrears.refund"].with_user(self.cashier)
        with Form(refunds.with_context(**action["context"])) as form:
            self.assertEqual(form.debtor_id, self.owner)
        self.assertEqual((form.record.line_ids.item_id, form.record.amount), (item, 500))

    def test_nothing_to_refund_is_said(self):
        refund = self.refund()
        with self.refused(UserError, "nothing that could go back"):
            refund.action_list_credits()
        with self.refused(UserError, "at least one credit"):
            refund.action_request()

    def test_months_bought_together_go_back_at_the_price_paid(self):
        """domain.md 3.3: eleven paid for twelve; after six months 5.5 go back."""
        item = self.bank_in(1980)  # 11 months of 180
        bills = self.invoice(self.line(900))
        (self.receivables(bills) + item).reconcile()  # six months less the free one
        refund = self.refund(item)
        with Form(refund) as form, form.line_ids.edit(0) as line:
            line.months_bought = 12
            line.months_served = 6
        self.assertEqual(refund.line_ids.amount, 990)
        self.assertEqual(refund.line_ids.amount_not_earned, 90)

    def test_a_moved_prepayment_remembers_its_account(self):
        item = self.bank_in(500)
        self.env["arrears.prepayment.transfer"].with_user(self.accountant).create(
            {"item_id": item.id, "unit_id": self.garage.id, "reason": "Asked for"}
        ).action_done()
        moved = self.env["arrears.prepayment"].search([("unit_id", "=", self.garage.id)])
        refund = self.refund(self.env["account.move.line"].browse(moved.id))
        self.assertEqual(refund.line_ids.origin_text, "Account …2333")

    def test_a_debit_that_collected_too_much_goes_back_to_its_account(self):
        mandate, bill = self.household("801", amount=100)
        batch = self.exported()
        self.pay(bill, 100)
        self.answered(batch)
        self.end_transaction()
        excess = self.env["account.move.line"].search(
            [("move_id.arrears_debit_batch_id", "=", batch.id), ("amount_residual", "<", 0)]
        )
        self.assertEqual(excess.amount_residual, -100)
        refund = self.approved(excess, debtor_id=mandate.debtor_id.id)
        self.assertEqual(refund.account_last4, mandate.account_last4)
        self.pay_out(refund)
        self.assertTrue(excess.reconciled)

    def test_cash_goes_back_in_cash(self):
        item = self.cash_in(90)
        refund = self.refund(item)
        with self.refused(UserError, "not known which account"):
            refund.action_request()
        refund.destination = "cash"
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        with self.refused(UserError, "in another way"):
            self.pay_out(refund, self.bank)
        self.pay_out(refund, self.cash)
        self.assertTrue(item.reconciled)

    def test_a_refund_is_paid_once(self):
        refund = self.approved(self.bank_in(500))
        self.pay_out(refund)
        with self.refused(UserError, "Paid"):
            refund.with_user(self.accountant).action_pay()

    def test_a_paid_refund_is_voided_with_a_reason_and_can_be_asked_for_again(self):
        item = self.bank_in(500)
        refund = self.approved(item)
        move = self.pay_out(refund)
        refund = refund.with_user(self.accountant)
        with self.refused(UserError, "Write why"):
            refund.action_void()
        refund.void_reason = "The bank sent it back"
        refund.action_void()
        self.assertEqual((refund.state, refund.voided_by_id), ("voided", self.accountant))
        self.assertEqual(item.amount_residual, -500)
        self.assertTrue(all(move.line_ids.filtered(
            lambda line: line.account_id.reconcile).mapped("reconciled")))  # fmt: skip
        self.assertEqual(self.tie_out().unexplained, 0)
        self.pay_out(self.approved(item))

    def test_its_entry_is_not_reset_to_draft(self):
        move = self.pay_out(self.approved(self.bank_in(500)))
        with self.refused(UserError, "void the refund"):
            move.button_draft()

    def test_refused_and_cancelled_refunds_free_the_credit(self):
        item = self.bank_in(500)
        first = self.refund(item)
        first.action_request()
        manager = first.with_user(self.manager)
        with self.refused(UserError, "why it is refused"):
            manager.action_refuse()
        manager.decision_note = "He owes the fee of May"
        manager.action_refuse()
        second = self.refund(item)
        second.action_request()
        with self.refused(UserError, "why it is cancelled"):
            second.action_cancel()
        second.cancel_reason = "He changed his mind"
        second.action_cancel()
        self.assertEqual((first.state, second.state), ("refused", "cancelled"))
        self.refund(item).action_request()

    def test_a_void_and_a_refusal_say_who_when_and_why(self):
        refund = self.refund(self.bank_in(500))
        refund.action_request()
        refund.with_user(self.manager).decision_note = "No"
        refund.with_user(self.manager).action_refuse()
        self.assertEqual((refund.refused_by_id, bool(refund.refused_on)), (self.manager, True))


@tagged("post_install", "-at_install")
class TestRefundReserves(ReceiptsCase):
    def test_a_second_refund_of_the_same_credit_is_refused_by_the_database(self):
        item = self.bank_in(500)
        first, second = self.refund((item, 100)), self.refund((item, 100))
        first.action_request()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                second.action_request()

    def test_an_allocation_does_not_see_it_and_cannot_use_it(self):
        item = self.receivables(self.money(60))
        bill = self.invoice(self.line(100))
        refund = self.refund(item, **self.other_account())
        refund.action_request()
        allocation = self.env["arrears.credit.allocation"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id}
        )
        allocation.action_offer()
        self.assertFalse(allocation.line_ids)
        with self.refused(UserError, "reserved"):
            (item + self.receivables(bill)).reconcile()
        refund.cancel_reason = "Pays his bill instead"
        refund.action_cancel()
        (item + self.receivables(bill)).reconcile()

    def test_a_bill_leaves_it_alone(self):
        item = self.bank_in(500)
        self.refund(item).action_request()
        run = self.env["arrears.billing.run"].create(
            {"estate_id": self.estate.id, "date_from": "2026-07-01", "date_to": "2026-07-31"}
        )
        run.action_preview()
        run.action_bill()
        self.assertEqual(run.state, "done")
        self.assertEqual(item.amount_residual, -500)

    def test_its_entry_stays_as_it_is(self):
        item = self.bank_in(500)
        self.refund(item).action_request()
        with self.refused(UserError, "reserved"):
            item.move_id.button_draft()

    def test_money_used_since_the_draft_is_not_asked_for(self):
        item = self.bank_in(500)
        refund = self.refund(item)
        (self.receivables(self.invoice(self.line(200))) + item).reconcile()
        with self.refused(UserError, "only .*300"):
            refund.action_request()

    def test_a_strangers_credit_and_a_debt_are_no_refund(self):
        stranger = self.partner("Stranger")
        other = self.prepay(50, partner=stranger)
        with self.refused(ValidationError, "not a credit of"):
            self.refund(other)
        bill = self.receivables(self.invoice(self.line(50)))
        with self.refused(ValidationError, "no posted credit"):
            self.refund((bill, 50))
        income = self.invoice(self.line(50)).line_ids.filtered(
            lambda item: item.account_id == self.income
        )
        with self.refused(ValidationError):
            self.refund((income, 50))


@tagged("post_install", "-at_install")
class TestRefundAccount(ReceiptsCase, HttpCase):
    def test_unknown_origin_asks_for_another_account_with_papers(self):
        refund = self.refund(self.prepay(500))
        with self.refused(UserError, "not known which account"):
            refund.action_request()
        refund.destination = "other"
        with self.refused(UserError, "(?s)number and the holder.*Say why.*Attach"):
            refund.action_request()
        refund.write(self.other_account())
        refund.action_request()
        self.assertEqual(refund.account_last4, "8777")

    def test_another_account_takes_a_third_person(self):
        refund = self.approved(self.prepay(500), **self.other_account())
        with self.refused(UserError, "second approval"):
            self.pay_out(refund)
        with self.refused(UserError, "another person approves the account"):
            refund.with_user(self.manager).action_approve_account()
        refund.with_user(self.director).action_approve_account()
        self.assertEqual(refund.account_approved_by_id, self.director)
        self.pay_out(refund)

    def test_money_of_two_accounts_is_two_refunds(self):
        one, two = self.bank_in(50), self.bank_in(60, account="6222000011112229999")
        with self.refused(UserError, "one refund for each"):
            self.refund(one, two).action_request()
        self.refund(one, self.bank_in(70)).action_request()

    def test_the_number_is_kept_encrypted_and_read_by_nobody(self):
        refund = self.refund(self.prepay(500), **self.other_account())
        self.assertFalse(refund.account_entry)
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM arrears_refund WHERE id = %s", [refund.id])
        self.assertNotIn("6217000099998888777", str(self.env.cr.fetchone()))
        with self.assertRaises(AccessError):
            refund.with_user(self.accountant).read(["account_cipher"])

    def test_a_number_that_is_none_is_refused_without_repeating_it(self):
        with self.refused(ValidationError, "no account number|not an account number"):
            self.refund(self.prepay(500), **self.other_account("12"))

    def test_the_number_is_fixed_from_the_request_on(self):
        refund = self.approved(self.prepay(500), **self.other_account())
        with self.refused(UserError):
            refund.account_entry = "6217000099998880000"

    def test_a_treasurer_takes_the_payment_sheet_and_it_is_noted(self):
        refund = self.approved(self.bank_in(500))
        url = refund.with_user(self.treasurer).action_payment_sheet()["url"]
        self.authenticate(self.treasurer.login, self.treasurer.login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.env.invalidate_all()
        self.assertIn("whole account number", str(refund.message_ids.mapped("body")))
        self.assertEqual(refund.sudo()._account_number(), "6222000011112222333")

    def test_nobody_else_takes_it(self):
        refund = self.approved(self.bank_in(500))
        for role in ("cashier", "manager"):
            with self.refused(AccessError):
                refund.with_user(getattr(self, role)).action_payment_sheet()
        self.authenticate(self.manager.login, self.manager.login)
        answer = self.url_open(f"/property_arrears/refund_sheet/{refund.id}")
        self.assertNotEqual(answer.status_code, 200)

    def test_a_new_key_writes_it_anew(self):
        refund = self.approved(self.bank_in(500))
        before = refund.sudo().account_cipher
        self.env["arrears.refund"]._rotate_account_key()
        self.assertNotEqual(refund.sudo().account_cipher, before)
        self.assertEqual(refund.sudo()._account_number(), "6222000011112222333")

    def test_the_application_is_printed_with_four_digits(self):
        refund = self.refund(self.prepay(500), **self.other_account())
        refund.action_request()
        action = refund.action_print_application()
        document = self.env["arrears.document"].browse(action["res_id"])
        self.assertEqual((document.document_type, document.page_count), ("refund_application", 1))
        render = self.env["arrears.document.render"]
        page = self.env["arrears.document"]._page(
            refund, "refund_application",
            {"estate": refund.estate_id, "currency": refund.currency_id}, self.company,
        )  # fmt: skip
        html = str(render._html("property_arrears.refund_application_document",
                                {**page, "number": "", "issued_on": None}))  # fmt: skip
        self.assertIn("8777", html)
        self.assertNotIn("6217000099998888777", html)
        self.assertIn("500", html)
