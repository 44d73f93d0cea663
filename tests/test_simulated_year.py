"""A simulated year: nobody is contacted against a rule, nobody is forgotten, nothing is doubled.

See ``year`` for the life that is led, and ``year_watcher`` for the rules: written there once more,
from the law and the trade's numbers, and read off what happened.
"""

import os
from collections import defaultdict
from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import float_is_zero

from .year import FIRST, YearCase
from .year_outside import HOLDS, TALKS
from .year_watcher import Made, Stopped, against_a_stop, out_of_hours, too_many, without_verdict

# Four months are what a suite has time for; `./dev soak year` lives 365 days with 200 owners, and a
# year that was never lived before.
OWNERS = int(os.environ.get("ARREARS_YEAR_OWNERS", "30"))
DAYS, SOME_DAYS = int(os.environ.get("ARREARS_YEAR_DAYS", "120")), 75
SEED = int(os.environ.get("ARREARS_YEAR_SEED", "11"))
# Lived three times over; each debtor is decided for himself, so more of them prove no more.
SOME_OWNERS = int(os.environ.get("ARREARS_YEAR_SOME_OWNERS", "10"))


@tagged("post_install", "-at_install")
class TestSimulatedYear(YearCase):
    def test_a_year_breaks_no_rule_and_forgets_nobody(self):
        self.settle(OWNERS, DAYS, SEED)
        self.live(DAYS, self.foretell(DAYS, SEED))
        made = self.made()
        facts = self.facts(made)
        self.none(out_of_hours(facts, self.holidays))
        self.none(too_many(facts))
        self.none(against_a_stop(facts, self.stops()))
        self.check_something_was_due(made)
        self.assertTrue(self.open_cards())
        self.none(without_verdict(self.open_cards(), self.verdicts()))
        self.check_it_was_a_year_of_every_sort(made)

    def test_each_night_twice_or_five_days_off_end_in_the_same_state(self):
        """Nobody works the calls, since what comes of them would depend on the day."""
        self.settle(SOME_OWNERS, SOME_DAYS, SEED)
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

    # What was done

    def none(self, breaches):
        self.assertFalse(breaches, "\n".join(breaches[:20]))

    def facts(self, made):
        """The contacts as the watcher reads them."""
        return [
            Made(
                debtor.name, channel, moment, connected, contact.address_key or "",
                channel == "call" and self.agreed_for(debtor, moment.date()),
                frozenset(contact.case_ids.ids), frozenset(contact.charge_ids.ids),
            )
            for debtor, channel, moment, connected, contact in made
        ]  # fmt: skip

    def agreed_for(self, debtor, day):
        """Whether a promise of the debtor was to be confirmed on this day."""
        promises = self.env["arrears.promise"].search([("case_id.debtor_id", "=", debtor.id)])
        return any(
            promise.made_on < day <= promise.promised_by <= day + timedelta(days=3)
            for promise in promises
        )

    def stops(self):
        """Holds by the days on which nobody may be contacted under them.

        What is said in a call holds from the next day on, all else happens before the day's work.
        """
        holds = self.env["arrears.hold"].search(
            [("company_id", "=", self.company.id), ("amount", "=", 0)]
        )
        day = timedelta(days=1)
        return [
            Stopped(
                hold.case_id.id, hold.type,
                hold.date_from + (day if hold.type == "promise" else 0 * day),
                min(hold.date_until or date.max,
                    hold.lifted_on - day if hold.lifted_on else date.max),
                frozenset(hold.charge_ids.ids),
            )
            for hold in holds
        ]  # fmt: skip

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

    def open_cards(self):
        return self.env["arrears.case"].search(
            [("company_id", "=", self.company.id), ("state", "!=", "closed")]
        )

    def verdicts(self):
        """What the last night said of each card."""
        lines = self.env["arrears.run.line"].search(
            [("company_id", "=", self.company.id), ("until_run_id", "=", False),
             ("run_id.state", "!=", "preview")]
        )  # fmt: skip
        verdicts = defaultdict(list)
        for line in lines:
            verdicts[line.case_id].append((line.outcome, line.reasons))
        return verdicts

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
        # Two who share a telephone had to wait for each other.
        lines = self.env["arrears.run.line"]
        self.assertTrue(lines.search_count([("verdict_key", "like", "contact_cap_number")]))
