"""Files that come in: claimed, read, staged in Odoo page by page, sealed, filed away.

    inbox/ → working/ → open → stage … → seal → done/ or quarantine/

Odoo knows a file by the hash of its bytes and a row by its line, so an interrupted run simply
starts over with what lies in `working/`: nothing is counted twice. Booking is Odoo's own work
after the seal. Answers to direct debits and bank statements go the same way; what differs is in
their `Inlet`.
"""

import logging
from collections.abc import Iterator
from typing import Any, Protocol

from .containers import refuse_archive
from .errors import BadFile, ConfigError
from .exchange import Exchange
from .journal import note
from .profiles import Profiles
from .records import IncomingFile, OpenedFile, Sealed, Uploaded, hash_of
from .workplace import Tally, Workplace


class Readable(Protocol):
    """A layout, as far as reading files with it goes."""

    code: str

    def parse(self, name: str, content: bytes) -> Any:
        """Read a file whole, or refuse it with `BadFile`."""


class Inlet(Protocol):
    """What one sort of incoming file needs: its folders, layouts and calls of the seam."""

    word: str
    """What one such file is called in logs and counts: `answer`, `statement`."""
    exchanges: dict[str, Exchange]
    profiles: Profiles[Any]
    fixed_profiles: dict[str, str]

    def waiting(self) -> list[Uploaded]:
        """Files uploaded in Odoo that wait to be read."""

    def content(self, file_id: int) -> IncomingFile:
        """Bytes of an uploaded file."""

    def open(self, channel: str, profile: str, file: IncomingFile) -> OpenedFile:
        """Make a file known to Odoo."""

    def stage(self, file_id: int, rows: list[dict[str, Any]]) -> int:
        """Store a page of rows."""

    def seal(self, file_id: int, table: Any, profile: str) -> Sealed:
        """Say that all rows are there."""

    def refuse(self, channel: str, profile: str, file: IncomingFile, fault: Sealed) -> None:
        """Report a file that cannot be read."""

    def refuse_known(self, file_id: int, fault: Sealed) -> None:
        """The same for a file Odoo already has."""


class AnswerInlet:
    """Answers of banks to direct debits."""

    word = "answer"

    def __init__(self, place: Workplace) -> None:
        self._gateway = place.gateway
        self.exchanges = place.exchanges
        self.profiles = place.profiles
        # What a channel writes is chosen once, in Odoo; a setting of ours goes before it.
        self.fixed_profiles = place.gateway.ping().get("layouts", {}) | place.fixed_profiles
        self.waiting = place.gateway.files_to_parse
        self.content = place.gateway.file_content
        self.open = place.gateway.open_file
        self.stage = place.gateway.stage_rows
        self.refuse = place.gateway.quarantine_file
        self.refuse_known = place.gateway.quarantine_known_file

    def seal(self, file_id: int, table: Any, profile: str) -> Sealed:
        """Say that all rows are there."""
        return self._gateway.seal_file(
            file_id,
            len(table),
            table.total_offered,
            table.total_settled,
            table.batch_reference,
        )


def import_answers(place: Workplace) -> Tally:
    """Take in all answers that wait in the inboxes and in Odoo."""
    return import_files(place, AnswerInlet(place), Tally("import"))


def import_files(place: Workplace, inlet: Inlet, tally: Tally) -> Tally:
    """Take in everything that waits in the inboxes of an inlet and in Odoo."""
    for exchange in inlet.exchanges.values():
        for name in _claimed(place, exchange):
            with tally.one(file=name, channel=exchange.channel):
                _Intake(place, inlet, tally).take(exchange, name)
    for uploaded in inlet.waiting():
        if place.stopping():
            break
        with tally.one(file=uploaded.name, channel=uploaded.channel):
            _Intake(place, inlet, tally).take_uploaded(uploaded)
    return tally


def _claimed(place: Workplace, exchange: Exchange) -> Iterator[str]:
    """Names in `working/`: first those of an interrupted run, then new ones from the inbox."""
    for name in exchange.working():
        if not place.stopping():
            yield name
    for waiting in exchange.waiting():
        if place.stopping():
            return
        name = exchange.claim(waiting)
        if name:
            yield name


