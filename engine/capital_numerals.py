"""Amounts of money in Chinese capital numerals (大写金额), as receipts and cheques need them.

The rules are those of the annex to the Payment and Settlement Measures of the People's Bank
(支付结算办法, annex 1): 整 after the last whole unit, one 零 for any run of zeros, none at the
end of a section. 整 after 角 is optional there and always written here: it leaves no room for 分.
"""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
# Largest first: value, sign.
SECTIONS = ((10**8, "亿"), (10**4, "万"))
PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
HIGHEST = 10**18


def capital_amount(minor: int) -> str:
    """An amount of 分 in capital numerals: 10_05 → 壹拾元零伍分.

    Raises ``ValueError`` below zero and from one 亿亿 分 on: no receipt says so much.
    """
    if not 0 <= minor < HIGHEST:
        raise ValueError(f"no amount for a receipt: {minor}")
    yuan, cents = divmod(minor, 100)
    ten_cents, cents = divmod(cents, 10)
    text = f"{_whole(yuan)}元" if yuan or not minor else ""
    if ten_cents:
        text += f"{DIGITS[ten_cents]}角"
    elif cents and yuan:
        text += "零"
    return text + (f"{DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    """A whole number; 0 is 零."""
    for value, sign in SECTIONS:
        if number >= value:
            high, low = divmod(number, value)
            return f"{_whole(high)}{sign}{_rest(low, value // 10)}"
    return _below_ten_thousand(number)


def _rest(low: int, first_place: int) -> str:
    """What follows a section sign: with 零 where its first place is empty."""
    if not low:
        return ""
    return f"{'零' if low < first_place else ''}{_whole(low)}"


def _below_ten_thousand(number: int) -> str:
    if not number:
        return DIGITS[0]
    text, gap = "", False
    for value, sign in PLACES:
        digit = number // value % 10
        if digit:
            text += f"{DIGITS[0] if gap and text else ''}{DIGITS[digit]}{sign}"
        gap = not digit
    return text
