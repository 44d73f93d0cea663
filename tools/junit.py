"""Reading the results that pytest writes, one file a lane."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tools.failure import Failure
from tools.files import write_whole

INSIDE_ODOO = r"^(.*\bproperty_arrears\.)?tests\."


@dataclass(frozen=True)
class TestCase:
    """One test as it ran: its name below tests/, and how it ended."""

    name: str
    outcome: str
    message: str = ""


@dataclass
class LaneResult:
    """What one lane did. A skipped test counts as failed: it showed nothing."""

    lane: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.failed and not self.skipped and self.passed > 0


def write_result(path: Path, result: LaneResult) -> None:
    """Keep what a lane did for the command that started it."""
    write_whole(path, json.dumps(asdict(result)))


def read_result(path: Path) -> LaneResult | None:
    """What a lane kept; None when it ended before."""
    if not path.is_file():
        return None
    return LaneResult(**json.loads(path.read_text(encoding="utf-8")))


def read_cases(path: Path) -> list[TestCase]:
    """The test cases of a result file; raise Failure when pytest wrote none."""
    if not path.is_file():
        raise Failure(f"pytest ended before it wrote {path}", "see its output above")
    root = ElementTree.parse(path).getroot()
    return [_case(element) for element in root.iter("testcase")]


def _case(element: ElementTree.Element) -> TestCase:
    for outcome in ("failure", "error", "skipped"):
        found = element.find(outcome)
        if found is not None:
            return TestCase(_name(element), outcome, found.get("message", ""))
    return TestCase(_name(element), "passed")


def _name(element: ElementTree.Element) -> str:
    """A test's name as in `test_money.TestMoney.test_rounding`.

    Inside Odoo it begins below tests/, elsewhere below the lane's folder.
    """
    owner = element.get("classname", "")
    below = re.sub(INSIDE_ODOO, "", owner)
    name = element.get("name", "").partition("[")[0]
    return f"{below}.{name}" if below else name


def count(lane: str, cases: list[TestCase], seconds: float) -> LaneResult:
    """Add up a lane's cases, with a note for each that did not run to its end."""
    result = LaneResult(lane, seconds=seconds)
    for case in cases:
        if case.outcome == "passed":
            result.passed += 1
        elif case.outcome == "skipped":
            result.skipped += 1
            result.notes.append(f"skipped, which counts as failed: {case.name}: {case.message}")
        else:
            result.failed += 1
    if not cases:
        result.notes.append("no test ran")
    return result
