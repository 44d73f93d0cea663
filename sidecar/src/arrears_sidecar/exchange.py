"""The folders of one bank channel. The folder a file lies in says how far it is.

    outbox/      requests for the bank; a file appears here once, whole
    prepared/    requests on their way to Odoo's confirmation and the outbox
    inbox/       answers put here by the bank or a person
    working/     answers being read
    done/        answers Odoo has accepted
    quarantine/  what could not be used, each with a `.reason.txt` beside it

Every step from one folder to the next is one rename.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .disk import TEMPORARY, Disk, LocalDisk, Look
from .errors import BadFile, FolderAway, Permanent

INCOMING = ("inbox", "working", "done", "quarantine")
FOLDERS = (*INCOMING, "prepared", "outbox")
UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
"""Endings under which other programs write before they rename."""
_LONGEST_NAME = 120
_SETTING = "~"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that has been written but perhaps not confirmed yet.

    Its file name carries what Odoo has to be told, so that one rename moves all of it:
    `<batch id>~<rows>~<total>~<final name>`.
    """

    batch_id: int
    row_count: int
    total: int
    name: str

    @property
    def file_name(self) -> str:
        """Name in `prepared/`."""
        return _SETTING.join((str(self.batch_id), str(self.row_count), str(self.total), self.name))

    @classmethod
    def of(cls, file_name: str) -> "Prepared | None":
        """Read a name of `prepared/`; None for a file that somebody else put there."""
        parts = file_name.split(_SETTING, 3)
        if len(parts) != 4 or not all(part.isdecimal() for part in parts[:3]):
            return None
        return cls(int(parts[0]), int(parts[1]), int(parts[2]), parts[3])


