"""Demand letters: what they say, and what is asked again before one leaves."""

import io
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from psycopg2 import IntegrityError
from pypdf import PdfReader

from ..engine.wording import banned_phrases
from .letter_case import LetterCase


@tagged("post_install", "-at_install")
class TestLetterPaper(LetterCase):
    def test_it_carries_every_part_that_a_demand_needs(self):
        """domain.md 2.3 and 3.6."""
        self.company.write({"vat": "91330100MA27WXYZ0A"})
        self.estate.write({"contract_from": "2024-01-01", "contract_to": "2028-12-31",
                           "office_hours": "9–18", "how_to_pay": "Account 6222"})  # fmt: skip
        self.owing(450)
        self.owing(80, unit=self.garage, due="2026-07-31")
        letter = self.printed()
        text = self.page(letter)
        for part in (
            letter.name, "Owner", "1 Lake Road", "Ledger test", "91330100MA27WXYZ0A",
            "1501", "P7", "2026-04–2026-06", "Contract 2024, 2.50 a m² and month",
            "450.00", "80.00", "530.00", "09/30/2026", "This letter asks for no late fee",
            "Account 6222", "0571-88886666", "9–18", "tell the office in any form",
            "instalments without interest", "If you have paid already", "payment order",
            "01/01/2024",
        ):  # fmt: skip
            self.assertIn(part, text)
        self.assertEqual(letter.pay_by, self.later(15))

    def test_no_text_of_it_is_banned_in_either_language(self):
        self.owing(40, kind="late_fee")
        letter = self.printed()
        for language in ("en_US", "zh_CN"):
            text = self.page(letter, language)
            self.assertEqual(banned_phrases(text, "letter"), [])
            for word in ("law firm", "律师", "法院传票", "ID card", "身份证"):
                self.assertNotIn(word, text)

    def test_late_fee_stands_apart(self):
        self.owing(450)
        self.owing(40, kind="late_fee", due="2026-06-30")
        letter = self.printed()
        paper = letter._paper()
        self.assertEqual((paper["fee_sum"], paper["late_sum"], paper["total"]),
                         (45000, 4000, 49000))  # fmt: skip
        self.assertIn("you may apply for the late fee to be waived", self.page(letter))

    def test_it_shows_what_was_paid_and_what_is_left(self):
        bill = self.owing(450)
        self.pay(bill, 150)
        self.end_transaction()
        (row,) = self.printed()._paper()["fees"]
        self.assertEqual((row["charged"], row["settled"], row["left"]), (45000, 15000, 30000))

    def test_several_times_is_said_only_with_two_proven_notices(self):
        """Row 182."""
        self.owing(450)
        case = self.case_of()

        def notice(day, state):
            self.env["arrears.contact"].create(
                {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "email",
                 "case_ids": [(6, 0, case.ids)], "state": state,
                 "happened_at": self.moment("10:00", date.fromisoformat(day))}
            )  # fmt: skip

        case.episode_ids.sudo().write({"opened_on": "2026-06-01"})
        notice("2026-08-01", "delivered")
        notice("2026-08-10", "sent")
        letter = self.printed()
        self.assertNotIn("several times", self.page(letter))
        notice("2026-08-20", "delivered")
        case.invalidate_recordset(["earlier_notice_days"])
        text = self.page(letter)
        self.assertIn("several times before, on 08/01/2026, 08/20/2026", text)
        self.assertNotIn("08/10/2026", text)

    def test_it_comes_in_the_debtor_s_language_numbered_and_kept(self):
        self.owner.lang = "zh_CN"
        letter = self.printed()
        document = letter.document_id
        self.assertEqual(document.language_id.code, "zh_CN")
        self.assertRegex(letter.name, r"^DL/2026/\d{5}$")
        self.assertEqual((document.name, document.res_id), (letter.name, letter.id))
        self.assertTrue(document.intact)
        pages = PdfReader(io.BytesIO(document._content())).pages
        self.assertIn(letter.name, " ".join(page.extract_text() for page in pages))

    def test_a_debtor_without_an_address_of_his_own_is_written_to_at_home(self):
        self.owner.write({"street": False, "city": False})
        self.assertIn("Lakeside 1501", self.page(self.printed()))

    def test_a_bill_s_reckoning_stands_in_its_row(self):
        self.env["arrears.fee.standard"].create(
            {"estate_id": self.estate.id, "price": 2.5, "date_from": "2026-01-01",
             "legal_basis": "Contract, clause 6"}
        )  # fmt: skip
        self.owing(675)
        self.assertIn("90 m² × 2.50 × 3 months", self.page(self.printed()))


