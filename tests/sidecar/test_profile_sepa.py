"""SEPA: messages that the scheme's own schema accepts, and status reports of every version."""

from dataclasses import replace
from importlib.resources import files

import pytest
from damage import damaged, read_or_refused
from fake_odoo import batch_of, instructions
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from arrears_sidecar.errors import BadFile, BadRow, Permanent
from arrears_sidecar.profiles import load_profiles
from arrears_sidecar.profiles.sepa_request import spelled
from arrears_sidecar.records import Creditor, Instruction, RenderedFile

PROFILES = load_profiles()
VERSIONS = {"sepa_core": "pain.008.001.08", "sepa_core_02": "pain.008.001.02"}
CREDITOR = Creditor("Hausverwaltung Müller & Söhne", "DE89370400440532013000", "COBADEFFXXX",
                    "DE98ZZZ09999999999")  # fmt: skip
NAME = "anything.xml"


def debits(count: int = 3) -> list[Instruction]:
    """Instructions with what SEPA asks for."""
    return [
        replace(row, account_number="DE02120300000000202051", holder_name="José Núñez-Groß",
                agreement=f"M-{row.sequence}", signed_on="2025-03-01", bank_code="BYLADEM1001",
                summary="Hausgeld", memo="3-2-1501")
        for row in instructions(count)
    ]  # fmt: skip


def rendered(code: str, rows: list[Instruction], **changes: object) -> tuple[RenderedFile, ...]:
    """The batch's messages."""
    values = {"profile": code, "currency": "EUR", "creditor": CREDITOR,
              "approved_at": "2026-11-18T09:30:00"} | changes  # fmt: skip
    return PROFILES.get(code).render(batch_of(rows, 1, **values), rows)


@pytest.mark.parametrize("code", VERSIONS)
def test_the_message_is_valid_by_the_schema_of_its_version(code: str) -> None:
    """Also without a bank's code, and with letters that SEPA lacks."""
    path = files("sepaxml").joinpath(f"schemas/{VERSIONS[code]}.xsd")
    schema = etree.XMLSchema(etree.fromstring(path.read_bytes()))
    rows = debits()
    rows[1] = replace(rows[1], bank_code="")
    (file,) = rendered(code, rows)
    schema.assertValid(etree.fromstring(file.content))
    text = file.content.decode()
    assert "Jose Nunez-Gross" in text and "Hausverwaltung Muller + Sohne" in text
    assert text.count("NOTPROVIDED") == 1
    assert "<CtrlSum>370.41</CtrlSum>" in text and "<NbOfTxs>3</NbOfTxs>" in text
    assert '<InstdAmt Ccy="EUR">123.46</InstdAmt>' in text
    assert "<MndtId>M-1</MndtId>" in text and "<DtOfSgntr>2025-03-01</DtOfSgntr>" in text


def schema_of(code: str) -> etree.XMLSchema:
    """The scheme's own schema of a version."""
    path = files("sepaxml").joinpath(f"schemas/{VERSIONS[code]}.xsd")
    return etree.XMLSchema(etree.fromstring(path.read_bytes()))


@pytest.mark.parametrize("code", VERSIONS)
def test_what_changed_in_a_mandate_is_told_with_its_original(code: str) -> None:
    """Account at the same bank or at another, number of the mandate, creditor."""
    rows = debits(4)
    rows[0] = replace(rows[0], original_account="DE89370400440532013000")
    rows[1] = replace(rows[1], original_account="SMNDA", sequence_type="FRST")
    rows[2] = replace(rows[2], original_agreement="OLD-3", original_creditor_name="Müller alt",
                      original_creditor_identifier="DE11ZZZ00000000001")  # fmt: skip
    (file,) = rendered(code, rows)
    root = etree.fromstring(file.content)
    schema_of(code).assertValid(root)
    text = "".join(file.content.decode().split())
    assert text.count("<AmdmntInd>true</AmdmntInd>") == 3, "what did not change is not amended"
    assert "<OrgnlDbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></OrgnlDbtrAcct>" in text
    assert "<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>" in text
    assert "<OrgnlMndtId>OLD-3</OrgnlMndtId><OrgnlCdtrSchmeId><Nm>Mulleralt</Nm>" in text
    assert "<Id>DE11ZZZ00000000001</Id>" in text
    assert "DE89370400440532013000" not in repr(rows[0])


