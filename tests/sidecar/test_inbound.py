"""Answers: each once, whole or not at all, and a refused one says why."""

from pathlib import Path

import pytest
from fake_odoo import instructions
from world import PROFILES, World

from arrears_sidecar.disk import LocalDisk
from arrears_sidecar.errors import BadFile, Rejected
from arrears_sidecar.inbound import import_answers
from arrears_sidecar.profiles.registry import Profiles


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A batch of five that the bank has collected."""
    made = World(tmp_path / "ccb")
    made.odoo.approve(instructions(5))
    made.run("export")
    return made


def test_answer_is_staged_sealed_and_filed(world: World) -> None:
    """The plain case."""
    world.bank.answer_all()
    assert world.run("import")["import"].counts == {"answers accepted": 1}
    world.odoo.book()
    assert len(world.odoo.results) == 5
    (done,) = world.names("done")
    assert done.startswith("DK2611210001_R1.") and done.endswith(".txt")


def test_same_answer_again_changes_nothing(world: World) -> None:
    """Same name, other name: the bytes are known."""
    (answer,) = world.bank.answer_all()
    content = answer.read_bytes()
    world.run("import")
    world.odoo.book()
    before = world.odoo.state()
    world.bank.deliver("DK2611210001_R1.txt", content)
    world.bank.deliver("renamed by somebody.txt", content)
    assert world.run("import")["import"].counts == {"answers known already": 2}
    assert world.odoo.state() == before and world.names("quarantine") == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("wrong-total", "another amount was asked"),
        ("unknown-batch", "batch DK0000000000 is unknown"),
        ("unknown-reference", "nobody asked for this"),
        ("half-a-row", "line 3: the line has"),
        ("truncated", "line 5: the line has"),
        ("missing-row", "count or total differ"),
        ("utf-8", "the file is UTF-8"),
        ("duplicate-row", "line 6: instruction L00000002 was answered on line 1"),
        ("fen", "line 1: settled amount"),
    ],
)
def test_damaged_answer_is_refused_and_books_nothing(world: World, damage: str, words: str) -> None:
    """The reason names file, line and cause; Odoo knows of it; a good one afterwards is taken."""
    (request,) = world.bank.collect()
    world.bank.answer(request, damage)
    assert world.run("import")["import"].counts == {"answers refused": 1}
    world.odoo.book()
    assert world.odoo.results == {}
    assert words in world.reason() and "_R1.txt" in world.reason()
    assert [file.state for file in world.odoo.files.values()] == ["quarantined"]
    if damage == "unknown-batch":
        return  # the bytes are those of a good answer: Odoo knows them as refused
    world.bank.answer(request, number=2)
    world.run("import")
    world.odoo.book()
    assert len(world.odoo.results) == 5


def test_file_of_another_kind_is_refused_in_words_of_the_channel_s_layout(world: World) -> None:
    """A picture in the inbox."""
    world.bank.deliver("photo.jpg", b"\x89PNG\r\n\x1a\n")
    world.run("import")
    assert "photo.jpg, line 2: the line holds a control character" in world.reason()


def test_damaged_file_is_told_by_its_name_and_an_unknown_one_not_at_all() -> None:
    """Where nobody says which layout a channel has."""
    assert Profiles([PROFILES.get("ccb_batch")]).detect("DK2611210001_R1.txt", b"x").code == (
        "ccb_batch"
    )
    with pytest.raises(BadFile, match="no layout knows this file"):
        PROFILES.detect("photo.jpg", b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.txt", b"", "the file is empty"), ("b.txt", b"123456", "6 bytes, at most 5")],
)
def test_empty_and_too_large_files_are_refused(
    world: World, name: str, content: bytes, words: str
) -> None:
    """Neither reaches the parser or Odoo, which keeps no empty and no huge bytes."""
    world.bank.deliver(name, content)
    place = world.place()
    place.exchanges["ccb"].max_bytes = 5
    tally = import_answers(place)
    assert words in world.reason() and words in tally.errors[0]
    assert world.odoo.files == {}


def test_two_layouts_that_claim_a_file_are_an_error() -> None:
    """Guessing would book wrong amounts."""

    class Twin:
        code = "twin"

        def recognises(self, name: str, content: bytes) -> bool:
            return True

        def names(self, name: str) -> bool:
            return False

    profiles = Profiles([PROFILES.get("ccb_batch"), Twin()])
    with pytest.raises(BadFile, match="ccb_batch and twin both claim"):
        profiles.detect("a.txt", b"|" * 15)


def test_uploaded_answer_is_read_as_well(world: World) -> None:
    """From the form; there is no folder to file it in."""
    (request,) = world.bank.collect()
    answer = world.bank.answer(request)
    file_id = world.odoo.upload(answer.name, answer.read_bytes())
    answer.unlink()
    world.run("import")
    assert world.odoo.files[file_id].state == "sealed"


def test_uploaded_damage_is_refused_in_odoo(world: World) -> None:
    """Line and cause stand on the record."""
    (request,) = world.bank.collect()
    answer = world.bank.answer(request, "half-a-row")
    file_id = world.odoo.upload(answer.name, answer.read_bytes())
    answer.unlink()
    world.run("import")
    file = world.odoo.files[file_id]
    assert (file.state, file.verdict.code, file.verdict.line) == ("quarantined", "columns", 3)


def test_refused_channel_leaves_the_file_where_it_is(world: World) -> None:
    """A wrong setting is not the file's fault; it is read once the setting is mended."""
    world.bank.answer_all()
    opening = world.odoo.open_file

    def unknown(*arguments: object) -> None:
        raise Rejected("Bank channel ccb is unknown")

    world.odoo.open_file = unknown
    assert world.run("import")["import"].errors == ["Bank channel ccb is unknown"]
    assert world.names("working") == ["DK2611210001_R1.txt"]
    world.odoo.open_file = opening
    world.run("import")
    assert world.names("working") == [] and len(world.names("done")) == 1


def test_unreadable_file_does_not_stop_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody put a file there as another user."""
    world.bank.answer_all()
    world.bank.deliver("A.txt", b"x")
    read = LocalDisk.read

    def guarded(disk: LocalDisk, path: Path) -> bytes:
        if path.name == "A.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read(disk, path)

    monkeypatch.setattr(LocalDisk, "read", guarded)
    tally = world.run("import")["import"]
    assert tally.counts == {"answers accepted": 1}
    assert "Permission denied" in tally.errors[0] and "A.txt" in tally.errors[0]
    assert world.names("working") == ["A.txt"]


def test_stop_ends_between_two_files(world: World) -> None:
    """A graceful stop finishes the file in hand and takes no other."""
    (request,) = world.bank.collect()
    for number in (1, 2):
        world.bank.answer(request, "half-a-row", number)
    import_answers(world.place(stopping=lambda: bool(world.names("quarantine"))))
    assert len(world.names("inbox")) == 1
