"""A collection room for tests: an estate with a collector, owners who owe, and a clock."""

from datetime import date, datetime, timedelta, timezone
from unittest.mock import patch

from odoo import fields
from odoo.addons.mail.tests.common import MockEmail
from odoo.tests import new_test_user

from ..models.collection import policy_problems
from .ledger_case import TODAY, LedgerCase

BASIS = "Contract 2024, 2.50 a m² and month"


class CollectionCase(MockEmail, LedgerCase):
    """The firm of ``LedgerCase`` in China's time zone, with people who work its cards.

    Everybody follows the default policy, unless a test says that all of them are in force.
    """

    all_policies = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.email = "office@lakeside.example"
        cls.owner.write({"email": "owner@example.com", "lang": "en_US"})
        if not cls.all_policies:
            default = cls.env.ref("property_arrears.policy_default")
            (cls.env["arrears.policy"].search([]) - default).active = False
        cls.collector = cls.user("collector", "group_collector")
        cls.manager = cls.user("manager", "group_manager")
        cls.estate.write(
            {
                "collector_ids": [fields.Command.link(cls.collector.id)],
                "default_collector_id": cls.collector.id,
                "office_name": "Lakeside office",
                "office_phone": "0571-88886666",
            }
        )

    @classmethod
    def user(cls, login, group):
        return new_test_user(
            cls.env,
            login=f"collection-{login}",
            name=login.capitalize(),
            groups=f"property_arrears.{group}",
            company_id=cls.company.id,
            company_ids=[fields.Command.set(cls.company.ids)],
            notification_type="email",
        )

    def contacts(self):
        return self.env["arrears.contact"].search([("company_id", "=", self.company.id)])

    # What is owed

    def owing(self, amount=450, partner=None, unit=None, due="2026-04-30", **values):
        """A posted bill of the service fee with a price basis."""
        kind = values.pop("kind", "principal")
        basis = values.pop("price_basis", BASIS)
        partner = partner or self.owner
        move = self.invoice(
            self.line(amount, kind, arrears_price_basis=basis),
            due=due,
            partner_id=partner.id,
            arrears_unit_id=(self.flat if unit is None else unit).id,
            **values,
        )
        self.end_transaction()
        return move

    def case_of(self, partner=None, unit=None):
        """The card of a debtor and unit, as the superuser sees it today."""
        unit = self.flat if unit is None else unit
        partner = partner or self.owner
        case = self.env["arrears.case"].search(
            [("debtor_id", "=", partner.id), ("unit_id", "=", unit.id)]
        )
        self.assertLessEqual(len(case), 1)
        return case

    def stage(self, code):
        return self.env.ref(f"property_arrears.stage_{code}")

    def any_policy_goes(self):
        """Policies that nobody could save: for a look at one rung alone."""
        self.startPatcher(patch.object(policy_problems, "problems", lambda *_asked: []))

    # The clock

    def on(self, day, records):
        """The records with the clock on another day."""
        context = {"arrears_today": fields.Date.to_date(day), "arrears_now": False}
        return records.with_context(**context)

    def later(self, days):
        return TODAY + timedelta(days=days)

    def moment(self, clock="10:00", day=TODAY):
        """A UTC moment from the clock of the company."""
        hour, minute = map(int, clock.split(":"))
        local = datetime(day.year, day.month, day.day, hour, minute)
        contact = self.env["arrears.contact"]
        return contact._to_utc(local, self.company.partner_id, self.company)

    def clock_at(self, *args):
        """The same moment for ``arrears_now``: with its zone, as no remote call can send it."""
        return self.moment(*args).replace(tzinfo=timezone.utc)

    def refresh(self, day=TODAY):
        """The night's work on cards on another day."""
        charges = self.on(day, self.env["arrears.charge"])
        charges._rebuild(self.on(day, self.company), today=fields.Date.to_date(day))

    # Runs

    def switch_on(self, estate=None, day=TODAY):
        estate = self.on(day, (estate or self.estate).with_user(self.manager))
        estate.action_preview_first_run()
        estate.action_switch_on()

    def run_on(self, day=TODAY):
        """One run of the whole company on a day."""
        runs = self.on(day, self.env["arrears.run"])
        run = runs.create({"company_id": self.company.id, "date": day})
        run._look_at(run._debtors_left())
        run._finish()
        return run

    def line_of(self, run, case):
        return run.line_ids.filtered(lambda line: line.case_id == case)

    def codes(self, line):
        return [reason["code"] for reason in line.reasons or ()]

    def send(self, clock="10:00", day=TODAY):
        """Let the messages leave whose moment has come, as the scheduled action does."""
        contacts = self.env["arrears.contact"].with_context(
            arrears_today=day, arrears_now=self.clock_at(clock, day)
        )
        due = contacts.search(contacts._due_domain())
        for contact in due:
            contact._prepare_to_leave()
            if contact.leaving_at and contact.state == "queued":
                with self.mock_mail_gateway():
                    contact._leave()
        return due


__all__ = ["BASIS", "TODAY", "CollectionCase", "date"]
