"""Requests: into the outbox once, and only as Odoo confirmed them."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_odoo import instructions
from world import World

from arrears_sidecar.errors import Retryable
from arrears_sidecar.exchange import Prepared


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A channel with its folders."""
    made = World(tmp_path / "ccb")
    made.place()
    return made


def test_batch_reaches_the_outbox_as_confirmed(world: World) -> None:
    """The bytes in the outbox are those Odoo holds."""
    world.odoo.approve(instructions(5))
    tally = world.run("export")["export"]
    assert tally.counts == {"files written": 1, "instructions": 5}
    outbox = (world.folder / "outbox" / "DK2611210001.txt").read_bytes()
    assert outbox == world.odoo.batches[1].content
    assert world.names("prepared") == []


def test_channel_of_another_sidecar_is_left_alone(world: World) -> None:
    """Each sidecar serves the channels of its settings."""
    world.odoo.approve(instructions(2), channel="icbc")
    assert not world.run("export")["export"].counts
    assert world.odoo.batches[1].state == "approved"


def test_file_for_download_goes_to_odoo_alone(world: World) -> None:
    """A person carries it to the bank's web page."""
    world.odoo.approve(instructions(2), exchange="browser", channel="web")
    assert world.run("export")["export"].counts["files for download"] == 1
    assert world.odoo.batches[1].content and world.names("outbox") == []


def test_a_bad_batch_does_not_stop_the_next(world: World) -> None:
    """And its row is named for whoever reads the heartbeat."""
    rows = instructions(2)
    world.odoo.approve([rows[0], replace(rows[1], holder_name="𠮷")])
    world.odoo.approve(instructions(2, start=50), 2)
    tally = world.run("export")["export"]
    assert world.names("outbox") == ["DK2611210002.txt"]
    (error,) = tally.errors
    assert "row 2 (instruction L00000003)" in error and "U+20BB7" in error


def test_unknown_profile_is_named(world: World) -> None:
    """The cure names the profiles there are."""
    world.odoo.approve(instructions(2), profile="icbc_xlsx")
    (error,) = world.run("export")["export"].errors
    assert "no profile 'icbc_xlsx'" in error and "ccb_batch" in error


def test_stranger_in_the_outbox_is_not_overwritten(world: World) -> None:
    """A file of that name that is not ours."""
    (world.folder / "outbox" / "DK2611210001.txt").write_bytes(b"stranger")
    world.odoo.approve(instructions(2))
    (error,) = world.run("export")["export"].errors
    assert "already holds" in error
    assert (world.folder / "outbox" / "DK2611210001.txt").read_bytes() == b"stranger"
    assert world.odoo.batches[1].state == "approved"


def test_batch_withdrawn_meanwhile_goes_to_quarantine(world: World) -> None:
    """A prepared file that Odoo no longer wants never reaches the bank."""
    batch = world.odoo.approve(instructions(2))
    batch.state = "cancelled"
    prepared = world.folder / "prepared" / Prepared(1, 2, 1, "DK2611210001.txt").file_name
    prepared.write_bytes(b"old")
    tally = world.run("export")["export"]
    assert tally.errors and world.names("outbox") == [] and world.names("prepared") == []
    assert "no longer wants this request" in world.reason()


def test_batch_changed_after_a_crash_is_made_anew(world: World) -> None:
    """The prepared file of the first attempt is thrown away."""
    stale = world.folder / "prepared" / Prepared(1, 2, 1, "DK2611210001.txt").file_name
    stale.write_bytes(b"stale")
    world.odoo.approve(instructions(3))
    world.run("export")
    assert world.names("prepared") == []
    assert b"stale" not in (world.folder / "outbox" / "DK2611210001.txt").read_bytes()


def test_odoo_away_ends_the_job_and_the_next_run_goes_on(world: World) -> None:
    """The answer to the confirmation was lost: Odoo has the file, we do not know."""
    world.odoo.approve(instructions(2))
    confirm = world.odoo.confirm_export

    def lost(*arguments: object) -> int:
        confirm(*arguments)
        raise Retryable("cut")

    world.odoo.confirm_export = lost
    with pytest.raises(Retryable):
        world.run("export")
    assert world.names("outbox") == [] and len(world.names("prepared")) == 1
    world.odoo.confirm_export = confirm
    world.run("export")
    assert world.names("outbox") == ["DK2611210001.txt"] and world.names("prepared") == []