class _Intake:
    """Takes one file to its end."""

    def __init__(self, place: Workplace, inlet: Inlet, tally: Tally) -> None:
        self._place = place
        self._inlet = inlet
        self._tally = tally

    def take(self, exchange: Exchange, name: str) -> None:
        """One file of a folder, to its end."""
        inlet = self._inlet
        try:
            content = exchange.read_working(name)
        except BadFile as bad:
            # Odoo keeps the bytes of what it refuses; of these there are none, or too many.
            exchange.put_aside(name, hash_of(name.encode("utf-8")), _reason(name, _fault(bad)))
            self._note_refusal(name, _fault(bad))
            return
        file = IncomingFile(name, hash_of(content), content)
        try:
            profile = self._profile(exchange.channel, file)
        except BadFile as bad:
            self._refuse_unknown(exchange, file, bad)
            return
        opened = inlet.open(exchange.channel, profile.code, file)
        if opened.is_done:
            exchange.finish(name, file.sha256)
            self._tally.add(f"{inlet.word}s known already")
            note(f"{inlet.word} known already", file=name, channel=exchange.channel,
                 state=opened.state)  # fmt: skip
            return
        verdict = self._read_into_odoo(profile, file, opened)
        if verdict.state == "quarantined":
            exchange.put_aside(name, file.sha256, _reason(name, verdict))
        else:
            exchange.finish(name, file.sha256)

    def take_uploaded(self, uploaded: Uploaded) -> None:
        """One file that a person uploaded in Odoo, to its end."""
        file = self._inlet.content(uploaded.file_id)
        try:
            profile = self._profile(uploaded.channel, file, uploaded.profile)
        except (BadFile, ConfigError) as bad:
            # A layout that is not there was named in Odoo: whoever uploaded sees it there.
            self._inlet.refuse_known(uploaded.file_id, fault := _fault(bad))
            self._note_refusal(file.name, fault)
            return
        self._read_into_odoo(profile, file, OpenedFile(uploaded.file_id, "received"))

    def _profile(self, channel: str, file: IncomingFile, code: str = "") -> Readable:
        """The layout to read a file with: as named for it or its channel, else detected."""
        refuse_archive(file.name, file.content)
        fixed = code or self._inlet.fixed_profiles.get(channel, "")
        if fixed:
            return self._inlet.profiles.get(fixed, f"profile of {channel}")
        return self._inlet.profiles.detect(file.name, file.content)

    def _read_into_odoo(self, profile: Readable, file: IncomingFile, opened: OpenedFile) -> Sealed:
        """Parse, stage, seal; the verdict is Odoo's, or ours when the file cannot be read at all.

        When Odoo refuses a call (`Rejected`) that is no verdict on the file: it stays where it is,
        the error is reported, and the next run tries again.
        """
        try:
            verdict = self._stage_and_seal(profile, file, opened)
        except BadFile as bad:
            verdict = _fault(bad)
            self._inlet.refuse_known(opened.file_id, verdict)
        word = self._inlet.word
        if verdict.state == "quarantined":
            self._note_refusal(file.name, verdict)
        else:
            self._tally.add(f"{word}s accepted")
            note(f"{word} accepted", file=file.name, state=verdict.state, profile=profile.code)
        return verdict

    def _stage_and_seal(self, profile: Readable, file: IncomingFile, opened: OpenedFile) -> Sealed:
        """All rows into Odoo, then the seal. A file refused before only repeats its verdict.

        :raises Stopped: between two pages; the rows that are there are known again
        """
        table = profile.parse(file.name, file.content)
        if opened.state != "quarantined":
            bar = self._place.progress.bar(f"staging {file.name}", len(table))
            for start in range(0, len(table), self._place.page_size):
                self._place.go_on(start, len(table))
                rows = table.page(start, self._place.page_size)
                self._inlet.stage(opened.file_id, rows)
                bar.advance(len(rows))
        return self._inlet.seal(opened.file_id, table, profile.code)

    def _refuse_unknown(self, exchange: Exchange, file: IncomingFile, bad: BadFile) -> None:
        """A file whose layout cannot even be told: Odoo hears of it, the file goes aside."""
        verdict = _fault(bad)
        profile = self._inlet.fixed_profiles.get(exchange.channel, "")
        self._inlet.refuse(exchange.channel, profile, file, verdict)
        exchange.put_aside(file.name, file.sha256, _reason(file.name, verdict))
        self._note_refusal(file.name, verdict)

    def _note_refusal(self, name: str, verdict: Sealed) -> None:
        """Count and log a refused file."""
        word = self._inlet.word
        self._tally.add(f"{word}s refused")
        self._tally.errors.append(_line(name, verdict))
        note(f"{word} refused", logging.WARNING, file=name, code=verdict.code, line=verdict.line)


def _fault(bad: BadFile | ConfigError) -> Sealed:
    """Our own verdict on an unreadable file, or on one whose layout is unknown."""
    if isinstance(bad, ConfigError):
        return Sealed("quarantined", "layout", str(bad), None)
    return Sealed("quarantined", bad.code, bad.message, bad.line)


def _line(name: str, verdict: Sealed) -> str:
    """File, line and cause in one sentence."""
    place = f"{name}, line {verdict.line}" if verdict.line else name
    return f"{place}: {verdict.message}"


def _reason(name: str, verdict: Sealed) -> str:
    """What lies beside a file in quarantine."""
    return (
        f"{_line(name, verdict)}\n"
        f"Code: {verdict.code}\n"
        "Nothing of this file was booked. Put the bank's new file into the inbox, or, once the"
        " cause is mended, press *Read again* on this file in Odoo.\n"
    )
