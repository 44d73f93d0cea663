"""Who has earned a reward, and why: pandas over the facts of the charges.

The sidecar finds who qualifies under the published rules; Odoo checks again, and decides whether
and how much is booked. Every charge gets an answer with a reason, yes or no.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas

from .errors import Permanent
from .journal import note
from .money import decimal_amount
from .records import Program
from .workplace import Tally, Workplace

AWARDS_A_CALL = 500

REASONS = {
    "on_time": "Paid in full by the last day",
    "kind_not_rewarded": "This kind of fee is not rewarded",
    "estate_not_in_program": "Its estate is not in the programme",
    "due_outside_window": "Its due date is not in the programme's time",
    "not_settled": "It is not paid in full with money",
    "settled_late": "It was paid after the last day",
    "payment_returned": "A payment of it was returned by the bank",
    "principal_overdue": "The debtor owes other overdue fees",
}
"""Codes of the answers (those of Odoo's own check), in the words of a spreadsheet."""

_COLUMNS = (
    "cause",
    "charge_id",
    "debtor_id",
    "unit_id",
    "estate_id",
    "kind",
    "due_date",
    "settled_on",
    "original",
    "credited",
    "remaining",
    "overdue_principal",
    "returned",
)


def grant_incentives(place: Workplace) -> Tally:
    """Ask Odoo for the rewards of all running programmes."""
    tally = Tally("incentives")
    for program in place.gateway.incentive_programs():
        if place.stopping():
            break
        with tally.one(program=program.name):
            _grant(place, program, decide(program, _facts(place, program)), tally)
    return tally


def preview(place: Workplace, target: Path) -> Tally:
    """Write a spreadsheet of all answers and ask for nothing."""
    tally = Tally("incentives (dry run)")
    sheets = {}
    for program in place.gateway.incentive_programs():
        answers = decide(program, _facts(place, program))
        tally.add("eligible", int(answers["eligible"].sum()))
        tally.add("not eligible", int((~answers["eligible"]).sum()))
        sheets[f"{program.program_id} {program.name}"] = _readable(program, answers)
    _write(sheets, target)
    return tally


def decide(program: Program, facts: list[dict[str, Any]]) -> pandas.DataFrame:
    """The answer for every fact: columns `eligible` and `reason` beside those of the facts.

    The first reason against a charge counts; without one it has earned its reward. Rules read:
    `grace_days` (days after the due date that still count), `kinds` and `estates` (what is
    rewarded; absent means all), `no_arrears` (whether other overdue fees exclude).

    :raises Permanent: for a kind of programme this version does not know.
    """
    if program.kind != "on_time":
        raise Permanent(
            f"programme {program.name!r} is of kind {program.kind!r}, which this sidecar does not"
            " know. Update the sidecar"
        )
    table = pandas.DataFrame(facts, columns=list(dict.fromkeys([*_COLUMNS, *_extra(facts)])))
    for name in ("original", "credited", "remaining", "overdue_principal"):
        table[name] = table[name].fillna(0).astype("int64")
    reason = pandas.Series("on_time", index=table.index, dtype=object)
    against = _against(program, table)
    for code in reversed(against):
        reason = reason.mask(against[code].astype(bool), code)
    return table.assign(
        reason=reason, eligible=reason == "on_time", basis=table["original"] - table["credited"]
    )


def _against(program: Program, table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """Reason code → where it applies, the gravest first."""
    rules = program.rules
    due = _days(table["due_date"])
    settled = _days(table["settled_on"])
    last_day = due + pandas.Timedelta(days=int(rules.get("grace_days") or 0))
    nowhere = pandas.Series(False, index=table.index)
    return {
        "kind_not_rewarded": ~table["kind"].isin(rules["kinds"]) if "kinds" in rules else nowhere,
        "estate_not_in_program": (
            ~table["estate_id"].isin(rules["estates"]) if "estates" in rules else nowhere
        ),
        "due_outside_window": ~_within(due, program),
        "payment_returned": table["returned"].eq(True),
        "not_settled": (table["remaining"] > 0) | settled.isna(),
        "settled_late": settled > last_day,
        "principal_overdue": (
            table["overdue_principal"] > 0 if rules.get("no_arrears", True) else nowhere
        ),
    }


def _within(due: pandas.Series, program: Program) -> pandas.Series:
    """Whether due dates lie in the programme's time; an open end has no limit."""
    inside = due.notna()
    if program.date_from:
        inside &= due >= pandas.Timestamp(program.date_from)
    if program.date_to:
        inside &= due <= pandas.Timestamp(program.date_to)
    return inside


def _days(column: pandas.Series) -> pandas.Series:
    """ISO texts as days; Odoo writes False or None where it has no date."""
    return pandas.to_datetime(column.astype(object).where(column.astype(bool), None))


def _extra(facts: list[dict[str, Any]]) -> list[str]:
    """Columns beyond the known ones, kept for the spreadsheet."""
    return list(facts[0]) if facts else []


def _facts(place: Workplace, program: Program) -> list[dict[str, Any]]:
    """All facts of a programme."""
    facts: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page, after = place.gateway.incentive_facts(program.program_id, after)
        facts += page
    return facts


def _grant(place: Workplace, program: Program, answers: pandas.DataFrame, tally: Tally) -> None:
    """Ask for the eligible ones in pages; Odoo answers each by itself."""
    tally.add("charges looked at", len(answers))
    awards = list(_awards(answers))
    bar = place.progress.bar(f"rewards of {program.name}", len(awards))
    for start in range(0, len(awards), AWARDS_A_CALL):
        page = awards[start : start + AWARDS_A_CALL]
        for answer in place.gateway.grant_awards(program.program_id, page):
            tally.add(f"rewards {answer.state}")
            if answer.state == "refused":
                note("reward refused", program=program.name, code=answer.code)
        bar.advance(len(page))


def _awards(answers: pandas.DataFrame) -> Iterator[dict[str, Any]]:
    """The eligible rows in the form of the seam; the basis is the charge less credit notes."""
    for row in answers[answers["eligible"]].to_dict("records"):
        yield {
            "cause": row["cause"],
            "debtor_id": _number(row["debtor_id"]),
            "unit_id": _number(row["unit_id"]),
            "basis": int(row["basis"]),
            "reason": f"due {row['due_date']}, paid {row['settled_on']}",
        }


def _number(value: Any) -> int | None:
    """An id, or nothing; pandas turns a column with gaps into floating numbers."""
    return None if pandas.isna(value) or value is False else int(value)


def _readable(program: Program, answers: pandas.DataFrame) -> pandas.DataFrame:
    """The answers as a person reads them: amounts in major units, reasons in words."""
    amounts = {
        name: [decimal_amount(int(value), program.digits) for value in answers[name]]
        for name in ("original", "credited", "remaining", "overdue_principal", "basis")
    }
    return answers.assign(**amounts, why=answers["reason"].map(REASONS))


def _write(sheets: dict[str, pandas.DataFrame], target: Path) -> None:
    """One sheet a programme. No text may start a formula when the file is opened."""
    book = openpyxl.Workbook(write_only=True)
    for title, table in (sheets or {"no programme": pandas.DataFrame()}).items():
        sheet = book.create_sheet("".join("_" if one in "[]:*?/\\'" else one for one in title)[:31])
        sheet.append(list(table.columns))
        for row in table.itertuples(index=False):
            sheet.append([_harmless(value) for value in row])
    book.save(target)


def _harmless(value: Any) -> Any:
    """A cell: gaps stay empty, and a text that a spreadsheet would run is shown instead."""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in tuple("=+-@\t\r") else value
    return None if pandas.isna(value) else value
