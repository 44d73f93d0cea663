"""The demo's whole turn on a small firm: a running Odoo, the sidecar, the bank and the mailbox."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tools import (
    background,
    databases,
    demo_figures,
    demo_servers,
    demo_settings,
    odoo_server,
    runtime,
)
from tools.demo_odoo import Session
from tools.demo_places import DemoPlaces
from tools.demo_turn import Turn
from tools.mailbox import Mailbox
from tools.process import environment

DATABASE = "pa_lane_demo_turn"


@pytest.fixture(scope="module")
def made():
    return runtime.load()


@pytest.fixture(scope="module")
def places(made, tmp_path_factory):
    """A small firm in a database of its own, and its mailbox."""
    places = DemoPlaces(tmp_path_factory.mktemp("demo"), DATABASE, "test-")
    places.prepare()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARREARS_ACCOUNT_KEY", places.account_key())
        yield from _firm(made, places)


def _firm(made, places):
    databases.copy(made, os.environ["ARREARS_TEST_DATABASE"], DATABASE)
    demo_servers.shell(made, places, f"make_small(env, {str(places.api_key)!r})")
    demo_servers.start_mailbox(made, places, places.ports())
    yield places
    background.stop(made.places, places.program(demo_servers.MAILBOX))
    databases.drop(made, DATABASE)


@pytest.fixture(scope="module")
def server(made, places):
    with odoo_server.running(made, DATABASE) as server:
        yield server


@pytest.fixture(scope="module")
def turns(made, places, server):
    """Figures before the turn, after it, and after a second one; and the second tie-out."""
    admin = Session(server.url, DATABASE, "admin", "admin")
    demo_settings.settle_in(admin, places.ports(), server)
    mailbox = Mailbox(places.mailbox)
    figures = [demo_figures.take(admin, mailbox)]
    demo_servers.start_sidecar(made, places, server)
    try:
        for _time in range(2):
            turn = Turn(made, places, server)
            turn.run()
            figures.append(demo_figures.take(admin, mailbox))
    finally:
        demo_servers.stop_sidecar(made, places)
    return *figures, turn.tie_out


def test_turn_does_the_whole_main_job(turns):
    before, after, _again, _tie_out = turns
    did = {name: now.less(before[name]) for name, now in after.items()}
    for name in (
        "Debit instructions",
        "  collected in full",
        "  account closed",
        "Cards closed",
        "Steps taken by runs",
        "Bank movements read",
        "Bank movements claimed",
        "Refunds paid",
        "Rewards granted",
        "Rewards on a bill",
        "Hardship waivers applied",
        "E-mails that left",
    ):
        assert did[name].count > 0, name
    assert did["Hardship waivers applied"].count == 1
    collected = did["  collected in full"].amount + did["  collected in part"].amount
    assert did["Journal entries of debits"].amount == collected


def test_second_turn_changes_nothing(turns):
    _before, after, again, _tie_out = turns
    assert again == after


def test_books_tie_out(turns):
    *_figures, tie_out = turns
    assert tie_out["unexplained"] == 0
    assert tie_out["lines_off_count"] == 0


def test_collection_rates_are_those_of_the_journal_items(turns, made):
    """After debits, rewards and waivers: to the cent, reckoned without our models."""
    with open(Path(__file__).with_name("rates_in_odoo.py"), encoding="utf-8") as script:
        done = subprocess.run(
            [str(part) for part in made.odoo_command(made.write_configuration(DATABASE), "shell",
                                                     "--no-http")],
            stdin=script,
            capture_output=True,
            text=True,
            check=False,
            env=environment(made.variables),
            cwd=made.places.state,
        )  # fmt: skip
    assert not done.returncode, done.stderr[-2000:]
    [said] = [line for line in done.stdout.splitlines() if line.startswith("demo: ")]
    reported, reckoned = json.loads(said.removeprefix("demo: "))
    assert reported == reckoned
    assert reported["due"] > reported["paid"] > 0
