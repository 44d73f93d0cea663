"""A small world of Odoo, sidecar and bank that can be lived through, with or without a crash."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from crashing import Crash, Fuse, Fused, fused_disk
from fake_odoo import FakeOdoo

from arrears_sidecar.disk import Disk
from arrears_sidecar.exchange import Exchange
from arrears_sidecar.jobs import JOBS
from arrears_sidecar.leases import Leases
from arrears_sidecar.profiles import load_profiles
from arrears_sidecar.workplace import Tally, Workplace
from tools.bank_simulator import BankSimulator

DAY = date(2026, 11, 21)
PROFILES = load_profiles()


class World:
    """One channel's folders, an Odoo in memory, a simulated bank, and a fuse between them.

    :param folder: where the bank finds the folders.
    :param disk: the sidecar's way to them; `root` is their path there.
    """

    def __init__(
        self,
        folder: Path,
        fuse: Fuse | None = None,
        *,
        disk: Disk | None = None,
        root: Path | None = None,
    ) -> None:
        self.folder = folder
        self.disk = disk
        self.root = root or folder
        self.odoo = FakeOdoo()
        self.fuse = fuse or Fuse()
        self.bank = BankSimulator(folder, DAY)
        self.crashes = 0

    def place(self, **changes: Any) -> Workplace:
        """A freshly started sidecar: nothing is remembered but Odoo and the folders."""
        disk = fused_disk(self.fuse, self.disk)
        exchange = Exchange("ccb", self.root, disk=disk, settle_seconds=0)
        self.folder.mkdir(parents=True, exist_ok=True)
        exchange.open()
        gateway = Fused(self.odoo, self.fuse)
        parts = {
            "leases": Leases(gateway),
            "exchanges": {"ccb": exchange},
            "profiles": PROFILES,
            "page_size": 2,
        }
        return Workplace(gateway=gateway, **(parts | changes))

    def run(self, *names: str, **changes: Any) -> dict[str, Tally]:
        """Start a sidecar, run jobs (all by default), stop."""
        place = self.place(**changes)
        return {name: JOBS[name](place) for name in names or JOBS}

    def run_through(self, between: Callable[[], None] = lambda: None) -> None:
        """Run all jobs; after a crash something may happen outside, then a new process starts."""
        while True:
            try:
                self.run()
            except Crash:
                self.crashes += 1
                between()
            else:
                return

    def files(self) -> dict[str, bytes]:
        """All files of the channel by relative path, but the lock."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def names(self, folder: str) -> list[str]:
        """Names in one folder."""
        return sorted(path.name for path in (self.folder / folder).iterdir())

    def reason(self) -> str:
        """The one reason in quarantine."""
        (reason,) = (self.folder / "quarantine").glob("*.reason.txt")
        return reason.read_text(encoding="utf-8")
