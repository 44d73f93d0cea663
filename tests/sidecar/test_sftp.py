"""SFTP: the promises of the local disk over a real SSH server, and nobody else's server."""

import os
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
from fake_odoo import instructions
from ssh_server import SshServer, way_to
from world import World

from arrears_sidecar.disk import TEMPORARY
from arrears_sidecar.errors import FolderAway, Permanent
from arrears_sidecar.exchange import Exchange, Prepared
from arrears_sidecar.sftp import LONGEST_PAUSE, SftpDisk, _raw


class Clock:
    """Seconds that pass when told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    """A server with an empty folder."""
    running = SshServer(tmp_path / "server")
    yield running
    running.stop()


@pytest.fixture
def clock() -> Clock:
    """A clock at zero."""
    return Clock()


@pytest.fixture
def disk(server: SshServer, tmp_path: Path, clock: Clock) -> Iterator[SftpDisk]:
    """A disk over the server."""
    made = SftpDisk(way_to(server, tmp_path), clock=clock)
    yield made
    made.close()


ROOT = Path("/ccb")


@pytest.fixture
def exchange(disk: SftpDisk) -> Exchange:
    """A channel's folders on the server."""
    made = Exchange("ccb", ROOT, disk=disk, settle_seconds=0)
    made.open()
    return made


def test_host_key_that_is_not_known_is_refused_before_the_password(
    server: SshServer, tmp_path: Path
) -> None:
    """The message shows the key, so that it can be compared with the bank's."""
    (tmp_path / "known_hosts").write_text("")
    with pytest.raises(Permanent, match="host key is not known") as caught:
        SftpDisk(way_to(server, tmp_path)).look(ROOT)
    assert server.host_key.fingerprint in str(caught.value)
    assert server.behaviour.logins == 0


def test_host_key_that_changed_is_refused_before_the_password(
    server: SshServer, tmp_path: Path
) -> None:
    """It may be somebody in between."""
    other = paramiko.ECDSAKey.generate()
    (tmp_path / "known_hosts").write_text(server.known_hosts(other))
    with pytest.raises(Permanent, match="host key has CHANGED") as caught:
        SftpDisk(way_to(server, tmp_path)).look(ROOT)
    assert other.fingerprint in str(caught.value)
    assert server.behaviour.logins == 0


def test_missing_known_hosts_names_the_cure(server: SshServer, tmp_path: Path) -> None:
    """And the command."""
    lost = way_to(server, tmp_path, known_hosts=tmp_path / "none")
    with pytest.raises(Permanent, match=f"ssh-keyscan -p {server.port} 127.0.0.1"):
        SftpDisk(lost).look(ROOT)


def test_wrong_password_is_told_and_not_hammered(
    server: SshServer, tmp_path: Path, clock: Clock
) -> None:
    """Banks lock accounts after some tries."""
    disk = SftpDisk(way_to(server, tmp_path, read_password=lambda: "wrong"), clock=clock)
    with pytest.raises(Permanent, match="refuses the login of firm") as caught:
        disk.look(ROOT)
    assert "wrong" not in str(caught.value)
    with pytest.raises(FolderAway, match="next try in 2 s"):
        disk.look(ROOT)


def test_key_of_ones_own_lets_in(server: SshServer, tmp_path: Path) -> None:
    """With and without a pass phrase."""
    server.client_key = paramiko.ECDSAKey.generate()
    for phrase in ("", "secret phrase"):
        path = tmp_path / f"key{bool(phrase)}"
        server.client_key.write_private_key_file(str(path), password=phrase or None)
        way = way_to(server, tmp_path, key_file=path, read_password=lambda phrase=phrase: phrase)
        assert [one.name for one in SftpDisk(way).look(Path("/"))] == []


def test_key_that_is_not_there_is_named(server: SshServer, tmp_path: Path) -> None:
    """Not a traceback."""
    way = way_to(server, tmp_path, key_file=tmp_path / "none", read_password=lambda: "")
    with pytest.raises(Permanent, match="none cannot be read"):
        SftpDisk(way).look(Path("/"))


