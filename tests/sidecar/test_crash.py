"""Whenever the plug is pulled, the world after a restart is the world without the accident."""

from pathlib import Path
from typing import Any

import pytest
from crashing import Fuse
from fake_odoo import fact, instructions
from world import World

from arrears_sidecar.records import WaiverLine


def live(folder: Path, fuse: Fuse, **way: Any) -> World:
    """A whole turn: two batches, their answers, a broken answer, an upload, rewards, a waiver.

    The bank takes files away while the sidecar is down, which is when a file could come twice.

    :param way: how the sidecar gets to the folders, as `World` takes it.
    """
    world = World(folder, fuse, **way)
    world.odoo.approve(instructions(5))
    world.odoo.approve(instructions(3, start=100), 2)
    world.odoo.approve(instructions(2, start=200), 3, exchange="browser", channel="web")
    world.odoo.facts = [fact(1), fact(2, settled_on="2026-10-30"), fact(3), fact(4), fact(5)]
    world.odoo.waivers = {1: [WaiverLine(7, 500, 300), WaiverLine(8, 200, 900)]}
    world.run_through(between=world.bank.collect)
    world.bank.collect()
    handed_in = sorted((folder / "bank").glob("*.txt"))
    assert [path.name for path in handed_in] == ["DK2611210001.txt", "DK2611210002.txt"]
    world.bank.answer(handed_in[0])
    world.bank.answer(handed_in[1], "wrong-total")
    world.bank.answer(handed_in[1], "half-a-row", number=2)
    world.bank.answer(handed_in[1], number=3)
    world.odoo.upload("DK2611210003_R1.txt", answer_of_browser_batch(world))
    world.run_through()
    world.odoo.book()
    return world


def answer_of_browser_batch(world: World) -> bytes:
    """What the bank's web page gives back for the file that a person carried there."""
    from tools.bank_simulator import answer, read_request, written

    rows = answer(read_request(world.odoo.batches[3].content), world.bank.day)
    return written(rows)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world without any accident."""
    return live(tmp_path_factory.mktemp("undisturbed") / "ccb", Fuse())


def test_the_undisturbed_turn_does_all_it_should(undisturbed: World) -> None:
    """Guards the comparison below: two empty worlds would be equal as well."""
    state = undisturbed.odoo.state()
    assert [one[0] for one in state["batches"].values()] == ["exported"] * 3
    assert sorted(one[0] for one in state["files"].values()) == [
        "booked",
        "booked",
        "booked",
        "quarantined",
        "quarantined",
    ]
    assert len(state["results"]) == 10
    assert set(state["awards"]) == {"on_time:1", "on_time:3", "on_time:4", "on_time:5"}
    assert state["waived"] == {1: [300, 200]}
    assert undisturbed.names("outbox") == []
    assert undisturbed.names("done") and undisturbed.names("quarantine")
    assert undisturbed.fuse.count > 80


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_operation_changes_nothing(
    undisturbed: World, tmp_path: Path, after: bool
) -> None:
    """Every operation on gateway and disk in turn; fails if a step is not safe to repeat."""
    for number in range(1, undisturbed.fuse.count + 1):
        world = live(tmp_path / str(number) / "ccb", Fuse(number, after=after))
        assert world.crashes == 1, f"operation {number} was never reached"
        assert world.odoo.state() == undisturbed.odoo.state(), f"Odoo differs at {number}"
        assert world.files() == undisturbed.files(), f"files differ at {number}"


def test_a_second_turn_does_nothing(undisturbed: World) -> None:
    """Running all jobs again on a finished world leaves it as it is."""
    before = (undisturbed.odoo.state(), undisturbed.files())
    tallies = undisturbed.run()
    assert (undisturbed.odoo.state(), undisturbed.files()) == before
    assert not tallies["export"].counts and not tallies["import"].counts
