"""Segments: the defaults with both sides of each boundary, and rules that make no sense."""

import pytest

from engine.segments import AT_LEAST, AT_MOST, FACTS, Condition, Facts, Rule, can_hold, problems

from engine.segments import segment_of, why  # isort: skip
from hypothesis import given
from hypothesis import strategies as st


def rule(key, *conditions):
    return Rule(key, tuple(Condition(*one) for one in conditions))


# The defaults of the product, in their order (data/collection/segments.xml holds the same).
DEFAULTS = [
    rule("long_overdue", ("days_overdue", AT_LEAST, 366)),
    rule("serial_promiser", ("broken_promises", AT_LEAST, 2)),
    rule("on_time", ("bills", AT_LEAST, 4), ("on_time_percent", AT_LEAST, 95),
         ("days_overdue", AT_MOST, 10)),
    rule("short_and_in_touch", ("days_overdue", AT_LEAST, 1), ("days_overdue", AT_MOST, 90),
         ("contact_days", AT_MOST, 90)),
    rule("unknown", ("bills", AT_MOST, 3)),
    rule("habitual", ("late", AT_LEAST, 3)),
    rule("occasional"),
]  # fmt: skip


@pytest.mark.parametrize(
    "facts, segment",
    [
        (Facts(8, 0, 365), "occasional"),
        (Facts(8, 0, 366), "long_overdue"),
        (Facts(8, 3, 100, 1), "habitual"),
        (Facts(8, 3, 100, 2), "serial_promiser"),
        (Facts(8, 2, 100), "occasional"),
        (Facts(8, 3, 100), "habitual"),
        (Facts(8, 0, 0), "on_time"),
        (Facts(8, 1, 0), "occasional"),
        (Facts(8, 0, 10), "on_time"),
        (Facts(8, 0, 11), "occasional"),
        (Facts(3, 3, 100), "unknown"),
        (Facts(4, 3, 100), "habitual"),
        (Facts(3, 0, 0), "unknown"),
        (Facts(4, 0, 0), "on_time"),
        (Facts(8, 8, 90, 0, 90), "short_and_in_touch"),
        (Facts(8, 8, 91, 0, 90), "habitual"),
        (Facts(8, 8, 90, 0, 91), "habitual"),
        (Facts(8, 8, 90, 0, None), "habitual"),
        (Facts(8, 8, 366, 5, 1), "long_overdue"),
    ],
)
def test_the_defaults_on_both_sides_of_each_boundary(facts, segment):
    assert segment_of(DEFAULTS, facts).key == segment


any_facts = st.integers(0, 8).flatmap(
    lambda bills: st.builds(
        Facts, st.just(bills), st.integers(0, bills), st.integers(0, 2000), st.integers(0, 9),
        st.none() | st.integers(0, 2000),
    )
)  # fmt: skip
condition = st.builds(
    Condition, st.sampled_from(list(FACTS)), st.sampled_from([AT_LEAST, AT_MOST]),
    st.integers(0, 400) | st.integers(0, 9),
)  # fmt: skip
any_rule = st.builds(Rule, st.integers(), st.lists(condition, max_size=4).map(tuple))


@given(any_facts)
def test_every_debtor_has_exactly_one_segment_of_the_defaults(facts):
    assert problems(DEFAULTS) == []
    assert segment_of(DEFAULTS, facts) is not None


@given(st.lists(any_rule, min_size=1, max_size=6), any_facts)
def test_lists_without_problems_leave_nobody_out(rules, facts):
    chosen = segment_of(rules, facts)
    if not problems(rules):
        assert chosen is not None
    if chosen:
        earlier = rules[: next(n for n, one in enumerate(rules) if one is chosen)]
        assert not any(one.takes(facts) for one in earlier)
        assert all(reason.arguments["found"] is not None for reason in why(chosen, facts))


@given(any_rule, any_facts)
def test_a_rule_said_never_to_hold_takes_nobody(one, facts):
    if not can_hold(one):
        assert not one.takes(facts)


@given(st.lists(any_rule, min_size=2, max_size=5), any_facts)
def test_a_rule_said_never_to_be_reached_is_chosen_by_nobody(rules, facts):
    rules = [Rule(number, one.conditions) for number, one in enumerate(rules)]
    unreached = {k for k, reason in problems(rules) if reason.code == "segment_never_reached"}
    chosen = segment_of(rules, facts)
    assert chosen is None or chosen.key not in unreached


@pytest.mark.parametrize(
    "conditions",
    [
        [("days_overdue", AT_LEAST, 91), ("days_overdue", AT_MOST, 90)],
        [("late", AT_LEAST, 9)],
        [("bills", AT_MOST, 3), ("late", AT_LEAST, 4)],
        [("on_time_percent", AT_LEAST, 95), ("late", AT_LEAST, 1)],
        [("bills", AT_MOST, 0), ("on_time_percent", AT_MOST, 100)],
        [("on_time_percent", AT_LEAST, 101)],
        [("broken_promises", AT_MOST, -1)],
    ],
)
def test_conditions_that_contradict_each_other_never_hold(conditions):
    assert not can_hold(rule(1, *conditions))


def test_problems_are_named():
    found = problems(
        [
            rule(1, ("late", AT_LEAST, 3)),
            rule(2, ("late", AT_LEAST, 4), ("bills", AT_LEAST, 5)),
            rule(3, ("late", AT_LEAST, 9)),
        ]
    )
    assert [(key, reason.code) for key, reason in found] == [
        (2, "segment_never_reached"), (3, "segment_never_holds"),
        (3, "segment_last_has_conditions"),
    ]  # fmt: skip
