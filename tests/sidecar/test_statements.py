"""Statements on their way into Odoo: each once, whole or not at all, and a refused one says why."""

from pathlib import Path

import pytest
from crashing import Crash, Fuse, Fused, fused_disk
from fake_odoo import FakeOdoo
from statement_files import ccb
from world import PROFILES

from arrears_sidecar.exchange import INCOMING, Exchange
from arrears_sidecar.profiles import load_statement_profiles
from arrears_sidecar.statements import import_statements
from arrears_sidecar.workplace import Tally, Workplace

STATEMENTS = load_statement_profiles()


class Desk:
    """One account's folder and an Odoo in memory, with a fuse between them."""

    def __init__(self, folder: Path, fuse: Fuse | None = None) -> None:
        self.folder = folder
        self.odoo = FakeOdoo()
        self.fuse = fuse or Fuse()

    def put(self, name: str, content: bytes) -> None:
        """A person saves a file into the inbox."""
        (self.folder / "inbox").mkdir(parents=True, exist_ok=True)
        (self.folder / "inbox" / name).write_bytes(content)

    def run(self) -> Tally:
        """A freshly started sidecar runs its job once."""
        exchange = Exchange("ccb-main", self.folder, folders=INCOMING,
                            disk=fused_disk(self.fuse), settle_seconds=0)  # fmt: skip
        exchange.open()
        place = Workplace(
            gateway=Fused(self.odoo, self.fuse),
            exchanges={},
            profiles=PROFILES,
            statement_exchanges={"ccb-main": exchange},
            statement_profiles=STATEMENTS,
            page_size=2,
        )
        return import_statements(place)

    def names(self, folder: str) -> list[str]:
        """Names in one folder."""
        return sorted(path.name for path in (self.folder / folder).iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An account without files."""
    return Desk(tmp_path / "ccb-main")


def test_statement_is_staged_in_pages_sealed_and_filed(desk: Desk) -> None:
    """The plain case; there are no folders for files that go out."""
    desk.put("9月.xlsx", ccb())
    assert desk.run().counts == {"statements accepted": 1}
    desk.odoo.book_statements()
    assert desk.odoo.lines == {"0914-001": 123450, "0914-002": -1200, "0915-001": 30000}
    assert len(desk.names("done")) == 1 and not (desk.folder / "outbox").exists()


def test_same_statement_again_changes_nothing(desk: Desk) -> None:
    """Under any name."""
    desk.put("a.xlsx", content := ccb())
    desk.run()
    desk.odoo.book_statements()
    before = desk.odoo.state()
    desk.put("b.xlsx", content)
    assert desk.run().counts == {"statements known already": 1}
    assert desk.odoo.state() == before and desk.names("quarantine") == []


def test_broken_statement_is_refused_and_books_nothing(desk: Desk) -> None:
    """The reason names file, line and cause; Odoo knows of it."""
    desk.put("a.xlsx", ccb(lambda rows: rows.pop(5)))
    tally = desk.run()
    desk.odoo.book_statements()
    assert tally.counts == {"statements refused": 1}
    (reason,) = (desk.folder / "quarantine").glob("*.reason.txt")
    assert "a.xlsx, line 6: the balance is" in reason.read_text(encoding="utf-8")
    (file,) = desk.odoo.statements.values()
    assert (file.state, file.verdict.code, file.verdict.line) == ("quarantined", "balance", 6)
    assert desk.odoo.lines == {}


def test_unknown_file_is_refused(desk: Desk) -> None:
    """A picture in the inbox."""
    desk.put("photo.jpg", b"\x89PNG\r\n\x1a\n")
    assert desk.run().counts == {"statements refused": 1}
    assert [file.verdict.code for file in desk.odoo.statements.values()] == ["unknown_layout"]


@pytest.mark.parametrize("broken", [False, True])
def test_uploaded_statement_is_read_as_well(desk: Desk, broken: bool) -> None:
    """From the form; the verdict stands on the record."""
    content = ccb((lambda rows: rows.pop(5)) if broken else lambda rows: None)
    file_id = desk.odoo.upload_statement("a.xlsx", content)
    desk.run()
    assert desk.odoo.statements[file_id].state == ("quarantined" if broken else "sealed")


def test_uploaded_statement_whose_layout_is_unknown_is_refused(desk: Desk) -> None:
    """A name mistyped in Odoo; the verdict names the layouts there are."""
    file_id = desk.odoo.upload_statement("a.xlsx", ccb(), profile="ccb_statment")
    tally = desk.run()
    file = desk.odoo.statements[file_id]
    assert tally.counts == {"statements refused": 1}
    assert (file.state, file.verdict.code) == ("quarantined", "layout")
    assert "no profile 'ccb_statment'" in file.verdict.message
    assert "ccb_statement" in file.verdict.message


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_operation_changes_nothing(tmp_path: Path, after: bool) -> None:
    """The plug is pulled at each operation in turn; a new start ends in the same state."""
    calm = Desk(tmp_path / "calm")
    calm.put("a.xlsx", content := ccb())
    calm.run()
    calm.odoo.book_statements()
    for at in range(1, calm.fuse.count + 1):
        desk = Desk(tmp_path / f"crash-{at}", Fuse(at, after=after))
        desk.put("a.xlsx", content)
        with pytest.raises(Crash):
            desk.run()
        desk.run()
        desk.odoo.book_statements()
        assert desk.odoo.state() == calm.odoo.state()
        assert desk.names("done") == calm.names("done")
