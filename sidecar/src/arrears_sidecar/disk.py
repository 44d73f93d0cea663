"""The few operations the exchange folders need, each of which happens whole or not at all.

A state changes by one rename, so that whoever pulls the plug between two operations finds every
file in exactly one folder. Another store (SFTP) is another class with these methods.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

TEMPORARY = ".sidecar-"
"""Prefix of what is still being written by us; never read, swept away at the next start."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looked like at one moment; equal looks some seconds apart mean it is at rest."""

    name: str
    size: int
    changed: int


class Disk(Protocol):
    """Operations on files, each atomic."""

    def look(self, folder: Path) -> list[Look]:
        """The plain files of a folder by name; no links, no folders."""

    def read(self, path: Path) -> bytes:
        """All bytes of a file."""

    def write(self, path: Path, content: bytes) -> None:
        """Make a file appear whole under its name, on the disk for good."""

    def move(self, source: Path, target: Path) -> bool:
        """Rename; False when the source is gone (somebody else took it)."""

    def remove(self, path: Path) -> None:
        """Delete a file if it is there."""

    def make_folder(self, path: Path) -> None:
        """Create a folder and its parents if need be."""


class LocalDisk:
    """Folders of this machine, or mounted on it."""

    def look(self, folder: Path) -> list[Look]:
        """The plain files of a folder by name."""
        return sorted(self._looks(folder), key=lambda one: one.name)

    def _looks(self, folder: Path) -> Iterator[Look]:
        """Plain files only: a link could point anywhere."""
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        yield Look(entry.name, status.st_size, status.st_mtime_ns)

    def read(self, path: Path) -> bytes:
        """All bytes of a file."""
        return path.read_bytes()

    def write(self, path: Path, content: bytes) -> None:
        """Write beside the target, flush to the disk, then rename."""
        temporary = path.with_name(f"{TEMPORARY}{path.name}")
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.move(temporary, path)

    def move(self, source: Path, target: Path) -> bool:
        """Rename and make the rename last."""
        try:
            os.replace(source, target)
        except FileNotFoundError:
            return False
        for folder in {source.parent, target.parent}:
            _flush_folder(folder)
        return True

    def remove(self, path: Path) -> None:
        """Delete a file if it is there."""
        path.unlink(missing_ok=True)
        _flush_folder(path.parent)

    def make_folder(self, path: Path) -> None:
        """Create a folder readable by its owner and group only: files hold account numbers."""
        path.mkdir(mode=0o750, parents=True, exist_ok=True)


def _flush_folder(folder: Path) -> None:
    """Renames live in the folder; without this a power cut may undo them."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def only_one(folder: Path) -> Iterator[bool]:
    """Hold a folder for this process; yields False when another process holds it.

    The kernel frees the lock when the process dies, however it dies.
    """
    import fcntl

    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o640)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
