"""The payment record: when a bill counts, as what, and how records are put in order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.payment_record import (
    DEPTH_DAYS,
    USUAL_WEIGHT,
    Bill,
    judge,
    judge_all,
    lateness,
    record_of,
)  # fmt: skip

DUE = date(2026, 3, 31)
LATER = date(2026, 9, 1)


def day(number):
    return DUE + timedelta(days=number)


def bill(paid_after=None, key=1, amount=100, due=DUE, **values):
    payments = () if paid_after is None else ((due + timedelta(days=paid_after), amount),)
    return Bill(key, due, amount, payments, **values)


def test_a_payment_on_the_due_date_is_on_time_and_the_day_after_is_late():
    assert judge(bill(0), LATER).verdict == "on_time"
    assert judge(bill(1), LATER).verdict == "late"
    assert judge(bill(1), LATER).days_late == 1


def test_the_last_day_of_grace_is_on_time_and_the_next_is_late():
    assert judge(bill(5), LATER, 5).verdict == "on_time"
    assert judge(bill(6), LATER, 5).verdict == "late"
    assert judge(bill(6), LATER, 5).days_late == 6


def test_an_unpaid_bill_says_nothing_until_its_last_day_passed():
    assert judge(bill(), day(0)).verdict == "open"
    assert judge(bill(), day(1)).verdict == "late"
    assert judge(bill(), day(3), 3).verdict == "open"


def test_a_payment_that_was_not_known_yet_is_not_looked_at():
    """Otherwise the check on real data would see the future."""
    assert judge(bill(20), day(10)).verdict == "late"
    assert judge(bill(20), day(10)).days_late == 10
    assert judge(bill(20), day(10)).settled_on is None
    assert judge(bill(20), day(20)).settled_on == day(20)


def test_a_bill_is_settled_by_the_payment_that_reaches_its_amount():
    parts = Bill(1, DUE, 100, ((day(-5), 99), (day(4), 1)))
    assert judge(parts, LATER).days_late == 4
    assert judge(Bill(1, DUE, 100, ((day(-5), 99),)), LATER).verdict == "late"


def test_what_was_credited_in_full_says_nothing():
    assert judge(bill(amount=0), LATER).verdict == "nothing"


def test_a_bill_disputed_while_it_was_open_does_not_count():
    held = bill(40, held=((day(10), day(20)),))
    assert judge(held, LATER).verdict == "held"
    assert judge(bill(40, held=((day(10), None),)), LATER).verdict == "held"
    assert judge(bill(40, held=((day(41), None),)), LATER).verdict == "late"
    assert judge(bill(40, held=((day(-9), day(-1)),)), LATER).verdict == "late"


def test_a_bill_paid_on_time_counts_although_it_was_disputed():
    assert judge(bill(-1, held=((day(-20), None),)), LATER).verdict == "on_time"


def test_a_late_bill_that_was_excused_does_not_count():
    record = record_of(judge_all([bill(9, excused=True), bill(0, key=2)], LATER))
    assert (record.bills, record.late) == (1, 0)


def test_three_bills_are_too_little_to_tell_and_four_are_not():
    bills = [bill(0, key=n) for n in range(4)]
    assert not record_of(judge_all(bills[:3], LATER)).enough
    assert record_of(judge_all(bills, LATER)).enough


def months(*late):
    """Monthly bills, the oldest first, each so many days late."""
    return [
        bill(days, key=n, due=date(2025, 1, 1) + timedelta(days=30 * n))
        for n, days in enumerate(late)
    ]


def test_the_last_eight_are_the_newest():
    record = record_of(judge_all(months(9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0), LATER))
    assert (record.bills, record.late, record.last_bills, record.last_late) == (11, 3, 8, 0)
    assert (record.median_days, record.worst_days) == (9, 9)


def test_a_trend_needs_a_full_window_and_two_bills_of_difference():
    assert record_of(judge_all(months(9, 9, 0, 0, 0, 0, 0), LATER)).trend == ""
    assert record_of(judge_all(months(9, 9, 0, 0, 0, 0, 0, 0), LATER)).trend == "better"
    assert record_of(judge_all(months(0, 0, 0, 0, 0, 0, 9, 9), LATER)).trend == "worse"
    assert record_of(judge_all(months(0, 0, 0, 0, 0, 0, 0, 9), LATER)).trend == "steady"


def test_who_has_no_bills_is_taken_for_usual():
    assert lateness([]) == USUAL_WEIGHT


def test_more_days_make_a_bill_worse_up_to_a_month():
    scores = [lateness([judge(bill(days), LATER)]) for days in (0, 1, 10, DEPTH_DAYS, 99)]
    assert scores == [166, 338, 388, 500, 500]


histories = st.lists(st.integers(-30, 200), max_size=30).map(lambda days: months(*days))


@given(histories, st.integers(0, 30))
def test_figures_agree_with_a_plain_count(bills, grace):
    judged = judge_all(bills, date(2029, 1, 1), grace)
    late = [max(0, (b.payments[0][0] - b.due_date).days) for b in bills]
    late = [days for days in late if days > grace]
    record = record_of(judged)
    assert (record.bills, record.late) == (len(bills), len(late))
    assert record.worst_days == max(late, default=0)
    assert record.last_late <= record.last_bills <= min(8, record.bills)
    assert 0 <= lateness(judged) <= 1000


@given(histories)
def test_another_late_bill_never_improves_the_order(bills):
    judged = judge_all(bills, date(2029, 1, 1))
    worse = judge_all([*bills, bill(60, key=99)], date(2029, 1, 1))
    assert lateness(worse) >= lateness(judged)
