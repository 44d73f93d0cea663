"""Totals for everybody: no group that tells about its members (PIPL art. 25, domain.md 1.8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.anonymous import Group, shown


def groups(*sizes):
    """Groups of so many units, each unit with an owner of its own."""
    return [
        Group(f"building {position}", size, frozenset((position, unit) for unit in range(size)))
        for position, size in enumerate(sizes)
    ]


class TestAnonymous:
    def test_large_groups_are_shown_each_by_itself(self):
        answer = shown(groups(5, 30, 12))
        assert answer.single == ("building 0", "building 1", "building 2")
        assert answer.merged == ()

    def test_small_groups_are_merged(self):
        answer = shown(groups(30, 3, 2))
        assert answer.single == ("building 0",)
        assert answer.merged == ("building 1", "building 2")

    def test_one_small_group_takes_the_smallest_large_one_along(self):
        """Otherwise the total less the others would be the small one's account."""
        answer = shown(groups(30, 4, 12))
        assert answer.single == ("building 0",)
        assert answer.merged == ("building 1", "building 2")

    def test_nothing_is_shown_of_fewer_than_five(self):
        assert shown(groups(2, 2)) is None

    def test_groups_without_members_are_left_out(self):
        answer = shown(groups(0, 9))
        assert answer.single + answer.merged == ("building 1",)

    def test_many_units_of_one_debtor_are_one_account(self):
        developer = Group("building 9", 30, frozenset({"developer"}))
        answer = shown([*groups(12, 20), developer])
        assert answer.single == ("building 1",)
        assert answer.merged == ("building 0", "building 9")

    def test_a_minimum_of_one_is_refused(self):
        with pytest.raises(ValueError, match="person"):
            shown(groups(9), minimum=1)

    @given(st.lists(st.integers(0, 40), max_size=12), st.integers(2, 8))
    def test_no_difference_of_what_is_shown_is_a_small_group(self, sizes, minimum):
        """Total, rest and groups are what a reader can add and subtract."""
        answer = shown(groups(*sizes), minimum)
        if answer is None:
            assert sum(sizes) < minimum
            return
        size = dict(zip((g.key for g in groups(*sizes)), sizes, strict=True))
        assert all(size[key] >= minimum for key in answer.single)
        rest = sum(size[key] for key in answer.merged)
        assert rest == 0 or rest >= minimum
        assert rest + sum(size[key] for key in answer.single) == sum(sizes)
