"""Broken answers of every family: each is refused with file, line, cause and cure, and reads none.

Those of the CCB layout stand in ``test_profile_ccb``.
"""

from collections.abc import Callable

import pytest
from damage import damaged, read_or_refused
from fake_odoo import instructions
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_files import (
    ANSWERS,
    generic_fixed,
    generic_sheet,
    generic_text,
    icbc_other,
    icbc_own,
    text,
    workbook,
)
from reply_files import icbc_text as icbc_lines

from arrears_sidecar.errors import BadFile
from arrears_sidecar.profiles import load_profiles

PROFILES = load_profiles()
ROWS = instructions(4)
Broken = tuple[bytes, str, int | None, str]


def sheet(change: Callable[[list], object], make=icbc_own) -> bytes:
    """The good workbook with something changed."""
    rows = make(ROWS)
    change(rows)
    return workbook(rows)


def cell(line: int, place: int, value: object) -> Callable[[list], object]:
    """Another value in one cell; lines from 1."""
    return lambda rows: rows[line - 1].__setitem__(place, value)


def icbc(change: Callable[[list[str]], object]) -> bytes:
    """The good text file with something changed."""
    lines = icbc_lines(ROWS)
    change(lines)
    return text(lines)


def csv_with(old: str, new: str) -> bytes:
    """The good delimited file with a text replaced once."""
    whole = "\r\n".join(generic_text(ROWS)) + "\r\n"
    assert old in whole
    return whole.replace(old, new, 1).encode("gb18030")


def fixed(line: int, at: int, piece: bytes) -> bytes:
    """The good file of fixed widths with bytes replaced in place; lines from 1."""
    lines = generic_fixed(ROWS)
    row = lines[line - 1]
    lines[line - 1] = row[:at] + piece + row[at + len(piece) :]
    return b"".join(one + b"\r\n" for one in lines)


GOOD_SHEET = workbook(icbc_own(ROWS))
GOOD_FIXED = b"".join(line + b"\r\n" for line in generic_fixed(ROWS))
GOOD_CSV = text(generic_text(ROWS), "gb18030")
TWO = "instruction L00000002 was answered on line 2"

