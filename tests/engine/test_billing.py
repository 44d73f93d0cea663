"""Lines of a bill: part months, changes within a period, rounding; against a slow version that
walks day by day."""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.billing import (
    NO_PAYER,
    NO_PRICE,
    ZERO_AMOUNT,
    ZERO_AREA,
    Gap,
    Price,
    bill_unit,
    clipped,
    months_between,
    rounded,
    shares_by_weight,
)
from engine.payers import PayerSpan, ReductionSpan

SELLER, BUYER, DEVELOPER = 1, 2, 3
Q2 = (date(2026, 4, 1), date(2026, 6, 30))


def day(text):
    return date.fromisoformat(text)


def payer(partner, first="2026-01-01", last="2026-12-31"):
    return PayerSpan(day(first), day(last), partner, "owner")


def price(monthly="280", first="2026-01-01", last=None, area="90", key=1, **values):
    """A price per m² and month in minor units, for a flat of 90 m²."""
    return Price(
        key,
        day(first),
        last and day(last),
        Fraction(monthly),
        by_area=True,
        area=Fraction(area),
        **values,
    )


def amounts(lines):
    return [(line.payer, line.first.isoformat(), line.last.isoformat(), line.amount)
            for line in lines]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "rule", "expected"),
    [
        ("2026-04-01", "2026-06-30", "days", 3),
        ("2026-04-16", "2026-04-30", "days", Fraction(1, 2)),
        ("2026-01-15", "2026-02-14", "days", Fraction(17, 31) + Fraction(1, 2)),
        ("2028-02-01", "2028-02-29", "days", 1),
        ("2025-12-31", "2026-01-01", "days", Fraction(2, 31)),
        ("2026-04-16", "2026-04-30", "whole_month", 1),
        ("2026-01-15", "2026-02-14", "whole_month", 2),
    ],
)
def test_months_are_exact_fractions_of_their_own_month(first, last, rule, expected):
    assert months_between(day(first), day(last), rule) == expected


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends on 2026-03-31, before it starts on 2026-04-01"):
        months_between(day("2026-04-01"), day("2026-03-31"))
    with pytest.raises(ValueError, match="before it starts"):
        bill_unit(day("2026-04-01"), day("2026-03-31"), [], [])


def test_area_times_price_times_months_is_one_line():
    lines, gaps = bill_unit(*Q2, [payer(SELLER)], [price()])
    assert amounts(lines) == [(SELLER, "2026-04-01", "2026-06-30", 90 * 280 * 3)]
    assert lines[0].months == 3
    assert gaps == []


def test_halves_are_rounded_up_and_only_once():
    # 0.555 yuan a month: three months are 1.665, and 1.67; rounded by the month it were 1.68.
    [line], _ = bill_unit(*Q2, [payer(SELLER)], [price(monthly="55.5", area="1")])
    assert line.amount == 167


def test_a_unit_sold_within_a_month_is_cut_by_days():
    payers = [payer(SELLER, last="2026-05-10"), payer(BUYER, first="2026-05-11")]
    lines, _ = bill_unit(*Q2, payers, [price()])
    assert [line.months for line in lines] == [1 + Fraction(10, 31), 1 + Fraction(21, 31)]
    assert sum(line.amount for line in lines) == 90 * 280 * 3


def test_a_unit_sold_within_a_month_goes_to_the_months_end_where_the_estate_says_so():
    payers = [payer(SELLER, last="2026-05-10"), payer(BUYER, first="2026-05-11")]
    lines, _ = bill_unit(*Q2, payers, [price()], part_month="whole_month")
    assert amounts(lines) == [
        (SELLER, "2026-04-01", "2026-05-31", 90 * 280 * 2),
        (BUYER, "2026-06-01", "2026-06-30", 90 * 280),
    ]


def test_a_month_begun_counts_as_a_whole_for_the_first_who_pays_in_it():
    lines, gaps = bill_unit(
        *Q2, [payer(BUYER, first="2026-05-20")], [price()], part_month="whole_month"
    )
    assert amounts(lines) == [(BUYER, "2026-05-01", "2026-06-30", 90 * 280 * 2)]
    assert gaps == [Gap(day("2026-04-01"), day("2026-04-30"), NO_PAYER)]


def test_a_price_that_changes_within_the_period_makes_two_lines():
    prices = [price(last="2026-05-15"), price("300", first="2026-05-16", key=2)]
    lines, _ = bill_unit(*Q2, [payer(SELLER)], prices)
    assert [line.price.key for line in lines] == [1, 2]
    assert lines[0].amount == rounded(90 * 280 * (1 + Fraction(15, 31)))
    assert lines[1].amount == rounded(90 * 300 * (1 + Fraction(16, 31)))


