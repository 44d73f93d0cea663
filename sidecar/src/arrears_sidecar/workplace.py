"""What a job works with, and what it reports."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from .errors import KeyRefused, Permanent, Stopped
from .exchange import Exchange
from .gateway import Gateway
from .hours import Hours, Now, utc_now
from .journal import note
from .leases import Leases
from .profiles import Profile, Profiles, StatementProfile


class Bar(Protocol):
    """One progress bar."""

    def advance(self, steps: int) -> None:
        """So many steps more are done."""


class Progress(Protocol):
    """Something that shows how far a long piece of work is."""

    def bar(self, label: str, total: int) -> Bar:
        """A bar for a piece of work of so many steps."""


class NoProgress:
    """Shows nothing: for logs, tests and pipes."""

    def bar(self, label: str, total: int) -> Bar:
        """A bar that shows nothing."""
        return self

    def advance(self, steps: int) -> None:
        """Nothing to show."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """All a job needs.

    :param exchanges: by channel code; only these channels are served.
    :param fixed_profiles: channel code → profile code, where the settings name one.
    :param statement_exchanges: folders of statements by the code of their source in Odoo.
    :param hours: channel code → when requests may go out; at any time where it is missing.
    :param leases: None when nobody else can work here.
    :param now: this moment, as an aware time.
    :param stopping: asked between two pieces of work, and between the pages of one; True ends the
        job early and cleanly.
    """

    gateway: Gateway
    exchanges: dict[str, Exchange]
    profiles: Profiles[Profile]
    fixed_profiles: dict[str, str] = field(default_factory=dict)
    statement_exchanges: dict[str, Exchange] = field(default_factory=dict)
    statement_profiles: Profiles[StatementProfile] = field(default_factory=lambda: Profiles(()))
    fixed_statement_profiles: dict[str, str] = field(default_factory=dict)
    page_size: int = 1000
    progress: Progress = field(default_factory=NoProgress)
    stopping: Callable[[], bool] = lambda: False
    hours: Mapping[str, Hours] = field(default_factory=dict)
    leases: Leases | None = None
    now: Now = utc_now

    def go_on(self, done: int, total: int | None = None) -> None:
        """Between two pages of a long piece of work.

        :param total: how many rows there are, where that is known
        :raises Stopped: when the job has to end here
        """
        if self.stopping():
            of_all = "" if total is None else f" of {total}"
            raise Stopped(f"stopped after {done}{of_all} rows")


@dataclass
class Tally:
    """What a job did, counted by kind, what went wrong on the way, and what it left alone."""

    job: str
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def add(self, what: str, number: int = 1) -> None:
        """Count something."""
        self.counts[what] += number

    @contextmanager
    def one(self, **facts: object) -> Iterator[None]:
        """One piece of work whose failure must not stop the others: a refusal, a bad record, a
        file without the right to read it.

        What concerns all of them (Odoo away, key refused) passes through. One that had to stop is
        no failure: the next start takes it up again.
        """
        try:
            yield
        except Stopped as stopped:
            note(f"{stopped}, the next start takes it up again", job=self.job, **facts)
        except KeyRefused:
            raise
        except (Permanent, OSError) as error:
            self.errors.append(str(error))
            note("failed", logging.ERROR, job=self.job, error=str(error), **facts)
