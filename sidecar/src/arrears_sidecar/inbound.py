"""Answers of the bank: claimed, read, staged in Odoo page by page, sealed, filed away.

    inbox/ → working/ → open_file → stage_rows … → seal_file → done/ or quarantine/

Odoo knows a file by the hash of its bytes and a row by its line, so an interrupted run simply
starts over with what lies in `working/`: nothing is counted twice. Booking is Odoo's own work
after the seal.
"""

import logging
from collections.abc import Iterator

from .errors import BadFile
from .exchange import Exchange
from .journal import note
from .profiles import Profile
from .records import IncomingFile, OpenedFile, Sealed, Uploaded, hash_of
from .workplace import Tally, Workplace


def import_answers(place: Workplace) -> Tally:
    """Take in everything that waits in the inboxes and in Odoo."""
    tally = Tally("import")
    for exchange in place.exchanges.values():
        for name in _claimed(place, exchange):
            with tally.one(file=name, channel=exchange.channel):
                _take_in(place, exchange, name, tally)
    for uploaded in place.gateway.files_to_parse():
        if place.stopping():
            break
        with tally.one(file=uploaded.name, channel=uploaded.channel):
            _take_uploaded(place, uploaded, tally)
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


def _take_in(place: Workplace, exchange: Exchange, name: str, tally: Tally) -> None:
    """One file of a folder, to its end."""
    try:
        content = exchange.read_working(name)
    except BadFile as bad:
        # Odoo keeps the bytes of what it refuses; of these there are none, or too many.
        exchange.put_aside(name, hash_of(name.encode("utf-8")), _reason(name, _fault(bad)))
        _note_refusal(name, _fault(bad), tally)
        return
    file = IncomingFile(name, hash_of(content), content)
    try:
        profile = _profile(place, exchange.channel, file)
    except BadFile as bad:
        _refuse_unknown(place, exchange, file, bad, tally)
        return
    opened = place.gateway.open_file(exchange.channel, profile.code, file)
    if opened.is_done:
        exchange.finish(name, file.sha256)
        tally.add("answers known already")
        note("answer known already", file=name, channel=exchange.channel, state=opened.state)
        return
    verdict = _read_into_odoo(place, profile, file, opened, tally)
    if verdict.state == "quarantined":
        exchange.put_aside(name, file.sha256, _reason(name, verdict))
    else:
        exchange.finish(name, file.sha256)


def _take_uploaded(place: Workplace, uploaded: Uploaded, tally: Tally) -> None:
    """One file that a person uploaded in Odoo, to its end."""
    file = place.gateway.file_content(uploaded.file_id)
    try:
        profile = _profile(place, uploaded.channel, file, uploaded.profile)
    except BadFile as bad:
        place.gateway.quarantine_known_file(uploaded.file_id, _fault(bad))
        _note_refusal(file.name, _fault(bad), tally)
        return
    _read_into_odoo(place, profile, file, OpenedFile(uploaded.file_id, "received"), tally)


def _profile(place: Workplace, channel: str, file: IncomingFile, code: str = "") -> Profile:
    """The layout to read a file with: as named for it or its channel, else detected."""
    fixed = code or place.fixed_profiles.get(channel, "")
    if fixed:
        return place.profiles.get(fixed, f"profile of channel {channel}")
    return place.profiles.detect(file.name, file.content)


def _read_into_odoo(
    place: Workplace, profile: Profile, file: IncomingFile, opened: OpenedFile, tally: Tally
) -> Sealed:
    """Parse, stage, seal; the verdict is Odoo's, or ours when the file cannot be read at all.

    When Odoo refuses a call (`Rejected`) that is no verdict on the file: it stays where it is, the
    error is reported, and the next run tries again.
    """
    try:
        verdict = _stage_and_seal(place, profile, file, opened)
    except BadFile as bad:
        verdict = _fault(bad)
        place.gateway.quarantine_known_file(opened.file_id, verdict)
    if verdict.state == "quarantined":
        _note_refusal(file.name, verdict, tally)
    else:
        tally.add("answers accepted")
        note("answer accepted", file=file.name, state=verdict.state, profile=profile.code)
    return verdict


def _stage_and_seal(
    place: Workplace, profile: Profile, file: IncomingFile, opened: OpenedFile
) -> Sealed:
    """All rows into Odoo, then the seal. A file refused before only repeats its verdict."""
    table = profile.parse(file.name, file.content)
    if opened.state != "quarantined":
        bar = place.progress.bar(f"staging {file.name}", len(table))
        for start in range(0, len(table), place.page_size):
            rows = table.page(start, place.page_size)
            place.gateway.stage_rows(opened.file_id, rows)
            bar.advance(len(rows))
    return place.gateway.seal_file(
        opened.file_id,
        len(table),
        table.total_offered,
        table.total_settled,
        table.batch_reference,
    )


def _refuse_unknown(
    place: Workplace, exchange: Exchange, file: IncomingFile, bad: BadFile, tally: Tally
) -> None:
    """A file whose layout cannot even be told: Odoo hears of it, the file goes aside."""
    verdict = _fault(bad)
    profile = place.fixed_profiles.get(exchange.channel, "")
    place.gateway.quarantine_file(exchange.channel, profile, file, verdict)
    exchange.put_aside(file.name, file.sha256, _reason(file.name, verdict))
    _note_refusal(file.name, verdict, tally)


def _fault(bad: BadFile) -> Sealed:
    """Our own verdict on an unreadable file."""
    return Sealed("quarantined", bad.code, bad.message, bad.line)


def _note_refusal(name: str, verdict: Sealed, tally: Tally) -> None:
    """Count and log a refused file."""
    tally.add("answers refused")
    tally.errors.append(_line(name, verdict))
    note("answer refused", logging.WARNING, file=name, code=verdict.code, line=verdict.line)


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