@pytest.mark.parametrize("code", VERSIONS)
def test_each_place_in_the_life_of_a_mandate_is_a_part_of_the_message(code: str) -> None:
    """First, recurring, last, each with its own count and total; without a place it recurs."""
    rows = debits(4)
    for at, kind in ((0, "FNAL"), (1, "FRST"), (3, "RCUR")):
        rows[at] = replace(rows[at], sequence_type=kind)
    (file,) = rendered(code, rows)
    root = etree.fromstring(file.content)
    schema_of(code).assertValid(root)
    parts = [node for node in root[0] if etree.QName(node).localname == "PmtInf"]
    told = [
        [node.findtext(f"{{*}}{name}") for name in ("PmtInfId", "NbOfTxs")]
        + [node.findtext("{*}PmtTpInf/{*}SeqTp")]
        for node in parts
    ]
    assert told == [
        ["DK2611210001-FRST", "1", "FRST"],
        ["DK2611210001-RCUR", "2", "RCUR"],
        ["DK2611210001-FNAL", "1", "FNAL"],
    ]
    assert (file.row_count, root.findtext(".//{*}GrpHdr/{*}NbOfTxs")) == (4, "4")


@pytest.mark.parametrize("code", VERSIONS)
def test_the_same_rows_give_the_same_bytes(code: str) -> None:
    """No hour of its own, nothing at random."""
    assert rendered(code, debits()) == rendered(code, debits())


def test_many_debits_become_several_messages_with_their_own_identification() -> None:
    """At most 20,000 in each."""
    rows = debits(20_001)
    first, second = rendered("sepa_core", rows)
    assert (first.row_count, second.row_count) == (20_000, 1)
    assert first.name != second.name
    assert b"<MsgId>DK2611210001-02</MsgId>" in second.content


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holder_name": "张三"}, "U+5F20, which SEPA lacks"),
        ({"holder_name": " "}, "holder_name is empty"),
        ({"account_number": "6227001234567890"}, "no IBAN"),
        ({"bank_code": "102100099996"}, "no BIC"),
        ({"agreement": ""}, "number of the mandate"),
        ({"signed_on": ""}, "day the mandate was signed"),
        ({"sequence_type": "NEXT"}, "none of FRST, RCUR, FNAL"),
        ({"original_account": "62270012"}, "original_account is no IBAN"),
        ({"original_agreement": "M_ü"}, "original_agreement has other signs"),
    ],
)
def test_a_debit_that_lacks_something_is_named(changes: dict, words: str) -> None:
    """Row and reference, not the value."""
    rows = debits()
    rows[1] = replace(rows[1], **changes)
    with pytest.raises(BadRow, match="row 2 ") as caught:
        rendered("sepa_core", rows)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"creditor": replace(CREDITOR, identifier="")}, "creditor identifier is missing"),
        ({"creditor": replace(CREDITOR, account="62270012")}, "no IBAN"),
        ({"creditor": replace(CREDITOR, bank_code="X")}, "no BIC"),
        ({"creditor": replace(CREDITOR, name="")}, "no name"),
        ({"currency": "CNY"}, "currency CNY"),
    ],
)
def test_what_the_firm_s_own_side_lacks_is_said(changes: dict, words: str) -> None:
    """With the place where it is mended."""
    with pytest.raises(Permanent, match=words):
        rendered("sepa_core", debits(), **changes)


