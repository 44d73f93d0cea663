"""`./dev test`: all lanes, two beside each other, a summary, and nothing skipped in silence.

Every lane of a whole run is a command of its own (`./dev test --only LANE`): its output goes to a
log and is shown when it ends, so that lanes beside each other do not mix their lines.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tools import databases, junit, programs, runtime
from tools.failure import Failure
from tools.junit import LaneResult
from tools.lanes import LANES, LAST, Lane, named
from tools.process import environment, held_locks
from tools.progress import heading, say
from tools.runtime import Runtime

# An Odoo and its database server keep a little more than one core busy.
BESIDE_EACH_OTHER = min(2, os.cpu_count() or 1)


def main(only: list[str]) -> int:
    """Run the lanes named, or all; return 0 when every test of them passed."""
    chosen = _chosen(only)
    start = time.monotonic()
    heading("set-up")
    made = runtime.set_up()
    programs.ensure(made.places, strict=True)
    if only:
        results = [_run(lane, made) for lane in chosen]
    else:
        shutil.rmtree(made.places.results, ignore_errors=True)
        databases.ensure_installed(made)
        results = [*_run_all(made), _run(LAST, made)]
    return _summarise(results, bool(only), time.monotonic() - start)


def run_for_another(name: str, result_file: Path) -> int:
    """Run one lane for the command that runs them all, and keep its result in a file."""
    (lane,) = _chosen([name])
    result = _run(lane, runtime.load())
    junit.write_result(result_file, result)
    return 0 if result.is_good else 1


def _chosen(only: list[str]) -> list[Lane]:
    """The lanes by name; raise Failure for a name that is none."""
    unknown = [name for name in only if not named(name)]
    if unknown:
        known = ", ".join(lane.name for lane in (*LANES, LAST))
        raise Failure(f"there is no lane {', '.join(unknown)}", f"lanes: {known}")
    return [lane for name in only for lane in named(name)]


def _run(lane: Lane, made: Runtime) -> LaneResult:
    """Run one lane; one that cannot run is a failed lane, and the others still run."""
    heading(f"{lane.name}: {lane.about}")
    start = time.monotonic()
    try:
        return lane.run(made)
    except Failure as failure:
        say(f"FAILED: {failure}")
        seconds = time.monotonic() - start
        return LaneResult(lane.name, failed=1, seconds=seconds, notes=[failure.cause])


def _run_all(made: Runtime) -> Iterator[LaneResult]:
    """Run the lanes beside each other; show each when it ends, in the order they end."""
    with ThreadPoolExecutor(BESIDE_EACH_OTHER) as pool:
        for done in as_completed([pool.submit(_run_apart, lane, made) for lane in LANES]):
            log, result = done.result()
            say(log.read_text(encoding="utf-8", errors="replace"))
            yield result


def _run_apart(lane: Lane, made: Runtime) -> tuple[Path, LaneResult]:
    """Run a lane as a command of its own; return its log and what it did."""
    say(f"▸ {lane.name} begins")
    log = made.places.logs / f"test-{lane.name}.log"
    kept = made.places.results / f"{lane.name}.json"
    log.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    program = made.places.repository / "dev"
    with log.open("wb") as stream:
        code = subprocess.call(
            [sys.executable, program, "test", "--only", lane.name, "--result", kept],
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment({"PYTHONUNBUFFERED": "1"}),
            pass_fds=held_locks(),
        )
    result = junit.read_result(kept)
    if result is None:
        note = f"it ended with code {code} before it had a result; see its output"
        result = LaneResult(lane.name, failed=1, seconds=time.monotonic() - start, notes=[note])
    return log, result


def _summarise(results: list[LaneResult], partial: bool, seconds: float) -> int:
    """Print the table and the closing line; return the exit code."""
    heading("summary")
    say(f"{'lane':<14}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for result in results:
        counts = f"{result.passed:>8}{result.failed:>8}{result.skipped:>9}{result.seconds:>9.1f}"
        say(f"{result.lane:<14}{counts}  {'ok' if result.is_good else 'FAILED'}")
    for result in results:
        for note in result.notes:
            say(f"! {result.lane}: {note.splitlines()[0]}")
    if partial:
        ran = ", ".join(result.lane for result in results)
        say(f"! only these lanes ran: {ran}; the others, and so the whole, are not shown to work")
    passed = sum(result.passed for result in results)
    failed = sum(result.failed + result.skipped for result in results)
    bad = failed or not all(result.is_good for result in results)
    say(f"\nAll lanes: {seconds:.0f} s")
    say(f"{passed} passed, {max(failed, 1) if bad else 0} failed")
    return 1 if bad else 0
