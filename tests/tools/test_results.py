"""Counting results: a skipped test fails its lane, and traceability believes only what passed."""

import pytest

from tools import junit, lanes, odoo_tests, traceability
from tools.failure import Failure
from tools.places import Places

RESULTS = """<testsuites><testsuite>
<testcase classname="addons.property_arrears.tests.test_case.TestCase" name="test_opens"/>
<testcase classname="tests.adopt.test_books.TestBooks" name="test_old[1]"/>
<testcase classname="addons.property_arrears.tests.test_case.TestCase" name="test_bad"><failure
 message="no"/></testcase>
<testcase classname="addons.property_arrears.tests.test_case.TestCase" name="test_out"><skipped
 message="later"/></testcase>
</testsuite></testsuites>"""
ENGINE_RESULTS = """<testsuites><testsuite>
<testcase classname="test_money" name="test_rounding[1-2]"/>
<testcase classname="test_money" name="test_bad"><failure message="no"/></testcase>
<testcase classname="test_money" name="test_left_out"><skipped message="later"/></testcase>
</testsuite></testsuites>"""
HEADER = "id,name,built,test,status\n"


def cases(folder, text=RESULTS):
    path = folder / "odoo-1.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return junit.read_cases(path)


def places_with(folder, table):
    """A checkout whose docs hold the table, and results of two lanes."""
    (folder / "docs").mkdir()
    (folder / "docs" / "traceability.csv").write_text(HEADER + table, encoding="utf-8")
    places = Places(folder, folder / "cache", folder / "state", folder / "configuration")
    cases(places.results)
    (places.results / "engine.xml").write_text(ENGINE_RESULTS, encoding="utf-8")
    return places


def test_a_skipped_test_fails_its_lane(tmp_path):
    result = junit.count("odoo", [c for c in cases(tmp_path) if c.outcome != "failure"], 1.0)
    assert (result.passed, result.failed, result.skipped) == (2, 0, 1)
    assert not result.is_good
    assert "test_out" in result.notes[0]


def test_a_lane_without_tests_is_not_good():
    assert not junit.count("odoo", [], 1.0).is_good


def test_names_come_from_below_the_tests_folder(tmp_path):
    names = [case.name for case in cases(tmp_path)]
    assert names[:2] == ["test_case.TestCase.test_opens", "adopt.test_books.TestBooks.test_old"]


def test_missing_results_are_a_failure(tmp_path):
    with pytest.raises(Failure):
        junit.read_cases(tmp_path / "none.xml")


def test_traceability_accepts_tests_that_passed(tmp_path):
    row = "1,opens,models,tests/test_case.py::TestCase::test_opens,done\n"
    assert traceability.check(places_with(tmp_path, row)).is_good


@pytest.mark.parametrize(
    "row",
    [
        "1,a,models,tests/test_case.py::TestCase::test_unknown,done\n",
        "1,a,models,tests/test_case.py::TestCase::test_bad,done\n",
        "1,a,models,tests/engine/test_money.py::test_left_out,partial\n",
        "1,a,models,tests/test_money.py::test_rounding,done\n",
        "1,a,models,,done\n",
        "1,a,models,tests/engine/test_money.py::test_rounding,finished\n",
    ],
)
def test_traceability_refuses_what_no_test_shows(tmp_path, row):
    result = traceability.check(places_with(tmp_path, row))
    assert result.failed == 1
    assert "traceability.csv:2: row 1" in result.notes[0]


def test_traceability_takes_several_tests_of_all_lanes_and_plans(tmp_path):
    named = (
        "tests/adopt/test_books.py::TestBooks::test_old; tests/engine/test_money.py::test_rounding"
    )
    table = f'1,a,models,"{named}[1-2]",done\n2,b,,,planned\n'
    assert traceability.check(places_with(tmp_path, table)).passed == 2


def test_a_result_is_kept_for_the_command_that_waits_for_it(tmp_path):
    result = junit.LaneResult("engine", passed=3, failed=1, seconds=2.5, notes=["so"])
    junit.write_result(tmp_path / "engine.json", result)
    assert junit.read_result(tmp_path / "engine.json") == result
    assert junit.read_result(tmp_path / "none.json") is None


def test_shares_hold_every_file_once_and_about_as_many_tests(tmp_path):
    files = [tmp_path / f"test_{number}.py" for number in range(7)]
    for number, path in enumerate(files):
        path.write_text("    def test_it\n" * number, encoding="utf-8")
    parts = odoo_tests.shares(files, 3)
    assert sorted(path for part in parts for path in part) == files
    sizes = [sum(int(path.stem[-1]) for path in part) for part in parts]
    assert max(sizes) - min(sizes) <= 1
    assert odoo_tests.shares(list(reversed(files)), 3) == parts


def test_a_word_stands_for_a_lane_or_for_its_shares():
    assert [lane.name for lane in lanes.named("engine")] == ["engine"]
    assert [lane.name for lane in lanes.named("odoo")] == ["odoo-1", "odoo-2", "odoo-3"]
    assert [lane.name for lane in lanes.named("odoo-2")] == ["odoo-2"]
    assert lanes.named("od") == []
