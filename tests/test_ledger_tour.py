"""The accountant's screens in a real browser: allocate, map, bill, age, close a year."""

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .billing_case import BillingCase
from .test_charge_mapping import WORDS

ACTION = "/odoo/action-property_arrears."


@tagged("post_install", "-at_install")
class TestLedgerTour(BillingCase, HttpCase):
    def worker(self, group):
        return new_test_user(
            self.env,
            login=f"ledger-{group}",
            groups=f"property_arrears.group_{group}",
            company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )

    def tour(self, name, action, record=None, group="accountant"):
        self.end_transaction()
        path = f"{ACTION}{action}{f'/{record.id}' if record else ''}"
        self.start_tour(path, f"property_arrears_{name}", login=self.worker(group).login)

    def test_a_credit_is_allocated_and_taken_back(self):
        bill = self.invoice(self.line(100))
        self.money(60)
        self.tour("allocate", "action_arrears_credit")
        allocation = self.env["arrears.credit.allocation"].search(
            [("debtor_id", "=", self.owner.id)]
        )
        self.assertEqual((allocation.state, allocation.amount), ("undone", 60))
        self.assertEqual(self.charges(bill).amount_remaining, 100)

    def test_existing_bills_are_mapped_by_an_accountant_and_signed_by_a_manager(self):
        home = self.unit("1501", building="3", entrance="2")
        bill = self.invoice(
            self.line(100, None, name=WORDS),
            arrears_unit_id=False,
            arrears_period_from=False,
            arrears_period_to=False,
        )
        mapping = self.env["arrears.charge.mapping"].create({"company_id": self.company.id})
        self.tour("map", "action_arrears_charge_mapping", mapping)
        self.assertEqual(mapping.state, "proposed")
        self.tour("map_confirm", "action_arrears_charge_mapping", mapping, "manager")
        charge = self.charges(bill)
        self.assertEqual((charge.unit_id, charge.kind), (home, "principal"))
        self.assertEqual(mapping.confirmed_by_id.login, "ledger-manager")

    def test_a_quarter_is_previewed_and_billed(self):
        run = self.run_of()
        self.tour("bill", "action_arrears_billing_run", run)
        self.assertEqual(self.bills(run).amount_total, 756)

    def test_an_ageing_report_is_made_and_its_figures_open(self):
        self.invoice(self.line(100))
        self.tour("age", "action_arrears_ageing_report")
        report = self.env["arrears.ageing.report"].search([("company_id", "=", self.company.id)])
        self.assertEqual(report.unexplained, 0)

    def test_a_year_is_closed_once(self):
        last_year = self.env.company._arrears_today().year - 1
        self.invoice(
            self.line(1000),
            invoice_date=f"{last_year}-01-01",
            due=f"{last_year}-01-31",
            arrears_period_from=f"{last_year}-01-01",
            arrears_period_to=f"{last_year}-12-31",
        )
        close = self.env["arrears.year.close"].create(
            {"company_id": self.company.id, "year": last_year}
        )
        self.tour("close_year", "action_arrears_year_close", close, "finance_director")
        self.assertEqual((close.state, close.amount), ("closed", 1000))
