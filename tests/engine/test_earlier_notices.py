""" "We have told you before" needs two proofs, and names the days (acceptance row 182)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.earlier_notices import Notice, days_to_name

MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 4), date(2026, 7, 4)


def test_two_delivered_notices_are_named_oldest_first():
    assert days_to_name([Notice(JUNE, True), Notice(MAY, True)]) == (MAY, JUNE)


def test_one_delivered_notice_is_not_several():
    assert days_to_name([Notice(MAY, True), Notice(JUNE, False)]) == ()


def test_an_email_and_its_sms_of_one_day_are_one_notice():
    assert days_to_name([Notice(MAY, True), Notice(MAY, True)]) == ()


def test_notices_of_an_earlier_episode_do_not_count():
    notices = [Notice(MAY, True), Notice(JUNE, True), Notice(JULY, True)]
    assert days_to_name(notices, since=JUNE) == (JUNE, JULY)
    assert days_to_name(notices, since=date(2026, 6, 5)) == ()


def test_the_text_of_today_is_no_earlier_notice():
    notices = [Notice(MAY, True), Notice(JUNE, True)]
    assert days_to_name(notices, before=JUNE) == ()
    assert days_to_name(notices, before=JULY) == (MAY, JUNE)


@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.booleans())))
def test_what_is_named_was_delivered_and_is_never_a_single_day(rows):
    days = days_to_name(Notice(*row) for row in rows)
    assert len(days) != 1
    assert set(days) <= {day for day, delivered in rows if delivered}
