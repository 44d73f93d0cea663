"""A firm that lives day by day: owners of every sort, the product's nights, the collectors' days.

What happens outside the product is told in ``year_outside``. The watcher at the end reads
contacts, holds and the ledger itself, and knows none of the product's rules but the numbers of the
law and the trade, written here again.
"""

import random
from collections import Counter, defaultdict
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError

from .year_outside import FIRST, HABITS, YearOutside

# Of so many days one is a holiday.
DAYS_A_HOLIDAY = 20
# What the collectors manage in a day; what is left is done on the next.
CALLS_A_DAY = 6
# The first collector is away for so long, from this day of the year.
AWAY, AWAY_DAYS = 4, 14


class YearCase(YearOutside):
    """The firm of ``CollectionCase`` with owners who behave, under all policies we ship."""

    all_policies = True

    @classmethod
    def settle(cls, count, days, seed):
        """People and their units, who works for the firm, and on which of the days nobody does."""
        names = list(HABITS)
        cls.habits = [names[number % len(names)] for number in range(count)]
        cls.people = cls.env["res.partner"].create(
            [
                {
                    "name": f"Owner {number}",
                    "email": cls.email_of(number),
                    "phone": cls.phone_of(number),
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
        cls.deputy = cls.user("deputy", "group_collector")
        cls.estate.collector_ids += cls.deputy
        away = FIRST + timedelta(days=AWAY)
        cls.env["arrears.absence"].create(
            {"company_id": cls.company.id, "user_id": cls.collector.id,
             "deputy_id": cls.deputy.id, "date_from": away,
             "date_until": away + timedelta(days=AWAY_DAYS)}
        )  # fmt: skip
        cls.holidays = {
            FIRST + timedelta(days=number)
            for number in random.Random(seed).sample(range(days), days // DAYS_A_HOLIDAY)
        }
        jurisdiction = cls.estate.jurisdiction_id
        cls.env["arrears.holiday"].search([("date", ">=", FIRST)]).unlink()
        cls.env["arrears.holiday"].create(
            [{"name": "Holiday", "date": day, "jurisdiction_id": jurisdiction.id}
             for day in sorted(cls.holidays)]
        )  # fmt: skip

    @staticmethod
    def email_of(number):
        """One in four has no mailbox, nor have two who share a telephone."""
        return f"owner{number}@example.com" if number % 4 and number % 12 not in (2, 3) else False

    @staticmethod
    def phone_of(number):
        """One in four has no number; of twelve, two who seldom pay live together and have one."""
        if number % 12 == 3:
            number -= 1
        return f"+86138000{number:05d}" if number % 4 != 1 else False

    # ------------------------------------------------------------------
    # Living through it
    # ------------------------------------------------------------------

    def live(self, days, told, nights=lambda _day: 1, collector=True):
        """Day after day: what happens, the night's work so many times, then the day's."""
        self.begin_telling()
        self.talks, self.segments_seen = random.Random(99), Counter()
        for number in range(days):
            day = FIRST + timedelta(days=number)
            self.happen(day, told.get(day, ()))
            if not number:
                self.switch_on(day=day)
            for _time in range(nights(day)):
                self.night(day)
            if nights(day):
                self.day_of_work(day, collector)

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
        # The second time of a day is a run by hand: the scheduled one of the day is done.
        run = runs._nightly_of(company) or runs.create({"company_id": company.id, "date": day})
        run._look_at(run._debtors_left())
        run._finish()
        for segment, count in cards._read_group(
            [("company_id", "=", company.id), ("state", "!=", "closed")], ["segment_id"],
            ["__count"],
        ):  # fmt: skip
            self.segments_seen[segment] += count

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
             ("res_model", "=", "arrears.case")], order="date_deadline, id", limit=CALLS_A_DAY,
        )  # fmt: skip
        for task in tasks:
            self.occurred["deputy" if task.user_id == self.deputy else "call"] += 1
            case = self.env["arrears.case"].browse(task.res_id)
            self._make_call(day, case, task.user_id)

    def _make_call(self, day, case, collector):
        moment = self.moment("11:00", day)
        log = (
            self.env["arrears.contact.log"]
            .with_user(collector)
            .with_context(arrears_today=day, arrears_now=self.clock_at("11:00", day))
            .create({"case_id": case.id, "happened_at": moment})
        )
        # A careful collector does not ring up against the warning.
        if log.warning:
            self.occurred["call not made"] += 1
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

    def diary(self):
        """What was done on which day: steps, outgoing contacts, open tasks; how often is told by
        repetition."""
        ours = [("company_id", "=", self.company.id)]
        claims = self.env["arrears.step.claim"].search([*ours, ("voided", "!=", True)])
        contacts = self.env["arrears.contact"].search([*ours, ("direction", "=", "out")])
        cards = self.env["arrears.case"].search(ours)
        return sorted(
            [("step", c.case_id.debtor_id.name, c.step_id.name, str(c.taken_on)) for c in claims]
            + [("contact", c.debtor_id.name, f"{c.channel} {c.state}", str(c.moment))
               for c in contacts]
            + [("task", t.res_name, t.activity_type_id.name, str(t.date_deadline))
               for t in cards.activity_ids]
        )  # fmt: skip


__all__ = ["AWAY", "FIRST", "YearCase"]
