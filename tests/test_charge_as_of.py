"""Charges as they stood on a day: two clocks, and what reduced them told apart."""

from odoo import Command
from odoo.tests import tagged

from ..engine.money import minor_units
from .ledger_case import LedgerCase

PARTS = ("credited", "waived", "written_off", "transferred", "paid", "remaining")


@tagged("post_install", "-at_install")
class TestChargeAsOf(LedgerCase):
    def figures(self, day, move=None, basis="value"):
        """Figures of a day, of one document, checked to add up."""
        rows = self.env["arrears.charge"]._figures_on(self.company, self.day(day), basis=basis)
        for row in rows:
            self.assertEqual(row.original, sum(getattr(row, part) for part in PARTS), row)
            self.assertGreaterEqual(min(getattr(row, part) for part in PARTS), 0, row)
        return [row for row in rows if move is None or row.move_id == move.id]

    def parts(self, day, move, basis="value"):
        """Sums of a document on a day, without what is zero."""
        rows = self.figures(day, move, basis)
        sums = {part: sum(getattr(row, part) for row in rows) for part in PARTS}
        return {part: minor / 100 for part, minor in sums.items() if minor}

    def expense(self):
        """An expense account that is not the one of cash discounts."""
        discounts = self.company.account_journal_early_pay_discount_loss_account_id
        return self.env["account.account"].search(
            [
                ("account_type", "=", "expense"),
                ("company_ids", "in", self.company.ids),
                ("id", "not in", discounts.ids),
            ],
            limit=1,
        )

    def reduce(self, move, amount, account, **values):
        """An entry without money that takes an amount off a bill."""
        entry = self.entry(
            (account, amount, {}),
            (self.receivable, -amount, {"partner_id": move.partner_id.id}),
            when="2026-06-01",
            **values,
        )
        self.receivables(move, entry).reconcile()
        return entry

    def test_a_bill_is_there_from_its_own_date(self):
        bill = self.invoice(self.line(100))
        self.assertEqual(self.figures("2026-03-31", bill), [])
        charge = self.charges(bill)
        [row] = self.figures("2026-04-01", bill)
        self.assertEqual((row.original, row.remaining, row.kind), (10000, 10000, "principal"))
        self.assertEqual(row.charge_id, charge.id)
        self.assertEqual((row.estate_id, row.usage), (self.estate.id, "residential"))
        self.assertEqual(str(row.issued_on), "2026-04-01")

    def test_money_counts_from_the_day_the_bank_says(self):
        bill = self.invoice(self.line(100))
        entry = self.pay(bill, 40)
        entry.arrears_value_date = "2026-04-28"
        self.assertEqual(self.parts("2026-04-27", bill), {"remaining": 100})
        self.assertEqual(self.parts("2026-04-28", bill), {"paid": 40, "remaining": 60})
        self.assertEqual(self.parts("2026-05-04", bill, "ledger"), {"remaining": 100})
        self.assertEqual(self.parts("2026-05-05", bill, "ledger"), {"paid": 40, "remaining": 60})

    def test_a_prepayment_counts_as_soon_as_its_bill_exists(self):
        money = self.money(100, arrears_value_date="2026-01-15")
        bill = self.invoice(self.line(100))
        self.receivables(bill, money).reconcile()
        self.assertEqual(self.figures("2026-03-31", bill), [])
        self.assertEqual(self.parts("2026-04-01", bill), {"paid": 100})

    def test_credit_note_and_waiver_are_told_apart(self):
        bill = self.invoice(self.line(100), self.line(20, "late_fee"))
        note = self.credit_note(self.line(30), invoice_date="2026-05-01")
        waiver = self.credit_note(
            self.line(15, "late_fee"), invoice_date="2026-05-02", arrears_reduction="waiver"
        )
        self.receivables(bill, note, waiver).reconcile()
        rows = {row.kind: row for row in self.figures("2026-05-02", bill)}
        fee, late = rows["principal"], rows["late_fee"]
        self.assertEqual((fee.credited, fee.waived, fee.remaining), (3000, 0, 7000))
        self.assertEqual((late.credited, late.waived, late.remaining), (0, 1500, 500))

    def test_an_entry_without_money_is_judged_by_its_accounts(self):
        bill = self.invoice(self.line(100))
        self.reduce(bill, 10, self.expense())
        self.reduce(bill, 20, self.income)
        self.assertEqual(
            self.parts("2026-06-01", bill), {"written_off": 10, "credited": 20, "remaining": 70}
        )

    def test_what_a_person_said_about_an_entry_comes_before_its_accounts(self):
        bill = self.invoice(self.line(100))
        self.reduce(bill, 10, self.expense(), arrears_reduction="waiver")
        self.reduce(bill, 20, self.income, arrears_reduction="write_off")
        self.assertEqual(
            self.parts("2026-06-01", bill), {"waived": 10, "written_off": 20, "remaining": 70}
        )

    def test_a_debt_that_moved_to_another_receivable_is_not_recovered(self):
        bill = self.invoice(self.line(100))
        heir = self.partner("Heir")
        entry = self.entry(
            (self.receivable, 100, {"partner_id": heir.id}),
            (self.receivable, -100, {"partner_id": self.owner.id}),
            when="2026-06-01",
        )
        credit = self.receivables(entry).filtered(lambda line: line.partner_id == self.owner)
        (self.receivables(bill) | credit).reconcile()
        self.assertEqual(self.parts("2026-06-01", bill), {"transferred": 100})
        self.assertEqual(self.parts("2026-06-01", entry), {"remaining": 100})

    def test_a_banks_fee_inside_a_lump_sum_is_no_write_off(self):
        bill = self.invoice(self.line(100))
        entry = self.entry(
            (self.bank.default_account_id, 99, {}),
            (self.expense(), 1, {}),
            (self.receivable, -100, {"partner_id": self.owner.id}),
            when="2026-05-05",
        )
        self.receivables(bill, entry).reconcile()
        self.assertEqual(self.parts("2026-05-05", bill), {"paid": 100})

    def test_what_a_payment_gave_up_is_a_write_off(self):
        bill = self.invoice(self.line(100))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create(
            {
                "payment_date": "2026-05-05",
                "amount": 90,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": self.expense().id,
            }
        )._create_payments()
        self.assertEqual(self.parts("2026-05-05", bill), {"paid": 90, "written_off": 10})

    def test_parts_of_a_shared_receivable_add_up_to_the_cent(self):
        bill = self.invoice(
            self.line(33.33), self.line(33.33, arrears_unit_id=self.garage.id),
            self.line(33.35, "pass_through"),
        )  # fmt: skip
        self.pay(bill, 50)
        self.reduce(bill, 7.77, self.expense())
        self.assertEqual(
            self.parts("2026-06-01", bill),
            {"paid": 50, "written_off": 7.77, "remaining": 42.24},
        )

    def test_today_they_agree_with_the_charges(self):
        bills = [
            self.invoice(self.line(100), self.line(20, "pass_through")),
            self.opening(77, arrears_kind="principal"),
            self.invoice(
                self.line(90),
                invoice_payment_term_id=self.env["account.payment.term"]
                .create(
                    {
                        "name": "Twice",
                        "line_ids": [
                            Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                            Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
                        ],
                    }
                )
                .id,
            ),
        ]
        self.pay(bills[0], 55)
        self.pay(bills[1], 11.11)
        charges = self.charges(*bills)
        for basis in ("value", "ledger"):
            rows = {row.charge_id: row for row in self.figures("2026-09-15", basis=basis)}
            self.assertEqual(set(rows), set(charges.ids))
            for charge in charges:
                row = rows[charge.id]
                self.assertEqual(row.remaining, minor_units(charge.amount_remaining))
                self.assertEqual(row.original, minor_units(charge.amount_original))
                self.assertEqual(row.due_date, charge.due_date)
                self.assertEqual(row.limitation_date, charge.limitation_date)

    def test_credits_of_a_day_and_what_they_were_applied_to(self):
        bill = self.invoice(self.line(100))
        money = self.money(
            150, arrears_unit_id=self.flat.id, arrears_kind="principal",
            arrears_value_date="2026-03-20",
        )  # fmt: skip
        self.receivables(bill, money).reconcile()
        Charge = self.env["arrears.charge"]
        [credit] = Charge._credits_on(self.company, self.day("2026-03-31"))
        self.assertEqual((credit.original, credit.applied, credit.remaining), (15000, 0, 15000))
        [credit] = Charge._credits_on(self.company, self.day("2026-04-01"))
        self.assertEqual((credit.applied, credit.remaining), (10000, 5000))
        self.assertEqual((credit.unit_id, credit.kind), (self.flat.id, "principal"))
        self.assertEqual(Charge._credits_on(self.company, self.day("2026-05-04"), "ledger"), [])
