"""What can be said of a go-live row by itself and beside its neighbours, without the books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from . import golive_sheets as sheets
from .limitation import is_time_barred
from .reason import Reason

# Service for a time: without its period neither limitation nor a court can be served.
KINDS_WITH_PERIOD = frozenset({"principal", "pass_through"})
# What may be paid in advance.
KINDS_IN_ADVANCE = frozenset({"principal", "pass_through"})

# Column → what would be said only because its cell could not be read.
_OF_PERIOD = ("golive_period_half", "golive_period_missing")
_FOLLOW = {
    "period_from": _OF_PERIOD,
    "period_to": _OF_PERIOD,
    "owner_from": ("golive_owner_since_missing",),
}


def judge(
    sheet: str,
    values: Mapping[str, object],
    cut_over: date,
    today: date,
    currency: str,
    years: int,
    unread: Iterable[str] = (),
) -> tuple[list[Reason], list[Reason]]:
    """Problems that refuse a row, and notes for its reader.

    What only follows from a cell that could not be read is not said on top of it.

    :param values: of one row, as ``golive_table`` read them
    :param unread: names of the columns whose cells could not be read
    :param cut_over: the day from which the books are kept here
    :param currency: code of the company's currency
    :param years: limitation in years
    """
    problems, notes = [], []
    _judge_common(values, currency, problems)
    if sheet in (sheets.OPEN_ITEM, sheets.FORMER_CLAIM):
        _judge_item(values, today, years, problems, notes)
    if sheet in (sheets.PREPAYMENT, sheets.DEPOSIT):
        _judge_money(sheet, values, cut_over, problems)
    if sheet in (sheets.DEMAND, sheets.OPEN_ITEM):
        _judge_demand(sheet, values, today, problems, notes)
    if sheet == sheets.MANDATE:
        _judge_mandate(values, today, problems)
    if sheet == sheets.PLAN:
        _judge_instalment(values, cut_over, problems, notes)
    if sheet == sheets.PROMISE:
        _judge_agreed(values.get("made_on"), values.get("due_date"), cut_over, problems)
    if sheet == sheets.UNIT and values.get("person_name") and not values.get("owner_from"):
        problems.append(Reason("golive_owner_since_missing"))
    said = {code for column in unread for code in _FOLLOW.get(column, ())}
    return [one for one in problems if one.code not in said], notes


def _judge_common(values, currency, problems):
    stated = values.get("currency")
    if stated and str(stated).upper() not in _spellings(currency):
        problems.append(
            Reason("golive_foreign_currency", {"value": str(stated), "currency": currency})
        )
    first, last = values.get("period_from"), values.get("period_to")
    if first and last and last < first:
        problems.append(
            Reason("golive_period_order", {"first": first.isoformat(), "last": last.isoformat()})
        )
    if bool(first) != bool(last):
        problems.append(Reason("golive_period_half"))


def _spellings(currency):
    more = {"CNY": {"RMB", "人民币", "元", "人民币元", "¥"}, "EUR": {"€", "EURO"}}
    return {currency} | more.get(currency, set())


def _judge_item(values, today, years, problems, notes):
    kind, due = values.get("kind"), values.get("due_date")
    if kind in KINDS_WITH_PERIOD and not (values.get("period_from") or values.get("period_to")):
        problems.append(Reason("golive_period_missing"))
    if kind == "deposit" and values.get("price_basis"):
        problems.append(Reason("golive_deposit_with_price"))
    if kind in KINDS_WITH_PERIOD and not values.get("price_basis"):
        notes.append(Reason("golive_no_price_basis"))
    proven = [values["demand_date"]] if _is_proven(values) else []
    if due and is_time_barred(due, today, years, proven):
        notes.append(Reason("golive_time_barred", {"due": due.isoformat()}))


def _is_proven(values) -> bool:
    return bool(values.get("demand_date") and values.get("demand_proof"))


def _judge_money(sheet, values, cut_over, problems):
    kind, paid_on = values.get("kind"), values.get("paid_on")
    if sheet == sheets.PREPAYMENT and kind and kind not in KINDS_IN_ADVANCE:
        problems.append(Reason("golive_prepayment_kind"))
    if paid_on and paid_on > cut_over:
        problems.append(
            Reason(
                "golive_after_cut_over",
                {"day": paid_on.isoformat(), "cut_over": cut_over.isoformat()},
            )
        )


def _judge_demand(sheet, values, today, problems, notes):
    demanded, last = values.get("demand_date"), values.get("period_to")
    if not demanded:
        return
    if demanded > today:
        problems.append(Reason("golive_demand_future", {"day": demanded.isoformat()}))
    elif sheet == sheets.OPEN_ITEM and not _is_proven(values):
        notes.append(Reason("golive_demand_without_proof"))
    if sheet == sheets.DEMAND and not (values.get("period_from") and last):
        problems.append(Reason("golive_period_missing"))


def _judge_mandate(values, today, problems):
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:
        problems.append(
            Reason("golive_period_order", {"first": first.isoformat(), "last": last.isoformat()})
        )
    elif last and last < today:
        problems.append(Reason("golive_mandate_over", {"day": last.isoformat()}))
    signed = values.get("signed_on")
    if signed and signed > today:
        problems.append(Reason("golive_signed_future", {"day": signed.isoformat()}))


def _judge_instalment(values, cut_over, problems, notes):
    kind = values.get("kind")
    if kind and kind not in KINDS_WITH_PERIOD:
        problems.append(Reason("golive_plan_kind"))
    if values.get("paid", 0) > (values.get("amount") or values.get("paid", 0)):
        problems.append(Reason("golive_plan_overpaid"))
    _judge_agreed(values.get("agreed_on"), values.get("due_date"), cut_over, problems)
    if values.get("acknowledged") is False:
        notes.append(Reason("golive_plan_unwritten"))


def _judge_agreed(agreed, due, cut_over, problems):
    """What was agreed in the old books, and comes due after it was agreed."""
    if agreed and agreed > cut_over:
        days = {"day": agreed.isoformat(), "cut_over": cut_over.isoformat()}
        problems.append(Reason("golive_agreed_after_cut_over", days))
    if agreed and due and due < agreed:
        days = {"day": agreed.isoformat(), "due": due.isoformat()}
        problems.append(Reason("golive_due_before_agreed", days))


# ----------------------------------------------------------------------
# The same thing twice
# ----------------------------------------------------------------------

# What tells one row of a sheet from another; the unit comes first. Neither amount nor debtor
# does: a corrected amount is the same item, and must not be booked beside the first.
_KEYS = {
    sheets.UNIT: (),
    sheets.OPEN_ITEM: ("kind", "period_from", "period_to", "document_number"),
    sheets.PREPAYMENT: ("kind", "paid_on", "document_number"),
    sheets.DEPOSIT: ("deposit_type", "paid_on", "document_number"),
    sheets.MANDATE: ("debtor", "fingerprint", "agreement_number"),
    sheets.DEMAND: ("kind", "period_from", "period_to", "demand_date"),
    sheets.FORMER_CLAIM: ("creditor", "kind", "period_from", "period_to", "document_number"),
    sheets.PLAN: ("debtor", "agreed_on", "plan_number", "due_date"),
    sheets.PROMISE: ("debtor", "due_date"),
}
# What a second look must find unchanged in a row that was booked.
COMPARED = ("amount", "debtor", "due_date", "price_basis")


def row_key(sheet: str, unit: object, values: Mapping[str, object]) -> str:
    """What the row is, in one text that is the same whenever the row comes again.

    :param unit: id of the unit, or its address where the sheet makes it
    :param values: with ``debtor`` and ``fingerprint`` (of an account) where the sheet has them
    """
    parts = [unit, *(values.get(name) for name in _KEYS[sheet])]
    if sheet in (sheets.OPEN_ITEM, sheets.FORMER_CLAIM) and not values.get("period_from"):
        parts.append(values.get("due_date"))
    return "|".join("" if part is None else _part(part) for part in parts)


def _part(part) -> str:
    return part.isoformat() if isinstance(part, date) else str(part).strip().casefold()


@dataclass(frozen=True, slots=True)
class Item:
    """An open item beside others: ``place`` identifies it, ``number`` is its row for people."""

    place: object
    number: int
    unit: int
    kind: str
    first: date
    last: date
    document: str = ""


def overlaps(items: Iterable[Item]) -> dict[object, Item]:
    """Items that share a day of one unit and kind with an earlier one, and that one.

    Two that name different original documents may overlap: a fee and its correction, say.

    :return: ``{place: the other item}``
    """
    groups: dict[tuple, list[Item]] = {}
    for item in items:
        groups.setdefault((item.unit, item.kind), []).append(item)
    found = {}
    for group in groups.values():
        open_items: list[Item] = []
        for item in sorted(group, key=lambda one: (one.first, one.number)):
            open_items = [other for other in open_items if other.last >= item.first]
            clash = next((other for other in open_items if _clash(item, other)), None)
            if clash:
                found[item.place] = clash
            open_items.append(item)
    return found


def _clash(item: Item, other: Item) -> bool:
    return not item.document or not other.document or item.document == other.document
