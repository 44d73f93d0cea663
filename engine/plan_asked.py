"""May an owner's own request for instalments put on hold what it is about, until it is decided?

Who waits for us is not pursued (domain notes 4.2, points 2 and 6); but whoever is refused and asks
again at once would never be pursued, so a request pauses once in a quarter of a year (point 10).
Each is examined all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

ONCE_IN_DAYS = 90


def may_pause(earlier_ends: Iterable[date | None], today: date) -> bool:
    """Whether a request of today pauses.

    :param earlier_ends: the last days of the owner's earlier pauses of this kind; None: one runs
    """
    return all(
        end is not None and end + timedelta(days=ONCE_IN_DAYS) < today for end in earlier_ends
    )
