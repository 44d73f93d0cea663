"""Guided prices: both sides of the band, what a reward takes, and which band a price meets."""

from datetime import date
from decimal import Decimal

import pytest

from engine.price_band import Band, Offer, Price, bands_of, discounted, largest_share, outside

BASIS = "per_area_month"
FIRST = date(2026, 1, 1)


def band(lowest="1.44", highest="2.16", usage="", first=FIRST, last=None, basis=BASIS):
    return Band(usage, basis, Decimal(lowest), Decimal(highest), first, last)


def price(value="1.80", usage="residential", first=FIRST, last=None, smallest_bill=0):
    return Price(1, usage, BASIS, Decimal(value), first, last, smallest_bill)


@pytest.mark.parametrize(
    ("value", "too_low"), [("1.44", None), ("2.16", None), ("1.4399", True), ("2.1601", False)]
)
def test_both_ends_belong_to_the_band(value, too_low):
    assert [found.too_low for found in outside([price(value)], [band()])] == (
        [] if too_low is None else [too_low]
    )


@pytest.mark.parametrize(("percent", "faults"), [(2000, 0), (2001, 1)])
def test_a_discount_down_to_the_lowest_price_is_allowed_and_no_further(percent, faults):
    found = list(outside([price("1.80")], [band()], [Offer(percent=percent)]))
    assert len(found) == faults


def test_rewards_of_one_bill_are_added_up():
    one, two = Offer(percent=1000), Offer(percent=1001)
    assert not list(outside([price()], [band()], [one]))
    [fault] = outside([price()], [band()], [one, two])
    assert fault.too_low
    assert fault.price == Decimal("1.43982")


def test_a_fixed_amount_weighs_on_the_smallest_bill():
    assert largest_share(Offer(fixed=1000), 10_000) == 1000
    assert largest_share(Offer(fixed=1000), 0) == 10_000, "unknown: the whole bill might go"
    assert largest_share(Offer(fixed=20_000), 10_000) == 10_000
    assert largest_share(Offer(fixed=1), 30_000) == 1, "rounded against the discount"
    assert discounted(price("2.00", smallest_bill=10_000), [Offer(fixed=2500)]) == Decimal("1.5")


def test_free_months_count_as_months_of_a_year():
    assert largest_share(Offer(free_months=1), 0) == 834
    assert largest_share(Offer(free_months=13), 0) == 10_000


def test_the_band_of_the_usage_comes_before_that_for_every_usage():
    own, every = band(usage="residential"), band("9", "10")
    assert bands_of([every, own], price()) == [own]
    assert bands_of([every, own], price(usage="shop")) == [every]
    assert bands_of([band(basis="fixed_month")], price()) == []


def test_a_band_holds_on_its_own_days_only():
    later = band(first=date(2026, 7, 1))
    assert bands_of([later], price(last=date(2026, 6, 30))) == []
    assert bands_of([later], price(last=date(2026, 7, 1))) == [later]
    assert bands_of([band(last=date(2026, 6, 30))], price(first=date(2026, 7, 1))) == []


def test_two_bands_of_one_price_are_both_kept_to():
    first = band(last=date(2026, 6, 30))
    second = band("2.00", "2.50", first=date(2026, 7, 1))
    [fault] = outside([price("1.80")], [first, second])
    assert fault.band == second
