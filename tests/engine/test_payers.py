"""Who pays for which days: State Council Regulations art. 41, Civil Code arts. 307, 937, 1161;
domain.md 1.5."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.payers import (
    Party,
    PayerSpan,
    ReductionSpan,
    last_day_of_developer,
    lowest_reductions,
    payer_spans,
)

SELLER, BUYER, TENANT, DEVELOPER, SPOUSE = 1, 2, 3, 4, 5
Q1 = (date(2026, 1, 1), date(2026, 3, 31))


def spans(parties, period=Q1, kind="principal", **rules):
    return [
        (span.first.isoformat()[5:], span.last.isoformat()[5:], span.payer, span.liable)
        for span in payer_spans(parties, *period, kind, **rules)
    ]


def sale(on=date(2026, 2, 15), seller_role="owner"):
    return [
        Party(SELLER, seller_role, date(2020, 1, 1), on - timedelta(days=1)),
        Party(BUYER, "owner", on),
    ]


def test_each_pays_for_the_days_of_his_own():
    """Civil Code art. 937: the contract of the seller's days binds the seller alone."""
    assert spans(sale()) == [("01-01", "02-14", SELLER, ()), ("02-15", "03-31", BUYER, ())]


def test_whoever_begins_a_month_pays_it_where_the_estate_bills_whole_months():
    assert spans(sale(), part_month="whole_month") == [
        ("01-01", "02-28", SELLER, ()),
        ("03-01", "03-31", BUYER, ()),
    ]


def test_a_part_of_a_whole_month_has_the_payer_of_its_first_day():
    late_february = (date(2026, 2, 20), date(2026, 3, 31))
    assert spans(sale(), late_february, part_month="whole_month") == [
        ("02-20", "02-28", SELLER, ()),
        ("03-01", "03-31", BUYER, ()),
    ]


def test_days_of_nobody_are_a_gap():
    parties = [
        Party(SELLER, "owner", date(2020, 1, 1), date(2026, 1, 31)),
        Party(BUYER, "owner", date(2026, 3, 1)),
    ]
    assert spans(parties) == [("01-01", "01-31", SELLER, ()), ("03-01", "03-31", BUYER, ())]
    assert spans([]) == []


def test_whoever_comes_first_into_an_empty_month_pays_from_his_own_day():
    parties = [Party(BUYER, "owner", date(2026, 2, 10))]
    assert spans(parties, part_month="whole_month") == [("02-10", "03-31", BUYER, ())]


def test_a_tenant_pays_and_the_owner_stays_jointly_liable():
    """Regulations art. 41 ¶1: the agreement is respected, the owner answers beside the user."""
    parties = [
        Party(SELLER, "owner", date(2020, 1, 1)),
        Party(TENANT, "tenant_payer", date(2026, 2, 1), date(2026, 2, 28)),
    ]
    assert spans(parties) == [
        ("01-01", "01-31", SELLER, ()),
        ("02-01", "02-28", TENANT, (SELLER,)),
        ("03-01", "03-31", SELLER, ()),
    ]


@pytest.mark.parametrize(
    ("pays", "kind", "payer"),
    [
        ("all", "principal", TENANT),
        ("all", "pass_through", TENANT),
        ("all", "cost", TENANT),
        ("pass_through", "pass_through", TENANT),
        ("pass_through", "principal", SELLER),
        ("pass_through", "late_fee", SELLER),
        ("principal", "principal", TENANT),
        ("principal", "late_fee", TENANT),
        ("principal", "pass_through", SELLER),
    ],
)
def test_a_tenant_pays_the_kinds_that_were_agreed(pays, kind, payer):
    parties = [
        Party(SELLER, "owner", date(2020, 1, 1)),
        Party(TENANT, "tenant_payer", date(2020, 1, 1), pays=pays),
    ]
    [(_, _, found, liable)] = spans(parties, kind=kind)
    assert found == payer
    assert liable == ((SELLER,) if payer == TENANT else ())


def test_co_owners_answer_together():
    """Civil Code art. 307: co-owners bear debts of the common property jointly."""
    parties = [
        Party(SELLER, "owner", date(2020, 1, 1)),
        Party(SPOUSE, "co_owner", date(2026, 3, 1)),
    ]
    assert spans(parties) == [
        ("01-01", "02-28", SELLER, ()),
        ("03-01", "03-31", SELLER, (SPOUSE,)),
    ]


def test_an_agent_neither_pays_nor_answers_unless_he_agreed_to_answer():
    agent = Party(TENANT, "agent", date(2020, 1, 1))
    owner = Party(SELLER, "owner", date(2020, 1, 1))
    assert spans([agent]) == []
    assert spans([owner, agent])[0][3] == ()
    assert spans([owner, Party(TENANT, "agent", date(2020, 1, 1), answers=True)])[0][3] == (TENANT,)


