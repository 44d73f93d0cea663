"""What the remark of a bank transfer says: addresses, telephone numbers, names, references.

People write ``3-2-1501``, ``3栋2单元1501``, ``三号楼二单元1501室``, ``３－２－１５０１``,
``3-2-1501、1502及车位P7``. Months, dates and amounts look alike and are taken out first. What a
remark says is only read here; whether it means anything is for the books to tell.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PART_WORDS = r"号楼|號樓|单元|單元|[栋棟幢座樓楼门門#]"
_PART_WORD = re.compile(rf"\s*(?:{_PART_WORDS})\s*-?\s*|号(?=\s*[A-Z]?\d)")
_DASHES = re.compile("[‐-―−－﹣﹘~～]")
_NUMERALS = "零一二三四五六七八九"
_NUMERAL = re.compile(rf"([一二三四五六七八九十]{{1,3}})(?={_PART_WORDS}|期)")

# What looks like an address and is a day, a month, an amount or a long number.
_NOT_AN_ADDRESS = re.compile(
    r"""
    [A-Z]+/\d{4}(?:/\d+)+                                  # INV/2026/00001
    | 20\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2})?(?:日|(?!\d)) # 2026-03-15, 2026.3
      (?:-(?:20\d\d[-./年])?\d{1,2}(?:[-./月]\d{1,2})?(?:月|日|(?!\d)))?
    | (?:20)?\d\d年度?
    | \d{1,2}(?:月份?)?(?:-|到|至|、|,)\d{1,2}月份?        # 1-3月
    | \d{1,2}月(?:份|\d{1,2}[日号])?
    | (?:第?[一二三四1-4])季度?(?=\D|$) | Q[1-4]
    | (?<![\d.])\d+\.\d{1,2}(?![\d.])                      # 123.45
    | [¥￥]\s*\d+ | \d+\s*[元块圆]
    | (?<!\d)20\d{4}(?:\d\d)?(?!\d)                        # 202603, 20260315
    | \d{9,}
    """,
    re.VERBOSE,
)
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)")
_TOKEN = r"[A-Z]{0,2}\d{1,5}[A-Z]?"
_ADDRESS = re.compile(
    rf"(?<![A-Z0-9])(?:[A-Z]?\d{{1,3}}[A-Z]?|[A-Z]{{1,2}})\s*(?P<s>[-/.])\s*{_TOKEN}"
    rf"(?:\s*(?P=s)\s*{_TOKEN})*(?![A-Z0-9])"
)
_SPACED = re.compile(r"(?<![A-Z0-9-])\d{1,2}\s+(?:\d{1,2}\s+)?\d{3,4}(?![A-Z0-9-])")
_MORE = re.compile(
    rf"\s*室?\s*(?:、|,|/|和|及|与|以及|\+|&|;)+\s*({_TOKEN})(?![A-Z0-9月年元块]|\s*[-.]\s*\d)"
)
_SPACE_WORD = r"(?:停车位|车位|车库|地库|库位|产权车位)"
_SPACE_NUMBER = r"[A-Z]{0,2}\d{0,2}-?[A-Z]?\d{1,5}"
_PARKING = re.compile(
    rf"{_SPACE_WORD}\s*[:号#]?\s*(?P<after>{_SPACE_NUMBER})(?![A-Z0-9])"
    rf"|(?<![A-Z0-9-])(?P<before>{_SPACE_NUMBER})\s*号?\s*{_SPACE_WORD}(?!费)"
)
_LETTERED = re.compile(r"(?<![A-Z0-9/-])[A-Z]{1,2}-?\d{1,4}(?![A-Z0-9-])")
_NUMBER = re.compile(r"(?<![A-Z0-9-])(\d{3,5}[A-Z]?)(?![A-Z0-9-])")
_REFERENCE = re.compile(r"[A-Z0-9]+(?:[-/_.][A-Z0-9]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff·]{2,}")
# Firms that pass other people's money on: neither their name nor their account is a payer's.
AGENTS = ("支付宝", "财付通", "微信", "银联", "拉卡拉", "备付金", "待清算", "清算", "收单")

_WORDS = """
被执行人 申请执行人 执行款 案款 执行费 法院 物业服务费 物业管理费 物业费 管理费 服务费
停车费 车位费 车位 车库 地库 水电费 水费 电费 垃圾费 公摊 业主 住户 户主 租户 代缴 代交
代付 缴费 交费 缴纳 支付 转账 汇款 付款 备注 房号 房间 年度 全年 上半年 下半年 季度 第一
第二 第三 第四 费用 欠费 押金 装修 保证金 违约金 滞纳金 物业 姓名 先生 女士 小姐 电话
手机 以及 号楼 单元 一季 二季 三季 四季 月份 年 月 日 元 号 栋 幢 座 室 房 楼 缴 交 付
费 和 及 与 的 为 是 替 帮 给 户 期 至 到
"""
# Longest first, so that 物业管理费 goes whole.
STOP_WORDS = sorted(_WORDS.split(), key=len, reverse=True)
_STOP = re.compile("|".join(STOP_WORDS))


@dataclass(frozen=True, slots=True)
class Address:
    """One unit as a remark names it.

    ``parts`` run from the building to the number, each without leading zeros. ``firm``: it can
    hardly be anything else than an address.
    """

    parts: tuple[str, ...]
    text: str
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Hints:
    """All that a remark may say about who paid for what. ``plain`` is the remark, tidied."""

    addresses: tuple[Address, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    plain: str = ""


def plain_text(text: str | None) -> str:
    """A text in ordinary characters and capitals, since banks hand on full-width ones."""
    found = unicodedata.normalize("NFKC", text or "").upper()
    return _DASHES.sub("-", found).replace("，", ",").strip()


def plain_name(name: str | None) -> str:
    """A name for comparing: no blanks, nothing in brackets."""
    return re.sub(r"\(.*?\)|\s", "", plain_text(name))


def same_party(name: str | None, other: str | None) -> bool:
    """Whether two names are written alike but for blanks, capitals and full-width characters. What
    stands in brackets counts: of a firm it may tell another one."""
    first, second = ("".join(plain_text(one).split()) for one in (name, other))
    return bool(first) and first == second


def squeezed(reference: str | None) -> str:
    """A reference by its letters and digits alone: banks drop slashes and dashes."""
    return re.sub(r"[^A-Z0-9]", "", plain_text(reference))


def part_key(part: str) -> str:
    """A part of an address without leading zeros: ``02`` is ``2``, ``P07`` is ``P7``."""
    return re.sub(r"(^|\D)0+(?=\d)", r"\1", part)


def unit_key(name: str) -> tuple[str, ...]:
    """The parts of a unit's own name, spelt as ``Address.parts`` are."""
    text = _PART_WORD.sub("-", plain_text(name))
    text = re.sub(r"[室房号號\s]", "", text)
    return tuple(part_key(part) for part in text.split("-") if part)


