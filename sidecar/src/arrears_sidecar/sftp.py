"""Folders on a bank's SSH server, with the promises of `disk.LocalDisk`.

A dropped connection is made anew once at once, then with growing pauses; every operation may be
repeated, so a break in the middle of it leaves nothing half.
"""

import errno
import stat
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import paramiko

from .disk import TEMPORARY, Look
from .errors import FolderAway, Permanent
from .ssh import SftpSettings, connect, words_of

Result = TypeVar("Result")
LONGEST_PAUSE = 120.0
_BROKEN = (EOFError, ConnectionError, TimeoutError, paramiko.SSHException, paramiko.SFTPError)
"""What a connection that is no more shows itself as, beside a plain OSError on a closed socket."""


class _Client(paramiko.SFTPClient):
    """A client that survives names and messages in another character set, as banks write them.

    Broken characters come as Python's own file names do, and go back as the same bytes.
    """

    def _request(self, kind: int, *words: object) -> tuple[int, paramiko.Message]:
        answer, message = super()._request(kind, *words)
        return answer, _lenient(message)

    def _convert_status(self, message: paramiko.Message) -> None:
        super()._convert_status(_lenient(message))


def _lenient(message: paramiko.Message) -> paramiko.Message:
    """Read its texts without failing on a byte that is no UTF-8."""
    if message is not None:
        message.get_text = lambda: message.get_string().decode("utf-8", "surrogateescape")
    return message


def _raw(path: Path) -> bytes:
    """A path as the server knows it."""
    return path.as_posix().encode("utf-8", "surrogateescape")


