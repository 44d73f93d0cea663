"""How many tasks a day one person is given: the most important first, the rest wait.

A list that nobody can finish hides what matters; sixty attempts a head and day is what practice
reports as the upper end of careful work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that could be given: its key, who would do it and on which day."""

    key: int
    worker: int
    day: date
    priority: int = 0


def that_fit(
    wanted: Iterable[Wanted], given: Mapping[tuple[int, date], int], a_day: int
) -> frozenset[int]:
    """The keys of the tasks that fit into each worker's day, by priority, then in given order.

    :param given: tasks that each worker has on each day already, done ones among them
    :param a_day: tasks a worker and day; 0 for no limit
    """
    tasks = sorted(wanted, key=lambda task: -task.priority)
    if not a_day:
        return frozenset(task.key for task in tasks)
    taken, fitting = Counter(dict(given)), set()
    for task in tasks:
        if taken[task.worker, task.day] < a_day:
            taken[task.worker, task.day] += 1
            fitting.add(task.key)
    return frozenset(fitting)
