"""Where the money may be that an owner says to have paid."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.payment_claim import Claimed, Money, matches

DAY = date(2026, 9, 10)
CLAIM = Claimed(45000, DAY, ("张三",))


def keys(*money, claim=CLAIM):
    return [match.key for match in matches(claim, money)]


def test_an_amount_that_agrees_comes_first_then_the_payer_then_the_nearest_day():
    found = keys(
        Money(1, 12345, DAY, "张三"),
        Money(2, 45000, DAY + timedelta(days=5), "李四"),
        Money(3, 45000, DAY + timedelta(days=1), "李四"),
        Money(4, 45000, DAY + timedelta(days=9), "张三（个人）"),
    )
    assert found == [4, 3, 2, 1]


def test_what_agrees_in_nothing_is_not_shown():
    assert keys(Money(1, 44999, DAY, "李四"), Money(2, 100, DAY)) == []


def test_the_days_around_count_on_both_sides():
    for days, shown in ((-8, False), (-7, True), (30, True), (31, False)):
        assert bool(keys(Money(1, 45000, DAY + timedelta(days=days)))) is shown, days


def test_the_reasons_say_what_agrees():
    (match,) = matches(CLAIM, [Money(1, 45000, DAY, "张三")])
    assert [reason.code for reason in match.reasons] == [
        "traced_amount", "traced_payer", "traced_day",
    ]  # fmt: skip


@given(
    st.lists(
        st.builds(
            Money, st.integers(1, 99), st.sampled_from([45000, 1]),
            st.dates(date(2026, 8, 1), date(2026, 11, 1)), st.sampled_from(["张三", "", "李四"]),
        ),
        max_size=30,
        unique_by=lambda money: money.key,
    )
)  # fmt: skip
def test_nobody_elses_payment_of_another_amount_is_ever_shown(incoming):
    by_key = {money.key: money for money in incoming}
    for key in keys(*incoming):
        assert by_key[key].amount == 45000 or by_key[key].payer == "张三"
