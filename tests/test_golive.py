"""Lists of a go-live: rows accepted, or refused by name with cause and cure."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .golive_case import GoliveCase


@tagged("post_install", "-at_install")
class TestGoliveRows(GoliveCase):
    def only(self, **values):
        """Upload one open item and look at its row."""
        self.golive.sudo().row_ids.unlink()
        self.upload("open_item", self.item(**values))
        return self.rows("open_item")

    def test_a_row_that_is_right_is_accepted_with_unit_and_person(self):
        row = self.only()
        self.assertEqual(
            (row.state, row.unit_id, row.debtor_id), ("accepted", self.flat, self.wang)
        )
        self.assertEqual((row.amount, row.kind, row.number), (450.5, "principal", 2))
        self.assertFalse(row.reason_text)

    def test_each_planted_error_is_named(self):
        late = date(2026, 12, 1)
        for values, code in (
            ({"unit": "9999"}, "golive_unit_unknown"),
            ({"person_name": "王小明"}, "golive_debtor_unknown"),
            ({"person_name": "李雷"}, "golive_debtor_unknown"),
            ({"period_to": date(2025, 1, 1)}, "golive_period_order"),
            ({"amount": 450.505}, "golive_amount_decimals"),
            ({"amount": -1}, "golive_amount_negative"),
            ({"amount": "ca. 450"}, "golive_not_a_number"),
            ({"due_date": None}, "golive_missing"),
            ({"due_date": "31/07/2026"}, "golive_date_two_ways"),
            ({"kind": "rent"}, "golive_kind_unknown"),
            ({"kind": "押金"}, "golive_deposit_with_price"),
            ({"currency": "XAU"}, "golive_foreign_currency"),
            ({"demand_date": late, "demand_proof": "SF1"}, "golive_demand_future"),
        ):
            with self.subTest(values):
                row = self.only(**values)
                self.assertEqual((row.state, self.reasons(row)), ("refused", [code]))
                self.assertTrue(row.reason_text)
                self.assertNotIn("golive_", row.reason_text)
                self.assertNotIn("%(", row.with_context(lang="en_US").reason_text)

    def test_what_can_be_read_in_one_way_is_taken(self):
        row = self.only(
            period_from="2026年1月1日", period_to=46203, due_date="2026/7/31", amount="450.50",
            person_name="", unit="1501 ",
        )  # fmt: skip
        self.assertEqual(row.state, "accepted", row.reason_text)
        self.assertEqual(
            (row.period_from, row.period_to, row.due_date),
            (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 31)),
        )
        self.assertEqual(row.debtor_id, self.wang, "who pays for the unit in the period")

    def test_notes_do_not_refuse(self):
        row = self.only(due_date=date(2023, 1, 31), price_basis=None)
        self.assertEqual(row.state, "accepted")
        self.assertEqual(self.notes(row), ["golive_no_price_basis", "golive_time_barred"])
        proven = {"demand_date": date(2025, 3, 1), "demand_proof": "SF1", "demand_how": "快递"}
        self.assertFalse(self.notes(self.only(due_date=date(2023, 1, 31), **proven)))

    def test_the_same_item_twice_and_overlapping_items_name_the_other_row(self):
        self.upload(
            "open_item",
            self.item(),
            self.item(amount=9),
            self.item(period_from=date(2026, 6, 1), period_to=date(2026, 9, 30)),
            self.item(period_from=date(2026, 6, 1), period_to=date(2026, 6, 2), kind="cost"),
            self.item(document_number="B1"),
            self.item(document_number="B2", kind="late fee"),
            self.item(document_number="B3", kind="late fee"),
        )
        rows = self.rows("open_item")
        self.assertEqual(
            [self.reasons(row) for row in rows],
            [[], ["golive_twice"], ["golive_overlap"], [], ["golive_overlap"], [], []],
        )
        self.assertIn("2", rows[1].reason_text)

    def test_service_that_is_billed_already_is_refused(self):
        self.owing(100, partner=self.wang, arrears_period_from="2026-06-01",
                   arrears_period_to="2026-06-30")  # fmt: skip
        self.assertEqual(self.reasons(self.only()), ["golive_overlap_ledger"])
        later = self.only(period_from=date(2026, 5, 1), period_to=date(2026, 6, 30))
        self.assertEqual(self.reasons(later), ["golive_overlap_ledger"])

    def test_namesakes_are_told_apart_by_telephone_or_reference(self):
        other = self.partner("王芳", phone="13911112222", ref="C-77")
        self.env["arrears.ownership"].create(
            {"unit_id": self.flat.id, "partner_id": other.id, "role": "co_owner",
             "date_from": "2021-01-01"}
        )  # fmt: skip
        self.assertEqual(self.reasons(self.only()), ["golive_debtor_ambiguous"])
        self.assertEqual(self.only(person_phone="+86 139-1111-2222").debtor_id, other)
        self.assertEqual(self.only(person_ref="C-77").debtor_id, other)

    def test_headings_in_chinese_a_title_blank_rows_and_a_total(self):
        file = self.upload(
            "open_item", self.item(), {}, self.item(unit="P7", person_name="李雷"),
            book={"chinese": True, "before": [["未收款清单"], []],
                  "after": [["合计", *[None] * 4, 901]]},
        )  # fmt: skip
        self.assertEqual((file.state, file.row_count, file.blank_count), ("read", 2, 1))
        self.assertEqual((file.amount_total, file.amount_stated), (901, 901))
        self.assertEqual(self.rows().mapped("state"), ["accepted", "accepted"])
        self.assertEqual(self.rows().mapped("number"), [4, 6])

    def test_a_total_that_disagrees_stops_the_booking_and_says_by_how_much(self):
        file = self.upload("open_item", self.item(), control_total=500)
        self.assertEqual(file.state, "differs")
        self.assertIn("-49.50", file.problem_text)
        self.golive.action_check()
        with self.assertRaisesRegex(UserError, "differs"):
            self.golive.action_book()
        self.upload("open_item", self.item(amount=500), control_total=500)
        self.assertEqual(self.rows().mapped("amount"), [500], "the first file is replaced")
        self.book_all()
        self.assertEqual(self.rows().state, "booked")

    def test_a_file_that_cannot_be_used_is_kept_with_its_cause_and_changes_nothing(self):
        self.upload("open_item", self.item())
        content = self.book("open_item", self.item())
        file = self.golive._receive("deposit", "wrong.xlsx", content, whole_list=False)
        self.assertEqual(file.state, "refused")
        self.assertIn("Type of deposit", file.problem_text)
        self.assertEqual(len(self.rows()), 1)
        for content, words in (
            (b"", "empty"),
            (b"\xd0\xcf\x11\xe0old", "xls"),
            (b"PK\x03\x04broken", "neither|spreadsheet|text"),
            (b"\x00\x01\xff\xfe\x80", "neither|no text"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.golive._receive("open_item", "x", content)

    def test_a_text_file_in_gbk_with_semicolons(self):
        text = (
            "房产;欠费人;费用类型;费用开始日期;费用结束日期;金额;应缴日期\n"
            "1501;王芳;物业费;2026-01-01;2026-06-30;450.50;2026-07-31\n"
        )
        self.golive._receive("open_item", "list.csv", text.encode("gbk"))
        self.assertEqual(self.rows().state, "accepted", self.rows().reason_text)

    def test_a_file_that_was_read_is_known(self):
        content = self.book("open_item", self.item())
        self.golive._receive("open_item", "a.xlsx", content)
        with self.assertRaisesRegex(UserError, "read already"):
            self.golive._receive("open_item", "b.xlsx", content)

    def test_further_rows_come_beside_the_others(self):
        self.upload("open_item", self.item())
        self.upload("open_item", self.item(unit="P7", person_name="李雷"), whole_list=False)
        self.assertEqual(self.rows().mapped("state"), ["accepted", "accepted"])

    def test_refused_rows_can_be_taken_off_accepted_ones_not(self):
        self.upload("open_item", self.item(), self.item(unit="x"))
        good, bad = self.rows()
        with self.assertRaises(UserError):
            good.with_user(self.accountant).action_drop()
        bad.with_user(self.accountant).action_drop()
        self.assertEqual(self.rows(), good)
