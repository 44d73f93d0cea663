"""What happens outside the product in a simulated year, drawn from a seed before anything runs.

Two tellings of one year differ only in when the product worked. What happens on a day is booked
in lots, as a firm does: a year of bills one by one would take longer than the year's nights.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle

from dateutil.relativedelta import relativedelta

from .collection_case import BASIS, CollectionCase

FIRST = date(2026, 1, 5)
# Share of bills paid on time, days until the others are paid (None: not within the year).
HABITS = {
    "on_time": (0.97, (5, 15)),
    "occasional": (0.75, (10, 60)),
    "habitual": (0.2, (20, 120)),
    "never": (0.0, None),
    "promises": (0.1, (90, 200)),
    "shop": (0.4, (30, 90)),
}
# Those of whom there will be a card to stop.
DEBTORS = ("habitual", "never", "promises", "shop")
HOLDS = ("dispute", "do_not_contact", "manual", "represented", "deceased", "part")
TALKS = ("grievance", "claim", "extension", "hardship")
# Days from a due date on, and before a payment, on which there may be no card.
SURELY = 3
# The order in which the happenings of one day are booked.
ORDER = ("bill", "money", "return", "hold", "grievance", "claim", "extension", "hardship", "end")


@dataclass
class Happening:
    """Something outside the product, on a day."""

    day: date
    what: str
    owner: int
    amount: int = 0
    arguments: dict = field(default_factory=dict)


class YearOutside(CollectionCase):
    """Bills, money, returns, holds and what owners bring up."""

    @classmethod
    def foretell(cls, days, seed):
        """All that happens outside the product: bills, money, returns, stops and their ends.

        :return: ``{day: [Happening]}``
        """
        cls.luck = random.Random(seed)
        told, stops = defaultdict(list), cycle((*HOLDS, *TALKS))
        last = FIRST + timedelta(days=days)
        for owner, habit in enumerate(cls.habits):
            for number in range(-4, days // 91 + 1):
                issued = FIRST + timedelta(days=91 * number + owner % 5)
                cls._foretell_bill(told, owner, habit, issued, last)
        owing, late = cls._owing(told, days), FIRST + timedelta(days=days * 2 // 3)
        for owner, habit in enumerate(cls.habits):
            early = [day for day in owing.get(owner, ()) if day < late]
            if habit in DEBTORS and early and cls.luck.random() < 0.9:
                day = cls.luck.choice(early)
                what = next(stops)
                length = cls.luck.randrange(5, 30)
                arguments = {"type": what, "days": length}
                kind = "hold" if what in HOLDS else what
                told[day].append(Happening(day, kind, owner, 0, arguments))
        return told

    @classmethod
    def _owing(cls, told, days):
        """The days on which an owner surely owes: overdue for some days, and not paid so soon."""
        due_of, paid_on = {}, {}
        for day, happenings in told.items():
            for one in happenings:
                key = one.owner, one.arguments["bill"]
                if one.what == "bill":
                    due_of[key] = one.arguments["due"]
                elif one.what == "money":
                    paid_on[key] = min(day, paid_on.get(key, day))
        owing, some = defaultdict(set), timedelta(days=SURELY)
        for key, due in due_of.items():
            day = max(due, FIRST) + some
            end = paid_on.get(key, FIRST + timedelta(days=days)) - some
            while day < end:
                owing[key[0]].add(day)
                day += timedelta(days=1)
        return {owner: sorted(found) for owner, found in owing.items()}

    @classmethod
    def _foretell_bill(cls, told, owner, habit, issued, last):
        amount = 100 * cls.luck.randrange(5, 30)
        due = issued + timedelta(days=30)
        bill = f"{owner}-{issued}"
        begun = max(issued, FIRST)
        told[begun].append(
            Happening(begun, "bill", owner, amount, {"bill": bill, "due": due, "issued": issued})
        )
        on_time, later = HABITS[habit]
        if cls.luck.random() < on_time:
            paid = due - timedelta(days=cls.luck.randrange(0, 20))
        elif later:
            paid = due + timedelta(days=cls.luck.randrange(*later))
        else:
            return
        paid = max(paid, FIRST + timedelta(days=1))
        if paid > last:
            return
        parts = [amount] if cls.luck.random() < 0.8 else [amount // 2, amount - amount // 2]
        for number, part in enumerate(parts):
            day = paid + timedelta(days=9 * number)
            told[day].append(Happening(day, "money", owner, part, {"bill": bill}))
        if cls.luck.random() < 0.08:
            back = paid + timedelta(days=cls.luck.randrange(3, 20))
            told[back].append(Happening(back, "return", owner, parts[0], {"bill": bill}))

    # ------------------------------------------------------------------
    # It happens
    # ------------------------------------------------------------------

    def begin_telling(self):
        self.bills, self.payments, self.occurred = {}, {}, Counter()
        self.open_ends, self.waiting = defaultdict(list), []

    def happen(self, day, happenings):
        """Book what happens on a day, in lots, and end the transaction as a commit does.

        What stops a card waits until there is one.
        """
        by_kind, waiting, self.waiting = defaultdict(list), self.waiting, []
        for happening in (*happenings, *waiting):
            if happening.what in ("hold", *TALKS) and not self._card(happening):
                self.waiting.append(happening)
            else:
                by_kind[happening.what].append(happening)
        by_kind["end"] = self.open_ends.pop(day, [])
        for kind in ORDER:
            if by_kind[kind]:
                getattr(self, f"_on_{kind}")(day, by_kind[kind])
        self.end_transaction()

    def _on_bill(self, _day, happenings):
        moves = self.env["account.move"].create([self._bill_values(one) for one in happenings])
        moves.action_post()
        for happening, move in zip(happenings, moves, strict=True):
            self.bills[happening.arguments["bill"]] = move

    def _bill_values(self, happening):
        told = happening.arguments
        begins = told["issued"].replace(day=1)
        return {
            "move_type": "out_invoice",
            "journal_id": self.sales.id,
            "partner_id": self.people[happening.owner].id,
            "invoice_date": told["issued"],
            "invoice_date_due": told["due"],
            "arrears_unit_id": self.units[happening.owner].id,
            "arrears_period_from": begins,
            "arrears_period_to": begins + relativedelta(months=3, days=-1),
            "invoice_line_ids": [self.line(happening.amount, arrears_price_basis=BASIS)],
        }

    def _on_money(self, day, happenings):
        """One entry a day, each line settled against its own bill."""
        entry = self._entry_of(day, happenings, -1)
        plan = []
        for happening, line in zip(happenings, self.receivables(entry), strict=True):
            key = happening.arguments["bill"]
            bill = self.receivables(self.bills[key]).filtered(lambda one: not one.reconciled)
            self.occurred["part payment" if key in self.payments else "money"] += 1
            self.payments.setdefault(key, line)
            if bill:
                plan.append(bill | line)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)

    def _on_return(self, day, happenings):
        """The bank takes the money back: what it had paid is open again."""
        back = [one for one in happenings if one.arguments["bill"] in self.payments]
        if not back:
            return
        entry = self._entry_of(day, back, 1)
        for happening, line in zip(back, self.receivables(entry), strict=True):
            money = self.payments[happening.arguments["bill"]]
            money.remove_move_reconcile()
            (money | line).reconcile()
            self.occurred["return"] += 1

    def _entry_of(self, day, happenings, sign):
        people = [self.people[one.owner] for one in happenings]
        lines = [
            (self.receivable, sign * one.amount, {"partner_id": who.id})
            for one, who in zip(happenings, people, strict=True)
        ]
        total = -sign * sum(one.amount for one in happenings)
        return self.entry((self.bank.default_account_id, total, {}), *lines, when=day)

    # What stops a card

    def _card(self, happening):
        card = self.case_of(self.people[happening.owner], self.units[happening.owner])
        return card if card.state != "closed" else card.browse()

    def _on_hold(self, day, happenings):
        values_list = [self._hold_values(self._card(one), one, day) for one in happenings]
        self.on(day, self.env["arrears.hold"]).create(values_list)
        self.occurred.update(one.arguments["type"] for one in happenings)

    def _hold_values(self, card, happening, day):
        kind = happening.arguments["type"]
        values = {"case_id": card.id, "type": kind, "date_from": day}
        if kind == "part":
            charges = card._overdue_charges(day)[card.id]
            return values | {"type": "dispute", "charge_ids": charges[:1].ids}
        if kind != "deceased":
            values["date_until"] = day + timedelta(days=happening.arguments["days"])
        return values

    def _on_grievance(self, day, happenings):
        records = self.on(day, self.env["arrears.grievance"]).with_user(self.collector)
        for happening in happenings:
            values = {"case_id": self._card(happening).id, "subject": "The lift stands still"}
            self._later(day, happening, records.create(values))

    def _on_claim(self, day, happenings):
        records = self.on(day, self.env["arrears.payment.claim"]).with_user(self.collector)
        for happening in happenings:
            card = self._card(happening)
            values = {"case_id": card.id, "amount": 100 + happening.owner, "paid_on": day}
            self._later(day, happening, records.create(values))

    def _on_extension(self, day, happenings):
        records = self.on(day, self.env["arrears.extension"]).with_user(self.collector)
        for happening in happenings:
            record = records.create(
                {"case_id": self._card(happening).id, "until": day + timedelta(days=15),
                 "reason": "Salary", "consent_party": "owner", "consent_how": "call",
                 "consent_on": day}
            )  # fmt: skip
            record.with_user(self.manager).action_grant()
            self.occurred["extension"] += 1

    def _on_hardship(self, day, happenings):
        records = self.on(day, self.env["arrears.hardship"])
        for happening in happenings:
            record = records.create({"debtor_id": self._card(happening).debtor_id.id})
            self._later(day, happening, record)

    def _later(self, day, happening, record):
        """It goes on for as long as the telling says."""
        self.occurred[happening.what] += 1
        end = day + timedelta(days=happening.arguments["days"])
        self.open_ends[end].append(record)

    def _on_end(self, day, records):
        for record in records:
            record = self.on(day, record)
            if record._name == "arrears.grievance":
                record.answer = "The mechanic comes tomorrow"
                record.action_answer()
                record.outcome = "remedied"
                record.action_close()
            elif record._name == "arrears.payment.claim":
                record = record.with_user(self.manager)
                record.result_note = "All accounts of the week were looked through"
                record.action_not_found()
            else:
                record.action_withdraw()


__all__ = ["FIRST", "HABITS", "HOLDS", "TALKS", "Happening", "YearOutside"]
