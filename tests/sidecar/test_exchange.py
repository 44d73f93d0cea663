"""Folders: what is taken, what is left alone, and where things end."""

import os
from pathlib import Path

import pytest

from arrears_sidecar.disk import TEMPORARY, only_one
from arrears_sidecar.errors import BadFile
from arrears_sidecar.exchange import Exchange, Prepared, marked, safe_name


class Clock:
    """Seconds that pass when told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """A clock at zero."""
    return Clock()


@pytest.fixture
def exchange(tmp_path: Path, clock: Clock) -> Exchange:
    """A fresh channel that waits two seconds for files to settle."""
    made = Exchange("ccb", tmp_path, settle_seconds=2, max_bytes=1000, now=clock)
    made.open()
    return made


def put(exchange: Exchange, name: str, content: bytes = b"x") -> Path:
    """A file in the inbox."""
    path = exchange.root / "inbox" / name
    path.write_bytes(content)
    return path


def settled(exchange: Exchange, clock: Clock) -> list[str]:
    """Names that are still waiting after a long look."""
    exchange.waiting()
    clock.seconds += 10
    return exchange.waiting()


@pytest.mark.parametrize(
    "name",
    [
        "R1.txt.tmp",
        "R1.txt.part",
        "R1.txt.filepart",
        "R1.txt.crdownload",
        ".R1.txt",
        "R1.txt~",
        "~$R1.xlsx",
        "R1.TMP",
    ],
)
def test_temporary_names_are_left_alone(exchange: Exchange, clock: Clock, name: str) -> None:
    """Somebody is still writing."""
    put(exchange, name)
    assert settled(exchange, clock) == []


def test_a_growing_file_is_left_alone_until_it_rests(exchange: Exchange, clock: Clock) -> None:
    """Its clock starts anew with each change, whatever time stamp the copy carries."""
    path = put(exchange, "R1.txt", b"half")
    os.utime(path, (0, 0))
    assert exchange.waiting() == []
    clock.seconds = 1.5
    path.write_bytes(b"half and more")
    os.utime(path, (0, 0))
    assert exchange.waiting() == []
    clock.seconds = 3.0
    assert exchange.waiting() == []
    clock.seconds = 3.6
    assert exchange.waiting() == ["R1.txt"]


def test_links_and_folders_are_no_files(exchange: Exchange, clock: Clock, tmp_path: Path) -> None:
    """A link could point at anything on the machine."""
    (tmp_path / "secret").write_text("secret")
    (exchange.root / "inbox" / "link.txt").symlink_to(tmp_path / "secret")
    (exchange.root / "inbox" / "folder.txt").mkdir()
    assert settled(exchange, clock) == []


def test_claim_moves_and_two_claims_have_one_winner(exchange: Exchange) -> None:
    """Two sidecars may see the same file."""
    put(exchange, "R1.txt")
    assert exchange.claim("R1.txt") == "R1.txt"
    assert exchange.claim("R1.txt") is None
    assert exchange.working() == ["R1.txt"]


def test_claim_waits_while_the_name_is_taken(exchange: Exchange) -> None:
    """The next file of the same name must not overwrite one being read."""
    put(exchange, "R1.txt", b"first")
    exchange.claim("R1.txt")
    put(exchange, "R1.txt", b"second")
    assert exchange.claim("R1.txt") is None
    assert exchange.read_working("R1.txt") == b"first"


def test_same_name_with_other_bytes_keeps_both(exchange: Exchange) -> None:
    """A bank reuses names."""
    for content, sha in ((b"1", "aaaaaaaa11"), (b"2", "bbbbbbbb22")):
        put(exchange, "R1.txt", content)
        exchange.finish(exchange.claim("R1.txt"), sha)
    names = sorted(path.name for path in (exchange.root / "done").iterdir())
    assert names == ["R1.aaaaaaaa.txt", "R1.bbbbbbbb.txt"]


def test_large_file_is_refused_unread(exchange: Exchange) -> None:
    """The limit and the setting are named."""
    put(exchange, "R1.txt", b"x" * 1001)
    exchange.claim("R1.txt")
    with pytest.raises(BadFile, match=r"1001 bytes.*exchange\.max_bytes"):
        exchange.read_working("R1.txt")


def test_what_a_crash_left_half_written_is_swept_away(exchange: Exchange) -> None:
    """And nothing else."""
    for folder in ("prepared", "quarantine"):
        (exchange.root / folder / f"{TEMPORARY}half").write_bytes(b"h")
    kept = exchange.root / "prepared" / "1~2~300~DK1.txt"
    kept.write_bytes(b"whole")
    exchange.open()
    assert [path.name for path in exchange.root.rglob("*half*")] == []
    assert exchange.prepared() == [Prepared(1, 2, 300, "DK1.txt")]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("R1.txt", "R1.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\nb\0c.txt", "a_b_c.txt"),
        ("回盘.txt", "回盘.txt"),
        ("\udcbb\udcd8.txt", "__.txt"),
        ("..", "unnamed"),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
        ('a:"b"<c>|?*.txt', "a__b__c____.txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    """No path, no control character, nothing Odoo or another system chokes on."""
    assert safe_name(name) == safe


def test_strange_names_in_the_inbox_are_claimed_under_safe_ones(exchange: Exchange) -> None:
    """Banks write file names in GBK, which are broken characters to us."""
    raw = os.fsencode(exchange.root / "inbox") + b"/\xbb\xd8\xc5\xcc.txt"
    with open(raw, "wb") as file:
        file.write(b"x")
    (name,) = (look for look in os.listdir(exchange.root / "inbox"))
    assert exchange.claim(name) == "____.txt"


def test_mark_goes_before_the_ending() -> None:
    """So that the file still opens with a click."""
    assert marked("R1.txt", "3f2a9c1dffff") == "R1.3f2a9c1d.txt"
    assert marked("R1", "3f2a9c1dffff") == "R1.3f2a9c1d"


def test_a_folder_is_held_by_one_process(tmp_path: Path) -> None:
    """Two sidecars in one folder would race for prepared files."""
    with only_one(tmp_path) as first, only_one(tmp_path) as second:
        assert first and not second
    with only_one(tmp_path) as again:
        assert again


def test_a_write_that_breaks_off_leaves_nothing_under_the_name(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk or a pulled plug in the middle of a write; the next start cleans up."""

    def broken(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(os, "fsync", broken)
        exchange.prepare(Prepared(1, 2, 3, "DK1.txt"), b"content")
    assert exchange.prepared() == []
    exchange.open()
    assert list((exchange.root / "prepared").iterdir()) == []
