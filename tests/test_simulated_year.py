"""A simulated year: nobody is contacted against a rule, nobody is forgotten, nothing is doubled.

The rules are written here once more, from the law and the trade's numbers, and read off what
happened; see ``year`` for the life that is led.
"""

import os
from collections import defaultdict
from datetime import date, time, timedelta
from itertools import pairwise

from odoo.tests import tagged
from odoo.tools import float_is_zero

from .year import FIRST, HOLIDAYS, YearCase
from .year_outside import HOLDS, TALKS

# `./dev soak year` has 200 owners and a year that was never lived before.
OWNERS = int(os.environ.get("ARREARS_YEAR_OWNERS", "36"))
DAYS, SOME_DAYS = int(os.environ.get("ARREARS_YEAR_DAYS", "365")), 75
SEED = int(os.environ.get("ARREARS_YEAR_SEED", "11"))
# Lived three times over; each debtor is decided for himself, so more of them prove no more.
SOME_OWNERS = int(os.environ.get("ARREARS_YEAR_SOME_OWNERS", "18"))


@tagged("post_install", "-at_install")
class TestSimulatedYear(YearCase):
    def test_a_year_breaks_no_rule_and_forgets_nobody(self):
        self.settle(OWNERS)
        self.live(DAYS, self.foretell(DAYS, SEED))
        made = self.made()
        self.check_it_was_a_year_of_every_sort(made)
        self.check_hours(made)
        self.check_caps(made)
        self.check_stops(made)
        self.check_something_was_due(made)
        self.check_nobody_is_forgotten()

    def test_each_night_twice_or_five_days_off_end_in_the_same_state(self):
        """Nobody works the calls, since what comes of them would depend on the day."""
        self.settle(SOME_OWNERS)
        told = self.foretell(SOME_DAYS, SEED)
        off = {FIRST + timedelta(days=day) for day in self.luck.sample(range(5, SOME_DAYS - 60), 5)}
        once, diary = self.lived(told)
        self.assertTrue(any(row[4] for row in once.values()))
        self.assertTrue(diary)
        twice, diary_of_twice = self.lived(told, lambda _day: 2)
        self.assertEqual(twice, once)
        self.assertEqual(diary_of_twice, diary, "nothing on another day, and nothing once more")
        skipping, _diary = self.lived(told, lambda day: 0 if day in off else 1)
        self.assertEqual(skipping, once)

    def lived(self, told, nights=lambda _day: 1):
        """The state of the cards and the diary of some months, which then never were."""
        point = self.env.cr.savepoint()
        self.live(SOME_DAYS, told, nights, collector=False)
        state, diary = self.state_of_cards(), self.diary()
        self.env.flush_all()
        point.close(rollback=True)
        self.env.invalidate_all()
        self.env.cr.precommit.data.clear()
        return state, diary

    # A year in which nothing happens proves nothing

    def check_it_was_a_year_of_every_sort(self, made):
        """All that could break a rule was there: each way, segment, stop and turn of events."""
        self.assertGreater(len(made), OWNERS)
        self.assertEqual({"email", "sms", "call"} - {row[1] for row in made}, set())
        happened = {"money", "part payment", "return", "call", "deputy", *HOLDS, *TALKS}
        self.assertEqual(happened - set(self.occurred), set())
        segments = self.env["arrears.segment"].search([])
        self.assertEqual(segments - segments.union(*self.segments_seen), segments.browse())
        promises = self.env["arrears.promise"].search([("company_id", "=", self.company.id)])
        self.assertEqual({"kept", "broken"} - set(promises.mapped("state")), set())
        outcomes = {contact.outcome or contact.state for *_row, contact in made}
        self.assertEqual({"no_answer", "sent"} - outcomes, set())
        self.assertTrue(any(connected for *_row, connected, _contact in made))

    # What was done

    def check_hours(self, made):
        """Nine to twenty, no call on a holiday; weekends ten to nineteen for calls."""
        for debtor, channel, moment, _connected, _contact in made:
            self.assertTrue(time(9) <= moment.time() < time(20), (debtor.name, channel, moment))
            if channel == "call":
                self.assertNotIn(moment.date(), HOLIDAYS)
                if moment.weekday() >= 5:
                    self.assertTrue(time(10) <= moment.time() < time(19), moment)

    def check_caps(self, made):
        """Messages one a day and two in fourteen days, of a person and of a number; calls three a
        day, seven in seven days; talks two in seven days, and three days of peace after one, but
        for the call that was agreed for the day before a promise."""
        by_debtor = defaultdict(list)
        for debtor, channel, moment, connected, _contact in made:
            family = "call" if channel == "call" else "message"
            by_debtor[debtor, family].append((moment.date(), connected))
        self.check_numbers(made)
        for (debtor, family), rows in by_debtor.items():
            days = [day for day, _connected in rows]
            for day in days:
                within = [one for one in days if day - timedelta(days=13) <= one <= day]
                if family == "message":
                    self.assertLessEqual(days.count(day), 1, debtor.name)
                    self.assertLessEqual(len(within), 2, debtor.name)
                else:
                    week = [one for one in within if day - timedelta(days=6) <= one]
                    self.assertLessEqual(days.count(day), 3, debtor.name)
                    self.assertLessEqual(len(week), 7, debtor.name)
            talks = sorted(day for day, connected in rows if connected)
            for earlier, later in pairwise(talks):
                if not self.agreed_for(debtor, later):
                    self.assertGreaterEqual((later - earlier).days, 3, debtor.name)
                week = [day for day in talks if later - timedelta(days=6) <= day <= later]
                self.assertLessEqual(len(week), 2, debtor.name)

    def check_numbers(self, made):
        """Two who share a telephone hear no more on it than one may."""
        messages = [(contact.address_key, moment.date())
                    for _debtor, channel, moment, _connected, contact in made
                    if channel != "call"]  # fmt: skip
        lines = self.env["arrears.run.line"]
        self.assertTrue(lines.search_count([("verdict_key", "like", "contact_cap_number")]))
        for number in {number for number, _day in messages}:
            days = [day for one, day in messages if one == number]
            for day in days:
                within = [one for one in days if day - timedelta(days=13) <= one <= day]
                self.assertLessEqual(days.count(day), 1, number)
                self.assertLessEqual(len(within), 2, number)

    def agreed_for(self, debtor, day):
        """Whether a promise of the debtor was to be confirmed on this day."""
        promises = self.env["arrears.promise"].search([("case_id.debtor_id", "=", debtor.id)])
        return any(
            promise.made_on < day <= promise.promised_by <= day + timedelta(days=3)
            for promise in promises
        )

    def check_stops(self, made):
        """Nobody was contacted while a hold over his whole card was in force, but for the call
        that was agreed for the day before a promise; nor asked for what a hold covers in part."""
        holds = self.env["arrears.hold"].search(
            [("company_id", "=", self.company.id), ("amount", "=", 0)]
        )
        for hold in holds:
            last = min(
                hold.date_until or date.max,
                hold.lifted_on - timedelta(days=1) if hold.lifted_on else date.max,
            )
            for debtor, channel, moment, _connected, contact in made:
                day = moment.date()
                if debtor != hold.case_id.debtor_id or not hold.date_from < day <= last:
                    continue
                if hold.type == "promise" and self.agreed_for(debtor, day):
                    continue
                told = (debtor.name, channel, moment, hold.type)
                if hold.charge_ids:
                    self.assertFalse(hold.charge_ids & contact.charge_ids, told)
                else:
                    self.assertNotIn(hold.case_id, contact.case_ids, told)

    def check_something_was_due(self, made):
        """The ledger itself says that the debtor owed something on the day of each contact."""
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("account_id", "=", self.receivable.id),
             ("parent_state", "=", "posted")]
        )  # fmt: skip
        for debtor, channel, moment, _connected, _contact in made:
            day = moment.date()
            bills = lines.filtered(
                lambda line, who=debtor, on=day: (
                    line.partner_id == who and line.balance > 0 and line.date_maturity
                    and line.date_maturity < on
                )
            )  # fmt: skip
            owed = sum(
                line.balance - sum(p.amount for p in line.matched_credit_ids if p.max_date <= day)
                for line in bills
            )
            self.assertFalse(float_is_zero(owed, 2), (debtor.name, channel, moment))

    # Who was left

    def check_nobody_is_forgotten(self):
        """Every open card took a step or says why not, as of the last night."""
        cards = self.env["arrears.case"].search(
            [("company_id", "=", self.company.id), ("state", "!=", "closed")]
        )
        self.assertTrue(cards)
        for card in cards:
            standing = self.env["arrears.run.line"].search(
                [
                    ("case_id", "=", card.id),
                    ("until_run_id", "=", False),
                    ("run_id.state", "!=", "preview"),
                ]
            )
            self.assertEqual(len(standing), 1, card.display_name)
            self.assertTrue(
                standing.outcome == "step" or standing.reasons, (card.display_name, standing)
            )
