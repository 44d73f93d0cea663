"""Files of the demonstration's banks, as the banks' papers show them.

Written from the papers and sharing no code with the sidecar, whose layouts are tested against
them. Amounts are in fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import openpyxl

# What a bank did → its words: result and reason at CCB, one flag at ICBC.
CCB_WORDS = {
    "success": ("成功", ""),
    "partial": ("部分成功", "余额不足"),
    "funds": ("失败", "余额不足"),
    "deceased": ("失败", "客户死亡"),
    "technical": ("失败", "系统通讯故障"),
    "unknown": ("处理中", ""),
}
ICBC_WORDS = {
    "success": "全部成功",
    "funds": "余额不足",
    "limit": "超限额",
    "refused": "客户拒付",
    "account": "账户已销户",
    "mandate": "协议不存在",
}
ICBC_HEADINGS = ("姓名", "卡号", "应处理金额", "备注", "实处理金额", "处理标志")
RURAL_HEADINGS = ("序号", "指令号", "户名", "账号", "开户行", "行号", "协议号", "金额", "摘要")


@dataclass(frozen=True, slots=True)
class Fate:
    """What a bank did with one instruction.

    :param row: the instruction as it was sent: a dictionary of the seam
    :param day: the bank's day as ``YYYY-MM-DD`` where money moved, else empty
    """

    row: dict
    outcome: str
    settled: int = 0
    day: str = ""


def _yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def ccb_request(rows):
    """Instructions for China Construction Bank: text between bars, GBK."""
    return _ccb(_ccb_cells(number, row) for number, row in enumerate(rows, start=1))


def ccb_answer(fates):
    """That bank's answer: its request with four columns more."""
    return _ccb(
        (
            *_ccb_cells(number, fate.row),
            _yuan(fate.settled),
            fate.day.replace("-", ""),
            *CCB_WORDS[fate.outcome],
        )
        for number, fate in enumerate(fates, start=1)
    )


def _ccb_cells(number, row):
    return (
        str(number), row["account_number"], row["holder_name"], _yuan(row["amount"]), "0",
        row["bank_name"], row["bank_code"], row["agreement"], row["reference"], row["summary"],
        row["memo"][:20],
    )  # fmt: skip


def _ccb(rows):
    return "".join("|".join(row) + "|\r\n" for row in rows).encode("gbk")


def icbc_request(rows):
    """Instructions for Industrial and Commercial Bank of China: a workbook."""
    return _icbc([(*_icbc_cells(row), None, None) for row in rows])


def icbc_answer(fates):
    """The same workbook with its last two columns filled in."""
    return _icbc(
        [(*_icbc_cells(fate.row), _yuan(fate.settled), ICBC_WORDS[fate.outcome]) for fate in fates]
    )


def _icbc_cells(row):
    return row["holder_name"], row["account_number"], _yuan(row["amount"]), row["reference"]


def _icbc(rows):
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    for row in (ICBC_HEADINGS, *rows):
        book.active.append(row)
    memory = BytesIO()
    book.save(memory)
    return memory.getvalue()


def rural_request(rows):
    """Instructions for the rural bank: commas and headings. It answers on paper."""
    cells = [
        (
            str(number), row["reference"], row["holder_name"], row["account_number"],
            row["bank_name"], row["bank_code"], row["agreement"], _yuan(row["amount"]),
            row["summary"],
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return "".join(",".join(row) + "\r\n" for row in (RURAL_HEADINGS, *cells)).encode("gb18030")