@pytest.mark.parametrize("posix", [True, False])
def test_operations_are_those_of_the_local_disk(
    server: SshServer, disk: SftpDisk, exchange: Exchange, posix: bool
) -> None:
    """Also on a server whose rename overwrites nothing."""
    server.behaviour.knows_posix_rename = posix
    real = server.root / "ccb"
    disk.write(ROOT / "inbox" / "a.txt", b"first")
    disk.write(ROOT / "inbox" / "a.txt", b"second")
    assert (real / "inbox" / "a.txt").read_bytes() == disk.read(ROOT / "inbox" / "a.txt")
    assert [(one.name, one.size) for one in disk.look(ROOT / "inbox")] == [("a.txt", 6)]
    disk.write(ROOT / "done" / "a.txt", b"old")
    assert disk.move(ROOT / "inbox" / "a.txt", ROOT / "done" / "a.txt")
    assert (real / "done" / "a.txt").read_bytes() == b"second"
    assert not disk.move(ROOT / "inbox" / "a.txt", ROOT / "done" / "a.txt")
    disk.remove(ROOT / "done" / "a.txt")
    disk.remove(ROOT / "done" / "a.txt")
    assert disk.look(ROOT / "done") == []


def test_links_and_unfinished_names_are_left_alone(server: SshServer, exchange: Exchange) -> None:
    """A link of the server could point at anything there."""
    inbox = server.root / "ccb" / "inbox"
    (server.root / "secret").write_text("secret")
    (inbox / "link.txt").symlink_to(server.root / "secret")
    (inbox / "R1.txt.part").write_bytes(b"half")
    (inbox / "R2.txt").write_bytes(b"whole")
    assert exchange.waiting() == ["R2.txt"]


def test_names_in_another_character_set_do_not_hide_the_others(
    server: SshServer, exchange: Exchange
) -> None:
    """Banks write file names in GBK, which are broken characters to us."""
    inbox = os.fsencode(server.root / "ccb" / "inbox")
    for name in (b"/\xbb\xd8\xc5\xcc.txt", b"/R2.txt"):
        with open(inbox + name, "wb") as file:
            file.write(b"x")
    assert [os.fsencode(name) for name in exchange.waiting()] == [
        b"R2.txt",
        b"\xbb\xd8\xc5\xcc.txt",
    ]
    assert _raw(Path(os.fsdecode(b"/\xbb\xd8.txt"))) == b"/\xbb\xd8.txt"


def test_a_file_that_still_grows_is_left_alone(server: SshServer, disk: SftpDisk) -> None:
    """The bank uploads slowly."""
    clock = Clock()
    exchange = Exchange("ccb", ROOT, disk=disk, settle_seconds=5, now=clock)
    exchange.open()
    path = server.root / "ccb" / "inbox" / "R1.txt"
    path.write_bytes(b"half")
    assert exchange.waiting() == []
    clock.seconds = 4
    path.write_bytes(b"half and more")
    assert exchange.waiting() == []
    clock.seconds = 8.9
    assert exchange.waiting() == []
    clock.seconds = 9.1
    assert exchange.waiting() == ["R1.txt"]


def test_connection_cut_in_the_middle_of_an_upload_leaves_nothing_half(
    server: SshServer, exchange: Exchange
) -> None:
    """It is made anew, and the file goes up whole; what was half had a name of our own."""
    content = b"0123456789abcdef" * 20_000
    server.behaviour.drop_after = 100_000
    exchange.prepare(Prepared(1, 2, 3, "DK1.txt"), content)
    prepared = server.root / "ccb" / "prepared"
    assert [path.name for path in prepared.iterdir()] == ["1~2~3~DK1.txt"]
    assert (prepared / "1~2~3~DK1.txt").read_bytes() == content
    assert server.behaviour.logins == 2


def test_upload_that_never_gets_through_shows_nothing_under_the_name(
    server: SshServer, exchange: Exchange, clock: Clock
) -> None:
    """And the next start sweeps the half away."""
    content = b"x" * 200_000
    prepared = server.root / "ccb" / "prepared"
    server.behaviour.drop_after = 50_000
    original = exchange._disk._connected

    def twice() -> paramiko.SFTPClient:
        sftp = original()
        server.behaviour.drop_after = 50_000
        return sftp

    exchange._disk._connected = twice
    with pytest.raises(FolderAway, match="broke"):
        exchange.prepare(Prepared(1, 2, 3, "DK1.txt"), content)
    assert [path.name for path in prepared.iterdir()] == [f"{TEMPORARY}1~2~3~DK1.txt"]
    assert exchange._disk._sftp is None
    exchange._disk._connected = original
    server.behaviour.drop_after = None
    clock.seconds = 10
    assert exchange.prepared() == []
    exchange.open()
    assert list(prepared.iterdir()) == []


