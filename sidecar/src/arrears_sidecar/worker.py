"""The clock: runs the jobs one after the other until it is told to stop."""

import logging
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
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
from .errors import KeyRefused, Retryable, SidecarError
from .jobs import Job
from .journal import log, masked, note
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


class Worker:
    """Runs jobs by the clock. A failing job is logged and reported; the others go on.

    :param every_seconds: job → seconds between two runs; 0 leaves the job out.
    :param reconnect: called after Odoo was away; blocks until it is back.
    """

    def __init__(
        self,
        place: Workplace,
        jobs: Mapping[str, Job],
        every_seconds: Mapping[str, int],
        reconnect: Callable[[], None],
        stop: Event,
    ) -> None:
        self._place = place
        self._jobs = jobs
        self._every_seconds = every_seconds
        self._reconnect = reconnect
        self._stop = stop
        self._errors: dict[str, str] = {}
        self._clock = schedule.Scheduler()

    def run(self) -> None:
        """Run until told to stop.

        :raises KeyRefused: the one failure that ends the worker: a service manager restarts it,
            and a person sees one clear line.
        """
        with ThreadPoolExecutor(1, "job") as hands:
            for name in self._jobs:
                self._plan(name, hands)
            self._clock.run_all()
            while not self._stop.is_set():
                self._clock.run_pending()
                self._stop.wait(min(1.0, max(0.05, self._clock.idle_seconds or 0.05)))
            self._beat("stopped")
        note("stopped")

    def _plan(self, name: str, hands: ThreadPoolExecutor) -> None:
        """Put a job on the clock."""
        seconds = self._every_seconds.get(name, 0)
        if seconds:
            self._clock.every(seconds).seconds.do(self._run, name, hands)

    def _run(self, name: str, hands: ThreadPoolExecutor) -> None:
        """Run one job to its end, whatever happens in it.

        It runs in a thread so that its failure arrives as a value and a stop signal is heard.
        """
        if self._stop.is_set():
            return
        future = hands.submit(self._jobs[name], self._place)
        failure = future.exception()
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

    def _settle(self, name: str, tally: Tally) -> None:
        """Keep what a job reports for the next heartbeat."""
        self._errors.pop(name, None)
        if tally.errors:
            self._errors[name] = tally.errors[-1]
        if tally.counts:
            counts = ", ".join(f"{number} {what}" for what, number in tally.counts.items())
            note(f"job done: {counts}", job=name)

    def heartbeat(self, place: Workplace) -> Tally:
        """The job that tells Odoo we live."""
        self._beat("failing" if self._errors else "running")
        return Tally("heartbeat")

    def _beat(self, state: str) -> None:
        """One heartbeat; a last one that fails is no reason not to stop."""
        error = masked(next(reversed(self._errors.values()), ""))[:500]
        try:
            self._place.gateway.heartbeat(state, backlog(self._place), error)
        except SidecarError as failure:
            if state != "stopped":
                raise
            note("last heartbeat was not heard", logging.WARNING, error=str(failure))


def backlog(place: Workplace) -> int:
    """How many files wait to be dealt with."""
    kinds = ("inbox", "working", "prepared")
    return sum(
        counts[kind]
        for exchange in (*place.exchanges.values(), *place.statement_exchanges.values())
        for counts in [exchange.counts()]
        for kind in kinds
        if kind in counts
    )


def stop_on_signals(stop: Event) -> None:
    """End gracefully on SIGTERM and Ctrl-C: the piece of work in hand is finished first."""

    def handle(number: int, frame: FrameType | None) -> None:
        note("stopping after the work in hand", state=signal.Signals(number).name)
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
