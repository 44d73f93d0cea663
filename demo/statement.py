"""A bank's statement as a firm downloads it: a workbook with headings, totals and balances."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import openpyxl

from ..engine.money import decimal_amount

HEADINGS = (
    "记账日期", "起息日", "借方发生额/元(支取)", "贷方发生额/元(收入)", "余额", "币种",
    "对方户名", "对方账号", "账户明细编号-交易流水号", "摘要",
)  # fmt: skip
CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class Movement:
    """What the bank writes in one line, and who it was really for, which no bank knows.

    :param fen: came in: positive; went out: negative
    :param meant: ids of the debtors (``res.partner``) it is for, where the line carries a hint
    :param reference: the bank's number of it, where it was told before; else one is given
    """

    day: date
    fen: int
    payer: str
    account: str
    remark: str
    meant: tuple = ()
    reference: str = ""


def workbook(own_account, opening, movements):
    """The statement of some movements, oldest first, as China Construction Bank's web bank has it.

    Amounts and account numbers are texts, as the bank writes them.

    :param opening: balance before the first movement, in fen
    :return: the bytes of an .xlsx file
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "账户明细"
    sheet.append(["账号", own_account])
    sheet.append(["期初余额", _shown(opening)])
    sheet.append(HEADINGS)
    balance = opening
    for number, movement in enumerate(movements, start=1):
        balance += movement.fen
        sheet.append(_row(number, movement, balance))
    came_in, went_out = _totals(movements)
    sheet.append(["贷方合计", _shown(came_in)])
    sheet.append(["借方合计", _shown(went_out)])
    sheet.append(["期末余额", _shown(balance)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _row(number, movement, balance):
    day = f"{movement.day:%Y%m%d}"
    return [
        day, day,
        _shown(-movement.fen) if movement.fen < 0 else "",
        _shown(movement.fen) if movement.fen > 0 else "",
        _shown(balance), CURRENCY, movement.payer, movement.account,
        movement.reference or f"{number}-{day}{number:06d}", movement.remark,
    ]  # fmt: skip


def _totals(movements):
    """(came in, went out) in fen, both positive."""
    came_in = sum(movement.fen for movement in movements if movement.fen > 0)
    return came_in, came_in - sum(movement.fen for movement in movements)


def _shown(fen):
    return f"{decimal_amount(fen, 2):,.2f}"
