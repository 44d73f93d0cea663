"""Running other programs, with a log and a plain word when they fail."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.failure import Failure
from tools.files import held_locks

Command = Sequence[str | Path]


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with changes, and a locale that can write Chinese."""
    values = dict(os.environ)
    values.setdefault("LC_ALL", "C.UTF-8")
    values.update(changes or {})
    return values


def last_lines(text: str, count: int = 25) -> str:
    """The end of a long output, indented for a message."""
    return "\n".join("    " + line for line in text.strip().splitlines()[-count:])


def read(command: Command, *, cure: str = "", folder: Path | None = None) -> str:
    """Run a program and return what it printed; raise Failure when it fails."""
    done = _start(command, folder, capture=True)
    if done.returncode:
        raise Failure(
            f"`{_short(command)}` failed:\n{last_lines(done.stderr or done.stdout)}", cure
        )
    return done.stdout


def read_any(command: Command) -> str:
    """Run a program and return what it printed, however it ended."""
    return _start(command, None, capture=True).stdout


def succeeds(command: Command) -> bool:
    """Whether a program exists and ends well; its output does not matter."""
    try:
        return subprocess.run(list(command), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def run_logged(
    command: Command,
    log: Path,
    *,
    cure: str = "",
    changes: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> None:
    """Run a program with all its output in a log; raise Failure with the log's end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        code = _call(command, stream, changes, folder)
    if code:
        text = log.read_text(encoding="utf-8", errors="replace")
        raise Failure(
            f"`{_short(command)}` ended with code {code}. The end of its log {log}:\n"
            f"{last_lines(text)}",
            cure or "read the log; the command can be repeated as it is",
        )


def run_shown(
    command: Command, *, changes: Mapping[str, str] | None = None, folder: Path | None = None
) -> int:
    """Run a program in the user's terminal and return its exit code."""
    return _call(command, None, changes, folder)


def _call(command: Command, stream, changes, folder) -> int:
    try:
        return subprocess.call(
            [str(part) for part in command],
            stdout=stream,
            stderr=subprocess.STDOUT if stream else None,
            stdin=subprocess.DEVNULL if stream else None,
            env=environment(changes),
            cwd=folder,
            pass_fds=held_locks(),
        )
    except FileNotFoundError as error:
        raise _missing(command) from error


def _start(command: Command, folder: Path | None, capture: bool) -> subprocess.CompletedProcess:
    try:
        return subprocess.run(
            [str(part) for part in command],
            capture_output=capture,
            text=True,
            env=environment(),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError as error:
        raise _missing(command) from error


def _missing(command: Command) -> Failure:
    return Failure(f"the program `{command[0]}` is not on this machine", "install it")


def _short(command: Command) -> str:
    text = " ".join(str(part) for part in command)
    return text if len(text) <= 160 else text[:157] + "…"
