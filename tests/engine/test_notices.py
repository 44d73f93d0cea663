"""Notices before the due date: which rule speaks on which day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.notices import ComingBill, NoticeRule, Payer, Spared, obstacles, rule_for

DUE = date(2026, 9, 15)
WEEK = NoticeRule(1, 7)
EVE = NoticeRule(2, 1, only_after_late=True)
RULES = (WEEK, EVE)
ON_TIME = Payer()


def speaks(days_left, payer=ON_TIME, **bill):
    """The rule that speaks so many days before the due date."""
    found = rule_for(RULES, ComingBill(1, DUE, 100, **bill), payer, DUE - timedelta(days=days_left))
    return found and found.key


def test_the_week_before_begins_on_its_day():
    assert (speaks(8), speaks(7)) == (None, 1)


def test_the_eve_is_for_those_who_were_late_before():
    late = Payer(late_before=True)
    assert (speaks(2, late), speaks(1, late), speaks(1)) == (1, 2, 1)


def test_nothing_is_sent_after_the_due_date():
    assert speaks(0) == 1
    assert speaks(-1) is None


def test_a_missed_night_is_made_up_for():
    assert speaks(5) == 1


def test_direct_debit_needs_no_reminder_unless_the_rule_says_so():
    assert speaks(7, by_direct_debit=True) is None
    told = NoticeRule(3, 7, also_direct_debit=True)
    bill = ComingBill(1, DUE, 100, by_direct_debit=True)
    assert rule_for([told], bill, Payer(), DUE) == told


def test_a_paid_bill_is_not_spoken_of():
    assert rule_for(RULES, ComingBill(1, DUE, 0), Payer(), DUE) is None


def test_a_bill_in_question_or_covered_by_credit_is_an_obstacle():
    open_bill, questioned = ComingBill(1, DUE, 100), ComingBill(2, DUE, 50, in_question=True)
    assert obstacles([questioned], Payer())[0].code == "notice_in_question"
    assert obstacles([open_bill, questioned], Payer(credit=99)) == []
    assert obstacles([open_bill, questioned], Payer(credit=100))[0].code == "notice_credit_covers"


@given(st.lists(st.integers(0, 30), unique=True), st.integers(-3, 40))
def test_the_nearest_rule_whose_day_has_come_speaks(days, left):
    rules = [NoticeRule(number, before) for number, before in enumerate(days)]
    found = rule_for(rules, ComingBill(1, DUE, 1), Payer(), DUE - timedelta(days=left))
    reached = [before for before in days if 0 <= left <= before]
    assert (found.days_before if found else None) == min(reached, default=None)


def test_to_a_person_who_is_spared_only_the_first_rule_speaks():
    rules = (NoticeRule(3, 15), NoticeRule(1, 7), NoticeRule(2, 1))
    bill, spared = ComingBill(1, DUE, 100), Payer(spared=True)
    spoken = {
        rule_for(rules, bill, spared, DUE - timedelta(days=left)).key for left in (15, 7, 1, 0)
    }
    assert spoken == {3}
    assert rule_for(rules, bill, Payer(), DUE).key == 2, "others hear of it by every rule"
    assert rule_for(rules, bill, spared, DUE - timedelta(days=16)) is None


def test_spared_is_who_pays_on_time_and_does_not_wish_otherwise():
    assert Spared(0, False, None, granted=True).holds()
    assert Spared(0, False, "fewer", granted=False).holds()
    assert not Spared(0, False, None, granted=False).holds()
    assert not Spared(0, False, "all", granted=True).holds()


@given(st.integers(0, 8), st.booleans(), st.sampled_from([None, "fewer", "all"]), st.booleans())
def test_nobody_who_is_late_is_spared(late, overdue, wish, granted):
    assert not ((late or overdue) and Spared(late, overdue, wish, granted).holds())
