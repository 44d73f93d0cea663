"""On books that already have overdue invoices, a week of every scheduled job sends nothing."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.tests import tagged

from .collection_case import CollectionCase

OUTBOX = ("mail.mail", "sms.sms", "arrears.contact")


@tagged("post_install", "-at_install")
class TestInstallingSendsNothing(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The clock is the machine's own here, as on the day of an installation.
        context = {**cls.env.context, "arrears_today": False, "tracking_disable": False}
        cls.env = cls.env(context=context)

    def old_books(self):
        """Overdue bills with and without units, as they stood before the addon came."""
        today = fields.Date.today()
        owners = self.env["res.partner"].create(
            [
                {"name": f"Owner {n}", "email": f"o{n}@example.com", "phone": f"+861381234567{n}"}
                for n in range(4)
            ]
        )
        for number, owner in enumerate(owners):
            for unit in (self.flat, self.env["arrears.unit"]):
                self.owing(
                    100 + number,
                    partner=owner,
                    unit=unit,
                    due=today - timedelta(days=10 + 100 * number),
                    invoice_date=today - timedelta(days=40 + 100 * number),
                )
        # A colleague follows things by mail and is given cards: still nothing leaves.
        self.collector.notification_type = "email"
        return owners

    def outbox(self):
        """How much waits or went out, by model."""
        counts = {model: self.env[model].search_count([]) for model in OUTBOX}
        counts["arrears.contact"] = self.env["arrears.contact"].search_count(
            [("direction", "=", "out")]
        )
        return counts

    def run_every_job(self):
        """Each active scheduled action of ours, as the scheduler would call it."""
        jobs = (
            self.env["ir.cron"]
            .search([])
            .filtered(lambda job: job.model_id.model.startswith("arrears."))
        )
        self.assertGreaterEqual(len(jobs), 2)
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 100.0
        ):
            for job in jobs:
                job.ir_actions_server_id.with_user(self.env.ref("base.user_root")).run()
        return jobs

    def test_a_week_of_every_job_on_old_books_leaves_the_outbox_empty(self):
        owners = self.old_books()
        cases = self.env["arrears.case"].search([("debtor_id", "in", owners.ids)])
        self.assertEqual(len(cases), 8, "cards are built at once")
        before = self.outbox()
        start = fields.Datetime.now()
        for day in range(7):
            with freeze_time(start + timedelta(days=day)):
                self.run_every_job()
        self.assertEqual(self.outbox(), before)
        self.assertFalse(cases.activity_ids)
        self.assertFalse(cases.claim_ids)
        self.assertFalse(cases.message_partner_ids & owners)
        runs = self.env["arrears.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(runs), 7)
        codes = {reason["code"] for line in runs.line_ids for reason in line.reasons}
        self.assertEqual(codes, {"escalation_off", "escalation_off_no_unit"})
        self.assertEqual(len(runs.line_ids), 8, "one verdict a card, for it never changed")

    def test_even_a_switched_on_estate_leaves_other_debts_alone(self):
        owners = self.old_books()
        today = self.company._arrears_today()
        self.env["arrears.run"]._preview_of(self.estate)
        self.estate.with_user(self.manager).action_switch_on()
        run = self.env["arrears.run"].create({"company_id": self.company.id, "date": today})
        run._look_at(owners.ids)
        contacts = self.env["arrears.contact"].search([("debtor_id", "in", owners.ids)])
        self.assertEqual(len(contacts), 4)
        self.assertEqual(contacts.case_ids.unit_id, self.flat)
        self.assertEqual(set(contacts.mapped("tone")), {"gentle"}, "the first, gentle step")
        self.assertEqual(contacts.charge_ids.unit_id, self.flat)

    def test_a_chart_of_debts_without_any_estate_makes_cards_and_no_more(self):
        """Odoo's own customers, with no unit anywhere: cards for them at once, and silence."""
        customer = self.env["res.partner"].create({"name": "Deco", "email": "deco@example.com"})
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": "2026-01-01",
                "invoice_date_due": "2026-02-01",
                "invoice_line_ids": [
                    Command.create({"name": "Chair", "price_unit": 75, "tax_ids": []})
                ],
            }
        ).action_post()
        self.end_transaction()
        case = self.env["arrears.case"].search([("debtor_id", "=", customer.id)])
        self.assertEqual((case.amount_overdue, case.amount_pursued), (75, 0))
        before = self.outbox()
        self.run_every_job()
        self.assertEqual(self.outbox(), before)
