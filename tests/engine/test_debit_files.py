"""A batch in several files: together they are the batch, in its order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debit_files import Part, check_part, check_whole, spans

AMOUNTS = [100, 200, 300, 400, 500]
PARTS = [Part(1, 3, 2, 300), Part(2, 3, 2, 700), Part(3, 3, 1, 500)]


def test_files_that_follow_each_other_are_the_batch():
    assert check_whole(AMOUNTS, PARTS) is None
    assert check_whole(AMOUNTS, PARTS[::-1]) is None
    assert spans(PARTS) == [(0, 2), (2, 4), (4, 5)]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (PARTS[:2], "debit_parts_missing"),
        ([PARTS[0], PARTS[0], PARTS[2]], "debit_parts_missing"),
        ([*PARTS[:2], Part(3, 4, 1, 500)], "debit_parts_missing"),
        ([*PARTS[:2], Part(3, 3, 2, 500)], "debit_parts_differ"),
        ([*PARTS[:2], Part(3, 3, 1, 499)], "debit_parts_differ"),
        ([Part(1, 2, 2, 301), Part(2, 2, 3, 1199)], "debit_part_differs"),
        ([Part(1, 2, 3, 300), Part(2, 2, 2, 1200)], "debit_part_differs"),
    ],
)
def test_files_that_are_not_the_batch_are_refused(parts, code):
    assert check_whole(AMOUNTS, parts).code == code


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (Part(0, 1, 1, 1), "debit_part_number"),
        (Part(2, 1, 1, 1), "debit_part_number"),
        (Part(1, 1000, 1, 1), "debit_part_number"),
        (Part(1, 1, 0, 1), "debit_part_empty"),
        (Part(1, 1, 1, 0), "debit_part_empty"),
    ],
)
def test_a_file_that_cannot_be_is_refused_alone(part, code):
    assert check_part(part).code == code
    assert check_part(Part(1, 1, 1, 1)) is None


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30), st.data())
def test_any_cut_of_a_batch_is_the_batch(amounts, data):
    places = st.lists(st.integers(1, len(amounts)), unique=True)
    cuts = sorted({0, len(amounts), *data.draw(places)})
    parts = [
        Part(number, len(cuts) - 1, stop - start, sum(amounts[start:stop]))
        for number, (start, stop) in enumerate(pairwise(cuts), start=1)
    ]
    assert check_whole(amounts, parts) is None
    assert spans(parts) == list(pairwise(cuts))
