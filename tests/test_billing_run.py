"""Bills made by a run: once for each unit, kind and day, whatever happens in between."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import ExclusionViolation

from ..models.estate import billing_job
from .billing_case import BillingCase


@tagged("post_install", "-at_install")
class TestBillingRun(BillingCase):
    def test_one_bill_a_payer_with_a_line_for_each_unit_and_kind(self):
        self.hold(self.unit("1601", area=60), self.owner)
        self.hold(self.unit("1701"), self.partner("Neighbour"))
        self.standard(1, "pass_through")
        run = self.billed(due_date="2026-04-30")
        own, neighbours = self.bills(run)
        self.assertEqual(
            (own.state, own.partner_id, own.amount_total), ("posted", self.owner, 1710)
        )
        self.assertEqual(len(own.invoice_line_ids), 4)
        self.assertFalse(own.arrears_unit_id, "a bill of two units names none")
        self.assertEqual(neighbours.arrears_unit_id.number, "1701")
        self.assertEqual(str(neighbours.invoice_date_due), "2026-04-30")

    def test_line_carries_unit_period_kind_price_basis_and_analytic_account(self):
        [line] = self.bills(self.billed()).invoice_line_ids
        self.assertEqual(line.arrears_unit_id, self.flat)
        self.assertEqual(
            (str(line.arrears_period_from), str(line.arrears_period_to), line.arrears_kind),
            ("2026-04-01", "2026-06-30", "principal"),
        )
        self.assertEqual(line.arrears_price_basis, "2.80 a m² and month, clause 12")
        self.assertEqual(line.analytic_distribution, {str(self.analytic.id): 100})
        self.assertEqual((line.quantity, line.price_unit), (270, 2.8))

    def test_charges_follow_with_their_price_basis(self):
        [charge] = self.charges(self.bills(self.billed()))
        self.assertEqual((charge.unit_id, charge.kind), (self.flat, "principal"))
        self.assertEqual(charge.amount_remaining, 756)
        self.assertEqual(charge.price_basis, "2.80 a m² and month, clause 12")

    def test_part_of_a_month_is_one_at_its_exact_amount(self):
        self.flat.ownership_ids.date_to = "2026-05-10"
        [line] = self.bills(self.billed()).invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit), (1, 333.29))
        self.assertIn("90 m² × 2.8 × 1.3226 months", line.name)

    def test_one_bill_a_kind_or_a_unit_where_the_estate_says_so(self):
        self.hold(self.unit("1601"), self.owner)
        self.standard(1, "pass_through")
        for document, expected in (("payer", 1), ("kind", 2), ("unit", 2)):
            run = self.previewed(bill_document=document)
            self.assertEqual(run.document_count, expected, document)
        self.estate.bill_document = "kind"
        self.assertEqual(self.run_of().bill_document, "kind")

    def test_taxes_are_those_of_the_product_and_of_the_payers_fiscal_position(self):
        tax = self.tax(6, included=True)
        self.products["principal"].taxes_id = tax
        other = self.partner("Abroad")
        self.hold(self.unit("1601"), other)
        other.with_company(self.company).property_account_position_id = self.env[
            "account.fiscal.position"
        ].create({"name": "No tax", "company_id": self.company.id})
        own, abroad = self.bills(self.billed())
        self.assertEqual(own.invoice_line_ids.tax_ids, tax)
        self.assertEqual((own.amount_total, own.amount_tax), (756, 42.79))
        self.assertEqual(abroad.amount_total, 756)

    def test_journal_is_the_estates_own(self):
        journal = self.sales.copy({"name": "Bills of Lakeside", "code": "LAKEB"})
        self.estate.billing_journal_id = journal
        self.assertEqual(self.bills(self.billed()).journal_id, journal)

    # ------------------------------------------------------------------
    # Once
    # ------------------------------------------------------------------

    def test_second_run_of_the_same_period_makes_nothing_twice(self):
        bill = self.bills(self.billed())
        again = self.previewed()
        self.assertFalse(again.bill_line_ids)
        self.assertEqual(again.omitted_line_ids.reason_text, f"Billed already by {bill.name}.")
        with self.assertRaisesRegex(UserError, "nothing to bill"):
            again.action_bill()

    def test_second_run_bills_what_was_missing_in_the_first(self):
        self.billed()
        self.hold(self.unit("1601"), self.owner)
        again = self.billed()
        self.assertEqual(again.bill_line_ids.unit_id.number, "1601")

    def test_database_refuses_the_same_days_twice(self):
        [line] = self.billed().bill_line_ids
        twin = line.copy_data()[0]
        with self.assertRaises(ExclusionViolation), mute_logger("odoo.sql_db"):
            line.create(
                {**twin, "state": "billed", "date_from": "2026-06-30", "date_to": "2026-07-31"}
            )

    def test_two_runs_previewed_at_once_bill_once(self):
        first, second = self.previewed(), self.previewed()
        first.action_bill()
        with self.assertRaisesRegex(UserError, "changed since the preview"):
            second.action_bill()

    def test_invoice_made_between_preview_and_bill_is_seen_by_the_job(self):
        run = self.previewed()
        self.invoice(self.line(756))
        run._record_effect({"state": "running"})
        run._bill(run._next_lines())
        self.assertFalse(self.bills(run))
        self.assertEqual(run.line_ids.state, "omitted")

    def test_changed_price_since_the_preview_is_refused(self):
        run = self.previewed()
        self.price.price = 3
        with self.assertRaisesRegex(UserError, "Preview the run again"):
            run.action_bill()
        run.action_preview()
        run.action_bill()
        self.assertEqual(self.bills(run).amount_total, 810)

    # ------------------------------------------------------------------
    # A bill that is undone frees its days
    # ------------------------------------------------------------------

    def test_cancelled_bill_frees_its_days_and_a_restored_one_holds_them_again(self):
        run = self.billed()
        bill = self.bills(run)
        bill.button_draft()
        self.assertEqual(run.line_ids.state, "billed", "a draft may be posted again")
        bill.button_cancel()
        self.assertEqual(run.line_ids.state, "freed")
        bill.button_draft()
        self.assertEqual(run.line_ids.state, "billed")
        bill.button_cancel()
        self.assertEqual(len(self.billed().bill_line_ids), 1)

    def test_bill_cannot_be_restored_once_its_days_are_billed_anew(self):
        bill = self.bills(self.billed())
        bill.button_draft()
        bill.button_cancel()
        self.billed()
        with self.assertRaises(ExclusionViolation), mute_logger("odoo.sql_db"):
            bill.button_draft()
            self.env.flush_all()

    def test_deleted_bill_frees_its_days(self):
        run = self.billed()
        bill = self.bills(run)
        bill.button_draft()
        bill.with_context(force_delete=True).unlink()
        self.assertEqual(run.line_ids.state, "freed")
        self.assertTrue(self.billed().bill_line_ids)

    def test_bill_taken_back_in_full_frees_its_days(self):
        run = self.billed()
        bill = self.bills(run)
        note = bill._reverse_moves([{"invoice_date": "2026-05-01"}])
        self.assertEqual(run.line_ids.state, "billed")
        note._post()
        self.assertEqual(run.line_ids.state, "freed")
        self.assertTrue(self.billed().bill_line_ids)

    def test_one_unit_of_a_bill_taken_back_frees_that_unit_alone(self):
        other = self.unit("1601", area=50)
        self.hold(other, self.owner)
        run = self.billed()
        bill = self.bills(run)
        note = bill._reverse_moves([{"invoice_date": "2026-05-01"}])
        note.invoice_line_ids.filtered(lambda line: line.arrears_unit_id == self.flat).unlink()
        note._post()
        states = {line.unit_id: line.state for line in run.line_ids}
        self.assertEqual(states, {self.flat: "billed", other: "freed"})
        self.assertEqual(self.billed().bill_line_ids.unit_id, other)

    def test_line_taken_out_of_a_bill_is_free_at_the_next_run(self):
        bill = self.bills(self.billed())
        bill.button_draft()
        bill.invoice_line_ids = [(5,)]
        self.assertEqual(self.previewed().bill_line_ids.unit_id, self.flat)

    # ------------------------------------------------------------------
    # Prepayments
    # ------------------------------------------------------------------

    def test_prepayment_of_unit_and_kind_is_applied_and_pays_nothing_else(self):
        self.standard(1, "pass_through")
        money = self.prepaid(1000)
        run = self.billed()
        self.assertEqual(run.document_count, 2, "what was paid in advance has its own bill")
        by_kind = {bill.invoice_line_ids.arrears_kind: bill for bill in self.bills(run)}
        self.assertEqual(by_kind["principal"].payment_state, "paid")
        self.assertEqual(by_kind["pass_through"].amount_residual, 270)
        self.assertEqual(self.receivables(money).amount_residual, -244)

    def test_prepayment_of_another_unit_or_debtor_is_left_alone(self):
        other = self.unit("1601")
        self.hold(other, self.partner("Neighbour"))
        self.prepaid(1000, partner=self.partner("Seller"))
        self.prepaid(1000, kind="pass_through")
        self.money(1000)
        bills = self.bills(self.billed())
        self.assertEqual(bills.mapped("amount_residual"), [756, 756])

    def test_several_prepayments_are_used_the_oldest_first(self):
        first, second = self.prepaid(500), self.prepaid(500)
        self.billed()
        self.assertEqual(self.receivables(first).amount_residual, 0)
        self.assertEqual(self.receivables(second).amount_residual, -244)

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    def _large(self, number=6):
        for position in range(number):
            self.hold(self.unit(f"L{position}"), self.partner(f"Owner {position}"))
        return self.previewed()

    def test_large_run_goes_on_in_the_background_and_after_a_kill(self):
        run = self._large()
        with patch.object(billing_job, "CHUNK", 2), self.enter_registry_test_mode():
            run.action_bill()
            self.assertEqual((run.state, run.billed_count), ("running", 0))
            # One chunk was committed, then the server died.
            run._bill(run._next_lines())
            self.assertEqual(run.billed_count, 2)
            self.assertLess(run.progress, 100)
            self.env.ref("property_arrears.cron_arrears_billing").method_direct_trigger()
        self.assertEqual((run.state, run.billed_count, run.progress), ("done", 7, 100))
        self.assertEqual(len(self.bills(run)), 7)

    def test_bill_that_fails_is_named_and_the_others_are_made(self):
        run = self._large(2)
        failing = run.bill_line_ids[0].payer_id
        create = type(self.env["account.move"]).create

        def refuse(moves, vals_list):
            if any(values.get("partner_id") == failing.id for values in vals_list):
                raise ValueError("The payer is blocked.")
            return create(moves, vals_list)

        with (
            patch.object(type(self.env["account.move"]), "create", refuse),
            mute_logger("odoo.addons.property_arrears.models.estate.billing_write"),
        ):
            run.action_bill()
        self.assertEqual((run.billed_count, run.failed_count), (2, 1))
        [failed] = run.omitted_line_ids
        self.assertEqual((failed.payer_id, failed.reason_text), (failing, "The payer is blocked."))
        again = self.billed()
        self.assertEqual(again.bill_line_ids.payer_id, failing)

    def test_bills_of_a_branch_are_booked_in_the_branch(self):
        branch = self.new_company("Branch", parent_id=self.company.id)
        estate = self.env["arrears.estate"].create(
            {"name": "Riverside", "code": "RIVER", "company_id": branch.id}
        )
        unit = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "1", "area": 100})
        self.hold(unit, self.owner)
        self.standard(2, estate_id=estate.id)
        self.use(branch, self.company)
        run = self.env["arrears.billing.run"].create(
            {"estate_id": estate.id, "date_from": "2026-04-01", "date_to": "2026-04-30",
             "invoice_date": "2026-04-01"}
        )  # fmt: skip
        run.action_preview()
        run.action_bill()
        self.assertEqual(self.bills(run).company_id, branch)
        self.use(self.company)

    # ------------------------------------------------------------------
    # Rights and evidence
    # ------------------------------------------------------------------

    def test_accountant_bills_and_a_collector_sees_nothing_of_it(self):
        values = {"company_id": self.company.id, "company_ids": self.company.ids}
        accountant = new_test_user(
            self.env, "bill_accountant", groups="property_arrears.group_accountant", **values
        )
        collector = new_test_user(
            self.env, "bill_collector", groups="property_arrears.group_collector", **values
        )
        run = self.run_of().with_user(accountant)
        run.action_preview()
        run.action_bill()
        self.assertEqual(run.state, "done")
        with self.assertRaises(AccessError):
            run.with_user(collector).read(["state"])
        with self.assertRaises(AccessError):
            run.with_user(collector).action_preview()

    def test_evidence_is_not_typed(self):
        run = self.billed()
        with self.assertRaisesRegex(UserError, "not typed"):
            run.line_ids.write({"amount": 1})
        with self.assertRaisesRegex(UserError, "kept as proof"):
            run.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "is kept"):
            run.unlink()
        with self.assertRaises(UserError):
            run.write({"state": "draft"})

    def test_preview_may_be_deleted(self):
        run = self.previewed()
        lines = run.line_ids
        run.unlink()
        self.assertFalse(lines.exists())

    def test_button_opens_the_bills_of_the_run(self):
        run = self.billed()
        action = run.action_view_bills()
        self.assertEqual(self.env["account.move"].search(action["domain"]), self.bills(run))
