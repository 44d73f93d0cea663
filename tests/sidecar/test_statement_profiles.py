"""Statements of banks: read right, or refused with the line and the cure."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statement_files import CCB_HEADINGS, CCB_ROWS, OWN, TEXT, camt, ccb, icbc, workbook

from arrears_sidecar.errors import BadFile, ConfigError
from arrears_sidecar.profiles import load_statement_profiles
from arrears_sidecar.profiles.registry import Profiles
from arrears_sidecar.statement_records import StatementTable

PROFILES = load_statement_profiles()
GOLDEN = Path(__file__).parent / "golden"


def parse(code: str, content: bytes, name: str = "statement") -> StatementTable:
    """Read a file by a named layout."""
    return PROFILES.get(code).parse(name, content)


def refused(code: str, content: bytes, wanted: str) -> BadFile:
    """The refusal, which must be of this sort."""
    with pytest.raises(BadFile) as caught:
        parse(code, content)
    assert caught.value.code == wanted, caught.value
    assert caught.value.cure
    assert "张三" not in str(caught.value) and "62170012345" not in str(caught.value)
    return caught.value


def flat(table: StatementTable) -> list[tuple]:
    """What counts, comparable."""
    return [(row.date, row.amount, row.balance, row.reference) for row in table.rows]


# Good files


def test_ccb_workbook() -> None:
    """Headings below a title, thousands, totals below, the account on each row."""
    table = parse("ccb_statement", ccb())
    assert flat(table) == [
        ("2026-09-14", 123450, 1123450, "0914-001"),
        ("2026-09-14", -1200, 1122250, "0914-002"),
        ("2026-09-15", 30000, 1152250, "0915-001"),
    ]
    assert (table.account, table.currency) == (OWN, "CNY")
    assert (table.opening, table.closing) == (1000000, 1152250)
    first = table.rows[0]
    assert (first.payer_name, first.payer_account) == ("张三", "6217001234567890001")
    assert first.remark == "转账 3-2-1501 物业费"
    assert [row.line for row in table.rows] == [5, 6, 7]


def test_older_workbook_reads_the_same() -> None:
    """.xls, kept as a file since nothing here writes that format."""
    table = parse("ccb_statement", (GOLDEN / "ccb_statement.xls").read_bytes())
    assert flat(table) == flat(parse("ccb_statement", ccb()))


def test_icbc_workbook_newest_first() -> None:
    """Put in the bank's order; cells that hold numbers are exact."""
    table = parse("icbc_statement", icbc())
    assert flat(table) == [
        ("2026-09-14", 123450, 123450, ""),
        ("2026-09-15", -1200, 122250, ""),
        ("2026-09-15", 30000, 152250, ""),
    ]
    assert [row.line for row in table.rows] == [5, 4, 3] and table.opening == 0


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig"])
def test_delimited_text_in_every_encoding(encoding: str) -> None:
    """A quoted comma, labels above and below."""
    table = parse("generic_text", TEXT.encode(encoding))
    assert flat(table)[0] == ("2026-09-14", 123450, 1123450, "A1")
    assert (table.opening, table.closing) == (1000000, 1152250)
    assert table.rows[2].remark == "二期, 车位"


@pytest.mark.parametrize("version", ["02", "04", "08"])
def test_camt_of_each_version(version: str) -> None:
    """A lump sum with amounts of its own becomes a movement each."""
    table = parse("camt_053", camt(version))
    assert [(row.amount, row.reference, row.payer_name) for row in table.rows] == [
        (12000, "R1", "Anna Muster"),
        (-250, "R2", ""),
        (5000, "R3/1", "Ben"),
        (3000, "R3/2", "Cleo"),
    ]
    assert table.rows[0].remark == "Unit 1501 Q3 E1"
    assert (table.rows[0].date, table.rows[0].value_date) == ("2026-09-14", "2026-09-13")
    assert (table.opening, table.closing, table.currency) == (100000, 119750, "EUR")