@tagged("post_install", "-at_install")
class TestLetterQueue(LetterCase):
    def test_who_paid_before_printing_gets_no_letter(self):
        letter = self.letter()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        action = letter.with_user(self.collector).action_print()
        self.assertEqual(letter.state, "refused")
        self.assertIn("Nothing is overdue", letter.reason_text)
        self.assertIn("Nothing is overdue", action["params"]["message"])
        self.assertFalse(letter.document_id)

    def test_who_paid_between_printing_and_posting_gets_no_letter(self):
        letter = self.printed()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        action = self.tell(letter, "posted", method="courier", tracking="SF1")
        self.assertEqual(
            (letter.state, letter.contact_id), ("refused", self.env["arrears.contact"])
        )
        self.assertIn("take them out of the pile", action["params"]["title"])

    def test_a_part_payment_makes_the_letter_untrue(self):
        letter = self.printed()
        self.pay(self.case_of().charge_ids.move_id, 50)
        self.end_transaction()
        self.tell(letter, "posted", method="courier")
        self.assertEqual(letter.state, "refused")
        self.assertIn("changed since", letter.reason_text)

    def test_what_changed_before_printing_is_printed_as_it_is_now(self):
        letter = self.letter()
        self.pay(self.case_of().charge_ids.move_id, 50)
        self.end_transaction()
        letter.with_user(self.collector).action_print()
        self.assertEqual((letter.state, letter.amount), ("printed", 400))

    def test_a_letter_that_was_posted_all_the_same_is_a_breach(self):
        letter = self.printed()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        self.tell(letter, "posted", method="courier", breach=True)
        self.assertEqual(letter.state, "posted")
        self.assertTrue(letter.contact_id.breach)

    def test_a_hold_stops_writing_and_printing(self):
        letter = self.letter()
        self.env["arrears.hold"].create(
            {"case_id": self.case_of().id, "type": "manual", "date_until": self.later(10)}
        )
        letter.with_user(self.collector).action_print()
        self.assertEqual(letter.state, "refused")
        with self.assertRaisesRegex(UserError, "On hold"):
            self.letter()

    def test_a_letter_that_lay_about_is_not_posted(self):
        letter = self.printed()
        late = self.on(self.later(9), letter)
        self.tell(late, "posted", method="courier", day=self.later(9))
        self.assertEqual(letter.state, "refused")
        self.assertIn("7 days", letter.reason_text)

    def test_one_letter_at_a_time_and_fifteen_days_between(self):
        letter = self.letter()
        with self.assertRaisesRegex(UserError, "waits already"):
            self.letter()
        letter.with_user(self.collector).action_print()
        self.tell(letter, "posted", method="courier")
        with self.assertRaisesRegex(UserError, "often enough"):
            self.letter()

    def test_the_database_itself_refuses_a_second_waiting_letter(self):
        letter = self.letter()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            letter.copy({"case_ids": [(6, 0, letter.case_ids.ids)]})
            self.env.flush_all()

    def test_many_are_printed_as_one_file_up_to_a_limit(self):
        other = self.partner("Other", street="2 Lake Road")
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "9"})
        self.owing(450)
        self.owing(300, partner=other, unit=unit)
        first = self.letter()
        case = self.case_of(other, unit).with_user(self.collector)
        second = self.env["arrears.letter"].browse(case.action_write_letter()["res_id"])
        action = (first | second).with_user(self.collector).action_print()
        self.assertIn("/together/", action["url"])
        self.assertEqual((first | second).mapped("state"), ["printed", "printed"])
        self.assertEqual(first.document_id, first.document_id & (first | second).document_id)
        before = first.document_id
        first.with_user(self.collector).action_print()
        self.assertEqual(first.document_id, before, "printed again, it is the same paper")

    def test_taking_it_back_frees_the_queue(self):
        letter = self.printed()
        letter.with_user(self.collector).action_cancel()
        self.assertEqual(letter.state, "cancelled")
        self.assertIn("Cancelled by Collector", letter.reason_text)
        self.assertEqual(self.letter().state, "to_print")

    def test_a_posted_letter_is_evidence(self):
        letter = self.posted()
        for values in ({"case_ids": [(5, 0, 0)]}, {"debtor_id": self.company.partner_id.id}):
            with self.assertRaises(UserError):
                letter.sudo().write(values)
        with self.assertRaisesRegex(UserError, "cannot be typed"):
            letter.sudo().write({"state": "delivered"})
        with self.assertRaises(UserError):
            letter.sudo().unlink()
        with self.assertRaises(UserError):
            letter.sudo().line_ids.unlink()
        letter.with_user(self.collector).action_cancel()
        self.assertEqual(letter.state, "posted")

    def test_letters_are_the_work_of_collectors_of_the_estate(self):
        letter = self.letter()
        stranger = self.user("stranger", "group_collector")
        cashier = self.user("cashier", "group_cashier")
        with self.assertRaises(AccessError):
            letter.with_user(stranger).read(["amount"])
        with self.assertRaises(AccessError):
            letter.with_user(cashier).action_print()
        self.assertEqual(letter.with_user(cashier).amount, 450)
        with self.assertRaises(AccessError):
            letter.with_user(self.collector).write({"language": "en_US"})
        self.assertEqual(letter.with_user(self.collector).debtor_masked, "O***")
        with self.assertRaises(AccessError):
            letter.with_user(self.collector).read(["address"])

    def test_the_estate_decides_the_days_to_pay_above_a_week(self):
        self.company.arrears_demand_days = 20
        self.assertEqual(self.printed().pay_by, self.later(20))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.company.arrears_demand_days = 6
            self.env.flush_all()
