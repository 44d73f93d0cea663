"""Who has earned a reward: every yes and no with its reason."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from fake_odoo import PROGRAM, fact
from world import World

from arrears_sidecar.errors import Permanent
from arrears_sidecar.incentives import decide, preview
from arrears_sidecar.records import Waiver, WaiverLine
from arrears_sidecar.waivers import recompute


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "on_time"),
        ({"settled_on": "2026-10-15"}, "on_time"),
        ({"settled_on": "2026-10-16"}, "settled_late"),
        ({"settled_on": None, "remaining": 30_000}, "not_settled"),
        ({"settled_on": False}, "not_settled"),
        ({"remaining": 1}, "not_settled"),
        ({"returned": True}, "payment_returned"),
        ({"overdue_principal": 1}, "principal_overdue"),
        ({"due_date": "2025-12-31"}, "due_outside_window"),
        ({"due_date": "2027-01-01", "settled_on": "2026-12-01"}, "due_outside_window"),
        ({"kind": "late_fee"}, "kind_not_rewarded"),
        ({"estate_id": 2}, "estate_not_in_program"),
        ({"estate_id": None}, "estate_not_in_program"),
        ({"returned": True, "settled_on": "2026-10-30"}, "payment_returned"),
    ],
)
def test_each_rule_has_its_reason(changes: dict, reason: str) -> None:
    """One rule broken at a time, and the gravest first when there are two."""
    (row,) = decide(PROGRAM, [fact(1, **changes)]).to_dict("records")
    assert (row["reason"], row["eligible"]) == (reason, reason == "on_time")


def test_no_facts_make_no_answers() -> None:
    """An empty month."""
    assert len(decide(PROGRAM, [])) == 0


def test_arrears_elsewhere_count_only_where_published() -> None:
    """The rule comes from the programme."""
    program = replace(PROGRAM, rules={**PROGRAM.rules, "no_arrears": False})
    assert decide(program, [fact(1, overdue_principal=5)])["eligible"].all()


def test_unknown_kind_is_left_to_a_newer_sidecar() -> None:
    """Nothing is guessed about a programme we do not know."""
    with pytest.raises(Permanent, match="Update the sidecar"):
        decide(replace(PROGRAM, kind="prepaid_year"), [])


def test_rewards_are_asked_in_pages_and_once(tmp_path: Path) -> None:
    """The second run finds nothing left to ask."""
    world = World(tmp_path / "ccb")
    world.odoo.facts = [fact(number, credited=1_000) for number in range(1, 6)]
    first = world.run("incentives")["incentives"].counts
    assert first == {"charges looked at": 5, "rewards granted": 5}
    assert set(world.odoo.awards.values()) == {29_000}
    assert not world.run("incentives")["incentives"].counts["rewards granted"]


def test_dry_run_writes_a_spreadsheet_and_grants_nothing(tmp_path: Path) -> None:
    """Amounts in yuan, reasons in words, nothing that a spreadsheet would run."""
    world = World(tmp_path / "ccb")
    world.odoo.facts = [fact(1), fact(2, settled_on="2026-10-30", cause="=HYPERLINK(1)")]
    tally = preview(world.place(), tmp_path / "answers.xlsx")
    assert tally.counts == {"eligible": 1, "not eligible": 1}
    assert world.odoo.awards == {}
    sheet = openpyxl.load_workbook(tmp_path / "answers.xlsx").active
    header, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert dict(zip(header, first, strict=True))["original"] == 300
    assert dict(zip(header, second, strict=True))["why"] == "It was paid after the last day"
    assert dict(zip(header, second, strict=True))["cause"] == "'=HYPERLINK(1)"


def test_waiver_never_exceeds_what_is_approved_or_open() -> None:
    """Part of the fee may have been paid since the approval."""
    lines = (WaiverLine(1, 500, 300), WaiverLine(2, 200, 900), WaiverLine(3, 100, 0))
    assert [line["amount"] for line in recompute(Waiver(9, "W9", 2, lines))["lines"]] == [
        300,
        200,
        0,
    ]
