"""Who has earned a reward: every yes and no with its reason."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from fake_odoo import PROGRAM, fact
from world import World

from arrears_sidecar.errors import Permanent
from arrears_sidecar.incentives import REASONS, decide, preview
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
        decide(replace(PROGRAM, kind="lottery"), [])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"disputed": True}, "bill_disputed"),
        ({"time_barred": True}, "bill_time_barred"),
        ({"account_active": False}, "account_inactive"),
        ({"period_open": False}, "period_closed"),
        ({"blocked": True}, "rewarded_elsewhere"),
        ({"blocked": None}, "on_time"),
    ],
)
def test_what_forbids_any_reward_has_its_reason(changes: dict, reason: str) -> None:
    """However well it was earned."""
    (row,) = decide(PROGRAM, [fact(1, **changes)]).to_dict("records")
    assert row["reason"] == reason


IN_A_ROW = replace(PROGRAM, kind="in_a_row", rules={**PROGRAM.rules, "row_length": 2})


def month(number: int, **changes: object) -> dict:
    """The bill of one month of one unit, paid on its due date."""
    due = f"2026-{number:02d}-28"
    return fact(number, due_date=due, settled_on=due, debtor_id=7, unit_id=8, **changes)


def test_a_row_ends_with_every_so_many_bills_paid_on_time() -> None:
    """The order in which the facts come does not matter, and neighbours have rows of their own."""
    facts = [month(number) for number in (3, 1, 4, 2, 5)]
    neighbour = {**month(6), "unit_id": 9}
    answers = decide(IN_A_ROW, [*facts, neighbour]).set_index("charge_id")["reason"]
    assert list(answers[answers == "in_a_row"].index) == [4, 2]
    assert set(answers[[1, 3, 5, 6]]) == {"row_too_short"}


@pytest.mark.parametrize(
    "changes",
    [{"settled_on": "2026-12-30"}, {"returned": True}, {"disputed": True}, {"used": True}],
)
def test_a_bill_that_does_not_count_starts_the_row_anew(changes: dict) -> None:
    """Month 2 does not count: months 3 and 4 make the next row."""
    facts = [month(1), {**month(2), **changes}, month(3), month(4)]
    answers = decide(IN_A_ROW, facts).set_index("charge_id")["eligible"]
    assert list(answers[answers].index) == [4]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "prepaid_year"),
        ({"paid": 119_999}, "year_not_prepaid"),
        ({"monthly": 0}, "price_unknown"),
        ({"gone": 1}, "prepayment_gone"),
        ({"ahead": 120_001}, "prepaid_above_cap"),
        ({"ahead": 900_000, "most_ahead": 0}, "prepaid_year"),
    ],
)
def test_a_year_in_advance_has_its_reasons(changes: dict, reason: str) -> None:
    """Twelve months at 100.00."""
    year = {
        "monthly": 10_000, "paid": 120_000, "gone": 0, "ahead": 120_000, "most_ahead": 120_000,
    }  # fmt: skip
    program = replace(PROGRAM, kind="prepaid_year")
    row = {**fact(1), "charge_id": None, "cause": "prepaid_year:1", **year, **changes}
    assert decide(program, [row])["reason"].tolist() == [reason]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"settled_on": "2026-12-30"}, "debit_sign_up"),
        ({"settled_on": None}, "no_debit_settled"),
        ({"mandate_active": False}, "mandate_not_active"),
        ({"signed_before": True}, "signed_before"),
    ],
)
def test_signing_up_has_its_reasons(changes: dict, reason: str) -> None:
    """The day of the first debit has no last day."""
    program = replace(PROGRAM, kind="debit_sign_up")
    assert decide(program, [fact(1, **changes)])["reason"].tolist() == [reason]


def test_every_reason_is_said_in_words() -> None:
    """No answer leaves a cell of the spreadsheet empty."""
    for kind in ("on_time", "in_a_row", "prepaid_year", "debit_sign_up"):
        program = replace(PROGRAM, kind=kind, rules={**PROGRAM.rules, "row_length": 2})
        answers = decide(program, [fact(1), fact(2, settled_on=None)])
        assert set(answers["reason"]) <= set(REASONS)
    assert all(english and chinese for english, chinese in REASONS.values())


def test_rewards_are_asked_in_pages_and_once(tmp_path: Path) -> None:
    """The second run finds nothing left to ask."""
    world = World(tmp_path / "ccb")
    world.odoo.facts = [fact(number, credited=1_000) for number in range(1, 6)]
    first = world.run("incentives")["incentives"].counts
    assert first == {"facts looked at": 5, "rewards granted": 5}
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
    assert dict(zip(header, second, strict=True))["原因"] == "缴清日期晚于最后期限"
    assert dict(zip(header, second, strict=True))["cause"] == "'=HYPERLINK(1)"


def test_dry_run_of_every_kind_reads_as_it_was_reviewed(tmp_path: Path) -> None:
    """Golden: one sheet a programme, each yes and no with its words."""
    world = World(tmp_path / "ccb")
    rules = {**PROGRAM.rules, "row_length": 2}
    kinds = ("on_time", "in_a_row", "prepaid_year", "debit_sign_up")
    world.odoo.programs = [
        replace(PROGRAM, program_id=number, name=kind, kind=kind, rules=rules)
        for number, kind in enumerate(kinds, start=1)
    ]
    ahead = {"monthly": 10_000, "paid": 120_000, "gone": 0, "ahead": 0, "most_ahead": 120_000}
    service = {"debtor_id": 7, "unit_id": 8, **ahead}
    world.odoo.facts = [
        fact(1, due_date="2026-08-10", settled_on="2026-08-09", **service),
        fact(2, due_date="2026-09-10", settled_on="2026-09-09", **service),
        fact(3, settled_on=None, remaining=30_000, **{**service, "paid": 110_000}),
    ]
    preview(world.place(), tmp_path / "answers.xlsx")
    book = openpyxl.load_workbook(tmp_path / "answers.xlsx")
    found = [
        "\t".join([sheet.title, *(str(cell.value) for cell in row)])
        for sheet in book
        for row in sheet.iter_rows()
    ]
    golden = Path(__file__).parent / "golden" / "incentives_dry_run.tsv"
    assert found == golden.read_text(encoding="utf-8").splitlines()


def test_waiver_never_exceeds_what_is_approved_or_open() -> None:
    """Part of the fee may have been paid since the approval."""
    lines = (WaiverLine(1, 500, 300), WaiverLine(2, 200, 900), WaiverLine(3, 100, 0))
    assert [line["amount"] for line in recompute(Waiver(9, "W9", 2, lines))["lines"]] == [
        300,
        200,
        0,
    ]
