"""The CCB layout against golden files, and broken files of every class."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from damage import damaged, read_or_refused
from fake_odoo import batch_of, instructions
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears_sidecar.errors import BadFile, BadRow, Permanent
from arrears_sidecar.profiles import load_profiles
from arrears_sidecar.records import Instruction
from tools.bank_simulator import DAMAGES, answer, read_request, written
from tools.bank_simulator import Request as BankRequest

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2026, 11, 21)
NAME = "DK2611210001_R1.txt"
CCB = load_profiles().get("ccb_batch")
GOOD = (GOLDEN / NAME).read_bytes()


def four_instructions() -> list[Instruction]:
    """What the golden request holds: one of each outcome, one at another bank."""
    rows = instructions(4)
    rows[1] = replace(
        rows[1], holder_name="欧阳娜娜", bank_name="工商银行", bank_code="102100099996"
    )
    return rows


def test_request_is_the_golden_file() -> None:
    """The bytes a bank gets; a change here is a change of what banks read."""
    rows = four_instructions()
    (file,) = CCB.render(batch_of(rows, 1), rows)
    assert file.name == "DK2611210001.txt"
    assert file.content == (GOLDEN / "DK2611210001.txt").read_bytes()
    assert (file.row_count, file.total) == (4, 4 * 12_345 + 10)


def test_rendering_twice_gives_identical_bytes() -> None:
    """Confirming again after a crash rests on this."""
    rows = instructions(50)
    assert CCB.render(batch_of(rows, 1), rows) == CCB.render(batch_of(rows, 1), rows)


def test_reply_is_read_as_the_golden_rows() -> None:
    """Each outcome of the simulated bank in normal form."""
    table = CCB.parse(NAME, GOOD)
    assert table.batch_reference == "DK2611210001"
    assert list(table.lines) == [1, 2, 3, 4]
    assert list(table.references) == ["L00000002", "L00000003", "L00000004", "L00000005"]
    assert list(table.outcomes) == ["success", "funds", "account", "partial"]
    assert list(table.offered) == [12_346, 12_347, 12_348, 12_349]
    assert list(table.settled) == [12_346, 0, 0, 6_174]
    assert list(table.value_dates) == ["2026-11-21", "", "", "2026-11-21"]
    assert list(table.texts) == ["成功", "余额不足", "账户已销户", "余额不足"]
    assert (table.total_offered, table.total_settled) == (49_390, 18_520)


def test_page_has_the_keys_of_the_seam() -> None:
    """A page is what `stage_rows` takes."""
    (row,) = CCB.parse(NAME, GOOD).page(3, 10)
    assert row == {
        "line": 4,
        "reference": "L00000005",
        "outcome": "partial",
        "offered": 12_349,
        "settled": 6_174,
        "value_date": "2026-11-21",
        "code": "",
        "text": "余额不足",
        "raw": GOOD.decode("gbk").split("\r\n")[3],
    }


@pytest.mark.parametrize(
    ("result", "reason", "outcome"),
    [
        ("成功", "", "success"),
        ("失败", "可用余额不足", "funds"),
        ("失败", "超过单笔限额", "limit"),
        ("失败", "账号户名不符", "account"),
        ("失败", "账户已冻结", "account"),
        ("失败", "代扣协议不存在", "mandate"),
        ("失败", "持卡人拒绝", "refused"),
        ("失败", "客户已死亡", "deceased"),
        ("失败", "重复提交", "duplicate"),
        ("失败", "系统超时", "technical"),
        ("失败", "其他", "unknown"),
        ("处理中", "余额不足", "unknown"),
        ("不成功", "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_words_of_the_bank_become_outcome_classes(result: str, reason: str, outcome: str) -> None:
    """What is not known is `unknown`: never booked, never resent by itself."""
    assert CCB.reply.outcomes.outcome_of(result, reason) == outcome


def changed(line: int, place: int, value: str) -> bytes:
    """The good reply with one cell replaced."""
    lines = GOOD.decode("gbk").split("\r\n")
    cells = lines[line - 1].split("|")
    cells[place] = value
    lines[line - 1] = "|".join(cells)
    return "\r\n".join(lines).encode("gbk")


BROKEN = {
    "empty": (b"", "empty", None, "empty"),
    "blank lines only": (b"\r\n\r\n", "empty", None, "empty"),
    "utf-8": (GOOD.decode("gbk").encode(), "encoding", None, "UTF-8"),
    "bytes that are not gbk": (GOOD.replace(b"\xd5\xc5", b"\xff\xff", 1), "encoding", 1, "GBK"),
    "nul byte": (GOOD.replace(b"|0|", b"|\x00|", 1), "control", 1, "control"),
    "carriage return inside": (GOOD.replace(b"|0|", b"|\r|", 1), "control", 1, "carriage"),
    "truncated": (GOOD[:-12], "truncated", 4, "ends in the middle"),
    "last separator lost": (GOOD[:-3], "truncated", 4, "ends in the middle"),
    "half a row": (GOOD.replace("|成功|".encode("gbk"), b"", 1), "columns", 1, "separators"),
    "a column too many": (GOOD.replace(b"|0|", b"|0|0|", 1), "columns", 1, "separators"),
    "blank line inside": (GOOD.replace(b"\r\n", b"\r\n\r\n", 1), "columns", 2, "separators"),
    "fen for yuan": (changed(1, 3, "12346"), "amount", 1, "unit"),
    "settled in fen": (changed(4, 11, "6174"), "amount", 4, "unit"),
    "three decimals": (changed(2, 3, "123.456"), "amount", 2, "3 decimals"),
    "thousands separator": (changed(2, 3, "1,234.56"), "amount", 2, "thousands"),
    "floating number": (changed(2, 3, "1.2346E+02"), "amount", 2, "spreadsheet"),
    "negative": (changed(2, 3, "-123.46"), "amount", 2, "sign"),
    "full-width digits": (changed(2, 3, "１２３.46"), "amount", 2, "not an amount"),
    "amount missing": (changed(3, 3, ""), "amount", 3, "empty"),
    "no reference": (changed(3, 8, ""), "reference", 3, "no instruction reference"),
    "reference of 13 characters": (changed(3, 8, "L000000000004"), "reference", 3, "no instr"),
    "duplicate row": (changed(4, 8, "L00000002"), "duplicate_row", 4, "answered on line 1"),
    "date as a serial": (changed(1, 12, "46347"), "date", 1, "no date"),
    "the 31st of November": (changed(1, 12, "20261131"), "date", 1, "no date"),
    "seven digits of date": (changed(1, 12, "2026111"), "date", 1, "no date"),
    "money without a date": (changed(1, 12, ""), "date", 1, "no date is given"),
    "success that took less": (changed(1, 11, "100.00"), "contradiction", 1, "took 10000 of"),
    "partial that took all": (changed(4, 11, "123.49"), "contradiction", 4, "partial"),
    "failure that took money": (changed(2, 11, "1.00"), "contradiction", 2, "'funds'"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_file_is_refused_with_file_line_and_cause(case: str) -> None:
    """Every class of damage names where it is and what it is, and shows no personal data."""
    content, code, line, words = BROKEN[case]
    with pytest.raises(BadFile) as caught:
        CCB.parse(NAME, content)
    error = caught.value
    assert (error.code, error.line) == (code, line)
    assert words in str(error)
    assert str(error).startswith(f"{NAME}, line {line}:" if line else f"{NAME}:")
    assert "6227" not in str(error) and "张三" not in str(error)


def test_utf8_reply_that_is_also_gbk_is_not_read_as_mojibake() -> None:
    """ "成功" in UTF-8 has six bytes that GBK reads as three other characters without complaint."""
    utf8 = GOOD.decode("gbk").encode()
    assert utf8.decode("gbk", errors="ignore")
    with pytest.raises(BadFile, match="UTF-8"):
        CCB.parse(NAME, utf8)


def test_separator_byte_inside_a_character_is_no_separator() -> None:
    """In GBK the second byte of a character may be that of `|`."""
    tricky = bytes([0x81, 0x7C]).decode("gbk")
    content = GOOD.decode("gbk").replace("张三", f"张{tricky}", 1).encode("gbk")
    assert len(CCB.parse(NAME, content)) == 4


@pytest.mark.parametrize(
    "name",
    ["DK2611210001_R1.txt", "Copy of DK2611210001_R12.txt", "DK2611210001_R1 (1).txt"],
)
def test_batch_is_found_in_decorated_names(name: str) -> None:
    """Browsers and people rename files; the batch still shows."""
    assert CCB.parse(name, GOOD).batch_reference == "DK2611210001"


def test_name_without_batch_gives_none() -> None:
    """Odoo decides what to do with it; nothing is guessed."""
    assert CCB.parse("answer.txt", GOOD).batch_reference == ""


def test_line_feeds_alone_and_missing_last_line_end_are_read() -> None:
    """Harmless differences of programs that copy text files."""
    text = GOOD.decode("gbk").replace("\r\n", "\n").rstrip("\n")
    assert CCB.parse(NAME, text.encode("gbk")).page(0, 9) == CCB.parse(NAME, GOOD).page(0, 9)


def one_bad(**changes: object) -> list[Instruction]:
    """Three instructions, the second of which is changed."""
    rows = instructions(3)
    rows[1] = replace(rows[1], **changes)
    return rows


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holder_name": "𠮷野家"}, "U+20BB7"),
        ({"holder_name": ""}, "holder_name is empty"),
        ({"holder_name": "张|三"}, "separator"),
        ({"holder_name": "张\n三"}, "control"),
        ({"holder_name": "长" * 31}, "62 bytes"),
        ({"account_number": "6227-0012"}, "account_number has not the form"),
        ({"account_number": "６２２７００１２３"}, "account_number has not the form"),
        ({"reference": "L" * 13}, "reference has not the form"),
        ({"reference": "编号"}, "reference has not the form"),
    ],
)
def test_instruction_that_cannot_be_written_is_named(changes: dict, words: str) -> None:
    """The row and its reference are named, the value is not shown."""
    rows = one_bad(**changes)
    with pytest.raises(BadRow, match="row 2 ") as caught:
        CCB.render(batch_of(rows, 1), rows)
    assert words in str(caught.value)
    assert "张" not in str(caught.value) and "6227" not in str(caught.value)


def test_remarks_are_cut_between_characters() -> None:
    """A long list of units must not stop a debit."""
    rows = one_bad(memo="单元" * 40)
    (file,) = CCB.render(batch_of(rows, 1), rows)
    memo = file.content.decode("gbk").split("\r\n")[1].split("|")[10]
    assert memo == "单元" * 15


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"row_count": 4}, "4 rows announced, 3 came"),
        ({"total": 1}, "total 1 announced"),
        ({"currency": "EUR"}, "currency EUR"),
        ({"digits": 0}, "with 0 decimals"),
    ],
)
def test_batch_that_disagrees_with_its_rows_is_refused(changes: dict, words: str) -> None:
    """Something was lost between Odoo and here."""
    rows = instructions(3)
    with pytest.raises(Permanent, match=words):
        CCB.render(batch_of(rows, 1, **changes), rows)


def test_batch_above_the_bank_s_rows_becomes_several_files() -> None:
    """At most 2,000 rows a file."""
    rows = instructions(4001)
    files = CCB.render(batch_of(rows, 1), rows)
    assert [file.row_count for file in files] == [2000, 2000, 1]
    assert [file.name for file in files] == [f"DK2611210001_0{n}.txt" for n in (1, 2, 3)]
    assert sum(file.total for file in files) == sum(row.amount for row in rows)
    read = [one.reference for file in files for one in read_request(file.content)]
    assert read == [row.reference for row in rows]


def test_bytes_are_limited_as_well_as_rows() -> None:
    """625 KB hold fewer than 2,000 long rows; no file is larger and none is empty."""
    rows = [replace(row, memo="单" * 30, summary="元" * 20, holder_name="长" * 30,
                    agreement="约" * 30, bank_name="行" * 30, bank_code="1" * 14)
            for row in instructions(2000)]  # fmt: skip
    files = CCB.render(batch_of(rows, 1), rows)
    assert len(files) == 2
    assert all(0 < len(file.content) <= 640_000 for file in files)
    one_more = len(files[1].content.split(b"\r\n")[0]) + 2
    assert len(files[0].content) + one_more > 640_000


def test_explain_shows_the_reading_and_masks_the_person() -> None:
    """What `parse FILE --explain` prints."""
    row = CCB.explain(NAME, GOOD)[0]
    assert row.columns[1] == "…9001" and row.columns[2] == "张*"
    assert row.reading["outcome"] == "success" and row.reading["settled"] == "123.46"


GBK_TEXT = st.text(
    st.characters(codec="gbk", exclude_categories=("C", "Z"), exclude_characters="|"), max_size=20
)


@st.composite
def batches(draw: st.DrawFn) -> list[Instruction]:
    """Any instructions the layout can carry."""
    count = draw(st.integers(1, 12))
    suffix = st.sampled_from(["0001", "0002", "0003", "4321"])
    return [
        Instruction(
            sequence=number,
            reference=f"L{number:08d}",
            account_number=draw(st.from_regex(r"[0-9]{8,15}", fullmatch=True)) + draw(suffix),
            holder_name=draw(GBK_TEXT.filter(bool)),
            amount=draw(st.integers(2, 10**11)),
            memo=draw(GBK_TEXT),
        )
        for number in range(1, count + 1)
    ]


@settings(max_examples=60, deadline=None)
@given(batches())
def test_round_trip_through_the_bank(rows: list[Instruction]) -> None:
    """What the bank reads is what was asked; what we read is what the bank decided."""
    (file,) = CCB.render(batch_of(rows, 1), rows)
    requests = read_request(file.content)
    assert [(one.reference, one.amount) for one in requests] == [
        (row.reference, row.amount) for row in rows
    ]
    answers = answer(requests, DAY)
    table = CCB.parse(NAME, written(answers))
    assert list(table.references) == [row.reference for row in rows]
    assert list(table.offered) == [row.amount for row in rows]
    wanted = {"0001": "funds", "0002": "account", "0003": "partial", "4321": "success"}
    assert list(table.outcomes) == [wanted[row.account_number[-4:]] for row in rows]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_or_refused_but_never_crash(data: st.DataObject) -> None:
    """A few bytes replaced, cut or put in anywhere."""
    read_or_refused(CCB.parse, NAME, damaged(data, GOOD))


@pytest.mark.parametrize("damage", [one for one in DAMAGES if one not in ("unknown-batch",)])
def test_damages_of_the_simulator_differ_from_a_good_answer(damage: str) -> None:
    """Guards the seam tests: a damage that changes nothing would prove nothing."""
    requests = [
        BankRequest(tuple(line.split("|")[:11]))
        for line in GOOD.decode("gbk").split("\r\n")
        if line
    ]
    rows = answer(requests, DAY)
    assert written(rows) == GOOD
    assert DAMAGES[damage](rows) != GOOD
