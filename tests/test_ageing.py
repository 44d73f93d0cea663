"""Ageing reports: three axes, past days, and the proof against the ledger."""

import random
from ast import literal_eval
from datetime import date, timedelta
from unittest.mock import patch

from lxml import etree
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from ..engine import ageing
from ..engine.limitation import limitation_date
from ..models.ledger.charge_as_of import ArrearsCharge
from ..reports.ageing_axes import due_sql, limitation_sql, period_sql
from ..reports.ageing_limitation import ArrearsAgeingReport
from .ledger_case import TODAY, LedgerCase


class AgeingCase(LedgerCase):
    def report(self, day=TODAY, company=None, **options):
        self.end_transaction()
        company = company or self.company
        report = self.env["arrears.ageing.report"]._make(company, self.day(day), **options)
        for axis in ("due_date", "period", "limitation"):
            totals = report.total_ids.filtered(lambda t, axis=axis: t.axis == axis)
            self.assertEqual(sum(totals.mapped("amount_owed")), report.amount_owed, axis)
            self.assertEqual(sum(totals.mapped("count")), report.debt_count, axis)
        return report

    def classes(self, report, axis="due_date"):
        """Amounts of the classes that are not empty."""
        totals = report.total_ids.filtered(lambda t: t.axis == axis and t.amount_owed)
        return {total.bucket: total.amount_owed for total in totals}

    def tie(self, report, name, company=None):
        ties = report.tie_ids.filtered(lambda t: not company or t.company_id == company)
        return sum(ties.mapped(name))

    def bill(self, amount, due, period_to="2026-06-30", **values):
        """A bill dated on its due date."""
        values.setdefault("invoice_date", min(str(due), str(TODAY)))
        return self.invoice(
            self.line(amount), due=due, arrears_period_from=self.day(period_to).replace(day=1),
            arrears_period_to=period_to, **values,
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestAgeing(AgeingCase):
    def test_sql_and_engine_agree_on_every_axis(self):
        """Random days, ends of months and leap days; the engine is the definition."""
        chance = random.Random(7)
        days = [date(2020, 1, 1) + timedelta(days=chance.randrange(3000)) for _ in range(400)]
        days += [date(year, 2, day) for year in (2023, 2024, 2025, 2028) for day in (28,)]
        days += [date(2024, 2, 29), date(2023, 12, 31), date(2024, 12, 31), date(2026, 8, 31)]
        rows = [
            (due, chance.choice([None, due + timedelta(days=chance.randrange(-90, 90))]),
             chance.choice([None, due + timedelta(days=chance.randrange(-30, 900))]))
            for due in days
        ]  # fmt: skip
        for day in (TODAY, date(2024, 2, 29), date(2026, 2, 28), date(2025, 12, 31)):
            for row, found in zip(rows, self._in_sql(rows, day), strict=True):
                due, period_to, interrupted = row
                limit = limitation_date(due, interruptions=[interrupted] if interrupted else [])
                expected = (
                    ageing.by_due_date(due, day),
                    ageing.by_period(period_to, due, day),
                    ageing.by_limitation(due, limit, day, interrupted),
                )
                self.assertEqual(found, expected, (day, row))

    def _in_sql(self, rows, day):
        values = SQL(", ").join(
            SQL("(%s, %s::date, %s::date, %s::date, %s::date)", number, due, period_to,
                limitation_date(due, interruptions=[interrupted] if interrupted else []),
                interrupted)
            for number, (due, period_to, interrupted) in enumerate(rows)
        )  # fmt: skip
        return self.env.execute_query(
            SQL(
                "SELECT %s, %s, %s FROM (VALUES %s) figures (number, due_date, period_to,"
                " limitation_date, interrupted_on) CROSS JOIN LATERAL (SELECT"
                " figures.interrupted_on) interruption (interrupted_on) ORDER BY number",
                due_sql(day), period_sql(day), limitation_sql(day), values,
            )
        )  # fmt: skip

    def test_each_axis_asks_another_question(self):
        self.bill(100, "2026-09-15", period_to="2026-09-30")
        self.bill(40, "2026-08-15", period_to="2025-03-31")
        self.bill(7, "2023-09-14", period_to="2023-06-30")
        self.bill(3, "2023-09-13", period_to="2023-06-30")
        report = self.report()
        self.assertEqual(
            self.classes(report), {"0_not_due": 100, "2_days_90": 40, "7_over_3_years": 10}
        )
        self.assertEqual(
            self.classes(report, "period"), {"4_year_1": 100, "5_years_2": 40, "7_over_3_years": 10}
        )
        # The day after 14 September begins the three years that end today.
        self.assertEqual(
            self.classes(report, "limitation"),
            {"0_not_running": 100, "1_months_12": 40, "5_months_36": 7, "7_barred": 3},
        )
        self.assertEqual((report.amount_owed, report.amount_overdue), (150, 50))
        self.assertEqual(report.state, "tied")

    def test_a_past_day_shows_what_was_owed_then(self):
        move = self.bill(100, "2026-04-30", invoice_date="2026-04-01")
        self.pay(move, 60)
        self.assertEqual(self.report("2026-03-31").debt_count, 0)
        self.assertEqual(self.classes(self.report("2026-04-30")), {"0_not_due": 100})
        self.assertEqual(self.classes(self.report("2026-05-04")), {"1_days_30": 100})
        self.assertEqual(self.classes(self.report("2026-05-05")), {"1_days_30": 40})
        for day in ("2026-03-31", "2026-04-30", "2026-05-05"):
            self.assertEqual(self.report(day).state, "tied", day)

    def test_part_payments_and_credit_notes_reduce_their_own_period(self):
        old = self.bill(100, "2026-02-28")
        self.bill(100, "2026-08-31")
        self.pay(old, 30)
        note = self.credit_note(self.line(20), invoice_date="2026-06-01")
        self.receivables(old, note).reconcile()
        report = self.report()
        self.assertEqual(self.classes(report), {"4_days_365": 50, "1_days_30": 100})
        line = report.line_ids.filtered(lambda found: found.charge_id == self.charges(old))
        self.assertEqual(
            (line.amount_original, line.amount_paid, line.amount_reduced, line.amount_owed),
            (100, 30, 20, 50),
        )

    def test_credits_stand_in_their_own_column_and_are_never_netted(self):
        self.bill(100, "2026-08-31")
        self.money(30)
        self.credit_note(self.line(5))
        report = self.report()
        self.assertEqual((report.amount_owed, report.amount_credit), (100, 35))
        self.assertEqual(report.ledger_balance, 65)
        self.assertEqual(self.tie(report, "amount_credit"), -35)
        credits = report.line_ids.filtered(lambda line: line.entry == "credit")
        self.assertFalse(any(credits.mapped("due_bucket")))
        [row] = report._matrix("debtor", "due_date")
        self.assertEqual((row["owed"], row["credit"]), (10000, 3500))

    def test_money_by_value_date_shows_as_a_difference_of_dates(self):
        move = self.bill(100, "2026-04-30", invoice_date="2026-04-01")
        self.pay(move, 60, arrears_value_date="2026-04-20")
        by_ledger = self.report("2026-04-25")
        self.assertEqual((by_ledger.amount_owed, by_ledger.state), (100, "tied"))
        by_value = self.report("2026-04-25", basis="value")
        self.assertEqual((by_value.amount_owed, by_value.ledger_balance), (40, 100))
        self.assertEqual(self.tie(by_value, "amount_timing"), 60)
        self.assertEqual((by_value.unexplained, by_value.state), (0, "tied"))

    def test_entries_without_partner_and_drafts_are_explained(self):
        nobody = self.env["res.partner"]
        self.opening(30, nobody)
        self.money(12, nobody)
        self.pay(self.bill(100, "2026-08-31"), 100).button_draft()
        report = self.report()
        self.assertEqual(self.tie(report, "amount_no_partner"), 18)
        self.assertEqual(self.tie(report, "amount_draft"), 100)
        self.assertEqual((report.ledger_balance, report.unexplained), (118, 0))

    def test_a_bill_in_draft_that_is_reconciled_shows_on_the_moneys_side(self):
        move = self.bill(100, "2026-08-31")
        self.pay(move, 100)
        move.button_draft()
        report = self.report()
        self.assertEqual(self.tie(report, "amount_draft"), -100)
        self.assertEqual((report.unexplained, report.state), (0, "tied"))

    def test_a_parent_that_pays_a_branchs_bill_stays_between_the_two(self):
        branch = self.new_company("Ledger test north", parent_id=self.company.id)
        self.env = self.env(context=self.context_of(self.company, branch))
        move = self.invoice(
            self.line(100), company_id=branch.id, journal_id=self.journal("sale", branch).id,
            arrears_unit_id=False,
        )  # fmt: skip
        self.pay(move, 100)
        report = self.report()
        self.assertEqual(self.tie(report, "amount_between", branch), 100)
        self.assertEqual(self.tie(report, "amount_between", self.company), -100)
        self.assertEqual((report.amount_owed, report.amount_credit), (0, 0))
        self.assertFalse(any(report.tie_ids.mapped("unexplained")))

    def test_branches_are_part_of_the_report(self):
        branch = self.new_company("Ledger test north", parent_id=self.company.id)
        self.env = self.env(context=self.context_of(self.company, branch))
        self.bill(100, "2026-08-31")
        self.invoice(
            self.line(40), company_id=branch.id, journal_id=self.journal("sale", branch).id,
            arrears_unit_id=False,
        )  # fmt: skip
        report = self.report()
        self.assertEqual((report.amount_owed, report.state), (140, "tied"))
        with self.assertRaisesRegex(UserError, "choose Ledger test"):
            self.report(company=branch)

    def test_a_difference_is_shown_by_account_and_never_hidden(self):
        self.bill(100, "2026-08-31")
        self.bill(40, "2026-07-31")
        whole = ArrearsCharge._figures_statement

        def without_one(charges, *arguments, **options):
            return SQL("SELECT * FROM (%s) f WHERE remaining <> 40", whole(charges, *arguments))

        with patch.object(ArrearsCharge, "_figures_statement", without_one):
            report = self.report()
        self.assertEqual((report.unexplained, report.state), (40, "open"))
        self.assertEqual(report.tie_ids.filtered("unexplained").account_id, self.receivable)

    def test_limitation_runs_anew_where_an_event_is_known(self):
        move = self.bill(100, "2024-01-31")
        charge = self.charges(move)

        def demanded(report, company, day):
            return SQL("SELECT %s AS charge_id, '2026-06-01'::date AS interrupted_on", charge.id)

        self.assertEqual(self.classes(self.report(), "limitation"), {"4_months_33": 100})
        with patch.object(ArrearsAgeingReport, "_last_interruption", demanded):
            self.assertEqual(self.classes(self.report(), "limitation"), {"1_months_12": 100})

    def test_arrears_by_reason_and_age(self):
        self.bill(100, "2026-08-31")
        self.bill(40, "2026-01-31")
        self.bill(9, "2026-12-31")
        self.end_transaction()
        card = self.env["arrears.case"].search([("debtor_id", "=", self.owner.id)])
        card.reason_id = self.env.ref("property_arrears.reason_service")
        card.user_id = self.env.user
        report = self.report()
        [row] = report._matrix("reason", "due_date", overdue_only=True)
        self.assertEqual(row["label"], card.reason_id.name)
        self.assertEqual(row["buckets"], {"1_days_30": 10000, "4_days_365": 4000})
        [row] = report._matrix("collector", "due_date")
        self.assertEqual((row["label"], row["owed"]), (self.env.user.name, 14900))
        action = report.action_open_reasons()
        lines = self.env["arrears.ageing.line"].search(action["domain"])
        self.assertEqual(sum(lines.mapped("amount_owed")), 140)

    def test_every_class_opens_the_charges_it_counts(self):
        self.bill(100, "2026-08-31")
        self.bill(40, "2023-01-31")
        report = self.report()
        for total in report.total_ids.filtered("count"):
            lines = self.env["arrears.ageing.line"].search(total.action_open()["domain"])
            self.assertEqual(len(lines), total.count)
            self.assertEqual(sum(lines.mapped("amount_owed")), total.amount_owed)
        opened = report.line_ids[0].action_open_source()
        self.assertEqual(opened["res_model"], "arrears.charge")

    def test_new_arrears_are_listed_the_morning_after(self):
        """The list is a search over charges; days in its filters are the server's."""
        today = fields.Date.context_today(self.env["arrears.charge"])
        moves = [self.bill(40, today - timedelta(days=days)) for days in (0, 1, 3, 20, 50)]
        self.end_transaction()
        action = self.env.ref("property_arrears.action_arrears_new_arrears")
        view = self.env["arrears.charge"].get_view(action.search_view_id.id, "search")["arch"]
        filters = {
            node.get("name"): literal_eval(node.get("domain"))
            for node in etree.fromstring(view).iter("filter")
            if (node.get("name") or "").startswith("new_")
        }
        domain = [*literal_eval(action.domain), ("company_id", "=", self.company.id)]
        for name, count in (("new_day", 1), ("new_week", 2), ("new_month", 3)):
            found = self.env["arrears.charge"].search([*domain, *filters[name]])
            self.assertEqual(found.move_id, self.env["account.move"].union(*moves[1 : count + 1]))

    def test_a_day_to_come_and_a_company_one_does_not_work_in_are_refused(self):
        with self.assertRaisesRegex(UserError, "still to come"):
            self.report(TODAY + timedelta(days=1))
        branch = self.new_company("Ledger test north", parent_id=self.company.id)
        user = self._accountant("age_root_only")
        with self.assertRaisesRegex(UserError, branch.name):
            self.env["arrears.ageing.report"].with_user(user)._make(self.company, TODAY)

    def _accountant(self, login, group="group_accountant"):
        return new_test_user(
            self.env, login, f"property_arrears.{group}",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip

    def test_accountants_make_reports_and_collectors_do_not(self):
        self.bill(100, "2026-08-31")
        self.end_transaction()
        for group in ("group_accountant", "group_manager"):
            wizard = self.env["arrears.ageing.make"].with_user(
                self._accountant(f"a_{group}", group)
            )
            form = Form(wizard)
            form.date = TODAY
            action = form.save().action_make()
            report = wizard.env["arrears.ageing.report"].browse(action["res_id"])
            self.assertEqual((report.amount_owed, report.user_id), (100, wizard.env.user))
        for group in ("group_collector", "group_cashier"):
            user = self._accountant(f"a_{group}", group)
            with self.assertRaises(AccessError):
                self.env["arrears.ageing.report"].with_user(user).search([])

    def test_a_report_is_kept_as_it_was_found(self):
        move = self.bill(100, "2026-08-31")
        report = self.report()
        self.pay(move, 100)
        self.end_transaction()
        self.assertEqual(report.amount_owed, 100)
        self.assertEqual(sum(report.line_ids.mapped("amount_owed")), 100)
        for record, values in (
            (report, {"amount_owed": 1}),
            (report, {"date": "2026-01-01"}),
            (report.line_ids[0], {"amount_owed": 1}),
            (report.total_ids[0], {"amount_owed": 1}),
            (report.tie_ids[0], {"unexplained": 0}),
        ):
            with self.assertRaises(UserError):
                record.sudo().write(values)

    def test_another_companys_report_is_not_seen(self):
        self.bill(100, "2026-08-31")
        report = self.report()
        other = self.env["res.company"].create({"name": "Another firm"})
        user = new_test_user(
            self.env, "age_other", "property_arrears.group_accountant",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        for records in (report, report.line_ids, report.total_ids, report.tie_ids):
            found = records.with_user(user).with_context(allowed_company_ids=other.ids)
            self.assertFalse(found.search([("id", "in", records.ids)]), records)
