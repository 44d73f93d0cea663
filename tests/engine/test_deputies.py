"""Work goes to who is there; nobody is sent in circles."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.deputies import Absence, overlap, worker_on

FIRST, LAST = date(2026, 9, 14), date(2026, 9, 18)
DAY = timedelta(days=1)
AWAY = Absence(1, 2, FIRST, LAST)


def test_the_deputy_works_from_the_first_to_the_last_day_and_no_longer():
    assert worker_on(1, FIRST - DAY, [AWAY]) == 1
    assert worker_on(1, FIRST, [AWAY]) == 2
    assert worker_on(1, LAST, [AWAY]) == 2
    assert worker_on(1, LAST + DAY, [AWAY]) == 1
    assert worker_on(3, FIRST, [AWAY]) == 3


def test_a_deputy_who_is_away_too_has_a_deputy():
    second = Absence(2, 3, LAST, LAST + DAY)
    assert worker_on(1, FIRST, [AWAY, second]) == 2
    assert worker_on(1, LAST, [AWAY, second]) == 3


def test_in_a_circle_the_task_stays_with_its_person():
    circle = [AWAY, Absence(2, 1, FIRST, LAST)]
    assert worker_on(1, FIRST, circle) == 1
    assert worker_on(2, FIRST, circle) == 2


def test_absences_of_one_person_may_touch_but_share_no_day():
    assert overlap(AWAY, Absence(1, 3, LAST, LAST + DAY))
    assert not overlap(AWAY, Absence(1, 3, LAST + DAY, LAST + 3 * DAY))
    assert not overlap(AWAY, Absence(2, 3, FIRST, LAST))


absences = st.lists(
    st.builds(
        lambda user, deputy, start, length: Absence(
            user, deputy, FIRST + start * DAY, FIRST + (start + length) * DAY
        ),
        st.integers(1, 5),
        st.integers(1, 5),
        st.integers(0, 6),
        st.integers(0, 6),
    ),
    max_size=8,
)


@given(absences, st.integers(1, 5), st.integers(0, 12))
def test_whoever_gets_the_task_is_there_or_is_its_own_person(rows, user, offset):
    day = FIRST + offset * DAY
    worker = worker_on(user, day, rows)
    there = not any(row.user == worker and row.covers(day) for row in rows)
    assert there or worker == user
