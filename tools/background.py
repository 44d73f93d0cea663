"""Programs that go on running after the command that started them: Odoo, sidecar, mailbox."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tools.failure import Failure
from tools.files import write_whole
from tools.places import Places
from tools.process import Command, environment, last_lines

PATIENCE = 15.0


def start(
    places: Places,
    name: str,
    command: Command,
    changes: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> int:
    """Start a program under a name and return its process number.

    One that already runs under the name is left alone; its number is returned.
    """
    present = process_of(places, name)
    if present:
        return present
    log = log_of(places, name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment(changes),
            cwd=folder or places.state,
            start_new_session=True,
        )
    record = {"pid": process.pid, "born": _birth(process.pid)}
    write_whole(_record(places, name), json.dumps(record))
    return process.pid


def stop(places: Places, name: str) -> bool:
    """End a named program and all it started; tell whether it was running."""
    process = process_of(places, name)
    if process:
        end_group(process)
    _record(places, name).unlink(missing_ok=True)
    return bool(process)


def end_group(process: int) -> None:
    """Ask a process group to end, and end it by force when it does not in time."""
    for sign, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, PATIENCE)):
        try:
            os.killpg(process, sign)
        except ProcessLookupError:
            return
        if _gone(process, patience):
            return


def process_of(places: Places, name: str) -> int | None:
    """The number of a named program if it still runs.

    Numbers are reused by the system, so the time of birth must agree as well.
    """
    record = _record(places, name)
    if not record.is_file():
        return None
    found = json.loads(record.read_text(encoding="utf-8"))
    return found["pid"] if found["born"] and found["born"] == _birth(found["pid"]) else None


def running(places: Places) -> list[str]:
    """The names of all programs of this clone that still run."""
    names = [path.stem for path in sorted((places.state / "run").glob("*.json"))]
    return [name for name in names if process_of(places, name)]


def log_of(places: Places, name: str) -> Path:
    """Where a named program writes what it has to say."""
    return places.logs / f"{name}.log"


def ended_early(name: str, log: Path) -> Failure:
    """The failure for a program that ended while somebody waited for it."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    return Failure(f"{name} ended at once:\n{last_lines(text)}", f"read {log}, and start again")


def _record(places: Places, name: str) -> Path:
    return places.state / "run" / f"{name}.json"


def _birth(process: int) -> str:
    """Something that tells two processes of the same number apart; empty for none or a zombie."""
    path = Path(f"/proc/{process}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return "" if fields[0] == "Z" else fields[19]
    listing = ["ps", "-o", "lstart=", "-p", str(process)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout.strip()


def _gone(process: int, patience: float) -> bool:
    """Wait for a process to end; reap it when it is our own child."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with suppress(ChildProcessError):  # not our child: an earlier command started it
            os.waitpid(process, os.WNOHANG)
        if not _birth(process):
            return True
        time.sleep(0.05)
    return False