class SftpDisk:
    """The folders of one SSH server. Used by one thread at a time, or waits for the other.

    :param clock: seconds that only go forward, for the pauses between two tries.
    """

    def __init__(
        self, settings: SftpSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._client: paramiko.SSHClient | None = None
        self._sftp: paramiko.SFTPClient | None = None
        self._failures = 0
        self._not_before = 0.0
        self._one_at_a_time = threading.RLock()

    # The operations of a disk

    def look(self, folder: Path) -> list[Look]:
        """The plain files of a folder by name; no links, no folders."""
        entries = self._do(lambda sftp: sftp.listdir_attr(_raw(folder)))
        looks = (
            Look(one.filename, one.st_size or 0, one.st_mtime or 0)
            for one in entries
            if _is_plain(one)
        )
        return sorted(looks, key=lambda one: one.name)

    def read(self, path: Path) -> bytes:
        """All bytes of a file; a file that grows or shrinks meanwhile is not read."""
        return self._do(lambda sftp: _read(sftp, path))

    def write(self, path: Path, content: bytes) -> None:
        """Write beside the target, check the size there, then rename."""
        self._do(lambda sftp: _write(sftp, path, content))

    def move(self, source: Path, target: Path) -> bool:
        """Rename; False when the source is gone (somebody else took it)."""
        return self._do(lambda sftp: _move(sftp, source, target))

    def remove(self, path: Path) -> None:
        """Delete a file if it is there."""
        self._do(lambda sftp: _remove(sftp, path))

    def make_folder(self, path: Path) -> None:
        """Create a folder and its parents if need be."""
        self._do(lambda sftp: _make_folder(sftp, path))

    # The connection

    def close(self) -> None:
        """Leave the server; the next operation connects again."""
        with self._one_at_a_time:
            if self._client is not None:
                self._client.close()
            self._client = self._sftp = None

    def _do(self, operation: Callable[[paramiko.SFTPClient], Result]) -> Result:
        """One operation. A connection from before that proves dead is made anew once."""
        with self._one_at_a_time:
            again = self._sftp is not None
            while True:
                sftp = self._connected()
                try:
                    result = operation(sftp)
                except FolderAway:
                    raise
                except (*_BROKEN, OSError) as error:
                    if not isinstance(error, _BROKEN) and self._is_alive():
                        raise
                    self.close()
                    if not again:
                        self._postpone()
                        words = f"the connection to {self._settings.address} broke"
                        raise FolderAway(f"{words} ({words_of(error)})") from error
                    again = False
                else:
                    self._failures = 0
                    return result

    def _is_alive(self) -> bool:
        """Whether the connection still stands."""
        transport = self._client.get_transport() if self._client is not None else None
        return transport is not None and transport.is_active()

    def _connected(self) -> paramiko.SFTPClient:
        """The connection there is, or a new one unless the last try was a moment ago."""
        if self._sftp is not None:
            return self._sftp
        pause = self._not_before - self._clock()
        if pause > 0:
            raise FolderAway(
                f"{self._settings.address} was away just now: next try in {pause:.0f} s"
            )
        try:
            self._client = connect(self._settings)
            self._sftp = _Client.from_transport(self._client.get_transport())
            channel = self._sftp.get_channel()
            if channel is not None:
                channel.settimeout(self._settings.timeout_seconds)
        except (FolderAway, Permanent):
            # A refused login is not hammered either: banks lock accounts after some tries.
            self._postpone()
            raise
        return self._sftp

    def _postpone(self) -> None:
        """Wait longer with each failure in a row: 2, 4, 8 … seconds."""
        self._failures += 1
        self._not_before = self._clock() + min(2.0**self._failures, LONGEST_PAUSE)


def _is_plain(entry: paramiko.SFTPAttributes) -> bool:
    """Plain files only: a link could point anywhere. Some servers tell it in words alone."""
    if entry.st_mode is not None:
        return stat.S_ISREG(entry.st_mode)
    return str(getattr(entry, "longname", "")).startswith("-")


def _read(sftp: paramiko.SFTPClient, path: Path) -> bytes:
    """The file's bytes, as many as the server says there are: never more than was weighed."""
    with sftp.open(_raw(path), "rb") as file:
        size = file.stat().st_size or 0
        file.prefetch(size)
        content = file.read(size)
    if len(content) != size or (sftp.stat(_raw(path)).st_size or 0) != size:
        raise FolderAway(f"{path.name} changed while it was read. It is read again later")
    return content


def _write(sftp: paramiko.SFTPClient, path: Path, content: bytes) -> None:
    """Upload under a temporary name; only a whole file gets the real one."""
    temporary = path.with_name(f"{TEMPORARY}{path.name}")
    # `putfo` asks the server for the size at the end and refuses another one.
    sftp.putfo(BytesIO(content), _raw(temporary), file_size=len(content), confirm=True)
    if not _move(sftp, temporary, path) and not _is_there(sftp, path):
        raise FolderAway(f"{path.name} vanished while it was written. It is written again later")


def _move(sftp: paramiko.SFTPClient, source: Path, target: Path) -> bool:
    """Rename over whatever is there, in one step where the server can."""
    try:
        sftp.posix_rename(_raw(source), _raw(target))
    except OSError as error:
        if error.errno == errno.ENOENT:
            return False
        if error.errno is not None:
            raise
        # The server does not know the step, and its plain rename refuses a target that is there.
        return _move_plainly(sftp, source, target)
    return True


def _move_plainly(sftp: paramiko.SFTPClient, source: Path, target: Path) -> bool:
    """Rename where nothing may be overwritten. Broken off in between, the source is still there."""
    if not _is_there(sftp, source):
        return False
    if _is_there(sftp, target):
        _remove(sftp, target)
    try:
        sftp.rename(_raw(source), _raw(target))
    except FileNotFoundError:
        return False
    return True


def _is_there(sftp: paramiko.SFTPClient, path: Path) -> bool:
    """Whether the server has something of that name."""
    try:
        sftp.lstat(_raw(path))
    except FileNotFoundError:
        return False
    return True


def _remove(sftp: paramiko.SFTPClient, path: Path) -> None:
    """Delete; gone is gone."""
    try:
        sftp.remove(_raw(path))
    except FileNotFoundError:
        return


def _make_folder(sftp: paramiko.SFTPClient, path: Path) -> None:
    """Create what is missing; many banks make the folders themselves and allow no other."""
    if _is_there(sftp, path) or path == path.parent:
        return
    _make_folder(sftp, path.parent)
    sftp.mkdir(_raw(path), 0o750)
