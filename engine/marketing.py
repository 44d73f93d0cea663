"""Whether an owner may be told of an offer: only with consent, and never often.

Consumer protection law asks for consent before advertising, and for a way to refuse that is as easy
as the way in (Consumer Law art. 29; MIIT Order 31). A promotion is no part of collection: nothing
of a debt stands in it, and it is not sent to people who are to be left alone.
"""

from __future__ import annotations

from datetime import date, timedelta

from .reason import Reason

# Between two promotions to one person.
QUIET_DAYS = 30


def reasons_against(
    consents: bool, refuses: bool, untouchable: bool, last_on: date | None, today: date
) -> list[Reason]:
    """Why nobody advertises to this person today; empty where it may be done.

    :param refuses: the address is on a list of those who want no mailing
    :param last_on: day of the last promotion, other than this one
    """
    if not consents:
        return [Reason("no_marketing_consent")]
    if refuses:
        return [Reason("notice_opted_out")]
    if untouchable:
        return [Reason("notice_not_contacted")]
    if last_on and today < last_on + timedelta(days=QUIET_DAYS):
        until = last_on + timedelta(days=QUIET_DAYS)
        return [Reason("promotion_lately", {"until": until.isoformat()})]
    return []
