"""How many tasks a day one person is given: the most important first, the rest wait.

A list that nobody can finish hides what matters; sixty attempts a head and day is what practice
reports as the upper end of careful work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that could be given: its key, who would do it and on which day."""

    key: int
    worker: int
    day: date
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Capacity:
    """Tasks a day: the number of the company, and numbers of single people; 0: no limit."""

    company: int = 0
    own: Mapping[int, int] = field(default_factory=dict)

    def of(self, worker: int) -> int:
        """Tasks a day of one person."""
        return self.own.get(worker, self.company)

    def __bool__(self) -> bool:
        return bool(self.company or any(self.own.values()))


def that_fit(
    wanted: Iterable[Wanted], given: Mapping[tuple[int, date], int], a_day: Capacity
) -> frozenset[int]:
    """The keys of the tasks that fit into each worker's day, by priority, then in given order.

    :param given: tasks that each worker has on each day already, done ones among them
    :param a_day: how many tasks each worker does in a day
    """
    tasks = sorted(wanted, key=lambda task: -task.priority)
    taken, fitting = Counter(dict(given)), set()
    for task in tasks:
        limit = a_day.of(task.worker)
        if not limit or taken[task.worker, task.day] < limit:
            taken[task.worker, task.day] += 1
            fitting.add(task.key)
    return frozenset(fitting)
