"""Where the demo keeps its things: ports, keys, the sidecar's settings, the mailbox."""

import base64
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.files import write_whole
from tools.odoo_server import free_port
from tools.places import Places

FIRST_PORT = 8069
TRIED_PORTS = 20


@dataclass(frozen=True)
class Ports:
    """The ports of the demo's servers, kept from one start to the next."""

    odoo: int
    smtp: int
    page: int


@dataclass(frozen=True)
class DemoPlaces:
    """Folders and files of a demo, the name of its database, and how its programs are called.

    `prefix` tells the programs of one demo from those of another, such as a test's.
    """

    root: Path
    database: str = "arrears_demo"
    prefix: str = ""

    @property
    def mailbox(self) -> Path:
        return self.root / "mailbox"

    @property
    def exchange(self) -> Path:
        """The folders that the sidecar shares with the bank."""
        return self.root / "exchange"

    @property
    def settings(self) -> Path:
        """The sidecar's settings."""
        return self.root / "sidecar.toml"

    @property
    def jobs_settings(self) -> Path:
        """Settings for single jobs beside the running sidecar: without folders."""
        return self.root / "sidecar-jobs.toml"

    def program(self, name: str) -> str:
        """The name under which one of the demo's programs runs."""
        return f"{self.prefix}{name}"

    @property
    def api_key(self) -> Path:
        return self.root / "api-key"

    def prepare(self) -> None:
        """Make the folder that holds everything; nobody else looks into it."""
        self.root.mkdir(parents=True, exist_ok=True)
        os.chmod(self.root, 0o700)

    def account_key(self) -> str:
        """The key that encrypts bank accounts; made once, and never in the database."""
        path = self.root / "account-key"
        if not path.is_file():
            key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
            write_whole(path, key, mode=0o600)
        return path.read_text(encoding="ascii")

    def ports(self) -> Ports:
        """The ports of the last start, or new ones."""
        path = self.root / "ports.json"
        if not path.is_file():
            ports = Ports(_first_free(), free_port(), free_port())
            write_whole(path, json.dumps(asdict(ports)))
        return Ports(**json.loads(path.read_text(encoding="utf-8")))


def demo_places(places: Places) -> DemoPlaces:
    """The demo's folders, made if need be."""
    found = DemoPlaces(places.state / "demo")
    found.prepare()
    return found


def _first_free() -> int:
    """Odoo's usual port, or the next one that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + TRIED_PORTS):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    return free_port()
