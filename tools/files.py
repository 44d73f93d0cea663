"""Files that are whole or absent, and locks between commands."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.progress import say


def digest(*parts: str | bytes) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of all parts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() if isinstance(part, str) else part)
        whole.update(b"\0")
    return whole.hexdigest()[:12]


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old text or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


@contextmanager
def folder_made_whole(target: Path) -> Iterator[Path]:
    """Give a scratch folder that becomes `target` when the block ends well.

    What an interrupted run left behind is removed; the caller holds a lock.
    """
    scratch = target.with_name(target.name + ".partial")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    yield scratch
    shutil.rmtree(target, ignore_errors=True)
    scratch.rename(target)


_held: set[int] = set()


def held_locks() -> tuple[int, ...]:
    """The locks this process holds, to be handed to programs that work under them.

    If this process is killed, such a program goes on for a while, and so must its lock.
    """
    return tuple(_held)


@contextmanager
def lock(path: Path, purpose: str) -> Iterator[None]:
    """Hold a file lock; wait, and say so, while another command holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  (waiting for another command: {purpose})")
            fcntl.flock(stream, fcntl.LOCK_EX)
        _held.add(stream.fileno())
        try:
            yield
        finally:
            _held.discard(stream.fileno())


def copy_tree_by_links(source: Path, target: Path) -> None:
    """Copy a folder whose files never change, by hard links where the disk allows."""
    shutil.copytree(source, target, copy_function=_link_or_copy, dirs_exist_ok=True)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