def test_a_lump_sum_names_the_message_it_is_for() -> None:
    """By it Odoo knows the batch of debits that the bank paid for."""
    batch = "<Btch><MsgId>DK2609140001</MsgId><PmtInfId>DK2609140001-RCUR</PmtInfId></Btch>"
    text = camt().decode().replace("<NtryDtls></NtryDtls>", f"<NtryDtls>{batch}</NtryDtls>")
    table = parse("camt_053", text.encode())
    assert table.rows[1].remark == "DK2609140001-RCUR DK2609140001"


def test_announced_entries_did_not_move_the_account() -> None:
    """PDNG is no booking."""
    text = camt().decode().replace("<Sts>BOOK</Sts>", "<Sts>PDNG</Sts>", 1)
    text = text.replace("200.00", "80.00").replace("1197.50", "1077.50")
    assert len(parse("camt_053", text.encode())) == 3


def test_workbook_dates_and_serials() -> None:
    """A date cell, and the number of a day where the layout says that it is one."""
    rows = [["日期", "金额", "摘要"], [46279, 10, "a"], ["2026-09-15", -3.3, "b"]]
    table = parse("generic_sheet", workbook(rows))
    assert [(row.date, row.amount) for row in table.rows] == [
        ("2026-09-14", 1000),
        ("2026-09-15", -330),
    ]


def test_each_file_is_claimed_by_its_own_layout() -> None:
    """The generic ones claim nothing."""
    claimed = {
        code: [one for one in PROFILES.codes() if PROFILES.get(one).recognises("x", content)]
        for code, content in {"ccb": ccb(), "icbc": icbc(), "camt": camt("08")}.items()
    }
    assert claimed == {"ccb": ["ccb_statement"], "icbc": ["icbc_statement"], "camt": ["camt_053"]}
    with pytest.raises(BadFile, match="no layout knows"):
        PROFILES.detect("x", TEXT.encode())


def test_two_layouts_that_claim_a_file_are_an_error() -> None:
    """Guessing would book wrong amounts."""

    class Twin:
        code = "twin"

        def recognises(self, name: str, content: bytes) -> bool:
            return True

    with pytest.raises(BadFile, match="ccb_statement and twin both claim"):
        Profiles([PROFILES.get("ccb_statement"), Twin()]).detect("x", ccb())


# Broken files

Change = Callable[[list[list[Any]]], None]


