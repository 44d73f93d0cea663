"""The parts of the runtime that need no network: files, locks, background programs, sources."""

import subprocess
import sys
import threading
import time

import pytest

from tools import background, debian, files, lanes, odoo_source
from tools.failure import Failure
from tools.places import Places


@pytest.fixture
def places(tmp_path):
    made = Places(tmp_path / "checkout", tmp_path / "cache", tmp_path / "state", tmp_path / "conf")
    made.repository.mkdir()
    made.prepare()
    return made


def odoo_at(folder, series):
    """A folder that looks like an Odoo of a series."""
    release = folder / "odoo" / "release.py"
    release.parent.mkdir(parents=True)
    major, minor = series.split(".")
    release.write_text(f"version_info = ({major}, {minor}, 0, FINAL, 0, '')\n", encoding="utf-8")
    return folder


def test_the_checkout_is_linked_under_the_addons_name(places):
    assert places.addon.resolve() == places.repository
    places.prepare()
    assert places.addon.is_symlink()


def test_an_interrupted_folder_is_made_again(tmp_path):
    target = tmp_path / "made"
    with pytest.raises(KeyboardInterrupt):
        with files.folder_made_whole(target) as scratch:
            (scratch / "half").touch()
            raise KeyboardInterrupt
    assert not target.exists()
    with files.folder_made_whole(target) as scratch:
        (scratch / "whole").touch()
    assert [path.name for path in target.iterdir()] == ["whole"]


def test_an_interrupted_write_leaves_the_old_text(tmp_path):
    path = tmp_path / "file"
    files.write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        files.write_whole(path, "new \ud800")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_lock_keeps_a_second_command_waiting(tmp_path, capsys):
    order = []

    def second():
        with files.lock(tmp_path / "lock", "it counts"):
            order.append("second")

    with files.lock(tmp_path / "lock", "it counts"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert "waiting for another command: it counts" in capsys.readouterr().out


def test_a_killed_commands_program_keeps_its_lock_until_it_ends(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from tools import files, process\n"
        f"with files.lock(Path({str(tmp_path / 'lock')!r}), ''):\n"
        "    process.run_shown(['sh', '-c', 'kill -9 $PPID; sleep 1'])\n"
    )
    root = files.__file__.rpartition("/tools/")[0]
    killed = subprocess.run([sys.executable, "-c", script], cwd=root, check=False)
    assert killed.returncode == -9
    start = time.monotonic()
    with files.lock(tmp_path / "lock", ""):
        assert time.monotonic() - start > 0.5


def test_a_background_program_is_found_and_stopped_once(places):
    number = background.start(places, "sleeper", ["sleep", "600"])
    assert background.start(places, "sleeper", ["sleep", "600"]) == number
    assert background.running(places) == ["sleeper"]
    assert background.stop(places, "sleeper")
    assert not background.stop(places, "sleeper")
    assert background.running(places) == []


def test_a_reused_process_number_is_not_taken_for_ours(places):
    other = subprocess.Popen(["sleep", "600"])
    try:
        record = places.state / "run" / "sleeper.json"
        files.write_whole(record, f'{{"pid": {other.pid}, "born": "1"}}')
        assert not background.stop(places, "sleeper")
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_odoo_home_comes_first(places, tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(odoo_at(tmp_path / "own", "19.0")))
    assert odoo_source.find_odoo(places).root == tmp_path / "own"


def test_an_odoo_home_of_another_series_is_refused_with_a_cure(places, tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(odoo_at(tmp_path / "own", "18.0")))
    with pytest.raises(Failure) as caught:
        odoo_source.find_odoo(places)
    assert "18.0" in caught.value.cause
    assert "ODOO_HOME" in caught.value.cure


def test_an_importable_odoo_comes_second(places, tmp_path, monkeypatch):
    monkeypatch.delenv("ODOO_HOME", raising=False)
    monkeypatch.setattr(sys, "path", [str(odoo_at(tmp_path / "site", "19.0"))])
    assert "importable" in odoo_source.find_odoo(places).origin


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sources.list", "deb [arch=amd64 signed-by=/k.gpg] http://mirror.test/debian stable main"),
        ("sources.list.d/a.list", "deb [signed-by=/k.gpg] http://mirror.test/debian stable main"),
        (
            "sources.list.d/debian.sources",
            "Types: deb\nURIs: http://mirror.test/debian-security\nSuites: x\n\n"
            "Types: deb deb-src\n# a remark\nURIs: http://mirror.test/debian\nSuites: stable\n"
            "Components: main\nSigned-By: /k.gpg\n",
        ),
    ],
)
def test_the_mirror_is_read_from_the_machines_own_apt(tmp_path, monkeypatch, name, text):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(debian, "SOURCES", tmp_path)
    mirror = debian.find_mirror()
    wanted = "deb [signed-by=/k.gpg] http://mirror.test/debian unstable main"
    assert mirror.source("unstable") == wanted


def test_a_machine_without_a_debian_mirror_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "SOURCES", tmp_path)
    with pytest.raises(Failure):
        debian.find_mirror()


def test_a_test_file_that_is_not_imported_is_found(tmp_path):
    (tmp_path / "__init__.py").write_text("from . import test_a\n", encoding="utf-8")
    (tmp_path / "test_a.py").touch()
    assert lanes.not_imported(tmp_path) == []
    (tmp_path / "test_b.py").touch()
    assert lanes.not_imported(tmp_path) == ["test_b"]
