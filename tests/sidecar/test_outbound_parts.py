"""A batch in several files: all of them reach the bank, each once, or none does."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import world as worlds
from crashing import Fuse
from fake_odoo import instructions
from world import World

from arrears_sidecar.exchange import Prepared
from arrears_sidecar.profiles.registry import Profiles
from arrears_sidecar.records import Batch, Instruction, RenderedFile

NAMES = ["DK2611210001_1.txt", "DK2611210001_2.txt", "DK2611210001_3.txt"]


class Cut:
    """A bank that takes two rows a file."""

    code = "cut"

    def __init__(self, name: str = "{batch}_{number}.txt") -> None:
        self.name = name

    def render(self, batch: Batch, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
        """Files of two rows each, in the order of the batch."""
        inner = worlds.load_profiles().get("ccb_batch")
        files = []
        for number, start in enumerate(range(0, len(rows), 2), start=1):
            part = rows[start : start + 2]
            total = sum(row.amount for row in part)
            (file,) = inner.render(replace(batch, row_count=len(part), total=total), part)
            name = self.name.format(batch=batch.reference, number=number)
            files.append(replace(file, name=name))
        return tuple(files)


def live(folder: Path, fuse: Fuse | None = None) -> World:
    """A batch of five instructions goes out while the bank fetches what it finds."""
    world = World(folder, fuse)
    world.odoo.approve(instructions(5), profile="cut")
    world.run_through(between=world.bank.collect)
    world.bank.collect()
    return world


@pytest.fixture(autouse=True)
def profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the profiles there are, the bank that takes two rows a file."""
    there = worlds.load_profiles()
    known = [there.get(code) for code in there.codes()]
    monkeypatch.setattr(worlds, "PROFILES", Profiles([*known, Cut()]))


def handed_in(world: World) -> dict[str, bytes]:
    """What the bank has fetched."""
    return {path.name: path.read_bytes() for path in (world.folder / "bank").glob("*.txt")}


def test_all_files_of_a_batch_reach_the_bank_as_confirmed(tmp_path: Path) -> None:
    """Each with the rows that follow those of the file before it."""
    world = live(tmp_path / "ccb")
    batch = world.odoo.batches[1]
    assert batch.state == "exported"
    assert handed_in(world) == {one.name: one.content for one in batch.files.values()}
    assert sorted(handed_in(world)) == NAMES
    assert [file.row_count for file in batch.files.values()] == [2, 2, 1]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_anywhere_leaves_no_file_out_and_sends_none_twice(
    tmp_path: Path, after: bool
) -> None:
    """Every operation in turn; the bank takes away what it finds in between."""
    undisturbed = live(tmp_path / "undisturbed" / "ccb")
    for number in range(1, undisturbed.fuse.count + 1):
        world = live(tmp_path / str(number) / "ccb", Fuse(number, after=after))
        assert world.crashes == 1, f"operation {number} was never reached"
        assert world.odoo.state() == undisturbed.odoo.state(), f"Odoo differs at {number}"
        assert handed_in(world) == handed_in(undisturbed), f"the bank differs at {number}"
        assert world.names("prepared") == world.names("outbox") == []


def test_a_withdrawn_batch_leaves_none_of_its_files(tmp_path: Path) -> None:
    """Confirmed, not yet handed over, withdrawn meanwhile: all files go to quarantine."""
    world = World(tmp_path / "ccb")
    world.place()
    world.odoo.approve(instructions(4), profile="cut").state = "withdrawn"
    for name in NAMES[:2]:
        prepared = Prepared(1, 2, 1, name).file_name
        (world.folder / "prepared" / prepared).write_bytes(name.encode())
    tally = world.run("export")["export"]
    assert len(tally.errors) == 2
    assert world.names("prepared") == world.names("outbox") == []
    assert sum(name.endswith(".reason.txt") for name in world.names("quarantine")) == 2


def test_a_stranger_in_the_place_of_one_file_stops_all(tmp_path: Path) -> None:
    """Nothing is confirmed and nothing is overwritten."""
    world = World(tmp_path / "ccb")
    world.place()
    (world.folder / "outbox" / NAMES[1]).write_bytes(b"stranger")
    world.odoo.approve(instructions(5), profile="cut")
    (error,) = world.run("export")["export"].errors
    assert "already holds" in error and NAMES[1] in error
    assert world.odoo.batches[1].state == "approved" and not world.odoo.batches[1].files
    assert world.names("outbox") == [NAMES[1]] and world.names("prepared") == []


def test_files_of_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second would take the place of the first."""
    monkeypatch.setattr(worlds, "PROFILES", Profiles([Cut("{batch}.txt")]))
    world = World(tmp_path / "ccb")
    world.place()
    world.odoo.approve(instructions(5), profile="cut")
    (error,) = world.run("export")["export"].errors
    assert "needs a name of its own" in error
    assert world.names("outbox") == [] and world.odoo.batches[1].state == "approved"
