"""When, how often and whom one may contact. Clock times are the debtor's own.

No Chinese rule is written for property fees; the defaults are stricter than the benchmarks of
the finance sector (GB/T 45251-2025; China Banking Association guideline of 2026-01-30; Reg F).
A setting may tighten a default. ``hard`` windows and caps are the end of what any setting can
reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from .reason import Reason

# The only people a contact may reach; there is no entry for relatives, employers or neighbours.
PARTIES = ("owner", "co_owner", "tenant_payer", "agent", "developer", "heir")
# Channel → family: hours and caps hold for the family, whatever the channel.
FAMILIES = {
    "email": "message",
    "sms": "message",
    "wechat": "message",
    "call": "call",
    "visit": "visit",
    "letter": "letter",
    "portal": "inbound",
    "counter": "inbound",
}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` up to but not including ``end``."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        """True inside the window."""
        return self.start <= moment < self.end

    def tightened(self, start: time, end: time) -> Window:
        """This window cut down by another; it never grows."""
        return Window(max(self.start, start), min(self.end, end))


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``limit`` contacts within ``days`` calendar days, today being the first."""

    limit: int
    days: int
    connected_only: bool = False
    hard: bool = False


@dataclass(frozen=True, slots=True)
class FamilyRule:
    """Hours and caps of one family of channels."""

    window: Window | None = None
    weekend: Window | None = None
    hard: Window | None = None
    holidays_blocked: bool = False
    caps: tuple[Cap, ...] = ()
    # No further contact of this family so many days after a conversation.
    quiet_days_after_conversation: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that differ from the plain week, of one jurisdiction."""

    holidays: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    def is_weekend(self, day: date) -> bool:
        """A Saturday or Sunday on which the country does not make up for a holiday."""
        return day.weekday() >= SATURDAY and day not in self.working_days

    def is_working_day(self, day: date) -> bool:
        """A day on which offices and banks are open."""
        return day not in self.holidays and not self.is_weekend(day)

    def working_days_after(self, day: date, count: int) -> date:
        """The last of ``count`` working days that follow ``day``."""
        while count > 0:
            day += timedelta(days=1)
            if self.is_working_day(day):
                count -= 1
        return day


@dataclass(frozen=True, slots=True)
class PastContact:
    """An earlier outgoing contact of the same person or number, over all units and companies."""

    family: str
    at: datetime
    connected: bool = False
    same_person: bool = True


DEFAULT_RULES: Mapping[str, FamilyRule] = {
    "message": FamilyRule(
        window=Window(time(9), time(20)),
        hard=Window(time(8), time(22)),
        caps=(Cap(1, 1, hard=True), Cap(2, 14)),
    ),
    "call": FamilyRule(
        window=Window(time(9), time(20)),
        weekend=Window(time(10), time(19)),
        hard=Window(time(8), time(22)),
        holidays_blocked=True,
        caps=(
            Cap(3, 1),
            Cap(7, 7),
            Cap(6, 1, hard=True),
            Cap(1, 1, connected_only=True),
            Cap(2, 7, connected_only=True),
        ),
        quiet_days_after_conversation=3,
    ),
    "visit": FamilyRule(
        window=Window(time(9), time(19, 30)),
        hard=Window(time(8), time(20, 30)),
        holidays_blocked=True,
        caps=(Cap(1, 14), Cap(1, 7, hard=True)),
    ),
    "letter": FamilyRule(caps=(Cap(1, 15), Cap(1, 7, hard=True))),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force for one debtor: defaults, tightened by jurisdiction and estate."""

    families: Mapping[str, FamilyRule] = field(default_factory=lambda: DEFAULT_RULES)
    calendar: Calendar = field(default_factory=Calendar)

    def window_on(self, family: str, day: date) -> Window | None:
        """The hours of ``family`` on ``day``; None when it has no hours."""
        rule = self.families.get(family, FamilyRule())
        if rule.weekend and self.calendar.is_weekend(day):
            return rule.weekend
        return rule.window


