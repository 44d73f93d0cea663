"""Odoo killed and PostgreSQL cut off in the middle of a thousand debits: the same books as without.

Each life begins on a copy of one database, has the same answers of the bank, and ends by itself.
The accidents of the first life are chosen by hand; ARREARS_SERVER_KILLS names how many more there
are, at random, in lives of eight. ARREARS_SEED repeats a choice. What fell where goes to the log.
"""

import logging
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live import Live
from mortal import ODOO, POSTGRES, Mortals
from scene import build_scene
from thousand import BOOKING, SEALING, STAGING, Blow, Story

from tools import databases
from tools.files import copy_tree_by_links
from tools.postgres_apart import PostgresApart
from tools.runtime import Runtime

_log = logging.getLogger(__name__)
SCENE, RUNNING = "pa_thousand", "pa_thousand_run"
CHOSEN = [
    Blow(0, STAGING, 5, ODOO),
    Blow(0, SEALING, 1, ODOO, "before"),
    Blow(0, BOOKING, 150, ODOO),
    Blow(1, STAGING, 4, POSTGRES),
    Blow(1, BOOKING, 0, POSTGRES),
    Blow(2, BOOKING, 0, ODOO),
]
"""Beside them one of each server at random."""
STATES = {
    STAGING: {"received", "staged"},
    SEALING: {"staged", "sealed"},
    BOOKING: {"sealed"},
}
"""In which states of its file an accident falls: else the test would try something else."""
PAGES = (13, 10, 1)
MOST_BOOKED = (420, 150, 0)
"""How far the booking of each file has come at most when the plug is pulled."""


@pytest.fixture(scope="module")
def apart(runtime: Runtime) -> Iterator[PostgresApart]:
    """A PostgreSQL that nobody else uses."""
    postgres = PostgresApart(runtime.places, runtime.python, "seam")
    postgres.remove()
    postgres.start()
    yield postgres
    postgres.remove()


@pytest.fixture(scope="module")
def scene(
    runtime: Runtime, apart: PostgresApart, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """The books on the evening before the bank answers, to be copied."""
    installed = os.environ.get("ARREARS_TEST_DATABASE", "pa_seam")
    databases.ready(runtime, installed)
    beside = replace(runtime, server=apart.server)
    databases.drop(beside, SCENE)
    apart.take_over(runtime.server, installed, SCENE)
    if runtime.file_store(installed).is_dir():
        copy_tree_by_links(runtime.file_store(installed), runtime.file_store(SCENE))
    known = build_scene(
        beside, SCENE, tmp_path_factory.mktemp("thousand") / "scene.json", "thousand_in_odoo.py"
    )
    yield Live(beside, SCENE, RUNNING, 0, known, Path())
    for name in (SCENE, RUNNING):
        databases.drop(beside, name)


def story(scene: Live, apart: PostgresApart, folder: Path, blows: list[Blow]) -> Story:
    """Live through it once, on a copy whose confirmed transactions outlast a crash."""
    databases.copy(scene.runtime, scene.scene, scene.running, throwaway=False)
    scene.folder = folder
    life = Story(scene, Mortals(scene.runtime, apart, scene.running), folder)
    life.live_through(blows)
    return life


@pytest.fixture(scope="module")
def undisturbed(
    scene: Live, apart: PostgresApart, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The books and folders of a life without accidents."""
    life = story(scene, apart, tmp_path_factory.mktemp("quiet") / "sidecar", [])
    return {"books": life.books(), "files": scene.files()}


def test_undisturbed_story_has_all_outcomes(undisturbed: dict[str, Any]) -> None:
    """Guards the comparison: every outcome, credits, returns and tasks are there, no trouble."""
    books = undisturbed["books"]
    outcomes = Counter(row["outcome"] for row in books["results"] if row["amount_settled"] >= 0)
    assert set(outcomes) == {
        "success", "partial", "funds", "limit", "account", "mandate", "refused", "deceased",
        "duplicate", "technical", "unknown",
    }  # fmt: skip
    assert Counter(row["state"] for row in books["rows"])["known"] > 100
    assert len([row for row in books["results"] if row["amount_settled"] < 0]) == 30
    assert len(books["instructions"]) == 1000
    assert len(books["credits"]) > 10 and len(books["refunds"]) == 20
    assert books["promises"] and books["holds"] and books["tasks"] and not books["trouble"]
    assert sum(row["debit"] - row["credit"] for row in books["accounts"]) == 0


def chance(seed: int, number: int) -> list[Blow]:
    """So many accidents, at random places, in the order of the files."""
    dice = random.Random(seed)
    blows = []
    for _one in range(number):
        file = dice.randrange(3)
        moment = dice.choice([STAGING, SEALING, BOOKING, BOOKING])
        at = {
            STAGING: dice.randint(1, PAGES[file]),
            SEALING: 1,
            BOOKING: dice.randint(0, MOST_BOOKED[file]),
        }[moment]
        when = dice.choice(["before", "within", "after"])
        blows.append(Blow(file, moment, at, dice.choice([ODOO, POSTGRES]), when))
    return in_order(blows)


def in_order(blows: list[Blow]) -> list[Blow]:
    """By file and progress; of one place and moment only one accident."""
    places = {(one.file, one.moment, one.at): one for one in blows}
    return sorted(places.values(), key=lambda one: (one.file, one.at))


def lives(seed: int) -> list[list[Blow]]:
    """The accidents of each life."""
    more = int(os.environ.get("ARREARS_SERVER_KILLS", "0"))
    first = in_order([*chance(seed, 2), *CHOSEN])
    return [first, *(chance(seed + number, 8) for number in range(1, 1 + -(-more // 8)))]


def test_servers_killed_in_the_middle_give_the_same_books(
    scene: Live, apart: PostgresApart, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    """Journal items, states, credits, promises, tasks and folders: equal to the last."""
    seed = int(os.environ.get("ARREARS_SEED") or random.randrange(10**6))
    for number, blows in enumerate(lives(seed)):
        life = story(scene, apart, tmp_path / str(number), blows)
        told = "\n".join([*map(str, life.struck), f"Odoo ended by itself {life.restarts} times"])
        _log.info("life %s (ARREARS_SEED=%s):\n%s", number, seed, told)
        books = life.books()
        for part, rows in undisturbed["books"].items():
            assert books[part] == rows, f"{part} differ after (ARREARS_SEED={seed})\n{told}"
        assert scene.files() == undisturbed["files"], f"files differ after\n{told}"
        for one in life.struck:
            assert one.state in STATES[one.blow.moment], told
            assert one.writers > 1 or one.blow.moment != BOOKING, told
        life.remove()
