"""Who sees charges, and that Odoo's own users are not disturbed by them."""

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestChargeRights(LedgerCase):
    def setUp(self):
        super().setUp()
        self.bill = self.invoice(self.line(100))
        self.old_debt = self.opening(50)
        self.end_transaction()

    def seen_by(self, group, **values):
        """Amounts of the charges a user of one group sees."""
        user = new_test_user(
            self.env, f"user_{group}", f"property_arrears.{group}",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)], **values,
        )  # fmt: skip
        moves = (self.bill | self.old_debt).ids
        charges = self.env["arrears.charge"].with_user(user).search([("move_id", "in", moves)])
        return sorted(charges.mapped("amount_remaining"))

    def test_a_collector_sees_the_estates_he_works_and_no_others(self):
        self.assertEqual(self.seen_by("group_collector"), [])
        user = self.env["res.users"].search([("login", "=", "user_group_collector")])
        self.estate.collector_ids = user
        charges = self.env["arrears.charge"].with_user(user).search([])
        self.assertEqual(charges.move_id.ids, self.bill.ids)

    def test_the_office_sees_every_charge_of_its_company(self):
        for group in ("group_accountant", "group_cashier", "group_manager"):
            self.assertEqual(self.seen_by(group), [50, 100], group)

    def test_another_company_sees_nothing(self):
        other = self.new_company("Elsewhere")
        user = new_test_user(
            self.env, "elsewhere", "property_arrears.group_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        Charge = self.env["arrears.charge"].with_user(user)
        self.assertFalse(Charge.with_context(allowed_company_ids=other.ids).search([]))

    def test_an_accountant_gives_unit_and_period_on_the_invoice_form(self):
        with self.form_as("property_arrears.group_accountant") as form:
            form.arrears_unit_id = self.flat
            form.arrears_period_from = self.day("2026-04-01")
            form.arrears_period_to = self.day("2026-06-30")
        charge = self.posted(form)
        self.assertEqual((charge.unit_id, str(charge.period_to)), (self.flat, "2026-06-30"))

    def test_an_invoicing_user_without_our_groups_bills_and_is_paid_as_ever(self):
        with self.form_as("account.group_account_invoice") as form:
            self.assertNotIn("arrears_unit_id", form._view["fields"])
        charge = self.posted(form)
        self.pay(charge.move_id.with_user(form.record.env.user), 40)
        self.assertEqual(self.charges(charge.move_id).amount_remaining, 60)

    def form_as(self, group):
        """A new invoice over 100 on the form, as a user of one group sees it."""
        user = new_test_user(
            self.env, group, group,
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        Move = self.env["account.move"].with_user(user)
        form = Form(Move.with_context(default_move_type="out_invoice"))
        form.partner_id = self.owner
        form.invoice_date = self.day("2026-04-01")
        with form.invoice_line_ids.new() as line:
            line.product_id = self.products["principal"]
            line.price_unit = 100
            line.tax_ids.clear()
        return form

    def posted(self, form):
        """Post the form's invoice; its charge."""
        form.record.action_post()
        return self.charges(form.record.sudo())
