"""`./dev test`: all lanes in order, a summary, and nothing skipped in silence."""

import shutil
import time

from tools import programs, runtime
from tools.failure import Failure
from tools.junit import LaneResult
from tools.lanes import LANES, Lane
from tools.progress import heading, say
from tools.runtime import Runtime


def main(only: list[str]) -> int:
    """Run the lanes named, or all; return 0 when every test of them passed."""
    lanes = _chosen(only)
    start = time.monotonic()
    heading("set-up")
    made = runtime.set_up()
    programs.ensure(made.places, strict=True)
    if not only:
        shutil.rmtree(made.places.results, ignore_errors=True)
    results = [_run(lane, made) for lane in lanes]
    return _summarise(results, len(lanes) < len(LANES), time.monotonic() - start)


def _chosen(only: list[str]) -> list[Lane]:
    """The lanes by name; raise Failure for a name that is none."""
    known = [lane.name for lane in LANES]
    unknown = [name for name in only if name not in known]
    if unknown:
        raise Failure(f"there is no lane {', '.join(unknown)}", f"lanes: {', '.join(known)}")
    return [lane for lane in LANES if not only or lane.name in only]


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
