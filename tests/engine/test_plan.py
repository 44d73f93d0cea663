"""Payment plans: sums to the cent, limits on both sides, and money that tells where one stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plan import (
    Current,
    Instalment,
    Line,
    PlanFacts,
    Running,
    Terms,
    judge,
    kind_of,
    months_after,
    obstacles,
    schedule,
)

TODAY = date(2026, 9, 15)
FIRST = date(2026, 9, 30)
TERMS = Terms()


def amounts(*args, **values):
    return [one.amount for one in schedule(*args, **values)]


# The schedule


def test_the_owners_figure_comes_first_and_the_last_instalment_takes_the_rest():
    assert amounts(100_000, FIRST, figure=30_000) == [30_000, 30_000, 30_000, 10_000]
    assert amounts(100_000, FIRST, figure=33_300) == [33_300, 33_300, 33_400]
    assert amounts(100_000, FIRST, figure=30_000, months=12)[0] == 30_000
    assert amounts(100_000, FIRST, figure=200_000) == [100_000]


def test_a_number_of_months_divides_and_the_last_takes_the_rounding():
    assert amounts(100_000, FIRST, months=3) == [33_333, 33_333, 33_334]


def test_days_are_monthly_and_a_short_month_ends_earlier():
    days = [one.due_on for one in schedule(40_000, date(2027, 1, 31), months=4)]
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_beyond_the_longest_plan_there_are_token_payments_until_the_review():
    assert amounts(180_000, FIRST, figure=10_000) == [10_000] * 18
    assert amounts(200_000, FIRST, figure=10_000) == [10_000] * 6
    assert kind_of(schedule(200_000, FIRST, figure=10_000), 200_000, TERMS) == "token"


@pytest.mark.parametrize(
    ("total", "figure", "months"), [(0, 10, 0), (-5, 10, 0), (10, 0, 0), (10, -1, 0), (2, 0, 3)]
)
def test_nothing_to_divide_is_an_error(total, figure, months):
    with pytest.raises(ValueError, match=r"plan divides|smallest coin"):
        schedule(total, FIRST, figure=figure, months=months)


@given(st.integers(1, 10**9), st.integers(1, 10**8))
def test_a_plan_by_figure_adds_up_or_is_a_token(total, figure):
    lines = schedule(total, FIRST, figure=figure)
    assert all(one.amount > 0 for one in lines)
    if kind_of(lines, total, TERMS) == "token":
        assert [one.amount for one in lines] == [figure] * 6
    else:
        assert sum(one.amount for one in lines) == total
        assert len(lines) <= TERMS.longest
        assert all(one.amount == figure for one in lines[:-1])
        assert lines[-1].amount * 10 <= figure * 11


@given(st.integers(18, 10**9), st.integers(1, 18))
def test_a_plan_by_months_adds_up_to_the_cent(total, months):
    lines = schedule(total, FIRST, months=months)
    assert sum(one.amount for one in lines) == total
    assert len(lines) == months
    assert 0 <= lines[-1].amount - lines[0].amount < months
    days = [one.due_on for one in lines]
    assert days == sorted(set(days))


# What stands against a plan


def facts(total=120_000, months=12, first=FIRST, **values):
    lines = tuple(schedule(total, first, months=months))
    return PlanFacts(TODAY, TODAY, total, lines, **{"has_consent": True, **values})


def codes(one, terms=TERMS):
    return [reason.code for reason in obstacles(one, terms)]


@pytest.mark.parametrize(
    ("months", "expected"),
    [(2, ["plan_too_short"]), (3, []), (12, []), (13, ["plan_unexplained"]),
     (19, ["plan_too_long", "plan_unexplained"])],
)  # fmt: skip
def test_a_plan_has_three_to_twelve_instalments(months, expected):
    assert codes(facts(months=months)) == expected


def test_up_to_eighteen_where_it_is_explained():
    assert codes(facts(months=18, explained=True)) == []
    assert codes(facts(months=19, explained=True)) == ["plan_too_long"]


def test_months_that_are_left_out_count():
    spread_out = tuple(Instalment(months_after(FIRST, number * 6), 40_000) for number in (0, 1, 3))
    assert codes(replace(facts(explained=True), instalments=spread_out)) == ["plan_too_long"]


@pytest.mark.parametrize(
    ("first", "expected"),
    [(TODAY, ["plan_past"]), (TODAY + timedelta(days=14), ["plan_first_too_soon"]),
     (TODAY + timedelta(days=15), [])],
)  # fmt: skip
def test_the_first_instalment_is_half_a_month_out(first, expected):
    assert codes(facts(first=first)) == expected


def test_days_pass_between_proposal_and_decision():
    one = replace(facts(), today=FIRST - timedelta(days=1))
    assert codes(one) == []
    assert codes(replace(one, today=FIRST)) == ["plan_past"]


def test_what_does_not_add_up_is_refused():
    one = facts()
    short = (*one.instalments[:-1], replace(one.instalments[-1], amount=9_999))
    assert codes(replace(one, instalments=short)) == ["plan_not_adding_up"]
    negative = (replace(one.instalments[0], amount=-1), *one.instalments[1:])
    assert codes(replace(one, instalments=negative)) == ["plan_not_positive"]
    swapped = (one.instalments[1], one.instalments[0], *one.instalments[2:])
    assert codes(replace(one, instalments=swapped)) == ["plan_days_not_in_order"]
    assert codes(replace(one, instalments=())) == ["plan_no_instalments"]


def test_one_a_year_but_not_in_hardship():
    assert codes(facts(granted_on=(date(2025, 9, 16),))) == ["plan_used_up"]
    assert codes(facts(granted_on=(date(2025, 9, 15),))) == []
    assert codes(facts(granted_on=(date(2026, 1, 1),), excepted=True)) == []


def test_without_the_owners_agreement_there_is_none():
    assert codes(facts(has_consent=False)) == ["plan_no_consent"]


def test_token_payments_need_words_and_no_sum():
    lines = tuple(schedule(200_000, FIRST, figure=10_000))
    one = PlanFacts(TODAY, TODAY, 200_000, lines, has_consent=True)
    assert codes(one) == ["plan_unexplained"]
    assert codes(replace(one, explained=True)) == []


# A running plan


def running(payments=(), left=30_000, **values):
    lines = tuple(
        Line(number, one.due_on, one.amount, one.due_on + timedelta(days=2))
        for number, one in enumerate(schedule(30_000, FIRST, months=3))
    )
    return Running(lines, tuple(payments), left, **values)


def told(plan, key, day):
    lines = tuple(replace(one, told_on=day) if one.key == key else one for one in plan.lines)
    return replace(plan, lines=lines)


def states(plan, today):
    return [line.state for line in judge(plan, today, 15).lines]


def test_money_fulfils_the_oldest_instalment_first_in_any_amount():
    payments = [(date(2026, 9, 20), 4_000), (date(2026, 9, 29), 7_000)]
    found = judge(running(payments, left=19_000), TODAY, 15)
    assert [(line.state, line.paid) for line in found.lines] == [
        ("paid", 10_000), ("part", 1_000), ("due", 0),
    ]  # fmt: skip
    assert found.lines[0].paid_on == date(2026, 9, 29)
    assert found.state == "running"


def test_a_missed_instalment_is_late_then_reviewed_never_more():
    plan = running()
    assert judge(plan, date(2026, 10, 2), 15).state == "running"
    first_day = judge(plan, date(2026, 10, 3), 15)
    assert (first_day.state, first_day.missed) == ("late", (0,))
    assert first_day.cure_until == date(2026, 10, 18)
    plan = told(plan, 0, date(2026, 10, 3))
    assert judge(plan, date(2026, 10, 18), 15).state == "late"
    assert judge(plan, date(2026, 10, 19), 15).state == "review"
    assert judge(plan, date(2030, 1, 1), 15).state == "review"


def test_catching_up_puts_it_in_order_again():
    plan = told(running([(date(2026, 10, 25), 10_000)], left=20_000), 0, date(2026, 10, 3))
    assert judge(plan, date(2026, 10, 26), 15).state == "running"


def test_who_was_told_late_has_the_whole_time():
    plan = told(running(), 0, date(2026, 10, 9))
    assert judge(plan, date(2026, 10, 24), 15).state == "late"


def test_a_person_lets_it_go_on_and_the_time_runs_anew():
    plan = replace(told(running(), 0, date(2026, 10, 3)), resumed_on=date(2026, 10, 20))
    assert judge(plan, date(2026, 10, 25), 15).state == "late"
    assert judge(plan, date(2026, 11, 4), 15).cure_until == date(2026, 11, 4)
    assert judge(plan, date(2026, 11, 5), 15).state == "review"


def test_current_bills_are_part_of_the_bargain():
    bill = Current("bill", date(2026, 10, 5))
    plan = running([(date(2026, 9, 29), 10_000)], left=20_000, currents=(bill,))
    assert judge(plan, date(2026, 10, 5), 15).state == "running"
    found = judge(plan, date(2026, 10, 6), 15)
    assert (found.state, found.unpaid) == ("late", ("bill",))
    late = replace(plan, currents=(replace(bill, told_on=date(2026, 10, 6)),))
    assert judge(late, date(2026, 10, 22), 15).state == "review"


def test_while_the_statements_are_too_old_nobody_is_newly_late():
    plan = running(ledger_old_since=date(2026, 10, 1))
    assert judge(plan, date(2026, 10, 8), 15).state == "running"
    assert judge(told(plan, 0, date(2026, 10, 3)), date(2026, 10, 8), 15).state == "late"


def test_nothing_left_is_completed_whatever_was_late():
    plan = running([(date(2026, 12, 24), 30_000)], left=0)
    assert judge(plan, date(2026, 12, 25), 15).state == "completed"


def test_token_payments_are_looked_at_on_their_day():
    plan = running([(date(2026, 9, 29), 30_000)], left=9_000, review_on=date(2027, 3, 30))
    assert judge(plan, date(2027, 3, 29), 15).state == "running"
    found = judge(plan, date(2027, 3, 30), 15)
    assert found.state == "review"
    assert [reason.code for reason in found.reasons] == ["plan_review_due"]


ANY_PAYMENTS = st.lists(
    st.tuples(st.dates(date(2026, 9, 1), date(2027, 1, 31)), st.integers(1, 9_000)), max_size=8
)


@given(ANY_PAYMENTS, st.dates(date(2026, 9, 1), date(2027, 3, 31)))
def test_judging_twice_and_in_any_order_is_the_same(payments, today):
    plan = running(payments)
    once = judge(plan, today, 15)
    assert judge(plan, today, 15) == once
    assert judge(replace(plan, payments=tuple(reversed(payments))), today, 15) == once
    paid = min(sum(part for _day, part in payments), 30_000)
    assert sum(line.paid for line in once.lines) == paid


@given(ANY_PAYMENTS, st.integers(1, 9_000), st.dates(date(2026, 9, 1), date(2027, 3, 31)))
def test_more_money_never_makes_it_worse(payments, more, today):
    before = judge(running(payments), today, 15)
    after = judge(running([*payments, (date(2026, 9, 1), more)]), today, 15)
    assert set(after.missed) <= set(before.missed)
    assert all(b.paid <= a.paid for b, a in zip(before.lines, after.lines, strict=True))
