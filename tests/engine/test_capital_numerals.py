"""大写金额: examples of the central bank's own rules, and every amount read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.capital_numerals import DIGITS, HIGHEST, capital_amount

# 支付结算办法 annex 1 (the first six), then one for each rule of zeros and endings.
EXAMPLES = [
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("107000.53", "壹拾万柒仟元伍角叁分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("0.00", "零元整"),
    ("0.05", "伍分"),
    ("0.50", "伍角整"),
    ("0.55", "伍角伍分"),
    ("1.00", "壹元整"),
    ("10.00", "壹拾元整"),
    ("15.00", "壹拾伍元整"),
    ("20.05", "贰拾元零伍分"),
    ("100.00", "壹佰元整"),
    ("101.00", "壹佰零壹元整"),
    ("110.10", "壹佰壹拾元壹角整"),
    ("1001.00", "壹仟零壹元整"),
    ("1010.00", "壹仟零壹拾元整"),
    ("10001.00", "壹万零壹元整"),
    ("10100.00", "壹万零壹佰元整"),
    ("100500.00", "壹拾万零伍佰元整"),
    ("1000007.00", "壹佰万零柒元整"),
    ("100000000.00", "壹亿元整"),
    ("100005000.00", "壹亿零伍仟元整"),
    ("120000000.00", "壹亿贰仟万元整"),
    ("100010000.00", "壹亿零壹万元整"),
    ("1000000000000.00", "壹万亿元整"),
    ("1000500000000.00", "壹万零伍亿元整"),
    ("1200000000000.01", "壹万贰仟亿元零壹分"),
]


@pytest.mark.parametrize(("figures", "capitals"), EXAMPLES)
def test_an_amount_is_written_as_the_central_bank_writes_it(figures, capitals):
    assert capital_amount(int(figures.replace(".", ""))) == capitals


@pytest.mark.parametrize("minor", [-1, HIGHEST])
def test_what_no_receipt_says_is_refused(minor):
    with pytest.raises(ValueError, match="no amount"):
        capital_amount(minor)


def read_back(text):
    """Read capital numerals by their signs alone, without looking at zeros."""
    whole, __, cents = text.rpartition("元")
    found = 0
    for digit, sign in re.findall(rf"([{DIGITS}])([角分])", cents):
        found += DIGITS.index(digit) * (10 if sign == "角" else 1)
    return 100 * number_of(whole) + found


def number_of(text):
    for value, sign in ((10**8, "亿"), (10**4, "万")):
        if sign in text:
            high, __, low = text.rpartition(sign)
            return number_of(high) * value + number_of(low)
    found, digit = 0, 0
    for letter in text:
        if letter in DIGITS:
            digit = DIGITS.index(letter)
        else:
            found += digit * {"仟": 1000, "佰": 100, "拾": 10}[letter]
            digit = 0
    return found + digit


@given(st.integers(0, HIGHEST - 1) | st.integers(0, 10**7))
def test_every_amount_can_be_read_back(minor):
    assert read_back(capital_amount(minor)) == minor


@given(st.integers(0, HIGHEST - 1))
def test_zeros_never_stand_twice_or_before_a_sign(minor):
    text = capital_amount(minor)
    assert "零零" not in text
    assert not re.search(r"零[万亿仟佰拾角分]", text)
    assert text == "零元整" or not text.startswith("零")
    assert text.endswith("分") != text.endswith("整")
