"""How long one person may put a card on hold alone.

No exception stands without a trace and a second look (row 117): a hold by hand is free for some
days, and for longer a manager who did not set it agrees. Until then it runs for the free days.
"""

from __future__ import annotations

from datetime import date, timedelta


def cut_to(
    first: date, last: date | None, free_days: int, agreed_until: date | None = None
) -> date | None:
    """The day to which a hold is cut until a manager agrees; None where it may run as it is.

    :param last: None: no end, which other kinds of holds have and a manual one has not
    :param agreed_until: the last day that a manager has agreed to
    """
    free = first + timedelta(days=free_days)
    if last is None or last <= free or (agreed_until is not None and last <= agreed_until):
        return None
    return free
