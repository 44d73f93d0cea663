"""The watcher of the simulated year sees each breach: one that sees none would prove nothing."""

from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from .year_watcher import Made, Stopped, against_a_stop, out_of_hours, too_many, without_verdict

MONDAY = date(2026, 3, 2)


def contact(days=0, clock="10:00", channel="sms", who="Wang", **values):
    """A contact so many days after a Monday."""
    at = datetime.fromisoformat(f"{MONDAY + timedelta(days=days)} {clock}")
    return Made(who, channel, at, **values)


@tagged("post_install", "-at_install")
class TestYearWatcher(BaseCase):
    def sees(self, breaches, word, count=1):
        self.assertEqual([word in breach for breach in breaches], [True] * count, breaches)

    # Hours

    def test_a_message_before_nine_or_from_twenty_on_is_seen(self):
        self.sees(out_of_hours([contact(clock="08:59")], ()), "hours")
        self.sees(out_of_hours([contact(clock="20:00")], ()), "hours")
        self.assertFalse(out_of_hours([contact(clock="09:00"), contact(clock="19:59")], ()))

    def test_a_call_at_nine_on_a_saturday_or_on_a_holiday_is_seen(self):
        self.sees(out_of_hours([contact(5, "09:00", "call")], ()), "hours")
        self.sees(out_of_hours([contact(5, "19:00", "call")], ()), "hours")
        self.sees(out_of_hours([contact(channel="call")], {MONDAY}), "holiday")
        allowed = [contact(5, "09:00"), contact(5, "10:00", "call"), contact(0, "09:00", "call")]
        self.assertFalse(out_of_hours(allowed, {MONDAY + timedelta(days=1)}))

    # Caps

    def test_a_second_message_of_a_day_is_seen(self):
        self.sees(too_many([contact(), contact(clock="11:00", channel="email")]), "1 messages")

    def test_a_third_message_in_fourteen_days_is_seen(self):
        self.sees(too_many([contact(), contact(5), contact(13)]), "2 messages in 14")
        self.assertFalse(too_many([contact(), contact(5), contact(14)]))

    def test_a_third_message_on_a_telephone_of_two_is_seen(self):
        shared = [contact(day, who=who, number="1") for day, who in ((0, "a"), (5, "b"), (9, "a"))]
        self.sees(too_many(shared), "cap of a number")
        self.assertFalse(too_many([*shared[:2], contact(9, who="a", number="2")]))

    def test_a_fourth_call_of_a_day_and_an_eighth_of_a_week_are_seen(self):
        self.sees(too_many([contact(channel="call")] * 4), "3 calls in 1")
        week = [contact(day, channel="call") for day in (0, 0, 1, 2, 3, 4, 5, 6)]
        self.sees(too_many(week), "7 calls in 7")
        self.assertFalse(too_many([*week[:7], contact(7, channel="call")]))

    def test_a_third_talk_of_a_week_is_seen(self):
        talks = [contact(day, channel="call", connected=True) for day in (0, 3, 6)]
        self.sees(too_many(talks), "2 talks in 7")
        self.assertFalse(too_many([*talks[:2], contact(7, channel="call", connected=True)]))

    def test_a_talk_within_three_days_of_another_is_seen_unless_it_was_agreed(self):
        first, later = (contact(day, channel="call", connected=True) for day in (0, 2))
        self.sees(too_many([first, later]), "peace")
        agreed = contact(2, channel="call", connected=True, agreed=True)
        self.assertFalse(too_many([first, agreed]))

    # Stops

    def stop(self, kind="dispute", charges=()):
        return Stopped("A 101", kind, MONDAY, MONDAY + timedelta(days=5), frozenset(charges))

    def test_a_contact_on_a_day_of_a_stop_is_seen(self):
        for day in (0, 5):
            made = [contact(day, cards=frozenset(["A 101"]))]
            self.sees(against_a_stop(made, [self.stop()]), "under dispute")
        others = [contact(6, cards=frozenset(["A 101"])), contact(2, cards=frozenset(["A 102"]))]
        self.assertFalse(against_a_stop(others, [self.stop()]))

    def test_a_charge_that_is_stopped_alone_is_seen_where_it_is_asked_for(self):
        values = {"cards": frozenset(["A 101"])}
        stops = [self.stop(charges=(1,))]
        self.sees(against_a_stop([contact(charges=frozenset((1, 2)), **values)], stops), "stop")
        self.assertFalse(against_a_stop([contact(charges=frozenset((2,)), **values)], stops))

    def test_only_the_agreed_call_is_made_while_a_promise_holds(self):
        values = {"channel": "call", "cards": frozenset(["A 101"])}
        self.sees(against_a_stop([contact(**values)], [self.stop("promise")]), "under promise")
        agreed = [contact(agreed=True, **values)]
        self.assertFalse(against_a_stop(agreed, [self.stop("promise")]))
        self.sees(against_a_stop(agreed, [self.stop("deceased")]), "under deceased")

    # Verdicts

    def test_a_card_without_a_verdict_or_with_two_is_seen(self):
        good = ("waiting", ["not yet"])
        self.sees(without_verdict(["A"], {}), "forgotten")
        self.sees(without_verdict(["A"], {"A": [good, good]}), "forgotten")
        self.assertFalse(without_verdict(["A"], {"A": [good]}))

    def test_a_verdict_that_is_no_step_and_has_no_reason_is_seen(self):
        self.sees(without_verdict(["A"], {"A": [("waiting", None)]}), "no reason")
        self.assertFalse(without_verdict(["A"], {"A": [("step", None)]}))
