"""When a text may say "we have told you before": only with proof, and with the dates.

A sentence like that is an assertion about the past. It stands in a text only when at least two
written notices are known to have arrived, and it names their days, so that the reader can check it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# "Several times" begins at two.
FEWEST_NOTICES = 2


@dataclass(frozen=True, slots=True)
class Notice:
    """A written notice about the debt: the day it left and whether its arrival is proved."""

    on: date
    delivered: bool


def days_to_name(
    notices: Iterable[Notice], since: date | None = None, before: date | None = None
) -> tuple[date, ...]:
    """The days of the delivered notices, oldest first; empty where the proof is not enough.

    Two messages of one day are one notice: nobody is told twice by an e-mail and its SMS.

    :param since: the first day that counts, say the beginning of the present episode
    :param before: the day of the text itself, which is no earlier notice
    """
    days = {
        notice.on
        for notice in notices
        if notice.delivered
        and (since is None or notice.on >= since)
        and (before is None or notice.on < before)
    }
    return tuple(sorted(days)) if len(days) >= FEWEST_NOTICES else ()
