"""Who has earned a reward, and why: pandas over the facts of bills, prepayments and mandates.

The sidecar finds who qualifies under the published rules; Odoo checks again, and decides whether
and how much is booked. Every charge gets an answer with a reason, yes or no.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas

from .errors import Permanent
from .incentive_reasons import REASONS
from .journal import note
from .money import decimal_amount
from .records import Program
from .workplace import Tally, Workplace

AWARDS_A_CALL = 500

MONTHS_OF_A_YEAR = 12

_COLUMNS = (
    "cause",
    "charge_id",
    "debtor_id",
    "unit_id",
    "estate_id",
    "kind",
    "due_date",
    "settled_on",
)
_AMOUNTS = ("original", "credited", "remaining", "overdue_principal")
_AMOUNTS_AHEAD = ("monthly", "paid", "gone", "ahead", "most_ahead")
_FLAGS = {
    "returned": False,
    "used": False,
    "disputed": False,
    "time_barred": False,
    "account_active": True,
    "period_open": True,
    "blocked": False,
    "mandate_active": True,
    "signed_before": False,
}
"""What stops or shapes a reward, and what it is where Odoo says nothing of it."""


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

    The first reason against a fact counts; without one it has earned its reward. Rules read:
    `grace_days` (days after the due date that still count), `kinds` and `estates` (what is
    rewarded; absent means all), `no_arrears` (whether other overdue fees exclude), `row_length`
    (how many bills make a row).

    :raises Permanent: for a kind of programme this version does not know.
    """
    if program.kind not in _EARNED:
        raise Permanent(
            f"programme {program.name!r} is of kind {program.kind!r}, which this sidecar does not"
            " know. Update the sidecar"
        )
    table = _table(facts)
    reason = pandas.Series(program.kind, index=table.index, dtype=object)
    against = _outside(program, table) | _EARNED[program.kind](program, table) | _stops(table)
    against |= _arrears(program, table)
    for code in reversed(against):
        reason = reason.mask(against[code].astype(bool), code)
    return table.assign(
        reason=reason, eligible=reason == program.kind, basis=table["original"] - table["credited"]
    )


def _table(facts: list[dict[str, Any]]) -> pandas.DataFrame:
    """The facts with every column that a rule reads."""
    known = [*_COLUMNS, *_AMOUNTS, "returned"]
    table = pandas.DataFrame(facts, columns=list(dict.fromkeys([*known, *_extra(facts)])))
    for name in (*_AMOUNTS, *(name for name in _AMOUNTS_AHEAD if name in table)):
        table[name] = table[name].fillna(0).astype("int64")
    for name in _FLAGS.keys() & set(table.columns):
        table[name] = table[name].astype(object).where(table[name].notna(), _FLAGS[name])
        table[name] = table[name].astype(bool)
    return table


def _flag(table: pandas.DataFrame, name: str) -> pandas.Series:
    """A yes or no of every fact."""
    if name in table:
        return table[name]
    return pandas.Series(_FLAGS[name], index=table.index, dtype=bool)


