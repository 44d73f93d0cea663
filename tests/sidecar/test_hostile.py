"""What somebody might send to do harm: nothing of it is opened, and each is named."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from world import World

from arrears_sidecar.containers import refuse_archive
from arrears_sidecar.errors import BadFile
from arrears_sidecar.profiles import load_profiles, load_statement_profiles
from arrears_sidecar.profiles import workbook as workbooks
from arrears_sidecar.profiles.workbook import sheets_of


def zipped(name: str, content: bytes) -> bytes:
    """A zip of one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return packed.getvalue()


def tarred(name: str) -> bytes:
    """A tar of one file, whose path leads out of the folder."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as parts:
        parts.addfile(tarfile.TarInfo(name))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped("../../etc/cron.d/x", b"x"), "zip"),
        (zipped("R1.txt", bytes(50_000_000)), "zip"),
        (gzip.compress(bytes(50_000_000)), "gzip"),
        (bz2.compress(b"x"), "bzip2"),
        (lzma.compress(b"x"), "xz"),
        (tarred("../../etc/passwd"), "tar"),
        (b"7z\xbc\xaf\x27\x1crest", "7z"),
        (b"Rar!\x1a\x07\x01\x00rest", "rar"),
    ],
    ids=["zip-path", "zip-bomb", "gzip-bomb", "bzip2", "xz", "tar-path", "7z", "rar"],
)
def test_archive_goes_to_quarantine_unopened(tmp_path: Path, content: bytes, kind: str) -> None:
    """Whatever it is called; the cure is told, and nothing appears outside the folders."""
    world = World(tmp_path / "ccb")
    world.place()
    world.bank.deliver("DK2611210001_R1.txt", content)
    tally = world.run("import")["import"]
    assert tally.counts == {"answers refused": 1}
    assert f"archive ({kind})" in world.reason() and "Unpack it" in world.reason()
    assert [file.state for file in world.odoo.files.values()] == ["quarantined"]
    assert [path.name for path in tmp_path.iterdir()] == ["ccb"]


def test_workbook_is_no_archive() -> None:
    """Though it is a zip; a broken one is its reader's to name."""
    refuse_archive("a.xlsx", zipped("[Content_Types].xml", b"<Types/>"))
    refuse_archive("a.xlsx", b"PK\x03\x04broken")


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{}"><!ENTITY b "{}">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>&b;
</BkToCstmrStmt></Document>""".format("a" * 1000, "&a;" * 1000)
SECRET = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file://{0}">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>&a;
</BkToCstmrStmt></Document>"""


def test_xml_with_entities_is_refused(tmp_path: Path) -> None:
    """Neither is a bomb blown up nor a file of this machine read."""
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    layout = load_statement_profiles(None).get("camt_053")
    for text in (BOMB, SECRET.format(secret)):
        with pytest.raises(BadFile) as caught:
            layout.parse("a.xml", text.encode())
        assert "the secret" not in str(caught.value)


PARTS = {
    "[Content_Types].xml": """<?xml version="1.0"?><Types
        xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default
        Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType=
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override
        PartName="/xl/worksheets/sheet1.xml" ContentType=
        "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""",
    "_rels/.rels": """<?xml version="1.0"?><Relationships
        xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": """<?xml version="1.0"?><workbook
        xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
        <sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<?xml version="1.0"?><Relationships
        xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        Target="worksheets/sheet1.xml"/></Relationships>""",
}
SHEET = """<?xml version="1.0"?>{}<worksheet
    xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
    <c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>"""
TENFOLD = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))


def workbook(sheet: str) -> bytes:
    """A workbook of one sheet, written by hand."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            parts.writestr(name, text)
    return packed.getvalue()


def test_workbook_of_this_kind_is_read_when_it_is_harmless() -> None:
    """Guards the tests below: they fail for what is in the sheet and for nothing else."""
    ((line, cells),) = sheets_of("a.xlsx", workbook(SHEET.format("", "word")), 9)["S"]
    assert (line, cells[0]) == (1, "word") and set(cells[1:]) == {None}


def test_workbook_with_entities_is_refused_or_leaves_them_out(tmp_path: Path) -> None:
    """A thousand million letters are not written out, and no file of this machine is read."""
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{TENFOLD}]>'
    with pytest.raises(BadFile, match="damaged"):
        sheets_of("a.xlsx", workbook(SHEET.format(bomb, "&e9;")), 9)
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]>'
    try:
        found = sheets_of("a.xlsx", workbook(SHEET.format(outside, "&a;")), 9)
    except BadFile as refused:
        found = refused
    assert "the secret" not in str(found)


def test_workbook_that_unpacks_to_too_much_is_refused_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its parts are weighed before they are unpacked."""
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000_000)
    content = workbook(SHEET.format("", " " * 2_000_000))
    assert len(content) < 100_000
    with pytest.raises(BadFile, match="unpacks to more than"):
        sheets_of("a.xlsx", content, 9)


@pytest.mark.parametrize("message", ["pain.002.001.03", "camt.054.001.08", "camt.053.001.08"])
def test_answers_of_every_kind_of_message_refuse_entities(tmp_path: Path, message: str) -> None:
    """Those of debits as those of statements: one reader."""
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    layout = load_profiles().get("sepa_core")
    for text in (BOMB, SECRET.format(secret)):
        content = text.replace("camt.053.001.02", message).encode()
        with pytest.raises(BadFile) as caught:
            layout.parse("a.xml", content)
        assert caught.value.code == "xml" and "the secret" not in str(caught.value)


def test_name_of_a_file_leads_nowhere_else(tmp_path: Path) -> None:
    """The bank names files; the folders are ours."""
    world = World(tmp_path / "ccb")
    place = world.place()
    exchange = place.exchanges["ccb"]
    exchange.deliver("../../outside.txt", b"x")
    exchange.bring("..\\..\\outside2.txt", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["ccb"]
    assert world.names("inbox") == ["outside.txt"] and world.names("working") == ["outside2.txt"]
