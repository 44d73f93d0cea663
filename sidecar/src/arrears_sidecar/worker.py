"""The clock: runs the jobs one after the other until it is told to stop."""

import logging
import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from datetime import datetime
from threading import Event
from types import FrameType
from typing import Protocol

import schedule
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_delay,
    stop_any,
    stop_when_event_set,
    wait_exponential,
)

from .config import OdooSettings
from .errors import KeyRefused, Permanent, Retryable, SidecarError
from .exchange import Exchange
from .journal import log, masked, note
from .served import Job
from .workplace import Tally, Workplace


class Connecting(Protocol):
    """A gateway that can be asked to find Odoo."""

    def connect(self) -> None:
        """Find Odoo and log in; raises what went wrong."""


def wait_for_odoo(
    gateway: Connecting,
    settings: OdooSettings,
    *,
    for_ever: bool,
    stop: Event,
) -> None:
    """Connect, waiting with growing pauses while Odoo is not up yet, and say so.

    :raises Retryable: when it did not come up in `odoo.wait_seconds` (unless for ever).
    :raises KeyRefused: at once: waiting does not make a wrong key right.

    Returns without a connection when it is told to stop meanwhile.
    """
    end = stop_when_event_set(stop)
    if not for_ever:
        end = stop_any(end, stop_after_delay(settings.wait_seconds))

    retrying = Retrying(
        stop=end,
        wait=wait_exponential(multiplier=1, max=30),
        retry=retry_if_exception_type(Retryable),
        before_sleep=_say_waiting,
        sleep=stop.wait,
        reraise=True,
    )
    try:
        retrying(gateway.connect)
    except Retryable:
        if not stop.is_set():
            raise
    else:
        note("connected to Odoo")


def _say_waiting(state: RetryCallState) -> None:
    """One line for each try that failed."""
    error = state.outcome.exception() if state.outcome else None
    pause = state.next_action.sleep if state.next_action else 0
    note(f"waiting for Odoo, next try in {pause:.0f} s", logging.WARNING, error=str(error))


HEARTBEAT = "heartbeat"
_LEAP_SECONDS = 5.0
"""A clock that moved so far against the machine's own was set, and not only slow."""


def _lead_of_clock() -> float:
    """How far the local clock is ahead of the machine's own, in seconds.

    It changes with daylight saving time, with a clock that is set, and after a sleep.
    """
    local = datetime.now()  # as `schedule` reads it
    return (local - datetime(1970, 1, 1)).total_seconds() - time.monotonic()


