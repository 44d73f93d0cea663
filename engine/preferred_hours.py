"""The hours an owner asked to be called in. They only ever narrow what is allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from .contact_rules import DEFAULT_RULES, FamilyRule, Rules, Window

# Less than this leaves no real chance to reach anybody.
SHORTEST_MINUTES = 60
# A letter has no hour; messages, calls and visits do.
FAMILIES_WITH_HOURS = tuple(name for name, rule in DEFAULT_RULES.items() if rule.window)


def minutes(window: Window) -> int:
    """How long a window is; a window that ends before it starts has none."""
    start = window.start.hour * 60 + window.start.minute
    end = window.end.hour * 60 + window.end.minute
    return max(end - start, 0)


def is_possible(start: time, end: time, rules: Rules) -> bool:
    """Whether calls could be made within these hours on ordinary days and at weekends."""
    rule = rules.families.get("call", FamilyRule())
    windows = [window for window in (rule.window, rule.weekend) if window]
    return all(minutes(window.tightened(start, end)) >= SHORTEST_MINUTES for window in windows)


def preferring(rules: Rules, start: time, end: time) -> Rules:
    """Rules narrowed to the preferred hours, where a family keeps an hour of them.

    A visit in the evening can't be made although calls may: then the visit keeps its own hours.
    """
    families = dict(rules.families)
    for name in FAMILIES_WITH_HOURS:
        rule = families.get(name)
        if rule is None or rule.window is None:
            continue
        narrow = {"window": rule.window.tightened(start, end)}
        if rule.weekend:
            narrow["weekend"] = rule.weekend.tightened(start, end)
        if all(minutes(window) >= SHORTEST_MINUTES for window in narrow.values()):
            families[name] = replace(rule, **narrow)
    return replace(rules, families=families)
