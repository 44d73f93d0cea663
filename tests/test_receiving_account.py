"""Where owners pay into: by purpose and time, printed on papers, and a hint for bank lines."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .claim_case import ClaimCase
from .ledger_case import LedgerCase

NUMBER = "33001616789012345"


@tagged("post_install", "-at_install")
class TestReceivingAccount(LedgerCase):
    def receiving(self, estate=None, **values):
        return self.env["arrears.receiving.account"].create(
            {
                "estate_id": (estate or self.estate).id, "journal_id": self.bank.id,
                "holder_name": "Firm Ltd", "bank_name": "CCB West Lake", "account_number": NUMBER,
                "date_from": "2026-01-01", **values,
            }
        )  # fmt: skip

    def lines(self):
        return self.estate.with_context(arrears_today=date(2026, 9, 15))._receiving_lines()

    def test_each_purpose_is_printed_with_its_account(self):
        self.receiving(purpose="deposit", account_number="622200001111")
        self.receiving()
        self.assertEqual(
            self.lines(),
            [
                "Transfer to: Firm Ltd, CCB West Lake, account 3300 1616 7890 1234 5",
                "Deposit, transfer to: Firm Ltd, CCB West Lake, account 6222 0000 1111",
            ],
        )

    def test_only_the_account_of_today_is_printed(self):
        self.receiving(date_to="2026-08-31")
        self.receiving(date_from="2026-09-01", account_number="622200001111")
        self.receiving(purpose="deposit", date_from="2026-10-01")
        self.assertEqual(len(self.lines()), 1)
        self.assertIn("6222 0000 1111", self.lines()[0])

    def test_two_accounts_for_one_purpose_on_one_day_are_refused_with_the_cure(self):
        self.receiving()
        self.receiving(purpose="deposit")
        with self.assertRaisesRegex(ValidationError, "(?s)two accounts for “All payments”.*day"):
            self.receiving(date_from="2026-06-01", account_number="622200001111")

    def test_the_database_refuses_what_two_people_save_at_once(self):
        first = self.receiving(date_to="2026-03-31")
        self.receiving(date_from="2026-04-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE arrears_receiving_account SET date_to = '2026-05-01' WHERE id = %s",
                    [first.id],
                )
                self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_a_number_that_is_none_is_refused_with_its_cause(self):
        with self.assertRaisesRegex(ValidationError, "8 to 34 digits"):
            self.receiving(account_number="12 34")
        with self.assertRaisesRegex(ValidationError, "check digits"):
            self.receiving(account_number="DE88370400440532013000")

    def test_the_journal_brings_its_account_and_another_one_is_refused(self):
        bank = self.env["res.bank"].create({"name": "CCB"})
        self.bank.bank_account_id = self.env["res.partner.bank"].create(
            {
                "acc_number": "6222 0000 1111", "partner_id": self.company.partner_id.id,
                "bank_id": bank.id, "company_id": self.company.id,
            }
        )  # fmt: skip
        form = Form(self.env["arrears.receiving.account"])
        form.estate_id = self.estate
        form.journal_id = self.bank
        self.assertEqual((form.bank_name, form.account_number), ("CCB", "6222 0000 1111"))
        self.assertEqual(form.holder_name, self.company.partner_id.name)
        form.save()
        with self.assertRaisesRegex(ValidationError, "belongs to account"):
            self.receiving(purpose="deposit")

    def test_managers_and_accountants_enter_them_and_others_read(self):
        own = self.receiving()
        for group, may in (("manager", True), ("accountant", True), ("cashier", False)):
            user = new_test_user(
                self.env, login=f"receiving-{group}", groups=f"property_arrears.group_{group}",
                company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
            )  # fmt: skip
            self.assertEqual(own.with_user(user).bank_name, "CCB West Lake")
            self.assertEqual(own.with_user(user).has_access("write"), may)
        other = self.env["res.company"].create({"name": "Other firm"})
        stranger = new_test_user(
            self.env, login="receiving-other", groups="property_arrears.group_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            own.with_user(stranger).read(["account_number"])

    def test_papers_and_the_check_list_know_them(self):
        self.estate.how_to_pay = False
        self.assertFalse(self.estate._ways_to_pay())
        self.receiving(date_from="2020-01-01")
        self.estate.how_to_pay = "At the office.\n"
        self.assertEqual(len(self.estate._ways_to_pay()), 2)
        board = self.env["arrears.price.board"]._board(self.estate)
        self.assertIn("account 3300 1616", board["how_to_pay"][1])
        paper = self.env["arrears.document"]._page(
            self.estate, "price_board", {}, self.estate.company_id
        )
        self.assertEqual(len(paper["ways_to_pay"]), 2)


@tagged("post_install", "-at_install")
class TestReceivingAccountHint(ClaimCase):
    def test_money_on_the_account_of_an_estate_is_sought_there(self):
        other = self.estate.copy({"name": "山水苑", "code": "SSY"})
        twin = self.env["arrears.unit"].create(
            {"estate_id": other.id, "building": "3", "entrance": "2", "number": self.flat.number,
             "area": 90}
        )  # fmt: skip
        neighbour = self.partner("王五")
        self.lives(neighbour, twin)
        self.assertNotEqual(self.claim(7, "3-2-1501").proposal_ids[:1].score, 80)
        self.env["arrears.receiving.account"].create(
            {
                "estate_id": other.id, "journal_id": self.bank.id, "holder_name": "Firm Ltd",
                "bank_name": "CCB", "account_number": NUMBER, "date_from": "2020-01-01",
            }
        )  # fmt: skip
        claim = self.claim(8, "3-2-1501")
        self.assertEqual((claim.debtor_id, claim.estate_id), (neighbour, other))
        self.assertEqual(self.claim(9, "转账").estate_id, other)
