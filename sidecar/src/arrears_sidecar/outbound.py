"""Requests on their way to the bank: rendered, confirmed by Odoo, then in the outbox once.

    batches_to_export → batch_rows → render → prepared/ → confirm_export → outbox/

Where a crash can fall, and what the next run finds:

- before `prepared/` has the file: the batch is still approved; it is rendered again, and the
  same rows give the same bytes;
- file in `prepared/`, batch still approved: Odoo never heard of it; the file is thrown away and
  made anew, since the batch may have been changed meanwhile;
- file in `prepared/`, batch no longer approved: either Odoo confirmed it and we did not hear, or
  somebody withdrew it. The same bytes are confirmed again: yes sends them to the outbox, no sends
  them to quarantine;
- after the rename into the outbox nothing is left to do, even when the bank took the file away.

A batch that its bank takes only in several files goes the same way, all files together: each lies
in `prepared/` before Odoo hears of the first, Odoo calls the batch exported when it has the last,
and only then does any of them reach the outbox.
"""

from collections.abc import Sequence

from .errors import Permanent, Rejected
from .exchange import Exchange, Prepared
from .journal import note
from .records import Batch, Instruction, RenderedFile, hash_of
from .workplace import Tally, Workplace


def export(place: Workplace) -> Tally:
    """Bring every approved batch of our channels to its outbox."""
    tally = Tally("export")
    waiting = place.gateway.batches_to_export()
    for exchange in place.exchanges.values():
        _resume(place, exchange, {batch.batch_id for batch in waiting}, tally)
    for batch in waiting:
        if place.stopping():
            break
        if batch.channel in place.exchanges:
            with tally.one(batch=batch.reference, channel=batch.channel):
                _export(place, batch, place.exchanges[batch.channel], tally)
    for batch in place.gateway.renders_wanted():
        if place.stopping():
            break
        with tally.one(batch=batch.reference, channel=batch.channel):
            _render_for_form(place, batch, tally)
    return tally


def _export(place: Workplace, batch: Batch, exchange: Exchange, tally: Tally) -> None:
    """One batch, from Odoo to the outbox."""
    files = _rendered(place, batch)
    for file in files:
        if exchange.in_outbox(file.name):
            raise Permanent(
                f"batch {batch.reference}: the outbox of channel {batch.channel} already holds a"
                f" file {file.name}. Find out whose it is and move it away"
            )
    prepared = [Prepared(batch.batch_id, one.row_count, one.total, one.name) for one in files]
    for one, file in zip(prepared, files, strict=True):
        exchange.prepare(one, file.content)
    _confirm(place, batch, files)
    for one, file in zip(prepared, files, strict=True):
        exchange.hand_over(one)
        tally.add("files written")
        tally.add("instructions", file.row_count)
        note("request written", batch=batch.reference, file=file.name, rows=file.row_count)


def _render_for_form(place: Workplace, batch: Batch, tally: Tally) -> None:
    """Files that a person downloads in Odoo and carries to the bank's web site."""
    files = _rendered(place, batch)
    _confirm(place, batch, files)
    for file in files:
        tally.add("files for download")
        tally.add("instructions", file.row_count)
        note("request ready", batch=batch.reference, file=file.name, rows=file.row_count)


def _confirm(place: Workplace, batch: Batch, files: Sequence[RenderedFile]) -> None:
    """Hand over all files of a batch; with the last one Odoo takes them all, or none."""
    for number, file in enumerate(files, start=1):
        place.gateway.confirm_export(batch.batch_id, file, number, len(files))


def _rendered(place: Workplace, batch: Batch) -> Sequence[RenderedFile]:
    """The batch's files in its bank's layout: one, or as many as the bank's limits ask for."""
    profile = place.profiles.get(batch.profile, f"profile of bank channel {batch.channel}")
    files = profile.render(batch, _rows(place, batch))
    names = [file.name for file in files]
    if not names or len(set(names)) != len(names):
        raise Permanent(
            f"batch {batch.reference}: profile {batch.profile} made {len(names)} files with"
            f" {len(set(names))} names. Each file of a batch needs a name of its own"
        )
    return files


def _rows(place: Workplace, batch: Batch) -> list[Instruction]:
    """All instructions of a batch.

    :raises Stopped: between two pages; the batch is as it was
    """
    rows: list[Instruction] = []
    bar = place.progress.bar(f"reading {batch.reference}", batch.row_count)
    after: int | None = 0
    while after is not None:
        place.go_on(len(rows), batch.row_count)
        page, after = place.gateway.batch_rows(batch.batch_id, after)
        rows += page
        bar.advance(len(page))
    return rows


def _resume(place: Workplace, exchange: Exchange, approved: set[int], tally: Tally) -> None:
    """Bring to an end what an interrupted run left in `prepared/`."""
    for prepared in exchange.prepared():
        with tally.one(file=prepared.name, channel=exchange.channel):
            if prepared.batch_id in approved:
                exchange.forget(prepared)
            else:
                _confirm_again(place, exchange, prepared, tally)


def _confirm_again(place: Workplace, exchange: Exchange, prepared: Prepared, tally: Tally) -> None:
    """Ask Odoo whether these bytes are the ones it knows; it says yes or no for good."""
    content = exchange.read_prepared(prepared)
    file = RenderedFile(prepared.name, content, prepared.row_count, prepared.total)
    try:
        place.gateway.confirm_export(prepared.batch_id, file)
    except Rejected as refusal:
        reason = (
            f"{prepared.name}: Odoo no longer wants this request.\n{refusal}\n"
            "It was never handed to the bank. Nothing has to be done, unless the batch in Odoo"
            " says that it was exported: then withdraw it there and approve it again.\n"
        )
        exchange.withdraw(prepared, hash_of(content), reason)
        raise
    exchange.hand_over(prepared)
    tally.add("files written")
    tally.add("instructions", prepared.row_count)
    note("request written after an interruption", file=prepared.name, rows=prepared.row_count)
