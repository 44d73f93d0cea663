"""Lists of fapiao go out, are on no second list, and come back row by row."""

import base64
from datetime import date, datetime

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .fapiao_case import CREDIT_CODE, NUMBER, FapiaoCase


def number(last):
    return NUMBER[:-2] + f"{last:02d}"


@tagged("post_install", "-at_install")
class TestFapiaoOut(FapiaoCase):
    def test_a_list_has_what_the_tax_clerk_needs_as_text_and_numbers(self):
        buyer = {"title": "=Trading", "tax_number": CREDIT_CODE, "fapiao_type": "special"}
        fapiao = self.ask(self.bill(100)[1], buyer=buyer)
        export = self.listed(fapiao)
        book, places, heading = self.workbook(export)
        row = {text: book.active.cell(heading + 1, place) for text, place in places.items()}
        self.assertEqual(row["Our key"].value, fapiao.name)
        self.assertEqual(
            (row["Fapiao title"].value, row["Fapiao title"].data_type), ("=Trading", "s")
        )
        self.assertEqual(row["Tax number"].value, CREDIT_CODE)
        self.assertEqual(
            [row[name].value for name in ("Amount without tax", "Tax", "Amount with tax")],
            [100, 6, 106],
        )
        self.assertEqual(row["Tax rate"].value, 0.06)
        self.assertIn("1501", row["Unit"].value)
        self.assertTrue(row["Period"].value)
        self.assertIn(self.accountant.name, book.active["A4"].value)

    def test_what_is_on_a_list_is_on_no_other_and_stands_still(self):
        fapiao = self.ask(self.bill(100)[1])
        export = self.listed(fapiao)
        self.assertEqual(
            (fapiao.state, export.fapiao_count, export.open_count), ("exporting", 1, 1)
        )
        with self.assertRaisesRegex(UserError, "In export"):
            self.listed(fapiao)
        with self.assertRaisesRegex(UserError, "on its way"):
            fapiao.title = "Another"
        with self.assertRaisesRegex(UserError, "on its way"):
            fapiao.line_ids.amount = 53

    def test_a_list_taken_back_returns_what_is_open(self):
        fapiao = self.ask(self.bill(100)[1])
        export = self.listed(fapiao)
        export.action_take_back()
        self.assertEqual((fapiao.state, export.taken_back_by_id), ("asked", self.accountant))
        with self.assertRaisesRegex(UserError, "Nothing of this list"):
            export.action_take_back()
        self.listed(fapiao)

    def test_a_list_of_red_letters_is_taken_back_though_more_was_credited(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        self.credit(move, 30)
        first = self.red_letters(fapiao).with_user(self.accountant)
        export = self.listed(first)
        self.credit(move, 20)
        self.assertEqual(sorted(self.red_letters(fapiao).mapped("amount")), [-31.8, -21.2])
        export.action_take_back()
        self.end_transaction()
        self.assertEqual(self.red_letters(fapiao), first)
        self.assertEqual((first.state, first.amount), ("asked", -53))

    def test_blue_and_red_go_out_apart_and_red_names_its_blue_one(self):
        move, charge = self.bill(100)
        blue = self.issued(charge)
        self.credit(move, 30)
        red = self.red_letters(blue).with_user(self.accountant)
        asked = self.ask(self.bill(50, due="2026-05-31")[1])
        with self.assertRaisesRegex(UserError, "lists of their own"):
            self.listed(red | asked)
        book, places, heading = self.workbook(self.listed(red))
        row = {text: book.active.cell(heading + 1, place).value for text, place in places.items()}
        self.assertEqual((row["Blue fapiao"], row["Amount with tax"]), (NUMBER, -31.8))
        self.credit(move, 10)
        second = self.red_letters(blue) - red
        self.assertEqual((red.amount, second.amount), (-31.8, -10.6))

    def test_the_download_is_for_accountants(self):
        export = self.listed(self.ask(self.bill(100)[1]))
        self.assertEqual(export.action_download()["type"], "ir.actions.act_url")
        for user in (self.manager, self.cashier):
            with self.assertRaises(AccessError):
                export.with_user(user).action_download()


@tagged("post_install", "-at_install")
class TestFapiaoBack(FapiaoCase):
    def requests(self, count):
        """Requests on one list, by their keys."""
        charges = [
            self.invoice(self.taxed(100 + number), due=f"2026-05-{number + 1:02d}")
            for number in range(count)
        ]
        fapiao = self.ask(self.charges(*charges), one_a_bill=True)
        return self.listed(fapiao), fapiao.sorted("id")

    def test_a_filled_list_is_seen_first_then_recorded_then_changes_nothing(self):
        export, fapiao = self.requests(2)
        first, second = fapiao
        content = self.filled(
            export,
            {
                first.name: {"Fapiao number": number(1), "Date of fapiao": date(2026, 9, 1)},
                second.name: {"Fapiao number": f"'{number(2)}", "Date of fapiao": "2026年9月2日"},
            },
        )
        answer = self.came_back(content)
        self.assertEqual((answer.state, answer.accepted_count), ("read", 2))
        self.assertEqual(first.state, "exporting")
        answer.action_record()
        self.assertEqual(fapiao.mapped("state"), ["issued", "issued"])
        self.assertEqual((first.number, first.issued_on), (number(1), date(2026, 9, 1)))
        self.assertEqual((second.number, second.issued_on), (number(2), date(2026, 9, 2)))
        self.assertEqual((first.answer_id, answer.recorded_by_id), (answer, self.accountant))
        again = self.came_back(content)
        self.assertEqual((again.accepted_count, again.already_count), (0, 2))
        with self.assertRaisesRegex(UserError, "No row"):
            again.action_record()

    def test_each_bad_row_says_why_and_the_good_ones_are_recorded(self):
        export, fapiao = self.requests(8)
        good, floats, short, twice, amount, bill, undated, empty = fapiao
        day = {"Date of fapiao": datetime(2026, 9, 1)}
        bill.line_ids.move_id.sudo().button_draft()
        bill.line_ids.move_id.sudo().button_cancel()
        self.end_transaction()
        content = self.filled(
            export,
            {
                good.name: {"Fapiao number": number(1), **day},
                floats.name: {"Fapiao number": 2.4332e19, **day},
                short.name: {"Fapiao number": "2433200000", "Date of fapiao": 46266},
                twice.name: {"Fapiao number": number(1), **day},
                amount.name: {"Fapiao number": number(5), "Amount with tax": 1, **day},
                bill.name: {"Fapiao number": number(6), **day},
                undated.name: {"Fapiao number": number(7), "Date of fapiao": "yesterday"},
            },
        )
        answer = self.came_back(content, record=True)
        self.assertEqual(
            self.verdicts(answer),
            {
                good.name: ("accepted", []),
                floats.name: ("refused", ["fapiao_number_as_number"]),
                short.name: ("refused", ["fapiao_number_length"]),
                twice.name: ("refused", ["fapiao_number_twice"]),
                amount.name: ("refused", ["fapiao_amount_differs"]),
                bill.name: ("refused", ["fapiao_bill_cancelled"]),
                undated.name: ("refused", ["fapiao_date_unreadable"]),
                empty.name: ("empty", ["fapiao_nothing_entered"]),
            },
        )
        self.assertTrue(all(answer.row_ids.filtered(lambda r: r.verdict == "refused").mapped(
            "reason_text")))  # fmt: skip
        self.assertEqual(good.state, "issued")
        self.assertEqual((fapiao - good).mapped("state"), ["exporting"] * 7)

    def test_a_fapiao_of_a_cancelled_bill_is_recorded_by_hand_and_asks_for_a_red_letter(self):
        _export, fapiao = self.requests(1)
        fapiao.line_ids.move_id.sudo().button_draft()
        fapiao.line_ids.move_id.sudo().button_cancel()
        self.end_transaction()
        fapiao.write({"number": number(1), "issued_on": "2026-09-01"})
        fapiao.action_issue()
        self.assertEqual(self.red_letters(fapiao).amount, -106)

    def test_unknown_keys_used_numbers_and_other_companies(self):
        issued = self.issued(self.bill(500, due="2026-04-01")[1])
        export, fapiao = self.requests(1)
        book, places, heading = self.workbook(export)
        sheet = book.active
        for key, value in ((fapiao.name, NUMBER), ("FP99999999", number(1)), ("x", number(2)),
                           (None, number(3)), (issued.name, number(4))):  # fmt: skip
            heading += 1
            sheet.cell(heading, places["Our key"]).value = key
            sheet.cell(heading, places["Fapiao number"]).value = value
            sheet.cell(heading, places["Date of fapiao"]).value = "2026/9/1"
        answer = self.came_back(self.saved(book))
        found = [row.reasons[0]["code"] for row in answer.row_ids]
        self.assertEqual(
            found,
            ["fapiao_number_taken", "fapiao_key_unknown", "fapiao_key_unknown",
             "fapiao_key_missing", "fapiao_other_number"],
        )  # fmt: skip
        self.assertIn(issued.name, answer.row_ids[0].reason_text)

    def test_a_fapiao_of_several_charges_is_named_in_several_rows_that_agree(self):
        charges = self.bill(100)[1] | self.bill(50, due="2026-05-31")[1]
        fapiao = self.ask(charges)
        export = self.listed(fapiao)
        values = {"Fapiao number": number(1), "Date of fapiao": "20260901"}
        answer = self.came_back(self.filled(export, {fapiao.name: values}))
        self.assertEqual(answer.accepted_count, 2)
        book, places, heading = self.workbook(export)
        for row, last in ((heading + 1, 1), (heading + 2, 2)):
            book.active.cell(row, places["Fapiao number"]).value = number(last)
            book.active.cell(row, places["Date of fapiao"]).value = "2026-09-01"
        answer = self.came_back(self.saved(book))
        self.assertEqual(answer.row_ids[1].reasons[0]["code"], "fapiao_rows_differ")

    def test_what_is_no_such_list_is_refused_in_words(self):
        empty = openpyxl.Workbook()
        empty.active.append(["Name", "Amount"])
        for content, text in (
            (b"not a workbook", "no readable Excel workbook"),
            (b"PK\x03\x04 broken", "no readable Excel workbook"),
            (self.saved(empty), "No row has the headings"),
        ):
            with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
                self.came_back(content)

    def test_headings_in_chinese_come_back_as_well(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        export, fapiao = self.requests(1)
        book, places, heading = self.workbook(export)
        sheet = self.env["arrears.fapiao.sheet"]
        english, chinese = sheet._headings(), sheet.with_context(lang="zh_CN")._headings()
        for name, text in english.items():
            if text in places:
                book.active.cell(heading, places[text]).value = chinese[name]
        row = heading + 1
        book.active.cell(row, places["Fapiao number"]).value = number(1)
        book.active.cell(row, places["Date of fapiao"]).value = "2026-09-01"
        self.assertEqual(self.came_back(self.saved(book)).accepted_count, 1)
        self.assertTrue(fapiao)

    def test_a_recorded_list_is_kept_and_managers_only_look(self):
        export, fapiao = self.requests(1)
        values = {"Fapiao number": number(1), "Date of fapiao": "2026-09-01"}
        answer = self.came_back(self.filled(export, {fapiao.name: values}))
        with self.assertRaises(AccessError):
            answer.with_user(self.manager).action_record()
        answer.action_record()
        for refused in (
            lambda: answer.unlink(),
            lambda: answer.write({"content": base64.b64encode(b"other")}),
            lambda: answer.action_read(),
        ):
            with self.assertRaises(UserError):
                refused()
