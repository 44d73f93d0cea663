"""Go-live: rows accepted or refused by name, booked once, the transfer account at zero."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.golive import golive_booking
from .golive_case import BASIS, CUT_OVER, GoliveCase


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


@tagged("post_install", "-at_install")
class TestGoliveBooking(GoliveCase):
    def fill(self):
        """A small estate: two items, a prepayment, a deposit."""
        self.upload(
            "open_item",
            self.item(demand_date=date(2026, 8, 3), demand_how="快递", demand_proof="SF123"),
            self.item(unit="P7", person_name="李雷", amount=100, document_number="B9"),
        )
        paid = {"person_name": "王芳", "unit": "1501", "paid_on": date(2026, 3, 1)}
        self.upload("prepayment", {**paid, "kind": "Service fee", "amount": 70, "months": 2})
        self.upload("deposit", {**paid, "deposit_type": "装修押金", "amount": 2000})

    def test_items_are_booked_with_all_they_say_and_without_tax(self):
        self.fill()
        self.book_all()
        self.assertEqual(self.golive.state, "booked")
        row = self.rows("open_item")[0]
        line = row.line_id
        self.assertEqual((line.balance, line.date_maturity), (450.5, date(2026, 7, 31)))
        self.assertEqual((line.arrears_unit_id, line.partner_id), (self.flat, self.wang))
        self.assertEqual((line.arrears_price_basis, line.arrears_kind), (BASIS, "principal"))
        self.assertEqual((line.move_id.date, line.move_id.state), (CUT_OVER, "posted"))
        self.assertFalse(line.move_id.line_ids.tax_line_id | line.move_id.line_ids.tax_ids)
        charge = self.charges(line.move_id).filtered(lambda one: one.unit_id == self.flat)
        self.assertEqual((charge.amount_remaining, charge.kind), (450.5, "principal"))
        self.assertEqual(charge.price_basis, BASIS)

    def test_prepayments_and_deposits_are_what_the_lists_read(self):
        self.fill()
        self.book_all()
        prepaid = self.rows("prepayment").line_id
        self.assertEqual(
            (prepaid.balance, prepaid.arrears_unit_id, prepaid.arrears_kind, prepaid.reconciled),
            (-70, self.flat, "principal", False),
        )
        self.assertEqual(prepaid.account_id.account_type, "asset_receivable")
        self.assertEqual(prepaid.arrears_value_date, date(2026, 3, 1))
        held = self.rows("deposit").line_id
        self.assertEqual(
            (held.balance, held.account_id, held.arrears_kind, held.partner_id),
            (-2000, self.deposits, "deposit", self.wang),
        )

    def test_a_proven_demand_starts_the_limitation_of_its_item_anew(self):
        self.fill()
        self.book_all()
        charge = self.env["arrears.charge"].search(
            [("line_id", "=", self.rows("open_item")[0].line_id.id)]
        )
        self.assertEqual(charge.limitation_date, date(2029, 8, 3))
        event = self.rows("open_item")[0].event_id
        self.assertEqual((event.state, event.proof, event.method), ("recorded", "SF123", "courier"))

    def test_the_transfer_account_ends_at_zero_and_only_then_it_closes(self):
        opening = self.opening_entry(550.5, prepaid=70, deposits=2000)
        self.golive.opening_move_ids = opening
        self.fill()
        self.assertEqual(self.golive.transfer_forecast, 0)
        before = {line.sheet: line.amount_before for line in self.golive.balance_ids}
        self.assertEqual(before, {"open_item": 550.5, "prepayment": 70, "deposit": 2000})
        self.book_all()
        manager = self.golive.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "transfer account stands"):
            manager.action_close()
        self.golive.action_move_opening()
        self.end_transaction()
        self.assertEqual(self.golive.transfer_balance, 0)
        self.assertEqual(self.golive.balance_ids.mapped("amount_difference"), [0, 0, 0])
        self.assertEqual(self.golive.balance_ids.mapped("amount_moved"), [550.5, 70, 2000])
        self.assertTrue(self.receivables(opening).reconciled)
        self.assertEqual(self.tie_out().unexplained, 0)
        with self.assertRaises(AccessError):
            self.golive.action_close()
        manager.action_close()
        self.assertEqual(self.golive.state, "closed")
        with self.assertRaises(UserError):
            self.upload("open_item", self.item())
        with self.assertRaises(UserError):
            self.golive.sudo().date = "2026-01-01"

    def test_a_difference_is_shown_by_sort(self):
        self.golive.opening_move_ids = self.opening_entry(500, prepaid=70, deposits=2000)
        self.fill()
        differences = {line.sheet: line.amount_difference for line in self.golive.balance_ids}
        self.assertEqual(differences, {"open_item": -50.5, "prepayment": 0, "deposit": 0})
        self.assertEqual(self.golive.transfer_forecast, -50.5)

    def test_the_same_rows_again_are_known_and_changed_ones_refused(self):
        self.fill()
        self.book_all()
        file = self.upload(
            "open_item",
            self.item(demand_date=date(2026, 8, 3), demand_how="快递", demand_proof="SF123"),
            self.item(unit="P7", person_name="李雷", amount=99, document_number="B9"),
            self.item(period_from=date(2025, 7, 1), period_to=date(2025, 12, 31)),
        )
        self.assertEqual(file.known_count, 1)
        fresh = self.rows("open_item").filtered(lambda row: row.file_id == file)
        self.assertEqual(
            [(row.state, self.reasons(row)) for row in fresh],
            [("refused", ["golive_booked_differs"]), ("accepted", [])],
        )
        self.book_all()
        self.assertEqual(len(self.rows("open_item").filtered(lambda r: r.state == "booked")), 3)

    def test_another_go_live_cannot_book_a_row_again(self):
        self.fill()
        self.book_all()
        second = self.new_golive(
            transfer_account_id=self.new_account("Second", "199902", "asset_current").id
        )
        file = self.upload(
            "open_item",
            self.item(demand_date=date(2026, 8, 3), demand_how="快递", demand_proof="SF123"),
            golive=second,
        )
        self.assertEqual((file.known_count, len(self.rows(golive=second))), (1, 0))

    def test_booking_stops_and_goes_on_in_chunks(self):
        self.fill()
        self.golive.action_check()
        with patch.object(golive_booking, "CHUNK", 1), patch.object(golive_booking, "AT_ONCE", 1):
            self.golive.action_book()
            self.assertEqual((self.golive.state, self.golive.booked_count), ("booking", 0))
            system = self.golive.sudo()
            system._book_rows(system._next_rows())
            self.golive.invalidate_recordset()
            self.assertEqual(self.golive.booked_count, 1)
            with self.enter_registry_test_mode():
                self.env.ref("property_arrears.cron_arrears_golive").method_direct_trigger()
        self.golive.invalidate_recordset()
        self.assertEqual((self.golive.state, self.golive.booked_count), ("booked", 4))
        self.assertEqual(self.golive.sudo().row_ids.move_id.mapped("state"), ["posted"] * 4)

    def test_a_row_that_cannot_be_booked_is_refused_and_the_others_are_booked(self):
        self.fill()
        self.golive.action_check()
        self.li.with_company(self.company).property_account_receivable_id = self.new_account(
            "Closed", "112299", "asset_receivable", True
        )
        self.li.with_company(self.company).property_account_receivable_id.active = False
        self.golive.action_book()
        states = [row.state for row in self.rows("open_item")]
        self.assertEqual(states, ["booked", "refused"])
        self.assertEqual(self.reasons(self.rows("open_item")[1]), ["golive_failed"])

    def test_what_was_booked_can_be_taken_back_until_it_is_used(self):
        self.golive.opening_move_ids = self.opening_entry(550.5, prepaid=70, deposits=2000)
        self.fill()
        self.book_all()
        self.golive.action_move_opening()
        event = self.rows("open_item").event_id
        self.golive.action_undo()
        self.end_transaction()
        self.assertEqual(set(self.rows().mapped("state")), {"accepted"})
        self.assertEqual(event.state, "withdrawn")
        self.assertEqual(self.golive.transfer_balance, 0)
        self.assertFalse(self.env["arrears.charge"].search(
            [("unit_id", "=", self.flat.id), ("state", "!=", "gone")]))  # fmt: skip
        self.book_all()
        bill = self.rows("open_item")[0].line_id
        credit = self.receivables(self.money(450.5, partner=self.wang))
        (bill | credit).reconcile()
        with self.assertRaisesRegex(UserError, "paid or allocated"):
            self.golive.action_undo()

    def test_what_was_booked_is_frozen_for_everybody(self):
        self.fill()
        self.book_all()
        row = self.rows("open_item")[0]
        for change in ({"amount": 1}, {"unit_id": False}, {"state": "refused"}):
            with self.assertRaises(UserError):
                row.sudo().write(change)
        with self.assertRaises(UserError):
            row.sudo().unlink()
        with self.assertRaises(UserError):
            self.golive.sudo().unlink()


@tagged("post_install", "-at_install")
class TestGoliveOthers(GoliveCase):
    def test_units_and_owners_are_made_where_they_are_missing(self):
        owner = {"person_name": "赵云", "person_phone": "13700007777", "owner_from": "2021-05-01"}
        self.upload(
            "unit",
            {"building": "3", "entrance": 2, "number": 1501, "area": 88.8, **owner},
            {"building": None, "number": "P99", "usage": "车位", "area": 12, **owner},
            {"number": "1501", "person_name": "王芳", "owner_from": "2020-01-01"},
            {"number": "1501", "person_name": "别人", "owner_from": "2020-01-01"},
            {"number": "77", "person_name": "无日期"},
        )
        self.assertEqual(
            [self.reasons(row) for row in self.rows("unit")],
            [[], [], [], ["golive_owner_clash"], ["golive_owner_since_missing"]],
        )
        self.book_all()
        made = self.env["arrears.unit"].search([("name", "in", ("3-2-1501", "P99"))])
        self.assertEqual(len(made), 2)
        self.assertEqual(len(made.owner_id), 1, "one person by name and telephone")
        self.assertEqual(made.filtered("building").area, 88.8)
        row = self.upload("open_item", self.item(unit="3栋2单元1501", person_name="赵云"))
        self.assertEqual(row.row_ids.state, "accepted", row.row_ids.reason_text)

    def test_mandates_come_in_signed_and_their_accounts_stay_hidden(self):
        clearing = self.new_account("Clearing", "109901", "asset_current", True)
        self.env["arrears.bank.channel"].create(
            {"name": "CCB", "code": "ccb", "profile": "ccb_batch", "company_id": self.company.id,
             "journal_id": self.bank.id, "clearing_account_id": clearing.id}
        )  # fmt: skip
        mandate = {
            "unit": "1501", "person_name": "王芳", "holder": "王芳",
            "account": "6222000012345678901", "signed_on": "2023-05-20", "agreement_number": "DK1", "amount_max": 2000,
        }  # fmt: skip
        self.upload(
            "mandate", mandate,
            {**mandate, "unit": "P7", "person_name": "李雷", "account": 6.2220000123456e18},
            {**mandate, "unit": "P7", "person_name": "李雷", "valid_to": "2024-01-01"},
            {**mandate, "unit": "P7", "person_name": "李雷", "channel": "icbc"},
            {**mandate, "unit": "P7", "person_name": "李雷", "signed_on": None},
        )  # fmt: skip
        rows = self.rows("mandate")
        self.assertEqual(
            [self.reasons(row) for row in rows],
            [[], ["golive_account_number"], ["golive_mandate_over"], ["golive_channel_unknown"],
             ["golive_missing"]],
        )  # fmt: skip
        self.env.cr.execute(
            "SELECT COUNT(*) FROM arrears_golive_row WHERE arrears_golive_row::text LIKE %s",
            ["%6222000012345678901%"],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,), "no account in plain text")
        self.book_all()
        made = rows[0].mandate_id
        self.assertEqual(
            (made.state, made.account_last4, made.unit_ids), ("active", "8901", self.flat)
        )
        self.assertEqual((made.amount_max, made.agreement_number), (2000, "DK1"))
        file = self.upload("mandate", mandate)
        self.assertEqual(file.known_count, 1)

    def test_past_demands_restart_only_the_periods_they_name(self):
        self.upload(
            "open_item",
            self.item(period_from=date(2023, 1, 1), period_to=date(2023, 6, 30),
                      due_date=date(2023, 7, 31)),
            self.item(period_from=date(2023, 7, 1), period_to=date(2023, 12, 31),
                      due_date=date(2024, 1, 31)),
        )  # fmt: skip
        demand = {"unit": "1501", "person_name": "王芳", "demand_date": "2025-02-01",
                  "demand_how": "挂号信", "demand_proof": "R-1"}  # fmt: skip
        self.upload(
            "demand",
            {**demand, "period_from": "2023-01-01", "period_to": "2023-06-30"},
            {**demand, "period_from": "2020-01-01", "period_to": "2020-06-30"},
            {**demand, "period_from": "2023-07-01", "period_to": "2023-12-31", "demand_proof": ""},
        )
        self.assertEqual(
            [self.reasons(row) for row in self.rows("demand")],
            [[], ["golive_demand_for_nothing"], ["golive_missing"]],
        )
        self.book_all()
        charges = self.charges(*self.rows("open_item").move_id).sorted("due_date")
        self.assertEqual(charges.mapped("limitation_date"), [date(2028, 2, 1), date(2027, 2, 1)])
        self.assertEqual(self.rows("demand")[0].event_id.charge_link_ids.charge_id, charges[0])

    def test_a_former_firms_claims_stay_apart_until_they_are_assigned_and_notified(self):
        self.upload("former_claim", {**self.item(), "creditor": "旧园物业"})
        self.book_all()
        claim = self.rows("former_claim").former_claim_id
        self.assertEqual((claim.state, claim.creditor, claim.amount), ("kept", "旧园物业", 450.5))
        self.assertFalse(self.env["arrears.charge"].search([("unit_id", "=", self.flat.id)]))
        self.assertFalse(self.case_of(self.wang))
        for_accountant = claim.with_user(self.accountant)
        with self.assertRaises(UserError):
            for_accountant.action_book()
        claim = claim.with_user(self.manager)
        claim.write({"assigned_on": "2026-09-01", "assignment": "Contract 7"})
        with self.assertRaisesRegex(UserError, "Notice delivered on"):
            claim.action_assign()
        claim.write({"notified_on": "2026-09-10", "notified_how": "courier", "notice_proof": "SF9"})
        with self.assertRaises(AccessError):
            for_accountant.action_assign()
        claim.action_assign()
        for_accountant.counterpart_account_id = self.equity
        for_accountant.action_book()
        self.assertEqual(self.remaining(claim.move_id), {"principal": 450.5})
        with self.assertRaises(UserError):
            for_accountant.action_book()

    def test_the_check_list_says_what_is_missing_and_opens_it(self):
        self.estate.write({"office_hours": False})
        self.upload("open_item", self.item(price_basis=None), self.item(unit="x"))
        self.book_all()
        self.golive.action_look()
        found = {line.code: line.count for line in self.golive.checklist_ids}
        self.assertEqual(found["no_basis"], 1)
        self.assertEqual(found["refused_rows"], 1)
        self.assertEqual(found["transfer"], 1)
        self.assertIn("preview", found)
        self.assertNotIn("no_owner", found)
        for line in self.golive.checklist_ids:
            self.assertEqual(line.action_open()["type"], "ir.actions.act_window")
        line = self.golive.checklist_ids.filtered(lambda one: one.code == "no_basis")
        action = line.action_open()
        charge = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(charge.unit_id, self.flat)

    def test_samples_in_both_languages_are_read_by_the_upload(self):
        for sheet in self.golive._sheets():
            for language in ("en_US", "zh_CN"):
                with self.subTest(sheet, language=language):
                    golive = self.golive.with_context(lang=language)
                    content = golive._sample_content(sheet, "List")
                    golive.sudo().row_ids.unlink()
                    golive.sudo().file_ids.unlink()
                    file = golive._receive(sheet, "sample.xlsx", content)
                    self.assertEqual(file.row_count, 1, file.problem_text)
                    self.assertFalse(self.rows(sheet).read_problems)


@tagged("post_install", "-at_install")
class TestGoliveRights(GoliveCase):
    def test_collectors_and_cashiers_see_nothing_of_it(self):
        for user in (self.collector, self.worker("cashier"), self.worker("treasurer")):
            with self.assertRaises(AccessError):
                self.golive.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                self.rows().with_user(user).search([])

    def test_an_accountant_uploads_by_the_window_and_a_second_company_sees_nothing(self):
        window = Form(
            self.env["arrears.golive.upload"]
            .with_user(self.accountant)
            .with_context(default_golive_id=self.golive.id)
        )
        window.sheet = "open_item"
        window.whole_list = False
        wizard = window.save()
        with self.assertRaisesRegex(UserError, "Choose a file"):
            wizard.action_upload()
        other = self.new_company("Other")
        foreign = self.env["res.users"].create(
            {"name": "Foreign", "login": "golive-foreign", "company_id": other.id,
             "company_ids": other.ids,
             "group_ids": self.env.ref("property_arrears.group_accountant").ids}
        )  # fmt: skip
        golives = self.env["arrears.golive"].with_user(foreign)
        self.assertFalse(golives.with_context(allowed_company_ids=other.ids).search([]))

    def test_a_form_makes_a_go_live(self):
        form = Form(self.env["arrears.golive"].with_user(self.accountant))
        form.estate_id = self.estate
        form.date = CUT_OVER
        form.transfer_account_id = self.new_account("Third", "199903", "asset_current")
        self.assertEqual(len(form.save().balance_ids), 3)

    def test_the_transfer_account_is_of_one_open_go_live(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.new_golive()
            self.env.flush_all()
