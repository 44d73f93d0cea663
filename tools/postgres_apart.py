"""A PostgreSQL of a test's own: same programs, own files, own socket. It may be shot at."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tools import postgres
from tools.failure import Failure
from tools.files import lock
from tools.places import Places

PATIENCE = 20.0


@dataclass(frozen=True)
class ServerApart:
    """A server that nobody else uses, and how to end it in ways a server should not end."""

    cluster: postgres.Cluster
    server: postgres.DatabaseServer

    def start(self) -> None:
        """Start it, on whatever the last end left on the disk.

        What was handed to the system outlives a process that is killed, so nothing is lost by not
        waiting for the disk; only a machine that loses power would tell the difference.
        """
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return postgres.start(self.cluster, fsync="off")
            except Failure:
                # The system may not have buried the last one yet: a number that still exists
                # looks like another server.
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def kill(self) -> None:
        """kill -9 of the server and all its children. It is held still before, so that it neither
        has a new child nor answers the death of one. Returns once they are gone, as a start would
        find them otherwise."""
        first = self._main_process()
        os.kill(first, signal.SIGSTOP)
        victims = [first, *_children(first)]
        for victim in victims:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while _living(victims):
            if time.monotonic() > until:
                raise Failure("PostgreSQL outlived kill -9", f"look at processes {victims}")
            time.sleep(0.02)

    def stop_at_once(self) -> None:
        """What an administrator in a hurry does: no checkpoint, every session cut off."""
        self.cluster.run("pg_ctl", "-D", self.cluster.data, "-m", "immediate", "-w", "stop")

    def is_running(self) -> bool:
        """Whether it was started and not ended since."""
        return (self.cluster.data / "postmaster.pid").is_file()

    def _main_process(self) -> int:
        text = (self.cluster.data / "postmaster.pid").read_text(encoding="utf-8")
        return int(text.splitlines()[0])


@contextmanager
def running(places: Places, python: Path, name: str) -> Iterator[ServerApart]:
    """An empty server under a name, thrown away at the end of the `with` block."""
    wheel = postgres.find_wheel(python)
    shared = postgres.cluster_of(places, wheel)
    data = shared.data.with_name(f"pgdata-{name}")
    sockets = shared.sockets.with_name(f"{shared.sockets.name}-{name}")
    cluster = replace(shared, data=data, sockets=sockets, log=data / "server.log")
    server = postgres.DatabaseServer(
        str(sockets), "5432", postgres.ROLE, wheel / "bin", embedded=True
    )
    apart = ServerApart(cluster, server)
    with lock(places.locks / f"postgresql-{name}", f"it uses the PostgreSQL {name}"):
        _clear(apart)
        try:
            apart.start()
            postgres.ensure_role(server)
            yield apart
        finally:
            _clear(apart)


def _clear(apart: ServerApart) -> None:
    """Nothing runs and nothing is left, also of a run that was killed itself."""
    if apart.is_running():
        with suppress(Failure):  # nothing runs: the file is what a kill left behind
            apart.stop_at_once()
    for folder in (apart.cluster.data, apart.cluster.sockets):
        shutil.rmtree(folder, ignore_errors=True)


def _processes() -> dict[int, tuple[int, str]]:
    """All processes: number, parent and state as `ps` writes it."""
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    rows = (line.split() for line in listing.stdout.splitlines())
    return {int(number): (int(parent), state) for number, parent, state, *_rest in rows}


def _children(process: int) -> list[int]:
    return [number for number, (parent, _state) in _processes().items() if parent == process]


def _living(wanted: list[int]) -> list[int]:
    """Those that still run; one that only waits to be reaped holds nothing any more."""
    found = _processes()
    return [one for one in wanted if one in found and not found[one][1].startswith("Z")]