BROKEN: dict[str, dict[str, Broken]] = {
    "icbc_own": {
        "empty": (b"", "empty", None, "empty"),
        "text file": (b"a|b|c", "container", None, "no workbook"),
        "web page": (b"<html><table>", "container", None, "web page"),
        "cut": (GOOD_SHEET[:-200], "container", None, "damaged"),
        "half of it": (GOOD_SHEET[: len(GOOD_SHEET) // 2], "container", None, "damaged"),
        "no rows": (workbook(icbc_own([])), "empty", None, "no rows"),
        "no headings": (sheet(lambda rows: rows.pop(0)), "headings", None, "应处理金额"),
        "one heading lost": (sheet(cell(1, 3, "附言")), "headings", None, "备注"),
        "account shortened": (sheet(cell(2, 1, 6.227e18)), "account_float", 2, "lost its last"),
        "three decimals": (sheet(cell(3, 2, 123.456)), "amount_decimals", 3, "decimals"),
        "words for an amount": (sheet(cell(3, 2, "一百元")), "amount", 3, "no amount"),
        "floating text": (sheet(cell(3, 2, "1.2E+02")), "amount_float", 3, "shortened"),
        "negative": (sheet(cell(3, 2, -1.0)), "amount", 3, "sign"),
        "truth for an amount": (sheet(cell(3, 2, True)), "amount", 3, "truth"),
        "amount missing": (sheet(cell(3, 2, None)), "amount", 3, "empty"),
        "more taken than asked": (sheet(cell(2, 4, 999.0)), "contradiction", 2, "took 99900"),
        "failure that took all": (
            sheet(cell(3, 4, 123.47)), "contradiction", 3, "'funds', yet",
        ),
        "no reference": (sheet(cell(3, 3, None)), "reference", 3, "no instruction reference"),
        "remark for a reference": (sheet(cell(3, 3, "物业费")), "reference", 3, "no instr"),
        "twice": (sheet(lambda rows: rows.append(rows[1])), "duplicate_row", 6, TWO),
        "several sheets": (b"", "empty", None, "empty"),
    },
    "icbc_other": {
        "file for own accounts without remark": (
            sheet(cell(1, 8, "x"), icbc_other), "headings", None, "备注",
        ),
        "settled in words": (sheet(cell(2, 9, "全部"), icbc_other), "amount", 2, "no amount"),
        "partial above": (sheet(cell(5, 9, 200.0), icbc_other), "contradiction", 5, "yet 20000"),
    },
    "icbc_text": {
        "utf-8": (text(icbc_lines(ROWS), "utf-8"), "encoding", None, "UTF-8"),
        "totals lost": (icbc(lambda lines: lines.pop(0)), "totals", 1, "no reference of a batch"),
        "count differs": (icbc(lambda lines: lines.pop()), "totals", 1, "has 3"),
        "total differs": (
            icbc(lambda lines: lines.__setitem__(0, "4 1 DK2611210001")), "totals", 1, "0.01",
        ),
        "another batch": (
            icbc(lambda lines: lines.__setitem__(0, lines[0].replace("0001", "0002"))),
            "batch", None, "two batches",
        ),
        "totals cut": (
            icbc(lambda lines: lines.__setitem__(0, "4")), "totals", 1, "at least",
        ),
        "yuan for fen": (
            icbc(lambda lines: lines.__setitem__(1, lines[1].replace("12346", "123.46"))),
            "amount", 2, "no decimals",
        ),
        "column lost": (
            icbc(lambda lines: lines.__setitem__(2, lines[2].replace(" 0000", ""))),
            "columns", 3, "separators",
        ),
        "last row cut": (
            icbc(lambda lines: lines.__setitem__(4, lines[4][:-12])), "truncated", 5, "middle",
        ),
    },
    "generic_delimited": {
        "empty": (b"\r\n", "empty", None, "empty"),
        "headings alone": (GOOD_CSV.split(b"\r\n")[0] + b"\r\n", "empty", None, "no rows"),
        "no headings": (GOOD_CSV.split(b"\r\n", 1)[1], "headings", 1, "headings"),
        "another heading": (csv_with("应扣金额", "数目"), "headings", 1, "headings"),
        "quote left open": (csv_with('"张三"', '"张三'), "columns", 2, "separators"),
        "quote inside": (csv_with('"张三"', '"张"三'), "columns", 2, "separators"),
        "a comma too many": (csv_with(",成功", ",成,功"), "columns", 2, "separators"),
        "American date": (csv_with("2026-11-21", "11/21/2026"), "date", 2, "no date"),
        "no date": (csv_with(",2026-11-21,", ",,"), "date", 2, "no date is given"),
        "thousands": (csv_with(",123.46,123.46", ',"1,123.46",123.46'), "amount", 2, "thousands"),
        "success in part": (csv_with(",123.46,123.46", ",123.46,0.00"), "contradiction", 2, "took"),
        "nul": (csv_with("张三", "张\x00"), "control", 2, "control"),
        "cut": (GOOD_CSV[:-20], "truncated", 5, "middle"),
    },
    "generic_sheet": {
        "date as a number": (
            sheet(cell(3, 5, 46347), generic_sheet), "date", 3, "no date",
        ),
        "no rows below the headings": (
            workbook(generic_sheet(ROWS)[:2]), "empty", None, "no rows",
        ),
        "result lost": (sheet(cell(2, 6, ""), generic_sheet), "headings", None, "结果"),
    },
    "generic_fixed": {
        "a byte short": (GOOD_FIXED.replace(b"D000002", b"D00002", 1), "columns", 3, "bytes where"),
        "a byte long": (GOOD_FIXED.replace(b"D000002", b"D0000002", 1), "columns", 3, "bytes wh"),
        "cut": (GOOD_FIXED[:-30], "truncated", 5, "middle"),
        "head lost": (GOOD_FIXED.split(b"\r\n", 1)[1], "headings", 1, "begins with 'H'"),
        "count differs": (fixed(1, 25, b"000005"), "totals", 1, "says it has 5"),
        "asked differs": (fixed(1, 31, b"000000000000001"), "totals", 1, "asked for"),
        "taken differs": (fixed(1, 46, b"000000000000001"), "totals", 1, "taken"),
        "letters for an amount": (fixed(2, 113, b"00000000001234X"), "amount", 2, "not an amount"),
        "no such day": (fixed(2, 143, b"20261131"), "date", 2, "no date"),
        "character across a border": (
            fixed(2, 52, "张三 ".encode("gb18030")), "columns", 2, "across the border",
        ),
        "another batch": (fixed(1, 1, b"DK2611219999    "), "batch", None, "two batches"),
    },
}  # fmt: skip
del BROKEN["icbc_own"]["several sheets"]
# Made once: a workbook carries the hour at which it was made.
GOOD = {code: make(ROWS) for code, (_name, make) in ANSWERS.items()}
CASES = [(code, case) for code, cases in BROKEN.items() for case in cases]


def test_there_are_enough_of_them() -> None:
    """With the 29 of the CCB layout more than sixty, of every family."""
    assert len(CASES) >= 55
    assert {code for code, _case in CASES} == set(ANSWERS)


@pytest.mark.parametrize(("code", "case"), CASES)
def test_a_broken_file_is_refused_with_file_line_cause_and_cure(code: str, case: str) -> None:
    """And shows neither name nor account."""
    content, fault, line, words = BROKEN[code][case]
    name = ANSWERS[code][0]
    with pytest.raises(BadFile) as caught:
        PROFILES.get(code).parse(name, content)
    error = caught.value
    assert (error.code, error.line) == (fault, line), str(error)
    assert words in error.cause and error.cure
    assert str(error).startswith(f"{name}, line {line}:" if line else f"{name}:")
    assert "6227" not in str(error) and "张三" not in str(error)


@settings(max_examples=400, deadline=None)
@given(st.data(), st.sampled_from(sorted(ANSWERS)))
def test_damaged_bytes_are_read_or_refused_but_never_crash(data: st.DataObject, code: str) -> None:
    """A few bytes replaced, cut or put in anywhere; what is still read contradicts nothing."""
    name, content = ANSWERS[code][0], damaged(data, GOOD[code])
    profile = PROFILES.get(code)
    profile.recognises(name, content)
    read_or_refused(profile.parse, name, content)
