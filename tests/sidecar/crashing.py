"""Pulling the plug at operation N: every call of the gateway and every step on the disk counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from arrears_sidecar.disk import TEMPORARY, Disk, LocalDisk


class Crash(BaseException):
    """The process is gone. No handler of the product may catch it."""


class Fuse:
    """Counts operations and blows at one of them.

    :param at: number of the operation, from 1; 0 never blows.
    :param after: blow when the operation is done but nobody has heard yet, as when the network
        is cut after Odoo committed.
    """

    def __init__(self, at: int = 0, *, after: bool = False) -> None:
        self.at = at
        self.after = after
        self.count = 0

    def burn(self, operation: Callable[..., Any], torn: Callable[[], None] | None = None) -> Any:
        """Do one operation, or blow."""
        self.count += 1
        if self.count == self.at and not self.after:
            if torn is not None:
                torn()
            self.blow()
        result = operation()
        if self.count == self.at:
            self.blow()
        return result

    def blow(self) -> None:
        """The end."""
        raise Crash


class Fused:
    """Any object, each public method of which is an operation of the fuse."""

    def __init__(self, inner: Any, fuse: Fuse) -> None:
        self._inner = inner
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def call(*arguments: Any, **options: Any) -> Any:
            return self._fuse.burn(lambda: method(*arguments, **options))

        return call


class FusedDisk(Fused):
    """A disk whose write, when the plug is pulled, leaves half a temporary file behind."""

    def write(self, path: Path, content: bytes) -> None:
        """Write, or leave half of it."""

        def torn() -> None:
            half = path.with_name(f"{TEMPORARY}{path.name}")
            self._inner.write(half, content[: len(content) // 2])

        self._fuse.burn(lambda: self._inner.write(path, content), torn)


def fused_disk(fuse: Fuse, disk: Disk | None = None) -> FusedDisk:
    """The real disk behind a fuse."""
    return FusedDisk(disk or LocalDisk(), fuse)
