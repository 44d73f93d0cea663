"""Nobody is pursued while the bank statement that would show his payment is too old."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .stops_case import StopsCase


@tagged("post_install", "-at_install")
class TestLedgerGap(StopsCase):
    def paid_into(self, journal, estate=None, **values):
        return self.env["arrears.receiving.account"].create(
            {
                "estate_id": (estate or self.estate).id,
                "journal_id": journal.id,
                "holder_name": "Lakeside",
                "bank_name": "Bank",
                "account_number": "6222 0000 1111 2222",
                "date_from": "2026-01-01",
                **values,
            }
        )

    def journal_of(self, code):
        journal = self.bank.copy({"code": code, "bank_account_id": False})
        journal.name = f"Bank {code}"
        return journal

    def other_estate(self):
        estate = self.estate.copy({"name": "Hillside", "code": "HILL"})
        unit = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "1", "area": 80})
        partner = self.partner("Hill owner")
        self.owing(300, partner=partner, unit=unit)
        return estate, self.case_of(partner, unit)

    def test_a_firm_that_never_imported_a_statement_has_nothing_too_old(self):
        self.assertNotIn("ledger_too_old", self.codes_of(day=self.later(400)))

    def test_it_stops_from_the_sixth_working_day_on(self):
        self.bank_line(1, "2026-09-08")
        self.assertNotIn("ledger_too_old", self.codes_of(), "Tuesday a week later is the fifth")
        self.assertIn("ledger_too_old", self.codes_of(day=self.later(1)))
        self.company.arrears_ledger_days = 4
        self.assertIn("ledger_too_old", self.codes_of())

    def test_only_the_estates_paid_into_the_old_account_rest(self):
        estate, other = self.other_estate()
        fresh, old = self.journal_of("FRESH"), self.journal_of("OLD")
        self.bank_line(1, "2026-09-14", fresh)
        self.bank_line(1, "2026-08-01", old)
        self.paid_into(old)
        self.paid_into(fresh, estate)
        self.assertIn("ledger_too_old", self.codes_of())
        self.assertNotIn("ledger_too_old", self.codes_of(other))
        reasons = self.case._stop_reasons(TODAY)[self.case.id]
        (reason,) = [one for one in reasons if one.code == "ledger_too_old"]
        self.assertEqual(reason.arguments["account"], "Bank OLD")
        self.assertEqual(reason.arguments["newest"], "2026-08-01")

    def test_an_estate_without_an_account_goes_by_the_freshest(self):
        self.bank_line(1, "2026-09-14", self.journal_of("FRESH"))
        self.bank_line(1, "2024-01-01", self.journal_of("GONE"))
        self.assertNotIn("ledger_too_old", self.codes_of())

    def test_a_statement_without_movements_proves_that_nothing_came(self):
        self.bank_line(1, "2026-09-01")
        self.assertIn("ledger_too_old", self.codes_of())
        line = self.bank_line(1, "2026-09-02")
        statement = self.env["account.bank.statement"].create({"line_ids": [(6, 0, line.ids)]})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_bank_statement SET date = '2026-09-14' WHERE id = %s", statement.ids
        )
        self.assertNotIn("ledger_too_old", self.codes_of())

    def test_a_run_leaves_the_estate_alone_and_says_why(self):
        self.switch_on()
        self.bank_line(1, "2026-08-01")
        run = self.run_on()
        line = self.line_of(run, self.case)
        self.assertEqual((line.outcome, self.codes(line)), ("stopped", ["ledger_too_old"]))
        self.assertIn("Enter the bank statement", line.reason_text)
        self.assertIn("Enter the bank statement", self.case.ledger_gap_text)
        self.assertFalse(self.contacts())

    def test_a_message_that_waits_is_refused_when_the_statement_grew_too_old(self):
        self.bank_line(1, "2026-09-08")
        self.switch_on()
        self.run_on()
        self.assertEqual(self.contacts().state, "queued")
        self.send(day=self.later(1))
        self.assertEqual(self.contacts().state, "refused")
        self.assertIn("newest movement", self.contacts().reason_text)

    def test_accountants_are_told_once_and_the_list_empties_by_itself(self):
        self.switch_on()
        self.bank_line(1, "2026-08-01")
        self.morning()
        self.morning(1)
        gap = self.env["arrears.ledger.gap"].search([("company_id", "=", self.company.id)])
        self.assertEqual(gap.estate_ids, self.estate)
        self.assertEqual(
            (gap.newest_on, gap.since), (self.day("2026-08-01"), self.day("2026-08-08"))
        )
        self.assertEqual(len(self.tasks(gap, self.accountant)), 1)
        self.bank_line(1, "2026-09-15")
        self.morning(2)
        self.assertEqual(gap.resolved_on, self.later(2))
        self.assertFalse(self.tasks(gap))

    def test_estates_that_are_not_switched_on_give_no_task(self):
        self.bank_line(1, "2026-08-01")
        self.morning()
        self.assertFalse(
            self.env["arrears.ledger.gap"].search([("company_id", "=", self.company.id)])
        )

    @mute_logger("odoo.sql_db")
    def test_an_account_is_listed_once_and_by_nobody_else(self):
        values = {
            "journal_id": self.bank.id,
            "company_id": self.company.id,
            "found_on": TODAY,
        }
        self.env["arrears.ledger.gap"].create(values)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["arrears.ledger.gap"].create(values)
        with self.assertRaises(AccessError):
            self.env["arrears.ledger.gap"].with_user(self.manager).create(values)

    def test_another_companys_statements_say_nothing_here(self):
        other = self.new_company("Other firm")
        self.env["account.chart.template"].try_loading("generic_coa", company=other)
        journal = self.journal("bank", other)
        self.bank_line(1, "2026-01-01", journal)
        self.assertNotIn("ledger_too_old", self.codes_of())
