"""What a promise asks of its collector: a word the day before, a question when it was broken.

The word the day before is a help ("do account and amount agree?"), agreed when the promise was
given. So it may be said although a promise runs, and although there was a talk within the last
three days; hours and every other limit hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from .contact_rules import Calendar
from .reason import Reason

# A broken promise is asked about while it is fresh; after that it is a matter of the ladder.
ASK_WITHIN_DAYS = 7
# What an agreed call may pass over, to confirm a promise or because the owner asked for it: the
# promise itself, and the quiet days after a talk.
AGREED = frozenset({"hold_promise", "talked_recently"})


def confirm_on(made_on: date, promised_by: date, calendar: Calendar) -> date | None:
    """The day to confirm a promise: the last one before it that is no public holiday.

    :return: None where it was given only the day before, since we have just spoken
    """
    day = promised_by - timedelta(days=1)
    while day in calendar.holidays:
        day -= timedelta(days=1)
    return day if day > made_on else None


def is_to_confirm(made_on: date, promised_by: date, calendar: Calendar, today: date) -> bool:
    """Whether a running promise is confirmed today; also a day late, after days off."""
    day = confirm_on(made_on, promised_by, calendar)
    return day is not None and day <= today <= promised_by


def is_to_ask(judged_on: date | None, today: date) -> bool:
    """Whether somebody should ask what went wrong with a promise that was judged broken."""
    return judged_on is not None and 0 <= (today - judged_on).days <= ASK_WITHIN_DAYS


def without_agreed(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons that stand against an agreed call all the same."""
    return [reason for reason in reasons if reason.code not in AGREED]
