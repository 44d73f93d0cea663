"""Statements add up, agree with the ledger, and go to who may see them."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .document_case import DocumentCase


@tagged("post_install", "-at_install")
class TestBillStatement(DocumentCase):
    def bill(self, *lines, **values):
        move = self.invoice(*lines, **values)
        self.end_transaction()
        return move, self.env["arrears.bill.statement"]._bill(move)

    def test_it_shows_area_times_price_times_months_and_the_clause(self):
        """Acceptance 7: 90 m² × 2.80 × 3 months = 756."""
        _move, bill = self.bill(self.line(756, arrears_price_basis="2.80, Contract, clause 6"))
        [line] = bill["groups"][0]["lines"]
        self.assertEqual(line["reckoning"], "90 m² × 2.80 × 3 months")
        self.assertEqual(line["basis"], "2.80, Contract, clause 6")
        self.assertEqual((line["period"], line["unit"]), ("2026-04–2026-06", "1501"))

    def test_no_reckoning_is_shown_that_does_not_give_the_amount(self):
        _move, bill = self.bill(self.line(700))
        self.assertEqual(bill["groups"][0]["lines"][0]["reckoning"], "")
        _move, bill = self.bill(self.line(1.5, quantity=40))
        self.assertEqual(bill["groups"][0]["lines"][0]["reckoning"], "40 × 1.50")

    def test_kinds_stand_apart_and_discounts_by_themselves(self):
        _move, bill = self.bill(
            self.line(756), self.line(80, kind="pass_through"), self.line(20, kind="late_fee"),
            self.line(-5, name="Reward for paying on time"),
        )  # fmt: skip
        self.assertEqual(
            [(group["label"], group["sum"]) for group in bill["groups"]],
            [("Service fee", 75600), ("Late fee", 2000), ("Water, power and the like", 8000)],
        )
        self.assertEqual(
            [(row["label"], row["amount"]) for row in bill["discounts"]],
            [("Reward for paying on time", -500)],
        )
        self.assertEqual(bill["total"], 85100)

    def test_what_was_settled_is_shown_by_value_date(self):
        move, _bill = self.bill(self.line(756))
        self.pay(move, 200, arrears_value_date="2026-05-03")
        note = self.credit_note(self.line(56))
        self.receivables(move, note).reconcile()
        bill = self.env["arrears.bill.statement"]._bill(move)
        self.assertEqual(
            [(str(row["day"]), row["amount"]) for row in bill["settlements"]],
            [("2026-04-01", 5600), ("2026-05-03", 20000)],
        )
        self.assertEqual((bill["total"], bill["settled"], bill["rest"]), (75600, 25600, 50000))

    def test_the_paper_says_how_to_pay_object_and_get_help(self):
        move, _bill = self.bill(self.line(756))
        text = self.text_of(self.printed(move, "bill_statement", user=self.accountant))
        for word in (move.name, "756.00", "04/30/2026", "At the office, or by transfer.",
                     "021-5555 0101", "instalments", "is not pressed"):  # fmt: skip
            self.assertIn(word, text)

    def test_a_draft_is_refused_with_the_cure(self):
        draft = self.invoice(self.line(10), post=False)
        with self.assertRaisesRegex(UserError, "Confirm it first"):
            self.printed(draft, "bill_statement", user=self.accountant)

    def test_several_due_dates_are_each_named(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two parts",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 30)
                ],
            }
        )
        _move, bill = self.bill(self.line(756), invoice_payment_term_id=term.id)
        self.assertEqual([amount for _day, amount in bill["due_dates"]], [37800, 37800])


@tagged("post_install", "-at_install")
class TestAccountStatement(DocumentCase):
    def setUp(self):
        super().setUp()
        self.first = self.invoice(self.line(500), due="2026-01-31", invoice_date="2026-01-05",
                                  arrears_period_from="2026-01-01",
                                  arrears_period_to="2026-03-31")  # fmt: skip
        self.second = self.invoice(self.line(756))
        self.parking = self.invoice(self.line(240), arrears_unit_id=self.garage.id,
                                    invoice_date="2026-05-01")  # fmt: skip
        self.payment = self.pay(self.first, 300, arrears_value_date="2026-02-10")
        self.late = self.pay(self.second, 100, arrears_value_date="2026-05-20")
        note = self.credit_note(self.line(56), invoice_date="2026-05-02")
        self.receivables(self.second, note).reconcile()
        self.unused = self.money(75, arrears_value_date="2026-06-01")
        self.end_transaction()

    def statement(self, first="2026-04-01", last="2026-09-15", **values):
        return (
            self.env["arrears.account.statement"]
            .sudo()
            ._statement(self.company, self.owner, self.day(first), self.day(last), **values)
        )

    def test_each_unit_runs_from_opening_to_closing(self):
        account = self.statement()
        rows = {row["unit"]: row for row in account["units"]}
        flat = rows[self.flat]
        self.assertEqual(
            [flat[name] for name in ("opening", "billed", "paid", "reduced", "closing")],
            [20000, 75600, 10000, 5600, 80000],
        )
        self.assertEqual(rows[self.garage]["closing"], 24000)
        for row in [*account["units"], account["totals"]]:
            self.assertEqual(
                row["opening"] + row["billed"] - row["paid"] - row["reduced"], row["closing"]
            )

    def test_the_balance_is_that_of_the_ledger(self):
        account = self.statement()
        lines = self.env["account.move.line"].search(
            [("partner_id", "=", self.owner.id), ("parent_state", "=", "posted"),
             ("account_id", "=", self.receivable.id)]
        )  # fmt: skip
        ledger = round(sum(lines.mapped("balance")) * 100)
        self.assertEqual(account["summary"]["closing"], ledger)
        self.assertEqual(account["summary"]["other"], 0)

    def test_unused_credits_are_named_and_never_netted(self):
        account = self.statement()
        self.assertEqual(account["summary"]["unused"], 7500)
        self.assertEqual(account["totals"]["closing"], 104000)
        self.assertEqual(account["summary"]["closing"], 104000 - 7500)

    def test_payments_stand_by_value_date_with_what_they_settled(self):
        rows = self.statement(first="2026-01-01")["receipts"]
        self.assertEqual(
            [(str(row["day"]), row["amount"], row["settled"]) for row in rows],
            [
                ("2026-02-10", 30000, "1501 2026-01–2026-03"),
                ("2026-05-02", 5600, "1501 2026-04–2026-06"),
                ("2026-05-20", 10000, "1501 2026-04–2026-06"),
                ("2026-06-01", 7500, ""),
            ],
        )
        self.assertEqual(
            [row["nature"] for row in rows], ["Payment", "Credit note", "Payment", "Payment"]
        )

    def test_a_payment_of_before_counts_in_the_opening_balance(self):
        self.assertEqual(self.statement(first="2026-02-10")["totals"]["opening"], 50000)
        self.assertEqual(self.statement(first="2026-02-11")["totals"]["opening"], 20000)

    def test_what_came_after_the_last_day_is_not_seen(self):
        account = self.statement(first="2026-01-01", last="2026-04-30")
        self.assertEqual(account["totals"]["closing"], 20000 + 75600)
        self.assertEqual(len(account["receipts"]), 1)

    def test_what_is_open_is_listed_oldest_first_by_kind(self):
        account = self.statement()
        self.assertEqual(
            [(row["unit"], row["remaining"]) for row in account["open"]],
            [("1501", 20000), ("1501", 60000), ("P7", 24000)],
        )
        self.assertEqual(account["kinds"], [("Service fee", 104000)])
        self.assertEqual(
            sum(row["remaining"] for row in account["open"]), account["totals"]["closing"]
        )

    def test_of_single_units_only_their_own_money_is_shown(self):
        account = self.statement(first="2026-01-01", unit_ids={self.garage.id})
        self.assertEqual(account["totals"]["closing"], 24000)
        self.assertEqual(account["receipts"], [])
        self.assertEqual(account["summary"]["unused"], 0)

    def test_a_payment_of_a_bill_of_two_units_is_told_apart_by_unit(self):
        both = self.invoice(
            self.line(300), self.line(100, arrears_unit_id=self.garage.id),
            invoice_date="2026-07-01", due="2026-07-31", arrears_period_from="2026-07-01",
            arrears_period_to="2026-09-30",
        )  # fmt: skip
        self.pay(both, 350, arrears_value_date="2026-08-03")
        self.end_transaction()
        flat, garage = (
            self.statement(first="2026-07-01", unit_ids={unit.id})
            for unit in (self.flat, self.garage)
        )
        self.assertEqual([row["amount"] for row in flat["receipts"]], [flat["totals"]["paid"]])
        paid = flat["totals"]["paid"] + garage["totals"]["paid"]
        self.assertEqual(paid, 35000)
        for account in (flat, garage):
            self.assertEqual(sum(row["amount"] for row in account["receipts"]),
                             account["totals"]["paid"] + account["totals"]["reduced"])  # fmt: skip

    def test_a_credit_that_waited_counts_on_the_day_of_the_bill_it_was_used_for(self):
        bill = self.invoice(self.line(50), arrears_unit_id=self.garage.id,
                            invoice_date="2026-08-10")  # fmt: skip
        self.receivables(bill, self.unused).reconcile()
        self.end_transaction()
        [row] = self.statement(unit_ids={self.garage.id})["receipts"]
        self.assertEqual((str(row["day"]), row["amount"]), ("2026-08-10", 5000))

    def test_debts_without_a_unit_have_a_row_of_their_own(self):
        self.opening(33)
        self.end_transaction()
        account = self.statement()
        self.assertEqual(account["units"][-1]["closing"], 3300)
        self.assertFalse(account["units"][-1]["unit"])

    def test_the_paper_carries_the_figures(self):
        text = self.text_of(self.printed(self.owner, "account_statement", user=self.accountant))
        for word in ("Owner", "965.00", "1,040.00", "75.00", "2026-04", "05/20/2026", "Payment"):
            self.assertIn(word, text)

    def test_a_statement_over_units_and_a_confirmation_letter(self):
        """Acceptance 238: for a debtor with many units, with a slip to tear off."""
        over = self.text_of(self.printed(self.owner, "unit_statement", user=self.accountant))
        letter = self.text_of(self.printed(self.owner, "confirmation_letter", user=self.accountant))
        for text in (over, letter):
            for word in ("Lakeside 1501", "Lakeside P7", "800.00", "240.00", "1,040.00"):
                self.assertIn(word, text)
        self.assertIn("no demand for payment", letter)
        self.assertIn("Please cut here", letter)

    def test_chosen_charges_lead_to_one_statement_a_debtor(self):
        other = self.partner("Second owner")
        bill = self.invoice(self.line(90), partner_id=other.id)
        charges = self.charges(self.first, self.second, bill)
        documents = self.printed(charges, "account_statement", user=self.accountant)
        self.assertEqual(sorted(documents.mapped("record_name")), ["Owner", "Second owner"])

    def test_a_collector_prints_the_account_of_a_card_and_no_more(self):
        self.env["arrears.charge"]._after_rebuild(
            self.company, self.owner.ids, self.company._arrears_today()
        )
        card = self.env["arrears.case"].search(
            [("debtor_id", "=", self.owner.id), ("unit_id", "=", self.flat.id)]
        )
        document = self.printed(card, "account_statement", user=self.collector)
        text = self.text_of(document)
        self.assertIn("800.00", text)
        self.assertNotIn("P7", text)
        self.assertIn(document, self.as_of(self.collector)["arrears.document"].search([]))
        with self.assertRaisesRegex(AccessError, "for cashiers, accountants and managers"):
            self.printed(self.owner, "account_statement", user=self.collector)

    def test_a_client_cannot_name_another_model_or_document(self):
        """Only the pairs on the list: nothing is printed for what a client made up."""
        for records, kind in ((self.company, "bill_statement"), (self.owner, "price_board")):
            with self.assertRaisesRegex(UserError, "at least one record"):
                self.printed(records, kind)

    def test_another_company_is_refused(self):
        other = self.new_company("Elsewhere")
        with self.assertRaises(AccessError):
            self.printed(self.owner, "account_statement", user=self.accountant, company_id=other.id)

    def test_the_window_asks_for_dates_and_refuses_them_in_wrong_order(self):
        with self.assertRaisesRegex(UserError, "correct the dates"):
            self.printed(self.owner, "account_statement", user=self.accountant,
                         date_from="2026-12-31")  # fmt: skip
        window = self.as_of(self.accountant)["arrears.document.print"].with_context(
            active_model="res.partner", active_ids=self.owner.ids,
            default_document_type="account_statement",
        )  # fmt: skip
        with Form(window) as form:
            self.assertEqual(form.made_for, "Owner")
            self.assertEqual(str(form.date_from), "2026-01-01")
