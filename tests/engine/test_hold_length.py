"""A long hold is cut until a manager agrees to it."""

from datetime import date

import pytest

from engine.hold_length import cut_to

FIRST, FREE = date(2026, 5, 4), date(2026, 6, 3)


@pytest.mark.parametrize(
    ("last", "agreed", "cut"),
    [
        (FREE, None, None),
        (date(2026, 6, 4), None, FREE),
        (date(2026, 8, 1), date(2026, 8, 1), None),
        (date(2026, 8, 2), date(2026, 8, 1), FREE),
        (None, None, None),
    ],
)
def test_what_goes_beyond_the_free_days_waits_for_a_manager(last, agreed, cut):
    assert cut_to(FIRST, last, 30, agreed) == cut
