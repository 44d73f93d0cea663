from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .rate_case import RateCase


@tagged("post_install", "-at_install")
class TestYearClose(RateCase):
    """The old arrears of a year, frozen as of 31 December."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.user("director", "finance_director")

    def setUp(self):
        super().setUp()
        self.old = self.bill(1000, "2025-01-01", "2025-12-31")

    def corrections(self, close):
        action = close.action_open_corrections()
        found = self.env["arrears.year.correction"].search(action["domain"])
        return {(row.cause, row.charge_id.move_id): row.amount for row in found}

    def test_the_finance_director_closes_and_the_rates_start_from_it(self):
        self.receive(self.old, 200, "2025-12-31")
        self.end_transaction()
        closes = self.as_user(self.director, self.env["arrears.year.close"])
        with Form(closes) as form:
            self.assertEqual(form.year, 2025)
        close = form.save()
        close.action_close()
        self.assertEqual((close.state, close.amount, close.charge_count), ("closed", 800, 1))
        self.assertEqual(close.closed_by_id, self.director)
        line = close.line_ids
        self.assertEqual(
            (line.amount, line.debtor_name, line.unit_name, line.document_name, line.period_to),
            (800, "Owner", "Lakeside 1501", self.old.name, date(2025, 12, 31)),
        )
        self.receive(self.old, 300, "2026-02-01")
        report = self.report()
        self.assertFigures(
            report, opening=800, correction=0, recovered=300, rate_old=37.5, opening_source="closed"
        )
        self.assertEqual((line.amount, line.amount_today), (800, 500))

    def test_what_is_left_today_is_of_the_service_that_was_frozen(self):
        """A bill from November to January: the close froze two months of its three."""
        bill = self.bill(900, "2025-11-01", "2026-01-31")
        self.end_transaction()
        close = self.as_user(self.director, self.env["arrears.year.close"]).create({"year": 2025})
        close.action_close()
        line = close.line_ids.filtered(lambda line: line.document_name == bill.name)
        self.assertEqual((line.amount, line.amount_today), (600, 600))
        self.receive(bill, 400, "2026-02-01")
        self.end_transaction()
        line.invalidate_recordset()
        self.assertEqual(line.amount_today, 200)

    def test_only_the_finance_director_closes(self):
        close = self.env["arrears.year.close"].create({"company_id": self.company.id, "year": 2025})
        for role in ("accountant", "manager"):
            user = self.user(role, role)
            with self.assertRaises(AccessError):
                self.as_user(user, close).action_close()
            with self.assertRaises(AccessError):
                self.as_user(user, close.browse()).create({"year": 2024})
            self.assertEqual(self.as_user(user, close).year, 2025)
        self.as_user(self.director, close).action_close()
        self.assertEqual(close.state, "closed")

    def test_what_is_posted_later_is_a_correction_and_the_snapshot_stays(self):
        """Frozen 1,000 + 500; then a credit note, a late bill, an undone bill and found money."""
        second = self.bill(500, "2025-07-01", "2025-12-31", arrears_unit_id=self.garage.id)
        third = self.bill(70, "2025-11-01", "2025-11-30")
        close = self.close(2025)
        self.assertEqual(self.corrections(close), {})
        self.note(self.old, 100, "2026-02-01")
        late = self.bill(60, "2025-12-01", "2025-12-31", issued="2026-01-20")
        self.receive(second, 500, "2025-12-30", posted="2026-01-10")
        third.button_draft()
        self.end_transaction()
        self.assertEqual(
            self.corrections(close),
            {
                ("credited", self.old): -100,
                ("late", late): 60,
                ("restated", second): -500,
                ("gone", third): -70,
            },
        )
        self.receive(self.old, 480, "2026-03-01")
        self.assertFigures(
            self.report(), opening=1570, correction=-610, recovered=480, old_remaining=480,
            rate_old=50.0,
        )  # fmt: skip
        self.assertEqual(close.amount, 1570)

    def test_a_straddling_bill_is_frozen_for_its_months_of_the_year(self):
        """November to January, 300: two months belong to 2025, one of which was paid."""
        bill = self.bill(300, "2025-11-01", "2026-01-31", arrears_unit_id=self.garage.id)
        self.receive(bill, 100, "2025-12-01")
        line = self.close(2025).line_ids.filtered(lambda line: line.unit_id == self.garage)
        self.assertEqual(line.amount, 100)
        self.receive(bill, 150, "2026-01-15")
        self.assertFigures(
            self.report(), opening=1100, recovered=100, due=100, paid=50, correction=0, cash=150
        )

    def test_undone_money_and_a_transfer_correct_the_opening(self):
        paid = self.receive(self.old, 1000, "2025-06-01")
        moved = self.bill(300, "2025-10-01", "2025-12-31")
        close = self.close(2025)
        self.assertEqual(close.amount, 300)
        self.receivables(paid).remove_move_reconcile()
        heir = self.partner("Heir")
        entry = self.take_over(moved, 300, heir, "2026-02-01")
        self.end_transaction()
        self.assertEqual(
            self.corrections(close),
            {("restated", self.old): 1000, ("transferred", moved): -300, ("late", entry): 300},
        )
        self.assertFigures(self.report(), opening=300, correction=1000, old_remaining=1300)

    def test_a_closed_year_is_frozen_for_everybody(self):
        close = self.close(2025)
        line = close.line_ids
        for records, values in ((close, {"year": 2024}), (line, {"amount": 5})):
            with self.assertRaisesRegex(UserError, "took effect|kept"):
                records.sudo().write(values)
            with self.assertRaisesRegex(UserError, "took effect|kept"):
                records.sudo().unlink()
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            close.sudo().write({"amount": 5})
        with self.assertRaisesRegex(UserError, "kept"):
            line.sudo().copy()
        with self.assertRaisesRegex(UserError, "closed already"):
            close.action_close()

    @mute_logger("odoo.sql_db")
    def test_a_company_and_year_is_closed_once(self):
        self.close(2025)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["arrears.year.close"].create({"company_id": self.company.id, "year": 2025})

    def test_a_year_that_is_not_over_is_refused(self):
        close = self.env["arrears.year.close"].create({"company_id": self.company.id, "year": 2026})
        with self.assertRaisesRegex(UserError, "not over"):
            close.action_close()
        with self.assertRaisesRegex(UserError, "until the year is closed"):
            close.action_open_corrections()
        close.unlink()

    def test_branches_are_closed_with_their_company(self):
        branch = self.new_company("Branch", parent_id=self.company.id)
        self.env = self.env(context={**self.env.context, **self.context_of(self.company, branch)})
        self.bill(400, "2025-01-01", "2025-12-31", company_id=branch.id, arrears_unit_id=False)
        with self.assertRaisesRegex(ValidationError, "with all its branches"):
            self.env["arrears.year.close"].create({"company_id": branch.id, "year": 2025})
        close = self.close(2025)
        found = {line.company_id: line.amount for line in close.line_ids}
        self.assertEqual(found, {self.company: 1000, branch: 400})
        self.assertFigures(self.report(company=branch), opening=400, opening_source="closed")

    def test_the_evidence_survives_a_merge_of_contacts(self):
        twin = self.partner("Owner, again")
        self.bill(1000, "2025-01-01", "2025-12-31", partner_id=twin.id)
        close = self.close(2025)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin + self.owner).ids, self.owner)
        self.end_transaction()
        self.env.invalidate_all()
        self.assertEqual(close.line_ids.debtor_id, self.owner)
        self.assertEqual(set(close.line_ids.mapped("debtor_name")), {"Owner", "Owner, again"})
        self.assertFigures(self.report(), opening=2000, correction=0, old_remaining=2000)
        self.assertEqual(self.corrections(close), {})

    def test_the_evidence_survives_an_edit_of_a_posted_bill(self):
        close = self.close(2025)
        self.old.button_draft()
        self.old.invoice_line_ids.price_unit = 900
        self.old.action_post()
        self.end_transaction()
        self.assertEqual(close.amount, 1000)
        self.assertEqual(self.corrections(close), {("restated", self.old): -100})
        self.assertFigures(self.report(), opening=1000, correction=-100, old_remaining=900)

    def test_limitation_of_what_is_left_in_the_programme(self):
        """Due on 1 January 2025: time-barred after 2 January 2028, ends soon from July 2027."""
        self.company.env["arrears.rate.target"].create(
            {"company_id": self.company.id, "month": "2026-09-10", "scope": "company",
             "target_old": 60}
        )  # fmt: skip
        self.bill(70, "2022-01-01", "2022-12-31", arrears_unit_id=self.garage.id)
        self.bill(50, "2023-01-01", "2023-01-31", due="2023-12-01")
        self.close(2025)
        self.receive(self.old, 250, "2026-03-01")
        self.assertFigures(
            self.report(), opening=1120, recovered=250, old_remaining=870, old_barred=70,
            old_ending=50, target_recovered=672, rate_target_old=60.0, rate_old=22.32,
        )  # fmt: skip
