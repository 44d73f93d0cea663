"""Asking for fapiao, recording them, and the red letters that credit notes bring."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .fapiao_case import CREDIT_CODE, NUMBER, FapiaoCase


@tagged("post_install", "-at_install")
class TestFapiaoAsking(FapiaoCase):
    def test_a_request_covers_what_is_billed_with_its_tax(self):
        move, charge = self.bill(100)
        fapiao = self.ask(charge)
        self.assertEqual((fapiao.amount, fapiao.amount_tax, fapiao.title), (106, 6, "Owner"))
        line = fapiao.line_ids
        self.assertEqual((line.charge_id, line.move_id, line.tax_rate), (charge, move, 6))
        self.assertEqual((charge.arrears_fapiao_status, move.arrears_fapiao_status), ("asked",) * 2)
        self.assertTrue(self.company.arrears_uses_fapiao)

    def test_several_bills_share_one_and_one_bill_may_have_several(self):
        first, second = self.bill(100), self.bill(50, due="2026-05-31")
        charges = first[1] | second[1]
        together = self.ask(charges)
        self.assertEqual((len(together), together.amount), (1, 159))
        together.action_withdraw()
        apart = self.ask(charges, one_a_bill=True)
        self.assertEqual(sorted(apart.mapped("amount")), [53, 106])

    def test_what_was_credited_before_is_not_invoiced(self):
        move, charge = self.bill(100)
        self.credit(move, 30)
        self.assertEqual(self.ask(charge).amount, 74.2)

    def test_nothing_is_asked_for_twice(self):
        _move, charge = self.bill(100)
        fapiao = self.ask(charge)
        with self.assertRaisesRegex(UserError, fapiao.name):
            self.ask(charge)

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_a_second_request(self):
        _move, charge = self.bill(100)
        line = self.ask(charge).line_ids
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            line.sudo().copy({"fapiao_id": line.fapiao_id.id})
            self.env.flush_all()

    def test_a_deposit_and_an_unclassified_bill_get_none(self):
        for kind, text in (("deposit", "deposit"), (None, "no kind")):
            move = self.invoice(self.line(10, kind))
            with self.assertRaisesRegex(UserError, text):
                self.ask(self.charges(move))

    def test_another_jurisdiction_has_none(self):
        self.estate.jurisdiction_id = self.env.ref("property_arrears.jurisdiction_eu")
        move, charge = self.bill(100)
        with self.assertRaisesRegex(UserError, "no estate where fapiao"):
            self.ask(charge)
        self.assertFalse(move.arrears_shows_fapiao)
        views = self.env["arrears.charge"].get_views([(False, "list")])["views"]
        self.assertNotIn("arrears_fapiao_status", views["list"]["arch"])
        self.env.user.company_ids = self.company
        menu = self.env.ref("property_arrears.menu_fapiao_to_issue")
        self.assertIn(menu.id, self.env["ir.ui.menu"]._load_menus_blacklist())

    def test_the_buyer_is_remembered(self):
        _move, charge = self.bill(100)
        buyer = {"title": "Lakeside  Trading", "tax_number": f" {CREDIT_CODE.lower()} ",
                 "fapiao_type": "special"}  # fmt: skip
        self.ask(charge, buyer=buyer)
        later = self.ask(self.bill(50, due="2026-05-31")[1])
        self.assertEqual(
            (later.title, later.tax_number, later.fapiao_type),
            ("Lakeside Trading", CREDIT_CODE, "special"),
        )

    def test_a_wrong_tax_number_is_refused_with_its_fault(self):
        _move, charge = self.bill(100)
        for tax_number, fapiao_type, text in (
            ("123", "ordinary", "15 to 20"),
            ("91110000600037342L", "ordinary", "check digit"),
            (False, "special", "needs the buyer"),
        ):
            buyer = {"title": "X", "tax_number": tax_number, "fapiao_type": fapiao_type}
            with self.assertRaisesRegex(ValidationError, text), self.env.cr.savepoint():
                self.ask(charge, buyer=buyer)

    def test_a_lower_amount_takes_its_share_of_the_tax(self):
        fapiao = self.ask(self.bill(100)[1])
        with Form(fapiao) as form:
            with form.line_ids.edit(0) as line:
                line.amount = 53
        self.assertEqual((fapiao.amount, fapiao.amount_tax), (53, 3))
        with self.assertRaisesRegex(ValidationError, "no more than"):
            fapiao.line_ids.amount = 107
        with self.assertRaisesRegex(UserError, "Only the amount"):
            fapiao.line_ids.charge_id = False


@tagged("post_install", "-at_install")
class TestFapiaoIssued(FapiaoCase):
    def test_an_issued_fapiao_stands_still_for_everybody(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        self.assertEqual((fapiao.state, fapiao.issued_by_id), ("issued", self.accountant))
        self.assertEqual(
            (charge.arrears_fapiao_status, move.arrears_fapiao_status), ("issued",) * 2
        )
        for refused in (
            lambda: fapiao.sudo().write({"number": "1" * 20}),
            lambda: fapiao.sudo().write({"title": "Another"}),
            lambda: fapiao.sudo().write({"state": "asked"}),
            lambda: fapiao.line_ids.sudo().write({"amount": 1}),
            lambda: fapiao.sudo().unlink(),
            lambda: fapiao.action_withdraw(),
        ):
            with self.assertRaises(UserError):
                refused()

    def test_a_number_has_20_digits_a_date_and_is_used_once(self):
        fapiao = self.ask(self.bill(100)[1])
        for number, day, text in (
            ("123", "2026-09-01", "3 digits"),
            ("2.4332E+19", "2026-09-01", "lost digits"),
            (NUMBER, "2026-09-16", "lies ahead"),
            (NUMBER, False, "date of the fapiao is missing"),
        ):
            fapiao.write({"number": number, "issued_on": day})
            with self.assertRaisesRegex(UserError, text):
                fapiao.action_issue()
        fapiao.write({"number": f" {NUMBER[:10]} {NUMBER[10:]}", "issued_on": "2026-09-01"})
        fapiao.action_issue()
        self.assertEqual(fapiao.number, NUMBER)
        other = self.ask(self.bill(50, due="2026-05-31")[1])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                other.write({"number": NUMBER, "issued_on": "2026-09-01"})
                self.env.flush_all()

    def test_a_fapiao_of_the_earlier_systems_has_a_code_and_eight_digits(self):
        fapiao = self.ask(self.bill(100)[1])
        fapiao.write({"number": "12345678", "code": "033002100111", "issued_on": "2026-09-01"})
        fapiao.action_issue()
        self.assertEqual(fapiao.state, "issued")

    def test_status_is_found_by_search(self):
        _first, issued = self.bill(100)
        _second, bare = self.bill(50, due="2026-05-31")
        self.issued(issued)
        for word, found, missing in (("issued", issued, bare), ("none", bare, issued)):
            charges = self.env["arrears.charge"].search([("arrears_fapiao_status", "=", word)])
            self.assertIn(found, charges)
            self.assertNotIn(missing, charges)
        moves = self.env["account.move"].search([("arrears_fapiao_status", "=", "issued")])
        self.assertEqual(moves, issued.move_id)

    def test_who_may_do_what(self):
        _move, charge = self.bill(100)
        fapiao = self.ask(charge)
        for user in (self.cashier, self.manager):
            self.assertEqual(fapiao.with_user(user).amount, 106)
            for method in ("action_issue", "action_withdraw", "action_export"):
                with self.assertRaises(AccessError):
                    getattr(fapiao.with_user(user), method)()
        with self.assertRaises(AccessError):
            fapiao.with_user(self.collector).read(["title"])
        self.assertEqual(charge.with_user(self.collector).arrears_fapiao_status, "asked")

    def test_another_company_sees_none_of_it(self):
        fapiao = self.ask(self.bill(100)[1])
        other = self.new_company("Other")
        stranger = self.user("stranger", "accountant")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        visible = self.env["arrears.fapiao"].with_user(stranger).with_context(
            allowed_company_ids=other.ids
        )  # fmt: skip
        self.assertFalse(visible.search([("id", "=", fapiao.id)]))


@tagged("post_install", "-at_install")
class TestRedLetter(FapiaoCase):
    def test_a_credit_note_asks_for_a_red_letter_over_its_amount(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        self.credit(move, 30)
        red = self.red_letters(fapiao)
        self.assertEqual((red.is_red, red.state), (True, "asked"))
        self.assertEqual((red.amount, red.amount_tax), (-31.8, -1.8))
        self.assertEqual(charge.arrears_fapiao_status, "red_needed")
        self.assertEqual(move.arrears_fapiao_status, "red_needed")

    def test_it_follows_the_ledger_and_a_second_look_changes_nothing(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        first = self.credit(move, 30)
        red = self.red_letters(fapiao)
        self.credit(move, 20)
        self.assertEqual(self.red_letters(fapiao), red)
        self.assertEqual(red.amount, -53)
        before = red.write_date, red.line_ids.mapped("write_date")
        self.env["arrears.fapiao"]._follow_ledger(self.company, self.owner.ids)
        self.assertEqual((red.write_date, red.line_ids.mapped("write_date")), before)
        first.button_draft()
        first.button_cancel()
        self.receivables(first).remove_move_reconcile()
        self.end_transaction()
        self.assertEqual(red.amount, -21.2)

    def test_once_issued_the_charge_is_red_lettered_and_may_be_invoiced_anew(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        self.credit(move, 100)
        red = self.red_letters(fapiao).with_user(self.accountant)
        red.write({"number": "2" * 20, "issued_on": "2026-09-02"})
        red.action_issue()
        self.assertEqual((red.amount, red.amount_tax), (-106, -6))
        self.assertEqual(charge.arrears_fapiao_status, "red_lettered")
        self.env["arrears.fapiao"]._follow_ledger(self.company, self.owner.ids)
        self.assertEqual(self.red_letters(fapiao), red)

    def test_a_red_letter_is_not_older_than_its_fapiao_and_is_withdrawn_by_nobody(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        self.credit(move, 100)
        red = self.red_letters(fapiao).with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "follows the ledger"):
            red.action_withdraw()
        red.write({"number": "2" * 20, "issued_on": "2026-08-31"})
        with self.assertRaisesRegex(UserError, "not older"):
            red.action_issue()

    def test_a_credit_note_on_a_paid_bill_counts_though_it_met_nothing(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        self.pay(move, 106)
        self.credit(move, 10, reconcile=False)
        self.assertEqual(self.red_letters(fapiao).amount, -10.6)

    def test_a_credit_note_that_met_another_bill_takes_back_the_fapiao_of_its_own(self):
        move, charge = self.bill(100)
        other, later = self.bill(50, due="2026-05-31")
        fapiao, untouched = self.issued(charge), self.issued(later, number="3" * 20)
        self.pay(move, 106)
        note = self.credit(move, 10, reconcile=False)
        self.receivables(other, note).reconcile()
        self.end_transaction()
        self.assertEqual(later.amount_credited, 10.6)
        self.assertEqual(self.red_letters(fapiao).amount, -10.6)
        self.assertFalse(self.red_letters(untouched))

    def test_what_anothers_credit_note_paid_can_be_invoiced_in_full(self):
        move, _charge = self.bill(100)
        other, later = self.bill(50, due="2026-05-31")
        self.pay(move, 106)
        self.receivables(other, self.credit(move, 10, reconcile=False)).reconcile()
        self.end_transaction()
        self.assertEqual(self.ask(later).amount, 53)

    def test_a_cancelled_bill_asks_for_all_of_it_and_a_draft_waits(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        move.button_draft()
        self.end_transaction()
        self.assertFalse(self.red_letters(fapiao))
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            move.unlink()
        move.button_cancel()
        self.end_transaction()
        self.assertEqual(self.red_letters(fapiao).amount, -106)
        self.assertEqual(move.arrears_fapiao_status, "red_needed")

    def test_a_bill_posted_again_with_less_asks_for_the_difference(self):
        move, charge = self.bill(100)
        fapiao = self.issued(charge)
        move.button_draft()
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.end_transaction()
        self.assertEqual(self.red_letters(fapiao).amount, -10.6)

    def test_a_request_shrinks_with_its_bill_and_ends_with_it(self):
        move, charge = self.bill(100)
        fapiao = self.ask(charge)
        self.credit(move, 30)
        self.assertEqual((fapiao.amount, fapiao.amount_tax), (74.2, 4.2))
        self.credit(move, 70)
        self.assertEqual(fapiao.state, "withdrawn")

    def test_who_approves_a_waiver_sees_the_red_letter_first(self):
        _principal, fee = self.arrears(40)
        fapiao = self.issued(self.charges(fee))
        waiver = self.waiver((self.charges(fee), 10))
        waiver.action_submit()
        manager = waiver.with_user(self.manager)
        self.assertIn(NUMBER, manager.fapiao_text)
        self.assertIn("10.00", manager.fapiao_text)
        manager.action_approve()
        self.assertIn(NUMBER, " ".join(waiver.sudo().message_ids.mapped("body")))
        self.apply_waivers(waiver)
        self.end_transaction()
        self.assertEqual(self.red_letters(fapiao).amount, -10)

    def test_a_waiver_without_fapiao_says_nothing(self):
        _principal, fee = self.arrears(40)
        self.assertFalse(self.waiver((self.charges(fee), 10)).fapiao_text)

    def test_who_credits_a_bill_sees_it_before_and_on_the_draft(self):
        move, charge = self.bill(100)
        self.issued(charge)
        self.assertIn(NUMBER, move.arrears_fapiao_text)
        context = {"active_model": "account.move", "active_ids": move.ids}
        wizard = (
            self.env["account.move.reversal"]
            .with_context(**context)
            .create({"journal_id": move.journal_id.id})
        )
        self.assertIn("106.00", wizard.arrears_fapiao_text)
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        self.assertIn("106.00", note.arrears_fapiao_text)
        note.invoice_line_ids.price_unit = 50
        self.assertIn("53.00", note.arrears_fapiao_text)
