"""Leases: with several sidecars, Odoo decides who works on which channel.

Whoever holds the lease of a channel or statement source has all its files. A lease ends by itself
when its holder does not come back, so another sidecar can go on where that one broke off.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from .records import Lease

SECONDS = 300
"""How long a lease lasts after its holder was last heard of."""
_RENEW_AFTER = SECONDS / 3


class Landlord(Protocol):
    """The part of the gateway that gives leases."""

    def take_leases(self, kind: str, codes: list[str], seconds: int) -> list[Lease]:
        """Take or renew leases; those of others are told with their holder."""

    def give_back_leases(self) -> None:
        """Let others have what we hold."""


def _uptime() -> float:
    """Seconds that also pass while the machine sleeps, where the system can tell."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass
class Leases:
    """What this sidecar holds.

    :param clock: seconds that only go forward, also while the machine sleeps.
    """

    landlord: Landlord
    clock: Callable[[], float] = _uptime

    def __post_init__(self) -> None:
        self._known: dict[tuple[str, str], Lease] = {}
        self._asked: dict[str, float] = {}

    def renew(self, kind: str, codes: Iterable[str]) -> None:
        """Ask for leases, unless that was done a short while ago and all were given.

        :param kind: `channel` or `source`.
        """
        wanted = sorted(codes)
        if not wanted or self._is_fresh(kind, wanted):
            return
        now = self.clock()
        for lease in self.landlord.take_leases(kind, wanted, SECONDS):
            self._known[kind, lease.code] = lease
        self._asked[kind] = now

    def _is_fresh(self, kind: str, codes: list[str]) -> bool:
        asked = self._asked.get(kind)
        if asked is None or self.clock() - asked >= _RENEW_AFTER:
            return False
        return all(self.holds(kind, code) for code in codes)

    def holds(self, kind: str, code: str) -> bool:
        """Whether the channel or source is ours at this moment."""
        lease = self._known.get((kind, code))
        asked = self._asked.get(kind)
        return bool(lease and lease.granted and asked is not None
                    and self.clock() - asked < SECONDS)  # fmt: skip

    def told(self, kind: str, code: str) -> Lease | None:
        """What Odoo last said of a channel or source."""
        return self._known.get((kind, code))

    def give_back(self) -> None:
        """Let others go on at once when we leave."""
        self._known.clear()
        self._asked.clear()
        self.landlord.give_back_leases()


def instance_of(root: Path) -> str:
    """Who we are for Odoo's leases: a number kept beside the exchange folders.

    A sidecar that was killed is the same one after its start and need not wait for its own lease.
    """
    path = root / ".instance"
    root.mkdir(mode=0o750, parents=True, exist_ok=True)
    try:
        with open(path, "x", encoding="ascii") as file:
            file.write(uuid4().hex)
    except FileExistsError:
        pass
    found = path.read_text(encoding="ascii").strip()
    if not found:
        # The plug was pulled between the two steps above.
        found = uuid4().hex
        path.write_text(found, encoding="ascii")
    return found
