"""Tasks up to each person's capacity."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.workload import Capacity, Wanted, that_fit

DAY = date(2026, 9, 15)
NEXT = date(2026, 9, 16)


def test_the_most_important_come_first_and_the_rest_wait():
    wanted = [Wanted(1, 7, DAY, 10), Wanted(2, 7, DAY, 90), Wanted(3, 7, DAY, 50)]
    assert that_fit(wanted, {}, Capacity(2)) == {2, 3}


def test_of_equal_ones_the_first_named_is_given():
    assert that_fit([Wanted(5, 7, DAY), Wanted(4, 7, DAY)], {}, Capacity(1)) == {5}


def test_what_is_on_the_list_already_counts():
    assert that_fit([Wanted(1, 7, DAY)], {(7, DAY): 2}, Capacity(2)) == frozenset()
    assert that_fit([Wanted(1, 7, DAY)], {(7, DAY): 1}, Capacity(2)) == {1}


def test_each_person_and_day_is_counted_apart():
    wanted = [Wanted(1, 7, DAY), Wanted(2, 8, DAY), Wanted(3, 7, NEXT), Wanted(4, 7, DAY)]
    assert that_fit(wanted, {}, Capacity(1)) == {1, 2, 3}


def test_zero_is_no_limit():
    many = [Wanted(n, 7, DAY) for n in range(200)]
    assert len(that_fit(many, {(7, DAY): 500}, Capacity(0))) == 200


def test_a_person_may_have_a_number_of_the_own():
    wanted = [Wanted(n, worker, DAY) for n, worker in enumerate((7, 7, 8, 8))]
    assert that_fit(wanted, {}, Capacity(1, {8: 2})) == {0, 2, 3}
    assert that_fit(wanted, {}, Capacity(0, {8: 1})) == {0, 1, 2}
    assert that_fit(wanted, {}, Capacity(1, {8: 0})) == {0, 2, 3}, "0 is no limit"
    assert not Capacity()
    assert Capacity(0, {8: 1})


tasks = st.builds(
    Wanted, st.integers(), st.integers(1, 3), st.sampled_from([DAY, NEXT]), st.integers(0, 100)
)


@given(st.lists(tasks, unique_by=lambda task: task.key), st.integers(1, 4))
def test_nobody_gets_more_and_nobody_is_passed_over(wanted, a_day):
    fitting = that_fit(wanted, {}, Capacity(a_day))
    for place in {(task.worker, task.day) for task in wanted}:
        mine = [task for task in wanted if (task.worker, task.day) == place]
        got = [task for task in mine if task.key in fitting]
        assert len(got) == min(a_day, len(mine))
        left_out = [task.priority for task in mine if task.key not in fitting]
        assert not left_out or min(task.priority for task in got) >= max(left_out)