def test_a_price_for_every_unit_holds_only_where_the_usage_has_none():
    prices = [price("300", last="2026-04-30"), price("100", key=2, general=True)]
    lines, _ = bill_unit(*Q2, [payer(SELLER)], prices)
    assert [(line.price.key, line.months) for line in lines] == [(1, 1), (2, 2)]


def test_a_reduction_is_for_its_days_and_what_was_promised_goes_to_the_developer():
    half = ReductionSpan(
        day("2026-05-01"), day("2026-05-31"), Fraction(1, 2), DEVELOPER, 7, "promise"
    )
    lines, _ = bill_unit(*Q2, [payer(SELLER)], [price("55.5", area="1")], [half])
    assert amounts(lines) == [
        (SELLER, "2026-04-01", "2026-04-30", 56),
        (SELLER, "2026-05-01", "2026-05-31", 28),
        (DEVELOPER, "2026-05-01", "2026-05-31", 28),
        (SELLER, "2026-06-01", "2026-06-30", 56),
    ]
    assert [line.difference for line in lines] == [False, False, True, False]


def test_a_reduction_that_nobody_makes_good_is_simply_less():
    sixty = ReductionSpan(day("2026-04-01"), day("2026-06-30"), Fraction(3, 5), None, 7, "vacant")
    [line], _ = bill_unit(*Q2, [payer(SELLER)], [price()], [sixty])
    assert line.amount == 90 * 280 * 3 * 3 // 5
    assert line.reduction is sixty


def test_days_that_cannot_be_billed_say_why():
    april = [payer(SELLER, first="2026-05-01")]
    assert bill_unit(*Q2, april, [price()])[1] == [
        Gap(day("2026-04-01"), day("2026-04-30"), NO_PAYER)
    ]
    assert bill_unit(*Q2, [payer(SELLER)], [price(last="2026-05-31")])[1] == [
        Gap(day("2026-06-01"), day("2026-06-30"), NO_PRICE)
    ]
    assert bill_unit(*Q2, [payer(SELLER)], [price(area="0")])[1] == [Gap(*Q2, ZERO_AREA)]
    assert bill_unit(*Q2, [payer(SELLER)], [price("0")])[1] == [Gap(*Q2, ZERO_AMOUNT)]


def test_an_amount_is_shared_by_area_and_adds_up_over_units_and_periods():
    shares = shares_by_weight(100_000, {1: 9000, 2: 9000, 3: 8999})
    assert sum(shares.values()) == 100_000
    billed = 0
    for share in shares.values():
        year = Price(1, day("2026-01-01"), day("2026-12-31"), total=share)
        for first, last in (("2026-01-01", "2026-02-17"), ("2026-02-18", "2026-08-31"),
                            ("2026-09-01", "2026-12-31")):  # fmt: skip
            lines, _ = bill_unit(day(first), day(last), [payer(SELLER)], [year])
            billed += sum(line.amount for line in lines)
    assert billed == 100_000
    assert shares_by_weight(500, {1: 0, 2: 0}) == {1: 0, 2: 0}


def test_shares_by_whole_months_add_up_too():
    year = Price(1, day("2026-01-01"), day("2026-12-31"), total=100_001)
    payers = [payer(SELLER, last="2026-05-10"), payer(BUYER, first="2026-05-11")]
    lines, _ = bill_unit(
        day("2026-01-01"), day("2026-12-31"), payers, [year], part_month="whole_month"
    )
    assert sum(line.amount for line in lines) == 100_001
    assert lines[0].amount == rounded(Fraction(100_001 * 5, 12))


def test_a_contract_cuts_the_period():
    assert clipped(*Q2, day("2026-04-15"), day("2026-05-31")) == (
        day("2026-04-15"),
        day("2026-05-31"),
    )
    assert clipped(*Q2, None, None) == Q2
    assert clipped(*Q2, None, day("2026-03-31")) is None


# ----------------------------------------------------------------------
# Against a version that walks day by day
# ----------------------------------------------------------------------

ORIGIN = date(2026, 1, 1)
OFFSETS = st.integers(min_value=-20, max_value=140)


@st.composite
def spans(draw, make, most=3):
    """Spans in order that do not overlap, as the models guarantee."""
    cuts = sorted(draw(st.lists(OFFSETS, min_size=0, max_size=2 * most, unique=True)))
    return [
        make(draw, ORIGIN + timedelta(days=start), ORIGIN + timedelta(days=end - 1))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]


