"""Selecting what a batch asks for, and saying why a mandate is left out."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .debit_case import DebitCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestDebitCollect(DebitCase):
    def left_out(self, batch):
        """Codes of the reasons of each omission, by debtor."""
        return {
            omission.debtor_id: [reason["code"] for reason in omission.reasons]
            for omission in batch.omission_ids
        }

    def hold(self, bill, hold_type, **values):
        self.end_transaction()
        case = self.env["arrears.case"].search([("debtor_id", "=", bill.partner_id.id)])
        until = False if hold_type == "deceased" else TODAY + timedelta(days=5)
        return (
            self.env["arrears.hold"]
            .sudo()
            .create({"case_id": case.id, "type": hold_type, "date_until": until, **values})
        )

    def test_one_instruction_a_mandate_with_a_share_for_each_charge_oldest_first(self):
        mandate = self.mandate(units=self.flat + self.garage)
        self.invoice(self.line(300))
        self.invoice(self.line(80), arrears_unit_id=self.garage.id, due="2026-03-31")
        batch = self.batch()
        line = batch.line_ids
        self.assertEqual((line.mandate_id, line.amount), (mandate, 380))
        self.assertEqual(
            [(split.charge_id.unit_id, split.amount) for split in line.split_ids],
            [(self.garage, 80), (self.flat, 300)],
        )
        self.assertEqual((batch.line_count, batch.amount_total), (1, 380))
        self.assertRegex(line.reference, r"^[0-9A-Z]{1,12}$")
        self.assertRegex(batch.name, r"^DK260915\d{4,}$")
        self.assertLessEqual(len(batch.name), 16)

    def test_what_is_due_today_is_collected_and_what_is_due_tomorrow_is_not(self):
        self.mandate()
        self.invoice(self.line(30), due=TODAY)
        self.invoice(self.line(50), due=TODAY + timedelta(days=1))
        self.assertEqual(self.batch().line_ids.amount, 30)

    def test_only_kinds_that_the_payer_agreed_to_are_collected(self):
        mandate = self.mandate(covers_pass_through=False)
        self.invoice(
            self.line(300),
            self.line(50, "pass_through"),
            self.line(7, "late_fee"),
            self.line(900, "deposit"),
        )
        batch = self.batch()
        self.assertEqual(batch.line_ids.amount, 300)
        batch.unlink()
        mandate.action_suspend()
        mandate.write({"covers_pass_through": True, "covers_late_fee": True})
        mandate.action_activate()
        self.assertEqual(self.batch().line_ids.amount, 357)

    def test_units_estates_and_companies_outside_are_left_alone(self):
        self.mandate()
        self.invoice(self.line(80), arrears_unit_id=self.garage.id)
        other = self.env["arrears.estate"].create(
            {
                "name": "Hill",
                "code": "HILL",
                "company_id": self.company.id,
                "jurisdiction_id": self.estate.jurisdiction_id.id,
            }
        )
        self.flat.copy({"estate_id": other.id, "number": "9"})
        self.channel.estate_ids = [Command.set(other.ids)]
        self.invoice(self.line(300))
        self.assertFalse(self.batch().line_ids)

    def test_a_charge_on_its_way_is_in_no_second_batch(self):
        self.mandate()
        self.invoice(self.line(300))
        first = self.batch()
        second = self.batch(collection_date=TODAY + timedelta(days=1))
        self.assertFalse(second.line_ids)
        self.assertEqual(self.left_out(second), {self.owner: ["debit_in_flight"]})
        self.assertEqual(second.omission_ids.amount, 300)
        self.assertIn("on its way", second.omission_ids.reason_text)
        first.with_user(self.treasurer).unlink()
        second.action_collect_lines()
        self.assertEqual(second.line_ids.amount, 300)

    def test_the_database_itself_keeps_a_charge_out_of_a_second_batch(self):
        self.mandate()
        self.invoice(self.line(300))
        split = self.batch().line_ids.split_ids
        with mute_logger("odoo.sql_db"), self.refused(IntegrityError):
            split.copy()

    def test_above_a_limit_the_mandate_is_left_out_and_never_split(self):
        self.mandate(amount_max=299.99)
        self.invoice(self.line(300))
        batch = self.batch()
        self.assertEqual(self.left_out(batch), {self.owner: ["debit_above_mandate"]})
        self.assertIn("300.00", batch.omission_ids.reason_text)
        self.assertIn("299.99", batch.omission_ids.reason_text)
        self.channel.amount_max = 250
        batch.action_collect_lines()
        self.assertEqual(len(batch.omission_ids), 1)

    def test_holds_stop_a_debit_wholly_or_in_part(self):
        __, disputed = self.household("1", 100)
        __, partly = self.household("2", 100)
        __, promised = self.household("3", 100)
        __, silent = self.household("4", 100)
        two, bill = self.household("5", 100)
        self.invoice(self.line(40), partner_id=bill.partner_id.id, arrears_unit_id=two.unit_ids.id)
        self.hold(disputed, "dispute")
        self.hold(partly, "dispute", amount=30)
        self.hold(promised, "promise")
        self.hold(silent, "do_not_contact")
        self.hold(bill, "dispute", charge_ids=[Command.set(self.charges(bill).ids)])
        batch = self.batch()
        amounts = {line.debtor_id: line.amount for line in batch.line_ids}
        self.assertEqual(
            amounts, {partly.partner_id: 70, silent.partner_id: 100, bill.partner_id: 40}
        )
        self.assertEqual(
            self.left_out(batch),
            {
                disputed.partner_id: ["debit_hold_dispute"],
                promised.partner_id: ["debit_hold_promise"],
            },
        )

    def test_the_death_of_a_debtor_stops_all_units(self):
        self.mandate(units=self.flat + self.garage)
        bill = self.invoice(self.line(300))
        self.invoice(self.line(80), arrears_unit_id=self.garage.id)
        self.end_transaction()
        cases = self.env["arrears.case"].search([("debtor_id", "=", bill.partner_id.id)])
        self.env["arrears.hold"].sudo().create({"case_id": cases[0].id, "type": "deceased"})
        self.assertFalse(self.batch().line_ids)

    def test_invoices_excluded_from_follow_up_are_not_debited(self):
        self.mandate()
        bill = self.invoice(self.line(300))
        bill.no_followup = True
        batch = self.batch()
        self.assertEqual(self.left_out(batch), {self.owner: ["debit_no_followup"]})

    def test_a_name_that_the_bank_cannot_write_is_left_out(self):
        self.mandate(holder_name="Ωwner 😀")
        self.invoice(self.line(300))
        self.assertEqual(self.left_out(self.batch()), {self.owner: ["debit_not_writable"]})

    def test_expired_suspended_and_future_mandates_are_not_used(self):
        self.invoice(self.line(300))
        yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
        for values in ({"date_to": yesterday}, {"date_from": tomorrow}):
            mandate = self.mandate(**values)
            batch = self.batch()
            self.assertFalse(batch.line_ids)
            self.assertFalse(batch.omission_ids)
            mandate.action_revoke()

    def test_selecting_twice_gives_the_same_and_new_references(self):
        self.household("1")
        self.household("2")
        batch = self.batch()
        first = batch.line_ids.mapped("reference")
        batch.action_collect_lines()
        self.assertEqual(batch.line_ids.mapped("sequence"), [1, 2])
        self.assertFalse(set(first) & set(batch.line_ids.mapped("reference")))

    def test_two_mandates_for_one_charge_collect_it_once(self):
        first = self.mandate()
        second = self.mandate(units=self.garage, account="4000056789012345")
        self.env.flush_all()
        # What merging two contacts by SQL can leave behind.
        self.env.cr.execute(
            "UPDATE arrears_mandate_unit_rel SET arrears_unit_id = %s"
            " WHERE arrears_mandate_id = %s",
            [self.flat.id, second.id],
        )
        self.env.invalidate_all()
        self.invoice(self.line(300))
        batch = self.batch()
        self.assertEqual((batch.line_ids.mandate_id, batch.line_ids.amount), (first, 300))

    def test_a_line_can_be_left_out_by_hand_and_says_by_whom(self):
        self.household("1")
        batch = self.batch()
        batch.line_ids.with_user(self.treasurer).action_leave_out()
        self.assertFalse(batch.line_ids)
        self.assertIn(self.treasurer.name, batch.omission_ids.reason_text)
        with self.refused(AccessError):
            batch.omission_ids.with_user(self.treasurer).unlink()

    def test_selecting_many_takes_no_query_a_mandate(self):
        for number in range(3):
            self.household(str(number))
        small = self.count_queries()
        for number in range(3, 13):
            self.household(str(number))
        self.assertLessEqual(self.count_queries(), small + 4)

    def count_queries(self):
        batch = self.batch(collect=False)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        batch.with_user(self.treasurer).action_collect_lines()
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        self.assertTrue(batch.line_ids)
        batch.sudo().unlink()
        return count

    def test_channel_and_day_are_fixed_once_lines_are_selected(self):
        self.household("1")
        batch = self.batch()
        with self.refused(UserError, "fixed once instructions"):
            batch.collection_date = TODAY + timedelta(days=2)
