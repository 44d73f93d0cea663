"""Price and taxes of an amount that is agreed with its taxes inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.pricing import cut_like, in_proportion


@pytest.mark.parametrize(
    ("total", "net", "taxes", "expected"),
    [
        (-530, 10000, [600], (-500, [-30])),
        (9, 10000, [600], (8, [1])),  # 0.08 at 6 % would be 0.08, 0.09 would be 0.10
        (26, 10000, [600], (25, [1])),
        (1, 10000, [600], (1, [0])),
        (-77, 8000, [], (-77, [])),
        (100, 10000, [600, -300], (97, [6, -3])),
        (10600, 10000, [600], (10000, [600])),
    ],
)
def test_an_amount_is_cut_like_the_line_it_follows(total, net, taxes, expected):
    assert cut_like(total, net, taxes) == expected


@given(
    st.integers(-(10**9), 10**9),
    st.integers(1, 10**9),
    st.lists(st.integers(0, 10**8), max_size=4),
)
def test_the_parts_add_up_and_stray_by_half_a_cent_at_most(total, net, taxes):
    price, cut = cut_like(total, net, taxes)
    assert price + sum(cut) == total
    whole = net + sum(taxes)
    assert all(
        abs(2 * (part * whole - total * tax)) <= whole for part, tax in zip(cut, taxes, strict=True)
    )


@given(st.integers(1, 10**9), st.lists(st.integers(0, 10**8), max_size=4))
def test_the_whole_line_is_cut_into_itself_and_its_mirror(net, taxes):
    whole = net + sum(taxes)
    assert cut_like(whole, net, taxes) == (net, taxes)
    assert cut_like(-whole, net, taxes) == (-net, [-tax for tax in taxes])


def test_halves_go_away_from_zero():
    assert in_proportion(1, 2, 1) == 1
    assert in_proportion(1, 2, -1) == -1


def test_a_line_of_nothing_has_no_proportions():
    with pytest.raises(ValueError, match="nothing"):
        cut_like(5, 100, [-100])
