"""A programme with two managers, and bills that were paid on time, late or not by money."""

from contextlib import contextmanager

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .ledger_case import LedgerCase

GROUP = "property_arrears.group_"


class RewardsScene(LedgerCase):
    """Company, estate and owner of the ledger tests, a 6 % tax before price, and the people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "VAT 6%",
                "amount": 6,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
                "company_id": cls.company.id,
                "country_id": cls.company.account_fiscal_country_id.id,
            }
        )
        cls.analytic = cls.env["account.analytic.account"].create(
            {
                "name": "Lakeside",
                "plan_id": cls.env["account.analytic.plan"].create({"name": "Estates"}).id,
                "company_id": cls.company.id,
            }
        )
        cls.estate.analytic_account_id = cls.analytic
        cls.collector = cls.user("collector", "collector")
        cls.accountant = cls.user("accountant", "accountant")
        cls.reviewer = cls.user("reviewer", "reviewer")
        cls.manager = cls.user("manager", "manager")
        cls.other_manager = cls.user("other manager", "manager")
        cls.estate.collector_ids = cls.collector

    @classmethod
    def user(cls, name, *groups):
        """A person of the company with these groups of ours."""
        return new_test_user(
            cls.env,
            login=f"rewards {name}",
            groups=",".join(GROUP + group for group in groups),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def taxed(self, amount, kind="principal", **values):
        """A line whose price is before the 6 % tax."""
        return self.line(amount, kind, tax_ids=[Command.set(self.tax.ids)], **values)

    def next_bill(self, *lines, **values):
        """The bill of the third quarter."""
        quarter = {
            "due": "2026-10-31",
            "invoice_date": "2026-07-01",
            "arrears_period_from": "2026-07-01",
            "arrears_period_to": "2026-09-30",
        }
        return self.invoice(*lines, **{**quarter, **values})

    def paid_bill(self, *lines, on="2026-04-20", **values):
        """A bill of the second quarter, due 2026-04-30, settled by money on one day."""
        move = self.invoice(*lines, **values)
        payment = self.pay(move, move.amount_total)
        payment.arrears_value_date = on
        self.end_transaction()
        return move

    def program(self, active=True, **values):
        """A programme of 5 % over the year, proposed by one manager and started by another."""
        defaults = {
            "name": "On time 2026",
            "company_id": self.company.id,
            "criteria": "Whoever pays by the due date gets 5 % of the bill off the next one.",
            "percent": 5,
            "date_from": "2026-01-01",
            "date_to": "2026-12-31",
            "budget": 1000,
            "estate_ids": self.estate.ids,
        }
        programs = self.env["arrears.incentive.program"].with_user(self.manager)
        program = programs.create({**defaults, **values})
        if active:
            program.with_user(self.other_manager).action_activate()
        return program.with_env(self.env)

    def propose(self, *charges):
        """What a sidecar would send for these charges."""
        return [
            {
                "cause": f"on_time:{charge.id}",
                "debtor_id": charge.debtor_id.id,
                "unit_id": charge.unit_id.id,
                "basis": 0,
            }
            for charge in charges
        ]

    def grant(self, program, *charges):
        """Grant as the sidecar does; the answers."""
        return program._sidecar_grant(program.id, self.propose(*charges))

    def award_for(self, program, *lines, **values):
        """The award for one bill paid on time."""
        charge = self.charges(self.paid_bill(*lines, **values)).filtered(
            lambda charge: charge.kind == "principal"
        )
        (answer,) = self.grant(program, charge)
        self.assertEqual(answer["state"], "granted", answer)
        return self.env["arrears.incentive.award"].search([("charge_id", "=", charge.id)])

    @contextmanager
    def refused_by_an_index(self):
        """The database itself, and nothing of ours before it, says that it is there already."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            yield

    def assertTiesOut(self):
        """The ledger is explained to the cent, and every charge adds up to its receivable."""
        tie_out = self.tie_out()
        self.assertEqual(tie_out.unexplained, 0)
        self.assertEqual(tie_out.lines_off_count, 0)
