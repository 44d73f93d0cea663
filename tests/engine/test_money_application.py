"""Money that arrived, on its way to the charges it is for."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.allocation import ChargeBalance, Share, apply_settlement

DAY = date(2026, 11, 10)


def share(key, amount, receivable, kind="principal", due=DAY):
    return Share(ChargeBalance(key, kind, due, None, amount), receivable)


def test_a_part_payment_fills_the_oldest_principal_first():
    shares = [
        share("fee", 300, "r1", kind="late_fee", due=date(2026, 1, 1)),
        share("new", 500, "r2"),
        share("old", 400, "r1", due=date(2026, 2, 1)),
    ]
    residuals = {"r1": 700, "r2": 500}
    applied = apply_settlement(600, shares, residuals)
    assert applied.by_charge == {"old": 400, "new": 200, "fee": 0}
    assert applied.by_receivable == {"r1": 400, "r2": 200}
    assert (applied.excess, residuals) == (0, {"r1": 300, "r2": 300})


def test_what_was_paid_meanwhile_becomes_an_excess_of_the_debtor():
    residuals = {"r1": 100, "r2": 0}
    applied = apply_settlement(500, [share("a", 300, "r1"), share("b", 200, "r2")], residuals)
    assert (applied.by_receivable, applied.excess) == ({"r1": 100}, 400)


def test_money_for_a_vanished_receivable_is_not_lost():
    assert apply_settlement(500, [share("a", 500, None)], {}).excess == 500


@given(
    st.integers(0, 10**6),
    st.lists(st.tuples(st.integers(0, 10**5), st.sampled_from("xyz")), max_size=6),
    st.dictionaries(st.sampled_from("xyz"), st.integers(0, 10**5)),
)
def test_no_cent_is_lost_and_no_receivable_takes_more_than_its_residual(settled, parts, residuals):
    before = dict(residuals)
    shares = [share(number, amount, line) for number, (amount, line) in enumerate(parts)]
    applied = apply_settlement(settled, shares, residuals)
    assert sum(applied.by_receivable.values()) + applied.excess == settled
    assert sum(applied.by_charge.values()) == sum(applied.by_receivable.values())
    for line, left in residuals.items():
        assert 0 <= left == before[line] - applied.by_receivable.get(line, 0)
