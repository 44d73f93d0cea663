"""Money in advance: how far it reaches, and when it is more than may be taken."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.billing import months_between
from engine.prepayment import Service, cap_problems, covered_until, months_of

JULY = Service(10_000, date(2026, 7, 1))


def codes(problems):
    return [problem.code for problem in problems]


def test_three_months_reach_to_the_end_of_the_third():
    assert covered_until(JULY, 30_000) == date(2026, 9, 30)
    assert months_of(30_000, 10_000) == 3


def test_half_a_month_is_half_of_its_days():
    assert covered_until(JULY, 15_000) == date(2026, 8, 15)
    mid = Service(10_000, date(2026, 4, 16))
    assert covered_until(mid, 5_000) == date(2026, 4, 30)


def test_less_than_a_day_and_an_unknown_price_reach_nowhere():
    assert covered_until(JULY, 100) is None
    assert covered_until(JULY, 0) is None
    assert covered_until(Service(0, date(2026, 7, 1)), 30_000) is None


@given(st.integers(1, 10**6), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 10**7))
def test_the_days_covered_cost_no_more_than_was_paid_and_one_more_would(monthly, first, amount):
    amount = min(amount, monthly * 60)
    service = Service(monthly, first)
    until = covered_until(service, amount)
    months = Fraction(amount, monthly)
    if until:
        assert months_between(first, until) <= months
    after = date.fromordinal((until or date.fromordinal(first.toordinal() - 1)).toordinal() + 1)
    assert months_between(first, after) > months


def test_twelve_months_are_allowed_and_a_cent_more_is_warned_of():
    """Hangzhou: at most 12 months; Zhengzhou: at most a year (domain.md 1.5)."""
    assert not cap_problems(JULY, 120_000)
    (problem,) = cap_problems(JULY, 120_001)
    assert problem.code == "prepayment_above_cap"
    assert problem.arguments["over"] == 1


def test_money_for_days_after_the_contract_is_warned_of():
    """Hangzhou: not beyond the contract."""
    ending = Service(10_000, date(2026, 7, 1), contract_to=date(2026, 9, 30))
    assert not cap_problems(ending, 30_000)
    assert codes(cap_problems(ending, 40_000)) == ["prepayment_beyond_contract"]


def test_without_a_cap_or_a_price_nothing_is_said():
    assert not cap_problems(Service(10_000, date(2026, 7, 1), cap_months=0), 10**9)
    assert not cap_problems(Service(0, date(2026, 7, 1)), 10**9)