def _outside(program: Program, table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """Reason code → where it applies, the gravest first; so are those of the next three."""
    rules = program.rules
    nowhere = pandas.Series(False, index=table.index)
    return {
        "kind_not_rewarded": ~table["kind"].isin(rules["kinds"]) if "kinds" in rules else nowhere,
        "estate_not_in_program": (
            ~table["estate_id"].isin(rules["estates"]) if "estates" in rules else nowhere
        ),
        "due_outside_window": ~_within(_days(table["due_date"]), program),
        "payment_returned": _flag(table, "returned"),
    }


def _late(program: Program, table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """Bills that were not paid in full by their last day."""
    settled = _days(table["settled_on"])
    grace = pandas.Timedelta(days=int(program.rules.get("grace_days") or 0))
    return {
        "not_settled": (table["remaining"] > 0) | settled.isna(),
        "settled_late": settled > _days(table["due_date"]) + grace,
    }


def _not_in_a_row(program: Program, table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """A bill that does not end a full row, counted per service in the order of due dates."""
    late = _late(program, table)
    length = int(program.rules["row_length"])
    counts = ~(
        late["not_settled"]
        | late["settled_late"]
        | _flag(table, "returned")
        | _flag(table, "disputed")
        | _flag(table, "used")
    )
    rows = table.assign(counts=counts, due=_days(table["due_date"]))
    rows = rows.sort_values(["due", "charge_id"], kind="stable")
    service = ["debtor_id", "unit_id", "kind"]
    # Every bill that does not count opens a new block; a row is a stretch of one block.
    rows["block"] = (~rows["counts"]).groupby([rows[name] for name in service]).cumsum()
    place = rows.groupby([*service, "block"])["counts"].cumsum()
    ends = rows["counts"] & (place % length == 0)
    return {**late, "row_too_short": ~ends.reindex(table.index).astype(bool)}


def _not_prepaid(_program: Program, table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """Money in advance for less than a year, that left again, or beyond what may be taken."""
    ahead = {name: table.get(name, pandas.Series(0, table.index)) for name in _AMOUNTS_AHEAD}
    return {
        "price_unknown": ahead["monthly"] <= 0,
        "year_not_prepaid": ahead["paid"] < MONTHS_OF_A_YEAR * ahead["monthly"],
        "prepayment_gone": ahead["gone"] > 0,
        "prepaid_above_cap": (ahead["most_ahead"] > 0) & (ahead["ahead"] > ahead["most_ahead"]),
    }


def _not_signed_up(_program: Program, table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """Mandates that collected nothing yet, may not collect, or follow one that did."""
    return {
        "mandate_not_active": ~_flag(table, "mandate_active"),
        "no_debit_settled": _days(table["settled_on"]).isna(),
        "signed_before": _flag(table, "signed_before"),
    }


def _stops(table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """What forbids any reward, however well it was earned."""
    return {
        "bill_disputed": _flag(table, "disputed"),
        "bill_time_barred": _flag(table, "time_barred"),
        "account_inactive": ~_flag(table, "account_active"),
        "period_closed": ~_flag(table, "period_open"),
        "rewarded_elsewhere": _flag(table, "blocked"),
    }


def _arrears(program: Program, table: pandas.DataFrame) -> dict[str, pandas.Series]:
    """Other overdue fees of the debtor, where the programme minds them."""
    return {
        "principal_overdue": (table["overdue_principal"] > 0)
        & bool(program.rules.get("no_arrears", True))
    }


_EARNED = {
    "on_time": _late,
    "in_a_row": _not_in_a_row,
    "prepaid_year": _not_prepaid,
    "debit_sign_up": _not_signed_up,
}
"""Kind of programme → what speaks against having earned it."""


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
    return list(dict.fromkeys(name for fact in facts for name in fact))


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
    tally.add("facts looked at", len(answers))
    awards = list(_awards(answers))
    bar = place.progress.bar(f"rewards of {program.name}", len(awards))
    for start in range(0, len(awards), AWARDS_A_CALL):
        place.go_on(start, len(awards))
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
        }


def _number(value: Any) -> int | None:
    """An id, or nothing; pandas turns a column with gaps into floating numbers."""
    return None if pandas.isna(value) or value is False else int(value)


def _readable(program: Program, answers: pandas.DataFrame) -> pandas.DataFrame:
    """The answers as a person reads them: amounts in major units, reasons in words."""
    amounts = {
        name: [decimal_amount(int(value), program.digits) for value in answers[name]]
        for name in (*_AMOUNTS, *_AMOUNTS_AHEAD, "basis")
        if name in answers
    }
    words = {
        column: answers["reason"].map({code: said[place] for code, said in REASONS.items()})
        for place, column in enumerate(("why", "原因"))
    }
    return answers.assign(**amounts, **words)


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