def cell(row: int, heading: str, value: Any) -> Change:
    """Another value in a movement's cell."""

    def change(rows: list[list[Any]]) -> None:
        rows[3 + row][CCB_HEADINGS.index(heading)] = value

    return change


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (cell(1, "对方账号", 6.217001234567890e18), "account_float", 5),
        (cell(2, "对方账号", "6.22E+18"), "account_float", 6),
        (cell(2, "记账日期", 46279), "date_serial", 6),
        (cell(1, "记账日期", "14.09.2026"), "date", 5),
        (cell(1, "记账日期", "20260931"), "date", 5),
        (lambda rows: rows.insert(5, list(CCB_HEADINGS)), "second_header", 6),
        (lambda rows: rows.insert(4, list(CCB_HEADINGS)), "second_header", 5),
        (cell(2, "余额", "11,000.00"), "balance", 6),
        (lambda rows: rows.pop(5), "balance", 6),
        (lambda rows: rows[7].__setitem__(4, "9,999.00"), "total", 8),
        (lambda rows: rows[8].__setitem__(1, "4"), "count", 9),
        (cell(3, "账户明细编号-交易流水号", "0914-001"), "duplicate_reference", 7),
        (cell(2, "账号", "33050161234500000999"), "several_accounts", 6),
        (cell(2, "币种", "美元"), "several_currencys", 6),
        (cell(1, "贷方发生额（收入）", "1,23.50"), "amount", 5),
        (cell(1, "贷方发生额（收入）", 1234.505), "amount_decimals", 5),
        (cell(1, "贷方发生额（收入）", "1.2E+03"), "amount_float", 5),
        (cell(1, "借方发生额（支取）", "5.00"), "amount", 5),
        (cell(1, "贷方发生额（收入）", ""), "amount", 5),
        (lambda rows: rows.append(list(CCB_ROWS[0])), "row_out_of_place", 10),
        (lambda rows: rows.__delitem__(slice(4, 9)), "empty", None),
        (lambda rows: rows[3].__setitem__(10, "日子") or rows[3].__setitem__(2, "时辰"),
         "no_header", None),
    ],
)  # fmt: skip
def test_broken_workbook_is_refused_with_its_line(
    change: Change, code: str, line: int | None
) -> None:
    """One fault at a time."""
    assert refused("ccb_statement", ccb(change), code).line == line


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (ccb()[:-200], "container"),
        (ccb()[:40], "container"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "container"),
        ((GOLDEN / "ccb_statement.xls").read_bytes()[:1500], "container"),
    ],
)
def test_what_is_no_whole_workbook_is_refused(content: bytes, code: str) -> None:
    """Cut, a web page named .xls, nothing at all."""
    refused("ccb_statement", content, code)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("2026-09-15,贷", "2026-09-15,进", "sign", 6),
        (",A2,建设银行,,手续费", ",A2", "columns", 5),
        ('"二期, 车位"\n合计,,,,,,,\n收入合计,1534.50,支出合计,12.00\n期末余额,11522.50\n', "x",
         None, None),
        ("支出合计,12.00", "支出合计,13.00", "total", 8),
        ("期末余额,11522.50", "期末余额,1.00", "balance", 9),
        ('期初余额,"10,000.00"', "期初余额,1", "balance", 2),
        ("2026-09-14,借", "20260914x,借", "date", 5),
    ],
)  # fmt: skip
def test_broken_text_is_refused_with_its_line(
    old: str, new: str, code: str | None, line: int | None
) -> None:
    """The third is not broken: a text without totals is whole as far as anybody can tell."""
    content = TEXT.replace(old, new).encode()
    if code is None:
        assert len(parse("generic_text", content)) == 3
    else:
        assert refused("generic_text", content, code).line == line


def test_text_cut_in_the_middle_of_a_movement() -> None:
    """The last line has too few columns."""
    content = TEXT[: TEXT.index(",A3")].encode()
    assert refused("generic_text", content, "truncated").line == 6


def test_bytes_of_no_encoding_and_bytes_that_are_no_text() -> None:
    """Named with their line."""
    utf16 = TEXT.encode("utf-16-le")
    assert refused("generic_text", utf16, "control").line == 1
    damaged = TEXT.encode("utf-8").replace("张三".encode(), b"\xff\xff")
    assert refused("generic_text", damaged, "encoding").line == 4


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1197.50", "1197.51", "balance"),
        ("<Sum>200.00", "<Sum>201.00", "total"),
        ('Ccy="EUR">2.50', 'Ccy="USD">2.50', "currency"),
        ("<AcctSvcrRef>R2", "<AcctSvcrRef>R1", "duplicate_reference"),
        ("<Dt>2026-09-14</Dt></BookgDt>", "<Dt>14.09.26</Dt></BookgDt>", "date"),
        ("CRDT</CdtDbtInd>\n<Sts>", "IN</CdtDbtInd>\n<Sts>", "sign"),
        ("</Stmt></BkToCstmrStmt></Document>", "", "truncated"),
        ("camt.053.001.02", "camt.054.001.02", "unknown_layout"),
        ("<GrpHdr>", "<GrpHdr", "xml"),
        ('<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE x [<!ENTITY a "b">]>', "xml"),
        ("2.50</Amt>", "2.505</Amt>", "amount_decimals"),
    ],
)
def test_broken_camt_is_refused(old: str, new: str, code: str) -> None:
    """Also what tries to reach outside the file."""
    refused("camt_053", camt(change=lambda text: text.replace(old, new, 1)), code)


