"""Money that may lie unidentified on the bank stops collection for a few days, and no longer."""

from odoo.tests import new_test_user, tagged

from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestClaimStop(CollectionCase):
    def bank_line(self, amount, remark="转账", when="2026-09-14", known="2026-09-14"):
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": amount, "date": when, "payment_ref": remark}
        )  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_bank_statement_line SET create_date = %s WHERE id = %s",
            (known, line.id),
        )
        self.end_transaction()
        return line

    def stops(self, day=None):
        reasons = self.case_of()._stop_reasons(day or self.later(0))[self.case_of().id]
        return [reason.code for reason in reasons if reason.code == "unidentified_receipt"]

    def test_a_line_of_just_the_amount_owed_stops_for_three_working_days(self):
        self.owing(450)
        self.assertFalse(self.stops())
        self.bank_line(450)
        self.assertTrue(self.stops())
        self.assertTrue(self.stops(self.later(2)), "Thursday is the third working day")
        self.assertFalse(self.stops(self.later(3)))

    def test_a_line_of_another_amount_or_older_than_thirty_days_stops_nobody(self):
        self.owing(450)
        self.bank_line(451)
        self.bank_line(450, when="2026-08-01", known="2026-09-14")
        self.assertFalse(self.stops())

    def test_a_promised_amount_stops_too(self):
        self.owing(450)
        self.env["arrears.hold"].create(
            {"case_id": self.case_of().id, "type": "payment_claim", "amount": 200,
             "date_until": self.later(5)}
        )  # fmt: skip
        self.bank_line(200)
        self.assertTrue(self.stops())

    def test_a_line_that_surely_is_somebody_elses_stops_only_him(self):
        self.owing(450)
        other = self.partner("李四")
        unit = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "building": "9", "number": "901"}
        )
        bill = self.owing(450, partner=other, unit=unit)
        line = self.bank_line(450, bill.name)
        claim = self.env["arrears.claim"]._make_for(line)
        self.assertTrue(claim.sure)
        self.assertFalse(self.stops())
        case = self.case_of(other, unit)
        self.assertTrue(case._stop_reasons(self.later(0))[case.id])

    def test_a_line_that_was_claimed_stops_nobody(self):
        bill = self.owing(450)
        self.owing(450, due="2026-05-31")
        claim = self.env["arrears.claim"]._make_for(self.bank_line(450, bill.name))
        self.env.user.group_ids += self.env.ref("property_arrears.group_accountant")
        claim.action_confirm()
        self.end_transaction()
        self.assertFalse(self.stops())

    def test_an_accountant_gets_one_task(self):
        accountant = new_test_user(
            self.env, login="stop-accountant", groups="property_arrears.group_accountant",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        self.owing(450)
        claim = self.env["arrears.claim"]._make_for(self.bank_line(450))
        self.assertEqual(claim.activity_ids.user_id, accountant)
        claim._propose()
        self.assertEqual(len(claim.activity_ids), 1)