def test_rename_whose_answer_is_lost_was_done_once(server: SshServer, exchange: Exchange) -> None:
    """The bank gets its request; nothing is left to send a second time."""
    prepared = Prepared(1, 2, 3, "DK1.txt")
    exchange.prepare(prepared, b"content")
    server.behaviour.drop_after_rename = True
    exchange.hand_over(prepared)
    assert [path.name for path in (server.root / "ccb" / "outbox").iterdir()] == ["DK1.txt"]
    assert exchange.prepared() == []


def test_server_that_is_away_is_tried_with_growing_pauses(
    server: SshServer, disk: SftpDisk, exchange: Exchange, clock: Clock
) -> None:
    """And works again as soon as it is back."""
    server.stop()
    pauses = []
    for _try in range(8):
        with pytest.raises(FolderAway):
            disk.look(ROOT)
        with pytest.raises(FolderAway, match="next try in") as caught:
            disk.look(ROOT)
        pauses.append(float(str(caught.value).rsplit(" ", 2)[1]))
        clock.seconds += LONGEST_PAUSE
    assert pauses == [2, 4, 8, 16, 32, 64, 120, 120]
    back = SshServer(server.root, server.host_key, server.port)
    clock.seconds += LONGEST_PAUSE
    assert disk.look(ROOT) == []
    back.stop()
    server.stop = lambda: None


def test_dead_connection_is_noticed_and_made_anew(server: SshServer, exchange: Exchange) -> None:
    """Banks cut connections that rest."""
    server.cut()
    assert exchange.waiting() == []
    assert server.behaviour.logins == 2


def test_probe_finds_a_folder_that_cannot_be_written(server: SshServer, exchange: Exchange) -> None:
    """The doctor's check, which leaves nothing behind."""
    exchange.probe()
    assert not list((server.root / "ccb").rglob("*probe*"))
    (server.root / "ccb" / "done").rmdir()
    (server.root / "ccb" / "done").write_text("no folder")
    with pytest.raises(OSError, match="done"):
        exchange.probe()


def test_bank_that_goes_away_later_stops_no_other_either(
    server: SshServer, disk: SftpDisk, exchange: Exchange, tmp_path: Path
) -> None:
    """Its channel stands first; the one after it is served."""
    world = World(tmp_path / "local")
    world.place()
    world.odoo.approve(instructions(5))
    local = Exchange("ccb", world.folder, settle_seconds=0)
    exchanges = {"icbc": exchange, "ccb": local}
    assert not world.run("import", exchanges=exchanges)["import"].errors
    server.stop()
    tallies = world.run("export", "import", exchanges=exchanges)
    assert "does not answer" in tallies["export"].errors[0]
    assert "next try in" in tallies["import"].errors[0]
    assert world.names("outbox") == ["DK2611210001.txt"]
    server.stop = lambda: None


def test_whole_turn_over_sftp_and_a_bank_away_stops_no_other(
    server: SshServer, disk: SftpDisk, tmp_path: Path
) -> None:
    """Export, answer, import; meanwhile another bank's server does not answer."""
    world = World(tmp_path / "server" / "ccb")
    away = SftpDisk(way_to(server, tmp_path, port=9, name="icbc"))
    exchanges = {
        "icbc": Exchange("icbc", Path("/icbc"), disk=away, settle_seconds=0),
        "ccb": Exchange("ccb", ROOT, disk=disk, settle_seconds=0),
    }
    world.odoo.approve(instructions(5))
    tally = world.run("export", exchanges=exchanges)["export"]
    assert tally.counts["files written"] == 1
    assert len(tally.errors) == 1 and "127.0.0.1:9 does not answer" in tally.errors[0]
    world.bank.collect()
    (request,) = (world.folder / "bank").glob("*.txt")
    world.bank.answer(request)
    tally = world.run("import", exchanges=exchanges)["import"]
    assert tally.counts["answers accepted"] == 1
    world.odoo.book()
    assert len(world.odoo.results) == 5
    assert world.names("working") == [] and len(world.names("done")) == 1
