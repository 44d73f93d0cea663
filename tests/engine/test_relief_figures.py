"""Figures of applications for relief: nobody can be told from them."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.relief_figures import Application, by_key, class_of
from engine.report_periods import QUARTER, period_of, periods_due

SOME = st.lists(
    st.builds(
        Application,
        debtor=st.integers(1, 30),
        key=st.sampled_from("abcd"),
        days=st.none() | st.integers(0, 90),
        granted=st.integers(0, 10_000),
    ),
    max_size=60,
)


def people(key, *debtors, **values):
    return [Application(debtor, key, **values) for debtor in debtors]


def test_five_owners_may_be_shown_and_four_may_not():
    [five] = by_key(people("illness", *range(5), days=6, granted=100))
    assert (five.keys, five.count, five.days, five.granted) == (("illness",), 5, 6, 500)
    [four] = by_key(people("illness", *range(4)))
    assert four.hidden


def test_one_owner_asking_five_times_is_one_owner():
    [found] = by_key(people("illness", 1, 1, 1, 1, 1))
    assert found.hidden


def test_a_small_group_is_merged_with_the_smallest_beside_it():
    found = by_key(
        people("illness", *range(20)) + people("disaster", 30) + people("other", *range(40, 46))
    )
    assert [one.keys for one in found] == [("illness",), ("disaster", "other")]
    assert found[1].count == 7


@given(SOME)
def test_whatever_is_shown_stands_for_five_owners_and_all_are_counted(applications):
    found = by_key(applications)
    if any(one.hidden for one in found):
        assert len(found) == 1
        return
    assert sum(one.count for one in found) == len(applications)
    assert sum(one.granted for one in found) == sum(one.granted for one in applications)
    for one in found:
        assert len({each.debtor for each in applications if each.key in one.keys}) >= 5
    keys = Counter(key for one in found for key in one.keys)
    assert set(keys.values()) <= {1}


def test_classes_of_days_meet_without_a_gap():
    assert [class_of(days) for days in (0, 7, 8, 14, 15, 30, 31)] == [
        "days_7", "days_7", "days_14", "days_14", "days_30", "days_30", "days_more",
    ]  # fmt: skip


def test_quarters_are_whole_and_none_is_forgotten():
    quarter = period_of(QUARTER, date(2026, 5, 31))
    assert (quarter.first, quarter.last) == (date(2026, 4, 1), date(2026, 6, 30))
    last = period_of(QUARTER, date(2026, 12, 31))
    assert (last.first, last.last) == (date(2026, 10, 1), date(2026, 12, 31))
    due = periods_due(QUARTER, date(2025, 12, 1), date(2026, 7, 1))
    assert [one.last for one in due] == [
        date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30),
    ]  # fmt: skip
