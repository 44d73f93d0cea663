"""Granting: facts from the ledger, decided again in Odoo, once per programme and cause."""

import inspect
import re
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import CheckViolation

from ..engine import incentives, waivers
from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestIncentiveGrant(RewardsScene):
    def facts(self, program, **page):
        """Facts by charge."""
        rows = program._sidecar_facts(program.id, **page)["rows"]
        return {row["charge_id"]: row for row in rows}

    def fact_of(self, program, move, kind="principal"):
        charge = self.charges(move).filtered(lambda charge: charge.kind == kind)
        return self.facts(program)[charge.id]

    # What the ledger says

    def test_a_bill_is_settled_on_the_day_the_bank_says_the_money_moved(self):
        program = self.program()
        move = self.paid_bill(self.line(100), on="2026-04-30")
        fact = self.fact_of(program, move)
        self.assertEqual(fact["settled_on"], "2026-04-30", "not the accounting date 2026-05-05")
        self.assertEqual((fact["original"], fact["remaining"]), (10000, 0))
        self.assertEqual(fact["cause"], f"on_time:{fact['charge_id']}")
        self.assertEqual(fact["debtor_id"], self.owner.id)
        self.assertFalse(fact["returned"])

    def test_a_payment_in_the_bank_journal_counts_by_its_date(self):
        program = self.program()
        move = self.invoice(self.line(100))
        payment = self.entry(
            (self.bank.default_account_id, 100, {}),
            (self.receivable, -100, {"partner_id": self.owner.id}),
            when="2026-04-28",
            journal_id=self.bank.id,
        )
        self.receivables(move, payment).reconcile()
        self.assertEqual(self.fact_of(program, move)["settled_on"], "2026-04-28")

    def test_a_write_off_or_a_credit_note_is_no_payment(self):
        program = self.program()
        written_off = self.invoice(self.line(100))
        self.pay(written_off, 100)
        self.assertIsNone(self.fact_of(program, written_off)["settled_on"])
        credited = self.invoice(self.line(70))
        note = self.credit_note(self.line(70))
        self.receivables(credited, note).reconcile()
        self.assertIsNone(self.fact_of(program, credited)["settled_on"])
        answers = self.grant(program, *self.charges(written_off, credited))
        self.assertEqual({answer["code"] for answer in answers}, {"not_settled"})

    def test_what_was_credited_earns_nothing(self):
        program = self.program()
        move = self.invoice(self.line(100))
        note = self.credit_note(self.line(40))
        self.receivables(move, note).reconcile()
        self.pay(move, 60).arrears_value_date = "2026-04-10"
        self.assertEqual(self.fact_of(program, move)["settled_on"], "2026-04-10")
        self.grant(program, self.charges(move))
        self.assertEqual(program.award_ids.amount, 3)
        self.assertEqual(program.award_ids.basis, 60)

    def test_water_paid_late_does_not_make_the_service_fee_late(self):
        program = self.program()
        move = self.invoice(self.line(100), self.line(30, "pass_through"))
        self.pay(move, 100).arrears_value_date = "2026-04-20"
        self.pay(move, 30).arrears_value_date = "2026-06-20"
        self.assertEqual(self.fact_of(program, move)["settled_on"], "2026-04-20")
        self.assertEqual(len(self.facts(program)), 1, "water is not rewarded here")

    def test_the_last_of_several_payments_decides(self):
        program = self.program()
        move = self.invoice(self.line(100))
        self.pay(move, 60).arrears_value_date = "2026-04-20"
        self.pay(move, 40).arrears_value_date = "2026-05-02"
        self.assertEqual(self.fact_of(program, move)["settled_on"], "2026-05-02")
        (answer,) = self.grant(program, self.charges(move))
        self.assertEqual((answer["state"], answer["code"]), ("refused", "settled_late"))
        self.assertIn("Settled on", answer["message"])

    def test_facts_come_in_pages_and_end(self):
        program = self.program()
        moves = [self.paid_bill(self.line(100)) for _number in range(3)]
        ids = self.charges(*moves).sorted("id").ids
        first = program._sidecar_facts(program.id, 0, 2)
        self.assertEqual([row["charge_id"] for row in first["rows"]], ids[:2])
        last = program._sidecar_facts(program.id, first["next"], 2)
        self.assertEqual([row["charge_id"] for row in last["rows"]], ids[2:])
        self.assertIsNone(last["next"])

    def test_facts_leave_out_other_estates_windows_and_what_is_rewarded_already(self):
        estate = self.estate.copy({"code": "SECOND"})
        unit = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "9"})
        program = self.program(date_to="2026-06-30")
        rewarded = self.paid_bill(self.line(100))
        self.grant(program, self.charges(rewarded))
        self.paid_bill(self.line(100), arrears_unit_id=unit.id)
        self.paid_bill(self.line(100), due="2026-07-31")
        self.assertEqual(self.facts(program), {})

    def test_another_company_has_no_say(self):
        program = self.program()
        elsewhere = self.new_company("Elsewhere")
        programs = program.with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(programs._sidecar_programs())
        with self.assertRaisesRegex(UserError, "unknown"):
            programs._sidecar_facts(program.id)

    def test_an_offer_carries_the_rules_in_whole_numbers(self):
        program = self.program(percent=2.5, amount_cap=12.34, grace_days=3)
        (offer,) = [
            offer for offer in program._sidecar_programs() if offer["program_id"] == program.id
        ]
        self.assertEqual(offer["rules"]["percent"], 250)
        self.assertEqual(offer["rules"]["cap"], 1234)
        self.assertEqual(offer["rules"]["budget_left"], 100000)
        self.assertEqual(offer["rules"]["estates"], self.estate.ids)
        self.assertEqual(offer["digits"], 2)

    # Deciding

    def test_a_bill_paid_on_time_is_rewarded_by_the_rule(self):
        program = self.program()
        award = self.award_for(program, self.taxed(100))
        self.assertEqual(award.amount, 5.30)
        self.assertEqual(award.basis, 106)
        self.assertEqual(award.state, "granted")
        self.assertEqual(str(award.granted_on), "2026-09-15")
        self.assertEqual(award.estate_id, self.estate)
        self.assertEqual(
            award.earned,
            [{"code": "earned_on_time", "arguments": {
                "due": "2026-04-30", "last_day": "2026-04-30", "settled": "2026-04-20"}}],
        )  # fmt: skip
        self.assertEqual(program.amount_granted, 5.30)
        self.assertEqual(program.amount_left, 994.70)

    def test_why_it_was_granted_reads_in_both_languages(self):
        award = self.award_for(self.program(grace_days=3), self.taxed(100))
        words = {
            lang: award.with_context(lang=lang).explanation for lang in ("en_US", "zh_CN")
        }  # fmt: skip
        self.assertEqual(
            words["en_US"], "Due on 04/30/2026, paid on 04/20/2026; in time until 05/03/2026."
        )
        self.assertIn("缴清", words["zh_CN"])
        self.assertIn("2026", words["zh_CN"])
        self.assertNotIn("paid", words["zh_CN"])

    def test_the_same_call_again_changes_nothing(self):
        program = self.program()
        charge = self.charges(self.paid_bill(self.line(100)))
        first = self.grant(program, charge, charge)
        self.assertEqual([answer["state"] for answer in first], ["granted", "exists"])
        again = self.grant(program, charge)
        self.assertEqual(again[0]["state"], "exists")
        self.assertEqual(len(program.award_ids), 1)
        self.assertEqual(program.amount_granted, 5)

    def test_what_another_process_granted_meanwhile_is_not_granted_twice(self):
        program = self.program()
        charge = self.charges(self.paid_bill(self.line(100)))
        self.grant(program, charge)
        with patch.object(type(program), "_known_causes", return_value=set()):
            (answer,) = self.grant(program, charge)
        self.assertEqual(answer["state"], "exists")
        self.assertEqual(len(program.award_ids), 1)
        self.assertEqual(program.amount_granted, 5, "the budget is charged once")

    def test_the_database_itself_refuses_a_second_award_for_a_cause(self):
        award = self.award_for(self.program(), self.line(100))
        columns = SQL(
            "program_id, cause, company_id, currency_id, debtor_id, unit_id, amount,"
            " granted_on, state"
        )
        with self.refused_by_an_index():
            self.env.cr.execute(
                SQL(
                    "INSERT INTO arrears_incentive_award (%s)"
                    " SELECT %s FROM arrears_incentive_award WHERE id = %s",
                    columns,
                    columns,
                    award.id,
                )
            )

    def test_two_programmes_reward_the_same_bill_each_for_itself(self):
        charge = self.charges(self.paid_bill(self.line(100)))
        for program in (self.program(), self.program(name="Second", percent=1)):
            self.assertEqual(self.grant(program, charge)[0]["state"], "granted")

    def test_the_budget_is_never_passed(self):
        program = self.program(budget=9)
        charges = self.charges(
            self.paid_bill(self.line(100)),
            self.paid_bill(self.line(100)),
            self.paid_bill(self.line(60)),
        )
        states = [answer["state"] for answer in self.grant(program, *charges.sorted("id"))]
        self.assertEqual(states, ["granted", "refused", "granted"])
        self.assertEqual(program.amount_granted, 8)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            program._record_effect({"amount_granted": 9.01})
            self.env.flush_all()

    def test_no_reward_while_a_service_fee_is_overdue(self):
        program = self.program()
        charge = self.charges(self.paid_bill(self.line(100)))
        self.invoice(self.line(50), due="2026-09-14", arrears_unit_id=self.garage.id)
        self.end_transaction()
        (answer,) = self.grant(program, charge)
        self.assertEqual(answer["code"], "principal_overdue")

    def test_odoo_decides_again_whatever_the_sidecar_says(self):
        program = self.program()
        late = self.charges(self.paid_bill(self.line(100), on="2026-05-01"))
        open_bill = self.charges(self.invoice(self.line(100)))
        good = self.charges(self.paid_bill(self.line(100)))
        stranger = {**self.propose(good)[0], "debtor_id": self.partner("Stranger").id}
        proposals = [
            *self.propose(late, open_bill),
            stranger,
            {"cause": "on_time:999999999"},
            {"cause": "nonsense"},
            "nonsense",
        ]
        codes = [row["code"] for row in program._sidecar_grant(program.id, proposals)]
        self.assertEqual(
            codes,
            ["settled_late", "not_settled", "facts_differ"] + ["cause_unknown"] * 3,
        )
        self.assertFalse(program.award_ids)

    def test_a_debit_that_the_bank_took_back_earns_nothing(self):
        program = self.program()
        charge = self.charges(self.paid_bill(self.line(100)))
        self.assertEqual(program._returned_charges(charge.ids), set())
        with patch.object(type(program), "_returned_charges", return_value=set(charge.ids)):
            self.assertTrue(self.facts(program)[charge.id]["returned"])
            self.assertEqual(self.grant(program, charge)[0]["code"], "payment_returned")

    def test_every_reason_has_its_words(self):
        """Codes are read from the rules themselves, so that a new one cannot be forgotten."""
        known = self.env["arrears.reason.wording"]._words()
        for rules in (incentives, waivers):
            codes = re.findall(r'Reason\(\s*"(\w+)"', inspect.getsource(rules))
            self.assertTrue(codes)
            self.assertLessEqual(set(codes), set(known))

    def test_an_ended_programme_grants_nothing_more(self):
        program = self.program()
        charge = self.charges(self.paid_bill(self.line(100)))
        program.with_user(self.manager).action_end()
        self.assertEqual(self.grant(program, charge)[0]["code"], "program_not_active")

    def test_rewards_cannot_be_typed_in_changed_or_deleted(self):
        award = self.award_for(self.program(), self.line(100))
        with self.assertRaisesRegex(UserError, "cannot be typed in"):
            award.create({"cause": "x"})
        with self.assertRaises(UserError):
            award.write({"amount": 500})
        with self.assertRaises(UserError):
            award.unlink()

    def test_granting_hundreds_takes_a_handful_of_queries(self):
        program = self.program()
        charges = self.charges(*(self.paid_bill(self.line(10)) for _number in range(12)))
        proposals = self.propose(*charges)
        self.grant(program, charges[0])
        few = self._queries_of(lambda: program._sidecar_grant(program.id, proposals[1:3]))
        many = self._queries_of(lambda: program._sidecar_grant(program.id, proposals[3:]))
        self.assertEqual(few, many, "the number of queries does not grow with the proposals")

    def _queries_of(self, work):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before
