"""The plug is pulled over SFTP as well: the same world after a restart as on the local disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from crashing import Fuse
from ssh_server import SshServer, way_to
from test_crash import live
from world import World

from arrears_sidecar.sftp import SftpDisk

EVERY = 3
"""Each so many operations one crash; the local disk is tried at each of them."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """One server for all turns."""
    running = SshServer(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


def turn(server: SshServer, name: str, fuse: Fuse) -> World:
    """A whole turn in a folder of its own on the server."""
    disk = SftpDisk(way_to(server, server.root.parent))
    world = live(server.root / name, fuse, disk=disk, root=Path("/") / name)
    disk.close()
    return world


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_over_sftp_changes_nothing(server: SshServer, after: bool) -> None:
    """Half an upload, a rename nobody heard of, a call nobody heard of."""
    undisturbed = turn(server, f"quiet{after}", Fuse())
    assert undisturbed.fuse.count > 80 and undisturbed.names("done")
    for number in range(1 + after, undisturbed.fuse.count + 1, EVERY):
        world = turn(server, f"{number}{after}", Fuse(number, after=after))
        assert world.crashes == 1, f"operation {number} was never reached"
        assert world.odoo.state() == undisturbed.odoo.state(), f"Odoo differs at {number}"
        assert world.files() == undisturbed.files(), f"files differ at {number}"
