"""The virtual environment: pinned packages, the found Odoo, and this checkout's sidecar."""

import platform
import shutil
import sys
from pathlib import Path

from tools import debian
from tools.failure import Failure
from tools.files import digest, folder_made_whole, write_whole
from tools.odoo_source import OdooSource, can_import
from tools.places import Places
from tools.process import read, read_any, run_logged, succeeds
from tools.progress import step

LOCK_FILE = "tools/requirements.lock"
SIDECAR = "property-arrears-sidecar"


def environment_key(places: Places, odoo: OdooSource) -> str:
    """Changes with the lock file, the Python, the machine and the Odoo."""
    lock = (places.repository / LOCK_FILE).read_bytes()
    version = platform.python_version()
    return digest(lock, version, platform.machine(), str(odoo.root), str(places.repository))


def make_environment(places: Places, odoo: OdooSource) -> Path:
    """Make the virtual environment once per key; return its Python.

    A folder is finished when it has its stamp; one without is made again.
    The sidecar is installed editable, hence one environment per checkout.
    """
    target = places.cache / "venv" / environment_key(places, odoo)
    python = target / "bin" / "python"
    if not (target / "complete").is_file():
        shutil.rmtree(target, ignore_errors=True)
        with step("Making a virtual environment"):
            _create(places, target)
        _install_lock(places, python)
        _link_odoo(python, odoo)
        write_whole(target / "complete", str(places.repository))
        _remove_old(places, target)
    install_sidecar(places, python)
    return python


def _remove_old(places: Places, present: Path) -> None:
    """Remove environments of clones that are gone, and this clone's but the last before this."""
    own = []
    for stamp in places.cache.glob("venv/*/complete"):
        owner = Path(stamp.read_text(encoding="utf-8") or places.repository)
        if not owner.exists():
            shutil.rmtree(stamp.parent)
        elif owner == places.repository and stamp.parent != present:
            own.append(stamp)
    for stamp in sorted(own, key=lambda path: path.stat().st_mtime)[:-1]:
        shutil.rmtree(stamp.parent)


def _create(places: Places, target: Path) -> None:
    """Make an empty environment with pip, also where Debian's `ensurepip` is missing."""
    log = places.logs / "venv.log"
    base = [sys.executable, "-m", "venv"]
    if succeeds([sys.executable, "-c", "import ensurepip"]):
        run_logged([*base, target], log)
        return
    run_logged([*base, "--without-pip", target], log)
    wheel = _find_pip(places, log)
    install = [target / "bin" / "python", f"{wheel}/pip", "install", "--no-index"]
    run_logged([*install, wheel], log)


def _find_pip(places: Places, log: Path) -> Path:
    """Debian's pip as a wheel, from the system or unpacked privately."""
    folder = places.cache / "pip"
    cure = "install the package python3-venv (apt-get install python3-venv) and start again"
    for place in (Path("/usr/share/python-wheels"), folder / "usr/share/python-wheels"):
        found = sorted(place.glob("pip-*.whl"))
        if found:
            return found[-1]
    if not debian.has_apt():
        raise Failure("this Python has no `ensurepip`, so it cannot make environments", cure)
    with step("Fetching pip"), folder_made_whole(folder) as scratch:
        debian.download_and_unpack(["python3-pip-whl"], scratch, log)
    found = sorted((folder / "usr/share/python-wheels").glob("pip-*.whl"))
    if not found:
        raise Failure("the package python3-pip-whl holds no pip", cure)
    return found[-1]


def _install_lock(places: Places, python: Path) -> None:
    """Install the pinned packages, with pip as this machine has it configured."""
    lock = places.repository / LOCK_FILE
    command = [python, "-m", "pip", "install", "--no-input", "--no-deps", "-r", lock]
    with step("Installing the pinned Python packages (some 500 MB unpacked)"):
        run_logged(
            command,
            places.logs / "pip.log",
            cure="check the network and pip's own configuration; the command can be repeated",
        )


def _link_odoo(python: Path, odoo: OdooSource) -> None:
    """Let the environment import Odoo by a path file, and try it."""
    script = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(read([python, "-c", script]).strip())
    write_whole(packages / "odoo-source.pth", f"{odoo.root}\n")
    with step("Importing Odoo for the first time"):
        if not can_import(python):
            details = read([python, "-c", "import odoo.tools, odoo.http, odoo.service.server"])
            raise Failure(f"Odoo cannot be imported: {details}", "see the message above")


def install_sidecar(places: Places, python: Path) -> None:
    """Install the sidecar editable whenever its `pyproject.toml` changed."""
    declaration = places.repository / "sidecar" / "pyproject.toml"
    stamp = python.parent.parent / "sidecar"
    if not declaration.is_file():
        raise Failure("sidecar/pyproject.toml is missing", "restore it from git")
    key = digest(declaration.read_bytes())
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
        return
    with step("Installing the sidecar"):
        _install_editable(places, python, declaration.parent)
        write_whole(stamp, key)


def _install_editable(places: Places, python: Path, folder: Path) -> None:
    """Install one package of this checkout; its dependencies must be in the lock already."""
    command = [python, "-m", "pip", "install", "--no-input", "--no-deps", "--editable", folder]
    run_logged(command, places.logs / "sidecar-install.log", cure="mend sidecar/pyproject.toml")
    found = read_any([python, "-m", "pip", "check"])
    lacking = [line for line in found.splitlines() if line.startswith(SIDECAR)]
    if lacking:
        raise Failure(
            "the lock does not cover the sidecar's needs:\n" + "\n".join(lacking),
            "pin them in tools/requirements.in and renew tools/requirements.lock",
        )
