"""Late fees beside other rooms: a debit on its way, and fees that the old books charged."""

from datetime import date

from odoo.tests import tagged

from .debit_case import DebitCase
from .golive_case import GoliveCase
from .late_fee_scene import LateFeeScene


@tagged("post_install", "-at_install")
class TestLateFeeInDebit(DebitCase):
    def setUp(self):
        super().setUp()
        self.env["arrears.late.fee.clause"].create(
            {"estate_id": self.estate.id, "date_from": "2020-01-01", "permille": 0.5,
             "clause": "Clause 18"}
        )  # fmt: skip
        _mandate, self.bill = self.household("901")
        self.batch = self.exported()

    def last_stretch(self, until):
        charge = self.charges(self.bill)
        return charge._late_fees(until)[charge.id].stretches[-1]

    def test_a_debit_on_its_way_pauses_from_the_day_its_file_was_made(self):
        stretch = self.last_stretch(date(2026, 9, 30))
        self.assertEqual((stretch.first_day, stretch.base, stretch.codes),
                         (date(2026, 9, 15), 0, ("debit",)))  # fmt: skip

    def test_a_failed_one_lets_the_fee_run_on_from_the_answer(self):
        self.answered(self.batch, **{self.batch.line_ids.reference: "funds"})
        stretch = self.last_stretch(date(2027, 12, 31))
        self.assertEqual((stretch.base, stretch.codes), (10_000, ()))


@tagged("post_install", "-at_install")
class TestLateFeeAtGolive(LateFeeScene, GoliveCase):
    def test_late_fees_of_the_old_books_are_taken_over(self):
        self.upload("open_item", self.item(kind="late fee", amount=40))
        self.book_all()
        line = self.rows("open_item").line_id
        self.assertEqual((line.arrears_kind, line.parent_state), ("late_fee", "posted"))

    def test_the_entry_may_be_reset_and_posted_again(self):
        self.upload("open_item", self.item(kind="late fee", amount=40))
        self.book_all()
        move = self.rows("open_item").line_id.move_id
        move.button_draft()
        move.with_context(arrears_brought_over=None)._post()
        self.assertEqual(move.state, "posted")
