"""The unit of systemd and the container file say what the program and its guide say."""

import configparser
import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from arrears_sidecar.cli import app
from arrears_sidecar.config import CONFIG_VARIABLE, KEY_VARIABLE, PLACES
from arrears_sidecar.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SIDECAR = Path(__file__).parents[2] / "sidecar"
UNIT = SIDECAR / "arrears-sidecar.service"
DIRECTIVES = {
    "Unit": {"Description", "Wants", "After", "StartLimitIntervalSec"},
    "Service": {
        "Type", "User", "Group", "Environment", "ExecStart", "Restart", "RestartSec",
        "RestartPreventExitStatus", "KillSignal", "TimeoutStopSec", "ConfigurationDirectory",
        "ConfigurationDirectoryMode", "StateDirectory", "StateDirectoryMode", "UMask",
        "WorkingDirectory", "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp",
        "PrivateDevices", "ProtectClock", "ProtectHostname", "ProtectKernelLogs",
        "ProtectKernelModules", "ProtectKernelTunables", "ProtectControlGroups", "ProtectProc",
        "ProcSubset", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime",
        "RestrictSUIDSGID", "LockPersonality", "SystemCallArchitectures", "SystemCallFilter",
        "SystemCallErrorNumber", "CapabilityBoundingSet", "AmbientCapabilities", "RemoveIPC",
        "MemoryMax",
    },
    "Install": {"WantedBy"},
}  # fmt: skip
"""Words of systemd.unit(5), .service(5), .exec(5), .kill(5) and .resource-control(5)."""


def unit() -> configparser.ConfigParser:
    """The unit as sections; a key that stands twice keeps its last value."""
    parsed = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parsed.optionxform = str
    parsed.read(UNIT, encoding="utf-8")
    return parsed


def test_unit_starts_the_service_with_the_usual_settings() -> None:
    """`run`, at the place where the program looks."""
    service = unit()["Service"]
    assert service["ExecStart"].endswith("/arrears-sidecar run")
    assert f"{CONFIG_VARIABLE}={PLACES[-1]}" in service["Environment"]
    assert "WantedBy" in unit()["Install"]


def test_unit_lets_the_work_in_hand_be_finished_and_starts_again() -> None:
    """Wrong settings alone are not tried again: a person has to mend them."""
    service = unit()["Service"]
    assert service["KillSignal"] == "SIGTERM" and int(service["TimeoutStopSec"]) >= 120
    assert service["Restart"] == "always" and int(service["RestartSec"]) >= 10
    assert service["RestartPreventExitStatus"] == str(ConfigError.exit_code)


def test_unit_gives_the_program_no_more_than_it_needs() -> None:
    """A user of its own, nothing writable but its folders, no privileges."""
    service = unit()["Service"]
    assert service["User"] not in ("", "root") and service["CapabilityBoundingSet"] == ""
    assert service["ProtectSystem"] == "strict" and service["UMask"] == "0027"
    for key in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "PrivateDevices"):
        assert service[key] == "yes", key


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    """Every directive is known, and its hardening is rated well."""
    program = tmp_path / "arrears-sidecar"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = UNIT.read_text(encoding="utf-8").replace(
        "/opt/arrears-sidecar/bin/arrears-sidecar", str(program)
    )
    copy = tmp_path / "arrears-sidecar.service"
    copy.write_text(text, encoding="utf-8")
    told = run("systemd-analyze", "verify", "--man=no", str(copy))
    assert not re.search(r"Unknown|Failed to parse|Invalid", told), told
    rated = run("systemd-analyze", "security", "--offline=true", str(copy))
    found = re.search(r"exposure level for .*: ([0-9.]+)", rated)
    assert found is None or float(found[1]) < 3, rated


def run(*command: str) -> str:
    """What a program says."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def container() -> list[tuple[str, str]]:
    """Instructions of the container file with their arguments, long lines joined."""
    text = (SIDECAR / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [(word, rest) for word, _space, rest in (line.partition(" ") for line in joined)]


def command_of_the_package() -> str:
    """What the package installs as a command."""
    project = tomllib.loads((SIDECAR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ((name, target),) = project["scripts"].items()
    module, _colon, function = target.partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    return name


def test_unit_and_container_start_the_command_that_the_package_installs() -> None:
    """And words that this command knows."""
    command, known = command_of_the_package(), {one.name or one.callback.__name__
                                                for one in app.registered_commands}  # fmt: skip
    program, *words = unit()["Service"]["ExecStart"].split()
    assert Path(program).name == command and set(words) <= known
    told = dict(container())
    assert json.loads(told["ENTRYPOINT"]) == [command]
    assert set(json.loads(told["CMD"])) <= known


def test_unit_has_no_word_that_systemd_does_not_know() -> None:
    """Where there is no systemd to ask: a misspelt line would be passed over in silence."""
    parsed = unit()
    assert set(parsed.sections()) == set(DIRECTIVES)
    for section in parsed.sections():
        assert not set(parsed[section]) - DIRECTIVES[section], section


def test_container_runs_the_service_as_nobody_special() -> None:
    """A user by its own number, and the variable of the key that the program reads."""
    steps = container()
    assert ("STOPSIGNAL", "SIGTERM") in steps and steps[-1] == ("CMD", '["run"]')
    assert KEY_VARIABLE in (SIDECAR / "Containerfile").read_text(encoding="utf-8")
    places = [word for word, _rest in steps]
    user = dict(steps)["USER"]
    made = next(rest for word, rest in steps if word == "RUN" and "useradd" in rest)
    assert user not in ("root", "0") and made.split(" &&")[0].endswith(f" {user}")
    # What is installed is not the service's to change: it is made by root, before.
    assert places.index("USER") > max(at for at, word in enumerate(places) if word == "RUN")


def test_container_stands_on_a_named_version() -> None:
    """Neither `latest` nor a moving number: a version with all its parts, or a digest."""
    (base,) = (rest for word, rest in container() if word == "FROM")
    assert re.search(r":3\.1[0-3]\.[0-9]+-slim-[a-z]+$|@sha256:[0-9a-f]{64}$", base), base
    assert base.startswith("docker.io/library/python")


def test_container_holds_no_secret_and_nothing_but_the_package() -> None:
    """No value of a secret is set, and no more is copied than `pip install` needs."""
    steps = container()
    assert not [rest for word, rest in steps if word in ("ENV", "ARG", "ADD")]
    copied = [one for word, rest in steps if word == "COPY" for one in rest.split()[:-1]]
    assert sorted(copied) == ["README.md", "pyproject.toml", "src"]
    assert all((SIDECAR / one).exists() for one in copied)
    everything = "\n".join(rest for _word, rest in steps)
    assert not re.search(r"(?i)(key|password|token|secret)\s*=", everything)


def test_container_says_whether_it_is_well() -> None:
    """By the command that looks at settings and folders; a bank's slow server has its time."""
    (check,) = (rest for word, rest in container() if word == "HEALTHCHECK")
    options, _word, command = check.partition("CMD ")
    assert json.loads(command) == [command_of_the_package(), "status"]
    assert "--interval=5m" in options and "--timeout=1m" in options
