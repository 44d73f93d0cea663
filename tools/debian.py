"""Packages from the machine's own Debian mirror, unpacked privately or installed.

The mirror's address is read from the machine's own apt configuration; no address is written here.
Nothing on the system changes except by `install`.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.failure import Failure
from tools.process import read, run_logged, succeeds

SOURCES = Path("/etc/apt")


@dataclass(frozen=True)
class Mirror:
    """One archive of the machine's apt configuration: its address and its keyring."""

    address: str
    keyring: str

    def source(self, suite: str) -> str:
        """A one-line source for another suite of the same archive."""
        option = f"[signed-by={self.keyring}] " if self.keyring else ""
        return f"deb {option}{self.address} {suite} main"


def has_apt() -> bool:
    """Whether apt and dpkg are here at all."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg"))


def find_mirror() -> Mirror:
    """The archive of Debian that this machine uses; raise Failure where there is none."""
    for mirror in _read_lists() + _read_deb822():
        if "security" not in mirror.address and re.search(r"/debian/?$", mirror.address):
            return mirror
    raise Failure(
        "apt on this machine has no Debian archive configured",
        "set ODOO_HOME to an Odoo 19 you have (the folder that holds `odoo/`)",
    )


def _read_lists() -> list[Mirror]:
    """Archives of the one-line format."""
    found = []
    for path in [SOURCES / "sources.list", *sorted((SOURCES / "sources.list.d").glob("*.list"))]:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        for options, address in re.findall(r"(?m)^deb\s+(?:\[([^]]*)\]\s+)?(\S+)", text):
            keyring = re.search(r"signed-by=(\S+)", options)
            found.append(Mirror(address, keyring.group(1) if keyring else ""))
    return found


def _read_deb822() -> list[Mirror]:
    """Archives of the deb822 format; a key written out in the file is left to apt's own trust."""
    found = []
    for path in sorted((SOURCES / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            fields = dict(re.findall(r"(?m)^([A-Za-z-]+):[ \t]*(.*)$", stanza))
            if "deb" in fields.get("Types", "").split() and fields.get("Enabled", "yes") != "no":
                key = fields.get("Signed-By", "").strip()
                keyring = key if key.startswith("/") else ""
                found += [Mirror(address, keyring) for address in fields.get("URIs", "").split()]
    return found


class Archive:
    """One suite of the mirror with an apt state of its own in `folder`."""

    def __init__(self, mirror: Mirror, suite: str, folder: Path) -> None:
        self.suite = suite
        self.folder = folder
        self.source = mirror.source(suite)

    def refresh(self, log: Path) -> None:
        """Fetch the suite's index; raise Failure when the mirror does not have it."""
        for part in ("lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "sources.list").write_text(self.source + "\n", encoding="utf-8")
        run_logged(
            ["apt-get", *self._options(), "-o", "APT::Update::Error-Mode=any", "update"],
            log,
            cure="check the network and the machine's own `apt-get update`",
        )

    def version(self, package: str) -> str:
        """The version the suite offers, or an empty string."""
        text = read(["apt-cache", *self._options(), "policy", package])
        found = re.search(r"Candidate: (\S+)", text)
        return found.group(1) if found and found.group(1) != "(none)" else ""

    def unpack(self, packages: list[str], target: Path, log: Path) -> None:
        """Download packages and unpack them into `target`, without installing."""
        download_and_unpack(packages, target, log, self._options())

    def _options(self) -> list[str]:
        values = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": self.folder / "cache",
            "APT::Sandbox::User": _user_name(),
        }
        return [word for key, value in values.items() for word in ("-o", f"{key}={value}")]


def _user_name() -> str:
    """Apt's download user cannot write into a private folder; take the present one."""
    return "root" if os.geteuid() == 0 else ""


def download_and_unpack(
    packages: list[str], target: Path, log: Path, options: list[str] | None = None
) -> None:
    """Fetch packages with apt (its own checks apply) and unpack them into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    with_folder = target.with_name(target.name + ".debs")
    shutil.rmtree(with_folder, ignore_errors=True)
    with_folder.mkdir()
    run_logged(
        ["apt-get", *(options or []), "download", *packages],
        log,
        folder=with_folder,
        cure="check the network; the command can be repeated",
    )
    for package in sorted(with_folder.glob("*.deb")):
        run_logged(["dpkg", "-x", package, target], log)
    shutil.rmtree(with_folder)


def offered_by_machine(package: str) -> str:
    """The version that the machine's own apt sources offer, or an empty string."""
    text = read(["apt-cache", "policy", package]) if has_apt() else ""
    found = re.search(r"Candidate: (\S+)", text)
    return found.group(1) if found and found.group(1) != "(none)" else ""


def installed(package: str) -> bool:
    """Whether a package is installed on the system."""
    return has_apt() and succeeds(["dpkg", "-s", package])


def administrator_prefix() -> list[str] | None:
    """How to run a command as root: nothing, sudo without a password, or None for not at all."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def install(packages: list[str], log: Path) -> None:
    """Install those of the packages that the machine's sources offer.

    The caller has checked `administrator_prefix`, and looks afterwards at what is still missing.
    """
    prefix = administrator_prefix() or []
    cure = "install by hand: apt-get install " + " ".join(packages)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if not all(offered_by_machine(package) for package in packages):
        run_logged([*prefix, "apt-get", "update"], log, cure=cure, changes=quiet)
    offered = [package for package in packages if offered_by_machine(package)]
    if offered:
        command = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *offered]
        run_logged(command, log, cure=cure, changes=quiet)
