"""A price basis given once: what it holds for, who signs, and that bills follow it."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, ExclusionViolation

from .ledger_case import LedgerCase

CLAUSE = "Contract 2024, clause 4.2"


@tagged("post_install", "-at_install")
class TestPriceBasis(LedgerCase):
    def basis(self, text=CLAUSE, signed=True, **values):
        if not {"kind", "product_id", "category_id"} & set(values):
            values["kind"] = "principal"
        record = self.env["arrears.price.basis"].create(
            {"company_id": self.company.id, "date_from": "2026-01-01", "text": text, **values}
        )
        if signed:
            record.action_sign()
        return record

    def basis_of(self, *moves):
        return {charge.kind: charge.price_basis for charge in self.charges(*moves)}

    def test_a_bill_that_names_none_takes_the_one_given_for_its_kind(self):
        self.basis()
        move = self.invoice(self.line(100), self.line(30, "pass_through"))
        self.assertEqual(self.basis_of(move), {"principal": CLAUSE, "pass_through": False})

    def test_existing_bills_follow_in_the_same_transaction(self):
        move, entry = self.invoice(self.line(100)), self.opening(50, arrears_kind="principal")
        self.assertEqual(self.basis_of(move, entry), {"principal": False})
        self.basis()
        self.assertEqual(set(self.charges(move, entry).mapped("price_basis")), {CLAUSE})

    def test_what_a_line_says_itself_comes_first(self):
        self.basis()
        move = self.invoice(self.line(100, arrears_price_basis="Own"))
        self.assertEqual(self.basis_of(move), {"principal": "Own"})

    def test_product_before_category_before_kind_and_estate_before_all(self):
        parent = self.env["product.category"].create({"name": "Above"})
        self.category.parent_id = parent
        move = self.invoice(self.line(100))
        for text, values in (
            ("kind", {"kind": "principal"}),
            ("kind here", {"kind": "principal", "estate_id": self.estate.id}),
            ("above", {"category_id": parent.id}),
            ("category", {"category_id": self.category.id}),
            ("category here", {"category_id": self.category.id, "estate_id": self.estate.id}),
            ("product", {"product_id": self.products["principal"].id}),
        ):
            self.basis(text, **values)
            self.assertEqual(self.basis_of(move), {"principal": text})

    def test_another_estate_and_a_bill_without_unit_do_not_follow_it(self):
        other = self.estate.copy({"name": "Hill", "code": "HILL"})
        self.basis(estate_id=other.id)
        nowhere = self.invoice(self.line(100), arrears_unit_id=False)
        self.assertEqual(self.basis_of(self.invoice(self.line(100))), {"principal": False})
        self.assertEqual(self.basis_of(nowhere), {"principal": False})

    def test_the_first_day_of_the_service_period_decides_which_version(self):
        self.basis("Old", date_to="2026-03-31")
        self.basis("New", date_from="2026-04-01")
        old = self.invoice(
            self.line(1), arrears_period_from="2026-03-31", arrears_period_to="2026-06-30"
        )
        new = self.invoice(self.line(1))
        undated = self.invoice(
            self.line(1), arrears_period_from=False, arrears_period_to=False,
            invoice_date="2026-02-01",
        )  # fmt: skip
        found = [self.basis_of(move)["principal"] for move in (old, new, undated)]
        self.assertEqual(found, ["Old", "New", "Old"])

    def test_a_draft_holds_for_nothing_and_a_withdrawn_one_no_longer(self):
        move = self.invoice(self.line(100))
        basis = self.basis(signed=False)
        self.assertEqual(self.basis_of(move), {"principal": False})
        basis.action_sign()
        self.assertEqual(self.basis_of(move), {"principal": CLAUSE})
        basis.action_withdraw()
        self.assertEqual(self.basis_of(move), {"principal": False})

    def test_a_last_day_given_later_ends_it(self):
        move = self.invoice(self.line(100))
        basis = self.basis()
        basis.date_to = "2026-03-31"
        self.assertEqual(self.basis_of(move), {"principal": False})
        basis.date_to = False
        self.assertEqual(self.basis_of(move), {"principal": CLAUSE})

    def test_a_basis_that_covered_another_one_gives_way_to_it_again(self):
        move = self.invoice(self.line(100))
        self.basis("All")
        nearer = self.basis("Here", estate_id=self.estate.id)
        nearer.action_withdraw()
        self.assertEqual(self.basis_of(move), {"principal": "All"})

    def test_settled_charges_follow_in_the_night(self):
        move = self.invoice(self.line(100))
        self.pay(move, 100)
        self.end_transaction()
        refresh = self.env["arrears.refresh"]._of_companies(self.company)
        refresh.complete_wanted = False
        self.basis()
        self.assertTrue(refresh.complete_wanted)
        self.env["arrears.charge"]._rebuild(self.company)
        self.assertEqual(self.basis_of(move), {"principal": CLAUSE})

    def test_two_versions_on_one_day_are_refused_by_name(self):
        self.basis("Old")
        with self.assertRaisesRegex(ValidationError, "Old.*New"):
            self.basis("New", date_from="2026-05-01")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_two_versions_too(self):
        first = self.basis("Old", date_to="2026-03-31")
        self.basis("New", date_from="2026-04-01")
        self.env.flush_all()
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint(flush=False):
            self.env.cr.execute(
                "UPDATE arrears_price_basis SET date_to = NULL WHERE id = %s", first.ids
            )
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_drafts_may_overlap_until_they_are_signed(self):
        self.basis("Old")
        draft = self.basis("New", signed=False)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            draft.action_sign()
        self.assertEqual(draft.state, "draft")

    def test_a_manager_signs_and_an_accountant_drafts(self):
        draft = self.basis(signed=False)
        accountant, manager = (
            new_test_user(
                self.env, f"basis_{group}", f"property_arrears.group_{group}",
                company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
            )
            for group in ("accountant", "manager")
        )  # fmt: skip
        with self.assertRaises(AccessError):
            draft.with_user(accountant).action_sign()
        draft.with_user(accountant).text = "Contract 5"
        draft.with_user(manager).action_sign()
        self.assertEqual((draft.state, draft.signed_by_id), ("signed", manager))
        with self.assertRaises(AccessError):
            draft.with_user(accountant).date_to = "2026-12-31"
        with self.assertRaises(AccessError):
            draft.with_user(accountant).action_withdraw()

    def test_what_was_signed_stays_also_for_the_superuser(self):
        basis = self.basis()
        for values in ({"text": "x"}, {"state": "draft"}, {"signed_by_id": False}):
            with self.assertRaises(UserError):
                basis.sudo().write(values)
        with self.assertRaisesRegex(UserError, "withdraw"):
            basis.unlink()
        with self.assertRaisesRegex(UserError, "not in state"):
            basis.action_sign()

    def test_nobody_is_born_signed(self):
        draft = self.basis(signed=False, state="signed", signed_by_id=self.env.uid)
        self.assertEqual((draft.state, draft.signed_by_id), ("draft", self.env["res.users"]))
        self.assertEqual(self.basis().copy().state, "draft")

    @mute_logger("odoo.sql_db")
    def test_one_thing_only_and_days_in_order(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.basis(kind="principal", category_id=self.category.id, signed=False)
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.basis(date_to="2025-01-01", signed=False)

    def test_the_form_asks_for_one_of_the_three(self):
        with Form(self.env["arrears.price.basis"]) as form:
            form.text = CLAUSE
            form.date_from = "2026-01-01"
            form.kind = "principal"
            form.holds_for = "category"
            form.category_id = self.category
        record = form.record
        self.assertEqual((record.kind, record.category_id), (False, self.category))
        self.assertEqual(record.display_name, "Property (every estate)")

    def test_many_debtors_are_left_to_the_scheduler(self):
        module = "odoo.addons.property_arrears.models.estate.price_basis.DEBTORS_AT_ONCE"
        self.opening(10, self.partner("One"), arrears_kind="principal")
        entry = self.opening(10, self.partner("Two"), arrears_kind="principal")
        self.end_transaction()
        cron = self.env.ref("property_arrears.cron_refresh")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        with patch(module, 1):
            self.basis()
        self.assertEqual(self.basis_of(entry), {"principal": False})
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)


@tagged("post_install", "-at_install")
class TestCaseWithoutBasis(LedgerCase):
    def case_of(self, move):
        self.end_transaction()
        return self.env["arrears.case"].search(
            [("debtor_id", "=", move.partner_id.id), ("unit_id", "=", move.arrears_unit_id.id)]
        )

    def test_the_card_says_that_a_basis_is_missing_and_offers_the_form(self):
        case = self.case_of(self.invoice(self.line(100), self.line(20, "late_fee")))
        self.assertEqual((case.amount_without_basis, case.amount_pursued), (100, 20))
        action = case.action_give_price_basis()
        with Form(self.env["arrears.price.basis"].with_context(**action["context"])) as form:
            form.text = CLAUSE
        self.assertEqual(form.record.estate_id, self.estate)
        form.record.action_sign()
        self.end_transaction()
        case.invalidate_recordset()
        self.assertEqual((case.amount_without_basis, case.amount_pursued), (0, 120))
        self.assertEqual(form.record.date_from, fields.Date.to_date("2026-04-01"))

    def test_the_card_shows_credits_and_does_not_set_them_off(self):
        case = self.case_of(self.invoice(self.line(100, arrears_price_basis=CLAUSE)))
        self.money(30)
        self.end_transaction()
        case.invalidate_recordset()
        self.assertEqual((case.amount_credits, case.amount_overdue), (30, 100))
