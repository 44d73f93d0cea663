"""The unit of systemd and the container file say what the program and its guide say."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from arrears_sidecar.config import CONFIG_VARIABLE, KEY_VARIABLE, PLACES
from arrears_sidecar.errors import ConfigError

SIDECAR = Path(__file__).parents[2] / "sidecar"
UNIT = SIDECAR / "arrears-sidecar.service"


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


def test_container_runs_the_service_as_nobody_special() -> None:
    """And names the variable of the key that the program reads."""
    text = (SIDECAR / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines[-2:] == ['ENTRYPOINT ["arrears-sidecar"]', 'CMD ["run"]']
    assert "STOPSIGNAL SIGTERM" in lines and KEY_VARIABLE in text
    user = next(line for line in lines if line.startswith("USER "))
    assert user != "USER root"
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    assert all((SIDECAR / word).exists() for word in copied)
