"""Bank adjustment: what only the bank or only the books have, and both then agree."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .statement_case import StatementCase


@tagged("post_install", "-at_install")
class TestBankAdjustment(StatementCase):
    def draw_up(self, day="2026-09-14"):
        form = Form(self.env["arrears.bank.adjustment"].with_user(self.accountant))
        form.journal_id = self.bank
        form.date = day
        adjustment = form.save()
        adjustment.action_draw_up()
        return adjustment

    def open_books(self):
        """The books and the bank begin with 1,000."""
        self.entry(
            (self.bank.default_account_id, 1000, {}), (self.income, -1000, {}), when="2026-09-01"
        )

    def figures(self, adjustment):
        names = ("bank_balance", "books_in", "books_out", "bank_adjusted", "book_balance",
                 "bank_in", "bank_out", "book_adjusted", "difference")  # fmt: skip
        return [adjustment[name] for name in names]

    def test_bank_and_books_agree_when_both_have_everything(self):
        self.open_books()
        self.booked_statement(self.rows(10000, -2000))
        adjustment = self.draw_up()
        self.assertEqual(self.figures(adjustment), [1080, 0, 0, 1080, 1080, 0, 0, 1080, 0])
        self.assertEqual((adjustment.state, adjustment.line_ids), ("tied", adjustment.line_ids[:0]))

    def test_the_last_movement_may_have_been_entered_before_the_statement_told_of_it(self):
        self.open_books()
        self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "date": "2026-09-14", "amount": -20,
             "payment_ref": "fee", "arrears_bank_reference": "R2"}
        )  # fmt: skip
        rows = self.rows(10000, -2000)
        file = self.booked_statement(rows)
        self.assertEqual((file.booked_count, file.known_count), (1, 1))
        expected = [1080, 0, 0, 1080, 1080, 0, 0, 1080, 0]
        self.assertEqual(self.figures(self.draw_up()), expected)
        # A second file over the same days counts nothing twice.
        self.assertEqual(self.booked_statement(rows, content=b"again").known_count, 2)
        self.assertEqual(self.figures(self.draw_up()), expected)

    def test_what_only_one_side_has_is_listed_and_both_agree(self):
        self.open_books()
        self.booked_statement(self.rows(10000))
        bank = self.bank.default_account_id
        self.entry((bank, 70, {"name": "cash deposit"}), (self.income, -70, {}), when="2026-09-14")
        self.entry((bank, -30, {}), (self.income, 30, {}), when="2026-09-14")
        self.entry((self.clearing, 50, {}), (self.income, -50, {}), when="2026-09-10")
        answer, __ = self.seal_statement(self.rows(500, -200, opening=110000, first=2))
        self.assertEqual(answer["state"], "sealed")
        adjustment = self.draw_up()
        self.assertEqual(self.figures(adjustment), [1103, 120, 30, 1193, 1190, 5, 2, 1193, 0])
        listed = {(one.section, one.amount, one.days_open) for one in adjustment.line_ids}
        self.assertEqual(
            listed,
            {("books_in", 70, 0), ("books_in", 50, 4), ("books_out", 30, 0), ("bank_in", 5, 0),
             ("bank_out", 2, 0)},
        )  # fmt: skip
        self.book_statements()
        self.assertEqual(self.figures(self.draw_up())[5:], [0, 0, 1193, 0])

    def test_a_clearing_account_is_open_until_the_lump_sum_meets_it(self):
        self.open_books()
        under_way = self.entry((self.clearing, 100, {}), (self.income, -100, {}), when="2026-09-10")
        self.booked_statement(self.rows(10000))
        line = self.bank_lines()
        suspense = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.bank.suspense_account_id
        )
        self.assertEqual(self.draw_up().books_in, 100)
        suspense.with_context(skip_readonly_check=True).account_id = self.clearing
        items = (under_way.line_ids | line.move_id.line_ids).filtered(
            lambda item: item.account_id == self.clearing
        )
        items.reconcile()
        adjustment = self.draw_up()
        self.assertEqual(self.figures(adjustment), [1100, 0, 0, 1100, 1100, 0, 0, 1100, 0])

    def test_an_opening_difference_is_named(self):
        self.entry(
            (self.bank.default_account_id, 900, {}), (self.income, -900, {}), when="2026-09-01"
        )
        self.booked_statement(self.rows(10000))
        adjustment = self.draw_up()
        self.assertEqual(
            (adjustment.state, adjustment.difference, adjustment.opening_difference),
            ("open", 100, 100),
        )

    def test_a_past_day_is_drawn_up_as_it_stood(self):
        self.open_books()
        self.booked_statement(self.rows(10000, day="2026-09-10"))
        self.booked_statement(self.rows(500, day="2026-09-14", opening=110000, first=2))
        self.assertEqual(self.draw_up("2026-09-12").bank_balance, 1100)
        self.assertEqual(self.draw_up("2026-09-14").bank_balance, 1105)

    def test_statements_that_give_only_opening_and_closing_serve_as_well(self):
        self.open_books()
        self.booked_statement(self.rows(10000, -500, balance=None), opening=100000, closing=109500)
        self.assertEqual(self.figures(self.draw_up())[0::8], [1095, 0])

    def test_without_a_statement_it_says_what_to_do(self):
        with self.refused(UserError, "Upload it"):
            self.draw_up()

    def test_it_is_kept_as_found_and_printed(self):
        self.open_books()
        self.booked_statement(self.rows(10000))
        adjustment = self.draw_up()
        with self.refused(UserError, "new one"):
            adjustment.action_draw_up()
        with self.refused((UserError, AccessError)):
            adjustment.write({"difference": 5})
        with self.refused((UserError, AccessError)):
            adjustment.write({"date": "2026-09-13"})
        self.assertEqual(adjustment.action_xlsx()["type"], "ir.actions.act_url")
        self.assertEqual(adjustment.action_pdf()["target"], "new")
        document = self.env["arrears.document"].search([("res_model", "=", adjustment._name)])
        self.assertTrue(document.intact)

    def test_managers_read_and_others_see_nothing(self):
        self.open_books()
        self.booked_statement(self.rows(10000))
        adjustment = self.draw_up()
        seen = adjustment.with_user(self.manager)
        self.assertEqual((seen.difference, seen.currency_id), (0, self.company.currency_id))
        self.assertTrue(seen.display_name and seen.action_xlsx())
        with self.refused(AccessError):
            self.env["arrears.bank.adjustment"].with_user(self.manager).create(
                {"journal_id": self.bank.id, "date": "2026-09-14"}
            )
        for role in ("cashier", "collector", "reader"):
            with self.subTest(role=role), self.refused(AccessError):
                adjustment.with_user(self.user(role)).read(["difference"])
