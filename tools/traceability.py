"""Checking docs/traceability.csv against the tests that ran.

Columns: `id` (row of the acceptance table), `name`, `built` (where), `test`, `status`. The column
`test` holds one or more names, separated by spaces or semicolons, in pytest's form
`tests/engine/test_money.py::TestMoney::test_rounding`; the class is left out for a plain function.
"""

import csv
import re
from pathlib import Path

from tools.failure import Failure
from tools.junit import LaneResult, read_cases
from tools.places import Places

TABLE = "docs/traceability.csv"
COLUMNS = ["id", "name", "built", "test", "status"]
# Tests inside Odoo know their whole path; those of the other lanes begin in the lane's folder.
ODOO_LANES = ("odoo-", "adopt", "beside")
STATUSES = {"done", "partial", "planned"}


def check(places: Places) -> LaneResult:
    """One result a row; a row that is `done` must name a test, and every named test must pass."""
    passed = passed_tests(places.results)
    result = LaneResult("traceability")
    for line, row in read_table(places.repository / TABLE):
        problems = _problems(row, passed)
        result.passed += not problems
        result.failed += bool(problems)
        result.notes += [f"{TABLE}:{line}: row {row['id']}: {text}" for text in problems]
    return result


def read_table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows with their line numbers; raise Failure when the table has another form."""
    if not path.is_file():
        raise Failure(f"{TABLE} does not exist", "write it: " + ",".join(COLUMNS))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != COLUMNS:
            raise Failure(f"{TABLE} has the columns {reader.fieldnames}", f"they are {COLUMNS}")
        return [(reader.line_num, row) for row in reader]


def named_tests(text: str) -> list[str]:
    """The tests a cell names, in the form of the result files."""
    return [_result_name(word) for word in re.split(r"[;\s]+", text.strip()) if word]


def passed_tests(folder: Path) -> set[str]:
    """The names of all tests that passed in the last run, dotted, from below tests/."""
    return {
        f"{'' if path.stem.startswith(ODOO_LANES) else path.stem + '.'}{case.name}"
        for path in sorted(folder.glob("*.xml"))
        for case in read_cases(path)
        if case.outcome == "passed"
    }


def _result_name(word: str) -> str:
    """`tests/engine/test_a.py::TestA::test_b[x]` as `engine.test_a.TestA.test_b`."""
    path, _, rest = word.removeprefix("tests/").partition(".py::")
    return f"{path}.{rest.partition('[')[0]}".replace("/", ".").replace("::", ".")


def _problems(row: dict[str, str], passed: set[str]) -> list[str]:
    if row["status"] not in STATUSES:
        return [f"status {row['status']!r} is none of {', '.join(sorted(STATUSES))}"]
    names = named_tests(row["test"])
    if row["status"] == "done" and not names:
        return ["done, and no test shows it"]
    return [f"no test {name} passed in this run" for name in names if name not in passed]
