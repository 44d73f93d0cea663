import os
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.tests import TransactionCase, tagged

from ..demo.firm import MODULE, build
from ..demo.model import DEBTOR_KINDS, SMALL
from ..engine.money import minor_units


@tagged("post_install", "-at_install")
class TestDemoFirm(TransactionCase):
    """The demonstration's firm, scaled down, in a company of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        key = patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": Fernet.generate_key().decode()})
        key.start()
        cls.addClassCleanup(key.stop)
        cls.letters = cls.env["mail.mail"].search_count([])
        cls.messages = cls.env["sms.sms"].search_count([])
        company = cls.env["res.company"].create({"name": "Firm of the demonstration"})
        cls.firm = build(cls.env, company=company, scale=SMALL)
        cls.env = cls.firm.books.company.env
        cls.company = cls.firm.books.company

    def _cases(self, kind):
        return self.env["arrears.case"].search(
            [("debtor_id", "=", self.firm.party(kind).id), ("company_id", "=", self.company.id)]
        )

    def _holds(self, kind):
        return self._cases(kind).hold_ids

    def test_ties_out_to_the_cent(self):
        found = self.env["arrears.tie.out"]._compute_for(self.company, self.firm.roster.today)
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ]
        )
        ledger = sum(minor_units(line.balance) for line in lines)
        self.assertEqual(minor_units(found.ledger_balance), ledger)
        self.assertEqual(minor_units(found.unexplained), 0)
        self.assertEqual(found.lines_off_count, 0)

    def test_every_kind_of_debtor_is_there_and_can_be_found(self):
        for kind in DEBTOR_KINDS:
            with self.subTest(kind):
                debtor = self.env.ref(f"{MODULE}.debtor_{kind}_1")
                bills = self.env["account.move"].search_count(
                    [("partner_id", "=", debtor.id), ("move_type", "=", "out_invoice")]
                )
                self.assertTrue(bills, "everybody is billed")

    def test_three_estates_are_billed_in_their_own_rhythm(self):
        cycles = {code: estate.billing_cycle for code, estate in self.firm.estates.items()}
        self.assertEqual(sorted(cycles.values()), ["month", "quarter", "year"])
        self.assertEqual(self.firm.estates["HX"].fee_basis, "commission")

    def test_nothing_was_sent_while_the_past_was_written_down(self):
        self.assertEqual(self.env["mail.mail"].search_count([]), self.letters)
        self.assertEqual(self.env["sms.sms"].search_count([]), self.messages)
        self.assertFalse(any(estate.escalation_enabled for estate in self.firm.estates.values()))

    def test_who_pays_well_has_no_card_and_who_does_not_has_one(self):
        self.assertFalse(self._cases("prepaid_year").filtered(lambda case: case.state != "closed"))
        [long_overdue] = self._cases("long_overdue")
        self.assertGreater(long_overdue.days_overdue, 180)
        self.assertEqual(long_overdue.state, "open")

    def test_promises_were_broken_twice(self):
        cases = self._cases("two_broken_promises")
        broken = self.env["arrears.hold"]._broken_promises(cases, self.firm.roster.today)
        self.assertEqual(sum(broken.values()), 2)

    def test_holds_of_the_kinds_whose_own_rooms_come_later(self):
        for kind, hold in (
            ("disputes_part", "dispute"),
            ("plan", "plan"),
            ("deceased", "deceased"),
            ("sister_company", "payment_claim"),
            ("hardship", "hardship"),
        ):
            with self.subTest(kind):
                self.assertIn(hold, self._holds(kind).mapped("type"))
        self.assertTrue(self._holds("disputes_part").charge_ids, "only a part is disputed")

    def test_units_with_several_parties_or_spaces(self):
        self.assertEqual(len(self._cases("two_parking")), 3, "a flat and two spaces")
        couple = self.firm.unit_of("couple_one_phone").ownership_ids
        self.assertEqual(set(couple.mapped("role")), {"owner", "co_owner"})
        self.assertEqual(len(set(couple.partner_id.mapped("phone"))), 1)
        shop = self.firm.unit_of("tenant_payer")
        self.assertEqual(shop.payer_id, self.firm.party("tenant_payer"))
        self.assertTrue(shop.ownership_ids.filtered("jointly_liable"))
        self.assertFalse(self.firm.party("no_phone").phone)

    def test_unit_sold_within_a_quarter_is_billed_to_both_by_days(self):
        unit = self.firm.unit_of("sold_mid_quarter")
        sold = unit.ownership_ids.filtered("date_to")
        lines = self.env["account.move.line"].search(
            [
                ("arrears_unit_id", "=", unit.id),
                ("arrears_period_from", "<=", sold.date_to),
                ("display_type", "=", "product"),
                ("arrears_period_to", ">=", sold.date_to),
            ]
        )
        self.assertEqual(lines.partner_id, sold.partner_id)
        self.assertEqual(lines.arrears_period_to, sold.date_to)

    def test_former_firm_left_one_period_that_is_time_barred(self):
        charges = self.env["arrears.charge"].search(
            [("debtor_id", "=", self.firm.party("former_firm").id), ("price_basis", "=", False)]
        )
        self.assertEqual(sorted(charges.mapped("time_barred")), [False, True])

    def test_money_in_the_wrong_place_stays_a_credit(self):
        payer = self.firm.party("sister_company")
        credit = self.env["account.move.line"].search(
            [("partner_id", "=", payer.id), ("company_id", "=", self.firm.sister.id)]
        )
        self.assertTrue(credit)
        self.assertFalse(credit.filtered("reconciled"))

    def test_a_waiver_waits_for_the_sidecar_and_mandates_for_the_bank(self):
        [waiver] = self.env["arrears.waiver"].search([("company_id", "=", self.company.id)])
        self.assertEqual(waiver.state, "approved")
        mandates = self.env["arrears.mandate"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(mandates.mapped("state")), {"active"})
        self.assertIn(self.firm.party("failing_debit"), mandates.debtor_id)
        [program] = self.env["arrears.incentive.program"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(program.state, "active")

    def test_staff_read_chinese(self):
        self.assertEqual({user.lang for user in self.firm.staff.values()}, {"zh_CN"})
