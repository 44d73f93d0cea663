"""May the time to pay be extended? A hold until an agreed day; the due date never moves.

Sources: seeds A 二.3 and A 二.2a (with the owner's consent), B11 二.2 (no endless giving way).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .reason import Reason


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """One request.

    :param granted_on: days on which this card got an extension or a plan before
    :param hardship: the owner asked for relief within the last twelve months
    """

    today: date
    until: date
    longest_days: int
    granted_on: tuple[date, ...] = ()
    allowed_a_year: int = 1
    hardship: bool = False
    has_consent: bool = False


def obstacles(facts: ExtensionFacts) -> list[Reason]:
    """Why an extension can't be granted; empty where it can."""
    reasons = []
    days = (facts.until - facts.today).days
    if days <= 0:
        reasons.append(Reason("extension_past"))
    if days > facts.longest_days:
        reasons.append(Reason("extension_too_long", {"days": facts.longest_days}))
    used = within_a_year(facts.granted_on, facts.today)
    if used >= facts.allowed_a_year and not facts.hardship:
        reasons.append(Reason("extension_used_up", {"number": used, "limit": facts.allowed_a_year}))
    if not facts.has_consent:
        reasons.append(Reason("extension_no_consent"))
    return reasons


def within_a_year(days: Iterable[date], today: date) -> int:
    """How many of the days lie within the last twelve months; the same day a year ago does not."""
    return sum(1 for day in days if year_before(today) < day <= today)


def year_before(day: date) -> date:
    """The same day a year earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