class Exchange:
    """One channel's folders.

    :param root: the channel's folder.
    :param folders: which of the folders there are; statements only come in.
    :param settle_seconds: how long a file in the inbox must not change before it is touched.
    :param max_bytes: the largest file that is read.
    :param now: a clock in seconds that only goes forward.
    :param lock_folder: folder of this machine that one process holds at a time; the root itself
        unless that lies elsewhere.
    """

    def __init__(
        self,
        channel: str,
        root: Path,
        *,
        folders: tuple[str, ...] = FOLDERS,
        disk: Disk | None = None,
        settle_seconds: float = 2.0,
        max_bytes: int = 20_000_000,
        now: Callable[[], float] = time.monotonic,
        lock_folder: Path | None = None,
    ) -> None:
        self.channel = channel
        self.root = root
        self.lock_folder = lock_folder or root
        self.folders = folders
        self.max_bytes = max_bytes
        self.settle_seconds = settle_seconds
        self._disk = disk or LocalDisk()
        self._now = now
        self._seen: dict[Look, float] = {}
        self._is_open = False
        self.is_ours: Callable[[], bool] = lambda: True

    def reach(self) -> None:
        """`open` where that was not done yet, else see that the store is still there.

        :raises OSError: when it is not.
        """
        if self._is_open:
            self._disk.look(self.root / self.folders[0])
        else:
            self.open()

    def open(self) -> None:
        """Create missing folders and sweep away what a crash left half-written."""
        for name in self.folders:
            self._disk.make_folder(self.root / name)
        for name in {"prepared", "quarantine", "working"} & set(self.folders):
            for look in self._disk.look(self.root / name):
                if look.name.startswith(TEMPORARY):
                    self._disk.remove(self.root / name / look.name)
        self._is_open = True

    def probe(self) -> None:
        """Carry a small file of our own through all folders, as files go later.

        :raises OSError: names the folder that cannot be written, or that a rename does not reach.
        """
        name = f"{TEMPORARY}probe"
        before: Path | None = None
        for folder in self.folders:
            path = self.root / folder / name
            try:
                self._disk.write(path, b"probe")
                moved = before is None or self._disk.move(before, path)
            except FolderAway:
                raise
            except OSError as error:
                cause = f"{path.parent} cannot be written ({error.strerror or error})"
                raise OSError(f"{cause}: give our user the right") from error
            if not moved:
                raise OSError(f"a rename does not reach {path.parent}: use one file system")
            before = path
        if before is not None:
            self._disk.remove(before)

    # Answers

    def waiting(self) -> list[str]:
        """Names in the inbox that are finished: no temporary name, at rest long enough."""
        looks = [one for one in self._disk.look(self.root / "inbox") if _is_finished(one.name)]
        now = self._now()
        self._seen = {one: self._seen.get(one, now) for one in looks}
        return [one.name for one in looks if now - self._seen[one] >= self.settle_seconds]

    def settle(self) -> None:
        """Wait until what lies in the inbox now has been looked at long enough."""
        self.waiting()
        if self._seen:
            time.sleep(self.settle_seconds)

    def claim(self, name: str) -> str | None:
        """Take a file from the inbox into `working/`.

        :return: its name there, or None when it is gone or its place is still taken.
        """
        safe = safe_name(name)
        if any(look.name == safe for look in self._disk.look(self.root / "working")):
            return None
        moved = self._disk.move(self.root / "inbox" / name, self.root / "working" / safe)
        return safe if moved else None

    def bring(self, name: str, content: bytes) -> str:
        """Put a file that a person names into `working/`; returns its name there.

        :raises Permanent: when a file of that name is being read.
        """
        safe = safe_name(name)
        if safe in self.working():
            raise Permanent(f"{safe} is being read in {self.root}. Wait, or rename the file")
        self._disk.write(self.root / "working" / safe, content)
        return safe

    def deliver(self, name: str, content: bytes) -> None:
        """Put a file into the inbox, whole, as a bank does."""
        self._disk.write(self.root / "inbox" / safe_name(name), content)

    def working(self) -> list[str]:
        """Names of claimed files, those of an interrupted run among them."""
        looks = self._disk.look(self.root / "working")
        return [one.name for one in looks if not one.name.startswith(TEMPORARY)]

    def read_working(self, name: str) -> bytes:
        """Bytes of a claimed file.

        :raises BadFile: when it is empty, or larger than `max_bytes`; it is not read then.
        """
        looks = {look.name: look for look in self._disk.look(self.root / "working")}
        size = looks[name].size if name in looks else 0
        if not size:
            raise BadFile(name, "empty", "the file is empty", "Ask the bank for the file again")
        if size > self.max_bytes:
            cause = f"the file has {size} bytes, at most {self.max_bytes} are read"
            cure = "Ask the bank for smaller files, or raise exchange.max_bytes"
            raise BadFile(name, "too_large", cause, cure)
        return self._disk.read(self.root / "working" / name)

    def finish(self, name: str, sha256: str) -> None:
        """Move a claimed file to `done/`."""
        self._disk.move(self.root / "working" / name, self.root / "done" / marked(name, sha256))

    def put_aside(self, name: str, sha256: str, reason: str) -> None:
        """Move a claimed file to `quarantine/`; `reason` names file, line, cause and cure."""
        self._quarantine(self.root / "working" / name, marked(name, sha256), reason)

    def _quarantine(self, source: Path, name: str, reason: str) -> None:
        """The reason is written first: a file in quarantine always has one."""
        target = self.root / "quarantine" / name
        self._disk.write(target.with_name(f"{name}.reason.txt"), reason.encode("utf-8"))
        self._disk.move(source, target)

    # Requests

    def prepare(self, prepared: Prepared, content: bytes) -> None:
        """Write a request where only we look.

        :raises Permanent: when our lease ran out meanwhile (a machine that slept): another sidecar
            may have sent this request already, and one left here now would be sent again.
        """
        if not self.is_ours():
            raise Permanent(f"the lease of channel {self.channel} ran out. Nothing was written")
        self._disk.write(self.root / "prepared" / prepared.file_name, content)

    def prepared(self) -> list[Prepared]:
        """Requests an interrupted run left behind, or that wait for confirmation."""
        found = (Prepared.of(look.name) for look in self._disk.look(self.root / "prepared"))
        return [one for one in found if one is not None]

    def read_prepared(self, prepared: Prepared) -> bytes:
        """Bytes of a prepared request."""
        return self._disk.read(self.root / "prepared" / prepared.file_name)

    def hand_over(self, prepared: Prepared) -> None:
        """Let the bank have a confirmed request.

        One rename: while the file is in `prepared/` it is not in the outbox, and once it was in
        the outbox it can never come back, even when the bank has already fetched it.
        """
        self._disk.move(
            self.root / "prepared" / prepared.file_name, self.root / "outbox" / prepared.name
        )

    def forget(self, prepared: Prepared) -> None:
        """Throw away a request nobody was told of."""
        self._disk.remove(self.root / "prepared" / prepared.file_name)

    def withdraw(self, prepared: Prepared, sha256: str, reason: str) -> None:
        """Move a request that Odoo refused to `quarantine/`."""
        source = self.root / "prepared" / prepared.file_name
        self._quarantine(source, marked(prepared.name, sha256), reason)

    def in_outbox(self, name: str) -> bool:
        """Whether a file of this name still waits for the bank."""
        return any(look.name == name for look in self._disk.look(self.root / "outbox"))

    # State

    def quarantined(self) -> list[str]:
        """First lines of the reasons in quarantine."""
        folder = self.root / "quarantine"
        reasons = [one.name for one in self._disk.look(folder) if one.name.endswith(".reason.txt")]
        texts = (self._disk.read(folder / name).decode("utf-8") for name in reasons)
        return [text.partition("\n")[0] for text in texts]

    def counts(self) -> dict[str, int]:
        """How many files lie in each folder; reasons do not count."""
        return {
            name: sum(
                not look.name.endswith(".reason.txt") and not look.name.startswith(".")
                for look in self._disk.look(self.root / name)
            )
            for name in self.folders
        }


def _is_finished(name: str) -> bool:
    """Whether a name is not one under which a program is still writing."""
    return not name.startswith((".", "~")) and not name.lower().endswith(UNFINISHED)


def safe_name(name: str) -> str:
    """A file name fit for every system and for Odoo: no path, no control or broken character."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        one if one.isprintable() and one not in '<>:"|?*' else "_" for one in plain
    ).lstrip(".")
    if len(kept) > _LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if stem else kept
    return kept[:_LONGEST_NAME] or "unnamed"


def marked(name: str, sha256: str) -> str:
    """`X_R1.txt` → `X_R1.3f2a9c1d.txt`: other bytes under the same name get another name."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{sha256[:8]}.{ending}" if dot and stem else f"{name}.{sha256[:8]}"
