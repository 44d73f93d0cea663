"""The nightly refresh: mends, resumes, goes over everything once a week; and whose day it is."""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from psycopg2.errors import SerializationFailure

from .ledger_case import TODAY, LedgerCase


@tagged("post_install", "-at_install")
class TestRefreshAtNight(LedgerCase):
    def setUp(self):
        super().setUp()
        self.refresh = self.env["arrears.refresh"]._of_companies(self.company)

    def run_night(self):
        """What the scheduled action does for one company, without its commits."""
        self.refresh._begin()
        for debtor_ids in self.refresh._chunks():
            self.refresh._do_chunk(debtor_ids)
        self.refresh._finish()

    def test_a_night_mends_what_was_changed_behind_our_back(self):
        move = self.invoice(self.line(100))
        charge = self.charges(move)
        self.env.cr.execute(
            "UPDATE arrears_charge SET amount_remaining = 1 WHERE id = %s", charge.ids
        )
        charge.invalidate_recordset()
        self.run_night()
        self.assertEqual(charge.amount_remaining, 100)
        self.assertEqual(self.refresh.rows_written, 1)

    def test_a_night_sees_what_differs_without_going_over_everything(self):
        firm = self.partner("Firm", is_company=True)
        moves = [self.invoice(self.line(100 + number)) for number in range(6)]
        paid, due, deleted, lost, old, quiet = moves
        joined = self.opening(55, self.partner("Clerk"))
        self.end_transaction()
        self.run_night()
        self.refresh.day = "2026-09-14"
        line = self.receivables(paid)
        self.sql("UPDATE account_move_line SET amount_residual = 30 WHERE id = %s", line.id)
        line = self.receivables(due)
        self.sql("UPDATE account_move_line SET date_maturity = '2026-12-31' WHERE id = %s", line.id)
        self.sql("UPDATE arrears_charge SET move_id = NULL, line_id = NULL WHERE move_id = %s",
                 deleted.id)  # fmt: skip
        self.sql("DELETE FROM arrears_charge WHERE move_id = %s", lost.id)
        self.sql("UPDATE arrears_charge SET limitation_date = '2026-01-01' WHERE move_id = %s",
                 old.id)  # fmt: skip
        self.receivables(joined).partner_id.parent_id = firm
        self.env.flush_all()
        self.run_night()
        self.assertFalse(self.refresh.is_complete)
        self.assertEqual(self.charges(paid).amount_remaining, 30)
        self.assertEqual(str(self.charges(due).due_date), "2026-12-31")
        self.assertEqual(self.charges(lost).amount_remaining, 103)
        self.assertEqual(str(self.charges(old).limitation_date), "2029-05-01")
        self.assertEqual(self.charges(joined).debtor_id, firm)
        self.assertEqual(self.charges(quiet).amount_remaining, 105)
        self.assertEqual(self.charges(deleted).amount_remaining, 102)
        self.assertEqual(self.env["arrears.charge"]._rebuild(self.company), 0)

    def sql(self, query, *values):
        """Change something behind the addon's back."""
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def test_limitation_is_seen_on_the_day_it_ends(self):
        move = self.invoice(self.line(100), invoice_date="2023-01-01", due="2023-09-14")
        self.assertFalse(self.charges(move).time_barred)
        Charge = self.env["arrears.charge"]
        self.assertEqual(Charge._rebuild(self.company, today=TODAY, only_open=True), 0)
        tomorrow = self.day("2026-09-16")
        self.assertEqual(Charge._rebuild(self.company, today=tomorrow, only_open=True), 1)
        self.assertTrue(self.charges(move).time_barred)

    def test_a_kind_given_to_a_product_reaches_settled_charges_too(self):
        move = self.invoice(self.line(100, None))
        self.pay(move, 100)
        self.end_transaction()
        self.run_night()
        self.assertEqual(self.charges(move).kind, "unclassified")
        self.products[None].arrears_kind = "deposit"
        self.run_night()
        self.assertEqual(self.charges(move).kind, "deposit")
        self.assertFalse(self.refresh.complete_wanted)

    def test_an_interrupted_night_goes_on_behind_the_last_debtor(self):
        others = [self.partner(f"Debtor {number}") for number in range(4)]
        for partner in others:
            self.opening(10, partner)
        self.end_transaction()
        module = "odoo.addons.property_arrears.models.ledger.refresh.DEBTORS_A_COMMIT"
        with patch(module, 2):
            self.refresh._begin()
            first, *rest = self.refresh._chunks()
            self.refresh._do_chunk(first)
            self.refresh._begin()
            self.assertEqual(self.refresh._chunks(), rest)
        self.run_night()
        self.assertEqual(self.refresh._chunks(), [])
        self.assertTrue(self.refresh.finished_at)

    def test_a_click_of_a_user_makes_the_night_try_again_in_a_fresh_transaction(self):
        with self.meeting_conflicts(2) as (tries, rollbacks):
            self.refresh._do_chunk_with_retry([self.owner.id])
        self.assertEqual((len(tries), len(rollbacks)), (3, 2))

    def test_a_night_that_never_gets_through_says_so(self):
        with self.meeting_conflicts(99), self.assertRaises(SerializationFailure):
            self.refresh._do_chunk_with_retry([self.owner.id])

    @contextmanager
    def meeting_conflicts(self, conflicts):
        """A chunk that meets another transaction so many times; yields tries and rollbacks."""
        tries, rollbacks = [], []

        def do_chunk(_refresh, debtor_ids):
            tries.append(debtor_ids)
            if len(tries) <= conflicts:
                raise SerializationFailure

        module = "odoo.addons.property_arrears.models.retry"
        with (
            patch.object(self.env.registry["arrears.refresh"], "_do_chunk", do_chunk),
            patch.object(self.env.cr, "rollback", lambda: rollbacks.append(1)),
            patch(f"{module}.time.sleep"),
        ):
            yield tries, rollbacks

    def test_settled_charges_are_gone_over_once_a_week(self):
        self.run_night()
        self.assertEqual(self.refresh.completed_on, TODAY)
        self.refresh.day = "2026-09-14"
        self.run_night()
        self.assertFalse(self.refresh.is_complete)
        self.refresh.write({"day": "2026-09-14", "completed_on": "2026-09-08"})
        self.run_night()
        self.assertTrue(self.refresh.is_complete)

    def test_the_scheduled_action_builds_and_ties_out(self):
        move = self.invoice(self.line(100))
        self.end_transaction()
        self.env.cr.execute("DELETE FROM arrears_charge WHERE move_id = %s", move.ids)
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("property_arrears.cron_refresh").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.charges(move).amount_remaining, 100)
        tie_out = self.env["arrears.tie.out"].search([("company_id", "=", self.company.id)])
        self.assertEqual(tie_out.mapped("state"), ["tied"])

    def test_the_first_build_after_installation_finds_old_books(self):
        self.invoice(self.line(100))
        self.end_transaction()
        self.sql("DELETE FROM arrears_charge WHERE company_id = %s", self.company.id)
        self.sql("DELETE FROM arrears_refresh")
        self.env.invalidate_all()
        self.env["arrears.refresh"]._build_all()
        self.assertEqual(self.bucket("overdue"), 100)


@tagged("post_install", "-at_install")
class TestToday(LedgerCase):
    def test_a_company_in_china_is_a_day_ahead_of_utc_in_the_evening(self):
        company = self.company.with_context(arrears_today=False)
        company.partner_id.tz = False
        company.country_id = self.env.ref("base.cn")
        with patch("odoo.fields.Datetime.now", return_value=self.moment("2026-09-15 16:30:00")):
            self.assertEqual(str(company._arrears_today()), "2026-09-16")
            company.partner_id.tz = "Europe/Berlin"
            self.assertEqual(str(company._arrears_today()), "2026-09-15")
            company.partner_id.tz = False
            company.country_id = self.env.ref("base.de")
            self.assertEqual(str(company._arrears_today()), "2026-09-15")

    def test_the_clock_can_be_moved(self):
        self.assertEqual(self.company._arrears_today(), TODAY)
        moved = self.company.with_context(arrears_today=date(2030, 1, 2))
        self.assertEqual(str(moved._arrears_today()), "2030-01-02")

    @staticmethod
    def moment(text):
        return fields.Datetime.to_datetime(text)