def test_the_developer_pays_through_the_month_of_delivery():
    """Beijing art. 22 and Shanghai art. 49: the owner pays from the month after delivery."""
    delivered = date(2026, 2, 10)
    parties = sale(delivered, "developer")
    assert spans(parties, delivered_on=delivered) == [
        ("01-01", "02-28", SELLER, ()),
        ("03-01", "03-31", BUYER, ()),
    ]
    assert spans(parties, delivered_on=delivered, developer_rule="to_the_day") == [
        ("01-01", "02-09", SELLER, ()),
        ("02-10", "03-31", BUYER, ()),
    ]


def test_a_flat_that_is_sold_but_not_delivered_is_paid_by_the_developer():
    """Regulations art. 41 ¶2: unsold, or not yet handed to the buyer."""
    sold = sale(date(2025, 6, 1), "developer")
    assert spans(sold, delivered_on=date.max) == [("01-01", "03-31", SELLER, ())]
    assert spans(sold, delivered_on=date(2026, 1, 20)) == [
        ("01-01", "01-31", SELLER, ()),
        ("02-01", "03-31", BUYER, ()),
    ]


def test_without_a_day_of_delivery_the_days_entered_stand():
    parties = sale(date(2026, 2, 10), "developer")
    assert spans(parties) == [("01-01", "02-09", SELLER, ()), ("02-10", "03-31", BUYER, ())]


def test_an_undelivered_flat_without_a_known_developer_has_the_owner_that_was_entered():
    parties = [Party(BUYER, "owner", date(2020, 1, 1))]
    assert spans(parties, delivered_on=date.max) == [("01-01", "03-31", BUYER, ())]


@pytest.mark.parametrize(
    ("delivered", "rule", "last"),
    [
        (date(2026, 2, 1), "through_month", date(2026, 2, 28)),
        (date(2024, 2, 29), "through_month", date(2024, 2, 29)),
        (date(2026, 12, 31), "through_month", date(2026, 12, 31)),
        (date(2026, 2, 1), "to_the_day", date(2026, 1, 31)),
        (date.max, "through_month", date.max),
        (None, "to_the_day", None),
    ],
)
def test_the_last_day_of_the_developer(delivered, rule, last):
    assert last_day_of_developer(delivered, rule) == last


def test_heirs_follow_and_answer_together():
    """Civil Code art. 1161: heirs answer for debts within the value of what they inherit."""
    died = date(2026, 2, 3)
    parties = [
        Party(SELLER, "owner", date(2020, 1, 1), died),
        Party(SPOUSE, "heir", died + timedelta(days=1)),
        Party(BUYER, "heir", died + timedelta(days=1)),
    ]
    assert spans(parties) == [("01-01", "02-03", SELLER, ()), ("02-04", "03-31", SPOUSE, (BUYER,))]


def test_heirs_who_are_not_yet_known_leave_a_gap_and_a_co_owner_goes_on():
    died = date(2026, 2, 3)
    deceased = Party(SELLER, "owner", date(2020, 1, 1), died)
    assert spans([deceased]) == [("01-01", "02-03", SELLER, ())]
    widow = Party(SPOUSE, "co_owner", date(2020, 1, 1))
    assert spans([deceased, widow]) == [
        ("01-01", "02-03", SELLER, (SPOUSE,)),
        ("02-04", "03-31", SPOUSE, ()),
    ]


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        payer_spans([], date(2026, 2, 1), date(2026, 1, 31), "principal")


# The obvious version: ask every day by itself.

ROLES = ["owner", "co_owner", "tenant_payer", "developer", "heir", "agent"]
DAYS = st.dates(min_value=date(2025, 11, 1), max_value=date(2026, 7, 1))


@st.composite
def some_parties(draw):
    first = draw(DAYS)
    last = draw(st.none() | st.integers(0, 150).map(lambda days: first + timedelta(days=days)))
    return Party(
        draw(st.integers(1, 5)),
        draw(st.sampled_from(ROLES)),
        first,
        last,
        draw(st.sampled_from(["all", "principal", "pass_through"])),
        draw(st.booleans()),
    )