def report(
    *rows: str, version: str = "pain.002.001.03", group: str = "", original: str = "DK2611210001"
) -> bytes:
    """A status report as a bank writes it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><CstmrPmtStsRpt>\n'
        f"<GrpHdr><MsgId>B1</MsgId></GrpHdr>\n<OrgnlGrpInfAndSts><OrgnlMsgId>{original}"
        f"</OrgnlMsgId>{group}</OrgnlGrpInfAndSts>\n<OrgnlPmtInfAndSts>\n"
        + "\n".join(rows)
        + "\n</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def refusal(
    reference: str,
    code: str,
    amount: str = "123.46",
    *,
    status: str = "RJCT",
    currency: str = "EUR",
) -> str:
    """One debit of a report."""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt>"
        f'<InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>'
    )


@pytest.mark.parametrize("version", ["pain.002.001.03", "pain.002.001.10", "pain.002.001.12"])
def test_a_report_of_any_version_names_the_refusals(version: str) -> None:
    """Silence about the others means that nothing stands in their way."""
    content = report(
        refusal("L00000002", "AM04"),
        refusal("L00000003", "MD07", "5"),
        refusal("L00000004", "XX99", "7.5"),
        refusal("L00000005", "", status="ACSC"),
        version=version,
    )
    assert PROFILES.detect(NAME, content).code == "sepa_core"
    table = PROFILES.get("sepa_core").parse(NAME, content)
    assert table.batch_reference == "DK2611210001"
    assert list(table.references) == ["L00000002", "L00000003", "L00000004"]
    assert list(table.outcomes) == ["funds", "deceased", "unknown"]
    assert list(table.offered) == [12_346, 500, 750]
    assert table.total_settled == 0
    assert PROFILES.get("sepa_core").reply_lists == "failures"
    assert PROFILES.get("sepa_core").explain(NAME, content)[0].reading["outcome"] == "funds"


def test_a_report_about_one_of_several_messages_speaks_of_the_batch() -> None:
    """The part's number is no other batch."""
    content = report(refusal("L00000002", "AM04"), original="DK2611210001-02")
    assert PROFILES.get("sepa_core").parse(NAME, content).batch_reference == "DK2611210001"


REFUSED_WHOLE = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03">'
    b"&c;</Document>"
)
OUTSIDE = BOMB.replace(b'<!ENTITY a "aaaaaaaaaa">', b'<!ENTITY a SYSTEM "file:///etc/passwd">')
BROKEN = {
    "empty": (b" ", "empty"),
    "no XML": (b"1|2|3", "truncated"),
    "cut": (report(refusal("L00000002", "AM04"))[:-30], "truncated"),
    "tag left open": (report("<TxInfAndSts>"), "xml"),
    "bomb": (BOMB, "xml"),
    "file from outside": (OUTSIDE, "xml"),
    "another message": (report(version="pain.001.001.03"), "unknown_layout"),
    "no report in it": (
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"/>', "unknown_layout",
    ),
    "whole file refused": (report(group=REFUSED_WHOLE), "file_refused"),
    "payment refused": (report("<PmtInfSts>RJCT</PmtInfSts>"), "file_refused"),
    "no batch": (report(refusal("L00000002", "AM04"), original="NOTOURS-x"), "batch"),
    "strange status": (report(refusal("L00000002", "AM04", status="WHAT")), "status"),
    "no reference": (report(refusal("", "AM04")), "reference"),
    "reference of another": (report(refusal("NOTPROVIDED-OR-LONG", "AM04")), "reference"),
    "twice": (report(refusal("L00000002", "AM04"), refusal("L00000002", "MS03")), "duplicate_row"),
    "another currency": (report(refusal("L00000002", "AM04", currency="CNY")), "amount"),
    "three decimals": (report(refusal("L00000002", "AM04", "1.234")), "amount"),
    "words for an amount": (report(refusal("L00000002", "AM04", "ten")), "amount"),
    "no amount": (
        report(refusal("L00000002", "AM04").replace("InstdAmt", "EqvtAmt")), "amount",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_report_is_refused_with_file_cause_and_cure(case: str) -> None:
    """Nothing of it is read."""
    content, code = BROKEN[case]
    with pytest.raises(BadFile) as caught:
        PROFILES.get("sepa_core").parse(NAME, content)
    assert caught.value.code == code, str(caught.value)
    assert caught.value.cause and caught.value.cure
    assert "root:" not in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_report_never_crashes(data: st.DataObject) -> None:
    """A few bytes replaced, cut or put in anywhere."""
    content = damaged(data, report(refusal("L00000002", "AM04"), refusal("L00000003", "AC04")))
    profile = PROFILES.get("sepa_core")
    profile.recognises(NAME, content)
    read_or_refused(profile.parse, NAME, content)


def test_letters_are_spelled_as_banks_take_them() -> None:
    """Accents come off; what has no Latin form stays, and is refused where it stands."""
    assert spelled("Łukasz Ørsted-Straße & Œuvre") == "Lukasz Orsted-Strasse + OEuvre"
    assert spelled("张三") == "张三"


# What came back after settlement


def returned(
    reference: str = "L00000002", code: str = "AC04", amount: str = "123.46", **more: str
) -> str:
    """One transaction of an entry: what was collected, and what the bank took with its charges."""
    reason = f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>" if code else "<RtrInf/>"
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs><AmtDtls><InstdAmt>"
        f'<Amt Ccy="{more.get("currency", "EUR")}">{amount}</Amt></InstdAmt></AmtDtls>'
        f"{reason}</TxDtls>"
    )


def notification(
    *details: str, version: str = "camt.054.001.08", side: str = "DBIT", day: str = "2026-12-01"
) -> bytes:
    """A notification, or a statement, with one entry; all in one line, as some banks write."""
    kind = ("BkToCstmrStmt", "Stmt") if "053" in version else ("BkToCstmrDbtCdtNtfctn", "Ntfctn")
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{kind[0]}><{kind[1]}><Ntry>'
        f'<Amt Ccy="EUR">999.00</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<ValDt><Dt>{day}</Dt></ValDt><NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
        f"</{kind[1]}></{kind[0]}></Document>"
    ).encode()


