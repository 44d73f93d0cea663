"""Which card and code payments a settlement brought: one set of whole days, or none."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.merchant_match import OpenItem, settlement

MONDAY = date(2026, 9, 14)
RATE = Decimal("0.006")
CARDS, CODES = 1, 2


def item(key, amount, day=0, channel=CARDS, rate=RATE):
    return OpenItem(key, channel, MONDAY + timedelta(days=day), amount, rate)


def test_the_payments_of_a_day_less_the_fee():
    items = [item(1, 6000), item(2, 4000), item(3, 5000, day=1)]
    found = settlement(9940, MONDAY + timedelta(days=1), items)
    assert (found.items, found.fee, found.first) == ((1, 2), 60, MONDAY)


def test_a_weekend_comes_in_one_sum():
    items = [item(1, 6000), item(2, 4000, day=1), item(3, 5000, day=2), item(4, 700, day=3)]
    found = settlement(15000 - 90, MONDAY + timedelta(days=3), items)
    assert (found.items, found.fee) == ((1, 2, 3), 90)


def test_a_fee_above_the_rate_of_the_channel_is_no_fee():
    items = [item(1, 10000)]
    assert settlement(9940, MONDAY, items).fee == 60
    assert settlement(9939, MONDAY, items) is None
    assert settlement(9999, MONDAY, [item(1, 10000, rate=Decimal(0))]) is None


def test_a_part_of_a_minor_unit_is_rounded_up():
    assert settlement(98, MONDAY, [item(1, 99)]).fee == 1


def test_two_days_that_fit_alike_are_left_to_a_person():
    items = [item(1, 10000), item(2, 10000, day=1)]
    assert settlement(9940, MONDAY + timedelta(days=2), items) is None


def test_two_channels_that_fit_alike_are_left_to_a_person():
    items = [item(1, 10000), item(2, 10000, channel=CODES)]
    assert settlement(9940, MONDAY, items) is None


def test_channels_are_not_thrown_together():
    items = [item(1, 6000), item(2, 4000, channel=CODES)]
    assert settlement(10000, MONDAY, items) is None


def test_later_and_very_old_payments_are_not_in_it():
    assert settlement(10000, MONDAY, [item(1, 10000, day=1)]) is None
    assert settlement(10000, MONDAY, [item(1, 10000, day=-31)]) is None
    assert settlement(10000, MONDAY, [item(1, 10000, day=-30)]).items == (1,)


def test_money_that_goes_out_settles_nothing():
    assert settlement(-10, MONDAY, [item(1, 10)]) is None


AMOUNTS = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 6), st.sampled_from((CARDS, CODES))), max_size=9
)


@given(AMOUNTS, st.integers(1, 1500))
def test_it_agrees_with_trying_every_run_of_days(rows, amount):
    items = [
        item(key, value, day=day, channel=channel) for key, (value, day, channel) in enumerate(rows)
    ]
    came_on = MONDAY + timedelta(days=6)
    fitting = set()
    for channel in (CARDS, CODES):
        own = [one for one in items if one.channel == channel]
        days = sorted({one.day for one in own})
        for first in days:
            for last in days:
                chosen = [one for one in own if first <= one.day <= last]
                fee = sum(one.amount for one in chosen) - amount
                ceiling = -(-sum(one.amount for one in chosen) * 6 // 1000)
                if first <= last and 0 <= fee <= ceiling:
                    fitting.add(frozenset(one.key for one in chosen))
    found = settlement(amount, came_on, items)
    assert (found and frozenset(found.items)) == (fitting.pop() if len(fitting) == 1 else None)