def test_a_reference_that_is_unique_in_a_day_alone(tmp_path: Path) -> None:
    """Declared in a copy of the layout; a copy of one's own wins over the built-in one."""
    folder = tmp_path / "statements"
    folder.mkdir()
    built_in = Path(PROFILES.__class__.__module__.replace(".", "/"))
    source = Path(__file__).parents[2] / "sidecar/src" / built_in.parent / "statements"
    text = (source / "ccb_statement.toml").read_text(encoding="utf-8")
    text = text.replace('reference = "account"', 'reference = "day"')
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    layout = load_statement_profiles(tmp_path).get("ccb_statement")
    content = ccb(cell(3, "账户明细编号-交易流水号", "0914-001"))
    assert layout.parse("x", content).rows[2].reference == "2026-09-15 0914-001"


def test_ambiguous_dates_are_refused(tmp_path: Path) -> None:
    """03/04 is a day in March and one in April."""
    folder = tmp_path / "statements"
    folder.mkdir()
    (folder / "mine.toml").write_text(
        'code = "mine"\ntitle = "x"\nfamily = "spreadsheet"\n[amount]\nsigns = "signed"\n'
        '[dates]\nformats = ["%d/%m/%Y", "%m/%d/%Y"]\n[columns]\ndate = ["d"]\namount = ["a"]\n',
        encoding="utf-8",
    )
    layout = load_statement_profiles(tmp_path).get("mine")
    assert layout.parse("x", workbook([["d", "a"], ["13/04/2026", 1]])).rows[0].date == "2026-04-13"
    with pytest.raises(BadFile, match="2026-03-04 or 2026-04-03") as caught:
        layout.parse("x", workbook([["d", "a"], ["03/04/2026", 1]]))
    assert caught.value.line == 2


def test_a_layout_that_cannot_be_is_named(tmp_path: Path) -> None:
    """Missing columns, unknown fields."""
    folder = tmp_path / "statements"
    folder.mkdir()
    file = folder / "mine.toml"
    base = 'code = "mine"\ntitle = "x"\nfamily = "spreadsheet"\n[dates]\nformats = ["%Y"]\n'
    for rest, words in (
        ('[amount]\nsigns = "columns"\n[columns]\ndate = ["d"]\nmoney_in = ["a"]', "money_out"),
        ('[amount]\nsigns = "flag"\n[columns]\ndate = ["d"]\namount = ["a"]\nsign = ["s"]',
         "words_in"),
        ('[amount]\nsigns = "signed"\n[columns]\ndate = ["d"]\namount = ["a"]\nday = ["x"]', "day"),
    ):  # fmt: skip
        file.write_text(base + rest, encoding="utf-8")
        with pytest.raises(ConfigError, match=words):
            load_statement_profiles(tmp_path)


def test_fifty_thousand_movements() -> None:
    """In one file, with a running balance."""
    rows = ["日期,借贷,金额,余额,流水号,对方户名,摘要"]
    rows += [f"2026-09-14,贷,1.50,{1.5 * n:.2f},N{n},张三,物业费" for n in range(1, 50_001)]
    table = parse("generic_text", "\n".join(rows).encode("gbk"))
    assert (len(table), table.closing) == (50_000, 7_500_000)
    pages = [table.page(start, 1000) for start in range(0, len(table), 1000)]
    assert [row["position"] for page in pages for row in page] == list(range(1, 50_001))


GOOD = [
    ("generic_text", TEXT.encode("gbk")),
    ("camt_053", camt("08")),
    ("ccb_statement", ccb()),
    ("ccb_statement", (GOLDEN / "ccb_statement.xls").read_bytes()),
]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_or_refused_but_never_crash(data: st.DataObject) -> None:
    """A few bytes replaced, cut or put in anywhere, in each family."""
    code, good = GOOD[data.draw(st.integers(0, 3))]
    content = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.binary(max_size=3))
        content[place : place + data.draw(st.integers(0, 5))] = piece
    PROFILES.get(code).recognises("x", bytes(content))
    try:
        table = parse(code, bytes(content))
    except BadFile as error:
        assert error.cause and error.cure
    else:
        assert (
            table.opening is None
            or table.opening + table.total_in - table.total_out == table.closing
        )
