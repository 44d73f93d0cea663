"""The fuzz of decisions: hundreds of operations over relief, rewards and returns.

After every step: entries balance, the ledger is explained, and the rules of ``decision_rules``
hold. A failure names the seed and the steps. ``ARREARS_FUZZ_SEED`` shows one seed again,
``ARREARS_FUZZ_OPERATIONS`` makes a longer life, ``ARREARS_FUZZ_STEPS=0,4,17`` takes only these
steps of it, and ``ARREARS_FUZZ_SHRINK=1`` finds a short list by itself.
"""

import os
import traceback
from collections import Counter
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import Error as DatabaseError

from .decision_scene import DecisionScene
from .fuzz.decisions import Decisions, steps_of

SEEDS = (20261130, 7, 13)
OPERATIONS = 150
ANALYSE_EVERY = 25
FAULTS = (AssertionError, AttributeError, LookupError, TypeError, ValueError, UserError,
          DatabaseError)  # fmt: skip


class LifeOfDecisions(DecisionScene):
    """Runs lives, and cuts one that fails short."""

    def live(self, steps):
        """One life in a savepoint of its own; what it did, by operation and outcome."""
        env = self.env
        with env.cr.savepoint() as savepoint:
            try:
                life = Decisions(self)
                for step in steps:
                    self.one_step(life, step)
            finally:
                self.env = env
                savepoint.rollback()
        return life.counts

    def one_step(self, life, step):
        """A step; a failure says which."""
        if step.number % ANALYSE_EVERY == 0:
            self.analyse()
        try:
            life.do(step)
        except Exception as error:
            error.add_note(f"step {step.number} {step.name}, {life.today}")
            raise

    def analyse(self):
        """Tell the database what is in its tables: all of this is one transaction."""
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile, arrears_charge"
        )

    def shortest(self, steps, fault):
        """A short list of steps with the same fault, by leaving out halves, quarters and so on."""
        size = len(steps) // 2
        while size:
            start = 0
            while start < len(steps):
                shorter = steps[:start] + steps[start + size :]
                if self.fault_of(shorter) == fault:
                    steps = shorter
                else:
                    start += size
            size //= 2
        return steps

    def fault_of(self, steps):
        """The kind of fault, without its figures; None where all goes well."""
        try:
            self.live(steps)
        except FAULTS as error:
            return type(error).__name__, *_last_rule(error.__traceback__)
        return None


@tagged("post_install", "-at_install")
class TestDecisionFuzz(LifeOfDecisions):
    @mute_logger("odoo.sql_db")
    def test_hundreds_of_decisions_leave_every_rule_in_force(self):
        wanted = os.environ.get("ARREARS_FUZZ_SEED")
        seeds = [int(seed) for seed in wanted.split(",")] if wanted else SEEDS
        operations = int(os.environ.get("ARREARS_FUZZ_OPERATIONS", OPERATIONS))
        counts, lived = Counter(), 0
        for seed in seeds:
            with self.subTest(seed=seed):
                counts += self.one_seed(seed, operations)
                lived += 1
        if lived == len(SEEDS) and not wanted:
            self.assert_everything_happened(counts)

    def one_seed(self, seed, operations):
        steps = steps_of(seed, operations)
        chosen = os.environ.get("ARREARS_FUZZ_STEPS")
        if chosen:
            numbers = {int(number) for number in chosen.split(",")}
            steps = [step for step in steps if step.number in numbers]
        try:
            return self.live(steps)
        except Exception as error:
            if os.environ.get("ARREARS_FUZZ_SHRINK"):
                steps = self.shortest(steps, self.fault_of(steps))
            numbers = ",".join(str(step.number) for step in steps)
            names = ", ".join(step.name for step in steps)
            error.add_note(f"seed {seed}, steps {numbers}\n{names}")
            raise

    def assert_everything_happened(self, counts):
        """Every kind of operation was done, and refused where it can be. With an archived account
        nothing is booked at all."""
        done = {name for name, outcome in counts if outcome == "done"}
        # Whoever decides on a plan where none waits proposes one first.
        if "op_plan_decide" in done:
            done.add("op_plan")
        refused = {name for name, outcome in counts if outcome == "refused"}
        self.assertLessEqual(set(Decisions.operations()) - done, {"op_archived_account"}, counts)
        self.assertLessEqual(REFUSABLE, refused, counts)


