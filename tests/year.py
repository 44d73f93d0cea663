"""A firm that lives day by day: owners of every sort, money, promises, holds, collectors.

What happens outside the product is drawn from a seed before anything runs, so that two tellings
of one year differ only in when the product worked. The watcher at the end reads contacts, holds
and the ledger itself, and knows none of the product's rules but the numbers of the law and the
trade, written here again.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo.exceptions import ValidationError

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
HOLIDAYS = (date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18), date(2026, 5, 1))


@dataclass
class Happening:
    """Something outside the product, on a day."""

    day: date
    what: str
    owner: int
    amount: int = 0
    arguments: dict = field(default_factory=dict)


class YearCase(CollectionCase):
    """The firm of ``CollectionCase`` with owners who behave, under all policies we ship."""

    all_policies = True

    @classmethod
    def settle(cls, count, seed):
        """People, units and what will happen to them."""
        cls.luck = random.Random(seed)
        names = list(HABITS)
        cls.habits = [names[number % len(names)] for number in range(count)]
        cls.people = cls.env["res.partner"].create(
            [
                {
                    "name": f"Owner {number}",
                    "email": f"owner{number}@example.com" if number % 4 else False,
                    "phone": f"+86138000{number:05d}" if number % 4 != 1 else False,
                    "lang": "en_US",
                    "is_company": habit == "shop",
                }
                for number, habit in enumerate(cls.habits)
            ]
        )
        usages = {"shop": "shop"}
        cls.units = cls.env["arrears.unit"].create(
            [
                {
                    "estate_id": cls.estate.id, "number": f"{1000 + number}", "area": 90,
                    "usage": usages.get(habit, "residential"),
                }
                for number, habit in enumerate(cls.habits)
            ]
        )  # fmt: skip
        cls.env["arrears.ownership"].create(
            [
                {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01"}
                for unit, owner in zip(cls.units, cls.people, strict=True)
            ]
        )
        jurisdiction = cls.estate.jurisdiction_id
        cls.env["arrears.holiday"].search([("date", ">=", "2026-01-01")]).unlink()
        cls.env["arrears.holiday"].create(
            [{"name": "Holiday", "date": day, "jurisdiction_id": jurisdiction.id}
             for day in HOLIDAYS]
        )  # fmt: skip

    @classmethod
    def foretell(cls, days):
        """All that happens outside the product: bills, money, returns, disputes and their ends.

        :return: ``{day: [Happening]}``
        """
        told = defaultdict(list)
        last = FIRST + timedelta(days=days)
        for owner, habit in enumerate(cls.habits):
            for number in range(-4, days // 91 + 1):
                issued = FIRST + timedelta(days=91 * number + owner % 5)
                cls._foretell_bill(told, owner, habit, issued, last)
            if cls.luck.random() < 0.3:
                day = FIRST + timedelta(days=cls.luck.randrange(days))
                kind = cls.luck.choice(["dispute", "do_not_contact", "manual", "represented"])
                length = cls.luck.randrange(5, 50)
                told[day].append(Happening(day, "hold", owner, 0, {"type": kind, "days": length}))
        return told

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
    # Living through it
    # ------------------------------------------------------------------

    def live(self, days, told, nights=lambda _day: 1, collector=True):
        """Day after day: what happens, the night's work so many times, then the day's."""
        self.bills, self.payments, self.talks = {}, {}, random.Random(99)
        for number in range(days):
            day = FIRST + timedelta(days=number)
            for happening in told.get(day, ()):
                getattr(self, f"_on_{happening.what}")(happening)
            self.end_transaction()
            if not number:
                self.switch_on(day=day)
            for _time in range(nights(day)):
                self.night(day)
            if nights(day):
                self.day_of_work(day, collector)

    def _on_bill(self, happening):
        told = happening.arguments
        self.bills[told["bill"]] = self.invoice(
            self.line(happening.amount, arrears_price_basis=BASIS),
            due=told["due"],
            invoice_date=told["issued"],
            partner_id=self.people[happening.owner].id,
            arrears_unit_id=self.units[happening.owner].id,
            arrears_period_from=told["issued"].replace(day=1),
            arrears_period_to=told["issued"].replace(day=1) + relativedelta(months=3, days=-1),
        )

    def _on_money(self, happening):
        bill = self.bills[happening.arguments["bill"]]
        money = self.entry(
            (self.bank.default_account_id, happening.amount, {}),
            (self.receivable, -happening.amount, {"partner_id": bill.partner_id.id}),
            when=happening.day,
        )
        self.receivables(bill, money).filtered(lambda line: not line.reconciled).reconcile()
        self.payments.setdefault(happening.arguments["bill"], money)

    def _on_return(self, happening):
        money = self.payments.get(happening.arguments["bill"])
        if money:
            self.receivables(money).remove_move_reconcile()
            back = self.entry(
                (self.bank.default_account_id, -happening.amount, {}),
                (self.receivable, happening.amount,
                 {"partner_id": self.people[happening.owner].id}),
                when=happening.day,
            )  # fmt: skip
            self.receivables(money, back).reconcile()

    def _on_hold(self, happening):
        case = self.case_of(self.people[happening.owner], self.units[happening.owner])
        if case:
            told = happening.arguments
            self.on(happening.day, self.env["arrears.hold"]).create(
                {"case_id": case.id, "type": told["type"], "date_from": happening.day,
                 "date_until": happening.day + timedelta(days=told["days"])}
            )  # fmt: skip

    def night(self, day):
        """Charges and cards, promises, segments and the run, in the order of the crons."""
        self.refresh(day)
        company = self.on(day, self.company)
        promises = self.on(day, self.env["arrears.promise"])
        promises._to_judge(company, day)._judge(day).case_id._refresh_cases()
        cards = self.on(day, self.env["arrears.case"])
        debtors = cards.search([("company_id", "=", company.id)]).debtor_id
        cards._assign_segments(company, debtors.ids, day)
        for piece in cards._morning_pieces():
            piece(company)
        runs = self.on(day, self.env["arrears.run"])
        run = runs._nightly_of(company)
        if run:
            run._look_at(run._debtors_left())
            run._finish()

    def day_of_work(self, day, collector):
        """Messages leave at ten, the gateway takes them; then the collector makes the calls."""
        with patch.object(type(self.env["arrears.contact"]), "_leave_by_sms", lambda _sms: ""):
            self.send(day=day)
        if collector:
            self._make_calls(day)

    def _make_calls(self, day):
        call = self.env.ref("property_arrears.activity_type_call")
        tasks = self.env["mail.activity"].search(
            [("activity_type_id", "=", call.id), ("date_deadline", "<=", day),
             ("res_model", "=", "arrears.case")], order="id",
        )  # fmt: skip
        for task in tasks:
            case = self.env["arrears.case"].browse(task.res_id)
            self._make_call(day, case)

    def _make_call(self, day, case):
        moment = self.moment("11:00", day)
        log = (
            self.env["arrears.contact.log"]
            .with_user(self.collector)
            .with_context(arrears_today=day, arrears_now=self.clock_at("11:00", day))
            .create({"case_id": case.id, "happened_at": moment})
        )
        # A careful collector does not ring up against the warning.
        if log.warning:
            return
        chance = self.talks.random()
        if chance < 0.5:
            log.action_no_answer()
            return
        log.identity_checked = True
        if chance < 0.75:
            log.promise_date = day + timedelta(days=self.talks.randrange(2, 13))
        log.reason_id = self.env.ref("property_arrears.reason_forgot")
        try:
            with self.env.cr.savepoint():
                log.action_connected()
        except ValidationError:
            # A third promise after two broken ones takes a manager: then the reason alone.
            self.assertTrue(log.promise_date)
            log.promise_date = False
            log.action_connected()

    # ------------------------------------------------------------------
    # Looking back
    # ------------------------------------------------------------------

    def made(self):
        """Outgoing dunning that was made: (debtor, channel, local moment, connected, contact)."""
        contacts = self.env["arrears.contact"].search(
            [("company_id", "=", self.company.id), ("direction", "=", "out"),
             ("contact_class", "=", "dunning"),
             "|", ("state", "in", ("sent", "delivered", "connected")), ("outcome", "!=", False)],
            order="happened_at, id",
        )  # fmt: skip
        return [
            (one.debtor_id, one.channel, one.happened_at + timedelta(hours=8),
             one.state == "connected", one)
            for one in contacts
        ]  # fmt: skip

    def state_of_cards(self):
        """Where every card stands, without the days on which it got there."""
        cards = self.env["arrears.case"].search([("company_id", "=", self.company.id)])
        claims = self.env["arrears.step.claim"].search(
            [("case_id", "in", cards.ids), ("voided", "!=", True)]
        )
        taken = defaultdict(set)
        for claim in claims:
            taken[claim.case_id].add(claim.step_id.name)
        return {
            (card.debtor_id.name, card.unit_id.name): (
                card.state, card.stage_id.code, round(card.amount_overdue * 100),
                card.segment_id.name, tuple(sorted(taken[card])),
            )
            for card in cards
        }  # fmt: skip


__all__ = ["FIRST", "HOLIDAYS", "YearCase"]
