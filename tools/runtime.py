"""Everything a command needs once set-up is done: Python, Odoo, PostgreSQL, configuration."""

import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.environment import LOCK_FILE, install_sidecar, make_environment
from tools.failure import Failure
from tools.files import digest, lock, write_whole
from tools.odoo_source import OdooSource, find_odoo
from tools.places import Places, find_places
from tools.postgres import DatabaseServer, find_server
from tools.process import Command, run_logged, run_shown

ADDON = "property_arrears"


@dataclass(frozen=True)
class Runtime:
    """What is installed where. Made by `set_up`, or by `load` when set-up has run before."""

    places: Places
    python: Path
    odoo: OdooSource
    server: DatabaseServer
    # Folders of addons that only one command needs, as a bench the other side of a comparison.
    more_addons: tuple[Path, ...] = ()
    # Folders of Python packages that those addons import.
    more_packages: tuple[Path, ...] = ()

    @property
    def addons_path(self) -> list[Path]:
        """Odoo's addons, those installed by pip, and this checkout under its technical name."""
        installed = self.python.parent.parent.glob("lib/python*/site-packages/odoo/addons")
        return [*self.odoo.addons, *sorted(installed), self.places.addons, *self.more_addons]

    @property
    def variables(self) -> dict[str, str]:
        """The environment for programs that use the database or the virtual environment."""
        programs = f"{self.python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        packages = [*map(str, self.more_packages), os.environ.get("PYTHONPATH", "")]
        return {
            **self.server.variables,
            **(
                {"PYTHONPATH": os.pathsep.join(filter(None, packages))}
                if self.more_packages
                else {}
            ),
            "PATH": programs,
            "VIRTUAL_ENV": str(self.python.parent.parent),
            # Compiled files go to the cache, whatever the user's shell says, or each start of
            # Odoo takes seconds more and leaves folders in the checkout.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.places.cache / "compiled"),
        }

    def file_store(self, database: str) -> Path:
        """Where Odoo keeps a database's attachments."""
        return self.places.data / "filestore" / database

    @property
    def configurations(self) -> Path:
        """Where configuration files lie, named `<database>-<port or what tells them apart>`."""
        return self.places.state / "configuration"

    def write_configuration(self, database: str, **options: object) -> Path:
        """Write an Odoo configuration file for one database and return its path.

        `options` are Odoo's own options, and stand above the defaults here.
        """
        values = {
            "addons_path": ",".join(str(path) for path in self.addons_path),
            "data_dir": self.places.data,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_name": database,
            "dbfilter": f"^{database}$",
            "list_db": False,
            "admin_passwd": secrets.token_urlsafe(16),
            "http_interface": "127.0.0.1",
            "max_cron_threads": 0,
            "workers": 0,
            **options,
        }
        text = "[options]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
        kind = options.get("http_port") or (digest(*map(str, options.items())) if options else 0)
        path = self.configurations / f"{database}-{kind}.conf"
        write_whole(path, text, mode=0o600)
        return path

    def odoo_command(self, configuration: Path, *arguments: str | Path) -> list[str | Path]:
        """The command line of Odoo with a configuration file; `arguments` follow it."""
        return [self.python, "-m", "odoo", *_subcommand(arguments, configuration)]

    def run_odoo(self, configuration: Path, *arguments: str | Path, log: Path) -> None:
        """Run Odoo to its end with its output in a log; raise Failure when it fails."""
        command = self.odoo_command(configuration, *arguments)
        cure = "mend what the log names, and repeat the command"
        run_logged(command, log, changes=self.variables, folder=self.places.state, cure=cure)

    def run_shown(self, command: Command, folder: Path | None = None) -> int:
        """Run a program of the virtual environment in the user's terminal."""
        return run_shown(command, changes=self.variables, folder=folder or self.places.repository)


def _subcommand(arguments: tuple[str | Path, ...], configuration: Path) -> list[str | Path]:
    """Odoo wants a subcommand such as `shell` before the configuration."""
    words = list(arguments)
    first = [words.pop(0)] if words and not str(words[0]).startswith("-") else []
    return [*first, "--config", configuration, *words]


def set_up(again: bool = False) -> Runtime:
    """Find or make all that the commands need; quick when nothing changed."""
    places = find_places()
    places.prepare()
    record = places.state / "setup.json"
    # The environment is this checkout's own; only Odoo itself is brought once for all of them.
    with lock(places.locks / "setup", "it sets up"):
        if again:
            record.unlink(missing_ok=True)
        odoo, python = _recorded(places, record) or _find_all(places, record)
        install_sidecar(places, python)
    return Runtime(places, python, odoo, find_server(places, python))


def load() -> Runtime:
    """The runtime that an earlier set-up made; for helpers inside tests and tools."""
    places = find_places()
    found = _recorded(places, places.state / "setup.json")
    if not found:
        raise Failure("this checkout is not set up, or its lock file changed", "run ./dev setup")
    odoo, python = found
    return Runtime(places, python, odoo, find_server(places, python))


def recorded_python(places: Places) -> Path | None:
    """The Python of the last set-up, whether or not it is still up to date."""
    record = places.state / "setup.json"
    found = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    python = Path(found["python"]) if found else None
    return python if python and python.exists() else None


def _find_all(places: Places, record: Path) -> tuple[OdooSource, Path]:
    """Find Odoo, make the environment, and write down both."""
    with lock(places.cache / "setup.lock", "it brings Odoo"):
        odoo = find_odoo(places)
    python = make_environment(places, odoo)
    found = {
        "inputs": _inputs(places),
        "odoo": {"root": str(odoo.root), "version": odoo.version, "origin": odoo.origin},
        "python": str(python),
    }
    write_whole(record, json.dumps(found, indent=1))
    return odoo, python


def _recorded(places: Places, record: Path) -> tuple[OdooSource, Path] | None:
    """What an earlier run found, if it still stands and nothing it depended on has changed."""
    if not record.is_file():
        return None
    found = json.loads(record.read_text(encoding="utf-8"))
    odoo = OdooSource(**{**found["odoo"], "root": Path(found["odoo"]["root"])})
    python = Path(found["python"])
    stands = odoo.is_there() and (python.parent.parent / "complete").is_file()
    return (odoo, python) if stands and found["inputs"] == _inputs(places) else None


def _inputs(places: Places) -> str:
    """What the record depends on: the lock, ODOO_HOME, and outside the environment its Python."""
    lock_text = (places.repository / LOCK_FILE).read_bytes()
    return digest(lock_text, os.environ.get("ODOO_HOME", ""), sys.base_prefix)
