"""A list of what became of letters, as the courier or a colleague gives it: read row by row.

Columns are found by their headings, in either language and any order. Nothing is guessed: what
cannot be read is a fault of its row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from .golive_cells import CellError, day, is_blank, text
from .golive_sheets import plain
from .reason import Reason

ROWS_OF_A_TITLE = 10
MOST_ROWS = 2000
HEADINGS = {
    "number": ("letter number", "letter", "number", "催缴函编号", "函件编号", "编号"),
    "tracking": ("tracking number", "tracking no.", "tracking", "快递单号", "运单号", "单号",
                 "邮件号码"),
    "result": ("result", "结果", "状态", "投递结果"),
    "day": ("date", "day", "日期", "签收日期", "投递日期"),
    "signer": ("signed by", "signer", "签收人"),
    "relation": ("relation", "与业主关系", "签收人关系", "关系"),
    "method": ("method", "delivery method", "寄送方式", "投递方式"),
}  # fmt: skip
REQUIRED = ("number", "result", "day")
WORDS = {
    "result": {
        "posted": ("posted", "sent", "已寄出", "寄出", "已邮寄", "已交寄"),
        "delivered": ("delivered", "signed", "签收", "已签收", "妥投", "已送达", "送达"),
        "returned": ("returned", "address unknown", "退回", "已退回", "退件", "查无此人",
                     "地址不详"),
        "refused": ("refused", "拒收"),
        "unclaimed": ("unclaimed", "逾期未领", "无人领取"),
    },
    "relation": {
        "self": ("self", "addressee", "本人", "业主本人"),
        "co_resident": ("co-residing adult", "co-resident adult", "co-resident", "同住成年家属",
                        "同住成年亲属", "同住家属"),
        "authorised": ("authorised", "authorized", "授权代理人", "代收授权人", "委托代理人"),
    },
    "method": {
        "courier": ("courier", "快递", "邮政特快专递", "ems"),
        "registered": ("registered post", "registered letter", "registered", "挂号信"),
        "by_hand": ("by hand", "当面送达", "直接送达"),
        "letter_box": ("letter box", "sealed in the letter box", "投入信箱", "信箱"),
    },
}  # fmt: skip
_COLUMN_OF = {plain(word): name for name, words in HEADINGS.items() for word in words}
_CODE_OF = {
    name: {plain(word): code for code, words in codes.items() for word in words}
    for name, codes in WORDS.items()
}


@dataclass(slots=True)
class ResultRow:
    """One row: what it says, and why it can't be used."""

    row: int
    number: str = ""
    tracking: str = ""
    result: str | None = None
    day: date | None = None
    signer: str = ""
    relation: str | None = None
    method: str | None = None
    faults: list[Reason] = field(default_factory=list)


def read_results(cells: Sequence[Sequence]) -> tuple[list[ResultRow], list[Reason]]:
    """The rows of a list, and why it can't be used as a whole.

    :param cells: rows of cells as the file holds them
    """
    place, columns = _heading(cells)
    missing = [name for name in REQUIRED if name not in columns.values()]
    if missing:
        names = [HEADINGS[name][0] for name in missing]
        return [], [Reason("letters_columns_missing", {"columns": names})]
    if len(cells) - place > MOST_ROWS:
        return [], [Reason("letters_too_many_rows", {"limit": MOST_ROWS})]
    rows = [
        _read(number, columns, row)
        for number, row in enumerate(cells[place + 1 :], start=place + 2)
        if any(not is_blank(cell) for cell in row)
    ]
    _mark_doubles(rows)
    return rows, [] if rows else [Reason("letters_no_rows")]


def _heading(cells: Sequence[Sequence]) -> tuple[int, dict[int, str]]:
    """Place of the heading row, and which column stands where in it."""
    best: tuple[int, dict[int, str]] = (0, {})
    for place, row in enumerate(cells[:ROWS_OF_A_TITLE]):
        found: dict[int, str] = {}
        for position, cell in enumerate(row):
            name = _COLUMN_OF.get(plain(cell)) if isinstance(cell, str) else None
            if name and name not in found.values():
                found[position] = name
        if len(found) > len(best[1]):
            best = (place, found)
    return best


def _read(number: int, columns: dict[int, str], cells: Sequence) -> ResultRow:
    row = ResultRow(number)
    for position, name in columns.items():
        cell = cells[position] if position < len(cells) else None
        if is_blank(cell):
            if name in REQUIRED:
                column = HEADINGS[name][0]
                row.faults.append(Reason("letters_cell_empty", {"column": column}))
            continue
        try:
            setattr(row, name, _value(name, cell))
        except CellError as error:
            row.faults.append(error.reason)
    return row


def _value(name: str, cell: object):
    if name == "day":
        return day(cell)
    shown = text(cell)
    if name not in WORDS:
        return shown.upper() if name == "number" else shown
    code = _CODE_OF[name].get(plain(shown))
    if code is None:
        known = [words[0] for words in WORDS[name].values()]
        raise CellError(f"letters_{name}_unknown", value=shown[:40], known=known)
    return code


def _mark_doubles(rows: list[ResultRow]) -> None:
    first: dict[tuple, int] = {}
    for row in rows:
        key = (row.number, row.result)
        if row.number and key in first:
            row.faults.append(Reason("letters_row_twice", {"row": first[key]}))
        first.setdefault(key, row.row)
