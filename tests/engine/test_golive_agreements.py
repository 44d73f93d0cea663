"""Plans and promises of old books: they add up, or they are refused with the cause."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.golive_agreements import OpenItem, PlanRow, covered, plan_faults, promise_fault


def row(number, due, amount=100, paid=0, total=300, terms=()):
    return PlanRow(number, number, due, amount, paid, total, terms)


def three(**changed):
    rows = [row(n, date(2026, 10 + n - 2, 1)) for n in (2, 3, 4)]
    for number, values in changed.items():
        rows[int(number[1:])] = row(int(number[1:]) + 2, **values)
    return rows


def codes(rows):
    return {place: reason.code for place, reason in plan_faults(rows).items()}


def test_a_plan_whose_rows_add_up_is_taken():
    assert plan_faults(three()) == {}


def test_a_sum_that_differs_refuses_every_row_and_names_both():
    rows = three(r1={"due": date(2026, 11, 1), "amount": 90})
    assert set(codes(rows).values()) == {"golive_plan_sum"}
    assert dict(plan_faults(rows)[2].arguments) == {"sum": 290, "total": 300}


def test_days_out_of_order_name_the_row_before():
    rows = three(r1={"due": date(2026, 9, 1)})
    assert codes(rows) == {
        2: "golive_plan_other_row", 3: "golive_plan_order", 4: "golive_plan_other_row",
    }  # fmt: skip
    assert plan_faults(rows)[3].arguments["other"] == 2


def test_the_same_day_twice_is_out_of_order():
    assert "golive_plan_order" in codes(three(r1={"due": date(2026, 10, 1)})).values()


def test_rows_that_say_different_things_of_the_plan_are_refused():
    mixed = three(r1={"due": date(2026, 11, 1), "total": 301})
    assert set(codes(mixed).values()) == {"golive_plan_mixed"}
    terms = three(r1={"due": date(2026, 11, 1), "terms": ("late_fee",)})
    assert set(codes(terms).values()) == {"golive_plan_mixed"}


def test_a_plan_that_is_paid_off_is_left_out():
    rows = [row(n, date(2026, 8 + n, 1), paid=100) for n in (2, 3, 4)]
    assert set(codes(rows).values()) == {"golive_plan_paid"}


ITEMS = (
    OpenItem("b", date(2026, 7, 31), 450, date(2026, 1, 1), date(2026, 6, 30)),
    OpenItem("a", date(2026, 1, 31), 300, date(2025, 7, 1), date(2025, 12, 31)),
)


def test_all_that_is_owed_or_the_oldest_that_add_up():
    assert covered(750, ITEMS) == (("a", "b"), None)
    assert covered(300, ITEMS) == (("a",), None)


def test_a_period_chooses_the_bills():
    assert covered(450, ITEMS, date(2026, 1, 1), date(2026, 6, 30)) == (("b",), None)
    keys, reason = covered(300, ITEMS, date(2026, 1, 1), date(2026, 6, 30))
    assert (keys, reason.code) == ((), "golive_plan_not_exact")


def test_more_than_is_owed_is_refused_with_both_figures():
    keys, reason = covered(751, ITEMS)
    assert (keys, reason.code) == ((), "golive_plan_too_much")
    assert dict(reason.arguments) == {"left": 751, "open": 750}


def test_what_is_neither_all_nor_the_oldest_asks_for_the_period():
    assert covered(450, ITEMS)[1].code == "golive_plan_not_exact"
    assert covered(450, ())[1].code == "golive_plan_too_much"


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.integers(1, 3000))
def test_what_is_covered_adds_up_to_the_cent(amounts, left):
    items = [OpenItem(n, date(2026, 1, 1 + n), value) for n, value in enumerate(amounts)]
    keys, reason = covered(left, items)
    assert bool(keys) != bool(reason)
    if keys:
        assert sum(amounts[key] for key in keys) == left
        assert keys == tuple(range(len(keys))), "the oldest"


def test_a_promise_is_in_force_within_reach_and_of_what_is_owed():
    today, made = date(2026, 9, 15), date(2026, 8, 30)

    def fault(until=date(2026, 9, 20), amount=100, owed=100):
        found = promise_fault(made, until, amount, owed, today, 30)
        return found and found.code

    assert fault() is None
    assert fault(today) is None, "its own day still runs"
    assert fault(date(2026, 9, 14)) == "golive_promise_over"
    assert fault(date(2026, 9, 29)) is None
    assert fault(date(2026, 9, 30)) == "golive_promise_far"
    assert fault(amount=101) == "golive_promise_too_much"
