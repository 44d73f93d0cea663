"""The late fee: worked examples with their sources, bad input, and a run day by day."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.late_fee import (
    DatedRate,
    Debt,
    Pause,
    Terms,
    accrue,
    court_limit,
    court_view,
    first_late_day,
    to_charge,
    waived_for_prompt_payment,
)

DUE = date(2026, 1, 31)
START = date(2026, 2, 1)
HALF = (DatedRate(date(2020, 1, 1), Decimal("0.5")),)


def debt(original=100_000, *reductions, kind="principal", due=DUE):
    return Debt(kind, due, original, tuple(reductions))


def fee(one, terms, until, *pauses):
    return accrue(one, terms, pauses, until)


def codes(accrual):
    return [reason.code for reason in accrual.reasons]


# Worked examples


def test_half_a_permille_a_day_on_the_whole_principal():
    """domain.md 1.4: 0.5 ‰ a day is the rate of a model contract; 30 days of ¥1,000 are ¥15."""
    assert fee(debt(), Terms(HALF), date(2026, 3, 2)).amount == 1500


def test_half_a_permille_a_day_on_a_reduced_balance():
    """domain.md 1.4, simple and on the principal alone: 10 days of ¥1,000, then 20 of ¥400."""
    accrual = fee(debt(100_000, (date(2026, 2, 10), 60_000)), Terms(HALF), date(2026, 3, 2))
    assert [(s.base, s.days, s.amount) for s in accrual.stretches] == [
        (100_000, 10, 500), (40_000, 20, 400),
    ]  # fmt: skip
    assert accrual.amount == 900


def test_the_day_of_payment_counts_and_the_days_after_it_do_not():
    paid = debt(100_000, (START, 100_000))
    assert [s.days for s in fee(paid, Terms(HALF), date(2026, 6, 1)).stretches] == [1]


def test_paid_on_the_due_date_costs_nothing():
    accrual = fee(debt(100_000, (DUE, 100_000)), Terms(HALF), date(2026, 6, 1))
    assert (accrual.amount, accrual.stretches) == (0, ())


def test_the_rate_of_3_permille_stops_at_the_unpaid_principal():
    """domain.md 1.4, product rule: never more than the principal; 3 ‰ reach it on day 334."""
    accrual = fee(debt(), Terms((DatedRate(START, Decimal(3)),)), date(2027, 12, 31))
    reached, after = accrual.stretches
    assert accrual.amount == 100_000
    assert (reached.days, reached.amount, reached.capped) == (334, 100_000, True)
    assert (after.amount, after.capped) == (0, True)


def test_a_claim_of_nine_times_the_principal_is_cut_to_the_reference_rate():
    """Shandong model case 38 (domain.md 1.4): ¥13,827 principal; here two years late at the 3 ‰
    of the contract, and what the one-year LPR (taken as 3.0 %) would leave of it."""
    one = debt(1_382_700)
    terms = Terms((DatedRate(date(2020, 1, 1), Decimal(3)),))
    until = date(2028, 1, 31)
    assert fee(one, terms, until).amount == 1_382_700
    lpr = court_limit([(date(2020, 1, 1), Decimal("3.0"))], Decimal(1))
    court = court_view(one, terms, (), until, lpr)
    assert lpr[0].permille == Decimal("0.082192")
    assert court.amount == 82_962  # 13,827.00 x 0.082192 ‰ x 730 days


def test_reference_rate_times_1_3():
    """domain.md 1.4: 3.0 % times 1.3 is 3.9 % a year, about 0.107 ‰ a day."""
    (daily,) = court_limit([(date(2020, 1, 1), Decimal("3.0"))], Decimal("1.3"))
    assert daily.permille == Decimal("0.106849")


def test_a_court_never_allows_more_than_the_contract():
    court = court_limit([(date(2020, 1, 1), Decimal(100))], Decimal(2))
    accrual = court_view(debt(), Terms(HALF), (), date(2026, 3, 2), court)
    assert accrual.amount == 1500


def test_without_a_reference_rate_for_the_first_day_there_is_no_court_figure():
    court = court_limit([(date(2026, 2, 2), Decimal(3))], Decimal("1.3"))
    assert court_view(debt(), Terms(HALF), (), date(2026, 3, 2), court) is None


# The terms


def test_days_of_grace_come_before_the_first_day():
    assert first_late_day(DUE, 0) == START
    accrual = fee(debt(), Terms(HALF, grace_days=5), date(2026, 2, 6))
    assert [(s.first_day, s.days) for s in accrual.stretches] == [(date(2026, 2, 6), 1)]


def test_within_grace_nothing_is_due_yet():
    accrual = fee(debt(), Terms(HALF, grace_days=5), date(2026, 2, 5))
    assert (accrual.amount, codes(accrual)) == (0, ["late_fee_not_yet"])


def test_without_a_clause_there_is_no_fee():
    accrual = fee(debt(), Terms(()), date(2027, 1, 1))
    assert (accrual.amount, codes(accrual)) == (0, ["late_fee_without_clause"])


@pytest.mark.parametrize("kind", ["late_fee", "pass_through", "deposit", "cost", "unclassified"])
def test_only_principal_bears_a_fee(kind):
    accrual = fee(debt(kind=kind), Terms(HALF), date(2027, 1, 1))
    assert (accrual.amount, codes(accrual)) == (0, ["late_fee_on_principal_only"])


@pytest.mark.parametrize(
    ("contract", "law", "company", "lowest"),
    [("1", "3", "0.5", "0.5"), ("1", "0.3", "0.5", "0.3"), ("0.1", "3", "0.5", "0.1")],
)
def test_the_lowest_of_contract_law_and_company_holds(contract, law, company, lowest):
    def schedule(text):
        return (DatedRate(START, Decimal(text)),)

    terms = Terms(schedule(contract), (schedule(law), schedule(company)))
    assert [s.permille for s in fee(debt(), terms, date(2026, 2, 5)).stretches] == [Decimal(lowest)]


def test_a_rate_changes_on_its_day():
    cap = (DatedRate(date(2026, 2, 11), Decimal("0.2")),)
    accrual = fee(debt(), Terms(HALF, (cap,)), date(2026, 2, 20))
    assert [(s.permille, s.days) for s in accrual.stretches] == [
        (Decimal("0.5"), 10), (Decimal("0.2"), 10),
    ]  # fmt: skip


def test_days_before_the_first_contract_rate_cost_nothing():
    accrual = fee(debt(), Terms((DatedRate(date(2026, 2, 11), Decimal(1)),)), date(2026, 2, 20))
    assert [(s.permille, s.amount) for s in accrual.stretches] == [(0, 0), (1, 1000)]


def test_what_has_accrued_is_not_lost_by_a_payment_and_grows_no_more_above_the_cap():
    one = debt(100_000, (date(2026, 12, 31), 99_000))
    accrual = fee(one, Terms(HALF), date(2027, 6, 30))
    assert [(s.cap, s.capped) for s in accrual.stretches] == [(100_000, False), (1_000, True)]
    assert accrual.amount == 16_700


# Pauses


def test_a_paused_part_costs_nothing_and_the_rest_does():
    pause = Pause(date(2026, 2, 6), date(2026, 2, 10), "dispute", 30_000)
    accrual = fee(debt(), Terms(HALF), date(2026, 2, 20), pause)
    assert [(s.base, s.days, s.codes) for s in accrual.stretches] == [
        (100_000, 5, ()), (70_000, 5, ("dispute",)), (100_000, 10, ()),
    ]  # fmt: skip


def test_a_pause_without_an_end_goes_on():
    pause = Pause(date(2026, 2, 6), None, "hardship")
    accrual = fee(debt(), Terms(HALF), date(2030, 1, 1), pause)
    assert (accrual.amount, accrual.stretches[-1].codes) == (250, ("hardship",))


def test_two_pauses_of_parts_add_up_and_never_go_below_zero():
    parts = [Pause(START, None, "dispute", 60_000), Pause(START, None, "debit", 70_000)]
    accrual = fee(debt(), Terms(HALF), date(2026, 3, 1), *parts)
    assert [(s.base, s.codes) for s in accrual.stretches] == [(0, ("dispute", "debit"))]


# A fixed amount for each reminder

WEEKLY = Terms((), each=500, reminders=(DUE, date(2026, 2, 10), date(2026, 2, 20)))


def test_each_reminder_about_late_principal_costs_its_amount():
    accrual = fee(debt(), WEEKLY, date(2026, 3, 1))
    assert [(s.first_day, s.amount) for s in accrual.stretches] == [
        (date(2026, 2, 10), 500), (date(2026, 2, 20), 500),
    ]  # fmt: skip
    assert fee(debt(), WEEKLY, date(2026, 2, 15)).amount == 500


def test_a_reminder_costs_nothing_once_paid_or_while_paused_and_never_more_than_is_unpaid():
    paid = debt(100_000, (date(2026, 2, 15), 100_000))
    assert fee(paid, WEEKLY, date(2026, 3, 1)).amount == 500
    assert fee(debt(), WEEKLY, date(2026, 3, 1), Pause(START, None, "dispute")).amount == 0
    assert fee(debt(700), WEEKLY, date(2026, 3, 1)).amount == 700


def test_no_court_figure_is_made_up_for_fixed_amounts():
    court = court_limit([(date(2020, 1, 1), Decimal(3))], Decimal(1))
    assert court_view(debt(), WEEKLY, (), date(2026, 3, 1), court) is None


# Bad input


@pytest.mark.parametrize(
    ("one", "terms", "pauses", "says"),
    [
        (debt(), Terms((DatedRate(START, Decimal(-1)),)), (), "negative"),
        (debt(), Terms((*HALF, *HALF)), (), "order of their days"),
        (debt(), Terms((DatedRate(START, Decimal("0.1234567")),)), (), "six decimals"),
        (debt(), Terms(HALF, grace_days=-1), (), "grace"),
        (debt(), Terms(HALF, cap_percent=Decimal(-1)), (), "cap"),
        (debt(-1), Terms(HALF), (), "negative"),
        (debt(100, (DUE, 101)), Terms(HALF), (), "more than was charged"),
        (debt(), Terms(HALF), (Pause(START, DUE, "dispute"),), "before it begins"),
        (debt(), Terms(HALF), (Pause(START, None, "dispute", -1),), "negative"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(one, terms, pauses, says):
    with pytest.raises(ValueError, match=says):
        accrue(one, terms, pauses, date(2026, 3, 1))


def test_a_negative_multiple_is_refused():
    with pytest.raises(ValueError, match="multiple"):
        court_limit([(START, Decimal(3))], Decimal(-1))


# Charging and the waiver for prompt payment


def test_a_second_bill_charges_the_difference_and_never_less_than_nothing():
    assert (to_charge(1500, 900), to_charge(900, 1500)) == (600, 0)


@pytest.mark.parametrize(
    ("paid_on", "last", "waived"),
    [
        (date(2026, 4, 8), None, True),
        (date(2026, 4, 7), date(2025, 4, 7), True),
        (date(2026, 4, 7), date(2025, 4, 8), False),
        (date(2026, 4, 9), None, False),
        (None, None, False),
    ],
)
def test_a_fee_is_waived_when_principal_comes_in_time_once_in_a_year(paid_on, last, waived):
    due = date(2026, 4, 1)
    assert waived_for_prompt_payment(due, paid_on, 7, last) is waived


def test_the_waiver_can_be_switched_off():
    assert not waived_for_prompt_payment(date(2026, 4, 1), date(2026, 4, 1), None, None)


# Against the obvious way: one day after the other, in fractions


def day_by_day(one, terms, pauses, until):
    total, day = Fraction(0), first_late_day(one.due_date, terms.grace_days)
    while day <= until:
        principal = one.original - sum(part for when, part in one.reductions if when < day)
        held = [p for p in pauses if p.first_day <= day and (not p.last_day or day <= p.last_day)]
        base = principal - sum(p.amount or 0 for p in held)
        if base < 0 or any(p.amount is None for p in held):
            base = 0
        cap = terms.cap_percent * principal // 100
        room = max(Fraction(int(cap)) - total, 0)
        total += min(Fraction(rate_of(terms, day)) * base / 1000, room)
        day += timedelta(days=1)
    return int((2 * total + 1) // 2)


def rate_of(terms, day):
    def of(schedule):
        return next((r.permille for r in reversed(schedule) if r.first_day <= day), None)

    found = [rate for rate in map(of, terms.limits) if rate is not None]
    agreed = of(terms.contract)
    return Decimal(0) if agreed is None else min([agreed, *found])


DAYS = st.integers(-40, 500).map(lambda number: DUE + timedelta(days=number))
RATES = st.decimals(0, 10, places=3)


@st.composite
def schedules(draw, at_least=0):
    days = sorted(draw(st.sets(DAYS, min_size=at_least, max_size=3)))
    return tuple(DatedRate(day, draw(RATES)) for day in days)


@st.composite
def pauses(draw):
    first = draw(DAYS)
    length = draw(st.none() | st.integers(0, 120))
    last = None if length is None else first + timedelta(days=length)
    return Pause(first, last, draw(st.sampled_from("abc")),
                 draw(st.none() | st.integers(0, 200_000)))  # fmt: skip


@st.composite
def debts(draw):
    left = original = draw(st.integers(0, 2_000_000))
    reductions = []
    for day in draw(st.lists(DAYS, max_size=4)):
        part = draw(st.integers(0, left))
        left -= part
        reductions.append((day, part))
    return Debt("principal", DUE, original, tuple(reductions))


TERMS = st.builds(
    Terms,
    schedules(at_least=1),
    st.tuples(schedules(), schedules()),
    st.integers(0, 30),
    st.decimals(0, 150, places=1),
)


@settings(max_examples=300, deadline=None)
@given(debts(), TERMS, st.lists(pauses(), max_size=3), DAYS)
def test_the_run_agrees_with_day_by_day_to_the_cent(one, terms, held, until):
    accrual = accrue(one, terms, held, until)
    assert accrual.amount == day_by_day(one, terms, held, until)


@settings(max_examples=200, deadline=None)
@given(debts(), TERMS, st.lists(pauses(), max_size=3), DAYS)
def test_stretches_follow_each_other_and_add_up(one, terms, held, until):
    accrual = accrue(one, terms, held, until)
    assert sum(s.amount for s in accrual.stretches) == accrual.amount
    assert all(s.amount >= 0 and s.days > 0 for s in accrual.stretches)
    for earlier, later in pairwise(accrual.stretches):
        assert later.first_day == earlier.last_day + timedelta(days=1)


@settings(max_examples=200, deadline=None)
@given(debts(), TERMS, st.lists(pauses(), max_size=3), DAYS, DAYS)
def test_a_fee_grows_with_the_days_and_stays_below_the_cap(one, terms, held, day, other):
    earlier, later = sorted((day, other))
    sooner, then = (accrue(one, terms, held, until).amount for until in (earlier, later))
    assert sooner <= then <= terms.cap_percent * one.original / 100