PAYERS = spans(lambda draw, first, last: PayerSpan(first, last, draw(st.integers(1, 3)), "owner"))
PRICES = spans(
    lambda draw, first, last: Price(
        draw(st.integers(1, 9)),
        first,
        last,
        Fraction(draw(st.integers(1, 99999)), 100),
        by_area=True,
        area=Fraction(9137, 100),
    )
)
REDUCTIONS = spans(
    lambda draw, first, last: ReductionSpan(
        first,
        last,
        Fraction(draw(st.integers(0, 100)), 100),
        draw(st.sampled_from([None, 9])),
        draw(st.integers(1, 9)),
        "reduction",
    )
)
PERIODS = st.tuples(st.integers(0, 90), st.integers(0, 40)).map(
    lambda pair: (ORIGIN + timedelta(days=pair[0]), ORIGIN + timedelta(days=sum(pair)))
)


def on(spans_, when):
    return next((span for span in spans_ if span.first <= when <= span.last), None)


def day_by_day(first, last, payers, prices, reductions, by_month):
    """``{(payer, difference): amount}`` and the number of days nobody was billed for."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    states = {when: (on(payers, when), on(prices, when), on(reductions, when)) for when in days}
    if by_month:
        for _, month in groupby(days, key=lambda when: (when.year, when.month)):
            month = list(month)
            whole = next((states[d] for d in month if states[d][0] and states[d][1]), None)
            if whole:
                states |= dict.fromkeys(month, whole)

    def key(when):
        found, version, reduction = states[when]
        return (found and found.payer, version, reduction) if found and version else None

    billed, unbilled = [], 0
    for situation, run in groupby(days, key=key):
        run = list(run)
        if situation is None:
            unbilled += len(run)
            continue
        partner, version, reduction = situation
        months = (
            Fraction(len({(when.year, when.month) for when in run}))
            if by_month
            else sum(Fraction(1, calendar.monthrange(w.year, w.month)[1]) for w in run)
        )
        full = version.monthly * version.area * months
        payable = reduction.payable if reduction else Fraction(1)
        billed.append((partner, False, rounded(full * payable)))
        if reduction and reduction.difference_payer:
            billed.append((9, True, rounded(full) - rounded(full * payable)))
    return [row for row in billed if row[2]], unbilled


@given(PERIODS, PAYERS, PRICES, REDUCTIONS, st.booleans())
def test_lines_are_those_of_a_walk_day_by_day(period, payers, prices, reductions, by_month):
    rule = "whole_month" if by_month else "days"
    lines, gaps = bill_unit(*period, payers, prices, reductions, rule)
    expected, unbilled = day_by_day(*period, payers, prices, reductions, by_month)
    assert [(line.payer, line.difference, line.amount) for line in lines] == expected
    counted = sum(
        (gap.last - gap.first).days + 1 for gap in gaps if gap.code in (NO_PAYER, NO_PRICE)
    )
    assert counted == unbilled


@given(PERIODS, PAYERS, PRICES, st.booleans())
def test_no_day_is_billed_twice_and_every_day_is_accounted_for(period, payers, prices, by_month):
    rule = "whole_month" if by_month else "days"
    lines, gaps = bill_unit(*period, payers, prices, (), rule)
    covered = sorted((item.first, item.last) for item in (*lines, *gaps))
    when = period[0]
    for first, last in covered:
        assert first == when
        when = last + timedelta(days=1)
    assert when == period[1] + timedelta(days=1)


@given(st.integers(0, 89), st.integers(1, 99999), st.integers(1, 99999), st.sampled_from([1, 100]))
def test_two_parts_of_a_sold_unit_differ_from_the_whole_by_one_minor_unit_at_most(
    offset, monthly, area, scale
):
    """n lines, rounded to the nearest each: at most n/2 beside the exact amount."""
    sold = Q2[0] + timedelta(days=offset)
    version = Price(
        1, Q2[0], None, Fraction(monthly, scale), by_area=True, area=Fraction(area, 100)
    )
    parts = [PayerSpan(Q2[0], sold, SELLER, "owner"),
             PayerSpan(sold + timedelta(days=1), Q2[1], BUYER, "owner")]  # fmt: skip
    cut, _ = bill_unit(*Q2, parts, [version])
    whole, _ = bill_unit(*Q2, [PayerSpan(*Q2, SELLER, "owner")], [version])
    assert abs(sum(line.amount for line in cut) - sum(line.amount for line in whole)) <= 1


@given(PERIODS, PAYERS, st.integers(0, 10**7))
def test_pieces_of_a_share_never_exceed_it(period, payers, total):
    version = Price(1, *period, total=total)
    lines, gaps = bill_unit(*period, payers, [version])
    billed = sum(line.amount for line in lines)
    assert billed <= total
    if not gaps:
        assert billed == total
