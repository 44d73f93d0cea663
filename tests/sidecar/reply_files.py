"""Answers as banks write them, made from the layouts' descriptions and sharing no code with the
sidecar: a misreading on one side shows.

Each bank answers four instructions: done, no money, account closed, taken in part.
"""

import io
from collections.abc import Callable, Sequence

import openpyxl

from arrears_sidecar.records import Instruction

DAY = "20261121"
Rows = list[list[object]]


def fate(place: int, amount: int) -> tuple[str, int]:
    """What the bank does with the row at a place, and how many fen it takes."""
    return (
        ("done", amount), ("funds", 0), ("closed", 0), ("part", amount // 2),
    )[place % 4]  # fmt: skip


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def workbook(rows: Sequence[Sequence[object]], sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


def icbc_own(rows: Sequence[Instruction]) -> Rows:
    """The bank fills the last two columns; amounts come back as numbers."""
    words = {"done": "全部成功", "funds": "余额不足", "closed": "账户已销户", "part": "余额不足"}
    table: Rows = [["姓名", "卡号", "应处理金额", "备注", "实处理金额", "处理标志"]]
    for place, row in enumerate(rows):
        what, taken = fate(place, row.amount)
        table.append([row.holder_name, row.account_number, row.amount / 100, row.reference,
                      taken / 100, words[what]])  # fmt: skip
    return table


def icbc_other(rows: Sequence[Instruction]) -> Rows:
    """As for own accounts, with the columns of the other bank."""
    own = icbc_own(rows)
    head = ["姓名", "卡号", "行别", "跨行行号", "业务种类", "协议书号", "账号地址", "应处理金额",
            "备注", "实处理金额", "处理标志"]  # fmt: skip
    return [head, *([*row[:2], "农业银行", "103100000026", "00201", "A1", "", *row[2:]]
                    for row in own[1:])]  # fmt: skip


def icbc_text(rows: Sequence[Instruction]) -> list[str]:
    """Blanks between the columns, fen, the code before the remark. No part is ever taken."""
    lines = [f"{len(rows)} {sum(row.amount for row in rows)} DK2611210001"]
    for number, row in enumerate(rows, start=1):
        what, _taken = fate(number - 1, row.amount)
        code, remark = {
            "done": ("001", "成功"), "part": ("001", "成功"),
            "funds": ("002", "余额不足"), "closed": ("002", "账号不存在"),
        }[what]  # fmt: skip
        lines.append(
            f"{number}  {row.account_number} {row.holder_name}   {row.amount} 001 0000 00201"
            f" {row.reference} 0 {code} {remark}"
        )
    return lines


def generic_text(rows: Sequence[Instruction]) -> list[str]:
    """Columns in another order than asked, told by their headings; a name in quotes."""
    words = {"done": ("成功", ""), "funds": ("失败", "余额不足"),
             "closed": ("失败", "账户已销户"), "part": ("部分成功", "余额不足")}  # fmt: skip
    lines = ["账号,户名,指令号,应扣金额,实扣金额,扣款日期,结果,原因"]
    for place, row in enumerate(rows):
        what, taken = fate(place, row.amount)
        result, reason = words[what]
        day = "2026-11-21" if taken else ""
        lines.append(f'{row.account_number},"{row.holder_name}",{row.reference},'
                     f"{yuan(row.amount)},{yuan(taken)},{day},{result},{reason}")  # fmt: skip
    return lines


def generic_sheet(rows: Sequence[Instruction]) -> Rows:
    """The same as a workbook, with a title above the headings."""
    table: Rows = [["某某农商银行代扣结果"]]
    for number, line in enumerate(generic_text(rows)):
        cells: list[object] = list(line.replace('"', "").split(","))
        if number:
            cells[3], cells[4] = float(str(cells[3])), float(str(cells[4]))
        table.append(cells)
    return table


def generic_fixed(rows: Sequence[Instruction]) -> list[bytes]:
    """Widths in bytes of GB18030: a Chinese character has two."""
    codes = {"done": ("0000", ""), "funds": ("9001", "余额不足"),
             "closed": ("9002", "账户已销户"), "part": ("0001", "余额不足")}  # fmt: skip
    lines, taken_all = [], 0
    for number, row in enumerate(rows, start=1):
        what, taken = fate(number - 1, row.amount)
        code, reason = codes[what]
        taken_all += taken
        day = DAY if taken else ""
        lines.append(
            b"D" + f"{number:06d}".encode() + _wide(row.reference, 12)
            + _wide(row.account_number, 34) + _wide(row.holder_name, 60)
            + f"{row.amount:015d}{taken:015d}".encode() + _wide(day, 8) + _wide(code, 4)
            + _wide(reason, 40)
        )  # fmt: skip
    asked = sum(row.amount for row in rows)
    head = _wide("H", 1) + _wide("DK2611210001", 16) + DAY.encode()
    return [head + f"{len(rows):06d}{asked:015d}{taken_all:015d}".encode(), *lines]


def _wide(text: str, size: int) -> bytes:
    return text.encode("gb18030").ljust(size)


def text(lines: Sequence[str], encoding: str = "gbk") -> bytes:
    """Lines as a file."""
    return "".join(line + "\r\n" for line in lines).encode(encoding)


ANSWERS: dict[str, tuple[str, Callable[[Sequence[Instruction]], bytes]]] = {
    "icbc_own": ("DK2611210001_R1.xlsx", lambda rows: workbook(icbc_own(rows))),
    "icbc_other": ("DK2611210001_R1.xlsx", lambda rows: workbook(icbc_other(rows))),
    "icbc_text": ("DK2611210001_R1.txt", lambda rows: text(icbc_text(rows))),
    "generic_delimited": (
        "DK2611210001_R1.csv", lambda rows: text(generic_text(rows), "gb18030"),
    ),
    "generic_sheet": ("DK2611210001_R1.xlsx", lambda rows: workbook(generic_sheet(rows))),
    "generic_fixed": (
        "DK2611210001_R1.dat",
        lambda rows: b"".join(line + b"\r\n" for line in generic_fixed(rows)),
    ),
}  # fmt: skip
"""Profile → the answer's name, and what makes its bytes."""
