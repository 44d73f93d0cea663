"""Roll rates: what became of each class of age within a month, and what is new."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..engine import ageing
from ..engine.money import minor_units
from ..reports.roll_sql import AMOUNTS
from .test_ageing import AgeingCase
from .test_ageing_papers import opened, table

FIRST, LAST = "2026-07-31", "2026-08-31"


@tagged("post_install", "-at_install")
class TestRollRate(AgeingCase):
    def roll(self, first=FIRST, last=LAST, **options):
        self.end_transaction()
        report = self.env["arrears.roll.report"]._make(
            self.company, self.day(first), self.day(last), **options
        )
        for line in report.line_ids:
            self.assertEqual(
                line.amount_opening + line.amount_risen,
                line.amount_paid + line.amount_reduced + line.amount_rolled + line.amount_stayed,
            )
        return report

    def row(self, report, bucket):
        """Amounts of a class that are not zero."""
        lines = report.line_ids.filtered(lambda line: line.bucket == bucket)
        sums = {name.removeprefix("amount_"): sum(lines.mapped(name)) for name in AMOUNTS}
        return {name: amount for name, amount in sums.items() if amount}

    def pay_on(self, move, amount, day):
        """Money of a day, applied to a bill."""
        payment = self.entry(
            (self.bank.default_account_id, amount, {}),
            (self.receivable, -amount, {"partner_id": move.partner_id.id}),
            when=day,
        )
        self.receivables(move, payment).reconcile()
        return payment

    def test_paid_reduced_stayed_and_rolled_are_told_apart(self):
        self.bill(100, "2026-07-20")
        paid = self.bill(200, "2026-07-20")
        self.pay_on(paid, 150, "2026-08-10")
        reduced = self.bill(40, "2026-07-20")
        note = self.credit_note(self.line(40), invoice_date="2026-08-10")
        self.receivables(reduced, note).reconcile()
        self.bill(9, "2025-01-01")
        report = self.roll()
        self.assertEqual(
            self.row(report, "1_days_30"),
            {"opening": 340, "paid": 150, "reduced": 40, "rolled": 150},
        )
        self.assertEqual(self.row(report, "2_days_90"), {"closing": 150})
        self.assertEqual(self.row(report, "5_years_2"), {"opening": 9, "stayed": 9, "closing": 9})
        self.assertEqual((report.amount_opening, report.amount_closing), (349, 159))
        self.assertEqual(report.rate_paid, 42.98)
        self.assertEqual(report.rate_rolled, 42.98)
        self.assertEqual(report.rate_reduced, 11.46)
        self.assertEqual(report.rate_stayed, 2.58)

    def test_new_arrears_were_not_overdue_a_month_ago(self):
        self.bill(100, "2026-08-15", invoice_date="2026-07-01")
        self.bill(40, "2026-08-20", invoice_date="2026-08-01")
        self.bill(7, "2026-07-31")
        self.bill(5, "2026-09-30", invoice_date="2026-08-01")
        self.bill(3, "2026-07-30")
        report = self.roll()
        self.assertEqual(report.amount_new, 147)
        self.assertEqual(
            self.row(report, "0_not_due"), {"opening": 107, "rolled": 107, "closing": 5}
        )
        # What was due on the first day itself is 31 days overdue on the last.
        self.assertEqual(self.row(report, "2_days_90"), {"closing": 10, "new": 7})

    def test_a_payment_taken_back_counts_as_never_made(self):
        move = self.bill(100, "2026-07-20")
        payment = self.pay_on(move, 60, "2026-07-25")
        reverse = self.entry(
            (self.receivable, 60, {"partner_id": move.partner_id.id}),
            (self.bank.default_account_id, -60, {}),
            when="2026-08-10",
        )
        self.receivables(payment).remove_move_reconcile()
        self.receivables(payment, reverse).reconcile()
        report = self.roll()
        # Past days are read with today's reconciliation: the return undid it for both.
        self.assertEqual(self.row(report, "1_days_30"), {"opening": 100, "rolled": 100})
        self.assertEqual((report.amount_paid, report.amount_closing), (0, 100))

    def test_the_statement_agrees_with_the_engine(self):
        for number, due in enumerate(("2026-07-01", "2026-05-01", "2025-07-01", "2026-08-31")):
            move = self.bill(100 + number, due, invoice_date="2025-06-01")
            self.pay_on(move, 10 * number + 0.01, "2026-08-05")
        report = self.roll()
        Charge = self.env["arrears.charge"]
        before, after = (
            {row.charge_id: row for row in Charge._figures_on(self.company, day, basis="ledger")}
            for day in (report.date_from, report.date_to)
        )
        expected = {}
        for key, row in before.items():
            old = ageing.by_due_date(row.due_date, report.date_from)
            move = ageing.roll(
                row.remaining, after[key].remaining, after[key].paid - row.paid, old,
                ageing.by_due_date(row.due_date, report.date_to),
            )  # fmt: skip
            sums = expected.setdefault(old, dict.fromkeys(move.__slots__, 0))
            for name in sums:
                sums[name] += getattr(move, name)
        for bucket, sums in expected.items():
            found = self.row(report, bucket)
            for name, minor in sums.items():
                self.assertEqual(minor_units(found.get(name, 0)), minor, (bucket, name))

    def test_a_rate_of_a_group_is_that_of_its_sums_and_blank_without_an_opening(self):
        self.bill(100, "2026-07-20")
        paid = self.bill(300, "2026-05-20")
        self.pay_on(paid, 300, "2026-08-10")
        self.bill(5, "2026-08-15", invoice_date="2026-08-01")
        report = self.roll()
        Line = self.env["arrears.roll.line"]
        [[rate]] = Line._read_group([("report_id", "=", report.id)], [], ["rate_paid:avg"])
        self.assertEqual(rate, 75)
        rates = dict(
            Line._read_group([("report_id", "=", report.id)], ["bucket"], ["rate_paid:avg"])
        )
        self.assertEqual((rates["1_days_30"], rates["2_days_90"]), (0, 100))
        line = report.line_ids.filtered(lambda line: not line.amount_opening)[0]
        self.assertIs(line.rate_paid, False)

    def test_a_class_opens_its_charges(self):
        move = self.bill(100, "2026-07-20")
        self.bill(7, "2026-06-01")
        report = self.roll()
        line = report.line_ids.filtered(lambda line: line.bucket == "1_days_30")
        action = line.action_open()
        self.assertEqual(self.env["arrears.charge"].search(action["domain"]), self.charges(move))

    def test_the_wizard_proposes_a_month(self):
        self.bill(100, "2026-07-20")
        form = Form(self.env["arrears.roll.make"].with_company(self.company))
        form.date_to = LAST
        self.assertEqual(str(form.date_from), FIRST)
        action = form.save().action_make()
        report = self.env["arrears.roll.report"].browse(action["res_id"])
        self.assertEqual(report.amount_opening, 100)
        bare = self.env["arrears.roll.make"].create({"date_to": "2026-03-31"})
        self.assertEqual(str(bare.date_from), "2026-02-28")
        with self.assertRaisesRegex(UserError, "before the last"):
            self.roll(LAST, FIRST)

    def test_workbook_and_paper_hold_the_same_figures(self):
        self.bill(100, "2026-07-20")
        report = self.roll()
        action = report.action_xlsx()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        _formulas, book = opened(attachment.raw)
        heading, rows = table(book["Roll rates · Overdue for"], "Overdue for")
        by_label = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
        self.assertEqual(by_label["1–30 days"]["Rolled on"], 100)
        self.assertEqual(by_label["1–30 days"]["Roll rate (%)"], 100)
        self.assertIsNone(by_label["31–90 days"]["Roll rate (%)"])
        self.assertTrue(report._paper("en_US").intact)

    def test_a_report_is_kept_as_it_was_found(self):
        self.bill(100, "2026-07-20")
        report = self.roll()
        for record, values in (
            (report, {"amount_new": 1}),
            (report, {"date_to": "2026-01-01"}),
            (report.line_ids[0], {"amount_paid": 1}),
        ):
            with self.assertRaises(UserError):
                record.sudo().write(values)
