"""Is the ledger fresh enough to call anybody a debtor?

Whoever paid a week ago and is asked for it again has every right to be angry. So an account whose
bank statement has not been entered for some working days says nothing about who owes, and nobody
is pursued whose money would show there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .contact_rules import Calendar


@dataclass(frozen=True, slots=True)
class StaleAccount:
    """An account whose newest bank movement is too old: ``since`` is the first day that it was."""

    account: int
    newest: date
    since: date


def too_old_since(newest: date, days: int, calendar: Calendar, today: date) -> date | None:
    """The first day on which a statement was too old; None while it is fresh.

    :param newest: the last day that the bank statement tells of
    :param days: working days that it may lie back
    """
    since = calendar.working_days_after(newest, days) + timedelta(days=1)
    return since if since <= today else None


def stale_account(
    accounts: Iterable[int], newest: Mapping[int, date], days: int, calendar: Calendar, today: date
) -> StaleAccount | None:
    """Which of the accounts that an estate is paid into is too old, the oldest of them.

    An account that never had a statement is kept in another way and says nothing: payments into
    it are entered by hand.
    """
    found = [
        StaleAccount(account, newest[account], since)
        for account in accounts
        if account in newest
        if (since := too_old_since(newest[account], days, calendar, today))
    ]
    return min(found, key=lambda one: (one.newest, one.account), default=None)


def freshest(newest: Mapping[int, date]) -> tuple[int, ...]:
    """Of all accounts the one with the newest movement, as the account of estates that name none.

    An account that was closed years ago keeps its last statement for ever and must stop nobody.
    """
    if not newest:
        return ()
    return (max(newest, key=lambda account: (newest[account], account)),)