def is_agent(payer_name: str | None) -> bool:
    """Whether a payer is a payment firm that hands on what others paid."""
    return any(word in (payer_name or "") for word in AGENTS)


def read_remark(remark: str | None) -> Hints:
    """Everything a remark says that may lead to a debtor."""
    plain = plain_text(remark)
    phones = tuple(dict.fromkeys(_PHONE.findall(plain)))
    text = _NOT_AN_ADDRESS.sub(" ; ", _arabic(plain))
    addresses = _addresses(text)
    used = {address.parts[-1] for address in addresses}
    numbers = dict.fromkeys(part_key(number) for number in _NUMBER.findall(text))
    return Hints(
        addresses=tuple(addresses),
        numbers=tuple(number for number in numbers if number not in used),
        phones=phones,
        names=tuple(_names(plain)),
        references=tuple(_references(plain)),
        plain=plain,
    )


def _arabic(text: str) -> str:
    """Chinese numerals before the words of an address, as figures: 十二栋 is 12栋."""
    return _NUMERAL.sub(lambda match: str(_figure(match.group(1))), text)


def _figure(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS.index(one)) for one in numeral))
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


def _addresses(text: str) -> list[Address]:
    found: dict[tuple[str, ...], Address] = {}
    text = _take_parking(text, found)
    text = _PART_WORD.sub("-", text)
    before: Address | None = None
    end = -1
    for match in sorted([*_ADDRESS.finditer(text), *_SPACED.finditer(text)], key=_start):
        if match.start() < end:
            continue
        address = _address(match.group())
        if before and len(address.parts) < len(before.parts) and _joined(text[end : match.start()]):
            missing = len(before.parts) - len(address.parts)
            address = Address((*before.parts[:missing], *address.parts), address.text)
        found.setdefault(address.parts, address)
        before, end = address, match.end()
        while more := _MORE.match(text, end):
            parts = (*before.parts[:-1], part_key(more.group(1)))
            if not more.group(1)[0].isalpha():
                found.setdefault(parts, Address(parts, more.group(1)))
            end = more.end()
    for match in _LETTERED.finditer(text):
        parts = (part_key(match.group().replace("-", "")),)
        if not any(parts[0] in "".join(address.parts) for address in found.values()):
            found.setdefault(parts, Address(parts, match.group(), firm=False))
    return list(found.values())


def _start(match: re.Match) -> int:
    return match.start()


def _joined(between: str) -> bool:
    return bool(re.fullmatch(r"\s*室?\s*(?:、|,|/|和|及|与|以及|\+|&|;)\s*", between))


def _take_parking(text: str, found: dict[tuple[str, ...], Address]) -> str:
    """Put what calls itself a parking space among the addresses, and blank it out."""

    def take(match: re.Match) -> str:
        number = match.group("after") or match.group("before")
        parts = tuple(part_key(part) for part in number.split("-") if part)
        found.setdefault(parts, Address(parts, number))
        return " , "

    return _PARKING.sub(take, text)


def _address(text: str) -> Address:
    parts = tuple(part_key(part) for part in re.split(r"\s*[-/.]\s*|\s+", text.strip()) if part)
    # 1-3 may be two months as well as building 1, number 3.
    firm = len(parts) > 2 or len(parts[-1]) > 2 or not parts[0].isdigit()
    return Address(parts, re.sub(r"\s+", " ", text.strip()), firm)


def _names(plain: str) -> list[str]:
    """Runs of Chinese characters that may be a name: as they stand, and without stop words."""
    found: dict[str, None] = {}
    for run in _HAN.findall(plain):
        if len(run) >= 4:
            found[run] = None
        for piece in _STOP.sub(" ", run).split():
            if 2 <= len(piece) <= 4:
                found[piece] = None
    return list(found)


def _references(plain: str) -> list[str]:
    found = {
        squeezed(token)
        for token in _REFERENCE.findall(plain)
        if any(character.isdigit() for character in token)
    }
    return sorted(token for token in found if len(token) >= 6)