@pytest.mark.parametrize("message", ["camt.053", "camt.054"])
@pytest.mark.parametrize("version", ["001.02", "001.04", "001.08"])
def test_returns_are_read_from_either_message_of_any_version(message: str, version: str) -> None:
    """What was collected comes back, below zero and without the bank's charges."""
    content = notification(
        returned(), returned("L00000003", "MD06", "5"), version=f"{message}.{version}"
    )
    assert PROFILES.detect(NAME, content).code == "sepa_core"
    table = PROFILES.get("sepa_core").parse(NAME, content)
    assert list(table.lines) == [1, 2], "each has a number, though all stand in one line"
    assert list(table.references) == ["L00000002", "L00000003"]
    assert list(table.settled) == [-12_346, -500]
    assert list(table.offered) == [12_346, 500]
    assert list(table.outcomes) == ["account", "refused"]
    assert set(table.value_dates) == {"2026-12-01"}
    assert table.batch_reference == ""
    assert PROFILES.get("sepa_core").explain(NAME, content)[0].reading["settled"] == "-123.46"


def test_the_same_return_told_twice_counts_once() -> None:
    """By reference, code, amount and day."""
    table = PROFILES.get("sepa_core").parse(NAME, notification(returned(), returned()))
    assert len(table) == 1


def test_a_part_that_comes_back_is_less_than_what_was_instructed() -> None:
    """Two parts of one debit are two returns; charges of the bank are no part of either."""
    moved = "<TxAmt><Amt Ccy='EUR'>{}</Amt></TxAmt></AmtDtls>"
    part = returned().replace("</AmtDtls>", moved.format("23.46"))
    rest = returned(code="MD06").replace("</AmtDtls>", moved.format("100.00"))
    charged = returned("L00000003", "AM04", "5").replace("</AmtDtls>", moved.format("8.00"))
    content = notification(part, rest, part, charged)
    table = PROFILES.get("sepa_core").parse(NAME, content)
    assert list(table.references) == ["L00000002", "L00000002", "L00000003"]
    assert list(table.settled) == [-2346, -10_000, -500]
    assert list(table.codes) == ["AC04", "MD06", "AM04"]


def test_what_is_no_return_is_passed_over() -> None:
    """A debit without a reason, and money that came in, are the business of statements."""
    plain = returned("L00000009").replace("<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", "")
    table = PROFILES.get("sepa_core").parse(NAME, notification(plain, returned()))
    assert list(table.references) == ["L00000002"]


BROKEN_RETURNS = {
    "money in": (notification(returned(), side="CRDT"), "no_returns"),
    "no reference": (notification(returned("")), "reference"),
    "reference of others": (notification(returned("NOTPROVIDED-AT-ALL")), "reference"),
    "no reason": (notification(returned(code="")), "reason"),
    "no day": (notification(returned(), day=""), "date"),
    "of nothing": (notification(returned(amount="0")), "amount"),
    "another currency": (notification(returned(currency="CNY")), "amount"),
    "three decimals": (notification(returned(amount="1.234")), "amount"),
    "cut": (notification(returned())[:-20], "truncated"),
}


@pytest.mark.parametrize("case", BROKEN_RETURNS)
def test_a_broken_notification_is_refused_with_cause_and_cure(case: str) -> None:
    """Nothing of it is undone."""
    content, code = BROKEN_RETURNS[case]
    with pytest.raises(BadFile) as caught:
        PROFILES.get("sepa_core").parse(NAME, content)
    assert caught.value.code == code, str(caught.value)
    assert caught.value.cause and caught.value.cure
