"""The turn of the wheel over HTTP, and bad input on the way."""

import base64
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from live import Live

from tools.bank_simulator import answer, read_request, written


def browser_answer(odoo: Live) -> str:
    """What the bank's page gives for the file that a treasurer downloads in Odoo, as base64."""
    treasurer = odoo.log_in("seam-treasurer", odoo.known["password"])
    opener = treasurer._connector._opener
    (file,) = odoo.query(
        f"""SELECT f.id FROM arrears_bank_file f JOIN arrears_debit_batch b ON b.id = f.batch_id
             WHERE f.direction = 'out' AND b.name = '{odoo.known["batches"][1]}'"""
    )
    login = {"db": odoo.running, "login": "seam-treasurer", "password": odoo.known["password"]}
    treasurer.json("/web/session/authenticate", login)
    address = f"http://127.0.0.1:{odoo.port}/property_arrears/bank_file/{file['id']}"
    with opener.open(address) as got:
        requests = read_request(got.read())
    return base64.b64encode(written(answer(requests, odoo.day))).decode()


def test_whole_turn_and_the_same_turn_again(odoo: Live) -> None:
    """Out, answered, booked, rewarded, waived; a second time nothing changes."""
    assert odoo.sidecar("export", "import", "incentives", "waivers").code == 0
    odoo.bank.answer_all()
    odoo.upload(f"{odoo.known['batches'][1]}_R1.txt", browser_answer(odoo))
    assert odoo.sidecar("export", "import", "incentives", "waivers").code == 0
    odoo.book()
    books = odoo.books()
    outcomes = sorted(row["outcome"] for row in books["results"])
    assert outcomes == ["account", "funds", "partial", *["success"] * 5]
    assert {row["state"] for row in books["bank files"]} == {"exported", "booked"}
    assert [row["state"] for row in books["waivers"]] == ["applied"]
    assert len(books["awards"]) == 2
    files = odoo.files()
    assert odoo.sidecar("export", "import", "incentives", "waivers").code == 0
    odoo.book()
    assert odoo.books() == books
    assert odoo.files() == files


@pytest.fixture
def answered(odoo: Live) -> Live:
    """The folder batch is with the bank, which has not answered yet."""
    assert odoo.sidecar("export").code == 0
    odoo.bank.collect()
    return odoo


def request_of(odoo: Live) -> Path:
    """The request that the bank holds."""
    (request,) = (odoo.channel_folder / "bank").iterdir()
    return request


def test_same_answer_again_and_renamed_changes_nothing(answered: Live) -> None:
    """Bytes are known by their hash, whatever they are called."""
    content = answered.bank.answer(request_of(answered)).read_bytes()
    answered.sidecar("import")
    answered.book()
    books = answered.books()
    answered.bank.deliver(f"{answered.known['batches'][0]}_R1.txt", content)
    answered.bank.deliver("renamed.txt", content)
    assert answered.sidecar("import").code == 0
    answered.book()
    assert answered.books() == books
    assert not list((answered.channel_folder / "quarantine").iterdir())


def test_same_rows_in_other_bytes_book_nothing_twice(answered: Live) -> None:
    """A re-ordered file is another file with the same events."""
    content = answered.bank.answer(request_of(answered)).read_bytes()
    answered.sidecar("import")
    answered.book()
    before = answered.books()
    rows = content.splitlines(keepends=True)
    answered.bank.deliver(f"{answered.known['batches'][0]}_R2.txt", b"".join(reversed(rows)))
    answered.sidecar("import")
    answered.book()
    after = answered.books()
    for part in ("items", "partials", "results", "instructions", "charges", "mandates"):
        assert after[part] == before[part], part


@pytest.fixture(scope="module")
def refusing(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Live:
    """Like `answered`, made once: what is refused changes nothing for the next."""
    live.start_over(tmp_path_factory.mktemp("refusing") / "sidecar")
    assert live.sidecar("export").code == 0
    live.bank.collect()
    return live


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        ("wrong-total", 1),
        ("unknown-batch", None),
        ("unknown-reference", 1),
        ("half-a-row", 3),
        ("truncated", 5),
        ("missing-row", None),
        ("utf-8", None),
        ("duplicate-row", 6),
        ("fen", 1),
    ],
)
def test_damaged_answer_goes_to_quarantine_and_books_nothing(
    refusing: Live, damage: str, line: int | None
) -> None:
    """Beside the file lies why; Odoo has the file and the line; no journal item moves."""
    before = refusing.books()
    number = 1 + len(list((refusing.channel_folder / "quarantine").iterdir()))
    name = refusing.bank.answer(request_of(refusing), damage, number).name
    ended = refusing.sidecar("import")
    refusing.book()
    after = refusing.books()
    for part in ("items", "partials", "results", "instructions", "charges", "mandates"):
        assert after[part] == before[part], part
    (file,) = (one for one in after["bank files"] if one["name"] == name)
    assert file["state"] == "quarantined", ended.output
    reason = refusing.reason_of(name)
    if line:
        assert file["error_line"] == line and f"line {line}" in reason
    assert "6227" not in ended.output


def test_wrong_key_is_one_clear_line(odoo: Live) -> None:
    """Exit code 3, at once, without a traceback and without the key."""
    (odoo.folder / "key").write_text("wrong-key-0123456789")
    for command in (["once", "all"], ["run"]):
        ended = odoo.command(*command)
        lines = [line for line in ended.output.splitlines() if line.strip()]
        assert ended.code == 3
        assert len(lines) == 1 and "Odoo refuses the login or the API key" in lines[0]
        assert "wrong-key" not in ended.output


def test_started_before_odoo_waits_and_says_so(odoo: Live) -> None:
    """`run` waits until it is stopped; `once` gives up with its own exit code."""
    odoo.write_settings(url="http://127.0.0.1:9", wait_seconds=0)
    ended = odoo.command("once", "all")
    assert ended.code == 4 and "http://127.0.0.1:9 does not answer" in ended.output
    with subprocess.Popen(odoo.script("run"), stderr=subprocess.PIPE, text=True) as process:
        first = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(20) == 0
    assert "waiting for Odoo, next try in" in first + rest


def test_service_works_and_stops_gracefully(odoo: Live) -> None:
    """`run` exports by its clock, shows up in Odoo, and leaves on SIGTERM."""
    with subprocess.Popen(odoo.script("run"), stderr=subprocess.PIPE, env=os.environ) as process:
        until = time.monotonic() + 60
        outbox = odoo.channel_folder / "outbox"
        while time.monotonic() < until and not (outbox.is_dir() and list(outbox.iterdir())):
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert [path.name for path in outbox.iterdir()] == [f"{odoo.known['batches'][0]}.txt"]
    (status,) = odoo.query("SELECT name, state, backlog, last_error FROM arrears_sidecar_status")
    assert (status["name"], status["state"], status["backlog"]) == ("seam", "stopped", 0)


def test_doctor_finds_nothing_wrong(odoo: Live) -> None:
    """With the scene's settings."""
    ended = odoo.command("doctor")
    assert ended.code == 0, ended.output
    assert "ok    Odoo" in ended.output


def test_technical_user_reads_nothing_but_the_seam(odoo: Live) -> None:
    """Its key opens no other door."""
    sidecar = odoo.log_in(odoo.known["login"], odoo.known["key"])
    for model in ("res.partner", "account.move", "arrears.case", "arrears.mandate"):
        with pytest.raises(Exception, match=r"(?i)access|allowed"):
            sidecar.execute_kw(model, "search_read", [[]], {"fields": ["display_name"]})
