"""Who may do what at the counter, the search box, and the direct debit that is on its way."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .counter_case import CounterCase
from .debit_case import DebitCase


@tagged("post_install", "-at_install")
class TestReceiptRights(CounterCase):
    def test_a_cashier_needs_no_right_to_the_ledger(self):
        self.assertFalse(self.as_of(self.cashier)["account.move"].has_access("read"))
        self.invoice(self.line(100))
        self.assertEqual(self.receipt(100).state, "confirmed")

    def test_a_cashier_reads_receipts_of_the_company_and_changes_own_drafts_alone(self):
        self.invoice(self.line(100))
        draft = self.receipt(50, confirm=False)
        other = draft.with_env(self.as_of(self.other_cashier))
        self.assertEqual(other.amount, 50)
        for refused in (
            lambda: other.write({"amount": 1}),
            lambda: other.line_ids.write({"amount": 1}),
            other.action_confirm,
            other.unlink,
        ):
            with self.assertRaises(AccessError):
                refused()
        draft.unlink()

    def test_collectors_have_no_part_in_it_and_managers_read(self):
        self.invoice(self.line(100))
        receipt = self.receipt(50)
        with self.assertRaises(AccessError):
            receipt.with_env(self.as_of(self.collector)).read(["amount"])
        as_manager = receipt.with_env(self.as_of(self.manager))
        self.assertEqual(as_manager.amount, 50)
        with self.assertRaises(AccessError):
            as_manager.copy()

    def test_a_cashier_takes_no_list_of_payers_away(self):
        self.invoice(self.line(100))
        receipt = self.receipt(50)
        self.cashier.group_ids += self.env.ref("base.group_allow_export")
        for records in (receipt, receipt.line_ids):
            with self.assertRaisesRegex(AccessError, "managers and accountants"):
                records.export_data(["display_name"])

    def test_another_company_sees_nothing(self):
        self.invoice(self.line(100))
        receipt = self.receipt(50)
        elsewhere = self.new_company("Elsewhere")
        self.other_cashier.write(
            {"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id}
        )
        env = self.env(user=self.other_cashier.id, context={"allowed_company_ids": elsewhere.ids})
        for record in (receipt, receipt.line_ids, receipt.sudo().day_id, self.cash):
            with self.assertRaises(AccessError):
                record.with_env(env).read(["display_name"])

    def test_lines_say_day_estate_method_kind_and_cashier_for_the_report(self):
        self.invoice(self.line(100), self.line(20, "late_fee"))
        receipt = self.receipt(150)
        self.void(self.receipt(5))
        lines = self.as_of(self.manager)["arrears.receipt.line"]
        domain = [("company_id", "=", self.company.id), ("state", "=", "confirmed")]
        keys = ["date:day", "estate_id", "method_id", "kind", "purpose", "cashier_id"]
        found = lines._read_group(domain, keys, ["amount:sum"])
        day = receipt.date
        same = (day, self.estate, self.cash)
        self.assertEqual(
            {tuple(row) for row in found},
            {
                (*same, "principal", "charge", self.cashier, 100),
                (*same, "principal", "prepayment", self.cashier, 30),
                (*same, "late_fee", "charge", self.cashier, 20),
            },
        )

    # ------------------------------------------------------------------
    # The search box
    # ------------------------------------------------------------------

    def found(self, text):
        units = self.as_of(self.cashier)["arrears.unit"]
        domain = [("company_id", "=", self.company.id)]
        return [units.browse(unit_id).number for unit_id, _name in units.name_search(text, domain)]

    def test_one_box_finds_by_unit_estate_name_and_phone(self):
        self.flat.write({"building": "3", "entrance": "2"})
        self.owner.phone = "+86 138-1234 5678"
        self.owns(self.partner("Other", phone="13900001501"), self.garage.copy({"number": "P8"}))
        for text in ("3-2-1501", "3栋2单元1501", "Lakeside 3-2-1501", "３－２－１５０１"):
            self.assertEqual(self.found(text), ["1501"], text)
        self.assertEqual(set(self.found("Owner")), {"1501", "P7"})
        for text in ("5678", "13812345678", "138 1234 5678", "12345678"):
            self.assertEqual(set(self.found(text)), {"1501", "P7"}, text)
        self.assertEqual(self.found("9999"), [])
        units = self.as_of(self.cashier)["arrears.unit"]
        self.assertFalse(units.search([("display_name", "=", "5678")]), "an import means units")
        self.assertTrue(units.search([("display_name", "ilike", "5678")]))

    def test_the_very_number_comes_before_what_contains_it(self):
        self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "number": number} for number in ("0-11501", "11501")]
        )
        self.assertEqual(self.found("1501")[0], "1501")

    def test_hits_are_told_apart_by_their_payer(self):
        units = self.as_of(self.cashier)["arrears.unit"].with_context(arrears_payer_shown=True)
        self.assertEqual(units.browse(self.flat.id).display_name, "Lakeside 1501 · Owner")

    def test_a_card_leads_to_the_counter(self):
        self.invoice(self.line(100))
        self.end_transaction()
        case = self.as_of(self.cashier)["arrears.case"].search([("debtor_id", "=", self.owner.id)])
        action = case.action_take_payment()
        env = self.as_of(self.cashier)
        receipts = env["arrears.receipt"].with_context(**action["context"])
        form = Form(receipts, "property_arrears.view_arrears_receipt_form")
        form.amount = 100
        receipt = form.save()
        self.assertEqual(receipt.line_ids.mapped("amount"), [100])


@tagged("post_install", "-at_install")
class TestReceiptBesideDebit(DebitCase, CounterCase):
    def test_a_debit_on_its_way_warns_and_the_money_becomes_a_prepayment(self):
        _mandate, bill = self.household("901", 100)
        self.exported()
        unit = bill.arrears_unit_id
        self.owns(bill.partner_id, unit)
        receipt = self.receipt(100, unit=unit, confirm=False)
        self.assertIn("direct debit", receipt.warning)
        receipt.action_confirm()
        self.assertEqual(self.rows(receipt), [("901", "principal", "prepayment", 100)])
        self.assertIn("on its way", receipt.remark)
        self.assertEqual(self.charges(bill).amount_remaining, 100)
        self.assertEqual(self.prepayments(), [("901", "principal", 100)])
