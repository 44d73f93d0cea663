"""kill -9 between any two steps, then a new start: the same books as without the accident.

Some random operations are tried; ARREARS_KILLS names how many, or `all`. ARREARS_SEED repeats a
choice. An operation is a call to Odoo or a step on the disk.
"""

import os
import random
from pathlib import Path
from typing import Any

import pytest
from live import Live
from test_turn import browser_answer

JOBS = ("export", "import", "incentives", "waivers")
USUAL = 6


def one_turn(odoo: Live, folder: Path, at: int = 0, when: str = "before") -> tuple[int, int]:
    """A whole turn, with a shot at one operation; returns operations and shots."""
    odoo.start_over(folder)
    done, shots = work(odoo, at, when)
    odoo.bank.collect()
    for number, request in enumerate(sorted((odoo.channel_folder / "bank").iterdir()), start=1):
        odoo.bank.answer(request, "half-a-row", number=9)
        odoo.bank.answer(request, number=number)
    odoo.upload(f"{odoo.known['batches'][1]}_R1.txt", browser_answer(odoo))
    more, hit = work(odoo, 0 if shots else max(at - done, 0), when)
    odoo.book()
    return done + more, shots + hit


def work(odoo: Live, at: int, when: str) -> tuple[int, int]:
    """Run all jobs; when the process is shot, the bank comes by, and it is started again."""
    ended = odoo.sidecar(*JOBS, at=at, when=when)
    if ended.was_killed:
        if (odoo.channel_folder / "outbox").is_dir():
            odoo.bank.collect()
        ended = odoo.sidecar(*JOBS)
        assert ended.code == 0, ended.output
        return ended.operations, 1
    assert ended.code == 0, ended.output
    return ended.operations, 0


@pytest.fixture(scope="module")
def undisturbed(live: Live, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The turn without an accident."""
    operations, shots = one_turn(live, tmp_path_factory.mktemp("undisturbed") / "sidecar")
    assert not shots
    return {"operations": operations, "books": live.books(), "files": live.files()}


def test_undisturbed_turn_does_all_it_should(undisturbed: dict[str, Any]) -> None:
    """Guards the comparison: two empty worlds would be equal as well."""
    books = undisturbed["books"]
    assert len(books["results"]) == 8 and len(books["awards"]) == 2
    assert sorted(row["state"] for row in books["bank files"]) == [
        *["booked"] * 2,
        *["exported"] * 2,
        "quarantined",
    ]
    assert undisturbed["operations"] > 50


def test_killed_anywhere_and_started_again_gives_the_same_books(
    live: Live, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    """Journal items, states, files of the folders: equal to the last."""
    wanted = os.environ.get("ARREARS_KILLS", str(USUAL))
    seed = int(os.environ.get("ARREARS_SEED") or random.randrange(10**6))
    every = range(1, undisturbed["operations"] + 1)
    number = len(every) if wanted == "all" else min(int(wanted), len(every))
    chosen = sorted(random.Random(seed).sample(every, number))
    for at in chosen:
        when = random.Random(seed + at).choice(["before", "after"])
        told = f"killed {when} operation {at} (ARREARS_SEED={seed})"
        _operations, shots = one_turn(live, tmp_path / f"{at}", at, when)
        assert shots == 1, f"{told}: never reached"
        books = live.books()
        for part, rows in undisturbed["books"].items():
            assert books[part] == rows, f"{told}: {part} differ"
        assert live.files() == undisturbed["files"], f"{told}: files differ"
