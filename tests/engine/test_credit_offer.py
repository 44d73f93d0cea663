"""Which debt a credit is offered to, and what matching moves."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.credit_offer import Credit, Debt, amounts, offers

FLAT, GARAGE = 1, 2
DAY = date(2026, 5, 1)


def credit(amount=100, key=1, **values):
    return Credit(key, amount, values.pop("day", DAY), **values)


def debt(key, amount=100, due="2026-04-30", unit=FLAT, kind="principal", **values):
    parts = values.pop("parts", ((unit, kind, amount),))
    return Debt(key, amount, date.fromisoformat(due), parts, **values)


def taken(*found):
    return [(offer.debt, offer.amount, offer.reason.code) for offer in found]


def test_its_own_unit_and_kind_come_before_an_older_fee():
    found = offers(
        [credit(150, unit=GARAGE, kind="pass_through")],
        [debt(1, due="2020-01-01"), debt(2, unit=GARAGE, kind="pass_through")],
    )
    assert taken(*found) == [(2, 100, "credit_same_unit_and_kind"), (1, 50, "credit_oldest_fee")]


def test_then_a_fee_of_its_unit_then_the_oldest_fee_then_the_rest():
    found = offers(
        [credit(1000, unit=GARAGE)],
        [
            debt(1, kind="cost", due="2019-01-01"), debt(2, kind="late_fee", due="2019-01-01"),
            debt(3, due="2026-01-01"), debt(4, due="2025-01-01"), debt(5, unit=GARAGE),
        ],
    )  # fmt: skip
    assert [offer.debt for offer in found] == [5, 4, 3, 2, 1]


def test_a_deposit_meets_deposits_only_and_nothing_else_meets_a_deposit():
    deposit = debt(1, kind="deposit", unit=FLAT)
    fee = debt(2)
    assert taken(*offers([credit(unit=FLAT, kind="deposit")], [fee, deposit])) == [
        (1, 100, "credit_same_unit_and_kind")
    ]
    assert taken(*offers([credit()], [deposit])) == []
    assert taken(*offers([credit(kind="deposit", unit=GARAGE)], [deposit, fee])) == []


def test_what_is_unclassified_is_never_offered_to():
    odd = debt(1, kind="unclassified")
    assert offers([credit(), credit(key=2, unit=FLAT, kind="unclassified")], [odd]) == []


def test_another_account_cannot_take_it():
    assert offers([credit(ledger="a")], [debt(1, ledger="b")]) == []


def test_a_bill_of_several_kinds_counts_by_its_nearest_part():
    mixed = debt(1, 100, parts=((FLAT, "late_fee", 20), (FLAT, "principal", 80)))
    settled = debt(2, 20, parts=((FLAT, "principal", 0), (FLAT, "late_fee", 20)))
    found = offers([credit(110, unit=FLAT)], [settled, mixed])
    assert taken(*found) == [(1, 100, "credit_fee_of_unit"), (2, 10, "credit_other_kind")]


CREDITS = st.lists(
    st.tuples(st.integers(1, 500), st.sampled_from([FLAT, GARAGE, None]),
              st.sampled_from(["principal", "deposit", "late_fee", None])), max_size=5,
)  # fmt: skip
DEBTS = st.lists(
    st.tuples(st.integers(1, 500), st.sampled_from([FLAT, GARAGE]),
              st.sampled_from(["principal", "deposit", "late_fee", "unclassified"])), max_size=6,
)  # fmt: skip


@given(CREDITS, DEBTS)
def test_no_cent_is_offered_twice_and_the_offer_is_what_matching_moves(credits, debts):
    given_credits = [
        credit(amount, key=number, unit=unit, kind=kind)
        for number, (amount, unit, kind) in enumerate(credits)
    ]
    given_debts = [debt(n, amount, unit=u, kind=k) for n, (amount, u, k) in enumerate(debts)]
    found = offers(given_credits, given_debts)
    for side, records in (("credit", given_credits), ("debt", given_debts)):
        for record in records:
            used = sum(o.amount for o in found if getattr(o, side) == record.key)
            assert 0 <= used <= record.amount
    moved = amounts(
        [(offer.credit, offer.debt) for offer in found],
        {record.key: record.amount for record in given_credits},
        {record.key: record.amount for record in given_debts},
    )
    assert moved == [offer.amount for offer in found]


def test_leaving_one_out_lets_the_next_take_more():
    assert amounts([(1, 7)], {1: 100}, {7: 60}) == [60]
    assert amounts([(1, 7), (1, 8)], {1: 100}, {7: 60, 8: 60}) == [60, 40]
    assert amounts([(1, 7), (9, 7)], {1: 100}, {7: 60}) == [60, 0]