def tighten(
    hours: Mapping[str, Window], rules: Mapping[str, FamilyRule] = DEFAULT_RULES
) -> dict[str, FamilyRule]:
    """Rules with narrower hours for the named families; wider ones have no effect."""
    result = dict(rules)
    for family, window in hours.items():
        rule = rules.get(family, FamilyRule())
        if rule.window is None:
            continue
        narrower = rule.window.tightened(window.start, window.end)
        weekend = rule.weekend.tightened(window.start, window.end) if rule.weekend else None
        result[family] = FamilyRule(
            narrower,
            weekend,
            rule.hard,
            rule.holidays_blocked,
            rule.caps,
            rule.quiet_days_after_conversation,
        )
    return result


def time_reasons(family: str, at: datetime, rules: Rules) -> list[Reason]:
    """Why ``family`` may not be used at this local moment."""
    rule = rules.families.get(family, FamilyRule())
    if rule.holidays_blocked and at.date() in rules.calendar.holidays:
        return [Reason("holiday", {"day": at.date().isoformat()})]
    window = rules.window_on(family, at.date())
    if window is None or window.holds(at.time()):
        return []
    return [
        Reason(
            "quiet_hours",
            {"start": f"{window.start:%H:%M}", "end": f"{window.end:%H:%M}", "at": f"{at:%H:%M}"},
        )
    ]


def is_hard_stop(family: str, at: datetime, rules: Rules) -> bool:
    """True where no jurisdiction preset or setting could ever allow the moment."""
    rule = rules.families.get(family, FamilyRule())
    return rule.hard is not None and not rule.hard.holds(at.time())


def cap_reasons(
    family: str, at: datetime, past: Iterable[PastContact], rules: Rules
) -> list[Reason]:
    """Why one more contact of ``family`` would be too many."""
    rule = rules.families.get(family, FamilyRule())
    earlier = [contact for contact in past if contact.family == family and contact.at <= at]
    reasons = [
        _cap_reason(cap, hits)
        for cap in rule.caps
        if len(hits := _counted(cap, at, earlier)) >= cap.limit
    ]
    last_talk = max((c.at for c in earlier if c.connected), default=None)
    if last_talk and rule.quiet_days_after_conversation:
        free_on = last_talk.date() + timedelta(days=rule.quiet_days_after_conversation)
        if at.date() < free_on:
            reasons.append(Reason("talked_recently", {"until": free_on.isoformat()}))
    return reasons


def _counted(cap: Cap, at: datetime, earlier: Sequence[PastContact]) -> list[PastContact]:
    first_day = at.date() - timedelta(days=cap.days - 1)
    return [
        contact
        for contact in earlier
        if contact.at.date() >= first_day and (contact.connected or not cap.connected_only)
    ]


def _cap_reason(cap: Cap, hits: Sequence[PastContact]) -> Reason:
    """Names the person's cap, or the number's when only others with that number used it up."""
    own = any(contact.same_person for contact in hits)
    what = "conversation_cap" if cap.connected_only else "contact_cap"
    code = what if own else f"{what}_number"
    free_on = min(contact.at.date() for contact in hits) + timedelta(days=cap.days)
    return Reason(code, {"limit": cap.limit, "days": cap.days, "until": free_on.isoformat()})


def longest_unheard_first(people: Iterable[int], last: Mapping[int, datetime]) -> list[int]:
    """Whose turn it is when people share a number: who never was written to, then the longest ago.

    :param people: in the order that holds among those with the same right
    :param last: the moment of each one's last message, where there was one
    """
    return sorted(people, key=lambda one: last.get(one, datetime.min))


def next_allowed(family: str, at: datetime, rules: Rules) -> datetime:
    """The first local moment, ``at`` or later, whose hours allow ``family``."""
    moment = at
    for _day in range(60):
        window = rules.window_on(family, moment.date())
        blocked = rules.families.get(family, FamilyRule()).holidays_blocked
        if not (blocked and moment.date() in rules.calendar.holidays):
            if window is None:
                return moment
            opening = max(moment, datetime.combine(moment.date(), window.start))
            if window.holds(opening.time()):
                return opening
        moment = datetime.combine(moment.date() + timedelta(days=1), time())
    raise ValueError("two months without one allowed hour: the calendar is not right")