def end_of_month(day):
    while (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


def developer_pays(parties, day, delivered_on, rule):
    before = [party for party in parties if party.role == "developer" and party.first <= day]
    if delivered_on is None or not before:
        return None
    if rule == "to_the_day":
        due = day < delivered_on
    else:
        due = delivered_on == date.max or day <= end_of_month(delivered_on)
    return sorted(before, key=lambda party: party.first, reverse=True)[0].partner if due else None


def answer_on(parties, day, kind, delivered_on, rule):
    developer = developer_pays(parties, day, delivered_on, rule)
    if developer:
        return developer, "developer", ()
    here = [p for p in parties if p.first <= day <= (p.last or date.max)]
    fee = "principal" if kind == "late_fee" else kind
    for role in ("tenant_payer", "owner", "developer", "heir", "co_owner"):
        able = [
            p for p in here if p.role == role and (role != "tenant_payer" or p.pays in ("all", fee))
        ]
        if able:
            payer = sorted(able, key=lambda party: party.first, reverse=True)[0].partner
            owning = {
                p.partner
                for p in here
                if p.role in ("owner", "developer", "heir", "co_owner") or p.answers
            }
            return payer, role, tuple(sorted(owning - {payer}))
    return None


def slowly(parties, first, last, kind, delivered_on, developer_rule, part_month):
    """A list of days, each with its answer."""
    answers = {}
    day = first.replace(day=1)
    while day <= last:
        earlier = answers.get(day - timedelta(days=1)) if day.day > 1 else None
        answer = answer_on(parties, day, kind, delivered_on, developer_rule)
        answers[day] = earlier if earlier and part_month == "whole_month" else answer
        day += timedelta(days=1)
    return {day: answer for day, answer in answers.items() if day >= first and answer}


@given(
    st.lists(some_parties(), max_size=6),
    DAYS,
    st.integers(0, 120),
    st.sampled_from(["principal", "pass_through", "late_fee", "cost"]),
    st.none() | st.just(date.max) | DAYS,
    st.sampled_from(["through_month", "to_the_day"]),
    st.sampled_from(["days", "whole_month"]),
)
def test_the_spans_say_what_asking_every_day_says(
    parties, first, length, kind, delivered_on, developer_rule, part_month
):
    last = first + timedelta(days=length)
    found = payer_spans(
        parties,
        first,
        last,
        kind,
        delivered_on=delivered_on,
        developer_rule=developer_rule,
        part_month=part_month,
    )
    by_day = {
        span.first + timedelta(days=n): (span.payer, span.role, span.liable)
        for span in found
        for n in range((span.last - span.first).days + 1)
    }
    expected = slowly(parties, first, last, kind, delivered_on, developer_rule, part_month)
    assert by_day == expected
    assert sum((span.last - span.first).days + 1 for span in found) == len(by_day), "no overlap"
    assert not any(joins(*pair) for pair in pairwise(found)), "as few as can be"


def joins(earlier: PayerSpan, later: PayerSpan) -> bool:
    return earlier.last + timedelta(days=1) == later.first and (
        (earlier.payer, earlier.role, earlier.liable) == (later.payer, later.role, later.liable)
    )


# Reductions of the fee


def reduction(number, first, last, percent):
    return ReductionSpan(first, last, Fraction(percent, 100), None, number, str(number))


def found_reductions(*reductions, period=Q1):
    return [
        (span.first.isoformat()[5:], span.last.isoformat()[5:], span.reduction_id)
        for span in lowest_reductions(reductions, *period)
    ]


def test_a_reduction_is_cut_to_the_days_asked_for():
    whole_year = reduction(1, date(2025, 6, 1), date(2026, 2, 15), 60)
    assert found_reductions(whole_year) == [("01-01", "02-15", 1)]
    assert found_reductions() == []
    assert found_reductions(reduction(1, date(2026, 4, 1), date(2026, 5, 1), 60)) == []


def test_of_two_reductions_the_lower_one_counts_and_they_are_not_piled_up():
    vacancy = reduction(1, date(2026, 1, 1), date(2026, 3, 31), 60)
    promise = reduction(2, date(2026, 2, 1), date(2026, 2, 28), 0)
    assert found_reductions(vacancy, promise) == [
        ("01-01", "01-31", 1),
        ("02-01", "02-28", 2),
        ("03-01", "03-31", 1),
    ]


def test_of_equal_reductions_the_one_granted_first_counts():
    later = reduction(2, date(2026, 1, 1), date(2026, 3, 31), 60)
    earlier = reduction(1, date(2026, 2, 1), date(2026, 3, 31), 60)
    assert found_reductions(later, earlier) == [("01-01", "01-31", 2), ("02-01", "03-31", 1)]


@st.composite
def some_reductions(draw):
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 90)))
    return reduction(draw(st.integers(1, 99)), first, last, draw(st.sampled_from([0, 50, 60, 70])))


@given(
    st.lists(some_reductions(), max_size=6, unique_by=lambda span: span.reduction_id),
    DAYS,
    st.integers(0, 90),
)
def test_the_reductions_say_what_asking_every_day_says(reductions, first, length):
    last = first + timedelta(days=length)
    by_day = {}
    for span in lowest_reductions(reductions, first, last):
        for number in range((span.last - span.first).days + 1):
            day = span.first + timedelta(days=number)
            assert day not in by_day
            by_day[day] = (span.payable, span.reduction_id)
    for number in range(length + 1):
        day = first + timedelta(days=number)
        here = [(s.payable, s.reduction_id) for s in reductions if s.first <= day <= s.last]
        assert by_day.pop(day, None) == min(here, default=None)
    assert not by_day
