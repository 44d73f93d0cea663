"""Mapping of existing bills: what is found, what is proposed and why."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_case import LedgerCase

WORDS = "3栋2单元1501 2026年1-3月物业费"


class MappingCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home, cls.other = cls.env["arrears.unit"].create(
            [
                {"estate_id": cls.estate.id, "building": "3", "entrance": "2", "number": number}
                for number in ("1501", "1502")
            ]
        )

    def foreign(self, name=WORDS, amount=100, kind=None, **values):
        """A bill made by somebody who knew nothing of us."""
        more = {
            "arrears_unit_id": False, "arrears_period_from": False, "arrears_period_to": False,
            **values,
        }  # fmt: skip
        return self.invoice(self.line(amount, kind, name=name), **more)

    def mapping(self, find=True, **values):
        self.end_transaction()
        mapping = self.env["arrears.charge.mapping"].create(
            {"company_id": self.company.id, **values}
        )
        if find:
            mapping.action_find()
        return mapping

    def codes(self, line):
        return [reason["code"] for reason in line.reasons]

    def said(self, move):
        line = move.invoice_line_ids
        return (
            line.arrears_unit_id, line.arrears_kind, str(line.arrears_period_from),
            str(line.arrears_period_to), line.arrears_price_basis,
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestProposals(MappingCase):
    def test_a_bill_that_says_everything_in_words_is_proposed_with_reasons(self):
        self.foreign()
        line = self.mapping().line_ids
        self.assertEqual((line.unit_id, line.kind, line.sure), (self.home, "principal", True))
        self.assertEqual(str(line.period_from), "2026-01-01")
        self.assertEqual(
            self.codes(line),
            ["mapping_unit_named", "mapping_kind_word", "mapping_period_named",
             "mapping_basis_unknown"],
        )  # fmt: skip
        self.assertIn("3栋2单元1501", line.reason_text)
        self.assertEqual(line.before_kind, "unclassified")

    def test_the_reference_of_the_bill_and_the_product_are_read_too(self):
        self.foreign("Quarterly fee", ref="3-2-1502")
        self.products[None].name = "Property fee"
        line = self.mapping().line_ids
        self.assertEqual((line.unit_id, line.kind), (self.other, "principal"))

    def test_the_analytic_account_names_the_estate(self):
        hill = self.estate.copy({"name": "Hill", "code": "HILL"})
        twin = self.home.copy({"estate_id": hill.id, "number": "1501"})
        plan = self.env["account.analytic.plan"].create({"name": "Estates"})
        hill.analytic_account_id = self.env["account.analytic.account"].create(
            {"name": "Hill", "plan_id": plan.id, "company_id": self.company.id}
        )
        doubtful = self.foreign()
        named = self.foreign()
        account = str(hill.analytic_account_id.id)
        named.invoice_line_ids.analytic_distribution = {account: 100}
        lines = self.mapping().line_ids.grouped("move_id")
        self.assertFalse(lines[doubtful].unit_id)
        self.assertIn("mapping_unit_several", self.codes(lines[doubtful]))
        self.assertEqual(lines[named].unit_id, twin)

    def test_the_only_unit_of_the_payer_at_the_time_is_a_guess(self):
        tenant = self.partner("Newcomer")
        self.env["arrears.ownership"].create(
            [
                {"unit_id": self.other.id, "partner_id": self.owner.id, "role": "owner",
                 "date_from": "2020-01-01", "date_to": "2026-03-31"},
                {"unit_id": self.other.id, "partner_id": tenant.id, "role": "owner",
                 "date_from": "2026-04-01"},
            ]
        )  # fmt: skip
        before = self.foreign("Property fee", invoice_date="2026-03-01")
        after = self.foreign("Property fee", invoice_date="2026-04-01")
        lines = self.mapping().line_ids.grouped("move_id")
        self.assertEqual((lines[before].unit_id, lines[before].sure), (self.other, False))
        self.assertFalse(lines[after].unit_id)

    def test_a_discount_needs_no_price_basis(self):
        self.invoice(
            self.line(100, arrears_price_basis="Contract, clause 4"),
            self.line(-5, name="Reward"),
        )
        with self.assertRaisesRegex(UserError, "Nothing of the kind is missing"):
            self.mapping(find_unit=False, find_period=False, find_kind=False)

    def test_the_estates_cycle_stands_in_for_a_period_that_nothing_names(self):
        self.estate.billing_cycle = "month"
        self.foreign("3-2-1501 物业费", invoice_date="2026-04-17")
        line = self.mapping().line_ids
        self.assertEqual((str(line.period_from), str(line.period_to)), ("2026-04-01", "2026-04-30"))
        self.assertFalse(line.sure)

    def test_the_fee_standard_of_the_time_is_proposed_as_price_basis(self):
        self.env["arrears.fee.standard"].create(
            {"estate_id": self.estate.id, "price": 2.8, "date_from": "2020-01-01",
             "legal_basis": "Contract 4.2"}
        )  # fmt: skip
        self.foreign()
        line = self.mapping().line_ids
        self.assertIn("Contract 4.2", line.price_basis)
        self.assertIn("mapping_basis_standard", self.codes(line))

    def test_only_what_is_missing_is_looked_for(self):
        self.invoice(self.line(100, arrears_price_basis="Known"))
        with self.assertRaisesRegex(UserError, "Nothing of the kind"):
            self.mapping()
        basis_only = self.invoice(self.line(100))
        self.assertEqual(self.mapping().line_ids.move_id, basis_only)
        with self.assertRaises(UserError):
            self.mapping(find_basis=False)

    def test_a_price_basis_given_once_is_not_missing(self):
        self.invoice(self.line(100))
        self.env["arrears.price.basis"].create(
            {"kind": "principal", "date_from": "2020-01-01", "text": "Clause",
             "company_id": self.company.id}
        ).action_sign()  # fmt: skip
        with self.assertRaises(UserError):
            self.mapping()

    def test_paid_bills_are_left_alone_unless_asked_for(self):
        move = self.foreign()
        self.pay(move, 100)
        with self.assertRaises(UserError):
            self.mapping()
        self.assertEqual(self.mapping(only_open=False).line_ids.move_id, move)

    def test_filters_narrow_the_search(self):
        old, new = self.foreign(invoice_date="2025-01-01"), self.foreign()
        other = self.foreign(partner_id=self.partner("Else").id)
        self.assertEqual(self.mapping(date_to="2025-12-31").line_ids.move_id, old)
        since = self.mapping(date_from="2026-01-01", partner_id=self.owner.id)
        self.assertEqual(since.line_ids.move_id, new)
        everything = self.mapping(journal_id=self.sales.id).line_ids.move_id
        self.assertEqual(everything, old | new | other)

    def test_opening_items_are_mapped_on_their_receivable(self):
        entry = self.opening(40, name="3-2-1502 2025年度物业费")
        line = self.mapping().line_ids
        self.assertEqual((line.line_id, line.amount), (self.receivables(entry), 40))
        self.assertEqual((line.unit_id, line.kind), (self.other, "principal"))

    def test_sections_and_taxes_are_no_lines_to_map(self):
        tax = self.env["account.tax"].create(
            {"name": "Six", "amount": 6, "company_id": self.company.id}
        )
        says = Command.create({"display_type": "line_section", "name": WORDS})
        move = self.invoice(
            says, self.line(100, None, tax_ids=[Command.set(tax.ids)]), arrears_unit_id=False
        )
        lines = self.mapping().line_ids
        product_line = move.invoice_line_ids.filtered(lambda one: one.display_type == "product")
        self.assertEqual(lines.line_id, product_line)

    def test_credit_notes_are_mapped_so_that_they_reduce_their_own_charge(self):
        self.invoice(self.line(100, arrears_price_basis="x"))
        note = self.foreign(move_type="out_refund")
        mapping = self.mapping(only_open=False)
        self.assertEqual(mapping.line_ids.move_id, note)
