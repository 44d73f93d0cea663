"""The lanes of `./dev test`: each runs one kind of test and reports what ran.

Plain lanes run pytest without Odoo, each with the `pytest.ini` of its folder, since the checkout's
root is an Odoo addon that plain pytest must not import. Odoo lanes run inside Odoo on a database of
their own, made afresh.
"""

import ast
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import beside, databases, lint, odoo_tests, traceability
from tools.failure import Failure
from tools.junit import LaneResult, count, read_cases
from tools.process import run_shown
from tools.runtime import Runtime

ADOPT_DATABASE = "pa_lane_adopt"
BESIDE_DATABASE = "pa_lane_beside"
SEAM_DATABASE = "pa_lane_seam"
# The tests inside Odoo take the longest: so many parts, which can run beside each other.
ODOO_SHARES = 3
# Hypothesis with the same examples each time; `./dev soak` is the place for new random ones.
REPEATABLE = "--hypothesis-profile=ci"


@dataclass(frozen=True)
class Lane:
    """A name for `--only`, what it is about, and the function that runs it."""

    name: str
    about: str
    run: Callable[[Runtime], LaneResult]


def run_lint(runtime: Runtime) -> LaneResult:
    """Every check counts as one test."""
    start = time.monotonic()
    outcomes = lint.run_checks(runtime)
    result = LaneResult("lint", seconds=time.monotonic() - start)
    for name, good in outcomes.items():
        result.passed += good
        result.failed += not good
        if not good:
            result.notes.append(f"{name} found something")
    return result


def run_plain(runtime: Runtime, lane: str, variables: dict[str, str] | None = None) -> LaneResult:
    """Run the tests of `tests/<lane>` with plain pytest."""
    folder = runtime.places.repository / "tests" / lane
    settings = folder / "pytest.ini"
    _require_tests(folder)
    if not settings.is_file():
        raise Failure(f"{settings} does not exist", "write it, see tests/engine/pytest.ini")
    result_file = _result_file(runtime, lane)
    command = [runtime.python, "-m", "pytest", "-c", settings, "--rootdir", folder]
    options = ["--import-mode=importlib", "-p", "no:odoo", REPEATABLE, f"--junitxml={result_file}"]
    start = time.monotonic()
    changes = {**runtime.variables, **(variables or {})}
    code = run_shown([*command, *options, folder], changes=changes, folder=folder)
    return _collect(lane, code, result_file, start)


def run_seam(runtime: Runtime) -> LaneResult:
    """The real sidecar against a real Odoo: the tests start both on the database given here."""
    _require_tests(runtime.places.repository / "tests" / "seam")
    with databases.using(runtime, SEAM_DATABASE):
        databases.ready(runtime, SEAM_DATABASE, anew=True)
        return run_plain(runtime, "seam", {"ARREARS_TEST_DATABASE": SEAM_DATABASE})


def run_odoo_share(runtime: Runtime, number: int) -> LaneResult:
    """A share of all `tests/test_*.py` inside Odoo, browser tests among them."""
    lane = f"odoo-{number}"
    database = f"pa_lane_odoo_{number}"
    files = odoo_tests.shares(odoo_tests.test_files(runtime), ODOO_SHARES)[number - 1]
    with databases.using(runtime, database):
        databases.ready(runtime, database, anew=True)
        result = _run_inside(runtime, lane, database, files)
    if number > 1:
        return result
    forgotten = not_imported(runtime.places.repository / "tests")
    if forgotten:
        result.failed += 1
        result.notes.append(
            f"tests/__init__.py does not import {', '.join(forgotten)}: Odoo's own test runner"
            " never sees them"
        )
    return result


def run_adopt(runtime: Runtime) -> LaneResult:
    """The addon installed on existing books: Odoo's own demo data."""
    files = odoo_tests.test_files(runtime, "tests/adopt")
    with databases.using(runtime, ADOPT_DATABASE):
        databases.create(runtime, ADOPT_DATABASE, with_demo=True)
        databases.install_addon(runtime, ADOPT_DATABASE)
        return _run_inside(runtime, "adopt", ADOPT_DATABASE, files)


def run_beside(runtime: Runtime) -> LaneResult:
    """The addon beside other people's addons: OCA's queue of jobs, another follow-up."""
    runtime = beside.with_others(runtime)
    files = odoo_tests.test_files(runtime, "tests/beside")
    with databases.using(runtime, BESIDE_DATABASE):
        databases.ready(runtime, BESIDE_DATABASE, anew=True)
        beside.install(runtime, BESIDE_DATABASE)
        return _run_inside(runtime, "beside", BESIDE_DATABASE, files)


def run_traceability(runtime: Runtime) -> LaneResult:
    """Every test that docs/traceability.csv names exists and passed in this run."""
    start = time.monotonic()
    result = traceability.check(runtime.places)
    result.seconds = time.monotonic() - start
    return result


def _odoo_share(number: int) -> Lane:
    about = f"the addon inside Odoo, with a real browser, share {number} of {ODOO_SHARES}"
    return Lane(f"odoo-{number}", about, lambda runtime: run_odoo_share(runtime, number))


def _plain(lane: str) -> Callable[[Runtime], LaneResult]:
    return lambda runtime: run_plain(runtime, lane)


# The longest first, so that none is left over at the end.
LANES = [
    _odoo_share(1),
    Lane("lint", "ruff, pylint-odoo, OCA checks, import boundaries", run_lint),
    Lane("tools", "the tools' own tests", _plain("tools")),
    Lane("engine", "the rules, without Odoo", _plain("engine")),
    Lane("sidecar", "the sidecar, without Odoo", _plain("sidecar")),
    *(_odoo_share(number) for number in range(2, ODOO_SHARES + 1)),
    Lane("seam", "the real sidecar against a real Odoo over HTTP", run_seam),
    Lane("adopt", "the addon on books that were there before", run_adopt),
    Lane("beside", "the addon beside other people's addons", run_beside),
]
# It looks at what the others did.
LAST = Lane("traceability", "each acceptance row's test exists and ran", run_traceability)


def named(word: str) -> list[Lane]:
    """The lanes a word stands for: its own, or all shares of it; none for an unknown word."""
    lanes = [*LANES, LAST]
    return [lane for lane in lanes if lane.name == word or lane.name.startswith(f"{word}-")]


def _run_inside(runtime: Runtime, lane: str, database: str, files: list[Path]) -> LaneResult:
    result_file = _result_file(runtime, lane)
    start = time.monotonic()
    arguments = [*map(str, files), REPEATABLE, f"--junitxml={result_file}"]
    code = odoo_tests.run(runtime, database, arguments)
    return _collect(lane, code, result_file, start)


def _result_file(runtime: Runtime, lane: str) -> Path:
    path = runtime.places.results / f"{lane}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def _collect(lane: str, code: int, result_file: Path, start: float) -> LaneResult:
    """Count a lane's tests; pytest's own word counts too, should it fail beside the tests."""
    result = count(lane, read_cases(result_file), time.monotonic() - start)
    if code and result.is_good:
        result.failed += 1
        result.notes.append(f"pytest ended with code {code} although its tests passed")
    return result


def _require_tests(folder: Path) -> None:
    if not list(folder.rglob("test_*.py")):
        raise Failure(f"tests/{folder.name}/ has no tests", "every lane must have some")


def not_imported(folder: Path) -> list[str]:
    """Test files that `__init__.py` leaves out: they would run here and never under Odoo."""
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named = {alias.name for node in imports for alias in node.names}
    return sorted(path.stem for path in folder.glob("test_*.py") if path.stem not in named)
