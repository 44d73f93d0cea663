"""A random life of decisions: which step comes when, and what the steps have in common."""

from collections import Counter, namedtuple
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from psycopg2 import IntegrityError

from . import decision_rules as rules
from .money_work import MoneyWork
from .plan_work import PlanWork
from .relief_work import ReliefWork
from .reward_work import RewardWork

# As a person or the sidecar meets them; a unique index is worded by Odoo at the door.
REFUSALS = (UserError, ValidationError, AccessError, RedirectWarning, IntegrityError)
FIRST_DAY = date(2026, 1, 5)
DAYS = (0, 0, 1, 1, 2, 3, 4)
OFTEN = {"op_bill": 6, "op_pay_all": 4, "op_grant": 3, "op_pay_part": 2, "op_late_fees": 3,
         "op_waiver_ask": 3, "op_waiver_decide": 2, "op_waiver_apply": 3, "op_debit": 3,
         "op_debit_returned": 2, "op_payment_undone": 2, "op_dispute": 2, "op_plan_decide": 2,
         "op_plan_paid": 2, "op_hardship_decide": 2, "op_pay_owner": 5,
         "op_award_credit_note": 2}  # fmt: skip
OPENING = ("op_bill",) * 6

# What is done, days after the one before, and the dice that decide how: a step draws from dice of
# its own, so that leaving others out does not change it.
Step = namedtuple("Step", "number name days dice")


def steps_of(seed, operations, names=None):
    """The life of one seed, as a list that can be cut short."""
    draw = Random(seed)
    names, deck, chosen = names or Decisions.operations(), [], list(OPENING)
    while len(chosen) < operations:
        deck = deck or draw.sample(names, len(names))
        chosen.append(deck.pop())
    return [
        Step(number, name, draw.choice(DAYS), draw.getrandbits(32))
        for number, name in enumerate(chosen)
    ]


class Decisions(MoneyWork, ReliefWork, PlanWork, RewardWork):
    """Work on the scene of a test case. ``op_*`` methods are the operations.

    An operation answers ``done``, ``refused`` or ``nothing`` (there was nothing to do it with).
    """

    def __init__(self, case):
        self.case, self.today, self.random = case, FIRST_DAY, Random(0)
        self.counts, self.known = Counter(), {}
        self.payments, self.months = [], Counter()
        self.locked, self.posted = None, {}
        self.move_clock(0)
        self.sister = rules.figures_of(case.env, case.sister)
        self.prepare()

    @classmethod
    def operations(cls):
        """Names to draw from, what makes work for the others more often."""
        names = sorted(name for name in dir(cls) if name.startswith("op_"))
        return [name for name in names for _time in range(OFTEN.get(name, 1))]

    def prepare(self):
        """Mandates of two owners, and programmes of all kinds, one with a budget soon spent."""
        case = self.case
        case.mandate(case.owner, case.flat, covers_late_fee=True)
        case.mandate(*case.homes[3], account="6227000099998888777")
        fixed = {"reward_type": "amount", "percent": 0}
        self.programs = [
            case.program(grace_days=3, percent=5, budget=70),
            case.program(name="Row", kind="in_a_row", row_length=2, amount=7.77, **fixed),
            case.program(name="Year", kind="prepaid_year", reward_type="months", percent=0,
                         free_months=1),
            case.program(name="Signed", kind="debit_sign_up", amount=20, **fixed),
        ]  # fmt: skip

    # The clock and the dice

    @property
    def env(self):
        """The environment of today."""
        return self.case.env

    def move_clock(self, days):
        """Let days pass, with the jobs of the last morning; twice over they change nothing."""
        self.today += timedelta(days=days)
        case = self.case
        case.env = case.env(context={**case.env.context, "arrears_today": self.today})
        for name in ("company", "sister", "bank", "channel"):
            setattr(case, name, getattr(case, name).with_env(case.env))
        if days:
            self.morning()
            if self.random.random() < 0.3:
                before = rules.figures(self)
                self.morning()
                rules.same(case, before, rules.figures(self), "the jobs ran twice")

    def morning(self):
        """What the night and the morning do to debts, plans, disputes and fees."""
        env, company = self.env, self.case.company
        self.case.end_transaction()
        env["arrears.charge"]._rebuild(company, today=self.today)
        env["arrears.plan"]._judge(company)
        env["arrears.dispute"]._follow_corrections(company)
        env["arrears.waiver"]._waive_promptly_paid()
        self.case.end_transaction()

    def pick(self, records):
        """One of them by the dice, or none."""
        return records.browse(self.random.choice(records.ids)) if records else records

    def chance(self, part):
        """True in that part of all cases."""
        return self.random.random() < part

    def home(self):
        """An owner and a unit."""
        return self.random.choice(self.case.homes)

    def find(self, model, *domain):
        """Records of the company, in a steady order."""
        own = [("company_id", "=", self.case.company.id), *domain]
        return self.env[model].search(own, order="id")

    def charges(self, kind="principal", *domain):
        """Open charges of one kind."""
        self.case.end_transaction()
        return self.find("arrears.charge", ("kind", "=", kind), ("state", "=", "open"), *domain)

    def some(self, amount, most=1.0):
        """A part of an amount to the cent, above zero."""
        cents = max(round(amount * 100), 1)
        return self.random.randint(1, max(int(cents * most), 1)) / 100

    # One step

    def do(self, step):
        """Do one step and look at everything afterwards.

        :raises AssertionError: a rule does not hold any more
        """
        self.random = Random(step.dice)
        self.move_clock(step.days)
        before = rules.figures(self)
        try:
            with self.env.cr.savepoint():
                outcome = getattr(self, step.name)() or "done"
                self.case.end_transaction()
        except REFUSALS:
            outcome = "refused"
            rules.same(self.case, before, rules.figures(self), f"refused: {step.name}")
        self.counts[step.name, outcome] += 1
        rules.check(self, full=step.number % 4 == 0)
        return outcome

    @contextmanager
    def only_these_change(self, charges):
        """No other charge moves, and no charge counts a cent more or less as collected."""
        before = rules.charge_figures(self)
        yield
        self.case.end_transaction()
        after = rules.charge_figures(self)
        for key, old in before.items():
            new = after.get(key, old)
            self.case.assertEqual(new.allocated, old.allocated, f"collected of charge {key}")
            if key not in charges.ids:
                self.case.assertEqual(new, old, f"charge {key}, which nobody meant")

    def document(self, *lines, **values):
        """A document of today."""
        return self.case.invoice(*lines, invoice_date=self.today, **values)
