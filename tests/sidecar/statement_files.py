"""Bank statements for tests: good ones as banks write them, to be broken by the tests."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl

CCB_HEADINGS = [
    "账号", "账户名称", "交易时间", "借方发生额（支取）", "贷方发生额（收入）", "余额", "币种",
    "对方户名", "对方账号", "对方开户机构", "记账日期", "摘要", "备注", "账户明细编号-交易流水号",
]  # fmt: skip
OWN = "33050161234500000688"
ICBC_HEADINGS = [
    "凭证号", "本方账号", "对方账号", "交易时间", "借/贷", "借方发生额", "贷方发生额", "对方行号",
    "摘要", "用途", "对方单位", "余额", "个性化信息",
]  # fmt: skip


def ccb_row(day: str, out: str, into: str, balance: str, payer: str, remark: str, ref: str) -> list:
    """A movement as CCB writes it; text in every cell."""
    account = f"6217001234567890{ref[-3:]}"
    return [OWN, "某物业公司", f"{day} 10:11:12", out, into, balance, "人民币", payer, account,
            "某支行", day, "转账", remark, ref]  # fmt: skip


CCB_ROWS = [
    ccb_row("20260914", "0.00", "1,234.50", "11,234.50", "张三", "3-2-1501 物业费", "0914-001"),
    ccb_row("20260914", "12.00", "0.00", "11,222.50", "建设银行", "手续费", "0914-002"),
    ccb_row("20260915", "0.00", "300.00", "11,522.50", "李四", "", "0915-001"),
]


def ccb(change: Callable[[list[list[Any]]], None] = lambda rows: None) -> bytes:
    """A CCB workbook: title, labels, heading on row 4, three movements, totals."""
    rows: list[list[Any]] = [
        ["账户明细查询"],
        ["起始日期：20260914", "", "截止日期：20260915"],
        [],
        list(CCB_HEADINGS),
        *[list(row) for row in CCB_ROWS],
        ["合计", "", "", "12.00", "1,534.50"],
        ["总笔数", "3"],
    ]
    change(rows)
    return workbook(rows)


def workbook(rows: list[list[Any]]) -> bytes:
    """Rows as .xlsx."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def icbc() -> bytes:
    """An ICBC workbook: newest movement first, numbers in cells, no reference."""
    rows = [
        ["[HISTORYDETAIL]"],
        ICBC_HEADINGS,
        ["0", OWN, "6222021234567890999", "2026-09-15", "贷", None, 300, "", "转账", "", "李四",
         1522.5, ""],
        ["0", OWN, "", "2026-09-15", "借", 12, None, "", "手续费", "", "", 1222.5, ""],
        ["0", OWN, "6222021234567890123", "2026-09-14", "贷", None, 1234.5, "", "转账", "3-2-1501",
         "张三", 1234.5, ""],
    ]  # fmt: skip
    return workbook(rows)


TEXT = """账号,33050161234500000688
期初余额,"10,000.00"
日期,借贷,金额,余额,流水号,对方户名,对方账号,摘要
2026-09-14,贷,"1,234.50",11234.50,A1,张三,6217001234567890001,3-2-1501 物业费
2026-09-14,借,12.00,11222.50,A2,建设银行,,手续费
2026-09-15,贷,300.00,11522.50,A3,李四,6217001234567890003,"二期, 车位"
合计,,,,,,,
收入合计,1534.50,支出合计,12.00
期末余额,11522.50
"""


def camt(version: str = "02", change: Callable[[str], str] = lambda text: text) -> bytes:
    """A camt.053 with a plain entry, a fee, and a lump sum of two details."""
    party = ("", "") if version in ("02", "04") else ("<Pty>", "</Pty>")
    status = "BOOK" if version in ("02", "04") else "<Cd>BOOK</Cd>"

    def detail(number: int, amount: str, name: str, remark: str) -> str:
        account = f"DE0210010010000000{number:04d}"
        return f"""<TxDtls><Refs><EndToEndId>E{number}</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>
<RltdPties><Dbtr>{party[0]}<Nm>{name}</Nm>{party[1]}</Dbtr>
<DbtrAcct><Id><IBAN>{account}</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{remark}</Ustrd></RmtInf></TxDtls>"""

    def entry(amount: str, way: str, ref: str, details: str) -> str:
        return f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>
<Sts>{status}</Sts><BookgDt><Dt>2026-09-14</Dt></BookgDt><ValDt><Dt>2026-09-13</Dt></ValDt>
<AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"""

    def balance(code: str, amount: str) -> str:
        return f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-14</Dt></Dt></Bal>"""

    entries = (
        entry("120.00", "CRDT", "R1", detail(1, "120.00", "Anna Muster", "Unit 1501 Q3"))
        + entry("2.50", "DBIT", "R2", "")
        + entry("80.00", "CRDT", "R3",
                detail(2, "50.00", "Ben", "Unit 7") + detail(3, "30.00", "Cleo", "Unit 8"))
    )  # fmt: skip
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id>
<Acct><Id><IBAN>DE02100100109307118603</IBAN></Id><Ccy>EUR</Ccy></Acct>
{balance("OPBD", "1000.00")}{balance("CLBD", "1197.50")}
<TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>200.00</Sum></TtlCdtNtries></TxsSummry>
{entries}</Stmt></BkToCstmrStmt></Document>"""
    return change(text).encode()
