"""Row 64: a payment at the owner's home, by the owner's request; cash is counted by two people."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .letter_case import TODAY, VisitCase


@tagged("post_install", "-at_install")
class TestVisitPayment(VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls.user("cashier", "group_cashier")
        till = cls.env["account.journal"].create(
            {"name": "Till", "code": "TILL", "type": "cash", "company_id": cls.company.id}
        )
        waiting = cls.receivable.copy(
            {"name": "On the way", "account_type": "asset_current", "reconcile": True}
        )
        cls.cash = cls.env["arrears.payment.method"].create(
            {"name": "Cash", "way": "cash", "company_id": cls.company.id, "journal_id": till.id,
             "account_id": till.default_account_id.id, "sequence": 1}
        )  # fmt: skip
        cls.code = cls.env["arrears.payment.method"].create(
            {"name": "Code", "way": "code", "company_id": cls.company.id,
             "journal_id": cls.misc.id, "account_id": waiting.id, "sequence": 2}
        )  # fmt: skip

    def planned(self, **values):
        values.setdefault("companion_id", self.cashier)
        return self.plan(purpose="collect", asked_by_owner=True, planned_on=TODAY, **values)

    def receipt(self, visit, method=None, day=TODAY, amount=450):
        """The counter as the visit opens it, filled in and saved."""
        visit = self.on(day, visit.with_user(self.cashier))
        action = visit.action_take_payment()
        receipts = self.on(day, self.env["arrears.receipt"].with_user(self.cashier))
        with Form(receipts.with_context(**action["context"])) as form:
            form.amount = amount
            form.method_id = method or self.cash
        return form.record

    def counted(self, visit, user=None):
        return self.on(TODAY, visit.with_user(user or self.collector))

    def test_the_estate_s_code_is_there_to_be_scanned(self):
        self.env["arrears.payment.code"].create(
            {"estate_id": self.estate.id, "app": "wechat",
             "link": "weixin://wxpay/bizpayurl?pr={reference}"}
        )  # fmt: skip
        visit = self.planned().with_user(self.collector)
        self.assertIn("Scan with WeChat", visit.payment_codes)
        self.assertIn("data:image/png", visit.payment_codes)
        visit.sudo()._cancel([])
        visit.invalidate_recordset()
        self.assertFalse(visit.payment_codes)

    def test_the_receipt_is_made_on_the_spot_and_says_where_and_by_whom(self):
        visit = self.planned()
        receipt = self.receipt(visit, self.code)
        self.assertEqual((receipt.visit_id, receipt.unit_id), (visit, self.flat))
        receipt.action_confirm()
        self.assertEqual(receipt.state, "confirmed")
        self.end_transaction()
        self.assertEqual(self.case.state, "closed")
        said = receipt._paper_visit()
        for word in (str(TODAY), self.collector.name, self.cashier.name):
            self.assertIn(word, said)

    def test_nobody_takes_cash_alone(self):
        visit = self.planned()
        receipt = self.receipt(visit)
        with self.assertRaisesRegex(UserError, "Cash at home needs two"):
            receipt.action_confirm()
        with self.assertRaisesRegex(UserError, "no cash to count"):
            self.counted(visit, self.cashier).action_count_cash()
        with self.assertRaisesRegex(AccessError, "two people of the visit"):
            self.counted(visit, self.second).action_count_cash()
        self.assertEqual(self.counted(visit).cash_to_count, 450)
        self.counted(visit).action_count_cash()
        receipt.invalidate_recordset()
        self.assertEqual((receipt.counted_by_id, receipt.counted_amount), (self.collector, 450))
        self.assertFalse(self.counted(visit).cash_to_count)
        receipt.action_confirm()
        self.assertEqual(receipt.state, "confirmed")

    def test_an_amount_that_changed_is_counted_again(self):
        visit = self.planned()
        receipt = self.receipt(visit)
        self.counted(visit).action_count_cash()
        with Form(receipt) as form:
            form.amount = 400
        with self.assertRaisesRegex(UserError, "Cash at home needs two"):
            receipt.action_confirm()
        self.assertEqual(self.counted(visit).cash_to_count, 400)

    def test_the_count_is_typed_by_nobody_and_the_database_wants_another_person(self):
        receipt = self.receipt(self.planned())
        with self.assertRaisesRegex(UserError, "cannot be typed in"):
            receipt.counted_by_id = self.collector
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                receipt.sudo()._record_effect({"counted_by_id": receipt.cashier_id.id})
                self.env.flush_all()

    def test_only_on_the_day_and_by_who_is_there(self):
        visit = self.planned(companion_id=self.second)
        receipt = self.receipt(visit, self.code)
        with self.assertRaisesRegex(UserError, "one of the two people"):
            receipt.action_confirm()
        visit.with_user(self.collector).companion_id = self.cashier
        late = self.receipt(visit, self.code, self.later(1))
        with self.assertRaisesRegex(UserError, "on that day alone"):
            late.action_confirm()
        receipt.action_confirm()
        self.assertEqual(receipt.state, "confirmed")

    def test_a_visit_to_talk_takes_no_payment(self):
        visit = self.plan(companion_id=self.cashier)
        with self.assertRaisesRegex(UserError, "not planned to take a payment"):
            visit.with_user(self.cashier).action_take_payment()

    def test_a_collector_makes_no_receipt(self):
        visit = self.planned()
        receipt = self.receipt(visit, self.code)
        with self.assertRaises(AccessError):
            receipt.with_user(self.collector).action_confirm()

    def test_at_the_counter_nothing_changes(self):
        action = self.case.with_user(self.cashier).action_take_payment()
        receipts = self.on(TODAY, self.env["arrears.receipt"].with_user(self.cashier))
        with Form(receipts.with_context(**action["context"])) as form:
            form.amount, form.method_id = 450, self.cash
        form.record.action_confirm()
        self.assertEqual((form.record.state, form.record._paper_visit()), ("confirmed", ""))
