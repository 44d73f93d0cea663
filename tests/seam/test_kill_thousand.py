"""kill -9 of Odoo and of PostgreSQL while an answer to a thousand debits is booked.

The books are those of the undisturbed run: to the cent, to the number of journal items, and with
the same tasks, refunds and promises. ARREARS_KILLS names how many shots at each server, or `all`;
ARREARS_SEED repeats them.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scenes import build_scene
from shots import chosen
from thousand import SILENT, TAKEN_BACK, Thousand, ThousandLive
from thousand_books import Books, differences

from bench.debit_books import OTHERS
from tools import databases, odoo_server, postgres_apart
from tools.progress import say
from tools.runtime import Runtime

# Shots at each server: in the suite, and where all are asked for.
USUAL, ALL = 1, 12
# Rows left at the latest shot: the last entry has as many.
LEFT = 250


@pytest.fixture(scope="module")
def thousand(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thousand]:
    """The batch is with the bank; on a PostgreSQL that nobody else uses."""
    installed = os.environ.get("ARREARS_TEST_DATABASE", "pa_seam")
    databases.ready(runtime, installed)
    folder = tmp_path_factory.mktemp("thousand")
    with postgres_apart.running(runtime.places, runtime.python, "thousand") as apart:
        own = replace(runtime, server=apart.server)
        scene, running = "pa_thousand", "pa_thousand_run"
        databases.carry(runtime, installed, own, scene)
        known = build_scene(own, scene, folder / "scene.json", "thousand_in_odoo")
        live = ThousandLive(own, scene, running, odoo_server.free_port(), known, Path())
        world = Thousand(live, apart)
        world.hand_in(folder / "export")
        yield world
        for name in (scene, running):
            databases.drop(own, name)


@pytest.fixture(scope="module")
def undisturbed(thousand: Thousand, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The turn without an accident."""
    return thousand.turn(tmp_path_factory.mktemp("undisturbed") / "sidecar")


def test_undisturbed_thousand_has_every_outcome(undisturbed: Books) -> None:
    """Guards the comparison: two worlds in which little happened would be equal as well."""
    told = Counter(row["outcome"] for row in undisturbed["results"] if row["file_line"])
    states = Counter(row["state"] for row in undisturbed["instructions"])
    assert set(OTHERS) | {"success"} <= set(told), told
    assert states["sent"] == len(SILENT)
    assert states["returned"] == TAKEN_BACK - 1
    assert len(undisturbed["results"]) == 1_000 - len(SILENT) + 20 + TAKEN_BACK
    assert len(undisturbed["refunds"]) == 7
    assert len(undisturbed["receipts"]) == 3
    assert {"kept", "open"} <= {row["state"] for row in undisturbed["promises"]}
    assert {"promise", "deceased"} <= {row["type"] for row in undisturbed["holds"]}
    assert Counter(row["res_model"] for row in undisturbed["tasks"]).keys() >= {
        "arrears.case",
        "arrears.debit.batch",
    }


@pytest.mark.parametrize("target", ["Odoo", "PostgreSQL"])
def test_shot_in_the_middle_of_a_thousand_leaves_the_same_books(
    target: str, thousand: Thousand, undisturbed: Books, tmp_path: Path
) -> None:
    """Whatever was not committed is done again, and whatever was is done once."""
    seed = int(os.environ.get("ARREARS_SEED") or random.randrange(10**6))
    wanted = os.environ.get("ARREARS_KILLS", str(USUAL))
    number = ALL if wanted == "all" else int(wanted)
    shots = chosen(target, seed, number, 1_000 - len(SILENT), LEFT)
    for place, shot in enumerate(shots):
        say(f"{shot} (ARREARS_SEED={seed})")
        books = thousand.turn(tmp_path / str(place), shot)
        found = differences(undisturbed, books)
        assert not found, "\n".join([f"{shot} (ARREARS_SEED={seed})", *found[:40]])
