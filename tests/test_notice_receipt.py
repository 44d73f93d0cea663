"""The receipt of a payment: once for a day, with the paper of the counter, and thanks in it."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .collection_case import TODAY
from .counter_case import CounterCase
from .test_notice import NoticeCase


@tagged("post_install", "-at_install")
class TestNoticeReceipt(NoticeCase):
    def paid(self, amount, day=TODAY, bill=None):
        """Money matched with a bill on a day."""
        bill = bill or self.bill
        before = self.env["account.partial.reconcile"].search([], order="id desc", limit=1).id or 0
        self.pay(bill, amount, arrears_value_date=day)
        self.end_transaction()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = %s WHERE id > %s",
            [f"{day} 03:00:00", before],
        )
        self.env.invalidate_all()

    def receipts(self, day):
        return self.tell(day).filtered(lambda one: one.rule_id.occasion == "receipt")

    def test_a_payment_is_confirmed_once_the_day_after(self):
        """Row 33."""
        self.bill = self.owing()
        self.paid(100)
        self.paid(50)
        self.assertFalse(self.receipts(TODAY), "the day is not over")
        notice = self.receipts(self.later(1))
        contact = notice.contact_id
        self.assertEqual((notice.amount, contact.amount), (150, 0))
        self.assertEqual((contact.contact_class, contact.state), ("service", "queued"))
        self.assertIn("150.00", contact.text)
        self.assertIn("2026-04–2026-06", contact.text)
        self.assertNotIn("300", contact.text, "it asks for nothing")
        self.assertEqual(self.receipts(self.later(1)), notice)
        self.assertEqual(self.receipts(self.later(2)), notice)
        self.send("10:00", self.later(1))
        self.assertEqual(contact.state, "sent")

    def test_the_receipt_thanks_as_well(self):
        self.bill = self.owing()
        self.paid(450)
        notices = self.tell(self.later(1))
        self.assertEqual(notices.rule_id.mapped("occasion"), ["receipt"])

    def test_a_payment_taken_back_is_not_confirmed(self):
        self.bill = self.owing()
        self.paid(450)
        contact = self.receipts(self.later(1)).contact_id
        self.receivables(self.bill).remove_move_reconcile()
        self.end_transaction()
        self.send("10:00", self.later(1))
        self.assertEqual(contact.state, "refused")

    def test_nobody_hears_of_it_where_notices_are_off(self):
        self.bill = self.owing()
        self.paid(450)
        self.estate.with_user(self.manager).notices_enabled = False
        self.assertFalse(self.tell(self.later(1)))

    def test_a_credit_note_is_no_payment(self):
        self.bill = self.owing()
        credit = self.credit_note(self.line(450), due=TODAY, arrears_unit_id=self.flat.id)
        (self.receivables(self.bill) + self.receivables(credit)).reconcile()
        self.env.cr.execute("UPDATE account_partial_reconcile SET create_date = %s", [TODAY])
        self.assertFalse(self.receipts(self.later(1)))


@tagged("post_install", "-at_install")
class TestReceiptOfTheCounter(CounterCase):
    def test_the_paper_of_the_counter_goes_along(self):
        """Row 33: what was paid at the counter is confirmed by e-mail with its receipt."""
        self.estate.with_user(self.manager).notices_enabled = True
        self.owner.email = "owner@example.com"
        self.invoice(self.line(450))
        receipt = self.receipt(450)
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = %s"
            " WHERE create_date >= (now() AT TIME ZONE 'UTC')",
            [f"{TODAY} 03:00:00"],
        )
        notices = self.env["arrears.notice"].with_context(
            arrears_today=TODAY + timedelta(days=1), arrears_now=False
        )
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            notices._receipts_of(self.company.with_context(**notices.env.context))
        notice = self.env["arrears.notice"].search([("company_id", "=", self.company.id)])
        paper = notice.contact_id.document_ids
        self.assertEqual(notice.amount, 450)
        self.assertEqual((paper.document_type, paper.res_id), ("receipt", receipt.id))