class Worker:
    """Runs jobs by the clock. A failing job is logged and reported; the others go on.

    A job that was missed runs once, as soon as it can: each looks for all that waits. When the
    local clock leaps (daylight saving time, a sleep), everything is put on it anew and runs.

    :param every_seconds: job → seconds between two runs; 0 leaves the job out.
    :param reconnect: called after Odoo was away; blocks until it is back.
    :param lead_of_clock: how far the local clock is ahead of one that only goes forward.
    """

    def __init__(
        self,
        place: Workplace,
        jobs: Mapping[str, Job],
        every_seconds: Mapping[str, int],
        reconnect: Callable[[], None],
        stop: Event,
        *,
        lead_of_clock: Callable[[], float] = _lead_of_clock,
    ) -> None:
        self._place = place
        self._jobs = {**jobs, HEARTBEAT: self.heartbeat}
        self._every_seconds = every_seconds
        self._reconnect = reconnect
        self._stop = stop
        self._errors: dict[str, str] = {}
        self._left: dict[str, list[str]] = {}
        self._backlog = 0
        self._clock = schedule.Scheduler()
        self._lead_of_clock = lead_of_clock
        self._lead = lead_of_clock()

    def run(self) -> None:
        """Run until told to stop.

        :raises KeyRefused: the one failure that ends the worker: a service manager restarts it,
            and a person sees one clear line.
        """
        with ThreadPoolExecutor(1, "job") as hands:
            self._plan_all(hands)
            while not self._stop.is_set():
                self._watch_clock(hands)
                self._clock.run_pending()
                self._stop.wait(min(1.0, max(0.05, self._clock.idle_seconds or 0.05)))
            self._backlog = backlog(self._place)
            self._beat("stopped")
        note("stopped")

    def _plan_all(self, hands: ThreadPoolExecutor) -> None:
        """Put all jobs on the clock, and run each now."""
        self._clock.clear()
        for name in self._jobs:
            seconds = self._every_seconds.get(name, 0)
            if seconds:
                self._clock.every(seconds).seconds.do(self._run, name, hands)
        self._clock.run_all()

    def _watch_clock(self, hands: ThreadPoolExecutor) -> None:
        """After a leap of the clock jobs would wait for an hour that comes twice."""
        lead = self._lead_of_clock()
        leap, self._lead = lead - self._lead, lead
        if abs(leap) > _LEAP_SECONDS:
            note(f"the clock leapt by {leap:.0f} s, all jobs are put on it anew", logging.WARNING)
            self._plan_all(hands)

    def _run(self, name: str, hands: ThreadPoolExecutor) -> None:
        """Run one job to its end, whatever happens in it.

        It runs in a thread so that its failure arrives as a value and a stop signal is heard.
        """
        if self._stop.is_set():
            return
        future = hands.submit(self._jobs[name], self._place)
        failure = self._awaited(future, name)
        if isinstance(failure, KeyRefused):
            raise failure
        if failure is None:
            self._settle(name, future.result())
        elif isinstance(failure, SidecarError):
            self._errors[name] = str(failure)
            note("job failed", logging.ERROR, job=name, error=str(failure))
        else:
            self._errors[name] = f"unexpected {type(failure).__name__}, see the sidecar's log"
            log.error("job %s failed unexpectedly", name, exc_info=failure)
        if isinstance(failure, Retryable):
            self._reconnect()

    def _awaited(self, future: "Future[Tally]", name: str) -> BaseException | None:
        """How a job failed, if it did; during a long one Odoo goes on hearing that we live."""
        every = self._every_seconds.get(HEARTBEAT, 0)
        while True:
            try:
                return future.exception(timeout=every or None)
            except NotYet:
                try:
                    self._beat("failing" if self._errors else f"busy: {name}")
                except SidecarError as error:
                    note("heartbeat was not heard", logging.WARNING, error=str(error))

    def _settle(self, name: str, tally: Tally) -> None:
        """Keep what a job reports for the next heartbeat."""
        self._errors.pop(name, None)
        if tally.errors:
            self._errors[name] = tally.errors[-1]
        if tally.counts:
            counts = ", ".join(f"{number} {what}" for what, number in tally.counts.items())
            note(f"job done: {counts}", job=name)
        if tally.left != self._left.get(name, []):
            self._left[name] = tally.left
            note(f"left alone: {', '.join(tally.left) or 'nothing any more'}", job=name)

    def heartbeat(self, place: Workplace) -> Tally:
        """The job that tells Odoo we live."""
        self._backlog = backlog(place)
        self._beat("failing" if self._errors else "running")
        return Tally(HEARTBEAT)

    def _beat(self, state: str) -> None:
        """One heartbeat; a last one that fails is no reason not to stop."""
        error = masked(next(reversed(self._errors.values()), ""))[:500]
        try:
            self._place.gateway.heartbeat(state, self._backlog, error)
        except SidecarError as failure:
            if state != "stopped":
                raise
            note("last heartbeat was not heard", logging.WARNING, error=str(failure))


def backlog(place: Workplace) -> int:
    """How many files wait to be dealt with, as far as the folders can be reached."""
    exchanges = (*place.exchanges.values(), *place.statement_exchanges.values())
    return sum(_waiting_in(exchange) for exchange in exchanges)


def _waiting_in(exchange: Exchange) -> int:
    """Files that wait in one channel; the jobs tell of a store that is away."""
    try:
        counts = exchange.counts()
    except (OSError, Permanent) as error:
        note("backlog unknown", logging.WARNING, channel=exchange.channel, error=str(error))
        return 0
    return sum(counts.get(kind, 0) for kind in ("inbox", "working", "prepared"))


def stop_on_signals(stop: Event) -> None:
    """End gracefully on SIGTERM and Ctrl-C: the page in hand is finished first."""

    def handle(number: int, frame: FrameType | None) -> None:
        note("stopping after the work in hand", state=signal.Signals(number).name)
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
