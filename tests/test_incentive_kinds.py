"""Programmes by kind: bills in a row, a year in advance, direct debit; and what ends them."""

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import CheckViolation

from ..engine.reason import Reason
from .counter_case import CounterCase
from .rewards_receipts import RewardsReceipts
from .rewards_scene import RewardsScene


class KindsScene(RewardsScene):
    def facts(self, program):
        """Facts by subject."""
        self.end_transaction()
        rows = program._sidecar_facts(program.id, 0, 500)["rows"]
        return {row["subject"]: row for row in rows}

    def decided(self, program):
        """{subject: granted, or the first code against it} when everything is proposed."""
        facts = self.facts(program)
        proposals = [
            {"cause": row["cause"], "debtor_id": row["debtor_id"], "unit_id": row["unit_id"]}
            for row in facts.values()
        ]
        answers = program._sidecar_grant(program.id, proposals)
        codes = [answer["code"] or answer["state"] for answer in answers]
        return dict(zip(facts, codes, strict=True))


@tagged("post_install", "-at_install")
class TestIncentiveRow(KindsScene):
    def row(self, **values):
        return self.program(kind="in_a_row", row_length=2, **values)

    def bills(self, count, **values):
        """Charges of so many monthly bills, due at the end of April and later, paid in time."""
        charges = self.env["arrears.charge"]
        for month in range(4, 4 + count):
            day = f"2026-{month:02d}-28"
            move = self.paid_bill(self.taxed(100), due=day, on=values.pop("on", day), **values)
            charges |= self.charges(move)
        return charges

    def test_every_second_bill_earns_and_each_counts_once(self):
        charges = self.bills(5)
        program = self.row()
        decided = self.decided(program)
        self.assertEqual(
            [decided[charge.id] for charge in charges],
            ["row_too_short", "granted", "row_too_short", "granted", "row_too_short"],
        )
        awards = program.award_ids.sorted("id")
        self.assertEqual(awards.charge_id, charges[1] | charges[3])
        self.assertEqual(awards[0].bill_ids.charge_id, charges[0] | charges[1])
        self.assertEqual(awards[0].amount, 5.30)
        self.assertEqual(program.amount_granted, 10.60)
        again = self.decided(program)
        self.assertNotIn("granted", again.values())
        self.assertEqual(len(program.award_ids), 2)
        self.assertEqual(self.next_bill(self.taxed(200)).amount_total, 201.40)
        self.assertTiesOut()

    def test_a_late_bill_ends_the_row(self):
        late = self.bills(1, on="2026-05-20")
        charges = self.charges(
            self.paid_bill(self.line(100), due="2026-05-31", on="2026-05-31"),
            self.paid_bill(self.line(100), due="2026-06-30", on="2026-06-30"),
        )
        decided = self.decided(self.row())
        self.assertEqual(decided[late.id], "settled_late")
        self.assertEqual([decided[one.id] for one in charges], ["row_too_short", "granted"])

    def test_an_open_bill_in_between_ends_it_also_before_its_last_day(self):
        first = self.bills(1)
        self.invoice(self.line(100), due="2026-09-20")
        last = self.charges(self.paid_bill(self.line(100), due="2026-09-28", on="2026-09-01"))
        decided = self.decided(self.row())
        self.assertEqual({decided[first.id], decided[last.id]}, {"row_too_short"})

    def test_units_and_kinds_have_rows_of_their_own(self):
        self.bills(1)
        self.charges(self.paid_bill(self.line(50), arrears_unit_id=self.garage.id))
        program = self.row(rewards_pass_through=True)
        self.charges(self.paid_bill(self.line(30, "pass_through"), due="2026-05-31"))
        self.assertEqual(set(self.decided(program).values()), {"row_too_short"})

    def test_a_later_bill_starts_behind_what_was_used(self):
        charges = self.bills(2)
        program = self.row()
        self.assertEqual(self.decided(program)[charges[1].id], "granted")
        more = self.charges(self.paid_bill(self.line(100), due="2026-07-31", on="2026-07-01"))
        self.assertEqual(self.decided(program)[more.id], "row_too_short")

    def test_the_database_itself_counts_a_bill_once(self):
        self.bills(2)
        program = self.row()
        self.decided(program)
        counted = program.award_ids.bill_ids[:1]
        with self.refused_by_an_index():
            self.env.cr.execute(
                SQL(
                    "INSERT INTO arrears_incentive_award_bill"
                    " (award_id, program_id, company_id, charge_id)"
                    " SELECT award_id, program_id, company_id, charge_id"
                    " FROM arrears_incentive_award_bill WHERE id = %s",
                    counted.id,
                )
            )

    def test_any_bill_of_the_row_takes_the_reward_with_it(self):
        charges = self.bills(2)
        program = self.row()
        self.decided(program)
        self.env["arrears.incentive.award"].sudo()._take_back_for(
            charges[0], Reason("payment_returned")
        )
        self.assertEqual(program.award_ids.state, "taken_back")
        self.assertEqual(program.amount_granted, 0)

    def test_a_row_has_at_least_two_bills(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.program(kind="in_a_row", row_length=1, active=False).flush_recordset()

    def test_deciding_takes_the_same_queries_for_any_number(self):
        self.bills(5)
        program = self.row()
        facts = list(self.facts(program).values())
        proposals = [
            {"cause": row["cause"], "debtor_id": row["debtor_id"], "unit_id": row["unit_id"]}
            for row in facts
        ]
        counts = []
        for some in (proposals[1:2], proposals[2:5]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            program._sidecar_grant(program.id, some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestIncentivePrepaid(RewardsReceipts, KindsScene):
    def year(self, **values):
        defaults = {"kind": "prepaid_year", "reward_type": "months", "percent": 0, "free_months": 1}
        return self.program(name="Year", **{**defaults, **values})

    def test_twelve_months_in_advance_earn_a_free_month_beside_the_cap(self):
        item = self.prepay(2160)
        program = self.year()
        self.assertEqual(self.decided(program), {item.id: "granted"})
        award = program.award_ids
        self.assertEqual((award.amount, award.basis, award.unit_id), (180, 2160, self.flat))
        self.assertFalse(award.charge_id)
        row = self.env["arrears.prepayment"].search([("unit_id", "=", self.flat.id)])
        self.assertFalse(row.is_above_cap, "a free month is no money in advance")
        self.assertEqual(self.decided(program), {}, "once")
        bill = self.next_bill(self.line(180), self.line(180))
        self.assertEqual(bill.amount_total, 180)
        self.assertEqual(award.state, "booked")
        self.assertTiesOut()

    def test_less_than_a_year_more_than_the_cap_and_no_price_are_told_apart(self):
        short = self.prepay(2159.99)
        garage = self.prepay(601, unit=self.garage)
        program = self.year()
        self.assertEqual(
            self.decided(program), {short.id: "year_not_prepaid", garage.id: "prepaid_above_cap"}
        )
        self.env["arrears.fee.standard"].search([("estate_id", "=", self.estate.id)]).unlink()
        self.assertEqual(set(self.decided(program).values()), {"price_unknown"})

    def test_money_that_paid_an_older_bill_is_not_in_advance(self):
        old = self.invoice(self.line(300), due="2026-04-10")
        item = self.prepay(2160)
        (self.receivables(old) | item).reconcile()
        self.assertEqual(self.decided(self.year()), {item.id: "year_not_prepaid"})

    def test_what_the_next_bills_use_was_in_advance_all_the_same(self):
        item = self.prepay(2160)
        bill = self.next_bill(self.line(180))
        (self.receivables(bill) | item).reconcile()
        self.assertEqual(self.decided(self.year()), {item.id: "granted"})

    def test_money_that_is_about_to_go_back_or_went_elsewhere_earns_nothing(self):
        flat = self.bank_in(2160)
        self.refund(flat).action_request()
        garage = self.prepay(600, unit=self.garage)
        self.env["arrears.prepayment.transfer"].with_user(self.accountant).create(
            {"item_id": garage.id, "unit_id": self.flat.id, "reason": "Asked for"}
        ).action_done()
        decided = self.decided(self.year())
        self.assertEqual({decided[flat.id], decided[garage.id]}, {"prepayment_gone"})

    def test_a_refund_takes_a_waiting_reward_back(self):
        item = self.bank_in(2160)
        program = self.year()
        self.decided(program)
        self.pay_out(self.approved(item))
        self.assertEqual(program.award_ids.state, "taken_back")
        self.assertEqual(program.amount_granted, 0)

    def test_a_refund_at_the_price_paid_charges_back_what_was_not_earned(self):
        """domain.md 3.3: pro rata at the price paid. Twelve months were paid for thirteen."""
        item = self.bank_in(2160)
        program = self.year()
        self.decided(program)
        bill = self.next_bill(*(self.line(180) for _month in range(6)))
        self.assertEqual(bill.amount_total, 900)
        (self.receivables(bill) | item).reconcile()
        refund = self.refund(item)
        refund.line_ids.write({"months_bought": 13, "months_served": 6})
        self.assertEqual(refund.line_ids.amount, 1163.08, "7 of 13 months")
        self.assertEqual(refund.line_ids.amount_not_earned, 96.92)
        refund.action_request()
        refund.with_user(self.manager).action_approve()
        self.pay_out(refund)
        award = program.award_ids
        self.assertEqual((award.take_back_due, award.amount_back), (True, 96.92))
        self.assertEqual(program.amount_granted, 83.08)
        award.with_user(self.accountant).action_charge_back()
        note = award.back_move_id
        self.assertEqual(note.amount_total, 96.92)
        (self.receivables(note) | item).reconcile()
        self.assertTrue(item.reconciled)
        self.assertEqual(note.payment_state, "paid")
        self.assertTiesOut()

    def test_free_months_are_for_a_year_in_advance_alone(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            program = self.program(reward_type="months", percent=0, free_months=1, active=False)
            program.flush_recordset()


@tagged("post_install", "-at_install")
class TestIncentiveSignUp(RewardsReceipts, KindsScene):
    def sign_up(self, **values):
        defaults = {
            "kind": "debit_sign_up", "reward_type": "amount", "percent": 0, "amount": 20,
        }  # fmt: skip
        return self.program(name="Signed", **{**defaults, **values})

    def test_the_first_collected_debit_of_a_new_mandate_earns_once(self):
        mandate, bill = self.household("801")
        program = self.sign_up()
        self.assertEqual(self.decided(program)[mandate.id], "no_debit_settled")
        self.answered(self.exported())
        self.end_transaction()
        self.assertEqual(self.decided(program), {mandate.id: "granted"})
        award = program.award_ids
        self.assertEqual(award.charge_id, self.charges(bill))
        self.assertEqual((award.amount, award.debtor_id), (20, mandate.debtor_id))
        self.assertEqual(self.decided(program), {})
        following = self.next_bill(
            self.line(100), partner_id=mandate.debtor_id.id, arrears_unit_id=mandate.unit_ids.id
        )
        self.assertEqual(following.amount_total, 80)
        self.assertTiesOut()

    def test_a_second_mandate_for_the_unit_is_no_new_signing_up(self):
        mandate, _bill = self.household("801")
        self.answered(self.exported())
        mandate.action_revoke()
        second = self.mandate(mandate.debtor_id, mandate.unit_ids, account="6227000099998888777")
        decided = self.decided(self.sign_up())
        self.assertEqual(decided[mandate.id], "mandate_not_active")
        self.assertEqual(decided[second.id], "no_debit_settled")
        row = self.facts(self.sign_up())[second.id]
        self.assertTrue(row["signed_before"])

    def test_a_debit_that_the_bank_takes_back_takes_the_reward_along(self):
        mandate, _bill = self.household("801")
        program = self.sign_up()
        self.answered(self.exported())
        self.decided(program)
        award = program.award_ids
        following = self.next_bill(
            self.line(100), partner_id=mandate.debtor_id.id, arrears_unit_id=mandate.unit_ids.id
        )
        self.assertEqual((award.state, following.amount_total), ("booked", 80))
        line = mandate.line_ids
        line.state = "returned"
        for split in line.split_ids:
            split.write({"amount_settled": 0, "amount_returned": split.amount_settled})
        line._follow_up()
        self.assertTrue(award.take_back_due)
        self.assertEqual(award.reason_text, "The bank took the payment back.")
        self.assertEqual(program.amount_granted, 0)


@tagged("post_install", "-at_install")
class TestIncentiveVoid(CounterCase, KindsScene):
    def test_a_voided_receipt_takes_the_reward_along(self):
        self.next_bill(self.line(100))
        receipt = self.receipt(100)
        program = self.program()
        self.assertEqual(set(self.decided(program).values()), {"granted"})
        award = program.award_ids
        self.void(receipt)
        self.assertEqual((award.state, program.amount_granted), ("taken_back", 0))
        self.assertEqual(award.reason_text, "The receipt of the payment was voided.")