@tagged("post_install", "-at_install")
class TestPlantedFaults(LifeOfDecisions):
    """The fuzz finds what it is there for: each of these faults breaks a rule."""

    def assertFound(self, model, method, names, replacement=lambda *_args, **_more: None):
        """A life of these operations fails once the method does nothing, or what is given."""
        steps = steps_of(3, 150, names)
        with patch.object(self.registry[model], method, replacement):
            with mute_logger("odoo.sql_db"), self.assertRaises(AssertionError) as caught:
                self.live(steps)
        return str(caught.exception)

    def test_a_reward_that_outlives_a_returned_debit_is_found(self):
        names = ["op_bill", "op_debit", "op_debit", "op_grant", "op_debit_returned"]
        found = self.assertFound("arrears.incentive.award", "_take_back_for", names)
        self.assertIn("rewards of payments that the bank took back", found)

    def test_a_budget_that_stays_spent_is_found(self):
        names = ["op_bill", "op_pay_owner", "op_grant", "op_award_taken_back"]
        found = self.assertFound("arrears.incentive.award", "_return_budget", names)
        self.assertIn("counted", found)

    def test_a_reward_of_a_bill_that_is_open_again_is_found(self):
        names = ["op_bill", "op_pay_owner", "op_grant", "op_payment_undone",
                 "op_award_credit_note"]  # fmt: skip
        found = self.assertFound(
            "arrears.incentive.award", "_bills_still_paid", names, lambda _award: True
        )
        self.assertIn("settled", found)

    def test_a_late_fee_of_days_on_hold_is_found(self):
        names = ["op_bill", "op_bill", "op_dispute", "op_plan"]
        found = self.assertFound("arrears.charge", "_late_fee_pauses_by_hold", names)
        self.assertIn("Stretch", found)

    def test_a_reversal_that_books_nothing_is_found(self):
        names = ["op_bill", "op_late_fees", "op_waiver_ask", "op_waiver_decide",
                 "op_waiver_apply", "op_waiver_reverse"]  # fmt: skip
        self.assertFound("arrears.waiver", "_book_reversal", names)

    def test_a_waiver_that_counts_for_another_charge_is_found(self):
        """The service fee instead of the late fee: the product's own check is put out as well."""
        names = ["op_bill", "op_late_fees", "op_waiver_ask", "op_waiver_decide", "op_waiver_apply"]
        waivers = self.registry["arrears.waiver"]
        book = waivers._credit

        def credit_the_service_fee(waiver, amounts):
            places = [(charge.debtor_id, charge.unit_id)
                      for charge in waiver.line_ids.charge_id]  # fmt: skip
            charges = waiver.env["arrears.charge"].search(
                [("kind", "=", "principal"), ("state", "=", "open"), ("amount_remaining", ">", 0),
                 ("debtor_id", "=", places[0][0].id), ("unit_id", "=", places[0][1].id)], limit=1,
            )  # fmt: skip
            book(waiver, {charge.id: 1 for charge in charges} or amounts)

        with patch.object(waivers, "_record_result", lambda waiver, *_args: waiver._record_effect(
            {"state": "applied"}
        )):  # fmt: skip
            found = self.assertFound("arrears.waiver", "_credit", names, credit_the_service_fee)
        self.assertIn("which nobody meant", found)


def _last_rule(trace):
    """Where in the fuzz a fault showed: file and line."""
    here = [frame for frame in traceback.extract_tb(trace) if "/fuzz/" in frame.filename]
    return here[-1].filename, here[-1].lineno


REFUSABLE = {
    "op_grant", "op_late_fees", "op_waiver_ask", "op_waiver_decide", "op_waiver_reverse",
    "op_dispute", "op_dispute_decide", "op_hardship", "op_hardship_decide", "op_plan",
    "op_award_taken_back", "op_charge_back", "op_archived_account", "op_book_into_lock",
}  # fmt: skip
