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
from arrears_sidecar.profiles import load_statement_profiles


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


def test_name_of_a_file_leads_nowhere_else(tmp_path: Path) -> None:
    """The bank names files; the folders are ours."""
    world = World(tmp_path / "ccb")
    place = world.place()
    exchange = place.exchanges["ccb"]
    exchange.deliver("../../outside.txt", b"x")
    exchange.bring("..\\..\\outside2.txt", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["ccb"]
    assert world.names("inbox") == ["outside.txt"] and world.names("working") == ["outside2.txt"]
