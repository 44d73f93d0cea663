"""The sidecar as a service: lost answers, keys that change, and two of them at once."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cutting import LosingDoor
from live import Live

JOBS = ("export", "import", "incentives", "waivers")


@pytest.fixture
def door(live: Live) -> Iterator[LosingDoor]:
    """A door in front of Odoo."""
    made = LosingDoor(live.port)
    yield made
    made.close()


def turn(odoo: Live, folder: Path, **settings: object) -> None:
    """Out, answered (one answer broken), booked, rewarded, waived."""
    odoo.start_over(folder)
    odoo.write_settings(**settings)
    assert odoo.sidecar(*JOBS).code == 0
    odoo.bank.collect()
    for number, request in enumerate(sorted((odoo.channel_folder / "bank").iterdir()), start=1):
        odoo.bank.answer(request, "half-a-row", number=9)
        odoo.bank.answer(request, number=number)
    ended = odoo.sidecar(*JOBS)
    assert ended.code == 0, ended.output
    odoo.book()


def test_answers_lost_after_odoo_committed_change_nothing(
    live: Live, door: LosingDoor, tmp_path: Path
) -> None:
    """The first answer of every method is lost; each call is made again, the books are the same."""
    turn(live, tmp_path / "quiet")
    books, files = live.books(), live.files()
    assert len(books["results"]) == 5 and len(books["awards"]) == 2
    door.lost = None
    turn(live, tmp_path / "lossy", url=f"http://127.0.0.1:{door.port}")
    needed = {"confirm_export", "open_file", "stage_rows", "seal_file", "grant_awards",
              "apply_waivers", "quarantine_file", "take_leases", "batch_rows"}  # fmt: skip
    assert needed <= {name for name, calls in door.calls.items() if calls > 1}, door.calls
    assert live.books() == books
    assert live.files() == files


@contextmanager
def service(odoo: Live) -> Iterator[subprocess.Popen]:
    """The sidecar as it runs under a service manager, stopped gracefully at the end."""
    with open(odoo.folder / "log", "wb") as log:
        command = odoo.script("run")
        with subprocess.Popen(command, stderr=log, env=os.environ) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.2)


def revoke_old_keys(odoo: Live) -> None:
    """A manager presses the button, and proves with the password that it is he."""
    admin = odoo.log_in("admin", "admin")
    login = {"db": odoo.running, "login": "admin", "password": "admin"}
    admin.json("/web/session/authenticate", login)
    values = {"login": odoo.known["login"], "company_ids": [[6, 0, [odoo.known["company_id"]]]]}
    number = admin.execute_kw("arrears.sidecar.setup", "create", [values])

    def press(model: str, method: str, record: int, **context: str) -> dict:
        address = f"/web/dataset/call_kw/{model}/{method}"
        call = {"model": model, "method": method, "args": [[record]],
                "kwargs": {"context": context}}  # fmt: skip
        return admin.json(address, call)["result"]

    asked = press("arrears.sidecar.setup", "action_revoke_old_keys", number)
    if asked["res_model"] == "res.users.identitycheck":
        press("res.users.identitycheck", "run_check", asked["res_id"], password="admin")


def test_key_is_changed_while_it_runs_and_no_work_is_lost(odoo: Live) -> None:
    """Two keys are valid; the file gets the new one, the old one is revoked, work goes on."""
    outbox = odoo.channel_folder / "outbox"
    with service(odoo) as process:
        until(lambda: outbox.is_dir() and list(outbox.iterdir()), "the request is in the outbox")
        (odoo.folder / "key").write_text(odoo.known["second_key"])
        revoke_old_keys(odoo)
        odoo.bank.collect()
        for request in sorted((odoo.channel_folder / "bank").iterdir()):
            odoo.bank.answer(request)
        done = odoo.channel_folder / "done"
        until(lambda: list(done.iterdir()), "the answer is read with the new key")
        assert process.poll() is None
    assert process.returncode == 0
    odoo.book()
    assert len(odoo.books()["results"]) == 5
    log = (odoo.folder / "log").read_text()
    assert "key refused, it is read anew" in log
    assert odoo.known["key"] not in log and odoo.known["second_key"] not in log
    assert "6227" not in log and "业主" not in log


def test_running_service_shows_up_in_odoo(odoo: Live) -> None:
    """While it runs, not only when it leaves; and its lease is free once it left."""

    def said() -> list[str]:
        rows = odoo.query("SELECT state FROM arrears_sidecar_status WHERE name = 'seam'")
        return [row["state"] for row in rows]

    with service(odoo):
        until(lambda: said() == ["running"], "the heartbeat is heard")
        assert [row["code"] for row in odoo.query("SELECT code FROM arrears_sidecar_lease")]
    assert said() == ["stopped"]
    assert odoo.query("SELECT code FROM arrears_sidecar_lease") == []


def test_second_sidecar_leaves_the_channel_to_the_first(odoo: Live) -> None:
    """Each has folders of its own; Odoo decides. The one that has it goes on."""
    sidecar = odoo.log_in(odoo.known["login"], odoo.known["key"])
    asked = {"sidecar": "other", "instance": "elsewhere", "kind": "channel",
             "codes": ["seam_ccb"], "seconds": 900}  # fmt: skip
    (lease,) = sidecar.execute_kw("arrears.sidecar", "take_leases", [], asked)
    assert lease["granted"]
    ended = odoo.command("once", "export")
    assert ended.code == 0 and "sidecar other serves it" in " ".join(ended.output.split())
    assert not list((odoo.channel_folder / "outbox").glob("*"))


def test_file_from_anywhere_is_taken_in(odoo: Live) -> None:
    """`import FILE`: the file stays where it lies, its copy ends in `done`."""
    assert odoo.command("export").code == 0
    odoo.bank.collect()
    (request,) = (odoo.channel_folder / "bank").iterdir()
    answer = odoo.bank.answer(request)
    elsewhere = answer.replace(odoo.folder / answer.name)
    ended = odoo.command("import", str(elsewhere))
    assert ended.code == 0, ended.output
    assert elsewhere.exists() and len(list((odoo.channel_folder / "done").iterdir())) == 1
    odoo.book()
    assert len(odoo.books()["results"]) == 5


def test_doctor_finds_a_code_that_odoo_does_not_know(odoo: Live) -> None:
    """And names those there are."""
    path = odoo.folder / "sidecar.toml"
    path.write_text(path.read_text().replace("'seam_ccb'", "'typo'"))
    (odoo.folder / "key").chmod(0o644)
    ended = odoo.command("doctor")
    assert ended.code == 5
    assert "WRONG codes in Odoo: 'typo' is none of the channels" in ended.output
    assert "ok    clock" in ended.output and "ok    version of Odoo" in ended.output
    assert "WRONG secret key" in ended.output and json.dumps(odoo.known["key"]) not in ended.output
